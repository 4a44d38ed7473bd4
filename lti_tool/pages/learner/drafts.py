"""A learner's drafts: which there are, which kinds can be begun, putting one away and having it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, request, url_for

from lti_tool import course_settings
from lti_tool.drafts import judging, writing
from lti_tool.drafts.kinds import KINDS
from lti_tool.drafts.models import Draft, DraftState
from lti_tool.errors import N_, ConflictError, NotFoundError
from lti_tool.pages.learner import draft as one_draft
from lti_tool.pages.learner.routes import blueprint
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.services import services
from lti_tool.web.transactions import db
from widget.assistant.reviewing import DraftKind, Rubric, count_words, rubric_of

TEMPLATE = "drafts/list.html"
SWITCHED_OFF = N_("Your teacher switched drafts off in this course. What you have written stays yours.")


@dataclass(frozen=True, slots=True)
class KindLine:
    """A kind that can be begun, with what it is looked at for."""

    key: str
    words: str
    rubric: Rubric


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft in the list; `validated_by` is the mentor's name, where a mentor validated it."""

    draft: Draft
    kind: str
    state: str
    words: int
    validated_by: str


@blueprint.get("/drafts/")
@access.open_to(Role.LEARNER)
def drafts() -> Response:
    """Show the drafts and the kinds; `?kind=pitch` is what an activity asks for."""
    return show(TEMPLATE, **contents(viewer(), request.args.get("kind", "")))


@blueprint.post("/drafts/")
@access.open_to(Role.LEARNER)
def begin_draft() -> Response:
    """Begin a draft of a kind and show it."""
    someone, now = viewer(), services().clock.now()
    kind = request.form.get("kind", "")
    if kind not in KINDS:
        raise NotFoundError
    if not _is_on(someone):
        raise ConflictError(SWITCHED_OFF)
    draft = writing.begin(
        db(), someone.user_id, someone.course_id, DraftKind(kind), now, resource_link_id=someone.resource_link_id
    )
    response = show(one_draft.TEMPLATE, **one_draft.contents(draft))
    response.headers["HX-Push-Url"] = url_for("learn.draft", public_id=draft.public_id)
    return response


@blueprint.post("/drafts/<public_id>/delete")
@access.open_to(Role.LEARNER)
def delete_draft(public_id: str) -> Response:
    """Put a draft away; it can be had back for an hour."""
    someone = viewer()
    draft = writing.find_own(db(), public_id, someone.user_id, someone.course_id, lock=True)
    writing.put_away(db(), draft, services().clock.now())
    response = show(TEMPLATE, deleted=public_id, **contents(someone))
    response.headers["HX-Push-Url"] = url_for("learn.drafts")
    return response


@blueprint.post("/drafts/<public_id>/restore")
@access.open_to(Role.LEARNER)
def restore_draft(public_id: str) -> Response:
    """Bring a draft back."""
    someone = viewer()
    draft = writing.have_back(db(), public_id, someone.user_id, someone.course_id, services().clock.now())
    response = show(one_draft.TEMPLATE, **one_draft.contents(draft))
    response.headers["HX-Push-Url"] = url_for("learn.draft", public_id=public_id)
    return response


def contents(someone: Viewer, kind: str = "") -> dict[str, Any]:
    """Return the list, and the kinds with the one that is asked for first."""
    asked = kind if kind in KINDS else ""
    found = writing.drafts_of(db(), someone.user_id, someone.course_id)
    return {
        "asked": asked,
        "asked_words": KINDS.get(asked, ""),
        "is_on": _is_on(someone),
        "switched_off": SWITCHED_OFF,
        "kinds": [_kind(key) for key in sorted(KINDS, key=lambda key: key != asked)],
        "drafts": _lines(found, asked),
    }


def _is_on(someone: Viewer) -> bool:
    return course_settings.read(db(), someone.course_id).drafts_on


def _kind(key: str) -> KindLine:
    return KindLine(key, KINDS[key], rubric_of(DraftKind(key)))


def _lines(found: Sequence[Draft], asked: str) -> list[DraftLine]:
    ordered = sorted(found, key=lambda draft: bool(asked) and draft.kind != asked)
    return [
        DraftLine(draft, KINDS[draft.kind], draft.standing, count_words(draft.text), _validated_by(draft))
        for draft in ordered
    ]


def _validated_by(draft: Draft) -> str:
    if draft.standing != DraftState.VALIDATED:
        return ""
    decision = next((one for one in judging.decisions_on(db(), draft.id) if one.validated), None)
    return decision.mentor.shown_name if decision and decision.mentor else ""
