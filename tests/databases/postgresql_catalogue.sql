-- What there is, one JSON object a line. A script may have left its transaction open.
COMMIT;
WITH spaces AS (
  SELECT oid, CASE WHEN oid = pg_my_temp_schema() THEN 'pg_temp' ELSE nspname END AS nspname
  FROM pg_namespace
  WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' OR oid = pg_my_temp_schema()
), relations AS (
  SELECT c.*, nspname || '.' || relname AS name, (
      SELECT format('%s.%s', refobjid::regclass, attname)
      FROM pg_depend d JOIN pg_attribute ON attrelid = refobjid AND attnum = refobjsubid
      WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')
        AND relkind = 'S'
    ) AS owner
  FROM pg_class c JOIN spaces ON spaces.oid = relnamespace
  WHERE NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'version_num')
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
), found AS (
  SELECT jsonb_build_object('kind', 'schema', 'name', nspname) AS object
  FROM spaces WHERE nspname NOT IN ('public', 'pg_temp')
  UNION ALL
  SELECT jsonb_build_object('kind', 'table', 'name', name, 'what', relkind,
    'persistence', relpersistence, 'options', reloptions,
    'comment', obj_description(relations.oid, 'pg_class'),
    'method', (SELECT amname FROM pg_am WHERE pg_am.oid = relam),
    'partition_key', CASE WHEN relkind = 'p' THEN pg_get_partkeydef(relations.oid) END,
    'partition_of', pg_get_expr(relpartbound, relations.oid),
    'inherits', (SELECT jsonb_agg(inhparent::regclass ORDER BY inhseqno)
                 FROM pg_inherits WHERE inhrelid = relations.oid))
  FROM relations WHERE relkind IN ('r', 'p', 'f')
  UNION ALL
  SELECT jsonb_build_object('kind', 'view', 'name', name, 'what', relkind,
    'definition', pg_get_viewdef(relations.oid))
  FROM relations WHERE relkind IN ('v', 'm')
  UNION ALL
  -- The sequence of a SERIAL has its name from the server, and keeps it when the table gets another.
  SELECT jsonb_build_object('kind', 'sequence', 'name', CASE WHEN owner IS NULL THEN name END, 'type', format_type(seqtypid, NULL),
    'start', seqstart, 'increment', seqincrement, 'min', seqmin, 'max', seqmax,
    'cache', seqcache, 'cycle', seqcycle,
    'owner', owner)
  FROM relations JOIN pg_sequence ON seqrelid = relations.oid
  UNION ALL
  SELECT jsonb_build_object('kind', 'column', 'table', relations.name, 'name', attname,
    'position', rank() OVER (PARTITION BY attrelid ORDER BY attnum),
    'type', format_type(atttypid, atttypmod), 'nullable', NOT attnotnull,
    -- A number in quotes is written so by the author, and without them after a change of type.
    'default', CASE
      WHEN pg_get_serial_sequence(attrelid::regclass::text, attname) IS NOT NULL
        AND pg_get_expr(adbin, adrelid) = format('nextval(%L::regclass)',
          pg_get_serial_sequence(attrelid::regclass::text, attname)::regclass::text)
      THEN 'its sequence'
      ELSE regexp_replace(pg_get_expr(adbin, adrelid),
                          '^''(-?[0-9.]+)''::(big|small)?int(eger)?$', '\1')
    END, 'identity', nullif(attidentity, ''),
    'generated', nullif(attgenerated, ''),
    'collation', (SELECT collname FROM pg_collation WHERE pg_collation.oid = attcollation
                  AND attcollation <> (SELECT typcollation FROM pg_type WHERE pg_type.oid = atttypid)),
    'comment', col_description(attrelid, attnum))
  FROM relations JOIN pg_attribute ON attrelid = relations.oid
  LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
  WHERE relkind IN ('r', 'p', 'f') AND attnum > 0 AND NOT attisdropped
  UNION ALL
  SELECT jsonb_build_object('kind', 'constraint', 'table', relations.name, 'name', conname,
    -- Whether old rows were looked at is no part of a schema.
    'type', contype,
    'definition', replace(pg_get_constraintdef(pg_constraint.oid), ' NOT VALID', ''),
    'comment', obj_description(pg_constraint.oid, 'pg_constraint'))
  FROM relations JOIN pg_constraint ON conrelid = relations.oid
  WHERE contype <> 't'
  UNION ALL
  SELECT jsonb_build_object('kind', 'index', 'table', indrelid::regclass, 'name', relations.name,
    'unique', indisunique, 'definition', pg_get_indexdef(indexrelid), 'valid', indisvalid,
    'comment', obj_description(indexrelid, 'pg_class'))
  FROM relations JOIN pg_index ON indexrelid = relations.oid
  WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))
  UNION ALL
  SELECT jsonb_build_object('kind', 'type', 'name', nspname || '.' || typname, 'what', typtype,
    'labels', (SELECT jsonb_agg(enumlabel ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid),
    'base', CASE WHEN typbasetype <> 0 THEN format_type(typbasetype, typtypmod) END,
    'nullable', NOT typnotnull, 'default', typdefault,
    'checks', (SELECT jsonb_agg(pg_get_constraintdef(c.oid) ORDER BY conname)
               FROM pg_constraint c WHERE contypid = t.oid))
  FROM pg_type t JOIN spaces ON spaces.oid = typnamespace
  WHERE typtype IN ('e', 'd')
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = t.oid AND d.deptype = 'e')
)
SELECT jsonb_strip_nulls(object) FROM found ORDER BY 1;
