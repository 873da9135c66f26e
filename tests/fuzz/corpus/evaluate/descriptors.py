class M:
    @property
    def p(self): return 1
    @staticmethod
    def s(x): return x
    @classmethod
    def c(cls): return cls.__name__
result=(M().p,M.s(2),M.c(),M().c())
