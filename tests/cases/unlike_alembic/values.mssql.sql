BEGIN TRANSACTION;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

GO

-- Running upgrade  -> a1

SET IDENTITY_INSERT t ON;

GO

INSERT INTO t (j, b, z, u) VALUES ('{"a": [1, null]}', 0x00FF, '2020-01-02 03:04:05+00:00', '12345678-1234-5678-1234-567812345678');

GO

SET IDENTITY_INSERT t OFF;

GO

INSERT INTO alembic_version (version_num) OUTPUT inserted.version_num VALUES ('a1');

GO

COMMIT;

GO

