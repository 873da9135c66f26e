# UUIDs as OpenStack's projects write them.
import uuid


def generate_uuid(dashed=True):
    made = uuid.uuid4()
    return str(made) if dashed else made.hex


def is_uuid_like(val):
    try:
        return str(uuid.UUID(val)).replace("-", "") == str(val).lower().replace("-", "")
    except (TypeError, ValueError, AttributeError):
        return False
