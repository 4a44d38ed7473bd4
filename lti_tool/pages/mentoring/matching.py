"""The instructor's matching: weights with a live preview, reasons, what would change it; approve or swap."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, request

from lti_tool.errors import InvalidInputError
from lti_tool.mentoring import absences, offers, pairs
from lti_tool.mentoring.matching.proposing import propose
from lti_tool.mentoring.matching.weights import Weights
from lti_tool.mentoring.pool import pool_of
from lti_tool.mentoring.reason_words import reason_said
from lti_tool.mentoring.sentences import Sentence
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import _, language, ngettext, said
from lti_tool.web.services import services
from lti_tool.web.transactions import db

TEMPLATE = "mentoring/matching.html"
PREVIEW = "proposals"
WEIGHTS = ("profession", "values", "goals")

blueprint = Blueprint("matching", __name__, url_prefix="/teach/matching")


@blueprint.get("/")
@access.open_to(Role.INSTRUCTOR)
def matching() -> Response:
    """Show the proposals for these weights; only their list while somebody moves a weight."""
    previewing = f"#{PREVIEW}" in request.headers.get("HX-Target", "")
    try:
        weights, wrong = _weights(request.args), ""
    except InvalidInputError as error:
        weights, wrong = Weights(), said(error.message)
    return show(TEMPLATE, PREVIEW if previewing else "content", **contents(viewer(), weights), wrong=wrong)


@blueprint.post("/")
@access.open_to(Role.INSTRUCTOR)
def approve() -> Response:
    """Ask both people of every pair that is ticked, swapped ones with the mentor chosen."""
    someone, weights = viewer(), _weights(request.form)
    chosen, now = _chosen(request.form), services().clock.now()
    if not chosen:
        return show(TEMPLATE, status=422, wrong=_("Tick at least one pair first."), **contents(someone, weights))
    made = pairs.approve(
        db(), someone.course_id, chosen, weights, someone.user_id, now, held_back=_unticked(request.form)
    )
    words = ngettext("%(num)s pair is asked.", "%(num)s pairs are asked.", len(made))
    return show(TEMPLATE, said_now=words, wrong="", **contents(someone, weights))


@blueprint.post("/pairs/<int:pair_id>/another")
@access.open_to(Role.INSTRUCTOR)
def another(pair_id: int) -> Response:
    """Let the learner of a paused pair wait for another mentor."""
    someone, now = viewer(), services().clock.now()
    absences.look_for_another(db(), someone.course_id, pair_id, now)
    words = _("The learner waits for another mentor, with the time already waited.")
    return show(TEMPLATE, said_now=words, wrong="", **contents(someone, Weights()))


def contents(someone: Viewer, weights: Weights) -> dict[str, Any]:
    """Return proposals, those who wait, and the pairs there are."""
    session, now = db(), services().clock.now()
    pool = pool_of(session, someone.course_id)
    found = propose(pool.learners, pool.mentors, weights)
    current = pairs.pairs_of_course(session, someone.course_id)

    def in_words(sentences: Sequence[Sentence]) -> list[str]:
        return [reason_said(one.text, _named(one.parameters, pool.names), language()) for one in sentences]

    return {
        "weights": weights,
        "pool": pool,
        "names": pool.names,
        "found": found,
        "in_words": in_words,
        "places": sum(mentor.capacity for mentor in pool.mentors if not mentor.away),
        "pairs": current,
        "mentor_away": {pair.id: absences.is_mentor_away(session, pair) for pair in current if pair.paused_at},
        "days_left": {pair.id: offers.days_left(pair, now) for pair in current},
        "has_round": pairs.weights_of(session, someone.course_id) is not None,
    }


def _named(parameters: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Put names in the place of ids."""
    if "mentor" not in parameters:
        return dict(parameters)
    return {**parameters, "mentor": names.get(parameters["mentor"]) or _("No name given")}


def _weights(given: Mapping[str, str]) -> Weights:
    return Weights.parsed({name: given[name] or "0" for name in WEIGHTS if name in given})


def _unticked(form: Mapping[str, str]) -> list[tuple[int, int]]:
    """Return the proposals that were shown and not ticked."""
    shown = {name.removeprefix("shown-"): value for name, value in form.items() if name.startswith("shown-")}
    return [
        (int(learner), int(mentor))
        for learner, mentor in shown.items()
        if f"pair-{learner}" not in form and (learner + mentor).isdecimal() and len(learner + mentor) < 30
    ]


def _chosen(form: Mapping[str, str]) -> list[tuple[int, int]]:
    """Return (learner, mentor) of the ticked lines."""
    learners = [name.removeprefix("pair-") for name in form if name.startswith("pair-")]
    chosen = [(learner, form.get(f"mentor-{learner}", "")) for learner in learners]
    if not all(one.isdecimal() and other.isdecimal() and len(one + other) < 30 for one, other in chosen):
        raise InvalidInputError
    return [(int(learner), int(mentor)) for learner, mentor in chosen]
