"""Rosters that could not be read are tried again sooner; pairs are paused while somebody is away."""

import sqlalchemy as sa
from alembic import op

from lti_tool.db import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("course_rosters", schema=None) as batch_op:
        batch_op.add_column(sa.Column("failures", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("retry_at", UtcDateTime(timezone=True), nullable=True))
    with op.batch_alter_table("course_rosters", schema=None) as batch_op:
        batch_op.alter_column("failures", server_default=None)
    with op.batch_alter_table("mentoring_pairs", schema=None) as batch_op:
        batch_op.add_column(sa.Column("paused_at", UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("mentoring_pairs", schema=None) as batch_op:
        batch_op.drop_column("paused_at")
    with op.batch_alter_table("course_rosters", schema=None) as batch_op:
        batch_op.drop_column("retry_at")
        batch_op.drop_column("failures")
