"""Names inside archives: what a name may look like, and how it is written down."""

import re

from content_index.errors import N_, Message
from content_index.extraction.prose import clean

_LONGEST = 400
_DRIVE = re.compile(r"[A-Za-z]:")


def tidy_name(name: str) -> str:
    """The name with forward slashes and without invisible characters or needless parts."""
    parts = [clean(part) for part in name.replace("\\", "/").split("/")]
    return "/".join(part for part in parts if part not in ("", "."))[:_LONGEST]


def problem_with_name(name: str) -> Message | None:
    """Why an entry of that name is refused: it points out of the archive, or is no usable name."""
    path = name.replace("\\", "/")
    if path.startswith("/") or _DRIVE.match(path) or ".." in path.split("/"):
        return Message(N_("This entry points outside the archive, as harmful archives do. It was left out."))
    if "\x00" in name or len(name) > _LONGEST or not tidy_name(name):
        return Message(N_("The name of this entry cannot be used. Rename it, then import again."))
    return None
