"""What reading a line comes to, and the names that go with it; light enough to be loaded anywhere."""

from dataclasses import dataclass
from pathlib import Path

LANGUAGES = ("en", "fr")
#: Readers: vectors of the language model, or hashed n-grams.
EMBEDDING, NGRAMS = "embedding", "ngrams"
#: What `Reading.head` says when nothing could be read.
NOTHING = "none"
#: The heads that come with the product, and their evaluation.
SHIPPED = Path(__file__).parent / "trained"


@dataclass(frozen=True)
class Reading:
    """`valence` -1..1, `distress` 0..1 (a calibrated chance), `confidence` 0..1 (0: nothing was read).

    `language` is the head's; `head` is "embedding", "ngrams" (degraded: less exact) or "none".
    """

    valence: float
    distress: float
    confidence: float
    language: str
    head: str

    @property
    def degraded(self) -> bool:
        """Whether a lesser head than the language model's answered."""
        return self.head != EMBEDDING


UNREAD = Reading(0.0, 0.0, 0.0, "", NOTHING)
