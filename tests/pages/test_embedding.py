"""The assistant on somebody else's page, as the tool's own app serves it."""

from typing import Any

import pytest
from flask import Flask

from lti_tool.db import Database
from lti_tool.embed import sites
from lti_tool.embed.keys import PURPOSE
from lti_tool.lti.vault import Vault
from lti_tool.settings import Settings
from tests.factories import embed
from tests.factories.embed import ORIGIN, TOOL, Signer
from tests.fakes.clock import StillClock
from tests.pages.conftest import Browser


@pytest.fixture
def vault(settings: Settings) -> Vault:
    return Vault(settings.derived_key(PURPOSE))


@pytest.fixture
def acme(database: Database, filled: dict[str, str], course_id: int, vault: Vault, clock: StillClock) -> Signer:
    return embed.site(database, course_id, vault, clock.now(), language="fr")


def exchanged(nobody: Browser, site: str, value: str, kind: str = "jwt") -> Any:
    return nobody.client.post("/widget/session", data={"site": site, "kind": kind, "value": value})


@pytest.fixture
def headers(nobody: Browser, acme: Signer, clock: StillClock) -> dict[str, str]:
    answer = exchanged(nobody, acme.site, acme.token(clock.now(), locale="en"))
    assert (answer.status_code, answer.json["seconds"]) == (200, 900)
    return {"Authorization": f"Bearer {answer.json['bearer']}"}


def ancestors(response: Any) -> str:
    policy: str = response.headers["Content-Security-Policy"]
    return policy.split("frame-ancestors ")[1]


def test_the_loader_is_served_to_anybody(nobody: Browser) -> None:
    response = nobody.client.get("/widget/embed.js")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "public, max-age=3600"


def test_only_the_sites_own_pages_may_hold_the_frame(nobody: Browser, acme: Signer) -> None:
    response = nobody.client.get(f"/widget/frame?site={acme.site}&lang=en&named=1")
    assert response.status_code == 200
    assert ancestors(response) == f"{ORIGIN} {TOOL}"  # and the tool's own, for the administrator's preview


def test_tries_to_open_a_session_are_counted(nobody: Browser, acme: Signer) -> None:
    answers = [exchanged(nobody, acme.site, "x").status_code for _ in range(301)]
    assert answers == [401] * 300 + [429]


def test_a_site_that_is_unknown_or_off_says_so(
    nobody: Browser, database: Database, acme: Signer, clock: StillClock
) -> None:
    with database.transaction() as session:
        sites.switch(session, acme.site, clock.now(), on=False)
    for site in (acme.site, "unknown"):
        response = nobody.client.get(f"/widget/frame?site={site}")
        assert response.status_code == 404
        assert "Tell your administrator" in response.get_data(as_text=True)
        assert exchanged(nobody, site, "x").status_code == 400


def test_somebody_the_page_vouches_for_asks_and_is_answered(
    nobody: Browser, headers: dict[str, str], filled: dict[str, str]
) -> None:
    form = {"question": "How do I prepare an interview?", "request_id": "request-1"}
    answer = nobody.client.post("/widget/ask", data=form, headers=headers)
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "Prepare three stories for a job interview" in shown
    assert "Prepare an interview" in shown  # the source is named; its page needs a launch, so it is no link
    assert "/learn/" not in shown
    assert "How do I prepare an interview?" in nobody.client.get("/widget/panel", headers=headers).get_data(
        as_text=True
    )
    note = {"step-0": "one thing", "done": "yes"}
    assert nobody.client.post("/widget/exercises/worry-time", data=note, headers=headers).status_code == 200


def test_a_frames_bearer_opens_nothing_but_the_widget(nobody: Browser, headers: dict[str, str]) -> None:
    for address in ("/learn/", "/teach/", "/mentor/"):
        assert nobody.client.get(address, headers=headers).status_code == 401


def test_a_token_works_once_and_a_refusal_is_no_fault(nobody: Browser, acme: Signer, clock: StillClock) -> None:
    token = acme.token(clock.now())
    assert [exchanged(nobody, acme.site, token).status_code for _ in range(3)] == [200, 401, 401]
    assert exchanged(nobody, acme.site, "anything", "anonymous").status_code == 401


def test_a_session_that_ended_opens_nothing(nobody: Browser, headers: dict[str, str], clock: StillClock) -> None:
    clock.advance(minutes=15)
    assert nobody.client.get("/widget/panel", headers=headers).status_code == 401


def test_a_launched_page_keeps_its_own_way_in(learner: Browser, app: Flask) -> None:
    assert learner.get("/widget/panel", htmx=True).status_code == 200


def test_visitors_without_a_name_get_search_answers(
    nobody: Browser, database: Database, filled: dict[str, str], course_id: int, vault: Vault, clock: StillClock
) -> None:
    site = embed.site(database, course_id, vault, clock.now(), anonymous=True).site
    bearer = exchanged(nobody, site, "", "anonymous").json["bearer"]
    form = {"question": "How do I prepare an interview?", "request_id": "request-1"}
    answer = nobody.client.post("/widget/ask", data=form, headers={"Authorization": f"Bearer {bearer}"})
    assert "search answer" in answer.get_data(as_text=True).lower()
