"""Amounts as administrators type and read them: money in the installation's currency, tokens in whole numbers."""

from decimal import Decimal, InvalidOperation

from flask_babel import format_decimal

from lti_tool.conversations.providing.limits import MICROS

#: More than any model costs for a million tokens, or an installation spends in a day.
LARGEST_MONEY = Decimal(1_000_000)
LARGEST_TOKENS = 10**12


def micros_of(text: str) -> int | None:
    """Return millionths for "1.5" or "1,5", None for an empty field; ValueError for anything else."""
    typed = text.strip().replace(",", ".").replace("\u00a0", "").replace("\u202f", "")
    if not typed:
        return None
    try:
        value = Decimal(typed)
    except InvalidOperation:
        raise ValueError(text) from None
    if not value.is_finite() or not 0 <= value <= LARGEST_MONEY:
        raise ValueError(text)
    return int(value * MICROS)


def tokens_of(text: str) -> int | None:
    """Return a number of tokens, None for an empty field; ValueError for anything else."""
    typed = "".join(text.split())
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit()) or int(typed) > LARGEST_TOKENS:
        raise ValueError(text)
    return int(typed)


def plain(micros: int | None) -> str:
    """Return millionths as one types them; empty for none."""
    return "" if micros is None else f"{(Decimal(micros) / MICROS).normalize():f}"


def money(micros: int, currency: str) -> str:
    """Return millionths as the reader writes amounts."""
    return f"{format_decimal(Decimal(micros) / MICROS, format='#,##0.00##')}\u00a0{currency}"
