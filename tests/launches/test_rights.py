"""Data privacy launches: what is held of a person, handed over or forgotten, for the person or an administrator."""

import io
import json
import zipfile

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_tool.catalogue import profiles
from lti_tool.catalogue.profiles import GoalAnswers
from lti_tool.mentoring.models import View
from lti_tool.people.models import Course, Enrolment, User
from tests.factories.installation import Installation
from tests.launches.pages import failed_check
from tests.launches.test_choosing import field
from tests.pages.conftest import words

ADMINISTRATOR = ["http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator"]
NOBODY_HERE = ["http://purl.imsglobal.org/vocab/lis/v2/system/person#User"]


def asked(
    installed: Installation, person: str, about: str, roles: list[str], message: str = "data_privacy"
) -> TestResponse:
    return installed.policed(
        installed.launch(
            person,
            message=message,
            about=about,
            remove=["context", "resource_link"],
            claims={"roles": roles, "locale": "en"},
        )
    )


@pytest.fixture
def known(installed: Installation) -> Installation:
    """Tom has an account, an enrolment and a goal of his own."""
    installed.open("tom")
    with installed.database.transaction() as session:
        profiles.save_goal(
            session,
            _tom(session),
            session.scalars(select(Course.id)).one(),
            GoalAnswers(text="Sing"),
            installed.clock.now(),
        )
    return installed


def _tom(session: object) -> int:
    return session.scalars(select(User.id).where(User.name.startswith("Tom"))).one()  # type: ignore[attr-defined]


def sent(installed: Installation, address: str, page: TestResponse, **form: str) -> TestResponse:
    return installed.client.post(address, data={"ticket": field(page, "ticket"), **form})


def test_a_person_reads_what_is_held_and_for_how_long(known: Installation) -> None:
    """The page names the parts that hold something and the months that each course keeps them."""
    text = words(asked(known, "tom", "tom", NOBODY_HERE))
    assert "What Boussole holds about you" in text
    assert "Profile" in text
    assert "12 months after it was written" in text or "months after it was written" in text
    assert "Sing" not in text


def test_an_administrator_reads_what_is_held_of_somebody(known: Installation) -> None:
    """An administrator of the platform sees the parts and their number, and none of the words."""
    text = words(asked(known, "sam", "tom", ADMINISTRATOR))
    assert "What Boussole holds about Tom" in text
    assert "Sing" not in text


@pytest.mark.parametrize("roles", [NOBODY_HERE, [], ["http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"]])
def test_nobody_else_may_ask(known: Installation, roles: list[str]) -> None:
    """Somebody else's data needs an administrator's role."""
    refused = asked(known, "helene", "tom", roles)
    assert refused.status_code == 403
    assert failed_check(refused) == "privacy.role"


def test_everything_is_handed_over(known: Installation) -> None:
    """The archive holds what the tool knows of that person; their own look at it is no entry in the ledger."""
    page = asked(known, "tom", "tom", NOBODY_HERE)
    packed = sent(known, "/lti/rights/archive", page)
    assert packed.headers["Content-Disposition"] == 'attachment; filename="boussole.zip"'
    with zipfile.ZipFile(io.BytesIO(packed.data)) as files:
        assert "Sing" in files.read("data.json").decode()
        assert json.loads(files.read("data.json"))["people"]["account"]["name"].startswith("Tom")
    with known.database.transaction(write=False) as session:
        assert session.scalars(select(View)).all() == []


def test_an_administrators_archive_stands_in_the_persons_ledger(known: Installation) -> None:
    """The person sees in the ledger of each course that everything was handed to an administrator."""
    assert sent(known, "/lti/rights/archive", asked(known, "sam", "tom", ADMINISTRATOR)).mimetype == "application/zip"
    with known.database.transaction(write=False) as session:
        [look] = session.scalars(select(View))
        assert (look.user_id, look.what, look.viewer_id) == (_tom(session), "data", None)


def test_forgetting_needs_a_tick_and_then_leaves_nothing(known: Installation) -> None:
    """Without the tick nothing goes; with it account, enrolment and profile are gone, and the page says so."""
    page = asked(known, "tom", "tom", NOBODY_HERE)
    unsure = sent(known, "/lti/rights/forget", page)
    assert unsure.status_code == 422
    assert "Nothing was deleted." in words(known.policed(unsure))
    done = sent(known, "/lti/rights/forget", page, sure="yes")
    assert "Everything is forgotten." in words(known.policed(done))
    with known.database.transaction(write=False) as session:
        assert session.scalars(select(User.name)).all() == [""]
        assert session.scalars(select(Enrolment)).unique().all() == []
    assert "Boussole holds nothing about you" in words(asked(known, "tom", "tom", NOBODY_HERE))


def test_a_person_who_never_came(known: Installation) -> None:
    """Nothing is held of somebody who never opened the tool; asking makes no account."""
    assert "holds nothing about this person" in words(asked(known, "sam", "aicha", ADMINISTRATOR))
    with known.database.transaction(write=False) as session:
        assert len(session.scalars(select(User)).all()) == 1


@pytest.mark.parametrize("address", ["/lti/rights/archive", "/lti/rights/forget"])
@pytest.mark.parametrize("ticket", ["", "x", "é"])
def test_a_ticket_cannot_be_made_up(known: Installation, address: str, ticket: str) -> None:
    """Nothing is handed over or forgotten without the ticket of a launch."""
    assert failed_check(known.client.post(address, data={"ticket": ticket, "sure": "yes"})) == "privacy.ended"


def test_a_ticket_ends_and_belongs_to_its_page(known: Installation) -> None:
    """After half an hour it ends; a ticket of the picker opens nothing here, nor this one there."""
    page = asked(known, "tom", "tom", NOBODY_HERE)
    picker = known.open("helene", message="deep_linking", claims={"locale": "en"})
    assert failed_check(sent(known, "/lti/rights/archive", picker)) == "privacy.ended"
    assert failed_check(sent(known, "/lti/choose", page)) == "choice.ended"
    known.clock.advance(minutes=30)
    assert failed_check(sent(known, "/lti/rights/archive", page)) == "privacy.ended"


def test_a_request_that_names_nobody_is_refused(known: Installation) -> None:
    """for_user without an id of the person."""
    refused = known.launch(
        "sam",
        message="data_privacy",
        remove=["context", "resource_link"],
        claims={"roles": ADMINISTRATOR, "for_user": {"name": "Tom"}, "locale": "en"},
    )
    assert 400 <= refused.status_code < 500
    assert "for_user" in words(refused)
