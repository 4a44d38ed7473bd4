"""What the campus remembers over a restart."""

import stat

from lti_tool.demo.platform.app import create_campus
from lti_tool.demo.platform.config import CampusConfig, utc_now
from lti_tool.demo.platform.here import campus_of
from lti_tool.demo.platform.scoring import override
from lti_tool.demo.platform.state import LineItem, dump, load
from lti_tool.demo.platform.tools import Tool


def start(path, address="http://localhost:8000"):
    return campus_of(create_campus(CampusConfig(tools=(Tool.at(address),), data_file=path)))


def test_grades_activities_people_and_keys_survive_a_restart(tmp_path):
    path = tmp_path / "new" / "campus.json"
    first = start(path)
    first.state.line_items[501] = LineItem(501, "101", "boussole-campus", "P", 10.0, "7001")
    override(first, first.state.line_items[501], first.person("ines"), 7.5, "à garder")
    first.enrol("101", "tom", None)
    second = start(path)
    assert second.state == first.state or dump(second.state) == dump(first.state)
    assert second.state.grades[501, "ines"].comment == "à garder"
    assert second.key.kid == first.key.kid
    assert "tom" not in second.course("101").members
    assert second.state.roster_changes == [("101", "tom")]


def test_the_file_is_for_its_owner_only(tmp_path):
    campus = start(tmp_path / "campus.json")
    campus.keep()
    assert stat.S_IMODE((tmp_path / "campus.json").stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [tmp_path / "campus.json"]


def test_the_tools_new_address_wins_over_the_file(tmp_path):
    path = tmp_path / "campus.json"
    start(path).keep()
    assert start(path, "http://localhost:9000").tool("boussole-campus").login_url == "http://localhost:9000/lti/login"


def test_what_is_written_is_read_back(tmp_path):
    campus = start(tmp_path / "campus.json")
    assert dump(load(dump(campus.state))) == dump(campus.state)


def test_without_a_file_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    start(None).keep()
    assert list(tmp_path.iterdir()) == []


def test_the_clock_is_aware():
    assert utc_now().tzinfo is not None
