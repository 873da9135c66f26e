from alembic_utils.replaceable_entity import ReplaceableEntity
from alembic_utils.statement import (
    coerce_to_unquoted,
    normalize_whitespace,
    strip_terminating_semicolon,
)
from sqlalchemy import text


class PGView(ReplaceableEntity):
    type_ = "view"

    def __init__(self, schema, signature, definition):
        self.schema = coerce_to_unquoted(normalize_whitespace(schema))
        self.signature = coerce_to_unquoted(normalize_whitespace(signature))
        self.definition = strip_terminating_semicolon(definition)

    def to_sql_statement_create(self):
        return text(f'CREATE VIEW {self.literal_schema}."{self.signature}" AS {self.definition};')

    def to_sql_statement_drop(self, cascade=False):
        return text(
            f'DROP VIEW {self.literal_schema}."{self.signature}" {"cascade" if cascade else ""}'
        )

    # What PostgreSQL cannot replace in place is dropped first.
    def to_sql_statement_create_or_replace(self):
        name = f'{self.literal_schema}."{self.signature}"'
        yield text(
            f"""
        do $$
            begin
                CREATE OR REPLACE VIEW {name} AS {self.definition};

            exception when others then
                DROP VIEW IF EXISTS {name};

                CREATE VIEW {name} AS {self.definition};
            end;
        $$ language 'plpgsql'
        """
        )
