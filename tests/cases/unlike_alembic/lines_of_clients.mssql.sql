BEGIN TRANSACTION;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

GO

-- Running upgrade  -> a1

INSERT INTO notes (body) VALUES ('one;
two');

GO

INSERT INTO notes (body) VALUES ('one -
two');

GO

INSERT INTO notes (body) VALUES ('one
/
two
@three');

GO

INSERT INTO notes (body) VALUES (N'$' + N'(HOME) isn''t $' + N'(here)');

GO

INSERT INTO notes (body) VALUES ('x
G' + 'O
y
:' + 'r z');

GO

UPDATE notes -- all of them;
SET body = 'a';

GO

CREATE TABLE pets (
    a INTEGER NULL
);

GO

EXEC(N'execute sp_addextendedproperty ''MS_Description'', N''$' + N'(a)
/
it''''s'', ''schema'', dbo, ''table'', pets, ''column'', a');

GO

INSERT INTO alembic_version (version_num) OUTPUT inserted.version_num VALUES ('a1');

GO

COMMIT;

GO

