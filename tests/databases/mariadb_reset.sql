-- A new session, which takes temporary tables along, and an empty database.
DELIMITER ;
connect migc_tests
SET SESSION foreign_key_checks = 0;
CALL migc_tests.drop_databases();
CREATE DATABASE x CHARACTER SET utf8mb4;
USE x;
SET SESSION foreign_key_checks = 1;
