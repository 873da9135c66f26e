# RUN: migc upgrade head --sql
# DIALECTS: oracle
"""A block behind comments or labels is whole; a `/` of the author's own ends it, and is said once."""
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.execute(
        """-- keeps the log
        /* of pets */ CREATE OR REPLACE EDITIONABLE TRIGGER log_pets AFTER INSERT ON pets FOR EACH ROW
        BEGIN
          INSERT INTO log VALUES (1);
          INSERT INTO log VALUES (2);
        END;"""
    )
    op.execute("<<outer>> DECLARE n NUMBER; BEGIN n := 1; END;")
    op.execute("WITH FUNCTION f RETURN NUMBER IS BEGIN RETURN 1; END; SELECT f FROM dual;")
    op.execute("BEGIN p(1); END;\n/")
    op.execute("DROP TRIGGER log_pets; CREATE PROCEDURE q AS BEGIN p(1); p(2); END;\n/\nUPDATE t SET a = 4 / 2;")
    op.execute("CREATE TABLE kinds (type NUMBER); INSERT INTO kinds VALUES (1);")


def downgrade():
    pass
