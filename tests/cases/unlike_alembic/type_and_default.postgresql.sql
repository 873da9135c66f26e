BEGIN;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

ALTER TABLE t ALTER COLUMN c DROP DEFAULT;

ALTER TABLE t ALTER COLUMN c TYPE INTEGER USING length(c);

ALTER TABLE t ALTER COLUMN c SET DEFAULT '0';

INSERT INTO alembic_version (version_num) VALUES ('a1') RETURNING alembic_version.version_num;

COMMIT;

