BEGIN TRANSACTION;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

GO

-- Running upgrade  -> a1

CREATE TABLE t (
    a VARCHAR(50) NULL DEFAULT '{"a":1}', 
    b INTEGER NULL CHECK (b <> length('x:y'))
);

GO

CREATE INDEX ix_t_b ON t (b);

GO

INSERT INTO alembic_version (version_num) OUTPUT inserted.version_num VALUES ('a1');

GO

COMMIT;

GO

