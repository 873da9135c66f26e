BEGIN TRANSACTION;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

GO

-- Running upgrade  -> a1

CREATE TABLE a (
    id INTEGER NOT NULL IDENTITY, 
    b_id INTEGER NULL, 
    PRIMARY KEY (id)
);

GO

CREATE TABLE b (
    id INTEGER NOT NULL IDENTITY, 
    a_id INTEGER NULL, 
    PRIMARY KEY (id)
);

GO

ALTER TABLE b ADD CONSTRAINT fk_b_a FOREIGN KEY(a_id) REFERENCES a (id);

GO

ALTER TABLE a ADD CONSTRAINT fk_a_b FOREIGN KEY(b_id) REFERENCES b (id);

GO

INSERT INTO alembic_version (version_num) OUTPUT inserted.version_num VALUES ('a1');

GO

COMMIT;

GO

