CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

CREATE TABLE users (
    id INTEGER NOT NULL, 
    name VARCHAR(50) DEFAULT 'x' NOT NULL, 
    PRIMARY KEY (id)
);

CREATE TABLE _alembic_tmp_users (
    id INTEGER NOT NULL, 
    name VARCHAR(50) DEFAULT 'x', 
    PRIMARY KEY (id)
);

INSERT INTO _alembic_tmp_users (id, name) SELECT users.id, users.name 
FROM users;

DROP TABLE users;

ALTER TABLE _alembic_tmp_users RENAME TO users;

CREATE TABLE _alembic_tmp_users (
    id INTEGER NOT NULL, 
    name TEXT DEFAULT 'x', 
    PRIMARY KEY (id)
);

INSERT INTO _alembic_tmp_users (id, name) SELECT users.id, users.name 
FROM users;

DROP TABLE users;

ALTER TABLE _alembic_tmp_users RENAME TO users;

CREATE TABLE _alembic_tmp_users (
    id INTEGER NOT NULL, 
    name TEXT DEFAULT 'y', 
    PRIMARY KEY (id)
);

INSERT INTO _alembic_tmp_users (id, name) SELECT users.id, users.name 
FROM users;

DROP TABLE users;

ALTER TABLE _alembic_tmp_users RENAME TO users;

CREATE TABLE _alembic_tmp_users (
    id INTEGER NOT NULL, 
    name TEXT DEFAULT 'y', 
    ok BOOLEAN, 
    PRIMARY KEY (id), 
    CONSTRAINT ck_ok CHECK (ok IN (0, 1))
);

INSERT INTO _alembic_tmp_users (id, name) SELECT users.id, users.name 
FROM users;

DROP TABLE users;

ALTER TABLE _alembic_tmp_users RENAME TO users;

ALTER TABLE users ADD COLUMN n INTEGER DEFAULT '0' NOT NULL;

INSERT INTO alembic_version (version_num) VALUES ('a1') RETURNING version_num;

