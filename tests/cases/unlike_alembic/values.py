# RUN: migc upgrade head --sql
"""Values are written as the server reads them."""
from datetime import datetime, timezone

from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    t = sa.table(
        "t",
        sa.column("j", sa.JSON),
        sa.column("b", sa.LargeBinary),
        sa.column("z", sa.DateTime(timezone=True)),
        sa.column("u", sa.Uuid(as_uuid=False)),
    )
    op.bulk_insert(
        t,
        [
            {
                "j": {"a": [1, None]},
                "b": b"\x00\xff",
                "z": datetime(2020, 1, 2, 3, 4, 5, tzinfo=timezone.utc),
                "u": "12345678-1234-5678-1234-567812345678",
            }
        ],
    )


def downgrade():
    pass
