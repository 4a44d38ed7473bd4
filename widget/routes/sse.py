"""Server-sent events (HTML standard, section 9.2) as htmx reads them: unnamed, HTML inside."""

from collections.abc import Iterator

HEADERS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store, no-transform",
    "X-Accel-Buffering": "no",
}
#: A comment keeps proxies from closing a quiet stream, and shows us that a reader is gone.
HEARTBEAT = ": still here\n\n"


def message(html: str) -> str:
    """One event whose data is `html`."""
    lines = html.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "".join(f"data: {line}\n" for line in lines) + "\n"


def encoded(events: Iterator[str]) -> Iterator[bytes]:
    """The bytes of a stream; closing it closes the events."""
    try:
        for event in events:
            yield event.encode("utf-8")
    finally:
        close = getattr(events, "close", None)
        if close is not None:
            close()
