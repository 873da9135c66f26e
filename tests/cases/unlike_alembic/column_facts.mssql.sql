BEGIN TRANSACTION;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

GO

-- Running upgrade  -> a1

CREATE TABLE users (
    id INTEGER NOT NULL IDENTITY, 
    name VARCHAR(50) NOT NULL DEFAULT 'x', 
    PRIMARY KEY (id)
);

GO

execute sp_addextendedproperty 'MS_Description', N'who', 'schema', dbo, 'table', users, 'column', name;

GO

ALTER TABLE users ALTER COLUMN name VARCHAR(80) NOT NULL;

GO

ALTER TABLE users ALTER COLUMN id BIGINT NOT NULL;

GO

INSERT INTO alembic_version (version_num) OUTPUT inserted.version_num VALUES ('a1');

GO

COMMIT;

GO

