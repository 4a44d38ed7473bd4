"""The administrator's desk for models: connect, test, accept, price, limit, switch, remove, and the books."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from lti_tool.app import create_app
from lti_tool.conversations.providing.tables import ProviderRow
from lti_tool.db import Database
from lti_tool.settings import Settings
from tests.fakes.clock import StillClock
from tests.fakes.doors import AppDoor
from tests.fakes.provider import ModelServerDouble
from tests.pages.conftest import held, words
from tests.pages.desk import EMAIL, Administrator
from tests.pages.policing import PolicingClient

HOSTED = {"name": "mistral", "base_url": "https://api.mistral.example/v1/", "model": "small", "key": "sk-secret"}
PLACE = "/admin/assistant"


def read(desk: Administrator, address: str = PLACE) -> str:
    response = desk.get(address)
    assert response.status_code == 200
    return words(response)


def connect(desk: Administrator, **changed: str) -> str:
    response = desk.post(f"{PLACE}/models/new", **{**HOSTED, **changed})
    assert response.status_code == 303, words(response)
    return response.headers["Location"].partition("?")[0]


def accept(desk: Administrator, address: str, **changed: str) -> int:
    given = {"region": "EU", "retention": "30 days, no training", "read": "on", **changed}
    return desk.post(f"{address}/accept", **given).status_code


@pytest.fixture
def server() -> Iterator[ModelServerDouble]:
    with ModelServerDouble() as running:
        yield running


def test_an_installation_without_a_model_says_that_nothing_is_missing(desk: Administrator) -> None:
    page = read(desk)
    assert "Search answers only" in page
    assert "No model is connected" in page
    assert "Nothing was changed yet." in page


def test_a_hosted_model_waits_for_its_sheet_and_is_accepted_in_ones_own_name(desk: Administrator) -> None:
    address = connect(desk)
    assert "Waits for you to accept its sheet" in read(desk)
    sheet = read(desk, address)
    for part in ("is sent to api.mistral.example, to the model small", "This is never sent:", "e-mail addresses"):
        assert part in sheet
    assert accept(desk, address) == 303
    assert f"by {EMAIL} on 2 Mar 2026" in read(desk, address)
    assert "Answers are written by mistral" in read(desk)
    desk.post(f"{address}/withdraw")
    assert "Search answers only" in read(desk)


@pytest.mark.parametrize(("field", "value"), [("region", ""), ("retention", " "), ("read", "")])
def test_a_sheet_is_accepted_whole_or_not(desk: Administrator, field: str, value: str) -> None:
    address = connect(desk)
    assert accept(desk, address, **{field: value}) == 422
    assert "Search answers only" in read(desk)


def test_a_key_is_stored_sealed_and_shown_nowhere(desk: Administrator) -> None:
    address = connect(desk)
    with desk.database.transaction(write=False) as session:
        sealed = session.scalars(select(ProviderRow.sealed_key)).one()
    assert sealed
    assert b"sk-secret" not in sealed
    for page in (PLACE, address):
        assert "sk-secret" not in desk.get(page).get_data(as_text=True)
    wrong = desk.post(f"{PLACE}/models/new", **{**HOSTED, "name": ""})
    assert "sk-secret" not in wrong.get_data(as_text=True)


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("base_url", "http://api.mistral.example"), ("model", ""), ("key", "x" * 2001), ("name", "mistral")],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(desk, field, value) -> None:
    connect(desk)
    response = desk.post(f"{PLACE}/models/new", **{**HOSTED, "name": "other", field: value})
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert f'id="f-{field}-error"' in page
    assert 'value="small"' in page or field == "model"


def test_the_connection_is_tested_and_what_was_found_is_kept(desk: Administrator, server: ModelServerDouble) -> None:
    address = connect(desk, base_url=server.base_url, name="own")
    assert desk.post(f"{address}/test").status_code == 303
    page = read(desk, address)
    assert "The connection works" in page
    assert "Text comes in pieces" in page
    server.behaviour = ["refuse:401"]
    desk.post(f"{address}/test")
    assert "The connection does not work" in read(desk, address)


def test_the_order_and_the_switches_decide_who_is_asked(desk: Administrator) -> None:
    connect(desk, name="first", base_url="http://127.0.0.1:1/v1")
    second = connect(desk, name="second", base_url="http://127.0.0.1:2/v1")
    assert "Answers are written by first" in read(desk)
    desk.post(f"{second}/up")
    assert "Answers are written by second" in read(desk)
    desk.post(f"{second}/switch", on="no")
    assert "Answers are written by first" in read(desk)
    desk.post(f"{PLACE}/switch", on="no")
    assert "Search answers only" in read(desk)
    desk.post(f"{PLACE}/switch", on="yes")
    desk.post(f"{second}/switch", on="yes")
    assert "Answers are written by second" in read(desk)


def test_prices_are_typed_either_way_and_shown(desk: Administrator) -> None:
    address = connect(desk)
    assert desk.post(f"{address}/price", price_in="0,15", price_out="0.60").status_code == 303
    page = desk.get(address).get_data(as_text=True)
    assert 'value="0.15"' in page
    assert "about 0.0006" in words(desk.get(address))
    for given in ({"price_in": "x", "price_out": "1"}, {"price_in": "1", "price_out": ""}, {"price_in": "-1"}):
        assert desk.post(f"{address}/price", **given).status_code == 422


def test_limits_hold_money_back_from_a_model_without_a_price(desk: Administrator) -> None:
    address = connect(desk, name="own", base_url="http://127.0.0.1:1/v1")
    limits = {"currency": "chf", "person_daily_tokens": "60 000", "installation_daily_cost": "2,5"}
    assert desk.post(f"{PLACE}/limits", **limits).status_code == 303
    page = desk.get(PLACE).get_data(as_text=True)
    assert 'value="60000"' in page
    assert 'value="2.5"' in page
    assert "Needs a price" in page
    desk.post(f"{address}/price", price_in="0", price_out="0")
    assert "Answers are written by own" in read(desk)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("currency", "euro"), ("currency", "<b>"), ("person_daily_tokens", "many"), ("person_daily_tokens", "-1"),
        ("course_daily_cost", "NaN"), ("course_daily_cost", "1e99"), ("person_daily_tokens", "٣"),
    ],
)  # fmt: skip
def test_a_limit_that_is_none_is_refused_beside_its_field(desk: Administrator, field: str, value: str) -> None:
    response = desk.post(f"{PLACE}/limits", **{"currency": "EUR", "course_daily_tokens": "7", field: value})
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert f'id="f-{field}-error"' in page
    assert 'value="7"' in page


def test_who_changed_what_is_listed(desk: Administrator) -> None:
    address = connect(desk)
    accept(desk, address)
    desk.post(f"{address}/remove")
    page = read(desk)
    assert page.count(EMAIL) >= 5
    for part in ("mistral: Connected", "mistral: Sheet accepted", "mistral: Removed"):
        assert part in page
    assert desk.get(address).status_code == 404


def test_removing_says_first_what_it_means(desk: Administrator) -> None:
    address = connect(desk)
    assert "Its key is deleted" in read(desk, f"{address}/remove")
    assert read(desk, address)


@pytest.mark.parametrize("act", ["", "/test", "/switch", "/up", "/price", "/accept", "/withdraw", "/remove"])
def test_a_model_that_is_not_there_is_not_found(desk: Administrator, act: str) -> None:
    given = {"region": "EU", "retention": "x", "read": "on", **HOSTED}
    response = desk.post(f"{PLACE}/models/77{act}", **given)
    assert response.status_code in ({303} if act == "/up" else {404})


def test_names_with_code_in_them_are_text(desk: Administrator) -> None:
    attack = "<script>alert(1)</script>"
    address = connect(desk, name=attack, model=attack)
    for page in (PLACE, address, f"{address}/remove"):
        assert "<script>alert" not in desk.get(page).get_data(as_text=True)


@pytest.fixture
def app_with_model(settings: Settings, database: Database, clock: StillClock) -> Iterator[Flask]:
    given = settings.model_copy(update={"openai_base_url": "https://api.openai.example/v1", "model": "large"})
    made = create_app(given, clock=clock, database=database, http=AppDoor({}))
    made.test_client_class = PolicingClient
    yield made
    held(made).engines.close()


def test_the_model_of_the_environment_is_held_to_its_sheet_too(
    app_with_model: Flask, database: Database, anyone: Administrator
) -> None:
    desk = Administrator(app_with_model.test_client(), database)  # type: ignore[arg-type]
    assert desk.sign_in().status_code == 303
    assert "settings: Waits for you to accept its sheet" in read(desk)
    page = desk.get(f"{PLACE}/models/0").get_data(as_text=True)
    assert "Set by OPENAI_BASE_URL" in page
    assert not re.search(r'name="key"', page)
    assert accept(desk, f"{PLACE}/models/0") == 303
    assert "Answers are written by settings" in read(desk)
    assert desk.post(f"{PLACE}/models/0/remove").status_code == 404
