"""Shared libraries."""

import sqlalchemy as sa
from alembic import op

from lti_tool.db import UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "libraries",
        sa.Column("course_id", BIG, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("platform_id", BIG, nullable=True),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("shared_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_libraries_course_id_courses"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["platform_id"], ["lti_platform.id"], name=op.f("fk_libraries_platform_id_lti_platform"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("course_id", name=op.f("pk_libraries")),
    )
    op.create_table(
        "library_uses",
        sa.Column("course_id", BIG, nullable=False),
        sa.Column("library_id", BIG, nullable=False),
        sa.Column("attached_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("attached_by", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_library_uses_course_id_courses"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["library_id"],
            ["libraries.course_id"],
            name=op.f("fk_library_uses_library_id_libraries"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["attached_by"], ["users.id"], name=op.f("fk_library_uses_attached_by_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("course_id", "library_id", name=op.f("pk_library_uses")),
    )


def downgrade() -> None:
    op.drop_table("library_uses")
    op.drop_table("libraries")
