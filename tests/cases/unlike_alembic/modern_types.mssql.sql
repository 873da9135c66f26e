BEGIN TRANSACTION;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

GO

-- Running upgrade  -> a1

CREATE TABLE t (
    d DATE NULL, 
    t TIME NULL, 
    b VARBINARY(max) NULL, 
    u NVARCHAR(max) NULL, 
    x VARCHAR(max) NULL
);

GO

INSERT INTO alembic_version (version_num) OUTPUT inserted.version_num VALUES ('a1');

GO

COMMIT;

GO

