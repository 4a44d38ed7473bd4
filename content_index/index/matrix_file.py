"""Several arrays in one file that is mapped, not read: a header in JSON, then the arrays, aligned.

Written beside and renamed, so a file is either whole or absent.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from content_index.errors import ContentIndexError
from content_index.index.durable import write_atomically

_MAGIC = b"BSLSM004"
_ALIGN = 64

Arrays = dict[str, np.ndarray[Any, Any]]


class MatrixFileError(ContentIndexError):
    """The file is not one of ours, or is cut short."""

    message = "A search matrix on disk cannot be read."


def _padded(size: int) -> int:
    return -(-size // _ALIGN) * _ALIGN


def save(path: Path, arrays: Mapping[str, np.ndarray[Any, Any]], meta: Mapping[str, Any]) -> None:
    """Write arrays and a JSON-able `meta`; the file appears whole or not at all."""
    places, position = [], 0
    for name, array in arrays.items():
        places.append({"name": name, "dtype": array.dtype.str, "shape": array.shape, "offset": position})
        position += _padded(array.nbytes)
    header = json.dumps({"arrays": places, "meta": meta, "bytes": position}).encode()
    start = _padded(len(_MAGIC) + 8 + len(header))
    chunks = [_MAGIC, len(header).to_bytes(8, "little"), header]
    chunks.append(b"\0" * (start - sum(map(len, chunks))))
    for array in arrays.values():
        chunks.append(np.ascontiguousarray(array).tobytes())
        chunks.append(b"\0" * (_padded(array.nbytes) - array.nbytes))
    write_atomically(path, b"".join(chunks))


def load(path: Path) -> tuple[Arrays, dict[str, Any]]:
    """Arrays (read-only views on the mapped file) and meta; MatrixFileError when unusable."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(len(_MAGIC) + 8)
            length = int.from_bytes(start[len(_MAGIC) :], "little")
            if not start.startswith(_MAGIC) or length > size:
                raise MatrixFileError
            header = json.loads(file.read(length))
        base = _padded(len(_MAGIC) + 8 + length)
        if size != base + header["bytes"]:
            raise MatrixFileError
        return _views(path, base, header["arrays"]), header["meta"]
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise MatrixFileError from problem


def _views(path: Path, base: int, places: list[dict[str, Any]]) -> Arrays:
    mapped = np.memmap(path, dtype=np.uint8, mode="r")
    views: Arrays = {}
    for place in places:
        dtype, shape = np.dtype(place["dtype"]), tuple(place["shape"])
        size = int(np.prod(shape, dtype=np.int64)) * dtype.itemsize
        start = base + place["offset"]
        views[place["name"]] = np.asarray(mapped)[start : start + size].view(dtype).reshape(shape)
    return views
