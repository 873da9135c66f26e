BEGIN;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

CREATE TABLE a (
    x INTEGER NOT NULL, 
    n SERIAL NOT NULL, 
    PRIMARY KEY (n, x)
);

CREATE TABLE b (
    x INTEGER NOT NULL, 
    n SERIAL NOT NULL, 
    CONSTRAINT pk_b PRIMARY KEY (x, n)
);

INSERT INTO alembic_version (version_num) VALUES ('a1') RETURNING alembic_version.version_num;

COMMIT;

