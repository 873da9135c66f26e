a=[]
a.append(a)
result=repr(a)
