# RUN: migc upgrade head --sql
# DIALECTS: mssql
"""IDENTITY_INSERT is for tables with an identity, and for rows that set it."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    counted = op.create_table("counted", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("s", sa.String(5)))
    plain = op.create_table("plain", sa.Column("s", sa.String(5)))
    op.bulk_insert(counted, [{"id": 1, "s": "a"}])
    op.bulk_insert(counted, [{"s": "b"}])
    op.bulk_insert(plain, [{"s": "c"}])
    op.bulk_insert(plain, [])


def downgrade():
    pass
