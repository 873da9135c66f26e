import re

from alembic_utils.on_entity_mixin import OnEntityMixin
from alembic_utils.replaceable_entity import ReplaceableEntity
from sqlalchemy import text


class PGTrigger(OnEntityMixin, ReplaceableEntity):
    type_ = "trigger"

    def __init__(self, schema, signature, definition, on_entity, is_constraint=False):
        super().__init__(
            schema=schema, signature=signature, definition=definition, on_entity=on_entity
        )
        self.is_constraint = is_constraint

    def to_sql_statement_create(self):
        parts = re.match(
            r"(.+?)\s+ON\s+(.+?)\s+(.+)$", self.definition, re.IGNORECASE | re.DOTALL
        )
        if parts is None:
            raise ValueError("not the definition of a trigger: " + self.definition)
        event, table, action = parts.group(1), parts.group(2), parts.group(3)
        table = self.schema + "." + table.split(".", 1)[-1]
        kind = "CONSTRAINT TRIGGER" if self.is_constraint else "TRIGGER"
        return text(f'CREATE {kind} "{self.signature}" {event} ON {table} {action}')

    def to_sql_statement_drop(self, cascade=False):
        return text(
            f'DROP TRIGGER "{self.signature}" ON {self.on_entity} {"cascade" if cascade else ""}'
        )

    def to_sql_statement_create_or_replace(self):
        yield text(f'DROP TRIGGER IF EXISTS "{self.signature}" ON {self.on_entity};')
        yield self.to_sql_statement_create()
