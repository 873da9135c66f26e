CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

CREATE TABLE t (
    id INTEGER NOT NULL AUTO_INCREMENT, 
    x INTEGER NOT NULL CHECK (x > 0), 
    PRIMARY KEY (id)
);

ALTER TABLE t MODIFY x INTEGER NULL;

ALTER TABLE t CHANGE x y INTEGER NULL;

ALTER TABLE t MODIFY y BIGINT;

ALTER TABLE t MODIFY y BIGINT NULL COMMENT 'c';

INSERT INTO alembic_version (version_num) VALUES ('a1');

