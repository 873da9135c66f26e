BEGIN TRANSACTION;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

GO

-- Running upgrade  -> a1

CREATE TABLE t (
    id INTEGER NOT NULL IDENTITY, 
    e VARCHAR(50) COLLATE Latin1_General_BIN NOT NULL, 
    PRIMARY KEY (id)
);

GO

ALTER TABLE t ALTER COLUMN e VARCHAR(50) COLLATE Latin1_General_BIN NULL;

GO

ALTER TABLE t ALTER COLUMN e NVARCHAR(80) COLLATE Latin1_General_BIN NULL;

GO

ALTER TABLE t ALTER COLUMN e NVARCHAR(80) COLLATE Latin1_General_BIN NOT NULL;

GO

INSERT INTO alembic_version (version_num) OUTPUT inserted.version_num VALUES ('a1');

GO

COMMIT;

GO

