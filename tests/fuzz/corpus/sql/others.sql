-- revision: a1
-- down_revision: None
-- migrate:up
CREATE TABLE `users` (`id` int(11) unsigned NOT NULL AUTO_INCREMENT, k varchar(20) DEFAULT 'a,b' COMMENT 'it''s', PRIMARY KEY (`id`), UNIQUE KEY `uq` (`k`), KEY `ix` (`k`), CONSTRAINT `fk` FOREIGN KEY (`id`) REFERENCES `b` (`c`) ON DELETE CASCADE) ENGINE=InnoDB;
ALTER TABLE t ADD a int, DROP COLUMN b, MODIFY c bigint NOT NULL, CHANGE d e text;
INSERT OR IGNORE INTO t VALUES (1, 'x', -2), (DEFAULT, NULL, f(1));
UPDATE t SET a = f(1, 2), b = 3 WHERE c;
DELIMITER //
CREATE PROCEDURE p() BEGIN IF x THEN y; END IF; END//
DELIMITER ;
GO
-- migrate:down
DROP TABLE [users]; DROP INDEX ix ON t; DECLARE x int; BEGIN y; END;
/
