CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

SELECT users.id, orders.id AS id_1 
FROM users, orders 
WHERE users.id = orders.user_id;

INSERT INTO report (user_id, name, total) SELECT users.id, users.name, sum(orders.total) AS sum_1 
FROM users JOIN orders ON orders.user_id = users.id GROUP BY users.id, users.name 
HAVING sum(orders.total) > 100;

SELECT users.name, (SELECT max(orders.id) AS max_1 
FROM orders 
WHERE orders.user_id = users.id) AS latest 
FROM users ORDER BY latest DESC
 LIMIT 3 OFFSET 0;

WITH big AS 
(SELECT orders.user_id AS user_id 
FROM orders 
WHERE orders.total > 1000)
 UPDATE users SET name='big' WHERE users.id IN (SELECT big.user_id 
FROM big);

SELECT anon_1.total, 1 AS anon_2, anon_1.total * 2 AS anon_3 
FROM (SELECT orders.user_id AS user_id, sum(orders.total) AS total 
FROM orders GROUP BY orders.user_id) AS anon_1 
WHERE anon_1.total > 5;

SELECT users.id 
FROM users UNION ALL (SELECT orders.id 
FROM orders
 LIMIT 1 OFFSET 0) ORDER BY id;

SELECT DISTINCT users.name, users_1.name AS name_1 
FROM users LEFT OUTER JOIN users AS users_1 ON users.id = users_1.id;

INSERT INTO alembic_version (version_num) VALUES ('a1') RETURNING version_num;

