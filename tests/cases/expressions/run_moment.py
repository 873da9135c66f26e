# RUN: migc upgrade head --sql
"""The moment when a migration runs is the server's; what is made of it is not known."""
from datetime import date, datetime, timezone

import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = None

visits = sa.table(
    "visits",
    sa.column("id", sa.Integer),
    sa.column("at", sa.DateTime),
    sa.column("day", sa.Date),
)


def upgrade():
    op.create_table(
        "visits",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime),
        sa.Column("day", sa.Date),
    )
    op.bulk_insert(
        visits,
        [
            {"id": 1, "at": datetime.now(), "day": date.today()},
            {"id": 2, "at": datetime.utcnow(), "day": datetime.now().date()},
            {"id": 3, "at": datetime.now(timezone.utc).replace(tzinfo=None), "day": None},
        ],
    )
    op.execute(visits.update().where(visits.c.at < datetime.now()).values(at=datetime.utcnow()))
    op.get_bind().execute(sa.text("UPDATE visits SET at = :at"), {"at": datetime.utcnow()})
