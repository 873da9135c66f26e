CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

DELIMITER //

BEGIN NOT ATOMIC SELECT 1; SELECT 2; END
//

DELIMITER ;

INSERT INTO alembic_version (version_num) VALUES ('a1');

