CREATE TABLE alembic_version (
    version_num VARCHAR2(32 CHAR) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)

/

-- Running upgrade  -> a1

INSERT INTO t (j, b, z, u) VALUES ('{"a": [1, null]}', HEXTORAW('00FF'), TO_TIMESTAMP_TZ('2020-01-02 03:04:05+00:00', 'YYYY-MM-DD HH24:MI:SSTZH:TZM'), '12345678123456781234567812345678')

/

INSERT INTO alembic_version (version_num) VALUES ('a1')

/

