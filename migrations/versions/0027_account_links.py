"""Accounts from an organisation's page that their person joined to a course."""

import sqlalchemy as sa
from alembic import op

from lti_tool.db import UtcDateTime

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "account_links",
        sa.Column("id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("enrolment_id", BIG, nullable=False),
        sa.Column("wording", sa.String(length=32), nullable=False),
        sa.Column("linked_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_account_links_user_id_users"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolments.id"],
            name=op.f("fk_account_links_enrolment_id_enrolments"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_links")),
        sa.UniqueConstraint("user_id", name=op.f("uq_account_links_user_id")),
    )
    op.create_index(op.f("ix_account_links_enrolment_id"), "account_links", ["enrolment_id"])
    op.create_table(
        "account_link_codes",
        sa.Column("id", BIG, nullable=False),
        sa.Column("enrolment_id", BIG, nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("ends_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolments.id"],
            name=op.f("fk_account_link_codes_enrolment_id_enrolments"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_link_codes")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_account_link_codes_code_hash")),
        sa.UniqueConstraint("enrolment_id", name=op.f("uq_account_link_codes_enrolment_id")),
    )
    op.create_index(op.f("ix_account_link_codes_ends_at"), "account_link_codes", ["ends_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_account_link_codes_ends_at"), table_name="account_link_codes")
    op.drop_table("account_link_codes")
    op.drop_index(op.f("ix_account_links_enrolment_id"), table_name="account_links")
    op.drop_table("account_links")
