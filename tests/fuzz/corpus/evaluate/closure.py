def outer():
    n=0
    def inc():
        nonlocal n
        n+=1
        return n
    inc(); inc()
    return n
result=outer()
