# RUN: migc upgrade head --sql --explain-assumptions --dialect postgresql
"""From base the database is empty: what nothing was inserted into has no rows."""
from alembic import op
import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.ext.declarative import declarative_base

revision = "a1"  # note: assumptions
down_revision = None

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = sa.Column(sa.Integer, primary_key=True)
    email = sa.Column(sa.String(200))


def upgrade():
    bind = op.get_bind()
    Base.metadata.create_all(bind)
    for row in bind.execute(sa.text("SELECT id, lower(email) FROM users WHERE email <> ''")):
        op.execute(f"DELETE FROM users WHERE id = {row.id}")
    if bind.execute(sa.select(sa.func.count()).select_from(User.__table__)).scalar() > 0:
        raise Exception("there are users")
    if bind.execute(sa.text("SELECT max(id) FROM users")).scalar() is None:
        op.execute("COMMENT ON TABLE users IS 'new'")
    session = orm.Session(bind=bind)
    for user in session.query(User).filter(User.email.is_(None)):
        user.email = "none"
    session.commit()
    # What is selected from nothing inserts nothing.
    op.create_table("emails", sa.Column("email", sa.String(200)))
    op.execute("INSERT INTO emails SELECT email FROM users")
    assert bind.execute(sa.text("SELECT 1 FROM emails")).first() is None


def downgrade():
    op.drop_table("users")


# --- versions/b2_catalogs.py
"""catalogs"""
from alembic import op
import sqlalchemy as sa

revision = "b2"  # note: assumptions
down_revision = "a1"


def has_column(table, column):
    return (
        op.get_bind()
        .execute(
            sa.text(
                "SELECT 1 FROM information_schema.columns "
                "WHERE table_name = :table AND column_name = :column"
            ),
            {"table": table, "column": column},
        )
        .scalar()
        is not None
    )


def upgrade():
    if has_column("users", "email") and not has_column("users", "name"):
        op.add_column("users", sa.Column("name", sa.Text()))
    exists = op.get_bind().execute(
        sa.text("SELECT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'mood')")
    )
    if not exists.scalar():
        op.execute("CREATE TYPE mood AS ENUM ('good')")
    op.get_bind().execute("ANALYZE users")  # warning: string-statement


def downgrade():
    op.drop_column("users", "name")
