BEGIN TRANSACTION;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

GO

-- Running upgrade  -> a1

CREATE TABLE owners (
    id INTEGER NOT NULL IDENTITY, 
    PRIMARY KEY (id)
);

GO

CREATE TABLE pets (
    id INTEGER NOT NULL IDENTITY, 
    age INTEGER NULL DEFAULT '5', 
    size INTEGER NULL CHECK (size > 0), 
    owner INTEGER NULL, 
    other INTEGER NULL, 
    kind INTEGER NULL DEFAULT '1', 
    name VARCHAR(20) NULL, 
    PRIMARY KEY (id), 
    CONSTRAINT ck_age CHECK (age > 0), 
    CHECK (name <> ''), 
    CONSTRAINT fk_owner FOREIGN KEY(owner) REFERENCES owners (id), 
    FOREIGN KEY(other) REFERENCES owners (id)
);

GO

CREATE INDEX ix_owner ON pets (owner, kind);

GO

ALTER TABLE pets DROP CONSTRAINT ck_age;

GO

declare @const_name varchar(256)
select @const_name = QUOTENAME([name]) from sys.default_constraints
where parent_object_id = object_id('pets')
and col_name(parent_object_id, parent_column_id) = 'age'
exec('alter table pets drop constraint ' + @const_name);

GO

ALTER TABLE pets DROP COLUMN age;

GO

declare @const_name varchar(256)
select @const_name = QUOTENAME([name]) from sys.check_constraints
where parent_object_id = object_id('pets')
and col_name(parent_object_id, parent_column_id) = 'size'
exec('alter table pets drop constraint ' + @const_name);

GO

ALTER TABLE pets DROP COLUMN size;

GO

DROP INDEX ix_owner ON pets;

GO

ALTER TABLE pets DROP CONSTRAINT fk_owner;

GO

ALTER TABLE pets DROP COLUMN owner;

GO

declare @const_name varchar(256)
select @const_name = QUOTENAME([name]) from
sys.foreign_keys fk join sys.foreign_key_columns fkc
on fk.object_id=fkc.constraint_object_id
where fkc.parent_object_id = object_id('pets')
and col_name(fkc.parent_object_id, fkc.parent_column_id) = 'other'
exec('alter table pets drop constraint ' + @const_name);

GO

ALTER TABLE pets DROP COLUMN other;

GO

declare @const_name varchar(256)
select @const_name = QUOTENAME([name]) from sys.default_constraints
where parent_object_id = object_id('pets')
and col_name(parent_object_id, parent_column_id) = 'kind'
exec('alter table pets drop constraint ' + @const_name);

GO

ALTER TABLE pets DROP COLUMN kind;

GO

ALTER TABLE pets DROP COLUMN name;

GO

ALTER TABLE owners DROP COLUMN id;

GO

INSERT INTO alembic_version (version_num) OUTPUT inserted.version_num VALUES ('a1');

GO

COMMIT;

GO

