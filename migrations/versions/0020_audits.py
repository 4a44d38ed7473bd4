"""Fairness audits: questions, answers given with consent, sign-offs."""

import sqlalchemy as sa
from alembic import op

from lti_tool.db import UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_questions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("course_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_audit_questions_course_id_courses"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["users.id"], name=op.f("fk_audit_questions_made_by_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_questions")),
    )
    with op.batch_alter_table("audit_questions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_questions_course_id"), ["course_id"], unique=False)
    op.create_table(
        "audit_sign_offs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("course_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("signed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("signed_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_audit_sign_offs_course_id_courses"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["signed_by"], ["users.id"], name=op.f("fk_audit_sign_offs_signed_by_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_sign_offs")),
    )
    with op.batch_alter_table("audit_sign_offs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_sign_offs_course_id"), ["course_id"], unique=False)
    op.create_table(
        "audit_answers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("question_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("option", sa.String(length=80), nullable=False),
        sa.Column("wording", sa.String(length=32), nullable=False),
        sa.Column("agreed_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["audit_questions.id"],
            name=op.f("fk_audit_answers_question_id_audit_questions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_audit_answers_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_answers")),
        sa.UniqueConstraint("question_id", "user_id", name=op.f("uq_audit_answers_question_id_user_id")),
    )
    with op.batch_alter_table("audit_answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_answers_user_id"), ["user_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("audit_answers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_answers_user_id"))
    op.drop_table("audit_answers")
    with op.batch_alter_table("audit_sign_offs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_sign_offs_course_id"))
    op.drop_table("audit_sign_offs")
    with op.batch_alter_table("audit_questions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_questions_course_id"))
    op.drop_table("audit_questions")
