def g():
    for i in range(3):
        y = yield i
    return 5
result=list(g())
