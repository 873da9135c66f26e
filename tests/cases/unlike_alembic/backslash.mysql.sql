CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

INSERT INTO t (s, j) VALUES ('a\\b', '{"path": "c:\\\\d"}');

CREATE TABLE u (
    s VARCHAR(9) COMMENT 'a\\b' DEFAULT '\\'
);

INSERT INTO alembic_version (version_num) VALUES ('a1');

