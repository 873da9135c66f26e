CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

CREATE TABLE a (
    id INTEGER NOT NULL AUTO_INCREMENT, 
    b_id INTEGER, 
    PRIMARY KEY (id)
);

CREATE TABLE b (
    id INTEGER NOT NULL AUTO_INCREMENT, 
    a_id INTEGER, 
    PRIMARY KEY (id)
);

ALTER TABLE b ADD CONSTRAINT fk_b_a FOREIGN KEY(a_id) REFERENCES a (id);

ALTER TABLE a ADD CONSTRAINT fk_a_b FOREIGN KEY(b_id) REFERENCES b (id);

INSERT INTO alembic_version (version_num) VALUES ('a1');

