# RUN: migc upgrade head --sql --dialect postgresql
"""PostGIS's functions for columns change the table as ALTER TABLE does."""
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_table("areas", sa.Column("id", sa.Integer(), primary_key=True), schema="maps")
    op.execute("SELECT AddGeometryColumn('maps', 'areas', 'shape', 21781, 'POLYGON', 2)")
    op.execute("SELECT AddGeometryColumn('maps', 'areas', 'centre', 21781, 'POINT', 2)")
    op.execute("SELECT DropGeometryColumn('maps', 'areas', 'centre')")
    columns = [c["name"] for c in sa.inspect(op.get_bind()).get_columns("areas", schema="maps")]
    op.execute(f"COMMENT ON TABLE maps.areas IS '{' '.join(columns)}'")


def downgrade():
    pass
