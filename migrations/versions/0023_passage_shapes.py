"""What is a list, a heading or a table in a passage."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("passages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("shape", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("passages", schema=None) as batch_op:
        batch_op.alter_column("shape", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("passages", schema=None) as batch_op:
        batch_op.drop_column("shape")
