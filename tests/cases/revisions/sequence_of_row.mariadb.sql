CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

CREATE TABLE pets (
    id INTEGER NOT NULL AUTO_INCREMENT, 
    name VARCHAR(20), 
    PRIMARY KEY (id)
);

INSERT INTO pets (name) VALUES ('cat');

INSERT INTO pets (name) VALUES ('dog');

INSERT INTO pets (name) VALUES ('owl');

INSERT INTO alembic_version (version_num) VALUES ('a1');

