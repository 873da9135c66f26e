# RUN: migc upgrade head --sql
# DIALECTS: mysql mariadb
"""Options for MySQL are options for MariaDB."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_table(
        "t",
        sa.Column("a", sa.String(30).with_variant(sa.Text(), "mysql")),
        sa.Column("b", sa.String(30)),
        mysql_engine="InnoDB",
        mysql_charset="utf8mb4",
    )
    op.create_index("ix_b", "t", ["b"], mysql_length=10)


def downgrade():
    pass
