"""What is said about a source before anyone has read it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Claims:
    """`language` is what the person who imports says (a file's own word comes first).

    `fallback` is the course's language, used when a text does not tell. For something that was
    fetched, `url` is its address (it becomes the document's source) and `media_type` what the
    server said it is.
    """

    language: str = ""
    fallback: str = ""
    url: str = ""
    media_type: str = ""
