CREATE TABLE alembic_version (
    version_num VARCHAR2(32 CHAR) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)

/

-- Running upgrade  -> a1

COMMENT ON COLUMN s."T x".c IS 'x'

/

CREATE TABLE s."T x" (
    c INTEGER
)

/

COMMENT ON COLUMN s."T x".c IS 'y'

/

INSERT INTO alembic_version (version_num) VALUES ('a1')

/

