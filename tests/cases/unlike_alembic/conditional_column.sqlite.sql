CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

CREATE TABLE t (
    id INTEGER NOT NULL, 
    PRIMARY KEY (id)
);

ALTER TABLE t ADD COLUMN a INTEGER;

INSERT INTO alembic_version (version_num) VALUES ('a1') RETURNING version_num;

