CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

ALTER TABLE users MODIFY name VARCHAR(80) NULL;

INSERT INTO alembic_version (version_num) VALUES ('a1');

