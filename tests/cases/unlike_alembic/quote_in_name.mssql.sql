BEGIN TRANSACTION;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

GO

-- Running upgrade  -> a1

declare @const_name varchar(256)
select @const_name = QUOTENAME([name]) from sys.default_constraints
where parent_object_id = object_id('s.t.[it''s]')
and col_name(parent_object_id, parent_column_id) = 'c''x'
exec('alter table s.t.[it''s] drop constraint ' + @const_name);

GO

declare @const_name varchar(256)
select @const_name = QUOTENAME([name]) from sys.check_constraints
where parent_object_id = object_id('s.t.[it''s]')
and col_name(parent_object_id, parent_column_id) = 'c''x'
exec('alter table s.t.[it''s] drop constraint ' + @const_name);

GO

ALTER TABLE s.t.[it's] DROP COLUMN [c'x];

GO

EXEC sp_rename '[it''s].[c''x]', d, 'COLUMN';

GO

EXEC sp_rename '[it''s]', its;

GO

INSERT INTO alembic_version (version_num) OUTPUT inserted.version_num VALUES ('a1');

GO

COMMIT;

GO

