# RUN: migc upgrade heads --sql --keep-going --explain-assumptions --dialect postgresql
# EXIT: 4
"""Rows that the plan inserted with known values are known to its queries."""
from alembic import op
import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.ext.declarative import declarative_base

revision = "a1"  # note: assumptions
down_revision = None

Base = declarative_base()


class Role(Base):
    __tablename__ = "roles"
    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.String(20), nullable=False, unique=True)
    rank = sa.Column(sa.Integer, server_default="5")


def upgrade():
    bind = op.get_bind()
    Base.metadata.create_all(bind)
    op.execute("INSERT INTO roles (name, rank) VALUES ('admin', 1), ('guest', 9)")
    made = bind.execute(
        sa.text("INSERT INTO roles (name) VALUES (:name) RETURNING id"), {"name": "it's me"}
    ).scalar()
    op.execute(f"COMMENT ON TABLE roles IS 'the last is {made}'")
    op.execute("UPDATE roles SET rank = 2 WHERE name = 'admin'")
    op.execute("DELETE FROM roles WHERE rank > 8")
    ranks = {row.name: row.rank for row in bind.execute(sa.text("SELECT * FROM roles ORDER BY id"))}
    assert ranks == {"admin": 2, "it's me": 5}
    session = orm.Session(bind=bind)
    assert session.query(Role).filter(Role.name == "guest").first() is None
    assert session.query(Role.id).filter_by(name="admin").scalar() == 1
    assert session.query(sa.func.count(Role.id)).filter(Role.rank < 4).scalar() == 1
    added = Role(name="third")
    session.add(added)
    session.flush()
    assert added.id == 4


def downgrade():
    op.drop_table("roles")


# --- versions/b2_changed.py
"""what becomes of the rows later"""
from alembic import op
import sqlalchemy as sa

revision = "b2"
down_revision = "a1"


def upgrade():
    bind = op.get_bind()
    op.add_column("roles", sa.Column("hidden", sa.Boolean(), server_default=sa.false()))
    op.alter_column("roles", "name", new_column_name="title")
    op.execute(
        "INSERT INTO roles (title) VALUES ('admin') ON CONFLICT (title) DO NOTHING"
    )
    query = sa.text("SELECT hidden FROM roles WHERE title = :title AND id = 3")
    assert bind.execute(query, {"title": "it's me"}).scalar() is False
    assert bind.execute(sa.text("SELECT count(*) FROM roles WHERE title = 'nobody'")).scalar() == 0


def downgrade():
    op.drop_column("roles", "hidden")


# --- versions/c3_order.py
"""in what order they come is not known once they were moved"""
from alembic import op
import sqlalchemy as sa

revision = "c3"
down_revision = "b2"


def upgrade():
    for row in op.get_bind().execute(sa.text("SELECT id FROM roles")):  # error: unsupported
        op.execute(f"SELECT {row.id}")


def downgrade():
    pass


# --- versions/d4_filled.py
"""what the database computes is not known"""
from alembic import op
import sqlalchemy as sa

revision = "d4"
down_revision = "c3"


def upgrade():
    op.create_table("notes", sa.Column("text", sa.Text()), sa.Column("at", sa.DateTime()))
    op.execute("INSERT INTO notes VALUES (upper('a'), now())")
    op.get_bind().execute(sa.text("SELECT 1 FROM notes WHERE text = 'A'")).first()  # error: unsupported


def downgrade():
    op.drop_table("notes")


# --- versions/e5_nothing.py
"""a change of no row can be left out where its values are not known"""
import datetime

from alembic import op
import sqlalchemy as sa

revision = "e5"  # note: assumptions
down_revision = "d4"


def upgrade():
    empty = op.create_table("empty", sa.Column("at", sa.DateTime()))
    op.execute(empty.update().where(empty.c.at.is_(None)).values(at=datetime.datetime.now() - datetime.timedelta(days=1)))
    op.get_bind().execute(sa.text("DELETE FROM empty WHERE at < :at"), {"at": datetime.datetime.now() - datetime.timedelta(days=1)})
    op.bulk_insert(empty, [{"at": None}])
    op.execute(empty.update().values(at=datetime.datetime.now() - datetime.timedelta(days=1)))  # error: unknown-argument


def downgrade():
    op.drop_table("empty")
