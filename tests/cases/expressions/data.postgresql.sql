BEGIN;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

INSERT INTO users (name, role) VALUES ('O''Hara', 'member') RETURNING users.id;

INSERT INTO users (id, name, role) VALUES (3, 'c', 'member');

INSERT INTO users (id, name, role) VALUES (4, 'd', 'member');

UPDATE users SET name='e', changed=now() WHERE users.id = 3;

UPDATE users SET name='f', changed=now() WHERE users.id = 4;

UPDATE users SET name = 'it''s' WHERE id = 5;

UPDATE users SET name=(users.name || '!'), role=coalesce(users.role, 'guest'), changed=now() WHERE users.changed < '2020-01-02 03:04:05';

DELETE FROM users WHERE users.role IS NULL;

INSERT INTO alembic_version (version_num) VALUES ('a1') RETURNING alembic_version.version_num;

COMMIT;

