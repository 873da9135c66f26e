BEGIN;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

INSERT INTO t (s, j) VALUES ('a\b', '{"path": "c:\\d"}');

CREATE TABLE u (
    s VARCHAR(9) DEFAULT '\'
);

COMMENT ON COLUMN u.s IS 'a\b';

INSERT INTO alembic_version (version_num) VALUES ('a1') RETURNING alembic_version.version_num;

COMMIT;

