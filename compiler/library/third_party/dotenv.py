# Files with environment variables are no part of a project: what they may set is unset.
from _migc_rows import assume


def load_dotenv(*args, **options):
    assume("no `.env` file sets environment variables")
    return False


def find_dotenv(*args, **options):
    return ""


def dotenv_values(*args, **options):
    assume("no `.env` file sets environment variables")
    return {}
