# RUN: migc upgrade head --sql --dialect postgresql
"""What SQLAlchemy took before version 2 is taken as before, and said."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None

users = sa.table("users", sa.column("id", sa.Integer), sa.column("name", sa.String))


def upgrade():
    op.create_table("users", sa.Column("id", sa.Integer()), sa.Column("picture", sa.Binary()))
    query = sa.select([users.c.id], users.c.name == "a")  # warning: old-form
    op.execute(users.insert().from_select(["id"], query))
    op.execute(users.update(users.c.id == 1, {"name": "b"}))  # warning: old-form
    label = sa.case([(users.c.id == 1, "one")], else_="more")  # warning: old-form
    op.execute(users.update().values(name=label))
    bind = op.get_bind()
    bind.execute("UPDATE users SET name = %s WHERE id = %s", ("50%", 2))  # warning: string-statement
    bind.exec_driver_sql("DELETE FROM users WHERE name LIKE 'a%%' AND id = %(id)s", {"id": 3})


def downgrade():
    op.drop_table("users")
