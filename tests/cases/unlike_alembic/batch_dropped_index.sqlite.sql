CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

CREATE TABLE _alembic_tmp_t (
    id INTEGER NOT NULL, 
    PRIMARY KEY (id)
);

INSERT INTO _alembic_tmp_t (id) SELECT t.id 
FROM t;

DROP TABLE t;

ALTER TABLE _alembic_tmp_t RENAME TO t;

INSERT INTO alembic_version (version_num) VALUES ('a1') RETURNING version_num;

