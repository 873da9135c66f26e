CREATE TABLE alembic_version (
    version_num VARCHAR2(32 CHAR) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)

/

-- Running upgrade  -> a1

-- keeps the log
        /* of pets */ CREATE OR REPLACE EDITIONABLE TRIGGER log_pets AFTER INSERT ON pets FOR EACH ROW
        BEGIN
          INSERT INTO log VALUES (1);
          INSERT INTO log VALUES (2);
        END;

/

<<outer>> DECLARE n NUMBER; BEGIN n := 1; END;

/

WITH FUNCTION f RETURN NUMBER IS BEGIN RETURN 1; END; SELECT f FROM dual

/

BEGIN p(1); END;

/

DROP TRIGGER log_pets

/

CREATE PROCEDURE q AS BEGIN p(1); p(2); END;

/

UPDATE t SET a = 4 / 2

/

CREATE TABLE kinds (type NUMBER)

/

INSERT INTO kinds VALUES (1)

/

INSERT INTO alembic_version (version_num) VALUES ('a1')

/

