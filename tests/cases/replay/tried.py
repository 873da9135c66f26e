# RUN: migc upgrade head --sql --dialect postgresql
"""A condition that cannot be decided does not matter where nothing hangs on it but words."""
import os
import shutil

from alembic import op
import sqlalchemy as sa
from shop.config import settings

revision = "a1"
down_revision = None


def upgrade():
    op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("INSERT INTO users SELECT generate_series(1, 5)")
    changed = op.get_bind().execute(sa.text("UPDATE users SET id = id + 1"))
    print("changed", changed.rowcount)
    if changed.rowcount > 3:
        print("many")
    for folder in os.listdir(settings.MEDIA):
        if os.path.isdir(folder):
            shutil.move(folder, os.path.join(settings.MEDIA, "users"))


def downgrade():
    pass
