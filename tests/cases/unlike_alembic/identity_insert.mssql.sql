BEGIN TRANSACTION;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

GO

-- Running upgrade  -> a1

CREATE TABLE counted (
    id INTEGER NOT NULL IDENTITY, 
    s VARCHAR(5) NULL, 
    PRIMARY KEY (id)
);

GO

CREATE TABLE plain (
    s VARCHAR(5) NULL
);

GO

SET IDENTITY_INSERT counted ON;

GO

INSERT INTO counted (id, s) VALUES (1, 'a');

GO

SET IDENTITY_INSERT counted OFF;

GO

INSERT INTO counted (s) VALUES ('b');

GO

INSERT INTO plain (s) VALUES ('c');

GO

INSERT INTO alembic_version (version_num) OUTPUT inserted.version_num VALUES ('a1');

GO

COMMIT;

GO

