"""`boussole content`, `skills`, `path` and `recommend`, as an administrator's script calls them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lti_tool.catalogue import progress
from lti_tool.catalogue.learner_models import FeedbackKind
from lti_tool.cli.content import content
from lti_tool.cli.context import Context
from lti_tool.cli.learning import path_command, recommend_command
from lti_tool.cli.skills import skills
from lti_tool.db import Database
from lti_tool.errors import InvalidInputError, NotFoundError
from lti_tool.http import GuardedDoor
from lti_tool.people.courses import find_course
from lti_tool.settings import Settings
from tests.factories import people
from tests.fakes.clock import StillClock

Run = Callable[..., Result]
COMMANDS = {"content": content, "skills": skills, "path": path_command, "recommend": recommend_command}

LESSONS = [
    {"id": "w", "title": "Words", "text": "Choose plain words that a stranger understands.", "skills": ["words"]},
    {"id": "c", "title": "CV", "text": "A CV lists what you did, the newest first.", "skills": ["cv"], "minutes": 9},
    {"id": "e", "title": "Nothing", "text": ""},
]


@pytest.fixture
def run(settings: Settings, database: Database, clock: StillClock) -> Run:
    context = Context(settings, database, clock, GuardedDoor(()))

    def invoke(*arguments: str) -> Result:
        command, *rest = arguments
        return CliRunner().invoke(COMMANDS[command], rest, obj=context)

    return invoke


@pytest.fixture
def lessons(tmp_path: Path) -> Path:
    path = tmp_path / "lessons.jsonl"
    path.write_text("\n".join(json.dumps(lesson) for lesson in LESSONS))
    return path


@pytest.fixture
def course(run: Run, lessons: Path, tmp_path: Path) -> str:
    table = tmp_path / "skills.csv"
    table.write_text("skill,name,prerequisites\nwords,Plain words,\ncv,Writing a CV,words\n")
    assert run("skills", "import", str(table), "--course", "demo").exit_code == 0
    assert run("content", "import", str(lessons), "--course", "demo").exit_code == 0
    return "demo"


class TestImport:
    def test_the_course_is_made_and_problems_are_printed(self, run: Run, lessons: Path) -> None:
        result = run("content", "import", str(lessons), "--course", "new", "--language", "en")
        assert result.exit_code == 0
        assert "refused: lessons.jsonl:3: There is no text" in result.output
        assert "2 added, 0 updated, 0 unchanged, 0 removed, 1 refused." in result.output

    def test_it_gives_way_to_pages_where_they_do_not_wait_for_its_lock(
        self, settings: Settings, database: Database, clock: StillClock, lessons: Path
    ) -> None:
        asked: list[str] = []
        context = Context(settings, database, clock, GuardedDoor(()), give_way=lambda: asked.append("behind"))
        for command in (["import", str(lessons), "--course", "new"], ["rebuild", "--course", "new"]):
            assert CliRunner().invoke(content, command, obj=context).exit_code == 0
        assert asked == ([] if database.is_sqlite else ["behind", "behind"])

    def test_a_path_that_leads_nowhere_is_said_to(self, run: Run, tmp_path: Path) -> None:
        result = run("content", "import", str(tmp_path / "lesons"), "--course", "new")
        assert result.exit_code == 1
        assert "refused: lesons: There is no file or folder at this path." in result.output

    def test_json_for_machines(self, run: Run, lessons: Path) -> None:
        data = json.loads(run("content", "import", str(lessons), "--course", "new", "--json").stdout)
        assert (data["added"], data["refused"], data["problems"][0]["source"]) == (2, 1, "lessons.jsonl:3")

    def test_exit_1_only_when_nothing_went_in(self, run: Run, lessons: Path, tmp_path: Path) -> None:
        bad = tmp_path / "bad.pdf"
        bad.write_bytes(b"no pdf")
        assert run("content", "import", str(bad), "--course", "new").exit_code == 1
        assert run("content", "import", str(bad), str(lessons), "--course", "new").exit_code == 0
        assert run("content", "import", str(lessons), "--course", "new").exit_code == 0

    def test_an_index_that_cannot_be_written_is_said(self, run: Run, lessons: Path, settings: Settings) -> None:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        (settings.data_dir / "index").write_text("a file where the folder should be")
        result = run("content", "import", str(lessons), "--course", "new")
        assert result.exit_code == 0
        assert "The content is stored, but it cannot be searched yet" in result.stderr
        assert "2 added" in result.stdout


class TestList:
    def test_for_people_and_for_machines(self, run: Run, course: str) -> None:
        assert "2 resources." in run("content", "list", "--course", course).output
        rows = json.loads(run("content", "list", "--course", course, "--json").stdout)
        assert [(row["id"], row["skills"], row["visible"]) for row in rows] == [
            ("w", ["words"], True),
            ("c", ["cv"], True),
        ]

    def test_an_unknown_course_is_named(self, run: Run) -> None:
        result = run("content", "list", "--course", "nowhere")
        assert isinstance(result.exception, NotFoundError)
        assert "nowhere" in str(result.exception)


class TestStatus:
    def test_says_that_everything_can_be_searched(self, run: Run, course: str) -> None:
        assert "Everything can be searched." in run("content", "status", "--course", course).output
        data = json.loads(run("content", "status", "--course", course, "--json").stdout)
        assert (data["ready"], data["resources"], data["indexed"], data["waiting"]) == (True, 2, 2, 0)

    def test_rebuild_says_what_is_in_it(self, run: Run, course: str) -> None:
        assert "Rebuilt: 2 resources, 2 passages." in run("content", "rebuild", "--course", course).output
        assert "Last rebuilt 2026-03-02 12:00 UTC." in run("content", "status", "--course", course).output


class TestSearch:
    def test_for_people_and_for_machines(self, run: Run, course: str) -> None:
        assert run("content", "search", "--course", course, "stranger").output.startswith("1. Words [en] w\n")
        data = json.loads(run("content", "search", "--course", course, "stranger", "--json").stdout)
        assert data["hits"][0]["id"] == "w"

    @pytest.mark.parametrize(
        ("options", "kept"),
        [
            (["--skill", "cv"], ["CV"]),
            (["--minutes", "5"], ["Words"]),
            (["--in", "fr"], []),
            (["--type", "lesson", "--words-only"], ["CV", "Words"]),
            (["--seen-by", "ines"], ["CV"]),
            (["--not-seen-by", "ines"], ["Words"]),
        ],
    )
    def test_it_is_narrowed_as_on_the_page(
        self, run: Run, course: str, database: Database, clock: StillClock, options: list[str], kept: list[str]
    ) -> None:
        with database.transaction() as session:
            held = find_course(session, course)
            learner = people.learner(session, held, subject="ines")
            progress.mark(session, learner.user_id, held.id, "c", FeedbackKind.OPENED, clock.now())
        result = run("content", "search", "--course", course, "words lists", "--json", *options)
        assert sorted(hit["title"] for hit in json.loads(result.output)["hits"]) == kept

    def test_nothing_found_is_said(self, run: Run, course: str) -> None:
        assert "Nothing found." in run("content", "search", "--course", course, "xylophone").output

    def test_a_file_of_queries_makes_a_run(self, run: Run, course: str, tmp_path: Path) -> None:
        queries, out = tmp_path / "q.jsonl", tmp_path / "out.run"
        queries.write_text('{"id": "1", "text": "stranger"}\n')
        result = run(
            "content", "search", "--course", course, "--queries", str(queries), "--limit", "3", "--run", str(out)
        )
        assert result.exit_code == 0
        assert out.read_text().split()[:4] == ["1", "Q0", "w", "1"]

    def test_bad_queries_and_bad_options_are_refused(self, run: Run, course: str, tmp_path: Path) -> None:
        queries = tmp_path / "q.jsonl"
        queries.write_text("nonsense")
        asked = ("content", "search", "--course", course, "--queries", str(queries))
        assert isinstance(run(*asked, "--run", str(tmp_path / "out")).exception, InvalidInputError)
        assert run(*asked).exit_code == 2
        assert run("content", "search", "--course", course).exit_code == 2


class TestSkills:
    def test_counts_and_problems_are_printed(self, run: Run, tmp_path: Path) -> None:
        table = tmp_path / "skills.csv"
        table.write_text("skill,name,prerequisites\na,A,b\nb,B,a\n")
        result = run("skills", "import", str(table), "--course", "new")
        assert "2 skills added, 0 updated, 2 prerequisites." in result.output
        data = json.loads(run("skills", "import", str(table), "--course", "new", "--json").stdout)
        assert (data["updated"], len(data["cycles"])) == (2, 1)

    def test_exit_1_when_nothing_could_be_used(self, run: Run, tmp_path: Path) -> None:
        table = tmp_path / "skills.csv"
        table.write_bytes(b"\x00\x01\x02")
        assert run("skills", "import", str(table), "--course", "new").exit_code == 1

    def test_suggestions_wait_for_a_decision(self, run: Run, course: str) -> None:
        result = run("skills", "suggest", "--course", course)
        assert "wait for a decision." in result.output
        data = json.loads(run("skills", "suggest", "--course", course, "--json").stdout)
        assert data["skills"] == [] or {"resource", "skill", "score", "quotes"} == set(data["skills"][0])


class TestPath:
    def test_steps_in_order_the_goal_last(self, run: Run, course: str) -> None:
        data = json.loads(run("path", "--course", course, "--goal", "cv", "--json").stdout)
        assert [step["skill"] for step in data["steps"]] == ["words", "cv"]
        assert data["steps"][1]["resources"][0]["id"] == "c"
        assert data["steps"][0]["why"]

    def test_known_skills_are_left_out(self, run: Run, course: str) -> None:
        asked = ("path", "--course", course, "--goal", "Writing a CV", "--known", "words", "--hours-per-week", "2")
        assert [step["skill"] for step in json.loads(run(*asked, "--json").stdout)["steps"]] == ["cv"]
        assert run(*asked).output.startswith("1. Writing a CV (week 1): CV")

    def test_a_goal_nobody_teaches_says_what_is_missing(self, run: Run, course: str) -> None:
        data = json.loads(run("path", "--course", course, "--goal", "flying", "--json").stdout)
        assert (data["steps"], "flying" in data["missing"][0]) == ([], True)

    def test_every_word_is_in_the_language_asked_for(self, run: Run, course: str) -> None:
        french = run(
            "path", "--course", course, "--goal", "cv,flying", "--hours-per-week", "2", "--language", "fr"
        ).output
        assert french.startswith("1. Plain words (semaine 1)\u00a0: Words")
        assert "ne fait pas partie des compétences de ce cours" in french
        data = json.loads(run("path", "--course", course, "--goal", "cv", "--language", "fr", "--json").stdout)
        assert data["steps"][0]["why"].startswith("Cette étape prépare")
        assert "week" not in french
        assert "It " not in json.dumps(data)

    def test_a_known_skill_that_the_course_does_not_list_may_be_misspelt(self, run: Run, course: str) -> None:
        asked = ("path", "--course", course, "--goal", "cv", "--known", "wrods", "--json")
        data = json.loads(run(*asked).stdout)
        assert ([step["skill"] for step in data["steps"]], "“wrods”" in data["notes"][0]) == (["words", "cv"], True)


class TestRecommend:
    def test_a_learner_gets_a_list_with_reasons(self, run: Run, course: str, database: Database) -> None:
        with database.transaction() as session:
            learner = people.learner(session, into=find_course(session, course), email="ines@example.org")
            number = learner.user_id
        for name in (str(number), "ines@example.org"):
            data = json.loads(run("recommend", "--course", course, "--learner", name, "--json").stdout)
            assert {item["id"] for item in data["recommendations"]} == {"w", "c"}
            assert all(item["reason"] for item in data["recommendations"])
        assert run("recommend", "--course", course, "--learner", str(number)).output.startswith("1. ")

    def test_its_words_are_in_the_learners_language(self, run: Run, course: str, database: Database) -> None:
        with database.transaction() as session:
            number = str(people.learner(session, into=find_course(session, course), locale="fr").user_id)
        asked = ("recommend", "--course", course, "--learner", number)
        assert "It " not in run(*asked).output
        assert "It " in run(*asked, "--language", "en").output

    def test_an_empty_course_says_so(self, run: Run, database: Database) -> None:
        with database.transaction() as session:
            learner = people.learner(session)
            key, number = learner.course.key, learner.user_id
        result = run("recommend", "--course", key, "--learner", str(number))
        assert "Nothing to recommend" in result.output
