# RUN: migc upgrade head --sql
# DIALECTS: mysql mariadb
"""What raw SQL says of a column is restated: its comment, ON UPDATE, counting, its exact type."""
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.execute(
        "CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(20) COMMENT 'old', b VARCHAR(20), c VARCHAR(20),"
        " at DATETIME(6) NOT NULL, ts TIMESTAMP NULL, body LONGTEXT, code BINARY(4), n INT UNSIGNED ZEROFILL,"
        " share DOUBLE(10,2), word VARCHAR(9) CHARACTER SET latin1 NOT NULL COLLATE latin1_bin)"
    )
    op.execute("ALTER TABLE t MODIFY a VARCHAR(33) NOT NULL DEFAULT 'q' COMMENT 'new'")
    op.execute("/*!40101 ALTER TABLE t MODIFY b VARCHAR(99) NOT NULL */")
    op.execute("ALTER TABLE t MODIFY C VARCHAR(99) NOT NULL")
    op.execute("ALTER TABLE t ADD counted BIGINT NOT NULL AUTO_INCREMENT UNIQUE")
    op.execute(
        "ALTER TABLE t MODIFY at DATETIME(6) NOT NULL"
        " DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6) COMMENT 'c'"
    )
    for column in ("a", "at"):
        op.alter_column("t", column, nullable=True)
    for column in ("b", "c", "counted", "ts", "body", "code", "n", "share", "word"):
        op.alter_column("t", column, comment="k")
