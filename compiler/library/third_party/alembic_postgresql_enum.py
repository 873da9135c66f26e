# The values of an enum that PostgreSQL has, brought to those that the code has: by a new type of
# the same name, to which the columns go over.
import enum
import re

import sqlalchemy
from alembic.operations import MigrateOperation, Operations


class ColumnType(enum.Enum):
    COMMON = sqlalchemy.Enum
    ARRAY = sqlalchemy.ARRAY


_Unspecified = object()


class TableReference:
    def __init__(
        self,
        table_name,
        column_name,
        table_schema=_Unspecified,
        column_type=ColumnType.COMMON,
        existing_server_default=None,
    ):
        self.table_name = table_name
        self.column_name = column_name
        self.table_schema = table_schema
        self.column_type = column_type
        self.existing_server_default = existing_server_default

    @property
    def table_name_with_schema(self):
        prefix = f'"{self.table_schema}".' if self.table_schema else ""
        return f'{prefix}"{self.table_name}"'

    @property
    def escaped_column_name(self):
        return f'"{self.column_name}"'


class Config:
    def __init__(self, **options):
        pass


def set_configuration(config):
    pass


def _cast(column, new, renamed):
    name = column.escaped_column_name
    if column.column_type == ColumnType.ARRAY:
        cast = f"{name}::text[]"
        for old_value, new_value in renamed:
            cast = f"array_replace({cast}, '{old_value}', '{new_value}')"
        return f"""ALTER TABLE {column.table_name_with_schema} 
            ALTER COLUMN {name} TYPE {new}[]
            USING {cast}::{new}[]
            """
    if renamed:
        cases = " ".join(
            f"WHEN {name}::text = '{old_value}' THEN '{new_value}'::{new}"
            for old_value, new_value in renamed
        )
        return f"""ALTER TABLE {column.table_name_with_schema} 
                ALTER COLUMN {name} TYPE {new} 
                USING CASE 
                {cases}

                ELSE {name}::text::{new}
                END
                """
    return f"""ALTER TABLE {column.table_name_with_schema} 
                ALTER COLUMN {name} TYPE {new} 
                USING {name}::text::{new}
                """


def _operator_function(function, new, old, operator, renamed):
    if renamed:
        cases = " ".join(
            f"WHEN old_enum_val::text = '{old_value}' THEN '{new_value}'"
            for old_value, new_value in renamed
        )
        return f"""
            CREATE FUNCTION {function}(
                new_enum_val {new}, old_enum_val {old}
            )
            RETURNS boolean AS $$
                SELECT new_enum_val::text {operator} CASE
                    {cases}

                    ELSE old_enum_val::text
                END;
            $$ LANGUAGE SQL IMMUTABLE
        """
    return f"""
            CREATE FUNCTION {function}(
                new_enum_val {new}, old_enum_val {old}
            )
            RETURNS boolean AS $$
                SELECT new_enum_val::text {operator} old_enum_val::text;
            $$ LANGUAGE SQL IMMUTABLE
        """


def _default(schema, default, name, renamed):
    new = f"{schema}.{name}" if schema else name

    def with_new_values(value):
        for old_value, new_value in renamed:
            value = value.replace(f"'{old_value}'", f"'{new_value}'")
            value = value.replace(f'"{old_value}"', f'"{new_value}"')
        return value

    if default.startswith("ARRAY["):
        return re.sub(r"::[.\w]+", f"::{new}", with_new_values(default))
    value = with_new_values(default[: default.find("::")])
    return f"{value}::{new}[]" if default.endswith("[]") else f"{value}::{new}"


_operators = (("!=", "new_old_not_equals"), ("=", "new_old_equals"))


def _sync(operations, schema, name, new_values, affected_columns, renamed, indexes):
    def execute(statement):
        operations.get_bind().execute(sqlalchemy.text(statement))

    new = f'"{schema}"."{name}"'
    old = f'"{schema}"."{name}_old"'
    values = ", ".join("'" + value + "'" for value in new_values)
    execute(f'ALTER TYPE {new} RENAME TO "{name}_old"')
    execute(f"CREATE TYPE {new} AS ENUM({values})")
    for operator, function in _operators:
        function = f'"{schema}".{function}'
        execute(_operator_function(function, new, old, operator, renamed))
        execute(
            f"""
        CREATE OPERATOR "{schema}".{operator} (
            leftarg = {new},
            rightarg = {old},
            procedure = {function}
        )
    """
        )
    for column in affected_columns:
        default = column.existing_server_default
        if default is not None:
            execute(
                f"""ALTER TABLE {column.table_name_with_schema}
             ALTER COLUMN {column.escaped_column_name} DROP DEFAULT"""
            )
        execute(_cast(column, new, renamed))
        if default is not None:
            default = _default(schema, default, name, renamed)
            execute(
                f"""ALTER TABLE {column.table_name_with_schema}
            ALTER COLUMN {column.escaped_column_name} SET DEFAULT {default}"""
            )
    for operator, function in _operators:
        execute(
            f"""
            DROP OPERATOR IF EXISTS "{schema}".{operator} (
                {new},
                {old}
            )
            """
        )
        execute(
            f"""
        DROP FUNCTION "{schema}".{function}(
            new_enum_val {new}, old_enum_val {old}
        )
    """
        )
    execute(f"DROP TYPE {old}")


def _default_of(operations, schema, table, column):
    for known in sqlalchemy.inspect(operations.get_bind()).get_columns(table, schema=schema):
        if known["name"] == column:
            return known["default"]
    return None


@Operations.register_operation("sync_enum_values")
class SyncEnumValuesOp(MigrateOperation):
    @classmethod
    def sync_enum_values(
        cls,
        operations,
        enum_schema,
        enum_name,
        new_values,
        affected_columns=None,
        enum_values_to_rename=(),
        indexes_to_recreate=None,
        *args,
        **options,
    ):
        if indexes_to_recreate:
            raise NotImplementedError("indexes that are made anew with an enum")
        if operations.migration_context.dialect.name != "postgresql":
            return
        columns = []
        for column in affected_columns:
            if isinstance(column, tuple):
                table, name = column[0], column[1]
                columns.append(
                    TableReference(
                        table,
                        name,
                        table_schema=enum_schema,
                        column_type=column[2] if len(column) > 2 else ColumnType.COMMON,
                        existing_server_default=_default_of(operations, enum_schema, table, name),
                    )
                )
                continue
            if column.table_schema is _Unspecified:
                column.table_schema = enum_schema
            columns.append(column)
        _sync(
            operations,
            enum_schema,
            enum_name,
            new_values,
            columns,
            list(enum_values_to_rename),
            indexes_to_recreate,
        )


@Operations.register_operation("add_enum_value")
class AddEnumValueOp(MigrateOperation):
    @classmethod
    def add_enum_value(cls, operations, enum_schema, enum_name, new_value, before_value=None):
        if operations.migration_context.dialect.name != "postgresql":
            return
        # It says BEFORE and writes AFTER.
        place = f" AFTER '{before_value}'" if before_value else ""
        operations.get_bind().execute(
            sqlalchemy.text(
                f"ALTER TYPE \"{enum_schema}\".\"{enum_name}\" ADD VALUE '{new_value}'{place}"
            )
        )
