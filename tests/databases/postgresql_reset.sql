-- Takes away all that a script may have left.
\o /dev/null
ROLLBACK;
DISCARD ALL;
SET client_min_messages = error;
DO $$
DECLARE
  name text;
BEGIN
  FOR name IN SELECT evtname FROM pg_event_trigger LOOP
    EXECUTE format('DROP EVENT TRIGGER %I', name);
  END LOOP;
  FOR name IN
    SELECT format('%s AS %s', format_type(castsource, NULL), format_type(casttarget, NULL))
    FROM pg_cast WHERE oid >= 16384
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = pg_cast.oid AND d.deptype = 'e')
  LOOP
    EXECUTE format('DROP CAST (%s)', name);
  END LOOP;
  FOR name IN SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' LOOP
    EXECUTE format('DROP EXTENSION %I CASCADE', name);
  END LOOP;
  FOR name IN
    SELECT nspname FROM pg_namespace
    WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
  LOOP
    EXECUTE format('DROP SCHEMA %I CASCADE', name);
  END LOOP;
  CREATE SCHEMA public;
END
$$;
\o
