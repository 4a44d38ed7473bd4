"""files.xml of a Moodle backup: which stored content belongs to which name."""

from collections.abc import Mapping
from dataclasses import dataclass

from content_index.extraction.archives import Archive
from content_index.extraction.markup_tree import parse_xml
from content_index.extraction.prose import clean


@dataclass(frozen=True, slots=True)
class StoredFile:
    """`name` as people see it; `path` in the archive, which carries the hash of the content.

    `rank` is above 0 for the file that opens when there are several.
    """

    name: str
    path: str
    area: str
    rank: int = 0


def stored_files(archive: Archive) -> Mapping[str, StoredFile]:
    """The files of a backup by their id; none when files.xml is missing.

    Raises `RefusedError` when files.xml cannot be read.
    """
    if "files.xml" not in archive.names:
        return {}
    found: dict[str, StoredFile] = {}
    for element in parse_xml(archive.read("files.xml")).iterfind("file"):
        name, content = clean(element.findtext("filename") or ""), clean(element.findtext("contenthash") or "")
        if name not in ("", ".") and len(content) > 2 and content.isalnum():
            area = f"{clean(element.findtext('component') or '')}/{clean(element.findtext('filearea') or '')}"
            rank = clean(element.findtext("sortorder") or "")
            path = f"files/{content[:2]}/{content}"
            found[element.get("id", "")] = StoredFile(name, path, area, int(rank) if rank.isdigit() else 0)
    return found
