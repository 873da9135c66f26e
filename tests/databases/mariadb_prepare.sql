-- What the reset between scripts needs.
CREATE DATABASE migc_tests;
USE migc_tests;
-- The tables of Alembic's own are no part of a schema.
CREATE TABLE version_tables (name varchar(64)) ENGINE = MEMORY;
-- Views have columns that nobody wrote, and so have sequences, which are tables here.
CREATE TABLE views_and_sequences (name varchar(64)) ENGINE = MEMORY;
DELIMITER //
CREATE PROCEDURE drop_databases()
BEGIN
  FOR found IN (
    SELECT schema_name AS name FROM information_schema.schemata
    WHERE schema_name NOT IN
      ('information_schema', 'performance_schema', 'mysql', 'sys', 'migc_tests')
  ) DO
    EXECUTE IMMEDIATE concat('DROP DATABASE `', replace(found.name, '`', '``'), '`');
  END FOR;
END//
DELIMITER ;
DELIMITER //
-- What there is in one database, a JSON object a line. A single database at a time, since the server
-- opens the tables of all of them otherwise.
CREATE PROCEDURE show_database(of_database varchar(64))
BEGIN
  DELETE FROM migc_tests.version_tables;
  INSERT INTO migc_tests.version_tables
    SELECT table_name FROM information_schema.columns
    WHERE column_name = 'version_num' AND table_schema = of_database;
  DELETE FROM migc_tests.views_and_sequences;
  INSERT INTO migc_tests.views_and_sequences
    SELECT table_name FROM information_schema.tables
    WHERE table_type IN ('VIEW', 'SEQUENCE') AND table_schema = of_database;
  SELECT json_object('kind', 'table', 'name', concat(table_schema, '.', table_name),
    'what', table_type, 'engine', engine, 'row_format', row_format, 'collation', table_collation,
    'comment', table_comment, 'options', create_options)
  FROM information_schema.tables
  WHERE table_type <> 'VIEW' AND table_name NOT IN (SELECT * FROM migc_tests.version_tables)
    AND table_schema = of_database;
  SELECT json_object('kind', 'view', 'name', concat(table_schema, '.', table_name),
    'definition', view_definition)
  FROM information_schema.views
  WHERE table_schema = of_database;
  SELECT json_object('kind', 'column', 'table', concat(table_schema, '.', table_name),
    'name', column_name, 'position', ordinal_position, 'type', column_type,
    'nullable', is_nullable, 'default', column_default, 'extra', extra, 'collation', collation_name,
    'generation', generation_expression, 'comment', column_comment)
  FROM information_schema.columns
  WHERE table_name NOT IN (SELECT * FROM migc_tests.version_tables)
    AND table_name NOT IN (SELECT * FROM migc_tests.views_and_sequences)
    AND table_schema = of_database;
  SELECT json_object('kind', 'index', 'table', concat(table_schema, '.', table_name),
    'name', index_name, 'unique', not max(non_unique), 'type', max(index_type),
    'columns', group_concat(concat(column_name, ifnull(concat('(', sub_part, ')'), ''),
                                   if(collation = 'D', ' DESC', '')) ORDER BY seq_in_index),
    'comment', max(index_comment))
  FROM information_schema.statistics
  WHERE table_name NOT IN (SELECT * FROM migc_tests.version_tables) AND table_schema = of_database
  GROUP BY table_schema, table_name, index_name;
  SELECT json_object('kind', 'foreign_key', 'table', concat(table_schema, '.', table_name),
    'name', constraint_name,
    'columns', group_concat(column_name ORDER BY ordinal_position),
    'referred', concat(max(referenced_table_schema), '.', max(referenced_table_name)),
    'referred_columns', group_concat(referenced_column_name ORDER BY ordinal_position))
  FROM information_schema.key_column_usage
  WHERE table_schema = of_database AND referenced_table_name IS NOT NULL
  GROUP BY table_schema, table_name, constraint_name;
  SELECT json_object('kind', 'foreign_key_rules', 'table', table_name, 'name', constraint_name,
    'on_update', update_rule, 'on_delete', delete_rule, 'match', match_option)
  FROM information_schema.referential_constraints
  WHERE constraint_schema = of_database;
  SELECT json_object('kind', 'check', 'table', concat(constraint_schema, '.', table_name),
    'name', constraint_name, 'level', level, 'definition', check_clause)
  FROM information_schema.check_constraints
  WHERE constraint_schema = of_database;
  FOR found IN (
    SELECT table_name AS name FROM information_schema.tables
    WHERE table_type = 'SEQUENCE' AND table_schema = of_database
  ) DO
    EXECUTE IMMEDIATE concat(
      'SELECT json_object(''kind'', ''sequence'', ''name'', ', quote(concat(of_database, '.', found.name)),
      ', ''start'', start_value, ''increment'', increment, ''min'', minimum_value, ''max'', maximum_value,
         ''cache'', cache_size, ''cycle'', cycle_option)
       FROM `', replace(of_database, '`', '``'), '`.`', replace(found.name, '`', '``'), '`');
  END FOR;
END//
CREATE PROCEDURE show_databases()
BEGIN
  SET @@group_concat_max_len = 65536;
  FOR found IN (
    SELECT schema_name AS name FROM information_schema.schemata
    WHERE schema_name NOT IN
      ('information_schema', 'performance_schema', 'mysql', 'sys', 'migc_tests')
  ) DO
    SELECT json_object('kind', 'schema', 'name', found.name);
    CALL migc_tests.show_database(found.name);
  END FOR;
END//
DELIMITER ;
