BEGIN TRANSACTION;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

GO

-- Running upgrade  -> a1

CREATE TABLE t (
    a INTEGER NULL, 
    CONSTRAINT uq_a UNIQUE (a)
);

GO

ALTER TABLE t DROP CONSTRAINT IF EXISTS uq_a;

GO

INSERT INTO alembic_version (version_num) OUTPUT inserted.version_num VALUES ('a1');

GO

COMMIT;

GO

