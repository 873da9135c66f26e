BEGIN TRANSACTION;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

GO

-- Running upgrade  -> a1

INSERT INTO users (name, role) OUTPUT inserted.id VALUES ('O''Hara', 'member');

GO

INSERT INTO users (id, name, role) VALUES (3, 'c', 'member');

GO

INSERT INTO users (id, name, role) VALUES (4, 'd', 'member');

GO

UPDATE users SET name='e', changed=CURRENT_TIMESTAMP WHERE users.id = 3;

GO

UPDATE users SET name='f', changed=CURRENT_TIMESTAMP WHERE users.id = 4;

GO

UPDATE users SET name = 'it''s' WHERE id = 5;

GO

UPDATE users SET name=(users.name + '!'), role=coalesce(users.role, 'guest'), changed=CURRENT_TIMESTAMP WHERE users.changed < '2020-01-02 03:04:05';

GO

DELETE FROM users WHERE users.role IS NULL;

GO

INSERT INTO alembic_version (version_num) OUTPUT inserted.version_num VALUES ('a1');

GO

COMMIT;

GO

