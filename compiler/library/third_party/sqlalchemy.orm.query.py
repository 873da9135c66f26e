from sqlalchemy.orm import Query
