"""Hostile files cost themselves only: the process that reads them is limited and replaceable."""

import io
import json
import os
from dataclasses import asdict
from pathlib import Path

import pytest

from content_index.errors import Message
from content_index.extraction import (
    Block,
    Claims,
    Document,
    Extracted,
    Limits,
    Link,
    Problem,
    extract_safely,
    parts_safely,
)
from content_index.extraction.parsing_process import answer
from content_index.extraction.walk import extract
from content_index.extraction.wire import from_wire, to_wire

TEXT = "You prepare the interview with three short stories about your work. " * 4


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "02_Second part").mkdir()
    (tmp_path / "a-first.md").write_text(f"# First\n\n{TEXT}")
    (tmp_path / "02_Second part" / "b.txt").write_text(TEXT)
    (tmp_path / "02_Second part" / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "broken.pdf").write_text("no")
    return tmp_path


def test_a_folder_is_read_in_order_with_its_sections(folder: Path) -> None:
    extracted = extract_safely(folder, Limits())
    assert [(d.source, d.title, d.section) for d in extracted.documents] == [
        ("a-first.md", "a first", ()),
        ("02_Second part/b.txt", "b", ("Second part",)),
    ]
    assert [problem.source for problem in extracted.problems] == ["broken.pdf"]


def test_the_result_is_the_same_in_a_process_of_its_own(folder: Path) -> None:
    assert extract_safely(folder, Limits()) == extract(folder, Limits())


def test_sources_are_the_same_at_the_next_import(folder: Path) -> None:
    again = extract(folder, Limits())
    assert [d.source for d in again.documents] == [d.source for d in extract(folder, Limits()).documents]


def test_an_item_that_stops_the_process_is_one_problem_and_the_rest_goes_in(tmp_path: Path) -> None:
    for name in ("a", "c"):
        (tmp_path / f"{name}.txt").write_text(TEXT)
    # Far more markup than the memory allows: the parser is stopped by the system or by itself.
    (tmp_path / "b.html").write_bytes(b"<p>x</p>" * 6_000_000)
    limits = Limits(memory_bytes=400 * 1024 * 1024, seconds=30, file_bytes=60_000_000)
    extracted = extract_safely(tmp_path, limits)
    assert [d.source for d in extracted.documents] == ["a.txt", "c.txt"]
    assert [problem.source for problem in extracted.problems] == ["b.html"]


def test_an_item_that_takes_too_long_is_one_problem(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.jsonl").write_text("\n".join(json.dumps({"id": n, "text": TEXT}) for n in range(30_000)))
    extracted = extract_safely(tmp_path, Limits(seconds=0.3))
    assert [d.source for d in extracted.documents][:1] == ["a.txt"]
    assert any("took over" in str(problem.message) for problem in extracted.problems if problem.source == "b.jsonl")


def test_a_source_that_stops_the_reader_again_and_again_is_given_up(tmp_path: Path) -> None:
    (tmp_path / "b.jsonl").write_text("\n".join(json.dumps({"id": n, "text": TEXT}) for n in range(30_000)))
    (tmp_path / "c.txt").write_text(TEXT)
    extracted = extract_safely(tmp_path, Limits(seconds=0.2, crashes=1))
    assert "Too many files here stop the reader" in str(extracted.problems[-1].message)


def test_a_process_that_dies_before_its_first_item_is_one_problem(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (problem,) = extract_safely(tmp_path, Limits(memory_bytes=2**80)).problems
    assert "stopped the reader" in str(problem.message)
    assert problem.source == tmp_path.name


def test_a_folder_that_cannot_be_listed_and_a_file_without_ending(tmp_path: Path) -> None:
    (tmp_path / "page").write_text(f"<html><p>{TEXT}</p></html>")
    (tmp_path / "inside").mkdir()
    os.mkfifo(tmp_path / "inside" / "pipe")
    extracted = extract(tmp_path, Limits())
    assert [document.source for document in extracted.documents] == ["page"]
    assert [problem.source for problem in extracted.problems] == ["inside/pipe"]


def test_an_archive_that_cannot_be_opened_at_all_is_known_by_its_address(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"no")
    (problem,) = extract(tmp_path / "a.zip", Limits(), Claims(url="https://example.org/a.zip")).problems
    assert problem.source == "https://example.org/a.zip"


def test_closing_the_parts_ends_the_process(folder: Path) -> None:
    parts = parts_safely(folder, Limits())
    assert next(parts) is not None
    parts.close()
    assert list(parts) == []


def test_a_missing_path_and_a_pipe_are_problems(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert "no file or folder" in str(extract(tmp_path / "no.txt", Limits()).problems[0].message)
    assert "not a regular file" in str(extract(tmp_path / "pipe.txt", Limits()).problems[0].message)


def test_a_file_over_the_limit_is_refused_by_its_real_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT * 100)
    (problem,) = extract(tmp_path, Limits(file_bytes=1000)).problems
    assert problem.message.text.startswith("This file is larger")


def test_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "secret.txt").write_text(TEXT)
    (tmp_path / "in" / "link.txt").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "in" / "folder").symlink_to(tmp_path)
    extracted = extract(tmp_path / "in", Limits())
    assert extracted.documents == ()
    assert {problem.source for problem in extracted.problems} == {"link.txt", "folder"}


def test_an_empty_folder_says_so(tmp_path: Path) -> None:
    assert "Nothing to read" in str(extract(tmp_path, Limits()).problems[0].message)


def test_more_files_or_documents_than_allowed_are_said(folder: Path) -> None:
    assert "first 1 files" in str(extract(folder, Limits(entries=1)).problems[-1].message)
    assert "first 1 resources" in str(extract(folder, Limits(documents=1)).problems[-1].message)


def test_a_fetched_page_is_known_by_its_address_and_media_type(tmp_path: Path) -> None:
    (tmp_path / "fetched.bin").write_text(f"<h1>Title</h1><p>{TEXT}</p>")
    claims = Claims(language="en", url="https://example.org/page", media_type="text/html; charset=utf-8")
    (document,) = extract_safely(tmp_path / "fetched.bin", Limits(), claims).documents
    assert (document.source, document.url, document.title) == (claims.url, claims.url, "Title")


def test_the_process_answers_from_the_item_it_is_told(folder: Path) -> None:
    answers = io.StringIO()
    order = {"path": str(folder), "skip": 1, "claims": asdict(Claims())}
    answer(order, Limits(seconds=1e6), answers)
    events = [json.loads(line) for line in answers.getvalue().splitlines()]
    assert [event["source"] for event in events if "begin" in event] == ["broken.pdf", "02_Second part/b.txt"]
    assert events[-1] == {"end": True}


def test_records_cross_the_wire_unchanged() -> None:
    document = Document("s", "T", "fr", (Block("x", "heading", 2, "#a"),), metadata={"k": "v"}, section=("a",))
    problem = Problem("s", Message("Limit %(n)d %(s)s", {"n": 3, "s": "x"}), "note")
    sent = Extracted((document,), (problem,), (Link("https://e.org", role="more"),))
    assert from_wire(json.loads(json.dumps(to_wire(sent)))) == sent


@pytest.mark.parametrize(
    "change",
    [
        {"documents": [{"source": 1}]},
        {"problems": [{"source": "x", "message": None}]},
        {"documents": None},
        {"links": [{"url": []}]},
    ],
)
def test_anything_else_from_the_process_is_not_believed(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="not an extraction result"):
        from_wire({"documents": [], "problems": [], "links": [], **change})


def test_unknown_blocks_and_numbers_are_not_believed() -> None:
    good = json.loads(json.dumps(to_wire(Extracted((Document("s", "T", "fr", (Block("x"),)),)))))
    good["documents"][0]["blocks"][0]["kind"] = "script"
    with pytest.raises(ValueError, match="unknown block"):
        from_wire(good)
    good["documents"][0]["blocks"][0] |= {"kind": "item", "level": "1"}
    with pytest.raises(ValueError, match="not an extraction"):
        from_wire(good)
