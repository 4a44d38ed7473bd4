"""The look of a site: colours that can be read, words that fit."""

import pytest

from lti_tool.embed.look import LEAST_CONTRAST, PALE_COLOUR, WRONG_COLOUR, WRONG_LABEL, WRONG_SIDE, Look, contrast


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")


def test_the_usual_look_and_a_dark_colour_are_fine() -> None:
    assert Look().wrong() == {}
    assert Look("#0b5d5b", "Une question ?", "start").wrong() == {}


@pytest.mark.parametrize("accent", ["teal", "#fff", "#0b5d5g", "#0b5d5b;", "url(x)", "#0B5D5B"])
def test_what_is_no_colour_is_refused(accent: str) -> None:
    assert Look(accent).wrong() == {"accent": WRONG_COLOUR}


def test_a_colour_on_which_white_words_cannot_be_read_is_refused() -> None:
    assert contrast("#ffcc00", "#ffffff") < LEAST_CONTRAST
    assert Look("#ffcc00").wrong() == {"accent": PALE_COLOUR}


def test_long_words_and_unknown_sides_are_refused() -> None:
    assert Look(label="x" * 41, side="middle").wrong() == {"label": WRONG_LABEL, "side": WRONG_SIDE}
