CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

CREATE TABLE t (
    a INTEGER, 
    CONSTRAINT uq_a UNIQUE (a)
);

CREATE TABLE _alembic_tmp_t (
    a INTEGER
);

INSERT INTO _alembic_tmp_t (a) SELECT t.a 
FROM t;

DROP TABLE t;

ALTER TABLE _alembic_tmp_t RENAME TO t;

INSERT INTO alembic_version (version_num) VALUES ('a1') RETURNING version_num;

