import sqlalchemy


def get_table(engine, name):
    return sqlalchemy.Table(name, sqlalchemy.MetaData(), autoload_with=engine)


def get_indexes(engine, table_name):
    return sqlalchemy.inspect(engine).get_indexes(table_name)


def index_exists(engine, table_name, index_name):
    return index_name in [index["name"] for index in get_indexes(engine, table_name)]


def index_exists_on_columns(engine, table_name, columns):
    columns = list(columns)
    return any(index["column_names"] == columns for index in get_indexes(engine, table_name))


def column_exists(engine, table_name, column):
    columns = sqlalchemy.inspect(engine).get_columns(table_name)
    return column in [known["name"] for known in columns]


def get_foreign_key_constraint_name(engine, table_name, column_name):
    for key in sqlalchemy.inspect(engine).get_foreign_keys(table_name):
        if key["constrained_columns"] == [column_name]:
            return key["name"]
