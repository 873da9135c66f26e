BEGIN;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

COMMIT;

CREATE INDEX CONCURRENTLY ix_a ON t (a);

BEGIN;

CREATE INDEX CONCURRENTLY ix_b ON t (b);

INSERT INTO alembic_version (version_num) VALUES ('a1') RETURNING alembic_version.version_num;

COMMIT;

