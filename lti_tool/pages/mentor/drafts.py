"""A draft before the mentor: software's comments to accept, edit or reject, own comments, the decision."""

from collections.abc import Callable
from typing import Any

import structlog
from flask import Response, request

from lti_tool.drafts import judging
from lti_tool.drafts.kinds import KINDS
from lti_tool.drafts.models import Draft, DraftState, Verdict
from lti_tool.errors import InvalidInputError, NotFoundError
from lti_tool.pages.draft_delivery import spoken
from lti_tool.pages.draft_view import for_mentor
from lti_tool.pages.forms import cleaned
from lti_tool.pages.looking import note_look
from lti_tool.pages.mentor.routes import blueprint
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import _
from lti_tool.web.services import services
from lti_tool.web.transactions import db
from widget.assistant.reviewing import DraftKind, count_words, rubric_of

TEMPLATE = "mentor/draft.html"
#: What the ledger calls a look at this page.
LOOKED_AT = "draft"

log = structlog.get_logger(__name__)


@blueprint.get("/drafts/<public_id>")
@access.open_to(Role.MENTOR)
def draft(public_id: str) -> Response:
    """Show the version that was handed over; the look is written into its writer's ledger."""
    found = _draft(public_id)
    values = contents(found)
    note_look(found.user_id, found.course_id, LOOKED_AT)
    return show(TEMPLATE, **values)


@blueprint.post("/drafts/<public_id>/comments/<int:comment_id>")
@access.open_to(Role.MENTOR)
def judge_comment(public_id: str, comment_id: int) -> Response:
    """Accept, edit or reject one of software's comments, or take that back."""
    found, now = _draft(public_id, lock=True), services().clock.now()
    given = request.form.get("verdict", "")
    verdict = Verdict(given) if given in list(Verdict) else None
    text = _text(f"edited-{comment_id}")
    words = _("Noted. The learner sees it with your decision.") if verdict else _("Taken back.")
    return _attempt(found, lambda: judging.judge(db(), found, comment_id, verdict, text, now), words)


@blueprint.post("/drafts/<public_id>/comments")
@access.open_to(Role.MENTOR)
def add_comment(public_id: str) -> Response:
    """Add a comment of one's own."""
    found, mentor_id = _draft(public_id, lock=True), viewer().user_id
    words = _("Kept. The learner sees it with your decision.")
    return _attempt(found, lambda: judging.add_comment(db(), found, mentor_id, _text("comment"), _text("quote")), words)


@blueprint.post("/drafts/<public_id>/comments/<int:comment_id>/remove")
@access.open_to(Role.MENTOR)
def remove_comment(public_id: str, comment_id: int) -> Response:
    """Take back a comment of one's own."""
    found = _draft(public_id, lock=True)
    judging.remove_comment(db(), found, comment_id, viewer().user_id)
    return show(TEMPLATE, said_now=_("Taken back."), **contents(found))


@blueprint.post("/drafts/<public_id>/decide")
@access.open_to(Role.MENTOR)
def decide(public_id: str) -> Response:
    """Validate the draft or return it; a validation counts for the learner's grade where the course says so."""
    found, mentor_id, now = _draft(public_id, lock=True), viewer().user_id, services().clock.now()
    given = request.form.get("decision", "")
    if given not in {DraftState.VALIDATED, DraftState.RETURNED}:
        raise InvalidInputError
    validated = given == DraftState.VALIDATED
    words = _("Validated. The learner sees it under your name.") if validated else _("Returned with your words.")
    return _attempt(
        found, lambda: judging.decide(db(), found, mentor_id, _text("words"), now, validated=validated), words
    )


def contents(found: Draft, errors: dict[str, str] | None = None) -> dict[str, Any]:
    """Return what the mentor may see of a draft: the version that was handed over, nothing after it."""
    version = judging.version_before(db(), found)
    return {
        "draft": found,
        "pair": found.pair,
        "kind": KINDS[found.kind],
        "rubric": rubric_of(DraftKind(found.kind)),
        "version": for_mentor(found, version),
        "with_comments": version.with_comments,
        "words": count_words(version.text),
        "spoken": spoken(found),
        "is_open": found.state == DraftState.WITH_MENTOR,
        "errors": errors or {},
        "typed": request.form if errors else {},
    }


def _attempt(found: Draft, do: Callable[[], object], words: str) -> Response:
    try:
        do()
    except InvalidInputError as error:
        return show(TEMPLATE, status=422, **contents(found, error.fields))
    return show(TEMPLATE, said_now=words, **contents(found))


def _draft(public_id: str, *, lock: bool = False) -> Draft:
    someone = viewer()
    try:
        return judging.find_for_mentor(db(), public_id, someone.course_id, someone.user_id, lock=lock)
    except NotFoundError:
        log.warning("draft refused", draft=public_id, user=someone.user_id, course=someone.course_id)
        raise


def _text(name: str) -> str:
    return cleaned(request.form.get(name, ""))
