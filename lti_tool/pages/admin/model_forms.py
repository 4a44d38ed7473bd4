"""The forms of the models' pages, as they were typed, and what they mean."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Self

from lti_tool.conversations.providing.book import ModelProvider, Price
from lti_tool.conversations.providing.changing import LONGEST_KEY, TOO_LONG, Connection
from lti_tool.conversations.providing.limits import Policy, SpendingLimits
from lti_tool.errors import InvalidInputError
from lti_tool.pages.admin import model_words as words
from lti_tool.pages.admin.amounts import micros_of, plain, tokens_of
from lti_tool.pages.forms import text_of


def _typed(form: Mapping[str, str], name: str) -> str:
    return (text_of(form, name) or "").strip()


@dataclass(frozen=True, slots=True)
class ModelForm:
    """How to reach a model; an empty key leaves a stored one as it is."""

    name: str = ""
    base_url: str = ""
    model: str = ""
    key: str = ""

    @classmethod
    def of(cls, form: Mapping[str, str]) -> Self:
        """Read the form."""
        return cls(*(_typed(form, field.name) for field in fields(cls)))

    @classmethod
    def about(cls, held: ModelProvider) -> Self:
        """Return the form as it would have been filled in; a key is never shown again."""
        return cls(held.name, held.base_url, held.model)

    def connection(self, seal: Callable[[str], bytes]) -> Connection:
        """Return what to store; `InvalidInputError` for a key that cannot be one."""
        if len(self.key) > LONGEST_KEY:
            raise InvalidInputError(fields={"key": TOO_LONG})
        return Connection(self.name, self.base_url.rstrip("/"), self.model, seal(self.key) if self.key else None)


@dataclass(frozen=True, slots=True)
class PriceForm:
    """What a million tokens cost."""

    price_in: str = ""
    price_out: str = ""

    @classmethod
    def of(cls, form: Mapping[str, str]) -> Self:
        """Read the form."""
        return cls(_typed(form, "price_in"), _typed(form, "price_out"))

    @classmethod
    def about(cls, held: ModelProvider) -> Self:
        """Return the price as it is typed."""
        return cls(plain(held.price.tokens_in), plain(held.price.tokens_out)) if held.price else cls()

    def price(self) -> Price | None:
        """Return the price, None for two empty fields; `InvalidInputError` by field."""
        wrong: dict[str, str] = {}
        read: dict[str, int | None] = {}
        for name in ("price_in", "price_out"):
            try:
                read[name] = micros_of(getattr(self, name))
            except ValueError:
                wrong[name] = words.BAD_MONEY
        if wrong:
            raise InvalidInputError(fields=wrong)
        tokens_in, tokens_out = read["price_in"], read["price_out"]
        if tokens_in is None and tokens_out is None:
            return None
        if tokens_in is None or tokens_out is None:
            raise InvalidInputError(fields={"price_in" if tokens_in is None else "price_out": words.BOTH_PRICES})
        return Price(tokens_in, tokens_out)


@dataclass(frozen=True, slots=True)
class LimitsForm:
    """The limits by their names, and the currency, as they were typed."""

    typed: Mapping[str, str]
    currency: str

    @classmethod
    def of(cls, form: Mapping[str, str]) -> Self:
        """Read the form."""
        return cls({name: _typed(form, name) for name in words.LIMITS}, _typed(form, "currency").upper())

    @classmethod
    def about(cls, policy: Policy) -> Self:
        """Return the limits as they are typed."""
        held = {name: getattr(policy.limits, name) for name in words.LIMITS}
        shown = {
            name: plain(value) if name in words.MONEY else "" if value is None else str(value)
            for name, value in held.items()
        }
        return cls(shown, policy.currency)

    def limits(self) -> SpendingLimits:
        """Return the limits; `InvalidInputError` by field."""
        wrong: dict[str, str] = {}
        read: dict[str, int | None] = {}
        for name, text in self.typed.items():
            try:
                read[name] = micros_of(text) if name in words.MONEY else tokens_of(text)
            except ValueError:
                wrong[name] = words.BAD_MONEY if name in words.MONEY else words.BAD_TOKENS
        if not (len(self.currency) == 3 and self.currency.isascii() and self.currency.isalpha()):
            wrong["currency"] = words.BAD_CURRENCY
        if wrong:
            raise InvalidInputError(fields=wrong)
        return SpendingLimits(**read)
