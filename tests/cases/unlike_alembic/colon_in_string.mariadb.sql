CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

UPDATE t SET cfg = '{"a":1,"b":true}';

INSERT INTO alembic_version (version_num) VALUES ('a1');

