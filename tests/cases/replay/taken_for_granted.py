# RUN: migc upgrade head --sql --dialect postgresql --explain-assumptions
# RUN(later): migc upgrade a1:b2 --sql --dialect postgresql --keep-going
# EXIT: 4
"""Tables that no revision creates are as empty as the database with which the plan starts."""
from alembic import op
import sqlalchemy as sa
from sqlalchemy.orm import Session, declarative_base

revision = "b2"
down_revision = "a1"

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.Text)


def upgrade():
    op.add_column("orders", sa.Column("total", sa.Integer()))
    op.create_foreign_key("fk_orders_user", "orders", "users", ["user_id"], ["id"])
    bind = op.get_bind()
    for order in bind.execute(sa.text("SELECT id FROM orders")):
        op.execute(f"UPDATE orders SET total = 0 WHERE id = {order.id}")
    session = Session(bind=bind)
    for user in session.query(User):
        user.name = user.name.strip()
    session.commit()


def downgrade():
    pass
# --- versions/a1.py
"""the base"""
revision = "a1"
down_revision = None


def upgrade():
    pass
