"""Which take of a pitch goes with a draft."""

import sqlalchemy as sa
from alembic import op

from lti_tool.db import UtcDateTime

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft_deliveries",
        sa.Column("draft_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("take_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("attached_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["drafts.id"],
            name=op.f("fk_draft_deliveries_draft_id_drafts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["take_id"],
            ["delivery_takes.id"],
            name=op.f("fk_draft_deliveries_take_id_delivery_takes"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("draft_id", name=op.f("pk_draft_deliveries")),
    )
    op.create_index(op.f("ix_draft_deliveries_take_id"), "draft_deliveries", ["take_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_draft_deliveries_take_id"), table_name="draft_deliveries")
    op.drop_table("draft_deliveries")
