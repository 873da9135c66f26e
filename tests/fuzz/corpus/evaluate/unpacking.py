x=[1,2,3]
a,*b=x
x[1:]=[9,8,7]
del x[0]
result=(a,b,x)
