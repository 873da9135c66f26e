# RUN: migc upgrade head --sql --dialect postgresql
"""Members that `__new__` makes, in an enumeration that other ones extend."""
from enum import Enum

from alembic import op

revision = "a1"
down_revision = None


class Ordered(Enum):
    def __new__(cls, label, order):
        member = object.__new__(cls)
        member._value_ = label
        member.order = order
        return member

    def __lt__(self, other):
        return self.order < other.order


class Severity(Ordered):
    HIGH = ("high", 3)
    LOW = ("low", 1)


def upgrade():
    for severity in sorted(Severity):
        op.execute(f"SELECT '{severity.value}', {severity.order}")


def downgrade():
    pass
