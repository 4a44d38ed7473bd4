"""A lesson is read as its source had it: lists as lists, headings as headings, nothing as markup."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from content_index.extraction import Limits, extract_safely
from lti_tool.catalogue import intake, undo
from lti_tool.catalogue.reading import open_resource
from lti_tool.catalogue.records import Part
from lti_tool.catalogue.text_shapes import parts_of
from tests.factories import catalogue as make
from tests.factories import people

LESSON = """# Interviews

Take three things along.

- a pen
- your letter

## Before the day

3. read the offer
4. call somebody who works there

| when | what |
|---|---|
| Monday | write |

    print("hello")
"""
EXPECTED = (
    Part("paragraph", ("Take three things along.",)),
    Part("list", ("a pen", "your letter")),
    Part("heading", ("Before the day",)),
    Part("numbered", ("read the offer", "call somebody who works there"), 3),
    Part("rows", ("when | what", "Monday | write")),
    Part("code", ('print("hello")',)),
)


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("lesson.md", LESSON),
        (
            "lesson.html",
            (
                "<h1>Interviews</h1><p>Take three things along.</p><ul><li>a pen</li><li>your letter</li></ul>"
                "<h2>Before the day</h2><ol><li>read the offer</li><li>call somebody who works there</li></ol>"
                "<table><tr><th>when</th><th>what</th></tr><tr><td>Monday</td><td>write</td></tr></table>"
                '<pre>print("hello")</pre>'
            ),
        ),
    ],
)
def test_a_lesson_keeps_its_shape(session: Session, tmp_path: Path, name: str, source: str) -> None:
    (tmp_path / name).write_text(source)
    course_id = people.course(session).id
    intake.store(session, course_id, "lessons", extract_safely(tmp_path / name, Limits()), now=make.STORED)
    public_id = session.query(make.ResourceRow.public_id).scalar()
    [section] = open_resource(session, course_id, public_id, language="en").sections
    start = 3 if name.endswith("md") else 1
    got = [(part.kind, tuple(line.strip() for line in part.lines), part.start) for part in section.parts]
    assert got == [(part.kind, part.lines, start if part.kind == "numbered" else part.start) for part in EXPECTED]


def test_undoing_an_import_brings_the_shape_back(session: Session, tmp_path: Path) -> None:
    course_id = people.course(session).id
    for text in (LESSON, "# Interviews\n\nOne sentence only."):
        (tmp_path / "lesson.md").write_text(text)
        run = intake.store(
            session, course_id, "lessons", extract_safely(tmp_path / "lesson.md", Limits()), now=make.STORED
        )
        intake.finish(session, run, make.STORED)
    undo.undo(session, course_id, run.id, make.STORED)
    public_id = session.query(make.ResourceRow.public_id).scalar()
    [section] = open_resource(session, course_id, public_id, language="en").sections
    assert [part.kind for part in section.parts] == [part.kind for part in EXPECTED]


@pytest.mark.parametrize("shape", [[], [["item", 0, 3]], [["paragraph", 0, 99]], [["paragraph", 0, 5], ["item", 0, 5]]])
def test_a_shape_that_does_not_fit_is_read_as_paragraphs(shape: list[list[object]]) -> None:
    assert parts_of("A heading\n\nA sentence.", shape) == (
        Part("heading", ("A heading",)),
        Part("paragraph", ("A sentence.",)),
    )


class TestHiddenInItsSource:
    def test_it_is_stored_but_no_learner_sees_it(self, session: Session) -> None:
        course_id = people.course(session).id
        make.stored(session, course_id, make.document("a.md", metadata={"hidden": "yes"}), make.document("b.md"))
        assert dict(session.query(make.ResourceRow.place, make.ResourceRow.visible)) == {"a.md": False, "b.md": True}

    @pytest.mark.parametrize(
        ("before", "shown_here", "after", "visible"),
        [("yes", True, "yes", True), ("yes", False, "", True), ("", False, "", False), ("", True, "yes", False)],
    )
    def test_importing_again_follows_the_source_and_else_the_instructor(
        self, session: Session, before: str, shown_here: bool, after: str, visible: bool
    ) -> None:
        course_id = people.course(session).id
        make.stored(session, course_id, make.document("a.md", metadata={"hidden": before} if before else {}))
        row = session.query(make.ResourceRow).one()
        row.visible = shown_here
        session.flush()
        changed = make.document("a.md", "Other words now.", metadata={"hidden": after} if after else {})
        make.stored(session, course_id, changed)
        session.refresh(row)
        assert row.visible is visible
