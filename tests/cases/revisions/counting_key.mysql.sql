CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

CREATE TABLE a (
    x INTEGER NOT NULL, 
    n INTEGER NOT NULL AUTO_INCREMENT, 
    PRIMARY KEY (n, x)
);

CREATE TABLE b (
    x INTEGER NOT NULL, 
    n INTEGER NOT NULL AUTO_INCREMENT, 
    CONSTRAINT pk_b PRIMARY KEY (x, n)
);

INSERT INTO alembic_version (version_num) VALUES ('a1');

