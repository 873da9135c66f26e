# RUN: migc upgrade head --sql
# DIALECTS: mssql oracle
"""Clients look for their commands in every line, also within literals; there it is written in parts."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    notes = sa.table("notes", sa.column("body", sa.String(50)))
    op.execute("INSERT INTO notes (body) VALUES ('one;\ntwo')")
    op.execute("INSERT INTO notes (body) VALUES ('one -\ntwo')")
    op.execute("INSERT INTO notes (body) VALUES ('one\n/\ntwo\n@three')")
    op.execute("INSERT INTO notes (body) VALUES (N'$(HOME) isn''t $(here)')")
    op.execute(notes.insert().values(body="x\nGO\ny\n:r z"))
    op.execute("UPDATE notes -- all of them;\nSET body = 'a'")
    op.create_table("pets", sa.Column("a", sa.Integer(), comment="$(a)\n/\nit's"))


def downgrade():
    pass
