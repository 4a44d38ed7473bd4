"""Templates compiled once per process, however many apps it makes."""

from jinja2.bccache import Bucket, BytecodeCache


class ProcessCache(BytecodeCache):
    """Keeps compiled templates in memory; a template whose text changed is compiled again."""

    def __init__(self) -> None:
        self._compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Hand over what was compiled earlier, if anything."""
        if (held := self._compiled.get(bucket.key)) is not None:
            bucket.bytecode_from_string(held)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled just now."""
        self._compiled[bucket.key] = bucket.bytecode_to_string()


COMPILED = ProcessCache()
