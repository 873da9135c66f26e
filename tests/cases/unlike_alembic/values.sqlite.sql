CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

INSERT INTO t (j, b, z, u) VALUES ('{"a": [1, null]}', X'00FF', '2020-01-02 03:04:05.000000', '12345678123456781234567812345678');

INSERT INTO alembic_version (version_num) VALUES ('a1') RETURNING version_num;

