a = [3, 1, 2]
a[::2] = [9, 8]; a.sort(key=lambda v: -v); a.insert(-1, a); a += (1,); del a[0]
d = dict(a=1, **{"b": 2}); d |= {"c": 3}; d.setdefault("x", []).append(d)
s = {1, 2} | {3} - {1}; s ^= frozenset([9]); s.discard(4)
t = (1, *s, *d); x, (y, *z) = 1, [2, 3]
r = [*range(10)[1:8:3], *reversed("abc"), *map(str, a), *zip(a, d.items())]
try:
    for k in d: d[k + "1"] = 1
except RuntimeError as e:
    print(e)
finally:
    q = max(a, default=0, key=id)
