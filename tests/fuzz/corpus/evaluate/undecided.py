import myapp
if myapp.x:
    y=1
