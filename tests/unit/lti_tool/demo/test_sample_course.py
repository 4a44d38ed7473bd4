"""The sample course keeps its promises: size, both languages, skills that can be ordered, fair questions."""

import csv
import json
import re
from collections import Counter
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any, NamedTuple

import py3langid
import pytest

COURSE = Path(__file__).parents[4] / "lti_tool" / "demo" / "course"
LANGUAGES = ("fr", "en")
FEWEST = {
    "answerable": 50,
    "unanswerable": 12,
    "off_scope": 10,
    "injection_question": 5,
    "injection_document": 5,
    "crisis_direct": 12,
    "crisis_indirect": 6,
    "crisis_negative": 12,
    "emotional": 10,
    "cross_course": 6,
}


class Lesson(NamedTuple):
    path: Path
    meta: dict[str, str]
    body: str

    @property
    def skills(self) -> list[str]:
        return [key.strip() for key in self.meta["skills"].split(";")]

    @property
    def paragraphs(self) -> list[str]:
        blocks = [block.strip() for block in self.body.split("\n\n")]
        return [block for block in blocks if block and not block.startswith("#")]


def parse(path: Path) -> Lesson:
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    meta = dict(line.split(": ", 1) for line in front.strip().splitlines())
    return Lesson(path, meta, body)


@cache
def lessons() -> list[Lesson]:
    return [parse(path) for path in sorted((COURSE / "lessons").rglob("*.md"))]


@cache
def skills() -> dict[str, dict[str, str]]:
    with (COURSE / "skills.csv").open(encoding="utf-8", newline="") as lines:
        return {row["skill"]: row for row in csv.DictReader(lines)}


def prerequisites() -> dict[str, set[str]]:
    return {key: {item for item in row["prerequisites"].split(";") if item} for key, row in skills().items()}


def records(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (COURSE / name).read_text(encoding="utf-8").splitlines()]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[at : at + length]) for at in range(len(found) - length + 1)}


def of(language: str) -> list[Lesson]:
    return [lesson for lesson in lessons() if lesson.meta["language"] == language]


def test_every_lesson_exists_in_both_languages() -> None:
    stems = {language: {lesson.path.stem for lesson in of(language)} for language in LANGUAGES}
    assert stems["fr"] == stems["en"]
    assert len(stems["fr"]) >= 42


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.meta["id"])
def test_a_lesson_is_long_enough_in_its_own_language_and_complete(lesson: Lesson) -> None:
    language = lesson.path.parent.name
    assert set(lesson.meta) == {"id", "title", "language", "skills", "minutes"}
    assert lesson.meta["id"] == f"{lesson.path.stem}.{language}"
    assert lesson.meta["language"] == language
    assert 3 <= int(lesson.meta["minutes"]) <= 15
    assert 150 <= len(re.findall(r"\w+(?:[’-]\w+)*", lesson.body)) <= 270
    assert 2 <= lesson.body.count("\n## ") <= 3
    assert py3langid.classify(lesson.body)[0] == language
    assert 1 <= len(lesson.skills) <= 2
    assert set(lesson.skills) <= set(skills())


def test_both_versions_of_a_lesson_teach_the_same_skills() -> None:
    taught = {language: {lesson.path.stem: lesson.skills for lesson in of(language)} for language in LANGUAGES}
    assert taught["fr"] == taught["en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_skill_is_taught(language: str) -> None:
    assert {key for lesson in of(language) for key in lesson.skills} == set(skills())


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_are_not_shared(language: str) -> None:
    titles = [lesson.meta["title"] for lesson in of(language)]
    assert len(titles) == len(set(titles))


def test_no_paragraph_is_used_twice() -> None:
    counted = Counter(paragraph for lesson in lessons() for paragraph in lesson.paragraphs)
    assert [paragraph for paragraph, times in counted.items() if times > 1] == []


def test_french_typography() -> None:
    for lesson in of("fr"):
        text = lesson.meta["title"] + lesson.body
        assert "'" not in text, lesson.path
        assert re.findall(r"[^\u00a0] ?[;?!»](?=\s)|(?<=\w) ?:(?=\s)|« ", text) == [], lesson.path


def test_skills_have_names_in_both_languages_and_known_prerequisites() -> None:
    assert 24 <= len(skills()) <= 32
    for key, row in skills().items():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", key)
        assert row["name"]
        assert row["name_fr"]
    assert set().union(*prerequisites().values()) <= set(skills())


def test_skills_can_be_ordered() -> None:
    assert len(list(TopologicalSorter(prerequisites()).static_order())) == len(skills())


def test_a_goal_has_a_path_of_a_sensible_length() -> None:
    def needed(goal: str) -> set[str]:
        return {goal}.union(*(needed(before) for before in prerequisites()[goal]))

    assert 5 <= len(needed("interview")) <= 7
    assert 5 <= len(needed("cover-letter")) <= 7
    assert max(len(needed(goal)) for goal in skills()) >= 8


def test_the_evaluation_set_is_large_and_covers_every_kind() -> None:
    questions = records("evaluation.jsonl")
    kinds = Counter(item["kind"] for item in questions)
    languages = Counter(item["language"] for item in questions)
    assert set(kinds) == set(FEWEST)
    assert all(kinds[kind] >= least for kind, least in FEWEST.items())
    assert len(questions) >= 130
    assert abs(languages["fr"] - languages["en"]) <= len(questions) // 10


@pytest.mark.parametrize("name", ["evaluation.jsonl", "own_words.jsonl"])
def test_questions_are_unique_and_point_to_lessons(name: str) -> None:
    known = {lesson.meta["id"] for lesson in lessons()}
    items = records(name)
    texts = [item.get("question", item.get("text")) for item in items]
    assert len({item["id"] for item in items}) == len(set(texts)) == len(items)
    assert {item["language"] for item in items} == set(LANGUAGES)
    for item in items:
        assert set(item.get("expected_resources") or item.get("relevant") or []) <= known


def test_only_questions_the_course_carries_expect_a_source() -> None:
    sourceless = {"unanswerable", "off_scope", "injection_question", "crisis_direct", "crisis_indirect", "cross_course"}
    for item in records("evaluation.jsonl"):
        if item["kind"] == "answerable":
            assert item["expected_resources"][0].endswith(item["language"])
        if item["kind"] in sourceless:
            assert item["expected_resources"] == []
        assert ("document" in item) == (item["kind"] == "injection_document")


def test_search_questions_stay_in_one_language() -> None:
    items = records("own_words.jsonl")
    assert len(items) >= 60
    for item in items:
        assert item["relevant"]
        assert all(key.endswith(item["language"]) for key in item["relevant"])


def test_questions_do_not_copy_the_lessons() -> None:
    text = {lesson.meta["id"]: lesson.body for lesson in lessons()}
    asked = [(item["question"], item["expected_resources"]) for item in records("evaluation.jsonl")]
    asked += [(item["text"], item["relevant"]) for item in records("own_words.jsonl")]
    copied = [(question, key) for question, keys in asked for key in keys if runs(question, 5) & runs(text[key], 5)]
    assert copied == []
