"""What a question is about, whatever its small words and endings: questions of the same words are one question."""

from content_index.schema.analysis import analyse


def words_of(text: str, language: str) -> frozenset[str]:
    """Return the stems of the content words; empty for a text of small words only."""
    return frozenset(analyse(text, language))
