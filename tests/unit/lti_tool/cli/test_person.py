"""`boussole person`: handed over as a readable archive, forgotten everywhere."""

import json
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from lti_tool.cli.context import Context
from lti_tool.cli.person import person
from lti_tool.db import Database
from lti_tool.errors import NotFoundError
from lti_tool.mentoring import sharing, waiting
from lti_tool.people.courses import find_course
from lti_tool.people.models import User
from lti_tool.settings import Settings
from tests.factories import mentoring, people
from tests.fakes.clock import StillClock
from tests.fakes.doors import AppDoor

SCRIPT = "<script>alert(1)</script> & more"


@pytest.fixture
def context(settings: Settings, database: Database, clock: StillClock) -> Context:
    return Context(settings, database, clock, AppDoor({}))


@pytest.fixture
def pair(database: Database) -> tuple[int, int]:
    """A learner who shared something, and the mentor; their numbers."""
    with database.transaction() as session:
        course = people.course(session, "career")
        learner = mentoring.waiting(session, course, name="Inès Moreau", email="ines@campus.example", locale="fr")
        mentor = mentoring.mentor(session, course)
        made = mentoring.active(session, learner, mentor)
        sharing.share(session, made, "talk", SCRIPT, mentoring.ASKED)
        return learner.user_id, mentor.user_id


def run(context: Context, *arguments: str, **values: Any) -> Result:
    result = CliRunner().invoke(person, arguments, obj=context, **values)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_a_person_is_found_by_a_part_of_name_or_address(context: Context, pair: tuple[int, int]) -> None:
    line = f"{pair[0]}  Inès Moreau <ines@campus.example>  career"
    assert run(context, "find", "moreau").output.strip() == line
    assert run(context, "find", "INES@").output.strip() == line
    assert json.loads(run(context, "find", str(pair[1]), "--json").output)["people"][0]["name"] == "Marc Lenoir"
    assert "Nobody" in run(context, "find", "%").output


def test_the_archive_holds_a_page_and_data(context: Context, pair: tuple[int, int], tmp_path: Path) -> None:
    out = tmp_path / "out.zip"
    assert "out.zip" in run(context, "export", str(pair[0]), "-o", str(out)).output
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    with zipfile.ZipFile(out) as files:
        assert files.namelist() == ["index.html", "data.json"]
        page, data = files.read("index.html").decode(), json.loads(files.read("data.json"))
    assert '<html lang="fr">' in page
    assert "Ce que vous avez partagé" in page
    assert "Objectifs\u202f: " in page or "Objectifs\u00a0: " in page, "reasons are sentences"
    assert "%(" not in page
    assert "Places" in page
    assert "waited since" not in page
    assert "2026-03-02 12:00<" in page
    assert "2026-03-02T12:00" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page
    assert "<script" not in page
    assert data["mentoring"]["shared"][0]["text"] == SCRIPT
    assert data["people"]["account"]["email"] == "ines@campus.example"


def test_an_archive_stands_in_the_persons_ledger(
    context: Context, pair: tuple[int, int], tmp_path: Path, database: Database
) -> None:
    run(context, "export", str(pair[0]), "-o", str(tmp_path / "out.zip"))
    with database.transaction(write=False) as session:
        [(who, what, _)] = sharing.views(session, find_course(session, "career").id, pair[0])
    assert (who, what) == ("", "command")


def test_erasing_asks_first(context: Context, pair: tuple[int, int], database: Database) -> None:
    assert run(context, "erase", str(pair[0]), input="n\n").exit_code == 1
    with database.transaction(write=False) as session:
        assert session.get_one(User, pair[0]).name == "Inès Moreau"
    assert "is forgotten" in run(context, "erase", str(pair[0]), input="y\n").output
    with database.transaction(write=False) as session:
        assert session.get_one(User, pair[0]).name == ""


def test_learners_of_an_erased_mentor_wait_again(context: Context, pair: tuple[int, int], database: Database) -> None:
    run(context, "erase", str(pair[1]), "--yes")
    with database.transaction(write=False) as session:
        assert waiting.place_of(session, find_course(session, "career").id, pair[0]) == 1


@pytest.mark.parametrize("command", [("export", "99", "-o", "unused.zip"), ("erase", "99", "--yes")])
def test_nobody_has_this_number(context: Context, command: tuple[str, ...]) -> None:
    with pytest.raises(NotFoundError):
        run(context, *command)


def test_a_place_that_cannot_be_written_is_named(context: Context, pair: tuple[int, int], tmp_path: Path) -> None:
    result = run(context, "export", str(pair[0]), "-o", str(tmp_path / "missing" / "out.zip"))
    assert result.exit_code == 1
    assert "No such file" in result.output
