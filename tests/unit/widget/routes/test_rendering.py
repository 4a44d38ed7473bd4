"""Markdown that nobody vouches for becomes harmless HTML, quickly."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widget.routes.rendering import LONGEST, render_answer, render_markdown, render_piece
from widget.routes.views import followed


def test_ordinary_markdown_is_rendered() -> None:
    html = render_markdown("# One\n\n**bold** `x`\n\n- a\n- b\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")
    for part in ("<h3>One</h3>", "<strong>bold</strong>", "<code>x</code>", "<li>a</li>", "<td>1</td>"):
        assert part in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "![x](https://evil.example/x.png)",
        "[x](javascript:alert(1))",
        "[x](//evil.example)",
        "<https://evil.example>",
        "[1]: https://evil.example\n\n[1]",
        '<div hx-get="/x" style="position:fixed">x</div>',
        "<iframe src=x>",
    ],
)
def test_nothing_can_be_clicked_loaded_or_run(text: str) -> None:
    html = render_answer(text, "t", set())
    for danger in ("<script", "<img", "<a ", "<div", "<iframe", 'javascript:alert(1)"'):
        assert danger not in html


@given(st.text(max_size=200))
def test_whatever_comes_only_known_tags_leave(text: str) -> None:
    html = render_markdown(text)
    assert "<script" not in html.lower()
    assert " on" not in "".join(part for part in html.split("<")[1:] if ">" not in part)


def test_direction_tricks_are_removed() -> None:
    assert "\u202e" not in render_markdown("a\u202eb\u2066c")
    assert "\u202e" not in render_piece("a\u202eb")


def test_references_lead_to_sources_that_exist() -> None:
    html = render_answer("True. [1] More. [7]", "turn-x", {1})
    assert '<a href="#turn-x-source-1">1</a>' in html
    assert "7" not in html


def test_a_piece_shows_no_reference_yet() -> None:
    assert render_piece("True. [1] <b>") == "True. <b>"


def test_a_huge_table_takes_no_time() -> None:
    row = "|" + "x|" * 2000
    start = time.perf_counter()
    html = render_markdown("\n".join([row, "|" + "-|" * 2000, row, row]))
    assert time.perf_counter() - start < 1.5
    assert "<table" not in html


def test_text_is_cut_before_it_is_parsed() -> None:
    assert len(render_markdown("a" * (LONGEST + 5000))) < LONGEST + 100


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("/a?x=1#p", "/a?x=1&answer=a1#p"),
        ("/a", "/a?answer=a1"),
        ("https://other.example/a", "https://other.example/a"),
        ("javascript:alert(1)", ""),
        ("//evil.example/a", ""),
    ],
)
def test_a_source_opens_its_passage_and_says_which_answer_led_there(url: str, link: str) -> None:
    assert followed(url, "a1") == link


def test_an_answer_that_was_not_stored_cannot_be_followed() -> None:
    assert followed("/a", "") == "/a"
