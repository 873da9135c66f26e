class A:
    x=1
    def __init__(self,v): self.v=v
    def m(self): return self.v+self.x
class B(A):
    def m(self): return super().m()*10
result=[B(2).m(), isinstance(B(1),A)]
