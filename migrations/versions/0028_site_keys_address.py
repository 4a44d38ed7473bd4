"""Where sites publish their public keys, and what was read there."""

import sqlalchemy as sa
from alembic import op

from lti_tool.db import UtcDateTime

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("embed_sites", schema=None) as batch_op:
        batch_op.add_column(sa.Column("jwks_url", sa.String(length=2000), server_default="", nullable=False))
    with op.batch_alter_table("embed_sites", schema=None) as batch_op:
        batch_op.alter_column("jwks_url", server_default=None)
    op.create_table(
        "embed_key_sets",
        sa.Column("site_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column("keys", sa.JSON(), nullable=False),
        sa.Column("fetched_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("tried_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"], ["embed_sites.id"], name=op.f("fk_embed_key_sets_site_id_embed_sites"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_embed_key_sets")),
    )


def downgrade() -> None:
    op.drop_table("embed_key_sets")
    with op.batch_alter_table("embed_sites", schema=None) as batch_op:
        batch_op.drop_column("jwks_url")
