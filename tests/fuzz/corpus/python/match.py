match x, y:
    case -1 | 2 + 3j | 'a' 'b' | None: pass
    case [a, *_] | (b, c) as d if e: pass
    case {'k': v, A.b: 1, **rest}: pass
    case C.D(1, e=F()): pass
    case _: pass
match = case = type = 1
type X[T: int = str, *U = *v, **W] = list[T]
def f[T](x): pass
