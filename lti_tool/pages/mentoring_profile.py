"""The mentoring profile: answers kept one by one, the wish for a mentor apart; learners and mentors share it."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, request
from werkzeug.datastructures import MultiDict

from lti_tool.mentoring import offers, profile_answers, waiting
from lti_tool.mentoring.matching.profiles import Group
from lti_tool.mentoring.models import DEFAULT_ZONE
from lti_tool.mentoring.profile_answers import MentoringAnswers, read_profile
from lti_tool.mentoring.reason_words import DAY_NAMES, PART_NAMES
from lti_tool.pages import mentoring_place
from lti_tool.pages.crisis import card_for
from lti_tool.pages.forms import cleaned
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.roles import Role
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show, wants_fragment
from lti_tool.web.i18n import _, language, said
from lti_tool.web.services import services
from lti_tool.web.transactions import db, finish_early

TEMPLATE = "mentoring/profile.html"
TEXTS = ("profession", "values", "goals", "capacity", "zone")
LISTS = ("languages", "slots")
#: What a field held when last shown or kept: the button for all keeps what differs, so another tab's answers stay.
SHOWN = "shown:"
#: What a script asks for by the button for all.
ALL = "all"


def answers_of(form: MultiDict[str, str]) -> dict[str, str | Sequence[str]]:
    """Return what the form brings to keep: the one field it is about, or every one that its person changed."""
    about = form.get("about", ALL)
    if about in LISTS:
        return {about: form.getlist(about)}
    if about != ALL:
        return {name: cleaned(form[name]) for name in TEXTS if name == about and name in form}
    brought: dict[str, str | Sequence[str]] = {name: cleaned(form[name]) for name in TEXTS if name in form}
    brought |= {name: form.getlist(name) for name in LISTS if name in form or SHOWN + name in form}
    return {name: value for name, value in brought.items() if form.get(SHOWN + name) != _flat(value)}


def page() -> Response:
    """Show what somebody said."""
    return show(TEMPLATE, **contents(viewer()))


def save() -> Response:
    """Keep one answer and say so beside its field, or all that changed; a bad one takes no other along."""
    someone, answers = viewer(), answers_of(request.form)
    wrong = profile_answers.keep_answers(
        db(), someone.course_id, someone.user_id, answers, services().clock.now(), first_language=language()
    )
    card = card_for(*(text for text in answers.values() if isinstance(text, str)))
    status = 422 if wrong else 200
    if status != 200:
        # A refusal undoes what its request did: what can be used is kept before.
        finish_early()
    if "about" in request.form:
        words = " ".join(said(sentence) for sentence in wrong.values()) or _("Saved.")
        kept = {name: _flat(value) for name, value in answers.items() if name not in wrong}
        return show(TEMPLATE, "saved", status=status, words=words, wrong=bool(wrong), crisis_card=card, kept=kept)
    typed = {name: answers[name] for name in wrong}
    said_now = "" if wrong else _("Saved.")
    shown = contents(someone, typed=typed, errors=wrong)
    return show(TEMPLATE, status=status, crisis_card=card, said_now=said_now, **shown)


def wish() -> Response:
    """Join or leave the waiting list, take people or nobody new; both have their way back in the answer."""
    someone, now, wanted = viewer(), services().clock.now(), request.form.get("wanted") == "yes"
    person = someone.course_id, someone.user_id
    before = waiting.since(db(), *person)
    since = mentoring_place.waited_since(someone, request.form.get("place", ""), now)
    profile_answers.follow_wish(
        db(), *person, someone.role, now, wanted=wanted, first_language=language(), waited_since=since
    )
    if wanted:
        offers.offer_free_places(db(), someone.course_id, now)
    left = mentoring_place.sealed(someone, before, now) if before and not wanted else ""
    block = "wish" if wants_fragment() else "content"
    return show(TEMPLATE, block, decided=True, left_place=left, **contents(someone))


def contents(
    someone: Viewer,
    *,
    typed: Mapping[str, str | Sequence[str]] | None = None,
    errors: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return the values to show: what was typed when it was refused, else what is kept, else a beginning."""
    stored, person = _stored(someone), (someone.course_id, someone.user_id)
    values = {name: getattr(stored, name) for name in (*TEXTS, *LISTS)}
    return {
        "is_mentor": someone.role is Role.MENTOR,
        "values": values | dict(typed or {}),
        "shown": {name: _flat(value) for name, value in values.items()},
        "errors": errors or {},
        "days": tuple((day, said(name)) for day, name in DAY_NAMES.items()),
        "parts_of_day": tuple((part, said(name)) for part, name in PART_NAMES.items()),
        "groups": tuple(Group),
        "wanted": stored.wanted,
        "place": waiting.place_of(db(), *person),
        "has_pair": waiting.has_open_pair(db(), *person),
    }


def _flat(value: str | Sequence[str]) -> str:
    return value if isinstance(value, str) else " ".join(sorted(value))


def _stored(someone: Viewer) -> MentoringAnswers:
    row = read_profile(db(), someone.course_id, someone.user_id)
    if row is None:
        return MentoringAnswers(languages=[language()], zone=DEFAULT_ZONE, wanted=False)
    return MentoringAnswers(
        profession=", ".join(row.profession),
        values=", ".join(row.values),
        goals=", ".join(row.goals),
        languages=row.languages,
        slots=row.slots,
        capacity=str(row.capacity),
        wanted=not row.paused,
        zone=row.zone,
    )
