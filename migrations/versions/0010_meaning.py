"""How far the passages of each index were read for meaning."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("index_states", schema=None) as batch_op:
        batch_op.add_column(sa.Column("meaning", sa.String(length=64), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("embedded", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("embedded_sequence", BIG, nullable=False, server_default="-1"))
    with op.batch_alter_table("index_states", schema=None) as batch_op:
        for column in ("meaning", "embedded", "embedded_sequence"):
            batch_op.alter_column(column, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("index_states", schema=None) as batch_op:
        for column in ("embedded_sequence", "embedded", "meaning"):
            batch_op.drop_column(column)
