BEGIN TRANSACTION;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

GO

-- Running upgrade  -> a1

CREATE TABLE pets (
    id INTEGER NOT NULL, 
    name VARCHAR(20) NULL, 
    PRIMARY KEY (id)
);

GO

INSERT INTO pets (id, name) VALUES (NEXT VALUE FOR pets_seq, 'cat');

GO

INSERT INTO pets (id, name) VALUES (NEXT VALUE FOR pets_seq, 'dog');

GO

INSERT INTO pets (id, name) OUTPUT inserted.id VALUES (NEXT VALUE FOR pets_seq, 'owl');

GO

INSERT INTO alembic_version (version_num) OUTPUT inserted.version_num VALUES ('a1');

GO

COMMIT;

GO

