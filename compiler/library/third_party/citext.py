from sqlalchemy.dialects.postgresql import CITEXT

CIText = CITEXT
