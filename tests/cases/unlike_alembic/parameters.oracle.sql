CREATE TABLE alembic_version (
    version_num VARCHAR2(32 CHAR) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)

/

-- Running upgrade  -> a1

UPDATE t SET name = 'x''y' WHERE id = 7

/

INSERT INTO alembic_version (version_num) VALUES ('a1')

/

