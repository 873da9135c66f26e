CREATE TABLE alembic_version (
    version_num VARCHAR2(32 CHAR) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)

/

-- Running upgrade  -> a1

INSERT INTO notes (body) VALUES ('one;' || '
two')

/

INSERT INTO notes (body) VALUES ('one -' || '
two')

/

INSERT INTO notes (body) VALUES ('one
/' || '
two
' || '@three')

/

INSERT INTO notes (body) VALUES (N'$(HOME) isn''t $(here)')

/

INSERT INTO notes (body) VALUES ('x
GO
y
:r z')

/

UPDATE notes -- all of them
SET body = 'a'

/

CREATE TABLE pets (
    a INTEGER
)

/

BEGIN EXECUTE IMMEDIATE 'COMMENT ON COLUMN pets.a IS ''$(a)
/' || '
it''''s'''; END;

/

INSERT INTO alembic_version (version_num) VALUES ('a1')

/

