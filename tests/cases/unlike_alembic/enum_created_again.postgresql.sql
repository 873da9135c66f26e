BEGIN;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

CREATE TYPE e AS ENUM ('a', 'b');

CREATE TABLE t (
    c e
);

CREATE TABLE u (
    c e
);

DROP TABLE t;

DROP TABLE u;

DROP TYPE e;

CREATE TYPE e AS ENUM ('a', 'b');

CREATE TABLE t (
    c e
);

INSERT INTO alembic_version (version_num) VALUES ('a1') RETURNING alembic_version.version_num;

COMMIT;

