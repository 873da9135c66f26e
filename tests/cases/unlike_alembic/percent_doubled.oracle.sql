CREATE TABLE alembic_version (
    version_num VARCHAR2(32 CHAR) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)

/

-- Running upgrade  -> a1

UPDATE t SET share = '5%'

/

CREATE TABLE "c%" (
    a VARCHAR2(9 CHAR) DEFAULT '5%'
)

/

INSERT INTO alembic_version (version_num) VALUES ('a1')

/

