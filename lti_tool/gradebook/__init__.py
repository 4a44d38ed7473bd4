"""What learners did, counted, and how it reaches the course gradebook: policies, line items, score outbox."""

from lti_tool.gradebook.endpoints import GradesStatus, grades_status, remember_endpoints
from lti_tool.gradebook.export import export_csv
from lti_tool.gradebook.interactions import count_interactions, record_interaction, record_path_progress
from lti_tool.gradebook.models import FailureCode, InteractionKind, ScoreState
from lti_tool.gradebook.resending import refresh_course, resend, resend_failed
from lti_tool.gradebook.sync import LearnerSync, learner_sync, my_sync

__all__ = [
    "FailureCode",
    "GradesStatus",
    "InteractionKind",
    "LearnerSync",
    "ScoreState",
    "count_interactions",
    "export_csv",
    "grades_status",
    "learner_sync",
    "my_sync",
    "record_interaction",
    "record_path_progress",
    "refresh_course",
    "remember_endpoints",
    "resend",
    "resend_failed",
]
