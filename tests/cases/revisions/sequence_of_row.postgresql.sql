BEGIN;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

CREATE TABLE pets (
    id INTEGER NOT NULL, 
    name VARCHAR(20), 
    PRIMARY KEY (id)
);

INSERT INTO pets (id, name) VALUES (nextval('pets_seq'), 'cat');

INSERT INTO pets (id, name) VALUES (nextval('pets_seq'), 'dog');

INSERT INTO pets (id, name) VALUES (nextval('pets_seq'), 'owl') RETURNING pets.id;

INSERT INTO alembic_version (version_num) VALUES ('a1') RETURNING alembic_version.version_num;

COMMIT;

