"""Fetch a source from the network: a page, a file, a sitemap, a feed, an OAI-PMH list.

What was fetched is read like any file, in a process of its own; the links it gives are followed
under limits: lists on the same host only, so many parts, so many pages, so many bytes in all.
The door checks every address and every redirect.
"""

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import urldefrag, urlsplit

from content_index.errors import N_, Message
from content_index.extraction import Claims, Extracted, Limits, Link, Problem, extract_safely
from lti_tool.http import AddressRefusedError, HttpDoor, HttpError, Response, TooLargeError

#: Called with the address being fetched and how many documents there are so far.
Progress = Callable[[str, int], None]

UNREACHABLE = N_("This address cannot be reached now. Check it in a browser, then import it again.")
REFUSED = N_("This address is not one the tool may call. Use a public https address, or import the file instead.")
TOO_LARGE = N_("This page is larger than %(limit)d MB. Download the file and import it in parts.")
SIGN_IN = N_("This page asks to sign in. Export it and import the file instead.")
ANSWERED = N_("This address answers with error %(status)d. Check it in a browser.")
MOST_PAGES = N_("Only the first %(count)d pages were fetched. Import the rest from a narrower address.")
MOST_PARTS = N_("This list goes on after %(count)d parts. Only those were read.")
ELSEWHERE = N_("This list continues on another site, which was not followed. Import that address by itself.")

_SIGN_IN_PATH = re.compile(r"(?:^|[/_.-])(?:log-?in|sign-?in|sso|cas|auth)(?:[/_.?-]|$)", re.IGNORECASE)
_PASSWORD_FIELD = re.compile(rb"<input[^>]+type\s*=\s*[\"']?password", re.IGNORECASE)
_SAFE_NAME = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Bounds of one fetched source; sizes in bytes."""

    pages: int = 200
    parts: int = 30
    page_bytes: int = 20 * 1024 * 1024
    all_bytes: int = 200 * 1024 * 1024
    reading: Limits = field(default_factory=Limits)


def is_address(source: str) -> bool:
    """True for a source that is fetched instead of read from this machine."""
    return source.lower().startswith(("https://", "http://"))


def fetch_source(
    door: HttpDoor,
    url: str,
    folder: Path,
    *,
    language: str = "",
    limits: FetchLimits | None = None,
    progress: Progress | None = None,
) -> Extracted:
    """Return everything that `url` leads to; what could not be fetched is a problem each.

    `folder` holds what was fetched while it is read; the caller deletes it.
    """
    return _Fetching(door, folder, language, limits or FetchLimits(), progress).run(url)


class _Fetching:
    """One walk from an address through the lists it gives to the pages they name."""

    def __init__(
        self, door: HttpDoor, folder: Path, language: str, limits: FetchLimits, progress: Progress | None
    ) -> None:
        self._door = door
        self._folder = folder
        self._language = language
        self._limits = limits
        self._progress = progress
        self._seen: set[str] = set()
        self._pages = self._parts = self._bytes = 0
        self._found = Extracted()

    def run(self, url: str) -> Extracted:
        home = urlsplit(url).hostname
        waiting = deque([Link(url, role="page")])
        while waiting:
            link = waiting.popleft()
            address = urldefrag(link.url).url
            if address in self._seen:
                continue
            self._seen.add(address)
            if link.role != "page" and urlsplit(address).hostname != home:
                self._note(address, ELSEWHERE)
            elif self._may_fetch(url, link):
                # Only what was asked for itself may be a list; a page's own links are not followed.
                links = self._fetch(address)
                waiting.extend(links if link.role != "page" or address == urldefrag(url).url else ())
        return self._found

    def _may_fetch(self, url: str, link: Link) -> bool:
        if link.role == "page":
            self._pages += 1
            count, limit, message = self._pages, self._limits.pages, MOST_PAGES
        else:
            self._parts += 1
            count, limit, message = self._parts, self._limits.parts, MOST_PARTS
        if count == limit + 1:
            self._note(url, message, count=limit)
        return count <= limit and self._bytes < self._limits.all_bytes

    def _fetch(self, address: str) -> tuple[Link, ...]:
        if self._progress:
            self._progress(address, len(self._found.documents))
        try:
            response = self._door.get(address, follow_redirects=True, max_bytes=self._limits.page_bytes)
        except HttpError as error:
            self._refuse(address, error)
            return ()
        problem = _problem_of(address, response)
        if problem is not None:
            self._found += Extracted(problems=(problem,))
            return ()
        read = self._read(address, response)
        self._found += Extracted(read.documents, read.problems)
        return read.links

    def _read(self, address: str, response: Response) -> Extracted:
        self._bytes += len(response.body)
        path = self._folder / _file_name(address, len(self._seen))
        path.write_bytes(response.body)
        claims = Claims(language=self._language, url=address, media_type=response.headers.get("content-type", ""))
        try:
            return extract_safely(path, self._limits.reading, claims)
        finally:
            path.unlink(missing_ok=True)

    def _refuse(self, address: str, error: HttpError) -> None:
        if isinstance(error, TooLargeError):
            self._problem(address, Message(TOO_LARGE, {"limit": self._limits.page_bytes // 1024**2}))
        else:
            self._problem(address, Message(REFUSED if isinstance(error, AddressRefusedError) else UNREACHABLE))

    def _problem(self, address: str, message: Message) -> None:
        self._found += Extracted(problems=(Problem(address, message),))

    def _note(self, address: str, text: str, **parameters: int) -> None:
        self._found += Extracted(problems=(Problem(address, Message(text, dict(parameters)), "note"),))


def _problem_of(address: str, response: Response) -> Problem | None:
    if response.status in {401, 403, 407} or _asks_to_sign_in(address, response):
        return Problem(address, Message(SIGN_IN))
    if not response.is_ok:
        return Problem(address, Message(ANSWERED, {"status": response.status}))
    return None


def _asks_to_sign_in(address: str, response: Response) -> bool:
    """A redirect to a sign-in page, or a page that is little more than a form with a password."""
    moved = urlsplit(response.url).path != urlsplit(address).path
    if moved and _SIGN_IN_PATH.search(urlsplit(response.url).path):
        return True
    return bool(moved and _PASSWORD_FIELD.search(response.body[:200_000]))


def _file_name(address: str, number: int) -> str:
    name = PurePosixPath(urlsplit(address).path).name
    return f"{number}-{_SAFE_NAME.sub('_', name)[-80:] or 'page'}"
