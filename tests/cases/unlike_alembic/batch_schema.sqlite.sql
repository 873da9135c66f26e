CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

CREATE TABLE s._alembic_tmp_t (
    id INTEGER NOT NULL, 
    y INTEGER NOT NULL, 
    PRIMARY KEY (id)
);

INSERT INTO s._alembic_tmp_t (id, y) SELECT s.t.id, s.t.y 
FROM s.t;

DROP TABLE s.t;

ALTER TABLE s._alembic_tmp_t RENAME TO t;

CREATE INDEX s.ixy ON t (y);

INSERT INTO alembic_version (version_num) VALUES ('a1') RETURNING version_num;

