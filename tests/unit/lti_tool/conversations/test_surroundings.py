"""What the assistant is told about a course and the people in it."""

from datetime import UTC, datetime

from lti_tool import course_settings
from lti_tool.conversations.surroundings import CourseSwitches, NamesAround, PeopleAround, Places, no_model
from lti_tool.db import Database
from tests.factories import people
from tests.fakes.clock import StillClock
from widget.conversation import Scope

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PLACES = Places(human_url="/help", ask_url="/ask", country="FR", help_contact="Service social, 01 23 45 67 89")


def _scope(database: Database) -> Scope:
    with database.transaction() as session:
        course = people.course(session, "ct", title="Career transition")
        people.mentor(session, course)
        people.learner(session, course, name="Léo Petit")
        enrolled = people.learner(session, course, name="Inès Moreau", email="ines@campus.example")
        return Scope("", str(course.id), str(enrolled.user_id))


def connected(_session: object) -> str:
    return "local:small"


def test_a_model_needs_both_a_connection_and_the_instructors_yes(database: Database) -> None:
    scope = _scope(database)
    assert CourseSwitches(database, connected).read(scope).model_on
    assert not CourseSwitches(database, no_model).read(scope).model_on
    with database.transaction() as session:
        course_settings.save(session, int(scope.course), {"model_on": False, "tone": "tu"}, None, now=NOW)
    read = CourseSwitches(database, connected).read(scope)
    assert read.models == ""
    assert (read.model_on, read.formal, read.subject) == (False, False, "Career transition")


def test_the_card_names_the_local_contact_and_the_country(database: Database, clock: StillClock) -> None:
    contact = PeopleAround(database, clock, PLACES).of(_scope(database))
    assert (contact.country, [line.name for line in contact.local_lines]) == ("FR", [PLACES.help_contact])


def test_names_of_oneself_and_ones_mentors_are_redacted_and_short_words_are_not(database: Database) -> None:
    names = NamesAround(database).names(_scope(database))
    assert {"Inès Moreau", "Inès", "Moreau", "ines@campus.example", "Marc Lenoir", "Marc"} <= set(names)
    assert not any("Léo" in name for name in names)
    assert [len(name) for name in names] == sorted((len(name) for name in names), reverse=True)
