"""Organisations' sites."""

import sqlalchemy as sa
from alembic import op

from lti_tool.db import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "embed_sites",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("origins", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("course_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("algorithm", sa.String(length=8), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_embed_sites_course_id_courses"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_embed_sites")),
        sa.UniqueConstraint("key", name=op.f("uq_embed_sites_key")),
    )
    op.create_table(
        "embed_keys",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("site_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("ends_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["site_id"], ["embed_sites.id"], name=op.f("fk_embed_keys_site_id_embed_sites"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_embed_keys")),
    )
    with op.batch_alter_table("embed_keys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_embed_keys_site_id"), ["site_id"], unique=False)
    op.create_table(
        "embed_people",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("site_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"], ["embed_sites.id"], name=op.f("fk_embed_people_site_id_embed_sites"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_embed_people_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_embed_people")),
        sa.UniqueConstraint("site_id", "subject", name=op.f("uq_embed_people_site_id_subject")),
    )
    with op.batch_alter_table("embed_people", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_embed_people_user_id"), ["user_id"], unique=False)
    op.create_table(
        "embed_sessions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("site_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("opened_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("ends_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"], ["embed_sites.id"], name=op.f("fk_embed_sessions_site_id_embed_sites"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_embed_sessions_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_embed_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_embed_sessions_token_hash")),
    )
    with op.batch_alter_table("embed_sessions", schema=None) as batch_op:
        batch_op.create_index("ix_embed_sessions_site", ["site_id", "ends_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_embed_sessions_user_id"), ["user_id"], unique=False)
    op.create_table(
        "embed_token_uses",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("site_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("jti_hash", sa.String(length=64), nullable=False),
        sa.Column("ends_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"], ["embed_sites.id"], name=op.f("fk_embed_token_uses_site_id_embed_sites"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_embed_token_uses")),
        sa.UniqueConstraint("site_id", "jti_hash", name=op.f("uq_embed_token_uses_site_id_jti_hash")),
    )
    with op.batch_alter_table("embed_token_uses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_embed_token_uses_ends_at"), ["ends_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("embed_token_uses", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_embed_token_uses_ends_at"))
    op.drop_table("embed_token_uses")
    with op.batch_alter_table("embed_sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_embed_sessions_user_id"))
        batch_op.drop_index("ix_embed_sessions_site")
    op.drop_table("embed_sessions")
    with op.batch_alter_table("embed_people", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_embed_people_user_id"))
    op.drop_table("embed_people")
    with op.batch_alter_table("embed_keys", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_embed_keys_site_id"))
    op.drop_table("embed_keys")
    op.drop_table("embed_sites")
