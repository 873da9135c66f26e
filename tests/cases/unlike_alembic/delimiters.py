# RUN: migc upgrade head --sql
# DIALECTS: mysql mariadb
"""A body is found behind a comment and among other statements, and may end in a comment."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.create_table("t", sa.Column("a", sa.Integer()), sa.Column("b", sa.Integer()))
    op.execute(
        "-- note\n"
        "CREATE TRIGGER first BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.a = 1; SET NEW.b = 2; END"
    )
    op.execute(
        "DROP TRIGGER IF EXISTS first; CREATE TRIGGER second BEFORE INSERT ON t FOR EACH ROW\n"
        "BEGIN SET NEW.a = CASE WHEN NEW.b = 1 THEN 1 ELSE 2 END; SET NEW.b = 2; END; DROP TRIGGER second"
    )
    op.execute("CREATE FUNCTION one() RETURNS INT DETERMINISTIC BEGIN RETURN 1; END -- tail")
    op.execute(
        "CREATE TRIGGER third BEFORE UPDATE ON t FOR EACH ROW IF NEW.a > 0 THEN SET NEW.b = 1; END IF"
    )
    op.execute("CREATE TRIGGER fourth BEFORE DELETE ON t FOR EACH ROW SET @gone = 1; DELETE FROM t")
