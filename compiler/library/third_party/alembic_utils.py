# Entities of PostgreSQL that migrations create, drop and replace as a whole.
