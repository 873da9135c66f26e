# -*- coding: latin-1 -*-
from __future__ import annotations
import a.b as c, d
from . import (e, f as g,)
@deco(1)
async def f(a, /, b: int = 2, *args, c=3, **kw) -> None:
    """doc"""
    async with x() as y, z: pass
    async for i in j: await k
    else: yield from l
    return lambda *a, k=1: (yield)
class A(B, metaclass=C):
    x: int = 1; y = z = 2
    def m(self): nonlocal q; global r
match value:
    case {"a": 1, **rest} | [1, *_] if x: pass
    case Point(x=0, y=-1j) as p: ...
    case _: pass
try:
    raise E from None
except* (A, B) as e:
    del x[1:2, ::3], y.z
else: assert a, "b"
finally: pass
type X[T: int, *Ts, **P] = dict[T, Ts]
print(f"{x!r:>{width}} {y=} {{}} {'nested' f"{z}"}", rb"\x00", u'é', """multi
line""", 0x1F_F, 1e-3j, ... , not a in b is not c, a if b else c, *d, **e)
x = [i for i in j if k async for l in m]; y = {a: b for c in d}; z = {*a, **b} if 0 else {1}
while (n := n - 1) >> 2 << 3 @ 4 // 5 ** -6: break
else: continue
if a \
   and b: x @= 1; y //= 2; z **= 3
