""" "Is it working?": content and its index, grades, the worker, and what needs the instructor."""

from dataclasses import dataclass
from typing import Any

from flask import Response

from lti_tool import course_settings
from lti_tool.catalogue import index_states
from lti_tool.catalogue.records import IndexReport
from lti_tool.gradebook import health
from lti_tool.gradebook.endpoints import GradesStatus, grades_status
from lti_tool.gradebook.models import ScoreState
from lti_tool.gradebook.policies import policy_for
from lti_tool.gradebook.sync import LearnerSync, learner_sync
from lti_tool.mentoring import absences
from lti_tool.pages.teach.routes import blueprint
from lti_tool.people import roster_sync
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.services import services
from lti_tool.web.transactions import db

TEMPLATE = "teach/overview.html"


@dataclass(frozen=True, slots=True)
class Scores:
    """How many learners' scores stand where."""

    learners: int
    active: int
    sent: int
    waiting: int
    failed: int

    @classmethod
    def of(cls, lines: tuple[LearnerSync, ...]) -> "Scores":
        """Count the lines of a course."""
        states = [line.state for line in lines]
        return cls(
            learners=len(lines),
            active=sum(1 for line in lines if line.counted),
            sent=states.count(ScoreState.SENT),
            waiting=states.count(ScoreState.PENDING) + states.count(ScoreState.IN_FLIGHT),
            failed=states.count(ScoreState.DEAD),
        )


@dataclass(frozen=True, slots=True)
class Health:
    """What decides the answer at the top of the page."""

    index: IndexReport
    grades: GradesStatus
    worker_alive: bool
    scores: Scores
    #: Pairs that miss somebody, and a list of members that could not be read more than once.
    paused_pairs: int = 0
    list_unread: bool = False

    @property
    def needs_you(self) -> int:
        """How many things wait for the instructor or an administrator."""
        troubles = (
            not self.index.ready or not self.index.resources,
            not self.grades.on,
            not self.worker_alive,
            self.scores.failed > 0,
            self.paused_pairs > 0,
            self.list_unread,
        )
        return sum(troubles)


@blueprint.get("/")
@access.open_to(Role.INSTRUCTOR)
def overview() -> Response:
    """Show whether the tool works in this course."""
    return show(TEMPLATE, **contents(viewer()))


def contents(someone: Viewer) -> dict[str, Any]:
    """Return what the page shows."""
    held, now = services(), services().clock.now()
    roster = roster_sync.state_of(db(), someone.course_id)
    found = Health(
        index=index_states.report(db(), held.engines, someone.course_id, now),
        grades=grades_status(db(), someone.course_id),
        worker_alive=health.is_worker_alive(db(), now),
        scores=Scores.of(tuple(learner_sync(db(), someone.course_id))),
        paused_pairs=len(absences.paused(db(), someone.course_id)),
        list_unread=roster is not None and roster.failures > 1,
    )
    return {
        "name": someone.name,
        "course": someone.course_title,
        "health": found,
        "last_beat": health.last_beat(db()),
        "policy": policy_for(db(), someone.course_id),
        "settings": course_settings.read(db(), someone.course_id),
        "now": now,
    }
