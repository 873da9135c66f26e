# RUN: migc upgrade head --sql --dialect postgresql
"""A row takes the defaults that the fields of a SQLModel class say."""
from typing import Optional

import sqlalchemy as sa
from alembic import op
from sqlmodel import Field, SQLModel

revision = "a1"
down_revision = None


class Hero(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    name: str
    level: int = 3
    rank: int = Field(default=5)
    note: Optional[str] = None
    given: Optional[str] = Field(
        default=None, sa_column=sa.Column("given_name", sa.String(20), default="q")
    )
    weight: int = Field(default=1, sa_column_kwargs={"default": 9})


def upgrade():
    op.execute(sa.insert(Hero).values(name="x"))
    op.execute(sa.select(Hero.id, Hero.given))
