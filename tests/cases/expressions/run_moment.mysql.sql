CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

CREATE TABLE visits (
    id INTEGER NOT NULL AUTO_INCREMENT, 
    at DATETIME, 
    day DATE, 
    PRIMARY KEY (id)
);

INSERT INTO visits (id, at, day) VALUES (1, LOCALTIMESTAMP(6), CURRENT_DATE);

INSERT INTO visits (id, at, day) VALUES (2, UTC_TIMESTAMP(6), CURRENT_DATE);

INSERT INTO visits (id, at, day) VALUES (3, UTC_TIMESTAMP(6), NULL);

UPDATE visits SET at=UTC_TIMESTAMP(6) WHERE visits.at < LOCALTIMESTAMP(6);

UPDATE visits SET at = UTC_TIMESTAMP(6);

INSERT INTO alembic_version (version_num) VALUES ('a1');

