CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

CREATE TABLE t (
    a INTEGER, 
    CONSTRAINT uq_a UNIQUE (a)
);

SAVEPOINT _migc_rebuild;

CREATE TEMPORARY TABLE _migc_rebuild (all_rows_copied INTEGER NOT NULL);

CREATE TABLE _alembic_tmp_t (
    a INTEGER
);

INSERT INTO _alembic_tmp_t (a) SELECT t.a 
FROM t;

INSERT INTO _migc_rebuild SELECT 1 WHERE (SELECT count(*) FROM _alembic_tmp_t) = (SELECT count(*) FROM t);

DROP TABLE t;

ALTER TABLE _alembic_tmp_t RENAME TO t;

INSERT OR ROLLBACK INTO _migc_rebuild SELECT min(all_rows_copied) FROM _migc_rebuild WHERE EXISTS (SELECT * FROM sqlite_master WHERE name = 't');

DROP TABLE _migc_rebuild;

RELEASE _migc_rebuild;

INSERT INTO alembic_version (version_num) VALUES ('a1') RETURNING version_num;

