CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

CREATE TABLE t (
    a INTEGER
);

CREATE INDEX ix_a ON t (a);

DROP INDEX ix_a ON t;

INSERT INTO alembic_version (version_num) VALUES ('a1');

