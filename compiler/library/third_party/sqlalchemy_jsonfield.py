from sqlalchemy import types


class JSONField(types.TypeDecorator):
    impl = types.TEXT

    def __init__(self, enforce_string=False, enforce_unicode=False, json=None, json_type=types.JSON, mutable=None):
        self.enforce_string = enforce_string
        self.json_type = json_type
        super().__init__()

    def load_dialect_impl(self, dialect):
        if self.enforce_string or dialect.name == "sqlite":
            return dialect.type_descriptor(types.UnicodeText())
        return dialect.type_descriptor(self.json_type())
