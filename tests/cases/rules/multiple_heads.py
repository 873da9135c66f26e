# RUN: migc lint --dialect postgresql --select multiple-heads
# EXIT: 1
"""Two revisions that nobody merged."""
revision = "a1"
down_revision = None


def upgrade():
    pass


# --- versions/b2_left.py
"""left"""
revision = "b2"
down_revision = "a1"


def upgrade():
    pass


# --- versions/c3_right.py
"""right"""
revision = "c3"  # error: multiple-heads
down_revision = "a1"


def upgrade():
    pass


# --- versions/d4_silent.py
"""a branch of its own"""
revision = "d4"
down_revision = None
branch_labels = ("reports",)


def upgrade():
    pass


# --- versions/e5_silent.py
"""and another"""
revision = "e5"
down_revision = None
branch_labels = ("audit",)


def upgrade():
    pass
