"""What each activity of the course counts: the course's settings, or a choice of its own."""

import math
from dataclasses import dataclass
from typing import Any, Self

from flask import Response, request
from werkzeug.datastructures import MultiDict

from lti_tool.course_settings import GradePolicy
from lti_tool.errors import InvalidInputError, NotFoundError
from lti_tool.gradebook.activities import ActivityGrade, activity_grades
from lti_tool.gradebook.endpoints import grades_status
from lti_tool.gradebook.policies import Policy, choose_activity_policy, clear_activity_policy, policy_for
from lti_tool.gradebook.resending import refresh_course
from lti_tool.pages.forms import cleaned
from lti_tool.pages.placing.kinds import words_of
from lti_tool.pages.teach.routes import blueprint
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.services import services
from lti_tool.web.transactions import db

TEMPLATE = "teach/activities.html"
#: The choice "as in the course's settings".
AS_COURSE = "course"
LONGEST_NUMBER = 8


@dataclass(frozen=True, slots=True)
class ActivityForm:
    """What was chosen for one activity, as typed."""

    kind: str
    target: str
    maximum: str

    @classmethod
    def of(cls, form: MultiDict[str, str], number: int) -> Self:
        """Read the form; the fields carry the activity's number, since a page holds several forms."""
        kind, target, maximum = (
            cleaned(form.get(f"{name}-{number}", "")).strip() for name in ("kind", "target", "maximum")
        )
        return cls(kind, target, maximum)

    @classmethod
    def stored(cls, activity: ActivityGrade) -> Self:
        """Return what stands now."""
        policy = activity.policy
        kind = str(policy.kind) if activity.has_own_policy else AS_COURSE
        return cls(kind, str(policy.target), f"{policy.maximum:g}")

    def policy(self) -> Policy:
        """Return the choice; a number that cannot be read is one out of bounds, which its field then says."""
        try:
            kind = GradePolicy(self.kind)
        except ValueError:
            raise InvalidInputError from None
        return Policy(kind, _whole(self.target), _number(self.maximum))


@blueprint.get("/activities")
@access.open_to(Role.INSTRUCTOR)
def activities() -> Response:
    """Show each activity with what it counts."""
    return show(TEMPLATE, **contents(viewer()))


@blueprint.post("/activities/<int:link_id>")
@access.open_to(Role.INSTRUCTOR)
def save_activity(link_id: int) -> Response:
    """Keep the choice for one activity and send what changes by it; a wrong one is said beside its field."""
    someone, form = viewer(), ActivityForm.of(request.form, link_id)
    if link_id not in {one.resource_link_id for one in activity_grades(db(), someone.course_id)}:
        raise NotFoundError
    try:
        _keep(someone, link_id, form)
    except InvalidInputError as error:
        return show(TEMPLATE, status=422, **contents(someone, {link_id: form}, {link_id: error.fields}))
    return show(TEMPLATE, saved=link_id, **contents(someone))


def contents(
    someone: Viewer, typed: dict[int, ActivityForm] | None = None, errors: dict[int, dict[str, str]] | None = None
) -> dict[str, Any]:
    """Return the activities with what is stored, or what was typed when it was refused."""
    found = activity_grades(db(), someone.course_id)
    stored = {one.resource_link_id: ActivityForm.stored(one) for one in found}
    return {
        "found": found,
        "values": stored | (typed or {}),
        "errors": errors or {},
        "opens": {one.resource_link_id: words_of(one.opens) for one in found},
        "course_policy": policy_for(db(), someone.course_id),
        "grades": grades_status(db(), someone.course_id),
    }


def _keep(someone: Viewer, link_id: int, form: ActivityForm) -> None:
    now = services().clock.now()
    if form.kind == AS_COURSE:
        clear_activity_policy(db(), link_id)
    else:
        choose_activity_policy(db(), link_id, form.policy(), now=now)
    refresh_course(db(), someone.course_id, now=now)


def _whole(words: str) -> int:
    return int(words) if words.isascii() and words.isdigit() and len(words) < LONGEST_NUMBER else 0


def _number(words: str) -> float:
    try:
        number = float(words[:LONGEST_NUMBER].replace(",", "."))
    except ValueError:
        return 0.0
    return number if math.isfinite(number) else 0.0
