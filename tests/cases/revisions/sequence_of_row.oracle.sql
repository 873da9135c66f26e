CREATE TABLE alembic_version (
    version_num VARCHAR2(32 CHAR) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)

/

-- Running upgrade  -> a1

CREATE TABLE pets (
    id INTEGER NOT NULL, 
    name VARCHAR2(20 CHAR), 
    PRIMARY KEY (id)
)

/

INSERT INTO pets (id, name) VALUES (pets_seq.nextval, 'cat')

/

INSERT INTO pets (id, name) VALUES (pets_seq.nextval, 'dog')

/

INSERT INTO pets (id, name) VALUES (pets_seq.nextval, 'owl')

/

INSERT INTO alembic_version (version_num) VALUES ('a1')

/

