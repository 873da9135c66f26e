CREATE TABLE alembic_version (
    version_num VARCHAR2(32 CHAR) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)

/

-- Running upgrade  -> a1

CREATE TABLE visits (
    id INTEGER NOT NULL, 
    at DATE, 
    day DATE, 
    PRIMARY KEY (id)
)

/

INSERT INTO visits (id, at, day) VALUES (1, LOCALTIMESTAMP, TRUNC(CURRENT_DATE))

/

INSERT INTO visits (id, at, day) VALUES (2, SYS_EXTRACT_UTC(SYSTIMESTAMP), TRUNC(CURRENT_DATE))

/

INSERT INTO visits (id, at, day) VALUES (3, SYS_EXTRACT_UTC(SYSTIMESTAMP), NULL)

/

UPDATE visits SET at=SYS_EXTRACT_UTC(SYSTIMESTAMP) WHERE visits.at < LOCALTIMESTAMP

/

UPDATE visits SET at = SYS_EXTRACT_UTC(SYSTIMESTAMP)

/

INSERT INTO alembic_version (version_num) VALUES ('a1')

/

