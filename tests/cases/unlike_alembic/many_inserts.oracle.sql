CREATE TABLE alembic_version (
    version_num VARCHAR2(32 CHAR) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)

/

-- Running upgrade  -> a1

INSERT INTO t (id, s) VALUES (1, 'x')

/

INSERT INTO t (id, s) VALUES (2, 'y')

/

INSERT INTO alembic_version (version_num) VALUES ('a1')

/

