BEGIN TRANSACTION;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

GO

-- Running upgrade  -> a1

CREATE TABLE pets (
    id INTEGER NOT NULL IDENTITY, 
    name VARCHAR(20) NULL, 
    PRIMARY KEY (id)
);

GO

SET IDENTITY_INSERT pets ON;

GO

INSERT INTO pets (id, name) VALUES (7, 'cat');

GO

SET IDENTITY_INSERT pets OFF;

GO

INSERT INTO pets (name) OUTPUT inserted.id VALUES ('dog');

GO

SET IDENTITY_INSERT pets ON;

GO

INSERT INTO pets (id, name) SELECT old_pets.id, old_pets.name 
FROM old_pets;

GO

SET IDENTITY_INSERT pets OFF;

GO

INSERT INTO alembic_version (version_num) OUTPUT inserted.version_num VALUES ('a1');

GO

COMMIT;

GO

