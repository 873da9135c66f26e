BEGIN;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

CREATE TABLE t (
    id SERIAL NOT NULL, 
    PRIMARY KEY (id)
);

CREATE TYPE e AS ENUM ('a', 'b');

ALTER TABLE t ADD COLUMN c e;

CREATE TYPE e2 AS ENUM ('a', 'b');

ALTER TABLE t ALTER COLUMN c TYPE e2 USING c::text::e2;

INSERT INTO alembic_version (version_num) VALUES ('a1') RETURNING alembic_version.version_num;

COMMIT;

