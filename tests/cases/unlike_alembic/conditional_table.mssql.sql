BEGIN TRANSACTION;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

GO

-- Running upgrade  -> a1

IF OBJECT_ID(N't', N'U') IS NULL
CREATE TABLE t (
    a INTEGER NULL
);

GO

IF SCHEMA_ID(N's') IS NULL
EXEC(N'CREATE SCHEMA s');

GO

INSERT INTO alembic_version (version_num) OUTPUT inserted.version_num VALUES ('a1');

GO

COMMIT;

GO

