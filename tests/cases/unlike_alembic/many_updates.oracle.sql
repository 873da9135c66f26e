CREATE TABLE alembic_version (
    version_num VARCHAR2(32 CHAR) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)

/

-- Running upgrade  -> a1

UPDATE t SET s='x' WHERE t.id = 1

/

UPDATE t SET s='y' WHERE t.id = 2

/

INSERT INTO alembic_version (version_num) VALUES ('a1')

/

