# RUN: migc ensure_version --sql --dialect postgresql
"""The version table alone."""
revision = "a1"
down_revision = None


def upgrade():
    pass
