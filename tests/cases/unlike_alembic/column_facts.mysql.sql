CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

CREATE TABLE users (
    id INTEGER NOT NULL AUTO_INCREMENT, 
    name VARCHAR(50) NOT NULL COMMENT 'who' DEFAULT 'x', 
    PRIMARY KEY (id)
);

ALTER TABLE users MODIFY name VARCHAR(80) NOT NULL DEFAULT 'x' COMMENT 'who';

ALTER TABLE users MODIFY id BIGINT NOT NULL AUTO_INCREMENT;

INSERT INTO alembic_version (version_num) VALUES ('a1');

