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

SAVEPOINT _migc_rebuild;

CREATE TEMPORARY TABLE _migc_rebuild (all_rows_copied INTEGER NOT NULL);

CREATE TABLE _alembic_tmp_users (
    id INTEGER NOT NULL, 
    name VARCHAR(50) DEFAULT 'x' NOT NULL, 
    n INTEGER NOT NULL, 
    PRIMARY KEY (id)
);

INSERT INTO _alembic_tmp_users (id, name) SELECT users.id, users.name 
FROM users;

INSERT INTO _migc_rebuild SELECT 1 WHERE (SELECT count(*) FROM _alembic_tmp_users) = (SELECT count(*) FROM users);

DROP TABLE users;

ALTER TABLE _alembic_tmp_users RENAME TO users;

INSERT OR ROLLBACK INTO _migc_rebuild SELECT min(all_rows_copied) FROM _migc_rebuild WHERE EXISTS (SELECT * FROM sqlite_master WHERE name = 'users');

DROP TABLE _migc_rebuild;

RELEASE _migc_rebuild;

INSERT INTO alembic_version (version_num) VALUES ('a1') RETURNING version_num;

