"""How the assistant's button looks on a site's pages."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("embed_sites", schema=None) as batch_op:
        batch_op.add_column(sa.Column("accent", sa.String(length=7), server_default="", nullable=False))
        batch_op.add_column(sa.Column("label", sa.String(length=40), server_default="", nullable=False))
        batch_op.add_column(sa.Column("side", sa.String(length=5), server_default="end", nullable=False))
    with op.batch_alter_table("embed_sites", schema=None) as batch_op:
        for name in ("accent", "label", "side"):
            batch_op.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("embed_sites", schema=None) as batch_op:
        for name in ("side", "label", "accent"):
            batch_op.drop_column(name)
