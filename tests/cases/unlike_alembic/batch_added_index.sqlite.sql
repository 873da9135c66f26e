CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

CREATE TABLE _alembic_tmp_t (
    id INTEGER NOT NULL, 
    y INTEGER, 
    n INTEGER, 
    PRIMARY KEY (id)
);

INSERT INTO _alembic_tmp_t (id, y) SELECT t.id, t.y 
FROM t;

DROP TABLE t;

ALTER TABLE _alembic_tmp_t RENAME TO t;

CREATE INDEX ixy ON t (y);

CREATE INDEX ix_t_n ON t (n);

INSERT INTO alembic_version (version_num) VALUES ('a1') RETURNING version_num;

