# `op.<name>` of well-known packages. Their env.py imports them; revisions just use the name.


# Two packages have this name: one is told the old values, the other the columns.
def sync_enum_values(operations, *args, **options):
    fourth = list(args[3]) if len(args) > 3 else []
    if "old_values" in options or fourth and isinstance(fourth[0], str):
        from alembic_autogenerate_enums import SyncEnumValuesOp
    else:
        from alembic_postgresql_enum import SyncEnumValuesOp
    return SyncEnumValuesOp.sync_enum_values(operations, *args, **options)


def add_enum_value(operations, *args, **options):
    from alembic_postgresql_enum import AddEnumValueOp

    return AddEnumValueOp.add_enum_value(operations, *args, **options)


def create_entity(operations, *args, **options):
    from alembic_utils.reversible_op import CreateOp

    return CreateOp.invoke_for_target(operations, *args, **options)


def drop_entity(operations, *args, **options):
    from alembic_utils.reversible_op import DropOp

    return DropOp.invoke_for_target_optional_cascade(operations, *args, **options)


def replace_entity(operations, *args, **options):
    from alembic_utils.reversible_op import ReplaceOp

    return ReplaceOp.invoke_for_target(operations, *args, **options)
