BEGIN;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

CREATE TABLE visits (
    id SERIAL NOT NULL, 
    at TIMESTAMP WITHOUT TIME ZONE, 
    day DATE, 
    PRIMARY KEY (id)
);

INSERT INTO visits (id, at, day) VALUES (1, LOCALTIMESTAMP, CURRENT_DATE);

INSERT INTO visits (id, at, day) VALUES (2, (CURRENT_TIMESTAMP AT TIME ZONE 'utc'), CURRENT_DATE);

INSERT INTO visits (id, at, day) VALUES (3, (CURRENT_TIMESTAMP AT TIME ZONE 'utc'), NULL);

UPDATE visits SET at=(CURRENT_TIMESTAMP AT TIME ZONE 'utc') WHERE visits.at < LOCALTIMESTAMP;

UPDATE visits SET at = (CURRENT_TIMESTAMP AT TIME ZONE 'utc');

INSERT INTO alembic_version (version_num) VALUES ('a1') RETURNING alembic_version.version_num;

COMMIT;

