"""A learner's path before the mentor, where the learner shared it; what the two agree on stands in it from then on."""

from typing import Any, Literal

from flask import Response, request

from lti_tool.catalogue import path_agreements, pathing, profiles, skills
from lti_tool.catalogue.learner_models import MAX_LEVEL
from lti_tool.catalogue.pathing import Around
from lti_tool.catalogue.records import MentorEdit
from lti_tool.errors import InvalidInputError, NotFoundError
from lti_tool.mentoring import sharing
from lti_tool.mentoring.models import Pair, PairState
from lti_tool.pages.forms import cleaned
from lti_tool.pages.looking import note_look
from lti_tool.pages.mentor.routes import blueprint
from lti_tool.pages.pair_door import pair_for
from lti_tool.pages.pair_hours import session_minutes
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import _, language
from lti_tool.web.services import services
from lti_tool.web.transactions import db

TEMPLATE = "mentor/path.html"
#: What the ledger calls a look at this page.
LOOKED_AT = "path"
ACTIONS: dict[str, Literal["keep", "add", "remove"]] = {"keep": "keep", "add": "add", "remove": "remove"}


@blueprint.get("/people/<int:pair_id>/path")
@access.open_to(Role.MENTOR)
def path(pair_id: int) -> Response:
    """Show the path of one of the mentor's own people; the look is written into that person's ledger."""
    pair = _shared(pair_id)
    values = contents(pair)
    note_look(pair.learner_id, pair.course_id, LOOKED_AT)
    return show(TEMPLATE, **values)


@blueprint.post("/people/<int:pair_id>/path")
@access.open_to(Role.MENTOR)
def agree(pair_id: int) -> Response:
    """Keep what was agreed about one step; the learner sees it as such."""
    pair, now = _shared(pair_id), services().clock.now()
    course = services().pools.of(db(), pair.course_id, now)
    try:
        path_agreements.agree_on(db(), pair.learner_id, course, _edit(), viewer().user_id, now)
    except InvalidInputError as error:
        return show(TEMPLATE, status=422, **contents(pair, error.fields))
    return show(TEMPLATE, said_now=_("Agreed. The learner sees it as such, and can take it back."), **contents(pair))


@blueprint.post("/people/<int:pair_id>/path/drop")
@access.open_to(Role.MENTOR)
def drop_agreement(pair_id: int) -> Response:
    """Let the path propose again where something was agreed, or bring that back."""
    pair, now = _shared(pair_id), services().clock.now()
    skill, back = request.form.get("skill", ""), request.form.get("back") == "yes"
    change = path_agreements.restore if back else path_agreements.drop
    change(db(), pair.learner_id, pair.course_id, skill, viewer().user_id, now)
    words = _("It stands again as you agreed.") if back else _("Taken back. The path proposes again.")
    return show(TEMPLATE, said_now=words, dropped="" if back else skill, **contents(pair))


@blueprint.post("/people/<int:pair_id>/level")
@access.open_to(Role.MENTOR)
def assess(pair_id: int) -> Response:
    """Keep how well the mentor finds a skill known, with the way back to what was said before."""
    pair, now = _shared(pair_id), services().clock.now()
    skill, level = request.form.get("skill", ""), request.form.get("level", "")
    if level not in {"", *map(str, range(MAX_LEVEL + 1))} or skill not in _skills(pair):
        raise InvalidInputError
    before = _assessed(pair).get(skill, "")
    number = int(level) if level else None
    profiles.assess(db(), pair.learner_id, pair.course_id, skill, now=now, level=number, by=viewer().user_id)
    undo = {"skill": skill, "level": before}
    return show(
        TEMPLATE, said_now=_("Kept. The learner reads it beside that skill."), undo_level=undo, **contents(pair)
    )


def contents(pair: Pair, errors: dict[str, str] | None = None) -> dict[str, Any]:
    """Return the path as the learner has it, in the mentor's language."""
    held, session = services(), db()
    found = pathing.path(
        session,
        held.pools,
        held.engines,
        pair.learner_id,
        pair.course_id,
        language=pair.learner.locale,
        now=held.clock.now(),
        around=Around(session_minutes(pair.course_id, pair.learner_id), reader=language()),
    )
    levels = {"": _("not said")} | {str(number): words for number, words in enumerate(_levels())}
    there = {step.skill.key for step in found.steps} | {skill.key for skill in found.taken_out}
    taught = set(skills.taught(session, pair.course_id))
    return {
        "pair": pair,
        "levels": levels,
        "assessed": _assessed(pair),
        "path": found,
        "addable": [
            (one.key, one.name)
            for one in skills.named(session, pair.course_id, language())
            if one.key in taught - there
        ],
        "errors": errors or {},
        "typed": request.form,
        "chosen": request.form.getlist("resources"),
    }


def _assessed(pair: Pair) -> dict[str, int]:
    return profiles.goal(db(), pair.learner_id, pair.course_id, language()).assessed


def _skills(pair: Pair) -> set[str]:
    return {one.key for one in skills.named(db(), pair.course_id, language())}


def _levels() -> tuple[str, ...]:
    return (
        _("new"),
        _("has heard of it"),
        _("manages with help"),
        _("manages alone"),
        _("could teach it"),
    )


def _edit() -> MentorEdit:
    action = request.form.get("action", "")
    if action not in ACTIONS:
        raise InvalidInputError
    return MentorEdit(
        skill=request.form.get("skill", ""),
        action=ACTIONS[action],
        resources=tuple(dict.fromkeys(request.form.getlist("resources"))) if action == "keep" else (),
        before=request.form.get("before", ""),
        note=cleaned(request.form.get("note", "")).strip(),
    )


def _shared(pair_id: int) -> Pair:
    someone = viewer()
    pair = pair_for(someone, pair_id, as_mentor=True)
    if pair.state != PairState.ACTIVE or not sharing.is_shared(db(), pair.id, sharing.PATH):
        raise NotFoundError
    return pair
