s=''
for i in range(3):
    s += str(i)
else:
    s+='e'
result=s
