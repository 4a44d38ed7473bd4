"""What each activity of a course opens."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("resource_links", schema=None) as batch_op:
        batch_op.add_column(sa.Column("opens", sa.String(length=320), nullable=False, server_default=""))
    with op.batch_alter_table("resource_links", schema=None) as batch_op:
        batch_op.alter_column("opens", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("resource_links", schema=None) as batch_op:
        batch_op.drop_column("opens")
