CREATE TABLE alembic_version (
    version_num VARCHAR2(32 CHAR) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)

/

-- Running upgrade  -> a1

CREATE TABLE t (
    id INTEGER NOT NULL, 
    PRIMARY KEY (id)
)

/

CREATE INDEX IF NOT EXISTS ix ON t (id)

/

INSERT INTO alembic_version (version_num) VALUES ('a1')

/

