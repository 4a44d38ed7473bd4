"""Sessions, times across clock changes, calendar files, shares, notes, actions, alerts, briefs."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from lti_tool.db import Database
from lti_tool.errors import ConflictError, InvalidInputError, NotFoundError
from lti_tool.gradebook.interactions import count_interactions
from lti_tool.gradebook.models import InteractionKind
from lti_tool.mentoring import alerts, meetings, notebook, pairs, sharing
from lti_tool.mentoring.briefs import brief
from lti_tool.mentoring.calendar_file import calendar_file, entry_of
from lti_tool.mentoring.meeting_models import AlertReason, AlertState, MeetingState
from lti_tool.mentoring.meeting_times import instants, local
from lti_tool.mentoring.models import Pair
from tests.factories import mentoring, people
from tests.factories.mentoring import ASKED

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
FRIDAY = datetime(2026, 3, 6, 17, 30, tzinfo=UTC)


@pytest.fixture
def pair(session: Session) -> Pair:
    course = people.course(session)
    return mentoring.active(session, mentoring.waiting(session, course), mentoring.mentor(session, course))


class TestTimes:
    @pytest.mark.parametrize(
        ("typed", "zone", "instant"),
        [
            ("2026-03-06T18:30", "Europe/Paris", FRIDAY),
            ("2026-03-30T18:30", "Europe/Paris", datetime(2026, 3, 30, 16, 30, tzinfo=UTC)),
            ("2026-03-06T12:30", "America/Montreal", FRIDAY),
            ("2026-10-25T02:30", "Europe/Paris", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
            ("2026-03-06T17:30+00:00", "Europe/Paris", FRIDAY),
        ],
    )
    def test_local_times_are_instants(self, typed: str, zone: str, instant: datetime) -> None:
        assert instants([typed, "", typed], zone, ASKED) == [instant]
        assert local(instant, "Europe/Paris").utcoffset() in {timedelta(hours=1), timedelta(hours=2)}

    @pytest.mark.parametrize(
        ("typed", "why"),
        [
            ([""], "at least one"),
            (["soon"], "like 2026"),
            (["2026-03-29T02:30"], "clocks go forward"),
            (["2026-03-01T10:00"], "still to come"),
            (["2031-03-01T10:00"], "within a year"),
        ],
    )
    def test_what_is_no_time_is_said(self, typed: list[str], why: str) -> None:
        with pytest.raises(InvalidInputError) as refused:
            instants(typed, "Europe/Paris", ASKED)
        assert why in refused.value.fields["times"]


class TestMeetings:
    def test_proposed_by_one_confirmed_by_the_other(self, session: Session, pair: Pair) -> None:
        made = meetings.propose(session, pair, pair.learner_id, [FRIDAY, FRIDAY + DAY], 30, " Café ", ASKED)
        with pytest.raises(ConflictError, match="other person"):
            meetings.confirm(session, made, pair.learner_id, FRIDAY.isoformat(), ASKED)
        with pytest.raises(ConflictError):
            meetings.confirm(session, made, pair.mentor_id, (FRIDAY + WEEK).isoformat(), ASKED)
        meetings.confirm(session, made, pair.mentor_id, (FRIDAY + DAY).isoformat(), ASKED)
        assert (made.state, made.starts_at, made.place) == (MeetingState.CONFIRMED, FRIDAY + DAY, "Café")
        assert meetings.next_of(meetings.meetings_of(session, pair.id), ASKED) is made
        assert meetings.next_of([made], FRIDAY + WEEK) is None
        assert meetings.to_close([made], FRIDAY + WEEK) == [made]

    def test_a_session_held_counts_once_for_the_learner(self, session: Session, pair: Pair) -> None:
        made = mentoring.confirmed(session, pair, FRIDAY)
        with pytest.raises(ConflictError, match="not begun"):
            meetings.close(session, made, meetings.Held(held=True), ASKED)
        meetings.close(
            session, made, meetings.Held(held=True, recap="We chose.", preparation_minutes="10"), FRIDAY + DAY
        )
        assert (made.state, made.recap, made.preparation_minutes) == (MeetingState.HELD, "We chose.", 10)
        counts = count_interactions(session, pair.course_id, pair.learner_id)
        assert counts == {InteractionKind.SESSION_HELD: 1}
        with pytest.raises(ConflictError):
            meetings.close(session, made, meetings.Held(held=True), FRIDAY + DAY)

    def test_a_missed_session_counts_nothing(self, session: Session, pair: Pair) -> None:
        mentoring.held(session, pair, FRIDAY, was_held=False)
        assert count_interactions(session, pair.course_id, pair.learner_id) == {}

    def test_what_cannot_be_is_refused(self, session: Session, pair: Pair) -> None:
        with pytest.raises(InvalidInputError) as refused:
            meetings.propose(session, pair, pair.learner_id, [FRIDAY], 7, "x" * 501, ASKED)
        assert set(refused.value.fields) == {"minutes", "place"}
        made = mentoring.confirmed(session, pair, FRIDAY)
        for minutes in ("-1", "601", "ten"):
            with pytest.raises(InvalidInputError):
                meetings.close(session, made, meetings.Held(held=True, preparation_minutes=minutes), FRIDAY + DAY)
        meetings.cancel(session, made, pair.learner_id, ASKED)
        with pytest.raises(ConflictError):
            meetings.cancel(session, made, pair.learner_id, ASKED)
        with pytest.raises(NotFoundError):
            meetings.find_meeting(session, made.public_id, 10**6)
        pairs.end(session, pair.id, pair.learner_id, "", ASKED)
        with pytest.raises(ConflictError, match="both of you"):
            meetings.propose(session, pair, pair.learner_id, [FRIDAY], 30, "", ASKED)


def test_a_calendar_program_can_read_it(session: Session, pair: Pair) -> None:
    made = mentoring.confirmed(session, pair, FRIDAY)
    made.place = "Room 2; floor 1, “Rosa Parks”\nring twice " + "é" * 60
    text = calendar_file(entry_of(made, "Session with Marc"), ASKED).decode()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    unfolded = text.replace("\r\n ", "")
    for line in (
        "DTSTART:20260306T173000Z",
        "DTEND:20260306T181500Z",
        "SUMMARY:Session with Marc",
        "LOCATION:Room 2\\; floor 1\\, “Rosa Parks”\\nring twice " + "é" * 60,
        f"UID:{made.public_id}@boussole",
        "STATUS:CONFIRMED",
    ):
        assert line in unfolded.split("\r\n")
    meetings.cancel(session, made, pair.learner_id, ASKED)
    again = calendar_file(entry_of(made, "x"), ASKED).decode()
    assert "METHOD:CANCEL" in again
    assert "SEQUENCE:2" in again


class TestSharing:
    def test_the_mentor_sees_what_is_shared_until_it_is_taken_back(self, session: Session, pair: Pair) -> None:
        item = sharing.share(session, pair, "talk", " my draft ", ASKED, for_session=True)
        assert [one.text for one in sharing.shared(session, pair.id)] == ["my draft"]
        with pytest.raises(NotFoundError):
            sharing.withdraw(session, item.id, pair.mentor_id, ASKED)
        sharing.withdraw(session, item.id, pair.learner_id, ASKED)
        assert sharing.shared(session, pair.id) == []
        assert (item.text, item.withdrawn_at) == ("", ASKED)

    @pytest.mark.parametrize(("kind", "text"), [("talk", " "), ("talk", "x" * 4001), ("diagnosis", "x")])
    def test_what_cannot_be_shared(self, session: Session, pair: Pair, kind: str, text: str) -> None:
        with pytest.raises(InvalidInputError):
            sharing.share(session, pair, kind, text, ASKED)

    def test_nobody_to_share_with(self, session: Session, pair: Pair) -> None:
        pairs.end(session, pair.id, pair.learner_id, "", ASKED)
        with pytest.raises(ConflictError):
            sharing.share(session, pair, "talk", "x", ASKED)

    def test_the_ledger_names_who_looked(self, session: Session, database: Database, pair: Pair) -> None:
        session.commit()
        for offset in (0, 1):
            sharing.note_view(
                database,
                user_id=pair.learner_id,
                course_id=pair.course_id,
                viewer_id=pair.mentor_id,
                what="desk",
                now=ASKED + offset * DAY,
            )
        assert sharing.views(session, pair.course_id, pair.learner_id) == [
            ("Marc Lenoir", "desk", ASKED + DAY),
            ("Marc Lenoir", "desk", ASKED),
        ]
        session.rollback()


class TestNotebook:
    def test_a_note_is_read_by_whom_it_says(self, session: Session, pair: Pair) -> None:
        notebook.write_note(session, pair, pair.mentor_id, "for both", for_both=True, now=ASKED)
        notebook.write_note(session, pair, pair.mentor_id, "mine", for_both=False, now=ASKED)
        assert [note.text for note in notebook.notes_for(session, pair.id, pair.learner_id)] == ["for both"]
        [mine, shared] = notebook.notes_for(session, pair.id, pair.mentor_id)
        with pytest.raises(NotFoundError):
            notebook.delete_note(session, mine.id, pair.learner_id)
        notebook.delete_note(session, mine.id, pair.mentor_id)
        assert list(notebook.notes_for(session, pair.id, pair.mentor_id)) == [shared]

    def test_actions_by_their_day(self, session: Session, pair: Pair) -> None:
        for text, day in (("later", ""), ("second", "2026-03-09"), ("first", "2026-03-01")):
            notebook.add_action(session, pair, pair.learner_id, text, day, ASKED)
        found = notebook.actions_of(session, pair.id)
        assert [one.text for one in found] == ["first", "second", "later"]
        assert [notebook.is_overdue(one, date(2026, 3, 2)) for one in found] == [True, False, False]
        notebook.mark_action(session, pair, found[0].id, done=True, now=ASKED)
        assert notebook.actions_of(session, pair.id)[-1].text == "first"
        notebook.mark_action(session, pair, found[0].id, done=False, now=ASKED)
        assert found[0].done_at is None

    def test_what_cannot_be_noted(self, session: Session, pair: Pair) -> None:
        for text, day, owner in (("", "", pair.learner_id), ("x", "soon", pair.learner_id), ("x", "", 10**6)):
            with pytest.raises(InvalidInputError):
                notebook.add_action(session, pair, owner, text, day, ASKED)
        with pytest.raises(InvalidInputError):
            notebook.write_note(session, pair, pair.mentor_id, "x" * 5001, for_both=True, now=ASKED)
        with pytest.raises(NotFoundError):
            notebook.mark_action(session, pair, 10**6, done=True, now=ASKED)


class TestAlerts:
    def test_one_standing_alert_for_a_reason(self, session: Session, pair: Pair) -> None:
        assert alerts.open_alert(session, pair, AlertReason.ASKED, ASKED)
        assert not alerts.open_alert(session, pair, AlertReason.ASKED, ASKED)
        [one] = alerts.alerts_for_mentor(session, pair.course_id, pair.mentor_id, ASKED)
        alerts.settle(session, one.id, pair.mentor_id, ASKED, useful=True)
        assert (one.state, one.was_useful) == (AlertState.DONE, True)
        assert alerts.open_alert(session, pair, AlertReason.ASKED, ASKED)
        with pytest.raises(NotFoundError):
            alerts.settle(session, one.id, 10**6, ASKED)

    def test_three_weeks_of_silence_the_learner_first(self, session: Session, pair: Pair) -> None:
        assert alerts.watch(session, ASKED + 2 * WEEK) == 0
        now = ASKED + 3 * WEEK
        assert alerts.watch(session, now) == 1
        assert alerts.watch(session, now) == 0
        [seen] = alerts.alerts_for_learner(session, pair.id)
        assert seen.reason == AlertReason.LONG_SILENCE
        assert alerts.alerts_for_mentor(session, pair.course_id, pair.mentor_id, now) == []
        assert alerts.alerts_for_mentor(session, pair.course_id, pair.mentor_id, now + DAY) == [seen]
        alerts.settle(session, seen.id, pair.learner_id, now)
        assert alerts.watch(session, now + WEEK) == 0
        assert alerts.watch(session, now + 3 * WEEK) == 1

    def test_a_planned_session_is_no_silence(self, session: Session, pair: Pair) -> None:
        mentoring.confirmed(session, pair, ASKED + 4 * WEEK)
        assert alerts.watch(session, ASKED + 3 * WEEK) == 0

    def test_two_missed_sessions_in_a_row(self, session: Session, pair: Pair) -> None:
        mentoring.held(session, pair, FRIDAY, was_held=False)
        assert alerts.watch(session, FRIDAY + DAY) == 0
        mentoring.held(session, pair, FRIDAY + DAY, was_held=False)
        assert alerts.watch(session, FRIDAY + 2 * DAY) == 1
        [one] = alerts.alerts_for_learner(session, pair.id)
        alerts.settle(session, one.id, pair.mentor_id, FRIDAY + 3 * DAY, useful=False)
        assert alerts.watch(session, FRIDAY + 4 * DAY) == 0

    def test_a_snoozed_alert_comes_back(self, session: Session, pair: Pair) -> None:
        alerts.open_alert(session, pair, AlertReason.ASKED, ASKED)
        [one] = alerts.alerts_for_learner(session, pair.id)
        alerts.settle(session, one.id, pair.mentor_id, ASKED, snooze=True)
        assert alerts.alerts_for_mentor(session, pair.course_id, pair.mentor_id, ASKED) == []
        alerts.watch(session, ASKED + WEEK)
        assert alerts.alerts_for_mentor(session, pair.course_id, pair.mentor_id, ASKED + WEEK) == [one]

    def test_a_rule_that_is_not_useful_pauses_itself(self, session: Session, pair: Pair) -> None:
        for number in range(20):
            alerts.open_alert(session, pair, AlertReason.LONG_SILENCE, ASKED)
            [one] = alerts.alerts_for_learner(session, pair.id)
            alerts.settle(session, one.id, pair.mentor_id, ASKED, useful=number < 9)
        assert alerts.watch(session, ASKED + 9 * WEEK) == 0


def test_a_brief_holds_what_was_shared_and_nothing_else(session: Session, pair: Pair) -> None:
    sharing.share(session, pair, "note", "before", ASKED)
    mentoring.held(session, pair, FRIDAY)
    sharing.share(session, pair, "talk", "my interview", FRIDAY + DAY, for_session=True)
    sharing.share(session, pair, "goal", "by summer", FRIDAY + DAY)
    gone = sharing.share(session, pair, "note", "secret", FRIDAY + DAY)
    sharing.withdraw(session, gone.id, pair.learner_id, FRIDAY + DAY)
    notebook.write_note(session, pair, pair.learner_id, "private thought", for_both=False, now=FRIDAY)
    notebook.add_action(session, pair, pair.learner_id, "call the school", "2026-03-07", FRIDAY)
    found = brief(session, pair, FRIDAY + 3 * DAY)
    assert (found.since, found.first) == (FRIDAY, False)
    assert [one.text for one in found.to_talk] == ["my interview"]
    assert [one.text for one in found.goals] == ["by summer"]
    assert found.new == []
    assert [one.text for one in found.earlier] == ["before"]
    assert [one.text for one in found.overdue] == ["call the school"]
    assert [str(one) for one in found.questions] == [
        "You wanted to talk about “my interview”: what would make this hour worth it?",
        "“call the school” was due: what stood in the way, and does it still make sense?",
        "What has been easiest since we last spoke, and what hardest?",
    ]


def test_a_first_brief_and_one_after_a_missed_session(session: Session, pair: Pair) -> None:
    assert [str(one) for one in brief(session, pair, ASKED).questions] == [
        "What do you hope is different for you in three months?",
        "What would you like to take along from this hour?",
    ]
    mentoring.held(session, pair, FRIDAY, was_held=False)
    sharing.share(session, pair, "talk", "word " * 40, FRIDAY, for_session=True)
    found = [str(one) for one in brief(session, pair, FRIDAY + DAY).questions]
    assert "missed each other" in found[0]
    assert "…”" in found[1]
    assert len(found) == 3
