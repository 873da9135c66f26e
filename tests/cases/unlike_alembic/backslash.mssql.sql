BEGIN TRANSACTION;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

GO

-- Running upgrade  -> a1

SET IDENTITY_INSERT t ON;

GO

INSERT INTO t (s, j) VALUES ('a\b', '{"path": "c:\\d"}');

GO

SET IDENTITY_INSERT t OFF;

GO

CREATE TABLE u (
    s VARCHAR(9) NULL DEFAULT '\'
);

GO

execute sp_addextendedproperty 'MS_Description', N'a\b', 'schema', dbo, 'table', u, 'column', s;

GO

INSERT INTO alembic_version (version_num) OUTPUT inserted.version_num VALUES ('a1');

GO

COMMIT;

GO

