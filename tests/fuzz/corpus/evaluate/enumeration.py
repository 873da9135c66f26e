import enum
class Color(enum.Enum):
    RED=1
    BLUE=enum.auto()
class S(str, enum.Enum):
    A='a'
result=[Color.RED, Color(2).name, [c.value for c in Color], S.A=='a', S.A.value, f"{S.A.value}", Color['RED'] is Color.RED]
