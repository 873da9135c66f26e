CREATE TABLE alembic_version (
    version_num VARCHAR2(32 CHAR) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)

/

-- Running upgrade  -> a1

SET DEFINE OFF

INSERT INTO t (s) VALUES ('AT&T')

/

SET SQLBLANKLINES ON

UPDATE t

SET s = 'R&D'

/

INSERT INTO alembic_version (version_num) VALUES ('a1')

/

