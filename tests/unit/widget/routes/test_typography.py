"""What French writes together stays on one line; nothing else is touched."""

import pytest

from widget.routes.rendering import render_answer, render_piece
from widget.routes.typography import unbroken


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("« c'est bien cela ? » L'autre", "«\u00a0c'est bien cela\u00a0?\u00a0» L'autre"),
        ("trois sources : les offres ; et puis !", "trois sources\u00a0: les offres\u00a0; et puis\u00a0!"),
        ("déjà\u00a0: fait", "déjà\u00a0: fait"),
        ("Three sources: offers, a smile :-) and 12 :30", "Three sources: offers, a smile :-) and 12 :30"),
        ("| a | b |\n| :--- | ---: |", "| a | b |\n| :--- | ---: |"),
        ("", ""),
    ],
)
def test_spaces_that_may_not_break(typed: str, shown: str) -> None:
    assert unbroken(typed) == shown


def test_answers_and_their_pieces_are_spaced_alike() -> None:
    assert "cela\u00a0?" in render_piece("C'est bien cela ?")
    assert render_answer("C'est bien cela ?", "a", []).striptags() == "C'est bien cela\u00a0?"
