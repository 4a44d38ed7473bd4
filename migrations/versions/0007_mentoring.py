"""Pairs, sessions, shares, alerts."""

import sqlalchemy as sa
from alembic import op

from lti_tool.db import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mentoring_lessons_done",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lesson", sa.String(length=48), nullable=False),
        sa.Column("done_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_mentoring_lessons_done_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_lessons_done")),
        sa.UniqueConstraint("user_id", "lesson", name=op.f("uq_mentoring_lessons_done_user_id_lesson")),
    )
    op.create_table(
        "mentoring_pairs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("course_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("learner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("mentor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("approved_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("asked_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("waited_since", UtcDateTime(timezone=True), nullable=False),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.Column("learner_yes_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("mentor_yes_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("started_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("closed_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("learner_words", sa.Text(), nullable=False),
        sa.Column("mentor_words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["users.id"], name=op.f("fk_mentoring_pairs_approved_by_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_mentoring_pairs_course_id_courses"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["users.id"], name=op.f("fk_mentoring_pairs_learner_id_users"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["mentor_id"], ["users.id"], name=op.f("fk_mentoring_pairs_mentor_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_pairs")),
    )
    with op.batch_alter_table("mentoring_pairs", schema=None) as batch_op:
        batch_op.create_index("ix_mentoring_pairs_mentor", ["course_id", "mentor_id", "state"], unique=False)
        batch_op.create_index(
            "uq_mentoring_pairs_open",
            ["course_id", "learner_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('asked', 'active')"),
            postgresql_where=sa.text("state IN ('asked', 'active')"),
        )
    op.create_table(
        "mentoring_profiles",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("course_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("profession", sa.JSON(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("goals", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("slots", sa.JSON(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("updated_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_mentoring_profiles_course_id_courses"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_mentoring_profiles_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_profiles")),
        sa.UniqueConstraint("user_id", "course_id", name=op.f("uq_mentoring_profiles_user_id_course_id")),
    )
    with op.batch_alter_table("mentoring_profiles", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentoring_profiles_course_id"), ["course_id"], unique=False)
    op.create_table(
        "mentoring_rounds",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("course_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("approved_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("approved_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["users.id"], name=op.f("fk_mentoring_rounds_approved_by_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_mentoring_rounds_course_id_courses"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_rounds")),
    )
    with op.batch_alter_table("mentoring_rounds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentoring_rounds_course_id"), ["course_id"], unique=False)
    op.create_table(
        "mentoring_scaled_goals",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("course_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("reached", sa.Integer(), nullable=True),
        sa.Column("written_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("scored_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_mentoring_scaled_goals_course_id_courses"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_mentoring_scaled_goals_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_scaled_goals")),
    )
    with op.batch_alter_table("mentoring_scaled_goals", schema=None) as batch_op:
        batch_op.create_index("ix_mentoring_scaled_goals_course", ["course_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mentoring_scaled_goals_user_id"), ["user_id"], unique=False)
    op.create_table(
        "mentoring_views",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("course_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("viewer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("what", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_mentoring_views_course_id_courses"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_mentoring_views_user_id_users"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["viewer_id"], ["users.id"], name=op.f("fk_mentoring_views_viewer_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_views")),
    )
    with op.batch_alter_table("mentoring_views", schema=None) as batch_op:
        batch_op.create_index("ix_mentoring_views_person", ["user_id", "course_id", "at"], unique=False)
    op.create_table(
        "mentoring_waiting",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("course_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("since", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_mentoring_waiting_course_id_courses"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_mentoring_waiting_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_waiting")),
        sa.UniqueConstraint("user_id", "course_id", name=op.f("uq_mentoring_waiting_user_id_course_id")),
    )
    with op.batch_alter_table("mentoring_waiting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentoring_waiting_course_id"), ["course_id"], unique=False)
    op.create_table(
        "mentoring_actions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("pair_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["users.id"], name=op.f("fk_mentoring_actions_owner_id_users"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["pair_id"],
            ["mentoring_pairs.id"],
            name=op.f("fk_mentoring_actions_pair_id_mentoring_pairs"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_actions")),
    )
    with op.batch_alter_table("mentoring_actions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentoring_actions_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("ix_mentoring_actions_pair", ["pair_id", "due_on"], unique=False)
    op.create_table(
        "mentoring_alerts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("pair_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("opened_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("mentor_from", UtcDateTime(timezone=True), nullable=False),
        sa.Column("snoozed_until", UtcDateTime(timezone=True), nullable=True),
        sa.Column("closed_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("was_useful", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["pair_id"],
            ["mentoring_pairs.id"],
            name=op.f("fk_mentoring_alerts_pair_id_mentoring_pairs"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_mentoring_alerts_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_alerts")),
    )
    with op.batch_alter_table("mentoring_alerts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentoring_alerts_user_id"), ["user_id"], unique=False)
        batch_op.create_index(
            "uq_mentoring_alerts_standing",
            ["pair_id", "reason"],
            unique=True,
            sqlite_where=sa.text("state IN ('open', 'snoozed')"),
            postgresql_where=sa.text("state IN ('open', 'snoozed')"),
        )
    op.create_table(
        "mentoring_meetings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("pair_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("proposed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("times", sa.JSON(), nullable=False),
        sa.Column("starts_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=500), nullable=False),
        sa.Column("recap", sa.Text(), nullable=False),
        sa.Column("preparation_minutes", sa.Integer(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("reminded", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("closed_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["pair_id"],
            ["mentoring_pairs.id"],
            name=op.f("fk_mentoring_meetings_pair_id_mentoring_pairs"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["users.id"], name=op.f("fk_mentoring_meetings_proposed_by_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_meetings")),
        sa.UniqueConstraint("public_id", name=op.f("uq_mentoring_meetings_public_id")),
    )
    with op.batch_alter_table("mentoring_meetings", schema=None) as batch_op:
        batch_op.create_index("ix_mentoring_meetings_pair", ["pair_id", "starts_at"], unique=False)
    op.create_table(
        "mentoring_notes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("pair_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("for_both", sa.Boolean(), nullable=False),
        sa.Column("written_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["users.id"], name=op.f("fk_mentoring_notes_author_id_users"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["pair_id"],
            ["mentoring_pairs.id"],
            name=op.f("fk_mentoring_notes_pair_id_mentoring_pairs"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_notes")),
    )
    with op.batch_alter_table("mentoring_notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentoring_notes_author_id"), ["author_id"], unique=False)
        batch_op.create_index("ix_mentoring_notes_pair", ["pair_id", "written_at"], unique=False)
    op.create_table(
        "mentoring_shares",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("pair_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("resource", sa.String(length=64), nullable=False),
        sa.Column("for_session", sa.Boolean(), nullable=False),
        sa.Column("shared_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["pair_id"],
            ["mentoring_pairs.id"],
            name=op.f("fk_mentoring_shares_pair_id_mentoring_pairs"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_mentoring_shares_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_shares")),
    )
    with op.batch_alter_table("mentoring_shares", schema=None) as batch_op:
        batch_op.create_index("ix_mentoring_shares_pair", ["pair_id", "shared_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_mentoring_shares_user_id"), ["user_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("mentoring_shares", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentoring_shares_user_id"))
        batch_op.drop_index("ix_mentoring_shares_pair")
    op.drop_table("mentoring_shares")
    with op.batch_alter_table("mentoring_notes", schema=None) as batch_op:
        batch_op.drop_index("ix_mentoring_notes_pair")
        batch_op.drop_index(batch_op.f("ix_mentoring_notes_author_id"))
    op.drop_table("mentoring_notes")
    with op.batch_alter_table("mentoring_meetings", schema=None) as batch_op:
        batch_op.drop_index("ix_mentoring_meetings_pair")
    op.drop_table("mentoring_meetings")
    with op.batch_alter_table("mentoring_alerts", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_mentoring_alerts_standing",
            sqlite_where=sa.text("state IN ('open', 'snoozed')"),
            postgresql_where=sa.text("state IN ('open', 'snoozed')"),
        )
        batch_op.drop_index(batch_op.f("ix_mentoring_alerts_user_id"))
    op.drop_table("mentoring_alerts")
    with op.batch_alter_table("mentoring_actions", schema=None) as batch_op:
        batch_op.drop_index("ix_mentoring_actions_pair")
        batch_op.drop_index(batch_op.f("ix_mentoring_actions_owner_id"))
    op.drop_table("mentoring_actions")
    with op.batch_alter_table("mentoring_waiting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentoring_waiting_course_id"))
    op.drop_table("mentoring_waiting")
    with op.batch_alter_table("mentoring_views", schema=None) as batch_op:
        batch_op.drop_index("ix_mentoring_views_person")
    op.drop_table("mentoring_views")
    with op.batch_alter_table("mentoring_scaled_goals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentoring_scaled_goals_user_id"))
        batch_op.drop_index("ix_mentoring_scaled_goals_course")
    op.drop_table("mentoring_scaled_goals")
    with op.batch_alter_table("mentoring_rounds", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentoring_rounds_course_id"))
    op.drop_table("mentoring_rounds")
    with op.batch_alter_table("mentoring_profiles", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentoring_profiles_course_id"))
    op.drop_table("mentoring_profiles")
    with op.batch_alter_table("mentoring_pairs", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_mentoring_pairs_open",
            sqlite_where=sa.text("state IN ('asked', 'active')"),
            postgresql_where=sa.text("state IN ('asked', 'active')"),
        )
        batch_op.drop_index("ix_mentoring_pairs_mentor")
    op.drop_table("mentoring_pairs")
    op.drop_table("mentoring_lessons_done")
