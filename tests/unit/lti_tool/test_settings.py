"""Settings: all problems at once, the environment before the file, a secret made once."""

from ipaddress import ip_network
from pathlib import Path

import pytest

from lti_tool.errors import ConfigurationError
from lti_tool.settings import Settings


def test_every_wrong_setting_is_named_at_once() -> None:
    with pytest.raises(ConfigurationError) as caught:
        Settings.from_environ(
            {
                "BOUSSOLE_PUBLIC_URL": "ftp://x",
                "BOUSSOLE_LOG_LEVEL": "LOUD",
                "BOUSSOLE_SECRET_KEY": "short",
                "BOUSSOLE_PRIVATE_NETWORKS": "not-a-network",
            },
            env_file=None,
        )
    for name in ("BOUSSOLE_PUBLIC_URL", "BOUSSOLE_LOG_LEVEL", "BOUSSOLE_SECRET_KEY", "BOUSSOLE_PRIVATE_NETWORKS"):
        assert name in str(caught.value)
    assert "short" not in str(caught.value).replace("should", "")


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("BOUSSOLE_MODEL=from-file\nBOUSSOLE_COUNTRY=BE\n")
    read = Settings.from_environ({"BOUSSOLE_MODEL": "from-environment"}, file)
    assert (read.model, read.country) == ("from-environment", "BE")


def test_networks_are_read_from_a_list() -> None:
    read = Settings.from_environ({"BOUSSOLE_PRIVATE_NETWORKS": "127.0.0.0/8, ::1/128"}, env_file=None)
    assert read.private_networks == (ip_network("127.0.0.0/8"), ip_network("::1/128"))


def test_an_empty_value_counts_as_not_set() -> None:
    assert Settings.from_environ({"BOUSSOLE_MODEL": ""}, env_file=None).model


def test_a_missing_secret_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = Settings.from_environ({"BOUSSOLE_DATA_DIR": str(data)}, env_file=None).prepared()
    second = Settings.from_environ({"BOUSSOLE_DATA_DIR": str(data)}, env_file=None).prepared()
    assert first.derived_key("x") == second.derived_key("x")
    assert (data / "secret_key").stat().st_mode & 0o077 == 0
    assert [path.name for path in data.iterdir()] == ["secret_key"]


def test_keys_of_two_purposes_differ() -> None:
    read = Settings.from_environ({"BOUSSOLE_SECRET_KEY": "k" * 40}, env_file=None)
    assert read.derived_key("a") != read.derived_key("b")


def test_a_key_needs_a_secret() -> None:
    with pytest.raises(ConfigurationError, match="BOUSSOLE_SECRET_KEY"):
        Settings.from_environ({}, env_file=None).derived_key("a")


def test_secrets_do_not_show_when_printed() -> None:
    read = Settings.from_environ({"BOUSSOLE_SECRET_KEY": "s3cret" * 8, "OPENAI_API_KEY": "sk-abc"}, env_file=None)
    assert "s3cret" not in repr(read)
    assert "sk-abc" not in repr(read)


def test_searching_in_postgresql_needs_postgresql() -> None:
    wanted = {"BOUSSOLE_SEARCH_ENGINE": "postgresql"}
    for address in ("", "sqlite:///here.sqlite3"):
        with pytest.raises(ConfigurationError, match=r"BOUSSOLE_SEARCH_ENGINE: .* needs a DATABASE_URL"):
            Settings.from_environ({**wanted, "DATABASE_URL": address}, None)
    assert Settings.from_environ({**wanted, "DATABASE_URL": "postgresql:///x"}, None).search_engine == "postgresql"
    with pytest.raises(ConfigurationError, match="BOUSSOLE_SEARCH_ENGINE"):
        Settings.from_environ({"BOUSSOLE_SEARCH_ENGINE": "elastic"}, None)


PROVIDER = {
    "BOUSSOLE_OIDC_ISSUER": "https://login.campus.example/realm",
    "BOUSSOLE_OIDC_CLIENT_ID": "boussole",
    "BOUSSOLE_OIDC_ADMINS": " Ada@Campus.example ,sub:Ab12,",
}


def test_who_may_sign_in_from_the_organisation() -> None:
    assert Settings.from_environ(PROVIDER, None).oidc_admins == ("ada@campus.example", "sub:Ab12")


@pytest.mark.parametrize(
    "changed",
    [
        {"BOUSSOLE_OIDC_CLIENT_ID": ""},
        {"BOUSSOLE_OIDC_ADMINS": " , "},
        {"BOUSSOLE_OIDC_ISSUER": "login.campus.example"},
        {"BOUSSOLE_OIDC_ISSUER": "https://u:p@login.campus.example"},
        {"BOUSSOLE_OIDC_ISSUER": "https://login.campus.example?x=1"},
        {"BOUSSOLE_OIDC_CLIENT_SECRET": "gehéim"},
    ],
    ids=str,
)
def test_a_provider_that_is_set_in_part_is_refused(changed: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError, match="OIDC"):
        Settings.from_environ({**PROVIDER, **changed}, None)
