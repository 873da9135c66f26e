x = = 1
def f(1): pass
print 'x'
if a
    b
  c
(]
'abc
f'{x'
`a` $ ? <> 
012 1__0 0xg
try: a
except A, b: c
