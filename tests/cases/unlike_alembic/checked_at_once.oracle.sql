CREATE TABLE alembic_version (
    version_num VARCHAR2(32 CHAR) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)

/

-- Running upgrade  -> a1

ALTER TABLE pets ADD CONSTRAINT fk_owner FOREIGN KEY(owner) REFERENCES owners (id)

/

INSERT INTO alembic_version (version_num) VALUES ('a1')

/

