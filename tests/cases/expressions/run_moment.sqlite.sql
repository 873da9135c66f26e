CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

CREATE TABLE visits (
    id INTEGER NOT NULL, 
    at DATETIME, 
    day DATE, 
    PRIMARY KEY (id)
);

INSERT INTO visits (id, at, day) VALUES (1, strftime('%Y-%m-%d %H:%M:%f000', 'now', 'localtime'), date('now', 'localtime'));

INSERT INTO visits (id, at, day) VALUES (2, strftime('%Y-%m-%d %H:%M:%f000', 'now'), date('now', 'localtime'));

INSERT INTO visits (id, at, day) VALUES (3, strftime('%Y-%m-%d %H:%M:%f000', 'now'), NULL);

UPDATE visits SET at=strftime('%Y-%m-%d %H:%M:%f000', 'now') WHERE visits.at < strftime('%Y-%m-%d %H:%M:%f000', 'now', 'localtime');

UPDATE visits SET at = strftime('%Y-%m-%d %H:%M:%f000', 'now');

INSERT INTO alembic_version (version_num) VALUES ('a1') RETURNING version_num;

