"""The models of an installation: order, switches, acceptance, keys, prices, and the books over every change."""

import pytest
from cryptography.fernet import Fernet

from lti_tool.conversations.providing import book, changing
from lti_tool.conversations.providing.book import FromSettings, Price, Standing
from lti_tool.conversations.providing.changing import By, Connection
from lti_tool.conversations.providing.connecting import UNREADABLE_KEY, ModelDesk, Reach
from lti_tool.conversations.providing.limits import SpendingLimits
from lti_tool.conversations.providing.sheet import is_hosted
from lti_tool.conversations.providing.tables import ProviderRow
from lti_tool.db import Database
from lti_tool.errors import InvalidInputError, NotFoundError
from lti_tool.http.reachable import may_call
from lti_tool.lti.vault import Vault
from tests.fakes.clock import StillClock
from tests.fakes.provider import ScriptedProvider
from widget.providers import AnswerProvider, ChatMessage, ProviderError, ProviderRequest

REQUEST = ProviderRequest((ChatMessage("user", "x"),))
HOSTED = Connection("mistral", "https://api.mistral.example/v1", "small-24")
LOCAL = Connection("own", "http://127.0.0.1:8080/v1", "qwen")


@pytest.fixture
def by(clock: StillClock) -> By:
    return By("ada@campus.example", clock.now())


class Connected:
    """Makes clients that say whom they reach, and remembers what they were given."""

    def __init__(self) -> None:
        self.reached: list[Reach] = []
        self.failing: set[str] = set()

    def __call__(self, reach: Reach) -> AnswerProvider:
        self.reached.append(reach)
        fails = 0 if reach.name in self.failing else None
        return ScriptedProvider([reach.model], fails_after=fails, name=reach.name)


@pytest.fixture
def connected() -> Connected:
    return Connected()


@pytest.fixture
def desk(database: Database, connected: Connected) -> ModelDesk:
    return ModelDesk(database, Vault(Fernet.generate_key()), connected)


def add(database: Database, by: By, given: Connection) -> int:
    with database.transaction() as session:
        return changing.add(session, given, by).id


def accept(database: Database, by: By, provider_id: int) -> None:
    with database.transaction() as session:
        changing.accept(session, provider_id, None, "EU", "30 days", by)


def standing(database: Database, provider_id: int, settings: FromSettings | None = None) -> Standing:
    with database.transaction(write=False) as session:
        return book.find(session, settings, provider_id).standing


def said(desk: ModelDesk) -> list[str]:
    return [chunk.text for chunk in desk.stream(REQUEST) if chunk.text]


@pytest.mark.parametrize(
    ("url", "hosted"),
    [
        ("https://api.openai.example/v1", True), ("http://127.0.0.1:1/v1", False), ("http://localhost:1/v1", False),
        ("http://ollama:11434/v1", False), ("http://10.1.2.3/v1", False), ("https://gpu.campus.local/v1", False),
        ("https://8.8.8.8/v1", True), ("https://[::1]/v1", False), ("https://llm.campus.example/v1", True),
        ("https://[", True),
    ],
)  # fmt: skip
def test_data_leaves_unless_the_address_is_plainly_ones_own(url: str, hosted: bool) -> None:
    assert is_hosted(url) is hosted


def test_a_hosted_model_is_asked_only_after_somebody_accepted_its_sheet(database, desk, by) -> None:
    hosted = add(database, by, HOSTED)
    assert standing(database, hosted) is Standing.NEEDS_ACCEPTANCE
    with pytest.raises(ProviderError):
        said(desk)
    accept(database, by, hosted)
    assert said(desk) == ["small-24"]
    with database.transaction(write=False) as session:
        found = book.find(session, None, hosted)
        assert (found.accepted_by, found.accepted_at) == (by.administrator, by.at)
    with database.transaction() as session:
        changing.withdraw(session, hosted, None, by)
    assert standing(database, hosted) is Standing.NEEDS_ACCEPTANCE


@pytest.mark.parametrize("changed", [{"base_url": "https://other.example/v1"}, {"model": "another"}])
def test_another_host_or_model_asks_for_acceptance_again(database, by, changed) -> None:
    hosted = add(database, by, HOSTED)
    accept(database, by, hosted)
    given = {"name": HOSTED.name, "base_url": HOSTED.base_url, "model": HOSTED.model, **changed}
    with database.transaction() as session:
        changing.change(session, hosted, Connection(**given), by)
    assert standing(database, hosted) is Standing.NEEDS_ACCEPTANCE


def test_the_model_of_the_environment_is_held_to_the_same(database, by) -> None:
    settings = FromSettings("https://api.openai.example/v1", "large", "key")
    assert standing(database, book.SETTINGS, settings) is Standing.NEEDS_ACCEPTANCE
    with database.transaction() as session:
        changing.accept(session, book.SETTINGS, settings, "US", "none", by)
    assert standing(database, book.SETTINGS, settings) is Standing.READY
    other = FromSettings("https://api.openai.example/v1", "larger", "key")
    assert standing(database, book.SETTINGS, other) is Standing.NEEDS_ACCEPTANCE
    with database.transaction(write=False) as session:
        assert book.listed(session, None) == []


def test_ones_own_model_is_asked_at_once_and_left_alone_at_once(database, desk, by) -> None:
    own = add(database, by, LOCAL)
    assert said(desk) == ["qwen"]
    with database.transaction() as session:
        changing.switch(session, own, None, by, on=False)
    assert standing(database, own) is Standing.OFF
    with pytest.raises(ProviderError):
        said(desk)


def test_the_switch_over_all_models_holds_at_once(database, desk, by) -> None:
    own = add(database, by, LOCAL)
    with database.transaction() as session:
        assert desk.ready(session) == "own:qwen"
        changing.set_policy(session, by, models_on=False)
        assert desk.ready(session) == ""
    assert standing(database, own) is Standing.ALL_OFF


def test_the_next_one_answers_when_the_first_fails(database, desk, connected, by) -> None:
    connected.failing.add("first")
    own, first = add(database, by, LOCAL), add(database, by, Connection("first", LOCAL.base_url, "other"))
    assert said(desk) == ["qwen"]
    with database.transaction() as session:
        changing.move_up(session, book.listed(session, None), first, None, by)
        assert [one.id for one in book.listed(session, None)] == [first, own]
        changing.move_up(session, book.listed(session, None), first, None, by)
        assert [one.id for one in book.listed(session, None)] == [first, own]
    answers = [chunk.provider for chunk in desk.stream(REQUEST) if chunk.text]
    assert answers == ["own"]


def test_a_key_is_sealed_in_the_database_and_clear_only_for_its_server(database, desk, connected, by) -> None:
    given = Connection("own", LOCAL.base_url, "qwen", desk.seal("sk-secret"))
    own = add(database, by, given)
    said(desk)
    assert connected.reached[0].key == "sk-secret"
    with database.transaction() as session:
        row = session.get(ProviderRow, own)
        assert row is not None
        assert b"sk-secret" not in (row.sealed_key or b"")
        assert "sk-secret" not in repr([(c.before, c.after) for c in changing.last_changes(session)])
    stranger = ModelDesk(database, Vault(Fernet.generate_key()), connected)
    assert stranger.probe(own, iter(range(9)).__next__).reason == UNREADABLE_KEY


def test_a_changed_key_is_used_at_once_and_an_empty_field_keeps_it(database, desk, connected, by) -> None:
    own = add(database, by, Connection("own", LOCAL.base_url, "qwen", desk.seal("one")))
    said(desk)
    for sealed in (None, desk.seal("two")):
        with database.transaction() as session:
            changing.change(session, own, Connection("own", LOCAL.base_url, "qwen", sealed), by)
        said(desk)
    assert [reach.key for reach in connected.reached] == ["one", "one", "two"]


def test_clients_are_made_once(database, desk, connected, by) -> None:
    add(database, by, LOCAL)
    for _ in range(3):
        said(desk)
    assert len(connected.reached) == 1


def test_a_model_without_a_price_is_not_asked_where_money_is_limited(database, by) -> None:
    own = add(database, by, LOCAL)
    with database.transaction() as session:
        changing.set_policy(session, by, limits=SpendingLimits(course_daily_cost=5))
    assert standing(database, own) is Standing.NEEDS_PRICE
    with database.transaction() as session:
        changing.set_price(session, own, None, Price(0, 0), by)
    assert standing(database, own) is Standing.READY


def test_costs_are_rounded_up() -> None:
    assert Price(150_000, 600_000).of(1, 0) == 1
    assert Price(150_000, 600_000).of(1_000_000, 1_000_000) == 750_000


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""), ("name", "x" * 81), ("name", "settings"), ("name", "mistral"), ("base_url", ""),
        ("base_url", "http://api.example/v1"), ("base_url", "javascript:1"), ("base_url", "https://a b/"),
        ("base_url", "https://x:y@api.example/"), ("model", ""), ("model", "x" * 201),
    ],
)  # fmt: skip
def test_what_cannot_be_a_model_is_refused_by_field(database, by, field, value) -> None:
    add(database, by, HOSTED)
    given = {"name": "second", "base_url": "https://api.example/v1", "model": "m", field: value}
    with database.transaction() as session, pytest.raises(InvalidInputError) as refused:
        changing.add(session, Connection(**given), by)
    assert set(refused.value.fields) == {field}


@pytest.mark.parametrize(("region", "retention"), [("", "30 days"), ("EU", " "), ("x" * 201, "y")])
def test_an_empty_sheet_is_not_accepted(database, by, region, retention) -> None:
    hosted = add(database, by, HOSTED)
    with database.transaction() as session, pytest.raises(InvalidInputError):
        changing.accept(session, hosted, None, region, retention, by)
    assert standing(database, hosted) is Standing.NEEDS_ACCEPTANCE


def test_every_change_is_in_the_books_with_who_made_it(database, by) -> None:
    hosted = add(database, by, HOSTED)
    accept(database, by, hosted)
    with database.transaction() as session:
        changing.switch(session, hosted, None, by, on=False)
        changing.switch(session, hosted, None, by, on=False)
        changing.set_policy(session, by, limits=SpendingLimits(course_daily_tokens=7), currency="CHF")
        changing.remove(session, hosted, by)
        noted = [(one.subject, one.field, one.after) for one in reversed(changing.last_changes(session))]
        assert {one.administrator for one in changing.last_changes(session)} == {by.administrator}
    sheet = {"host": "api.mistral.example", "model": "small-24", "region": "EU", "retention": "30 days"}
    assert noted == [
        ("mistral", "added", {"base_url": HOSTED.base_url, "model": HOSTED.model}),
        ("mistral", "region", "EU"),
        ("mistral", "retention", "30 days"),
        ("mistral", "accepted", sheet),
        ("mistral", "is_on", False),
        ("", "currency", "CHF"),
        ("", "course_daily_tokens", 7),
        ("mistral", "removed", None),
    ]


def test_the_model_of_the_environment_is_neither_removed_nor_found_without_it(database, by) -> None:
    with database.transaction() as session:
        for act in (
            lambda: changing.remove(session, book.SETTINGS, by),
            lambda: changing.switch(session, book.SETTINGS, None, by, on=False),
            lambda: changing.remove(session, 12345, by),
        ):
            with pytest.raises(NotFoundError):
                act()


def test_the_test_of_a_connection_says_what_was_found(database, desk, connected, by) -> None:
    own = add(database, by, LOCAL)
    clock = iter((0.0, 0.25, 0.5))
    probe = desk.probe(own, lambda: next(clock))
    assert (probe.works, probe.first_text_seconds, probe.pieces, probe.reports_usage) == (True, 0.25, 1, True)
    connected.failing.add("broken")
    broken = add(database, by, Connection("broken", LOCAL.base_url, "x"))
    assert desk.probe(broken, lambda: 0.0).reason == "scripted failure"


def test_a_typed_address_may_not_lead_into_a_private_network_unasked(database, connected, by) -> None:
    guarded = ModelDesk(database, Vault(Fernet.generate_key()), connected, may_call=lambda _url: False)
    own = add(database, by, LOCAL)
    assert "private network" in guarded.probe(own, lambda: 0.0).reason
    assert connected.reached == []


@pytest.mark.parametrize(
    ("found", "allowed"), [(["93.184.215.14"], True), (["93.184.215.14", "10.0.0.1"], False), (["127.0.0.1"], False)]
)
def test_every_address_of_a_name_has_to_be_permitted(found: list[str], allowed: bool) -> None:
    assert may_call("https://api.example/v1", (), lambda _host, _port: found) is allowed
