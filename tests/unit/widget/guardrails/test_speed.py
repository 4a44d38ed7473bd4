"""Hostile text does not make the checks slow: each takes a fraction of a second on a long draft."""

import time
from collections.abc import Callable

import pytest

from widget.grounding.sentences import split_sentences
from widget.guardrails.crisis import find_crisis
from widget.guardrails.injection import is_order_to_a_machine
from widget.guardrails.redaction import Redaction
from widget.guardrails.scope import off_scope

TEXTS = [
    "i want to really just " * 2700,
    "a" * 60_000,
    ". " * 30_000,
    "a.b-" * 15_000,
    "1 " * 30_000,
    "<" * 60_000,
    "A b " * 15_000,
]
CHECKS: list[Callable[[str], object]] = [
    find_crisis,
    off_scope,
    is_order_to_a_machine,
    split_sentences,
    Redaction(["Ada Lovelace"]).apply,
]


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text[:8])
def test_a_long_text_is_read_quickly(check: Callable[[str], object], text: str) -> None:
    check("warm")
    start = time.process_time()
    check(text)
    assert time.process_time() - start < 2.0
