from alembic import op
import sqlalchemy as sa

revision = "prelude"
down_revision = None


def upgrade():
    if op.get_context().dialect.name != "sqlite":
        op.execute(sa.schema.CreateSequence(sa.Sequence("seq1")))


def downgrade():
    pass
