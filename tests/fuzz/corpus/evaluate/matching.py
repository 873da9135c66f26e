match {'k':[1,2,3]}:
    case {'k':[a,*r]} if a==1:
        result=(a,r)
