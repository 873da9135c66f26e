def normalize_whitespace(text, base_whitespace=" "):
    return base_whitespace.join(text.split())


def strip_terminating_semicolon(sql):
    return sql.strip().rstrip(";").strip()


def strip_double_quotes(sql):
    return sql.strip().rstrip('"').strip().lstrip('"').strip()


# `text()` takes `:name` for a parameter, and these statements have none.
def escape_colon_for_sql(sql):
    return "::".join(part.replace(":", "\\:") for part in sql.split("::"))


def _outside_assignments(part):
    escaped = ["\\:".join(piece.split(":")) for piece in part.split("\\:")]
    return "\\:".join(escaped)


def escape_colon_for_plpgsql(sql):
    return "::".join(
        ":=".join(_outside_assignments(piece) for piece in part.split(":="))
        for part in sql.split("::")
    )


def coerce_to_quoted(text):
    schema, dot, name = text.partition(".")
    if dot:
        return '"' + strip_double_quotes(schema) + '"."' + strip_double_quotes(name) + '"'
    return '"' + strip_double_quotes(text) + '"'


def coerce_to_unquoted(text):
    return text.replace('"', "")
