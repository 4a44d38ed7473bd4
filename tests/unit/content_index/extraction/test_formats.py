"""Each format gives its title, language, headings with anchors, and clean text."""

import io
import json
import zipfile

import pytest

from content_index.extraction import Document, Extracted, Limits
from content_index.extraction.assembling import Context
from content_index.extraction.formats import format_of, format_of_media_type, is_asset, read_item
from content_index.extraction.items import Item
from tests.factories.pdf import a_pdf

ENGLISH = "You prepare the interview with three short stories about your work and what you learned from it. " * 3
FRENCH = "Vous préparez l'entretien avec trois histoires courtes sur votre travail et ce que vous en avez appris. " * 3


def read(name: str, data: bytes | str, limits: Limits | None = None, **context: str) -> Extracted:
    data = data.encode() if isinstance(data, str) else data
    item = Item(Context(source=name, **context), format_of(name, data[:1024]), lambda: data)
    return read_item(item, limits or Limits())


def only(extracted: Extracted) -> Document:
    assert [str(problem.message) for problem in extracted.problems] == []
    (document,) = extracted.documents
    return document


def blocks(document: Document) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in document.blocks]


def reason(extracted: Extracted) -> str:
    assert extracted.documents == ()
    (problem,) = extracted.problems
    assert problem.severity == "refused"
    return str(problem.message)


class TestMarkdown:
    def test_front_matter_declares_title_language_skills_and_minutes(self) -> None:
        header = "---\ntitle: 'Lettre : le fond'\nlang: fr-CA\nskills: [lettre, ton]\nminutes: 25 min\nauthor: A\n---\n"
        document = only(read("a.md", header + "# Lettre\n\n" + FRENCH))
        assert (document.title, document.language, document.skills) == ("Lettre : le fond", "fr", ("lettre", "ton"))
        assert (document.minutes, document.metadata) == (25, {"author": "A"})

    def test_skills_may_be_a_list_of_lines_or_separated_by_semicolons(self) -> None:
        assert only(read("a.md", f"---\nskills:\n  - one\n  - two\n---\n{ENGLISH}")).skills == ("one", "two")
        assert only(read("a.md", f"---\nskills: one; two\n---\n{ENGLISH}")).skills == ("one", "two")

    def test_without_header_the_title_is_the_context_or_the_first_heading(self) -> None:
        assert only(read("a.md", f"# Heading\n\n{ENGLISH}")).title == "Heading"
        assert only(read("a.md", f"# Heading\n\n{ENGLISH}", title="File name")).title == "File name"

    def test_headings_get_anchors_of_their_own(self) -> None:
        document = only(read("a.md", f"# Été à Québec\n\n{ENGLISH}\n\n# Été à Québec\n\ntext\n\n# ★\n"))
        assert [b.anchor for b in document.blocks if b.kind == "heading"] == [
            "#ete-a-quebec",
            "#ete-a-quebec-2",
            "#part",
        ]

    def test_lists_tables_and_listings_are_kept_apart(self) -> None:
        text = f"{ENGLISH}\n\n- one\n- two *three*\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\nx = 1\n  y\n```\n"
        kinds = blocks(only(read("a.md", text)))[1:]
        assert kinds[:4] == [("item", "one"), ("item", "two three"), ("row", "a | b"), ("row", "1 | 2")]
        assert kinds[4:] == [("code", "x = 1\n  y")]

    def test_scripts_in_markdown_leave_nothing_behind(self) -> None:
        text = (
            f"{ENGLISH}\n\n<script>alert(1)</script>\n\nBefore <script>alert(2)</script> after "
            "![alt alert(3)](x.png) [link](javascript:alert(4))\n\n<div><p>kept</p><style>alert(5)</style></div>\n"
        )
        document = only(read("a.md", text))
        assert "alert" not in document.text
        assert [text for _, text in blocks(document)[1:]] == ["Before after link", "kept"]


class TestPlainText:
    def test_paragraphs_are_separated_by_blank_lines(self) -> None:
        document = only(read("a.txt", f"{ENGLISH}\r\n\r\nSecond\r\nparagraph\r\n \r\nthird"))
        assert [text for _, text in blocks(document)[1:]] == ["Second paragraph", "third"]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-32"])
    def test_encodings_that_files_really_have(self, encoding: str) -> None:
        document = only(read("a.txt", FRENCH.encode(encoding)))
        assert "préparez" in document.text
        assert document.language == "fr"

    def test_bytes_that_are_no_text_are_refused(self) -> None:
        assert "not a text file" in reason(read("a.txt", bytes(range(256)) * 20))

    def test_another_format_under_a_text_name_is_refused(self) -> None:
        assert "does not match its name" in reason(read("a.txt", b"PK\x03\x04" + b"a" * 100))

    def test_invisible_and_direction_changing_characters_are_removed(self) -> None:
        document = only(read("a.txt", ENGLISH + "\n\nabc\u202edef\u200b\x00\ufeff ghi"))
        assert document.blocks[-1].text == "abcdef ghi"


class TestHtml:
    def test_scripts_styles_forms_and_hidden_parts_are_dropped(self) -> None:
        markup = f"""<html lang="fr-FR"><head><title>Titre | Site</title><script>alert(1)</script></head><body>
        <h1 id="haut">Le titre</h1><p onclick="alert(1)">{FRENCH}<script>alert(2)</script></p>
        <p style="display: none">alert(3)</p><p hidden>alert(4)</p><form><input value="alert(5)"></form>
        <iframe src="javascript:alert(6)">alert(6)</iframe><svg><text>alert(7)</text></svg>
        <ul><li>un</li><li>deux <b>mots</b></li></ul><table><tr><th>a</th><td>b</td></tr></table>
        <pre>x\n  y</pre><h2>La suite<br>enfin</h2>texte nu</body></html>"""
        document = only(read("a.html", markup))
        assert "alert" not in document.text
        assert (document.title, document.language) == ("Le titre", "fr")
        assert blocks(document)[2:] == [
            ("item", "un"),
            ("item", "deux mots"),
            ("row", "a | b"),
            ("code", "x\n  y"),
            ("heading", "La suite enfin"),
            ("paragraph", "texte nu"),
        ]
        assert [b.anchor for b in document.blocks if b.kind == "heading"] == ["#haut", "#la-suite-enfin"]

    def test_menus_and_footers_of_a_whole_page_stay_out(self) -> None:
        menu = "".join(f"<li><a href='/{n}'>Menu entry {n}</a></li>" for n in range(30))
        paragraphs = "".join(f"<p>{ENGLISH} {n}</p>" for n in range(4))
        markup = f"""<html><body><nav><ul>{menu}</ul></nav><div class="menu"><ul>{menu}</ul></div>
        <div class="content"><h2 id="real">Real</h2>{paragraphs}<ul><li>last item</li></ul></div>
        <footer>Copyright</footer></body></html>"""
        document = only(read("a.html", markup))
        assert "Menu entry" not in document.text
        assert "Copyright" not in document.text
        assert document.blocks[0].anchor == "#real"
        assert document.blocks[-1].text == "last item"

    def test_a_marked_main_part_is_taken_as_it_is(self) -> None:
        markup = f"<body><p>outside {ENGLISH}</p><main><article><p>{ENGLISH}</p><p>short</p></article></main></body>"
        assert [text for _, text in blocks(only(read("a.html", markup)))] == [ENGLISH.strip(), "short"]

    def test_a_page_whose_text_no_one_recognises_is_kept_whole(self) -> None:
        markup = "<body><nav>menu</nav><div>" + "<span>word</span> " * 8 + "</div></body>"
        assert only(read("a.html", markup)).text.startswith("word word")

    def test_a_declared_charset_is_used(self) -> None:
        data = f'<meta charset="iso-8859-15"><p>{FRENCH}œuvre</p>'.encode("iso-8859-15")
        assert "œuvre" in only(read("a.html", data)).text

    @pytest.mark.parametrize("charset", ["zip", "no-such-charset", "utf-7" * 9])
    def test_a_declared_charset_that_is_none_does_no_harm(self, charset: str) -> None:
        assert "préparez" in only(read("a.html", f'<meta charset="{charset}"><p>{FRENCH}</p>')).text

    def test_a_page_without_text_is_refused(self) -> None:
        assert "no text" in reason(read("a.html", "<html><body><script>x</script></body></html>"))
        assert "no text" in reason(read("a.html", ""))

    def test_a_login_page_is_named_as_what_it_is(self) -> None:
        form = "<h1>Sign in</h1><form><input type='PassWord'></form><p>Welcome back to your account</p>"
        assert "asks for a password" in reason(read("a.html", form))
        assert only(read("a.html", f"{form}<p>{ENGLISH * 3}</p>"))

    def test_markup_nested_without_end_is_read_or_refused(self) -> None:
        extracted = read("a.html", "<div>" * 50_000 + ENGLISH)
        assert extracted.documents or extracted.problems


class TestPdf:
    def test_pages_are_anchors_and_the_outline_gives_headings(self) -> None:
        data = a_pdf(
            [["The first page tells how to be-", "gin well.", "", ENGLISH[:80]], [ENGLISH[:90]]],
            outline={"Beginning": 0, "Going on": 1},
            title="A guide",
        )
        document = only(read("a.pdf", data))
        assert document.title == "A guide"
        assert [(b.text, b.anchor) for b in document.blocks if b.kind == "heading"] == [
            ("Beginning", "page=1"),
            ("Going on", "page=2"),
        ]
        assert document.blocks[1].text.startswith("The first page tells how to begin well.")

    def test_running_heads_and_page_numbers_are_left_out(self) -> None:
        pages = [
            ["Guide of the house", f"Page text number {'abcdef'[n]} " + ENGLISH[:60], f"{n} / 6"] for n in range(6)
        ]
        text = only(read("a.pdf", a_pdf(pages))).text
        assert "Guide of the house" not in text
        assert "/ 6" not in text
        assert "Page text number f" in text

    def test_pages_that_say_nearly_the_same_are_kept(self) -> None:
        pages = [[f"This is card number {number} of the game."] for number in range(6)]
        assert len(only(read("a.pdf", a_pdf(pages))).blocks) == 6

    def test_a_password_is_named_as_the_reason(self) -> None:
        assert "password" in reason(read("a.pdf", a_pdf([[ENGLISH]], password="secret")))

    def test_not_a_pdf_empty_and_broken(self) -> None:
        assert "does not match its name" in reason(read("a.pdf", b"hello"))
        assert "does not match its name" in reason(read("a.pdf", b""))
        assert "damaged" in reason(read("a.pdf", b"%PDF-1.7\n" + b"x" * 500))

    def test_a_file_of_two_kinds_at_once_is_what_its_name_says(self) -> None:
        """A PDF with an archive behind it opens as both; only its pages are read."""
        behind = io.BytesIO()
        with zipfile.ZipFile(behind, "w") as archive:
            archive.writestr("evil.md", "# Not asked for")
        both = a_pdf([[ENGLISH]]) + behind.getvalue()
        assert zipfile.is_zipfile(io.BytesIO(both))

        assert "Not asked for" not in only(read("a.pdf", both)).text
        assert "does not match its name" in reason(read("a.docx", both))

    def test_pictures_of_text_are_named_as_the_reason(self) -> None:
        assert "pictures of text" in reason(read("a.pdf", a_pdf([[]])))

    def test_an_unreadable_page_is_noted_and_the_others_are_kept(self) -> None:
        extracted = read("a.pdf", a_pdf([[ENGLISH[:90]], ["lost"], ["The last page."]], broken_page=1))
        assert [block.anchor for block in extracted.documents[0].blocks] == ["page=1", "page=3"]
        assert "could not be read: 2" in str(extracted.problems[0].message)

    def test_a_title_that_is_a_file_name_is_not_taken(self) -> None:
        pages = [[ENGLISH[:90]]]
        assert (
            only(read("a.pdf", a_pdf(pages, title="Microsoft Word - x.docx"), title="From name")).title == "From name"
        )

    def test_a_paragraph_goes_on_over_its_lines_and_ends_with_its_sentence(self) -> None:
        lines = [
            "A first line that is rather long and goes on",
            "to its end.",
            "Another begins here and is also long",
            "",
        ]
        texts = [text for _, text in blocks(only(read("a.pdf", a_pdf([lines]))))]
        assert texts[0] == "A first line that is rather long and goes on to its end."

    def test_pages_over_the_limit_are_noted(self) -> None:
        extracted = read("a.pdf", a_pdf([[ENGLISH[:90]]] * 4), Limits(pages=2))
        assert {block.anchor for block in extracted.documents[0].blocks} == {"page=1", "page=2"}
        assert [str(problem.message) for problem in extracted.problems] == [
            "Only the first 2 of 4 pages were kept. Split the PDF to keep everything."
        ]


class TestJsonLines:
    def test_each_line_is_a_document_whose_source_is_its_id(self) -> None:
        row = {"id": "r1", "title": "T", "text": ENGLISH, "language": "en", "url": "https://e.org/", "minutes": 7}
        other = {"id": 2, "title": "U", "text": f"# Head\n\n{FRENCH}", "skills": ["a", "b"], "url": "javascript:x"}
        extracted = read("a.jsonl", f"{json.dumps(row)}\n\n{json.dumps(other)}\n")
        first, second = extracted.documents
        assert (first.source, first.title, first.url, first.minutes) == ("r1", "T", "https://e.org/", 7)
        assert (second.source, second.language, second.skills, second.url) == ("2", "fr", ("a", "b"), "")
        assert (second.blocks[0].kind, second.order) == ("heading", 1)

    def test_bad_lines_are_named_and_the_rest_goes_in(self) -> None:
        good = json.dumps({"id": "ok", "text": ENGLISH, "skills": "a; b;", "minutes": "long"})
        lines = [good, "{", "[1]", '{"text": "x"}', good, '{"id": "e", "text": " "}', '{"id": true, "text": "x"}']
        extracted = read("a.jsonl", "\n".join(lines))
        assert [document.source for document in extracted.documents] == ["ok"]
        assert extracted.documents[0].skills == ("a", "b")
        assert [problem.source for problem in extracted.problems] == [f"a.jsonl:{n}" for n in range(2, 8)]
        assert "“ok”" in str(extracted.problems[3].message)

    def test_lines_over_the_limit_are_said(self) -> None:
        lines = "\n".join(json.dumps({"id": n, "text": ENGLISH}) for n in range(5))
        extracted = read("a.jsonl", lines, Limits(documents=2))
        assert len(extracted.documents) == 2
        assert "first 2 lines" in str(extracted.problems[0].message)

    def test_an_empty_file_is_refused(self) -> None:
        assert "no text" in reason(read("a.jsonl", "\n \n"))


class TestEveryFormat:
    def test_unknown_formats_are_refused_with_what_to_do(self) -> None:
        assert "not read" in reason(read("a.exe", b"MZ"))

    def test_a_name_without_ending_is_told_by_its_bytes(self) -> None:
        assert format_of("page", b" <!DOCTYPE html>") == "html"
        assert format_of("file", b"%PDF-1.4") == "pdf"
        assert format_of("feed", b"<?xml version='1.0'?>") == "xml"
        assert format_of("file", b"hello") == ""

    def test_media_types(self) -> None:
        assert format_of_media_type("Text/HTML; charset=utf-8") == "html"
        assert format_of_media_type("image/png") == ""

    def test_pictures_and_hidden_files_are_assets(self) -> None:
        assert all(is_asset(name) for name in ("a/b.PNG", ".git/config", "__MACOSX/a.md", "~$a.docx"))
        assert not is_asset("a.md")

    def test_very_long_text_is_cut_and_said(self) -> None:
        extracted = read("a.txt", f"{ENGLISH}\n\n" * 10, Limits(text_characters=1000))
        assert len(extracted.documents[0].text) <= 1010
        assert "first part" in str(extracted.problems[0].message)

    def test_a_reader_that_fails_in_an_unknown_way_is_one_problem(self) -> None:
        def load() -> bytes:
            raise ZeroDivisionError

        def hungry() -> bytes:
            raise MemoryError

        assert "could not be read" in reason(read_item(Item(Context("a"), "text", load), Limits()))
        assert "memory" in reason(read_item(Item(Context("a"), "text", hungry), Limits()))


class TestLanguage:
    def test_a_declared_language_wins_when_the_text_is_short(self) -> None:
        assert only(read("a.txt", "Bonjour à tous", language="en")).language == "en"

    def test_a_clearly_wrong_declaration_is_corrected_and_noted(self) -> None:
        extracted = read("a.txt", FRENCH, language="en")
        assert extracted.documents[0].language == "fr"
        (note,) = extracted.problems
        assert (note.severity, note.message.parameters) == ("note", {"declared": "en", "found": "fr"})

    def test_text_that_says_nothing_gets_the_fallback(self) -> None:
        assert only(read("a.txt", "42", fallback="fr")).language == "fr"
        assert only(read("a.txt", "42", fallback="fr_CA")).language == "fr"
        assert only(read("a.txt", "42")).language == "en"
        assert only(read("a.txt", "Python pip", fallback="fr")).language == "fr"
        assert only(read("a.txt", "Bonjour à toutes et à tous")).language == "fr"

    def test_another_language_keeps_its_tag(self) -> None:
        german = "Sie bereiten das Gespräch mit drei kurzen Geschichten über Ihre Arbeit vor. " * 5
        assert only(read("a.txt", german)).language == "de"

    def test_mixed_languages_are_noted(self) -> None:
        extracted = read("a.txt", f"{FRENCH}\n\n{ENGLISH}\n\n{FRENCH}\n\n{ENGLISH}\n\n{FRENCH}")
        assert extracted.documents[0].language == "fr"
        assert "mixes languages" in str(extracted.problems[0].message)
        assert "mixes languages" in str(read("a.txt", f"{FRENCH}\n\n{ENGLISH}").problems[0].message)
        assert read("a.txt", f"{FRENCH}\n\n{FRENCH}").problems == ()
