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
    name VARCHAR(50) DEFAULT 'x' NOT NULL, 
    n INTEGER NOT NULL, 
    PRIMARY KEY (id)
);

INSERT INTO _alembic_tmp_users (id, name) SELECT users.id, users.name 
FROM users;

DROP TABLE users;

ALTER TABLE _alembic_tmp_users RENAME TO users;

INSERT INTO alembic_version (version_num) VALUES ('a1') RETURNING version_num;

