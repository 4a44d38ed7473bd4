"""One draft of a learner: written with autosave, commented on request, handed to the mentor, compared."""

import secrets
from typing import Any

from flask import Response, request

from lti_tool.conversations.scopes import scope_of
from lti_tool.drafts import delivery, handing, judging, reviewing, versions, writing
from lti_tool.drafts.kinds import KINDS
from lti_tool.drafts.models import Draft, DraftState
from lti_tool.drafts.reading import difference
from lti_tool.drafts.writing import Written
from lti_tool.errors import InvalidInputError
from lti_tool.mentoring import pairs
from lti_tool.mentoring.models import Pair, PairState
from lti_tool.pages import draft_delivery
from lti_tool.pages.crisis import card_for
from lti_tool.pages.draft_reviewer import reviewer
from lti_tool.pages.draft_view import for_learner
from lti_tool.pages.forms import cleaned
from lti_tool.pages.learner.routes import blueprint
from lti_tool.people.roles import Role
from lti_tool.signals import takes
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import _, language, said
from lti_tool.web.services import services
from lti_tool.web.transactions import db, finish_early
from widget.assistant.reviewing import DraftKind, count_words, review, rubric_of

TEMPLATE = "drafts/draft.html"
COMPARE = "drafts/compare.html"


@blueprint.get("/drafts/<public_id>")
@access.open_to(Role.LEARNER)
def draft(public_id: str) -> Response:
    """Show a draft of one's own."""
    return show(TEMPLATE, **contents(_own(public_id)))


@blueprint.post("/drafts/<public_id>/text")
@access.open_to(Role.LEARNER)
def save_draft(public_id: str) -> Response:
    """Keep what stands in the form, and say so beside it; words of crisis bring the card."""
    found = _own(public_id, lock=True)
    try:
        writing.save(db(), found, _written(), services().clock.now())
    except InvalidInputError as error:
        return show(TEMPLATE, "saved", status=422, wrong=said(error.message, error.parameters), crisis_card=None)
    return show(TEMPLATE, "saved", wrong="", words=count_words(found.text), crisis_card=card_for(found.text))


@blueprint.post("/drafts/<public_id>/review")
@access.open_to(Role.LEARNER)
def review_draft(public_id: str) -> Response:
    """Save, then have the text commented; no transaction is open while a model writes."""
    someone, now = viewer(), services().clock.now()
    found = _own(public_id, lock=True)
    try:
        writing.save(db(), found, _written(), now)
    except InvalidInputError as error:
        return _refused(found, said(error.message, error.parameters))
    kind, text = DraftKind(found.kind), found.text
    checks = review(kind, text)
    if checks.crisis:
        return show(TEMPLATE, **contents(found))
    if checks.too_short and checks.refused:
        return _refused(found, said(checks.refused.text, dict(checks.refused.parameters)), status=200)
    number = reviewing.start(db(), found, now).number
    finish_early()
    commented = reviewer()(scope_of(someone), kind, text, language())
    found = _own(public_id, lock=True)
    reviewing.keep_review(db(), found, number, commented)
    return show(TEMPLATE, said_now=_("The comments stand under your text."), **contents(found))


@blueprint.post("/drafts/<public_id>/hand")
@access.open_to(Role.LEARNER)
def hand_draft(public_id: str) -> Response:
    """Save, then put this version before the mentor, with software's comments only where that is ticked."""
    now, found = services().clock.now(), _own(public_id, lock=True)
    try:
        writing.save(db(), found, _written(), now)
    except InvalidInputError as error:
        return _refused(found, said(error.message, error.parameters))
    try:
        handing.hand_over(db(), found, now, with_comments=request.form.get("with_comments") == "on")
    except InvalidInputError as error:
        return _refused(
            found, said(error.message, error.parameters), status=200
        )  # the text was kept; it is only too short to be read
    return show(
        TEMPLATE, said_now=_("Your mentor has it now. Take it back as long as nothing is decided."), **contents(found)
    )


@blueprint.post("/drafts/<public_id>/take-back")
@access.open_to(Role.LEARNER)
def take_draft_back(public_id: str) -> Response:
    """Take a draft back from the mentor to go on writing."""
    found = _own(public_id, lock=True)
    handing.take_back(db(), found)
    return show(TEMPLATE, said_now=_("It is yours again."), **contents(found))


@blueprint.post("/drafts/<public_id>/delivery")
@access.open_to(Role.LEARNER)
def attach_delivery(public_id: str) -> Response:
    """Let the figures of a take of one's own go with the draft."""
    someone, found = viewer(), _own(public_id, lock=True)
    take = takes.find(db(), request.form.get("take", 0, type=int), someone.user_id, someone.course_id)
    delivery.attach(db(), found, take, services().clock.now())
    return show(TEMPLATE, said_now=_("The figures go with this draft."), **contents(found))


@blueprint.post("/drafts/<public_id>/delivery/remove")
@access.open_to(Role.LEARNER)
def detach_delivery(public_id: str) -> Response:
    """Take the figures off the draft again, also where the mentor has it."""
    found = _own(public_id, lock=True)
    delivery.detach(db(), found)
    return show(TEMPLATE, said_now=_("Taken off. Your mentor does not see the figures any more."), **contents(found))


@blueprint.get("/drafts/<public_id>/versions")
@access.open_to(Role.LEARNER)
def compare_draft(public_id: str) -> Response:
    """Show what changed between two versions; the last two unless asked otherwise."""
    found = _own(public_id)
    held = versions.versions_of(db(), found.id)
    numbers = [one.number for one in held]
    new = _number("new", numbers, 0)
    old = _number("old", numbers, 1)
    texts = {one.number: one.text for one in held}
    changes = difference(texts[old], texts[new]) if new and old else []
    return show(COMPARE, draft=found, kind=KINDS[found.kind], versions=held, old=old, new=new, changes=changes)


def contents(found: Draft) -> dict[str, Any]:
    """Return everything the page of a draft shows to its writer."""
    held = versions.versions_of(db(), found.id)
    decisions = judging.decisions_on(db(), found.id)
    newest = held[0] if held else None
    decided = next((one for one in held if decisions and one.id == decisions[0].version_id), None)
    pair = pairs.pair_of_learner(db(), found.course_id, found.user_id)
    return {
        "draft": found,
        "kind": KINDS[found.kind],
        "state": str(found.standing),
        "can_write": found.standing in {DraftState.DRAFT, DraftState.RETURNED},
        "rubric": rubric_of(DraftKind(found.kind)),
        "longest": writing.LONGEST,
        # The same mark as before the answer: a save still under way from this page must not look like another page.
        "page": cleaned(request.form.get("page", ""))[:32] or secrets.token_hex(8),
        "words": count_words(found.text),
        "version": for_learner(found, newest) if newest else None,
        "is_current": newest is not None and newest.text == found.text,
        "decided": for_learner(found, decided) if decided else None,
        "versions": held,
        "mentor_name": _mentor_name(pair),
        "has_mentor": pair is not None and pair.state == PairState.ACTIVE,
        "is_spoken": found.kind == DraftKind.PITCH,
        "spoken": draft_delivery.spoken(found),
        "takes": draft_delivery.choices(found) if found.kind == DraftKind.PITCH else (),
        "crisis_card": card_for(found.text),
        "errors": {},
    }


def _refused(found: Draft, words: str, status: int = 422) -> Response:
    """Show the page with what was typed and what has to be corrected; nothing of it is lost."""
    values = contents(found)
    values["errors"] = {"text": words}
    return show(TEMPLATE, status=status, typed=_written().text, **values)


def _written() -> Written:
    opened = request.form.get("opened", "")
    number = int(opened) if opened.isascii() and opened.isdigit() and len(opened) < 10 else -1
    return Written(cleaned(request.form.get("text", "")), cleaned(request.form.get("page", "")), number)


def _own(public_id: str, *, lock: bool = False) -> Draft:
    someone = viewer()
    return writing.find_own(db(), public_id, someone.user_id, someone.course_id, lock=lock)


def _number(name: str, numbers: list[int], place: int) -> int:
    """Return the version that is asked for, or the one that stands `place` places from the newest; 0 for none."""
    given = request.args.get(name, "")
    if given.isascii() and given.isdigit() and len(given) < 6 and int(given) in numbers:
        return int(given)
    return numbers[min(place, len(numbers) - 1)] if numbers else 0


def _mentor_name(pair: Pair | None) -> str:
    return pair.mentor.shown_name if pair is not None and pair.state == PairState.ACTIVE else ""
