"""Which learning events an endpoint has received."""

import sqlalchemy as sa
from alembic import op

from lti_tool.db import UtcDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "learning_event_endpoints",
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("lease_until", UtcDateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_learning_event_endpoints")),
    )
    op.create_table(
        "learning_event_marks",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("endpoint", sa.String(length=16), nullable=False),
        sa.Column("interaction_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sent_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["interaction_id"],
            ["gradebook_interactions.id"],
            name=op.f("fk_learning_event_marks_interaction_id_gradebook_interactions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_event_marks")),
        sa.UniqueConstraint("interaction_id", "endpoint", name=op.f("uq_learning_event_marks_interaction_id_endpoint")),
    )


def downgrade() -> None:
    op.drop_table("learning_event_marks")
    op.drop_table("learning_event_endpoints")
