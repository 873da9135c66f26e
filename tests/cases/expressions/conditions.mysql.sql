CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

UPDATE users SET age=0 WHERE users.active = 1 AND users.active = 0;

UPDATE users SET age=0 WHERE users.id = 1 OR users.age > 2 AND users.name = 'x';

UPDATE users SET age=0 WHERE users.id = 1 AND users.id = 2;

UPDATE users SET age=0 WHERE (users.age + 1) * 2 > 10 AND users.age - (users.id - 1) = 3;

UPDATE users SET age=0 WHERE (concat(users.name, '-', users.name)) = 'a-a';

UPDATE users SET age=0 WHERE (users.name LIKE concat('a', '%')) AND (users.name NOT LIKE concat('%', 'b', '%')) AND lower(users.name) LIKE lower('c%');

UPDATE users SET age=0 WHERE users.id IN (1, 2) AND (users.id NOT IN (3)) AND users.name IN (NULL) AND (1 != 1);

UPDATE users SET age=0 WHERE users.name IS NULL AND users.age IS NOT NULL AND users.active = true;

UPDATE users SET age=0 WHERE users.age BETWEEN 18 AND 65 AND users.age / 2 > 9 AND FLOOR(users.age / 2) > 9 AND users.age % 2 = 1;

UPDATE users SET age=0 WHERE lower(users.name) = 'x' AND users.seen < now();

UPDATE users SET age=0 WHERE CASE WHEN (users.age > 17) THEN 'adult' ELSE 'child' END = 'adult';

UPDATE users SET age=0 WHERE EXTRACT(year FROM users.seen) = 2020;

UPDATE users SET age=0 WHERE id = 7;

UPDATE users SET age=0 WHERE NOT (EXISTS (SELECT * 
FROM users 
WHERE users.id = other));

INSERT INTO alembic_version (version_num) VALUES ('a1');

