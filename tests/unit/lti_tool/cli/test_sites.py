"""`boussole sites`: made, shown, rotated, switched off, by an administrator or a script."""

import json
from dataclasses import replace
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from joserfc.jwk import ECKey, OctKey, OKPKey

from lti_tool.cli.context import Context
from lti_tool.cli.sites import sites
from lti_tool.db import Database
from lti_tool.errors import NotFoundError
from lti_tool.settings import Settings
from tests.factories import people
from tests.fakes.clock import StillClock
from tests.fakes.doors import AppDoor

ADD = ("add", "Acme", "--course", "demo", "--origin", "https://intranet.example")


@pytest.fixture
def context(settings: Settings, database: Database, clock: StillClock) -> Context:
    with database.transaction() as session:
        people.course(session, "demo")
    return Context(settings, database, clock, AppDoor({}))


def run(context: Context, *arguments: str) -> Result:
    result = CliRunner().invoke(sites, arguments, obj=context)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def data(context: Context, *arguments: str) -> dict[str, Any]:
    result = run(context, *arguments, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_a_site_is_made_with_a_secret_that_is_shown_once(context: Context) -> None:
    made = data(context, *ADD, "--language", "fr")
    assert len(made["secret"]) >= 43
    assert made["token"] == {
        "typ": "boussole-embed+jwt",
        "iss": made["key"],
        "aud": "http://localhost:8000",
        "seconds": 300,
    }
    assert made["snippet"] == (
        f'<script src="http://localhost:8000/widget/embed.js" async data-site="{made["key"]}"'
        ' data-token-url="/mentor-token" data-lang="fr"></script>'
    )
    assert 'integrity="sha384-' in made["pinned_snippet"]
    shown = data(context, "show", made["key"])
    assert "secret" not in shown
    assert shown["snippet"] == made["snippet"]


def test_people_read_text(context: Context) -> None:
    shown = run(context, *ADD).stdout
    assert "secret (shown this once): " in shown
    assert "<script src=" in shown
    assert "Acme  https://intranet.example  demo  on" in run(context, "list").stdout


def test_an_empty_list_says_what_to_do(context: Context) -> None:
    assert "boussole sites add" in run(context, "list").stdout
    assert data(context, "list") == {"sites": []}


def test_visitors_without_a_name_need_no_token(context: Context) -> None:
    assert "data-token-url" not in data(context, *ADD, "--anonymous")["snippet"]


def test_a_site_with_keys_of_its_own(context: Context, tmp_path: Any) -> None:
    keys = tmp_path / "jwks.json"
    ours, other = OKPKey.generate_key("Ed25519"), ECKey.generate_key("P-256")
    keys.write_text(json.dumps({"keys": [ours.as_dict(private=False), other.as_dict(private=False)]}))
    made = data(context, *ADD, "--algorithm", "EdDSA", "--jwks", str(keys))
    assert ("secret" in made, len(made["keys"])) == (False, 1)
    keys.write_text(json.dumps(OKPKey.generate_key("Ed25519").as_dict(private=False)))
    rotated = data(context, "rotate", made["key"], "--jwks", str(keys))
    assert [one["until"] is None for one in rotated["keys"]] == [False, True]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "needs a file with its public keys"),
        ("nonsense", "no public key that fits"),
        ("[]", "no public key that fits"),
        ('{"keys": [3]}', "no public key that fits"),
        (json.dumps(ECKey.generate_key("P-384").as_dict(private=False)), "no public key that fits"),
        ('{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}', "no public key that fits"),
        (json.dumps(ECKey.generate_key("P-256").as_dict(private=True)), "holds a private key"),
        (json.dumps(OctKey.generate_key(256).as_dict(private=True)), "holds a private key"),
    ],
    ids=["none", "nonsense", "empty", "no key", "another curve", "a broken key", "a private key", "a shared secret"],
)
def test_keys_that_do_not_fit_are_named(context: Context, tmp_path: Any, content: str | None, sentence: str) -> None:
    given = ()
    if content is not None:
        (tmp_path / "jwks.json").write_text(content)
        given = ("--jwks", str(tmp_path / "jwks.json"))
    result = run(context, *ADD, "--algorithm", "ES256", *given)
    assert result.exit_code == 1
    assert "jwks: " in result.output
    assert sentence in result.output


@pytest.mark.parametrize(
    "origin",
    [
        "http://intranet.example",
        "https://*.example",
        "https://intranet.example/",
        "null",
        "https://a@b.example",
        "https://intranet.example.",
        "intranet.example",
    ],
)
def test_wrong_origins_are_named(context: Context, origin: str) -> None:
    result = run(context, "add", "Acme", "--course", "demo", "--origin", origin)
    assert result.exit_code == 1
    assert "origin: Give exact origins" in result.output
    assert data(context, "list") == {"sites": []}


def test_a_name_is_needed(context: Context) -> None:
    assert "name: Give the site a name" in run(context, "add", " ", *ADD[2:]).output


def test_a_new_secret_and_the_end_of_the_old_one(context: Context) -> None:
    made = data(context, *ADD)
    rotated = data(context, "rotate", made["key"])
    assert rotated["secret"] != made["secret"]
    assert [one["until"] for one in rotated["keys"]] == ["2026-03-09T12:00:00+00:00", None]
    forgotten = data(context, "rotate", made["key"], "--forget")
    assert [one["until"] for one in forgotten["keys"]] == ["2026-03-02T12:00:00+00:00"] * 2 + [None]


def test_off_and_on_again(context: Context) -> None:
    key = data(context, *ADD)["key"]
    assert run(context, "disable", key).stdout == "Acme is off.\n"
    assert data(context, "list")["sites"][0]["disabled"]
    assert not data(context, "disable", key, "--enable")["disabled"]


def test_an_unknown_site_is_named(context: Context) -> None:
    for command in ("show", "rotate", "disable"):
        with pytest.raises(NotFoundError, match="nowhere"):
            run(context, command, "nowhere")


def test_keys_are_read_at_an_address(context: Context, settings: Settings, database: Database) -> None:
    key = OKPKey.generate_key("Ed25519")
    intranet = Flask("intranet")
    intranet.add_url_rule("/keys.json", "keys", lambda: {"keys": [key.as_dict(private=False)]})
    reaching = replace(context, http=AppDoor({"intranet.example": intranet}))
    address = "https://intranet.example/keys.json"
    made = data(reaching, *ADD, "--algorithm", "EdDSA", "--jwks-url", address)
    assert (made["keys_address"], made["keys"]) == (address, [])
    refused = run(reaching, "keys-at", made["key"], "https://nowhere.example/keys.json")
    assert (refused.exit_code, "No public keys could be read" in refused.output) == (1, True)
    assert data(reaching, "keys-at", made["key"], address)["keys_address"] == address
