"""Letters about a pair's sessions and offers, each in its reader's language and on its reader's clock.

Written into the outbox with what they tell about. Whoever gets no mail sees the same in the tool.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from babel.dates import format_datetime
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.errors import N_
from lti_tool.mail.outbox import Draft, write
from lti_tool.mentoring.calendar_file import calendar_file, entry_of
from lti_tool.mentoring.circle_models import Circle
from lti_tool.mentoring.meeting_models import Meeting
from lti_tool.mentoring.meeting_times import local
from lti_tool.mentoring.models import DEFAULT_ZONE, MentoringProfile, Pair
from lti_tool.people.models import Course, User
from lti_tool.translations import best_language, translate

#: What called off or moved a session is worth knowing for so long.
WORTH_KNOWING = timedelta(days=3)

PROPOSED = N_("%(name)s proposes times for a session"), N_("%(name)s proposes, on your clock:")
CONFIRMED = N_("Session with %(name)s: %(time)s"), N_("Your session with %(name)s is agreed:")
MOVED_BY_OTHER = N_("%(name)s asks for another time"), N_("The session of %(time)s is moved. %(name)s proposes:")
MOVED_BY_SELF = N_("You moved your session with %(name)s"), N_("The session of %(time)s is moved. You propose:")
CANCELLED = N_("Called off: session with %(name)s"), N_("Your session with %(name)s of %(time)s is called off.")
NOT_SUITING = N_("No time found with %(name)s yet"), N_("The times that were proposed are off the table.")
REMINDER = N_("Reminder: session with %(name)s"), N_("A reminder of your session with %(name)s:")
OFFERED = (
    N_("%(name)s and you could work together"),
    N_("You are proposed as mentor and learner. Say yes or no within a week; a no needs no reason."),
)
OFFER_WAITS = (
    N_("%(name)s still waits for your answer"),
    N_("You are proposed as mentor and learner. Unanswered, the offer goes to somebody else."),
)
CIRCLE = (
    N_("Would you like to work with %(name)s?"),
    N_("Your teacher would like to bring you together. Say yes or no; a no needs no reason."),
)
WHERE_TO_GO = N_("Open Boussole from your course “%(course)s” to answer or to see more.")
MINUTES = N_("%(count)s min")
SOMEBODY = N_("the other person")

Words = tuple[str, str]


def proposed(session: Session, meeting: Meeting, now: datetime) -> None:
    """Tell the other person of proposed times."""
    for reader in _both(meeting.pair):
        if reader.id != meeting.proposed_by:
            Notice(session, meeting, reader, now).put("proposed", PROPOSED, meeting.times, until=_last(meeting))


def confirmed(session: Session, meeting: Meeting, now: datetime) -> None:
    """Tell both of the agreed time; the calendar file comes along."""
    for reader in _both(meeting.pair):
        notice = Notice(session, meeting, reader, now)
        notice.put("confirmed", CONFIRMED, notice.its_time(), until=meeting.starts_at, with_file=True)


def moved(session: Session, meeting: Meeting, was: datetime, now: datetime) -> None:
    """Tell both that the old time is gone, with the file that takes it out of calendars, and what is proposed."""
    for reader in _both(meeting.pair):
        words = MOVED_BY_SELF if reader.id == meeting.proposed_by else MOVED_BY_OTHER
        notice = Notice(session, meeting, reader, now, was)
        notice.put("moved", words, meeting.times, until=max(_last(meeting), was), with_file=True)


def cancelled(session: Session, meeting: Meeting, by: int, now: datetime) -> None:
    """Tell that a session is off: both where it stood in calendars, else only the other person."""
    for reader in _both(meeting.pair):
        notice = Notice(session, meeting, reader, now)
        if meeting.starts_at is not None:
            notice.put("cancelled", CANCELLED, (), until=now + WORTH_KNOWING, with_file=True)
        elif reader.id != by:
            notice.put("cancelled", NOT_SUITING, (), until=now + WORTH_KNOWING)


def reminder(session: Session, meeting: Meeting, now: datetime) -> None:
    """Remind both of the session that comes."""
    for reader in _both(meeting.pair):
        notice = Notice(session, meeting, reader, now)
        notice.put("reminder", REMINDER, notice.its_time(), until=meeting.starts_at)


def offered(session: Session, pair: Pair, until: datetime, now: datetime, *, again: bool = False) -> None:
    """Tell who has not answered yet that an offer waits; `again` for the reminder."""
    for reader, answered in ((pair.learner, pair.learner_yes_at), (pair.mentor, pair.mentor_yes_at)):
        if answered is None:
            words, key = (OFFER_WAITS, f"offer-waits:{pair.id}") if again else (OFFERED, f"offer:{pair.id}")
            language = best_language(reader.locale)
            values = {"name": pair.other(reader.id).shown_name or translate(language, SOMEBODY)}
            text = "\n\n".join((translate(language, words[1]), where_to_go(session, pair.course_id, language)))
            write(session, reader, Draft(key, translate(language, words[0], **values), text, until), now)


def asked_into_circle(session: Session, circle: Circle, now: datetime) -> None:
    """Tell everybody who is asked into a circle."""
    for member in circle.present:
        language = best_language(member.user.locale)
        others = [one.user.shown_name for one in circle.present if one.user_id != member.user_id]
        values = {"name": ", ".join(name for name in others if name) or translate(language, SOMEBODY)}
        text = "\n\n".join((translate(language, CIRCLE[1]), where_to_go(session, circle.course_id, language)))
        until = now + WORTH_KNOWING
        write(
            session,
            member.user,
            Draft(f"circle:{circle.id}", translate(language, CIRCLE[0], **values), text, until),
            now,
        )


class Notice:
    """One letter about a session to one of its two people."""

    def __init__(
        self, session: Session, meeting: Meeting, reader: User, now: datetime, was: datetime | None = None
    ) -> None:
        self._session, self._meeting, self._reader, self._now, self._was = session, meeting, reader, now, was
        self._language = best_language(reader.locale)
        self._zone = _zone_of(session, meeting.pair.course_id, reader.id)

    def its_time(self) -> Sequence[str]:
        """Return the agreed time, as a list of one."""
        return [self._meeting.starts_at.isoformat()] if self._meeting.starts_at else []

    def put(
        self, kind: str, words: Words, times: Sequence[str], *, until: datetime | None, with_file: bool = False
    ) -> None:
        """Write the letter; nothing when it would be too late already."""
        if until is None or until <= self._now:
            return
        subject, first = (translate(self._language, text, **self._values()) for text in words)
        lines = [self._clock(datetime.fromisoformat(time)) for time in times]
        more = [part for part in (*lines, self._length(), self._meeting.place) if part] if lines else []
        text = "\n\n".join(
            part
            for part in (
                first,
                "\n".join(more),
                where_to_go(self._session, self._meeting.pair.course_id, self._language),
            )
            if part
        )
        key = f"{kind}:{self._meeting.public_id}:{self._meeting.sequence}"
        write(self._session, self._reader, Draft(key, subject, text, until, self._file(with_file)), self._now)

    def _values(self) -> dict[str, str]:
        name = self._meeting.pair.other(self._reader.id).shown_name or translate(self._language, SOMEBODY)
        time = self._meeting.starts_at or self._was
        return {"name": name, "time": self._clock(time) if time else ""}

    def _file(self, with_file: bool) -> str:
        if not with_file:
            return ""
        title = translate(self._language, N_("Session with %(name)s"), **self._values())
        entry = entry_of(self._meeting, title, starts_at=self._was, cancelled=self._was is not None)
        return calendar_file(entry, self._now).decode()

    def _clock(self, instant: datetime) -> str:
        there = local(instant, self._zone)
        return f"{format_datetime(there, 'EEEE d MMMM y, HH:mm', locale=self._language)} ({self._zone})"

    def _length(self) -> str:
        return translate(self._language, MINUTES, count=self._meeting.minutes)


def _both(pair: Pair) -> tuple[User, User]:
    return pair.learner, pair.mentor


def _last(meeting: Meeting) -> datetime:
    return max(datetime.fromisoformat(time) for time in meeting.times)


def where_to_go(session: Session, course_id: int, language: str) -> str:
    """Return the sentence that ends a letter: in which course to open the tool."""
    course = session.get_one(Course, course_id)
    return translate(language, WHERE_TO_GO, course=course.title or course.label or course.key)


def _zone_of(session: Session, course_id: int, user_id: int) -> str:
    zone = session.scalar(
        select(MentoringProfile.zone).where(
            MentoringProfile.course_id == course_id, MentoringProfile.user_id == user_id
        )
    )
    return zone or DEFAULT_ZONE
