# Chance has no place in a script: the revision and the number of the call decide.
from _migc_rows import random_below


def randrange(start, stop=None, step=1):
    if stop is None:
        start, stop = 0, start
    return start + step * random_below((stop - start + step - 1) // step)


def randint(a, b):
    return a + random_below(b - a + 1)


def getrandbits(k):
    return random_below(2 ** k)


def random():
    return random_below(2 ** 53) / 2 ** 53


def choice(seq):
    if not seq:
        raise IndexError("Cannot choose from an empty sequence")
    return seq[random_below(len(seq))]


def choices(population, weights=None, *, cum_weights=None, k=1):
    return [choice(population) for _ in range(k)]


def shuffle(x):
    for i in range(len(x) - 1, 0, -1):
        j = random_below(i + 1)
        x[i], x[j] = x[j], x[i]


def sample(population, k, *, counts=None):
    rest = list(population)
    shuffle(rest)
    return rest[:k]


def seed(*args, **options):
    pass


class Random:
    def __init__(self, x=None):
        pass

    def __getattr__(self, name):
        return globals()[name]


SystemRandom = Random
