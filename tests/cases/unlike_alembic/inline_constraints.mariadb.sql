CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

CREATE TABLE u (
    id INTEGER NOT NULL AUTO_INCREMENT, 
    PRIMARY KEY (id)
);

CREATE TABLE t (
    id INTEGER NOT NULL AUTO_INCREMENT, 
    PRIMARY KEY (id)
);

ALTER TABLE t ADD COLUMN a INTEGER CHECK (a > 0);

ALTER TABLE t ADD COLUMN b INTEGER REFERENCES u (id);

INSERT INTO alembic_version (version_num) VALUES ('a1');

