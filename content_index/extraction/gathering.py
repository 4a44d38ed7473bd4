"""Many parts in one result."""

from collections.abc import Iterable

from content_index.errors import N_, Message
from content_index.extraction.duplicates import notes_about_duplicates
from content_index.extraction.limits import Limits
from content_index.extraction.shapes import Extracted, Problem


def gathered(parts: Iterable[Extracted], name: str, limits: Limits) -> Extracted:
    """All parts in one, with a problem when there are more documents than the limit."""
    kept = list(parts)
    documents = tuple(document for part in kept for document in part.documents)
    problems = tuple(problem for part in kept for problem in part.problems)
    problems = (*problems, *notes_about_duplicates(documents[: limits.documents]))
    if len(documents) > limits.documents:
        message = N_("Only the first %(count)d resources were kept. Import the source in parts.")
        problems = (*problems, Problem(name, Message(message, {"count": limits.documents})))
    if not documents and not problems and not any(part.links for part in kept):
        message = N_("Nothing to read was found here. Check that it is the right file or folder.")
        problems = (Problem(name, Message(message)),)
    return Extracted(documents[: limits.documents], problems, tuple(link for part in kept for link in part.links))
