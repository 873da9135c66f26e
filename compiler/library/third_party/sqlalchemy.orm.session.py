from sqlalchemy.orm import Session, object_session, sessionmaker
