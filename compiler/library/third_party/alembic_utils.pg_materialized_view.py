from alembic_utils.replaceable_entity import ReplaceableEntity
from alembic_utils.statement import (
    coerce_to_unquoted,
    normalize_whitespace,
    strip_terminating_semicolon,
)
from sqlalchemy import text


class PGMaterializedView(ReplaceableEntity):
    type_ = "materialized_view"

    def __init__(self, schema, signature, definition, with_data=True):
        self.schema = coerce_to_unquoted(normalize_whitespace(schema))
        self.signature = coerce_to_unquoted(normalize_whitespace(signature))
        self.definition = strip_terminating_semicolon(definition)
        self.with_data = with_data

    def _create(self):
        definition = self.definition.rstrip().rstrip(";")
        return (
            f'CREATE MATERIALIZED VIEW {self.literal_schema}."{self.signature}" AS {definition} '
            f'WITH {"" if self.with_data else "NO"} DATA'
        )

    def to_sql_statement_create(self):
        return text(self._create() + ";")

    def to_sql_statement_drop(self, cascade=False):
        return text(
            f'DROP MATERIALIZED VIEW {self.literal_schema}."{self.signature}" '
            f'{"cascade" if cascade else ""}'
        )

    def to_sql_statement_create_or_replace(self):
        yield text(f'DROP MATERIALIZED VIEW IF EXISTS {self.literal_schema}."{self.signature}"; ')
        yield text(self._create())
