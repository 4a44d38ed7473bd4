"""How much one import may cost; counted on real bytes, never on what an archive declares."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one import; sizes in bytes, times in seconds.

    `file_bytes` holds for each file, also inside archives; `archive_bytes` for everything
    unpacked from one archive, `entries` for how many it may list. `seconds` is the wall-clock
    time for one file, `memory_bytes` the address space of the process that parses, and `crashes`
    how many files may take that process down before the whole source is given up.
    """

    file_bytes: int = 50 * MEGABYTE
    archive_bytes: int = 500 * MEGABYTE
    archive_file_bytes: int = 500 * MEGABYTE
    entries: int = 20_000
    documents: int = 5_000
    pages: int = 2_000
    text_characters: int = 2_000_000
    ratio: int = 200
    seconds: float = 60.0
    memory_bytes: int = 1024 * MEGABYTE
    crashes: int = 20
