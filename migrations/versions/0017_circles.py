"""Peer pairs and groups, and whom people do not wish to be paired with."""

import sqlalchemy as sa
from alembic import op

from lti_tool.db import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mentoring_circles",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("course_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("made_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_mentoring_circles_course_id_courses"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["users.id"], name=op.f("fk_mentoring_circles_made_by_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_circles")),
    )
    with op.batch_alter_table("mentoring_circles", schema=None) as batch_op:
        batch_op.create_index("ix_mentoring_circles_course", ["course_id", "ended_at"], unique=False)
    op.create_table(
        "mentoring_exclusions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("course_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("other_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("said_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_mentoring_exclusions_course_id_courses"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["users.id"], name=op.f("fk_mentoring_exclusions_other_id_users"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_mentoring_exclusions_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_exclusions")),
        sa.UniqueConstraint(
            "user_id", "course_id", "other_id", name=op.f("uq_mentoring_exclusions_user_id_course_id_other_id")
        ),
    )
    with op.batch_alter_table("mentoring_exclusions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentoring_exclusions_course_id"), ["course_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mentoring_exclusions_other_id"), ["other_id"], unique=False)
    op.create_table(
        "mentoring_circle_meetings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("set_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("starts_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=500), nullable=False),
        sa.Column("set_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["circle_id"],
            ["mentoring_circles.id"],
            name=op.f("fk_mentoring_circle_meetings_circle_id_mentoring_circles"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["set_by"], ["users.id"], name=op.f("fk_mentoring_circle_meetings_set_by_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_circle_meetings")),
    )
    with op.batch_alter_table("mentoring_circle_meetings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentoring_circle_meetings_circle_id"), ["circle_id"], unique=False)
    op.create_table(
        "mentoring_circle_members",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("part", sa.String(length=16), nullable=False),
        sa.Column("waited_since", UtcDateTime(timezone=True), nullable=True),
        sa.Column("yes_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("left_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["circle_id"],
            ["mentoring_circles.id"],
            name=op.f("fk_mentoring_circle_members_circle_id_mentoring_circles"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_mentoring_circle_members_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_circle_members")),
        sa.UniqueConstraint("circle_id", "user_id", name=op.f("uq_mentoring_circle_members_circle_id_user_id")),
    )
    with op.batch_alter_table("mentoring_circle_members", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentoring_circle_members_user_id"), ["user_id"], unique=False)
    op.create_table(
        "mentoring_circle_notes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["users.id"], name=op.f("fk_mentoring_circle_notes_author_id_users"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["circle_id"],
            ["mentoring_circles.id"],
            name=op.f("fk_mentoring_circle_notes_circle_id_mentoring_circles"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_circle_notes")),
    )
    with op.batch_alter_table("mentoring_circle_notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentoring_circle_notes_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mentoring_circle_notes_circle_id"), ["circle_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("mentoring_circle_notes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentoring_circle_notes_circle_id"))
        batch_op.drop_index(batch_op.f("ix_mentoring_circle_notes_author_id"))
    op.drop_table("mentoring_circle_notes")
    with op.batch_alter_table("mentoring_circle_members", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentoring_circle_members_user_id"))
    op.drop_table("mentoring_circle_members")
    with op.batch_alter_table("mentoring_circle_meetings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentoring_circle_meetings_circle_id"))
    op.drop_table("mentoring_circle_meetings")
    with op.batch_alter_table("mentoring_exclusions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentoring_exclusions_other_id"))
        batch_op.drop_index(batch_op.f("ix_mentoring_exclusions_course_id"))
    op.drop_table("mentoring_exclusions")
    with op.batch_alter_table("mentoring_circles", schema=None) as batch_op:
        batch_op.drop_index("ix_mentoring_circles_course")
    op.drop_table("mentoring_circles")
