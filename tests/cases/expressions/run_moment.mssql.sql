BEGIN TRANSACTION;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

GO

-- Running upgrade  -> a1

CREATE TABLE visits (
    id INTEGER NOT NULL IDENTITY, 
    at DATETIME NULL, 
    day DATE NULL, 
    PRIMARY KEY (id)
);

GO

SET IDENTITY_INSERT visits ON;

GO

INSERT INTO visits (id, at, day) VALUES (1, SYSDATETIME(), CAST(SYSDATETIME() AS DATE));

GO

INSERT INTO visits (id, at, day) VALUES (2, SYSUTCDATETIME(), CAST(SYSDATETIME() AS DATE));

GO

INSERT INTO visits (id, at, day) VALUES (3, SYSUTCDATETIME(), NULL);

GO

SET IDENTITY_INSERT visits OFF;

GO

UPDATE visits SET at=SYSUTCDATETIME() WHERE visits.at < SYSDATETIME();

GO

UPDATE visits SET at = SYSUTCDATETIME();

GO

INSERT INTO alembic_version (version_num) OUTPUT inserted.version_num VALUES ('a1');

GO

COMMIT;

GO

