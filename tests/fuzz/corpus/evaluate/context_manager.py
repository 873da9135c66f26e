from contextlib import contextmanager
log=[]
@contextmanager
def c(x):
    log.append('in')
    try:
        yield x
    except ValueError as e:
        log.append(str(e))
    finally:
        log.append('out')
with c(3) as v:
    log.append(v)
    raise ValueError('boom')
result=log
