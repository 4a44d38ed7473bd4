"""A clock that moves only when told to."""

from datetime import datetime, timedelta


class StillClock:
    """Tells the same instant until `advance` or `set` is called."""

    def __init__(self, instant: datetime) -> None:
        self._instant = instant

    def now(self) -> datetime:
        return self._instant

    def advance(self, **parts: float) -> datetime:
        self._instant += timedelta(**parts)
        return self._instant

    def set(self, instant: datetime) -> None:
        self._instant = instant
