CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

CREATE TABLE t (
    a TEXT, 
    b VARCHAR(30)
)ENGINE=InnoDB CHARSET=utf8mb4;

CREATE INDEX ix_b ON t (b(10));

INSERT INTO alembic_version (version_num) VALUES ('a1');

