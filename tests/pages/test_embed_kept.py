"""What is kept of somebody in a frame: read, saved, erased there, and joined to a course by their own act."""

import io
import json
import re
import zipfile
from typing import Any

import pytest
from sqlalchemy import func, select

from lti_tool.conversations.models import ConversationRow
from lti_tool.db import Database
from lti_tool.embed.keys import PURPOSE
from lti_tool.embed.models import EmbedPerson
from lti_tool.gradebook.models import Interaction
from lti_tool.lti.vault import Vault
from lti_tool.settings import Settings
from tests.factories import embed
from tests.factories.embed import Signer
from tests.fakes.clock import StillClock
from tests.pages.conftest import Browser, words

QUESTION = "How do I prepare an interview?"


@pytest.fixture
def vault(settings: Settings) -> Vault:
    return Vault(settings.derived_key(PURPOSE))


@pytest.fixture
def acme(database: Database, filled: dict[str, str], course_id: int, vault: Vault, clock: StillClock) -> Signer:
    return embed.site(database, course_id, vault, clock.now())


class Frame:
    """A person's frame on the organisation's page."""

    def __init__(self, nobody: Browser, site: str, kind: str, value: str) -> None:
        self.client = nobody.client
        answer = self.client.post("/widget/session", data={"site": site, "kind": kind, "value": value})
        self.headers = {"Authorization": f"Bearer {answer.json['bearer']}", "HX-Request": "true"}

    def get(self, address: str) -> Any:
        return self.client.get(address, headers=self.headers)

    def post(self, address: str, **form: str) -> Any:
        return self.client.post(address, data=form, headers=self.headers)

    def ask(self, request_id: str = "request-1") -> str:
        """Ask; the id of the answer."""
        answer = self.post("/widget/ask", question=QUESTION, request_id=request_id).get_data(as_text=True)
        found = re.search(r"/widget/answers/([0-9a-f]+)/feedback", answer)
        assert found
        return found[1]


@pytest.fixture
def frame(nobody: Browser, acme: Signer, clock: StillClock) -> Frame:
    return Frame(nobody, acme.site, "jwt", acme.token(clock.now(), name="Ada Byron", locale="en"))


def counted(database: Database, learner: Browser) -> int:
    assert learner.person
    with database.transaction(write=False) as session:
        mine = select(func.count(Interaction.id)).where(Interaction.user_id == learner.person.viewer.user_id)
        return session.scalar(mine) or 0


def code_for(learner: Browser) -> str:
    found = re.search(r"<strong>([A-Z2-9]{4}-[A-Z2-9]{4})</strong>", learner.post("/learn/elsewhere/code").text)
    assert found
    return found[1]


def test_the_panel_leads_to_what_is_kept(frame: Frame, learner: Browser) -> None:
    assert "/widget/kept" in frame.get("/widget/panel").text
    assert "/widget/kept" not in learner.get("/widget/panel", htmx=True).text
    frame.ask()
    shown = words(frame.get("/widget/kept"))
    assert QUESTION in shown
    assert "Conversations with the assistant" in shown


def test_conversations_are_found_deleted_and_brought_back_there(frame: Frame) -> None:
    frame.ask()
    assert QUESTION in words(frame.get("/widget/history?q=interview"))
    assert "No conversation" in words(frame.get("/widget/history?q=pancakes"))
    assert "1 conversation deleted" in words(frame.post("/widget/history/forget", thread=""))
    assert QUESTION in words(frame.post("/widget/history/restore"))


def test_everything_is_saved_as_a_file(frame: Frame) -> None:
    frame.ask()
    packed = zipfile.ZipFile(io.BytesIO(frame.get("/widget/kept/archive.zip").data))
    data = json.loads(packed.read("data.json"))
    assert data["conversations"]["conversations"][0]["turns"][0]["question"] == QUESTION
    assert data["embed"]["sites"][0]["known_as"] == "ada"


def test_nothing_is_erased_before_the_person_says_they_know(frame: Frame, database: Database) -> None:
    frame.ask()
    refused = frame.post("/widget/kept/erase")
    assert (refused.status_code, "Nothing was deleted" in refused.text) == (422, True)
    done = frame.post("/widget/kept/erase", sure="yes")
    assert (done.status_code, done.headers["HX-Retarget"]) == (200, "#frame-panel")
    assert frame.get("/widget/panel").status_code == 401
    with database.transaction(write=False) as session:
        left = [session.scalar(select(func.count()).select_from(one)) for one in (ConversationRow, EmbedPerson)]
    assert left == [0, 0]


def test_what_is_done_there_counts_in_the_course_once_the_person_linked_both(
    frame: Frame, learner: Browser, database: Database
) -> None:
    frame.post(f"/widget/answers/{frame.ask()}/feedback", verdict="yes")
    assert counted(database, learner) == 0
    code = code_for(learner)
    asked = words(frame.post("/widget/kept/link", code=code.lower()))
    assert "Tom Whitfield" in asked
    assert "Your instructor and the gradebook see how many there are" in asked
    assert "Linked. From now on" in words(frame.post("/widget/kept/link", code=code, agreed="yes"))
    frame.post(f"/widget/answers/{frame.ask('request-2')}/feedback", verdict="yes")
    frame.post("/widget/exercises/worry-time", **{"step-0": "one thing", "done": "yes"})
    assert counted(database, learner) == 2
    assert QUESTION not in learner.page("/conversations/")  # the words stay where they were written


@pytest.mark.parametrize("side", ["frame", "course"])
def test_a_link_that_is_ended_counts_no_more(frame: Frame, learner: Browser, database: Database, side: str) -> None:
    frame.post("/widget/kept/link", code=code_for(learner), agreed="yes")
    page = learner.get("/learn/elsewhere/").text
    assert "Acme" in page
    if side == "frame":
        assert "The link is ended" in words(frame.post("/widget/kept/unlink"))
    else:
        address = re.search(r"/learn/elsewhere/\d+/end", page)
        assert address
        assert "The link is ended" in words(learner.post(address[0]))
    frame.post(f"/widget/answers/{frame.ask()}/feedback", verdict="yes")
    assert counted(database, learner) == 0


def test_a_code_that_does_not_count_is_said_and_guessing_is_stopped(frame: Frame, learner: Browser) -> None:
    code_for(learner)
    answers = [frame.post("/widget/kept/link", code="ABCD-EFGH", agreed="yes") for _ in range(11)]
    assert [one.status_code for one in answers] == [422] * 10 + [429]
    assert "is not known" in words(answers[0])


def test_visitors_without_a_name_and_launched_people_link_nothing_there(
    nobody: Browser, learner: Browser, database: Database, course_id: int, vault: Vault, clock: StillClock
) -> None:
    site = embed.site(database, course_id, vault, clock.now(), anonymous=True).site
    visitor = Frame(nobody, site, "anonymous", "")
    assert "deleted an hour after you leave" in words(visitor.get("/widget/kept"))
    assert visitor.post("/widget/kept/link", code="x").status_code == 404
    assert learner.get("/widget/kept").status_code == 404


def test_a_course_without_a_site_says_so(learner: Browser, filled: dict[str, str]) -> None:
    assert "No organisation’s page holds" in learner.page("/learn/elsewhere/")
    assert "/learn/elsewhere/" not in learner.get("/learn/who-sees/").text


def test_the_ledger_leads_to_the_link_where_there_is_a_site(learner: Browser, acme: Signer) -> None:
    assert "/learn/elsewhere/" in learner.get("/learn/who-sees/").text


def test_in_french(nobody: Browser, acme: Signer, clock: StillClock) -> None:
    frame = Frame(nobody, acme.site, "jwt", acme.token(clock.now(), locale="fr"))
    assert "Ce qui est gardé de vous" in words(frame.get("/widget/kept"))
