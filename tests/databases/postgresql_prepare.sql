-- The two databases that scripts run in, and what belongs to the server as a whole.
CREATE DATABASE one;
CREATE DATABASE two;
SET allow_in_place_tablespaces = on;
CREATE TABLESPACE fast LOCATION '';
CREATE TABLESPACE ts LOCATION '';
