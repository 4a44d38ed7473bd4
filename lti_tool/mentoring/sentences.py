"""Sentences that pages translate: an English source sentence with its parameters."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text` has `%(name)s` places that `parameters` fill; whoever shows it translates the text first."""

    text: str
    parameters: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.parameters if self.parameters else self.text
