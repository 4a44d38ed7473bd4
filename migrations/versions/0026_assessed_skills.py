"""Columns of the platform's gradebook that stand for skills, and what they hold."""

import sqlalchemy as sa
from alembic import op

from lti_tool.db import UtcDateTime

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "skill_columns",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("course_id", _BIG, nullable=False),
        sa.Column("skill", sa.String(length=255), nullable=False),
        sa.Column("url", sa.String(length=1000), nullable=False),
        sa.Column("label", sa.String(length=255), nullable=False),
        sa.Column("chosen_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("next_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("read_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_skill_columns_course_id_courses"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill_columns")),
        sa.UniqueConstraint("course_id", "url", name=op.f("uq_skill_columns_course_id_url")),
    )
    op.create_index("ix_skill_columns_due", "skill_columns", ["next_at"])
    op.create_table(
        "assessed_skills",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("user_id", _BIG, nullable=False),
        sa.Column("course_id", _BIG, nullable=False),
        sa.Column("column_id", _BIG, nullable=False),
        sa.Column("given", sa.Double(), nullable=False),
        sa.Column("maximum", sa.Double(), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_assessed_skills_user_id_users"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_assessed_skills_course_id_courses"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["column_id"],
            ["skill_columns.id"],
            name=op.f("fk_assessed_skills_column_id_skill_columns"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessed_skills")),
        sa.UniqueConstraint("user_id", "column_id", name=op.f("uq_assessed_skills_user_id_column_id")),
    )
    op.create_index(op.f("ix_assessed_skills_course_id"), "assessed_skills", ["course_id"])
    op.create_index(op.f("ix_assessed_skills_column_id"), "assessed_skills", ["column_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_assessed_skills_column_id"), table_name="assessed_skills")
    op.drop_index(op.f("ix_assessed_skills_course_id"), table_name="assessed_skills")
    op.drop_table("assessed_skills")
    op.drop_index("ix_skill_columns_due", table_name="skill_columns")
    op.drop_table("skill_columns")
