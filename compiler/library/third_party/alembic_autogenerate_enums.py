# The values of an enum that PostgreSQL has, brought to those that the code has.
from alembic.operations import MigrateOperation, Operations
from sqlalchemy import text


@Operations.register_operation("sync_enum_values")
class SyncEnumValuesOp(MigrateOperation):
    @classmethod
    def sync_enum_values(
        cls,
        operations,
        schema,
        name,
        old_values,
        new_values,
        affected_columns=None,
        should_reverse=False,
    ):
        def execute(statement):
            operations.get_bind().execute(text(statement))

        if should_reverse and affected_columns is not None:
            values = ", ".join("'" + value + "'" for value in sorted(set(new_values)))
            execute(f"ALTER TYPE {schema}.{name} RENAME TO {name}_old")
            execute(f"CREATE TYPE {schema}.{name} AS ENUM({values})")
            for table_name, column_name in affected_columns:
                execute(
                    f"ALTER TABLE {table_name} ALTER COLUMN {column_name} TYPE {schema}.{name} "
                    f"USING {column_name}::text::{schema}.{name}"
                )
            execute(f"DROP TYPE {schema}.{name}_old")
            return
        # A new value can be used only after the transaction that adds it.
        execute("COMMIT")
        for value in new_values:
            if value not in old_values:
                execute(f"ALTER TYPE {schema}.{name} ADD VALUE '{value}'")
