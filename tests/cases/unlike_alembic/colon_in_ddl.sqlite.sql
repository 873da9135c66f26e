CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

CREATE TABLE t (
    a VARCHAR(50) DEFAULT '{"a":1}', 
    b INTEGER CHECK (b <> length('x:y'))
);

CREATE INDEX ix_t_b ON t (b);

INSERT INTO alembic_version (version_num) VALUES ('a1') RETURNING version_num;

