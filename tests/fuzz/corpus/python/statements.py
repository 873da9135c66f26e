x = y = 1; del x, y[0]
a, *b = c
x += 1
x: int = 1
assert x, 'no'
import a.b as c, d . e
from ... import (f, g as h,)
from i import *
if (n := 1): pass
elif z: pass
else:
	pass
for i, *j in k, *l:
    continue
else: pass
while 1:
    break
try:
    raise X from y
except (A, B) as e: pass
except: pass
else: pass
finally: pass
try: pass
except* G: pass
with (a as b, c): pass
with (a, b) as c, d: pass
@deco
async def f(a, /, b: int = 1, *c, d, e=2, **g) -> h:
    global q
    async with a as b: yield
    async for x in y: await z
    return *a, b
class K(B, metaclass=M):
    """doc"""
    def m(self): n = lambda *a, k=1: (yield)
