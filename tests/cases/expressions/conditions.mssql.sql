BEGIN TRANSACTION;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

GO

-- Running upgrade  -> a1

UPDATE users SET age=0 WHERE users.active = 1 AND users.active = 0;

GO

UPDATE users SET age=0 WHERE users.id = 1 OR users.age > 2 AND users.name = 'x';

GO

UPDATE users SET age=0 WHERE users.id = 1 AND users.id = 2;

GO

UPDATE users SET age=0 WHERE (users.age + 1) * 2 > 10 AND users.age - (users.id - 1) = 3;

GO

UPDATE users SET age=0 WHERE (users.name + '-' + users.name) = 'a-a';

GO

UPDATE users SET age=0 WHERE (users.name LIKE 'a' + '%') AND (users.name NOT LIKE '%' + 'b' + '%') AND lower(users.name) LIKE lower('c%');

GO

UPDATE users SET age=0 WHERE users.id IN (1, 2) AND (users.id NOT IN (3)) AND users.name IN (NULL) AND (1 != 1);

GO

UPDATE users SET age=0 WHERE users.name IS NULL AND users.age IS NOT NULL AND users.active = 1;

GO

UPDATE users SET age=0 WHERE users.age BETWEEN 18 AND 65 AND users.age / (2 + 0.0) > 9 AND users.age / 2 > 9 AND users.age % 2 = 1;

GO

UPDATE users SET age=0 WHERE lower(users.name) = 'x' AND users.seen < CURRENT_TIMESTAMP;

GO

UPDATE users SET age=0 WHERE CASE WHEN (users.age > 17) THEN 'adult' ELSE 'child' END = 'adult';

GO

UPDATE users SET age=0 WHERE DATEPART(year, users.seen) = 2020;

GO

UPDATE users SET age=0 WHERE id = 7;

GO

UPDATE users SET age=0 WHERE NOT (EXISTS (SELECT * 
FROM users 
WHERE users.id = other));

GO

INSERT INTO alembic_version (version_num) OUTPUT inserted.version_num VALUES ('a1');

GO

COMMIT;

GO

