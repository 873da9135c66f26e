BEGIN TRANSACTION;

-- Running upgrade a1 -> b2

CREATE VIEW v AS SELECT 1 AS a;

GO

UPDATE alembic_version SET version_num='b2' WHERE alembic_version.version_num = 'a1';

GO

COMMIT;

GO

