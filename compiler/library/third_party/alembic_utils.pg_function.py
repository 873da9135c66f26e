from alembic_utils.replaceable_entity import ReplaceableEntity
from alembic_utils.statement import (
    escape_colon_for_plpgsql,
    escape_colon_for_sql,
    normalize_whitespace,
    strip_terminating_semicolon,
)
from sqlalchemy import text


class PGFunction(ReplaceableEntity):
    type_ = "function"

    def __init__(self, schema, signature, definition):
        super().__init__(schema, signature, definition)
        language = normalize_whitespace(definition).lower().replace("'", "")
        procedural = "language plpgsql" in language
        escape = escape_colon_for_plpgsql if procedural else escape_colon_for_sql
        self.definition = escape(strip_terminating_semicolon(definition))

    @property
    def literal_signature(self):
        name, rest = self.signature.split("(", 1)
        return '"' + name.strip() + '"(' + rest

    def to_sql_statement_create(self):
        return text(
            f"CREATE FUNCTION {self.literal_schema}.{self.literal_signature} {self.definition}"
        )

    def to_sql_statement_drop(self, cascade=False):
        # The parameters end at the last parenthesis; defaults are no part of the identity.
        name, _, rest = self.signature.partition("(")
        parameters = rest[: rest.rindex(")")].strip()
        kept = []
        for parameter in parameters.split(","):
            kept.append(parameter[: len(parameter.lower().split("default")[0])].strip())
        return text(
            f'DROP FUNCTION {self.literal_schema}."{name.strip()}"({", ".join(kept)}) '
            f'{"cascade" if cascade else ""}'
        )

    def to_sql_statement_create_or_replace(self):
        yield text(
            f"CREATE OR REPLACE FUNCTION {self.literal_schema}.{self.literal_signature} "
            f"{self.definition}"
        )
