"""Cartridges, SCORM packages, Moodle backups and plain archives, in the order of their course."""

from pathlib import Path

import pytest

from content_index.extraction import Claims, Extracted, Limits, extract_safely
from content_index.extraction.walk import extract
from tests.factories.packages import WORDS, a_cartridge, a_moodle_backup, a_page, a_scorm_package, a_tar, a_zip


def reasons(extracted: Extracted) -> dict[str, str]:
    return {problem.source: str(problem.message) for problem in extracted.problems}


class TestCommonCartridge:
    @pytest.mark.parametrize("version", ["1.1", "1.2", "1.3"])
    def test_modules_give_order_sections_and_titles(self, tmp_path: Path, version: str) -> None:
        extracted = extract(a_zip(tmp_path / "course.imscc", a_cartridge(version)), Limits())
        assert [(d.source, d.title, d.section, d.kind) for d in extracted.documents] == [
            ("g" + "1" * 32, "Second page first", ("Module one",), "lesson"),
            ("g" + "0" * 32, "The welcome", ("Module one",), "lesson"),
            ("talk", "Talk", ("Module one", "Inner"), "discussion"),
            ("quiz", "Quiz", ("Module one", "Inner"), "exercise"),
            ("files/notes.txt", "notes", (), "lesson"),
            ("task", "Task", (), "exercise"),
            ("old/task.html", "Old task", (), "exercise"),
        ]
        assert [d.order for d in extracted.documents] == list(range(7))
        assert extracted.documents[3].text == "Which story is short?"
        assert extracted.documents[3].metadata == {"hidden": "yes"}

    def test_web_links_are_for_fetching_and_only_real_ones(self, tmp_path: Path) -> None:
        extracted = extract(a_zip(tmp_path / "course.imscc", a_cartridge()), Limits())
        (link,) = extracted.links
        assert (link.url, link.title, link.section) == ("https://example.org/a", "A site", ("Module one", "Inner"))

    def test_files_that_are_missing_are_named_and_links_out_are_ignored(self, tmp_path: Path) -> None:
        extracted = extract(a_zip(tmp_path / "course.imscc", a_cartridge()), Limits())
        assert list(reasons(extracted)) == ["files/gone.txt"]

    def test_the_package_may_lie_in_a_folder_of_the_archive(self, tmp_path: Path) -> None:
        files = {f"course/{name}": content for name, content in a_cartridge().items()}
        extracted = extract(a_zip(tmp_path / "course.zip", files), Limits())
        assert len(extracted.documents) == 7

    def test_without_manifest_or_with_a_hostile_one_it_is_refused(self, tmp_path: Path) -> None:
        bare = extract(a_zip(tmp_path / "a.imscc", {"a.html": a_page("A")}), Limits())
        assert "no table of contents" in reasons(bare)["a.imscc"]
        bomb = '<!DOCTYPE m [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><manifest>&b;</manifest>'
        hostile = extract(a_zip(tmp_path / "b.imscc", {"imsmanifest.xml": bomb}), Limits())
        assert "entities" in reasons(hostile)["b.imscc"]
        broken = extract(a_zip(tmp_path / "c.imscc", {"imsmanifest.xml": "<manifest>"}), Limits())
        assert "XML in this file is broken" in reasons(broken)["c.imscc"]

    def test_damaged_parts_are_problems_of_their_own(self, tmp_path: Path) -> None:
        quiz = str(a_cartridge()["quiz.xml"])
        assert 'title="Q"' in quiz
        files = a_cartridge() | {"talk.xml": "<topic>", "link.xml": "<webLink/>"}
        del files["quiz.xml"]
        extracted = extract(a_zip(tmp_path / "course.imscc", files), Limits())
        assert set(reasons(extracted)) == {"talk.xml", "quiz.xml", "files/gone.txt"}
        assert extracted.links == ()
        assert len(extracted.documents) == 5


class TestScorm:
    def test_the_pages_of_a_unit_in_order(self, tmp_path: Path) -> None:
        extracted = extract(a_zip(tmp_path / "unit.zip", a_scorm_package()), Limits())
        assert [(d.source, d.title) for d in extracted.documents] == [
            ("content/index.html", "Unit"),
            ("content/part_two.html", "Two"),
        ]


class TestMoodle:
    @pytest.mark.parametrize("make", [a_zip, a_tar])
    def test_activities_in_course_order_with_their_sections(self, tmp_path: Path, make: object) -> None:
        path = make(tmp_path / "course.mbz", a_moodle_backup())  # type: ignore[operator]
        extracted = extract(path, Limits())
        assert [(d.source, d.title, d.section, d.kind) for d in extracted.documents] == [
            ("12/chapter/1", "First", ("The book",), "lesson"),
            ("12/chapter/2", "Second", ("The book",), "lesson"),
            ("11", "The page", (), "lesson"),
            ("13", "L", ("Beginning",), "label"),
            ("15/notes_one.txt", "A file", ("Beginning",), "lesson"),
            ("16", "Words", ("Beginning",), "glossary"),
            ("19", "The lesson", ("Beginning",), "lesson"),
            ("20", "The task", ("Beginning",), "exercise"),
            ("21/in_folder.txt", "in folder", ("Beginning",), "lesson"),
            ("18", "Hidden", ("Shut",), "lesson"),
            ("25", "Alone", (), "lesson"),
        ]
        hidden = [d.source for d in extracted.documents if d.metadata.get("hidden")]
        assert hidden == ["12/chapter/2", "11", "18"]
        assert [d.order for d in extracted.documents] == sorted(d.order for d in extracted.documents)

    def test_links_glossaries_and_what_is_left_out(self, tmp_path: Path) -> None:
        extracted = extract(a_zip(tmp_path / "course.mbz", a_moodle_backup()), Limits())
        assert [(link.url, link.title, link.section) for link in extracted.links] == [
            ("https://example.org/x", "The link", ("Beginning",))
        ]
        glossary = next(d for d in extracted.documents if d.kind == "glossary")
        assert [(b.kind, b.text) for b in glossary.blocks] == [
            ("heading", "Pitch & story"),
            ("paragraph", "A short talk"),
        ]
        found = reasons(extracted)
        assert set(found) == {"lost.txt", "activities/page_22", "moodle_backup.xml"}
        assert "quiz (1)" in found["moodle_backup.xml"]

    def test_damaged_parts_are_problems_of_their_own(self, tmp_path: Path) -> None:
        files = a_moodle_backup() | {
            "activities/page_11/page.xml": "<activity>",
            "sections/section_3/section.xml": "<section",
        }
        del files["files.xml"]
        extracted = extract(a_zip(tmp_path / "course.mbz", files), Limits())
        assert {"activities/page_11", "sections/section_3"} <= set(reasons(extracted))
        assert len(extracted.documents) == 8

    def test_an_archive_of_another_kind_under_the_name_is_refused(self, tmp_path: Path) -> None:
        extracted = extract(a_zip(tmp_path / "course.mbz", {"a.html": a_page("A")}), Limits())
        assert "no Moodle backup" in reasons(extracted)["course.mbz"]


class TestPlainArchives:
    def test_files_by_name_with_folders_as_sections(self, tmp_path: Path) -> None:
        files = {
            "b/02_second.html": a_page(""),
            "b/01-first.md": WORDS,
            "a.txt": WORDS,
            "pic.png": b"x",
            "__MACOSX/a.txt": b"x",
            "inner.zip": b"PK",
            "x.exe": b"MZ",
        }
        extracted = extract(a_zip(tmp_path / "c.zip", files), Limits(), Claims(language="en"))
        assert [(d.source, d.title, d.section) for d in extracted.documents] == [
            ("a.txt", "a", ()),
            ("b/01-first.md", "first", ("b",)),
            ("b/02_second.html", "second", ("b",)),
        ]
        found = reasons(extracted)
        assert set(found) == {"inner.zip", "x.exe"}
        assert "inside an archive" in found["inner.zip"]

    def test_a_tarball_too(self, tmp_path: Path) -> None:
        extracted = extract_safely(a_tar(tmp_path / "c.tar.gz", {"a.txt": WORDS}), Limits())
        assert [d.source for d in extracted.documents] == ["a.txt"]
