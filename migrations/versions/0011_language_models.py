"""Connected language models, what they may cost, and every change to either."""

import sqlalchemy as sa
from alembic import op

from lti_tool.db import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "model_changes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("administrator", sa.String(length=320), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_changes")),
    )
    op.create_table(
        "model_policy",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("models_on", sa.Boolean(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("limits", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_policy")),
    )
    op.create_table(
        "model_providers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("from_settings", sa.Boolean(), nullable=False),
        sa.Column("base_url", sa.String(length=500), nullable=False),
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("region", sa.String(length=200), nullable=False),
        sa.Column("retention", sa.String(length=300), nullable=False),
        sa.Column("price_in", sa.BigInteger(), nullable=True),
        sa.Column("price_out", sa.BigInteger(), nullable=True),
        sa.Column("priced_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("found", sa.JSON(), nullable=True),
        sa.Column("tested_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("accepted_by", sa.String(length=320), nullable=False),
        sa.Column("accepted_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("accepted_sheet", sa.JSON(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_providers")),
        sa.UniqueConstraint("name", name=op.f("uq_model_providers_name")),
    )
    with op.batch_alter_table("token_uses", schema=None) as batch_op:
        batch_op.add_column(sa.Column("provider", sa.String(length=80), server_default="", nullable=False))
        batch_op.add_column(sa.Column("cost", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.create_index("ix_token_uses_at", ["at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("token_uses", schema=None) as batch_op:
        batch_op.drop_index("ix_token_uses_at")
        batch_op.drop_column("cost")
        batch_op.drop_column("provider")

    op.drop_table("model_providers")
    op.drop_table("model_policy")
    op.drop_table("model_changes")
