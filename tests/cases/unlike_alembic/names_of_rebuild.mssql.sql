BEGIN TRANSACTION;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

GO

-- Running upgrade  -> a1

CREATE TABLE owners (
    id INTEGER NOT NULL IDENTITY, 
    age INTEGER NOT NULL, 
    chief INTEGER NULL, 
    PRIMARY KEY (id), 
    CONSTRAINT ck_age CHECK (age > 0), 
    CONSTRAINT fk_chief FOREIGN KEY(chief) REFERENCES owners (id)
);

GO

CREATE TABLE pets (
    id INTEGER NOT NULL IDENTITY, 
    owner INTEGER NULL, 
    PRIMARY KEY (id), 
    CONSTRAINT fk_owner FOREIGN KEY(owner) REFERENCES owners (id)
);

GO

ALTER TABLE pets DROP CONSTRAINT fk_owner;

GO

ALTER TABLE owners DROP CONSTRAINT fk_chief;

GO

ALTER TABLE owners DROP CONSTRAINT ck_age;

GO

CREATE TABLE _alembic_tmp_owners (
    id INTEGER NOT NULL IDENTITY, 
    age INTEGER NULL, 
    chief INTEGER NULL, 
    PRIMARY KEY (id), 
    CONSTRAINT ck_age CHECK (age > 0)
);

GO

SET IDENTITY_INSERT _alembic_tmp_owners ON;

GO

INSERT INTO _alembic_tmp_owners (id, age, chief) SELECT owners.id, owners.age, owners.chief 
FROM owners;

GO

SET IDENTITY_INSERT _alembic_tmp_owners OFF;

GO

DROP TABLE owners;

GO

EXEC sp_rename '_alembic_tmp_owners', owners;

GO

ALTER TABLE pets ADD CONSTRAINT fk_owner FOREIGN KEY(owner) REFERENCES owners (id);

GO

ALTER TABLE owners ADD CONSTRAINT fk_chief FOREIGN KEY(chief) REFERENCES owners (id);

GO

INSERT INTO alembic_version (version_num) OUTPUT inserted.version_num VALUES ('a1');

GO

COMMIT;

GO

