"""The end of a zip, read before the zip is opened.

Opening a zip loads its whole directory: a million entries would fill the memory before anything
could be counted. PKWARE APPNOTE 4.3.14 to 4.3.16 tell where the size of the directory is written.
"""

import struct
from pathlib import Path

from content_index.errors import N_
from content_index.extraction.limits import Limits
from content_index.extraction.refusals import RefusedError

#: An entry takes 46 bytes and its name and extra fields: a generous average.
_BYTES_PER_ENTRY = 400
_LONGEST_END = 65_557


def check_directory(path: Path, limits: Limits) -> None:
    """Raise `RefusedError` when the directory of the zip is longer than the limits can mean."""
    with path.open("rb") as stream:
        length = stream.seek(0, 2)
        stream.seek(max(0, length - _LONGEST_END - 56))
        tail = stream.read()
    if _directory_bytes(tail) > limits.entries * _BYTES_PER_ENTRY:
        message = N_("The archive lists more than %(limit)d files. Import it in parts.")
        raise RefusedError(message, limit=limits.entries)


def _directory_bytes(tail: bytes) -> int:
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 22:
        raise RefusedError(N_("This archive, or a file in it, is damaged. Export it again."))
    size = int(struct.unpack_from("<I", tail, end + 12)[0])
    big = tail.rfind(b"PK\x06\x06", 0, end)
    if big >= 0 and len(tail) >= big + 48:
        size = max(size if size != 0xFFFFFFFF else 0, int(struct.unpack_from("<Q", tail, big + 40)[0]))
    return size
