import app
x = [1]
for i in app.things:
    if app.skip(i): continue
    if app.stop: break
    x.append(i)
else:
    x = None
def f(a):
    try:
        if app.A: raise ValueError(a)
        if app.B: return 1
        while app.C: x.pop()
    except ValueError as e:
        return e
    finally:
        app.done(x)
    return [y for y in app.list if y], (1 if app.D else f), app.E and app.f()
r = f(1)
with app.context() as c: r += c
def g():
    for i in range(3):
        try:
            y = yield i
            with app.c: yield from g2()
        finally: pass
def g2(): yield 1
l = list(g())
match app.x:
    case [1, *r] | {"a": r}: pass
    case str(): r = 1
class A(app.Base, metaclass=app.M):
    z = app.q
    def __eq__(self, o): return app.z
b = A() == A(), A().nothing, {A(): 1}
