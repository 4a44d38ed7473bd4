"""A learner's work as a gradebook's reviewer sees it: counts, dates and scores, never a word of the learner's.

A submission review launch opens it (Submission Review 1.0); learners open their own. A look of anybody else
is written into the learner's ledger.
"""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, g, make_response, render_template, request, url_for
from sqlalchemy import select

from lti_tool.errors import N_, NotFoundError
from lti_tool.gradebook import reviewing
from lti_tool.gradebook.comments import comment
from lti_tool.gradebook.export import STATES
from lti_tool.gradebook.models import InteractionKind
from lti_tool.gradebook.policies import policy_for
from lti_tool.lti.launch import Launch
from lti_tool.lti.refusals import LaunchRefusal
from lti_tool.mentoring import sharing
from lti_tool.pages.looking import note_look
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.models import Enrolment, User
from lti_tool.people.roles import Role
from lti_tool.web import access, bearer
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import language
from lti_tool.web.services import services
from lti_tool.web.transactions import db

TEMPLATE = "launch/review.html"
#: What the ledger calls a look at this page.
LOOKED_AT = "work"

blueprint = Blueprint("review", __name__, url_prefix="/review")

#: What is said of one thing that counted.
DONE = {
    InteractionKind.QUESTION_RATED: N_("Asked a question and rated the answer"),
    InteractionKind.QUESTION_FOLLOWED: N_("Asked a question and followed it up"),
    InteractionKind.EXERCISE_FINISHED: N_("Finished an exercise"),
    InteractionKind.RESOURCE_DONE: N_("Finished a resource"),
    InteractionKind.DRAFT_HANDED_IN: N_("Handed in a draft"),
    InteractionKind.DRAFT_VALIDATED: N_("Had a draft validated by the mentor"),
    InteractionKind.SESSION_HELD: N_("Held a session with the mentor"),
}


class MayNotReviewError(LaunchRefusal):
    """Neither somebody who teaches nor the learner in person."""

    status = HTTPStatus.FORBIDDEN
    check = "review.role"
    message = N_("Only people who teach in this course, and the learner in person, can open this work.")


class UnknownLearnerError(LaunchRefusal):
    """Nobody in this course has this id."""

    status = HTTPStatus.NOT_FOUND
    check = "review.for_user"
    message = N_("This person has not opened Boussole in this course, so there is no work to show.")


@blueprint.get("/<int:user_id>")
@access.open_to(Role.LEARNER, Role.INSTRUCTOR)
def work(user_id: int) -> Response:
    """Show the work of a learner of the course; to learners their own."""
    someone, item = viewer(), request.args.get("item", "")
    if someone.role is Role.LEARNER and someone.user_id != user_id:
        raise NotFoundError
    item_id = int(item) if item.isascii() and item.isdigit() and len(item) < 19 else None
    values = contents(someone, user_id, item_id)
    if someone.user_id != user_id:
        note_look(user_id, someone.course_id, LOOKED_AT)
    return show(TEMPLATE, **values)


def review(launch: Launch, someone: Viewer, token: str) -> Response:
    """Return the first page of a submission review launch, or raise the refusal that says why there is none."""
    is_self = launch.for_user == launch.subject
    if not is_self and someone.role is not Role.INSTRUCTOR:
        raise MayNotReviewError().at(launch.return_url)
    learner_id = someone.user_id if is_self else _learner(launch, someone.course_id)
    if learner_id is None:
        raise UnknownLearnerError().at(launch.return_url)
    item = reviewing.item_at(db(), someone.course_id, launch.ags.line_item if launch.ags else None)
    bearer.act_as(someone)
    if someone.role in {Role.LEARNER, Role.INSTRUCTOR}:
        g.first_address = url_for("review.work", user_id=learner_id, item=item.id if item else None)
    values = contents(someone, learner_id, item.id if item else None, is_known=item is not None)
    if not is_self:  # in the launch's own transaction: a second writer would wait for it
        ids = {"user_id": learner_id, "course_id": someone.course_id, "viewer_id": someone.user_id}
        sharing.add_view(db(), **ids, what=LOOKED_AT, now=services().clock.now())
    return make_response(render_template(TEMPLATE, frame_token=token, **values))


def contents(someone: Viewer, user_id: int, item_id: int | None, *, is_known: bool = True) -> dict[str, Any]:
    """Return the page's values; `is_known` is False when the platform asked for a column that is none of ours."""
    found = reviewing.work_of(db(), someone.course_id, user_id, item_id)
    policy = policy_for(db(), someone.course_id, found.item.resource_link_id if found.item else None)
    standing = found.standing
    return {
        "work": found,
        # The score's own comment is in the learner's language.
        "in_words": comment(policy.kind, standing.counts, standing.counted, standing.target, language()),
        "is_own": someone.user_id == user_id,
        "is_known": is_known,
        "done": DONE,
        "states": STATES,
        "someone": someone,
    }


def _learner(launch: Launch, course_id: int) -> int | None:
    """Return the person of this course whom the platform means."""
    return db().scalar(
        select(User.id)
        .join(Enrolment, Enrolment.user_id == User.id)
        .where(
            User.platform_id == launch.platform_id,
            User.subject == launch.for_user,
            Enrolment.course_id == course_id,
        )
    )
