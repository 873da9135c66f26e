(a or b and not c, -x ** -y, a < b is not c not in d, a if b else c)
[x async for x, in y if z if w for v in u]
{k: v for k, v in d}, {**a, b: c}, {*a}, {}
f(a, *b, c=1, **d)(x for x in y)[1:2, ::3, ...][*z]
1_000 + 0xFF - 0o17 * 0b1 / 1.5e-3 // 2j % .5 @ a << b >> c & d | e ^ ~f
(lambda: 0), (n := 1), ()
a.b.c \
  .d
((([[[{{{f(f(f(a[b[c[not not - - ~ ~ lambda: lambda: 1 if 1 else 2 ** 2 ** 2]])))}}}]]])))
