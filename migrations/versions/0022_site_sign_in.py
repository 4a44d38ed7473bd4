"""Sites whose people sign in with the organisation's own account, in a window of its own."""

import sqlalchemy as sa
from alembic import op

from lti_tool.db import UtcDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("embed_sites", schema=None) as batch_op:
        batch_op.add_column(sa.Column("oidc_issuer", sa.String(length=500), server_default="", nullable=False))
        batch_op.add_column(sa.Column("oidc_client_id", sa.String(length=255), server_default="", nullable=False))
        batch_op.add_column(sa.Column("oidc_secret", sa.LargeBinary(), nullable=True))
    with op.batch_alter_table("embed_sites", schema=None) as batch_op:
        batch_op.alter_column("oidc_issuer", server_default=None)
        batch_op.alter_column("oidc_client_id", server_default=None)
    op.create_table(
        "embed_sign_ins",
        sa.Column("id", BIG, nullable=False),
        sa.Column("site_id", BIG, nullable=False),
        sa.Column("nonce_hash", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("number_hash", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("ends_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["embed_sites.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code_hash"),
        sa.UniqueConstraint("nonce_hash"),
    )
    op.create_index("ix_embed_sign_ins_ends_at", "embed_sign_ins", ["ends_at"])


def downgrade() -> None:
    op.drop_index("ix_embed_sign_ins_ends_at", "embed_sign_ins")
    op.drop_table("embed_sign_ins")
    with op.batch_alter_table("embed_sites", schema=None) as batch_op:
        for name in ("oidc_secret", "oidc_client_id", "oidc_issuer"):
            batch_op.drop_column(name)
