"""The mentor's desk: who asks, what changed, who could use more company; only their own people."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, request

from lti_tool.mentoring import alerts, circles, desks, offers, pairs, profile_answers
from lti_tool.mentoring.desks import DeskFacts
from lti_tool.mentoring.meeting_times import local
from lti_tool.mentoring.models import Pair, PairState
from lti_tool.pages.mentor.routes import blueprint
from lti_tool.pages.mentor.waiting_drafts import waiting
from lti_tool.pages.pair_door import pair_for
from lti_tool.pages.pair_view import MeetingLine, line_of
from lti_tool.pages.shelves import shelf
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import _
from lti_tool.web.services import services
from lti_tool.web.transactions import db

TEMPLATE = "mentor/home.html"
SHOWN = 6


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One of the mentor's people, and what is new since the mentor last looked."""

    pair: Pair
    name: str
    next: MeetingLine | None
    to_close: bool
    new: int
    overdue: int
    days_left: int

    @property
    def needs_you(self) -> bool:
        """True when the mentor has something to answer, read or close."""
        to_confirm = self.next is not None and self.next.state == "proposed" and not self.next.mine
        return bool(self.new or self.to_close or to_confirm)


@blueprint.get("/")
@access.open_to(Role.MENTOR)
def home() -> Response:
    """Show the mentor's page."""
    return show(TEMPLATE, **contents(viewer()))


@blueprint.post("/pairs/<int:pair_id>/answer")
@access.open_to(Role.MENTOR)
def answer(pair_id: int) -> Response:
    """Say yes or no to a learner; a no needs no reason."""
    someone, now = viewer(), services().clock.now()
    yes = request.form.get("answer") == "yes"
    pair_for(someone, pair_id)
    pairs.answer(db(), pair_id, someone.user_id, yes=yes, now=now)
    words = _("Your yes is noted.") if yes else _("Noted. Nobody is told why.")
    return show(TEMPLATE, said_now=words, **contents(someone))


@blueprint.post("/alerts/<int:alert_id>")
@access.open_to(Role.MENTOR)
def settle_alert(alert_id: int) -> Response:
    """Put an alert off for a week, or close it and say whether it was useful."""
    someone, now, what = viewer(), services().clock.now(), request.form.get("what", "")
    useful = {"useful": True, "not_useful": False}.get(what)
    alerts.settle(db(), alert_id, someone.user_id, now, snooze=what == "snooze", useful=useful)
    words = _("It comes back in a week.") if what == "snooze" else _("Closed.")
    return show(TEMPLATE, said_now=words, **contents(someone))


def contents(someone: Viewer) -> dict[str, Any]:
    """Return the mentor's people and what waits for the mentor."""
    session, now = db(), services().clock.now()
    zone = profile_answers.zone_of(session, someone.course_id, someone.user_id)
    facts = desks.desk(session, someone.course_id, someone.user_id, now, local(now, zone).date())
    lines = [_line(one, someone, zone, now) for one in facts]
    active = [line for line in lines if line.pair.state == PairState.ACTIVE]
    mine = circles.circles_of(session, someone.course_id, someone.user_id)
    return {
        "circles_asking": circles.asking(mine, someone.user_id),
        "drafts": waiting(someone),
        "name": someone.name,
        "course": someone.course_title,
        "asked": [line for line in lines if line.pair.state == PairState.ASKED and not line.pair.mentor_yes_at],
        "awaited": [line for line in lines if line.pair.state == PairState.ASKED and line.pair.mentor_yes_at],
        "people": sorted(active, key=lambda line: not line.needs_you),
        "alerts": alerts.alerts_for_mentor(session, someone.course_id, someone.user_id, now),
        "rules": alerts.RULES,
        "profile": profile_answers.read_profile(session, someone.course_id, someone.user_id),
        "resources": shelf(someone, limit=SHOWN),
    }


def _line(facts: DeskFacts, someone: Viewer, zone: str, now: datetime) -> DeskLine:
    return DeskLine(
        pair=facts.pair,
        name=facts.pair.learner.shown_name,
        next=line_of(facts.next, someone.user_id, zone) if facts.next else None,
        to_close=facts.to_close is not None,
        new=facts.new,
        overdue=facts.overdue,
        days_left=offers.days_left(facts.pair, now),
    )
