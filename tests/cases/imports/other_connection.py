# RUN: migc upgrade head --sql --dialect postgresql --keep-going
# EXIT: 4
"""What another connection is told is not part of the script, and nobody knows what it answers."""
from alembic import op
import sqlalchemy as sa
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

revision = "a1"
down_revision = None

other = sessionmaker(bind=create_engine("sqlite:///archive.db"))


def upgrade():
    op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True))
    with Session(bind=op.get_bind()) as session:
        session.execute(sa.text("UPDATE users SET id = 1"))
    with other() as session:
        session.execute(sa.text("DROP TABLE users"))


def downgrade():
    pass
