"""Word, PowerPoint and transcripts: their text with the place it is at, and their traps."""

import io
import zipfile

import docx
import pptx
import pytest
from pptx.util import Inches

from content_index.extraction import Extracted, Limits
from content_index.extraction.assembling import Context
from content_index.extraction.formats import format_of, read_item
from content_index.extraction.items import Item
from tests.factories.packages import WORDS


def read(name: str, data: bytes, limits: Limits | None = None) -> Extracted:
    return read_item(Item(Context(name), format_of(name), lambda: data), limits or Limits())


def blocks(extracted: Extracted) -> list[tuple[str, str, str]]:
    assert [str(problem.message) for problem in extracted.problems] == []
    return [(block.kind, block.text, block.anchor) for block in extracted.documents[0].blocks]


def reason(extracted: Extracted) -> str:
    assert extracted.documents == ()
    (problem,) = extracted.problems
    return str(problem.message)


def a_word_file() -> bytes:
    document = docx.Document()
    document.core_properties.title = "A guide"
    document.add_heading("Beginning", 1)
    document.add_paragraph(WORDS)
    document.add_paragraph("One", style="List Bullet")
    table = document.add_table(2, 2)
    for cell, text in zip((c for row in table.rows for c in row.cells), "abcd", strict=True):
        cell.text = text
    table.rows[1].cells[0].merge(table.rows[1].cells[1])
    document.add_heading("Going on", 2)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def some_slides() -> bytes:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text = "First slide"
    slide.placeholders[1].text_frame.text = WORDS
    slide.notes_slide.notes_text_frame.text = "Say hello"
    other = presentation.slides.add_slide(presentation.slide_layouts[6])
    group = other.shapes.add_group_shape()
    group.shapes.add_textbox(0, 0, Inches(1), Inches(1)).text_frame.text = "In a group"
    table = other.shapes.add_table(1, 2, 0, 0, Inches(2), Inches(1)).table
    table.cell(0, 0).text, table.cell(0, 1).text = "x", "y"
    buffer = io.BytesIO()
    presentation.save(buffer)
    return buffer.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return buffer.getvalue()


class TestWord:
    def test_headings_lists_and_tables_in_order(self) -> None:
        extracted = read("a.docx", a_word_file())
        assert blocks(extracted) == [
            ("heading", "Beginning", "#beginning"),
            ("paragraph", WORDS.strip(), ""),
            ("item", "One", ""),
            ("row", "a | b", ""),
            ("row", "c d", ""),
            ("heading", "Going on", "#going-on"),
        ]
        assert extracted.documents[0].title == "A guide"

    @pytest.mark.parametrize(
        "declaration", ['<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>', '<!doctype a [<!entity b "bb">]>']
    )
    def test_entities_are_refused(self, declaration: str) -> None:
        hostile = f'<?xml version="1.0"?>{declaration}<a>&x;</a>'.encode()
        for encoding in ("utf-8", "utf-16"):
            part = hostile.decode().encode(encoding)
            assert "entities" in reason(read("a.docx", with_part(a_word_file(), "word/document.xml", part)))
        assert "entities" in reason(read("a.docx", with_part(a_word_file(), "word/x.rels", hostile)))

    def test_a_bomb_inside_is_stopped(self) -> None:
        bomb = with_part(a_word_file(), "word/media/a.xml", b" " * 3_000_000)
        assert "larger than" in reason(read("a.docx", bomb, Limits(file_bytes=1_000_000)))
        assert "too many parts" in reason(read("a.docx", a_word_file(), Limits(entries=3)))

    def test_other_files_under_the_name(self) -> None:
        assert "does not match" in reason(read("a.docx", b"hello"))
        assert "does not match" in reason(read("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old Word"))
        protected = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
        assert "password" in reason(read("a.docx", protected))
        assert "damaged" in reason(read("a.docx", a_word_file()[:-200]))
        empty = io.BytesIO()
        zipfile.ZipFile(empty, "w").close()
        assert reason(read("a.docx", b"PK\x03\x04" + empty.getvalue()))
        assert "does not match" in reason(read("a.docx", some_slides()))

    def test_an_empty_one_is_refused(self) -> None:
        buffer = io.BytesIO()
        docx.Document().save(buffer)
        assert "no text" in reason(read("a.docx", buffer.getvalue()))


class TestSlides:
    def test_titles_texts_groups_tables_and_notes_with_their_slide(self) -> None:
        assert blocks(read("a.pptx", some_slides())) == [
            ("heading", "First slide", "slide=1"),
            ("item", WORDS.strip(), "slide=1"),
            ("paragraph", "Say hello", "slide=1"),
            ("item", "In a group", "slide=2"),
            ("row", "x | y", "slide=2"),
        ]

    def test_other_files_under_the_name_and_too_many_slides(self) -> None:
        assert "does not match" in reason(read("a.pptx", a_word_file()))
        assert "does not match" in reason(read("a.pptx", b"no"))
        assert {anchor for _, _, anchor in blocks(read("a.pptx", some_slides(), Limits(pages=1)))} == {"slide=1"}


SRT = """1
00:00:01,000 --> 00:00:04,000
<i>Welcome</i> to the course.

2
00:00:04,500 --> 00:00:06,000
{\\an8}We speak about pitches &amp; stories.

3
00:01:35,000 --> 00:03:10,250
A new part.
"""


class TestTranscripts:
    def test_cues_become_paragraphs_with_their_second(self) -> None:
        long = "\n".join(
            f"{n}\n00:00:{n:02},000 --> 00:00:{n + 1:02},000\nThis sentence number {n} has eight words here.\n"
            for n in range(20)
        )
        found = blocks(read("a.srt", long.encode()))
        assert [anchor for _, _, anchor in found] == ["t=0", "t=8", "t=16"]

    def test_srt(self) -> None:
        extracted = read("a.srt", SRT.replace("\n", "\r\n").encode())
        assert blocks(extracted) == [
            ("paragraph", "Welcome to the course. We speak about pitches & stories. A new part.", "t=1"),
        ]
        assert extracted.documents[0].minutes == 3

    def test_a_pause_ends_a_paragraph_of_some_length(self) -> None:
        long = SRT.replace("We speak", "word " * 25 + "We speak")
        assert [anchor for _, _, anchor in blocks(read("a.srt", long.encode()))] == ["t=1", "t=95"]

    def test_vtt_with_voices_settings_and_rolling_captions(self) -> None:
        vtt = """WEBVTT - title

NOTE a comment

cue-1
00:05.000 --> 00:07.000 align:start position:0%
<v Anna>Hello there

00:07.000 --> 00:09.000
<v Anna>Hello there
how are<00:08.000> you

00:09.000 --> 00:10.000
how are you
"""
        assert blocks(read("a.vtt", vtt.encode())) == [("paragraph", "Hello there how are you", "t=5")]

    def test_no_time_codes(self) -> None:
        assert "No time codes" in reason(read("a.vtt", b"WEBVTT\n\nhello"))
