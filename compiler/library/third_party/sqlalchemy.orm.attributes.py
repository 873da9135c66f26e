from _migc_rows import refuse


def flag_modified(instance, key):
    refuse("an object changed through the session")


class InstrumentedAttribute:
    pass


QueryableAttribute = InstrumentedAttribute
