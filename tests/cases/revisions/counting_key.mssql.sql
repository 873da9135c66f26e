BEGIN TRANSACTION;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

GO

-- Running upgrade  -> a1

CREATE TABLE a (
    x INTEGER NOT NULL, 
    n INTEGER NOT NULL IDENTITY, 
    PRIMARY KEY (n, x)
);

GO

CREATE TABLE b (
    x INTEGER NOT NULL, 
    n INTEGER NOT NULL IDENTITY, 
    CONSTRAINT pk_b PRIMARY KEY (x, n)
);

GO

INSERT INTO alembic_version (version_num) OUTPUT inserted.version_num VALUES ('a1');

GO

COMMIT;

GO

