"""Fetching sources: what an address leads to, within limits, each failure in words."""

from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

import pytest

from content_index.extraction import Extracted
from lti_tool.catalogue import fetching
from lti_tool.catalogue.fetching import FetchLimits, fetch_source, is_address
from lti_tool.http import AddressRefusedError, GuardedDoor, HttpDoor, Response
from tests.fakes.doors import AppDoor
from tests.fakes.websites import Website, website

PAGE = (
    "<html lang='en'><head><title>{title}</title></head><body><main><h1>{title}</h1><p>{text}</p></main></body></html>"
)


@pytest.fixture
def site() -> Iterator[Website]:
    with website() as opened:
        yield opened


@pytest.fixture
def door() -> HttpDoor:
    return GuardedDoor((ip_network("127.0.0.0/8"),))


def page(site: Website, path: str, title: str) -> str:
    text = f"{title} is a page with a few words that somebody wrote for the people of this course. " * 3
    site.says(path, PAGE.format(title=title, text=text).encode(), Content_Type="text/html; charset=utf-8")
    return f"{site.url}{path}"


def reasons(found: Extracted) -> list[str]:
    return [problem.message.text for problem in found.problems]


def test_a_page_becomes_a_document_with_its_address(site: Website, door: HttpDoor, tmp_path: Path) -> None:
    url = page(site, "/cv", "Write a CV")
    told: list[tuple[str, int]] = []
    found = fetch_source(door, url + "#top", tmp_path, progress=lambda *step: told.append(step))
    (document,) = found.documents
    assert (document.title, document.url, document.source) == ("Write a CV", url, url)
    assert told == [(url, 0)]
    assert list(tmp_path.iterdir()) == []


def test_a_sitemap_leads_to_its_pages_each_once(site: Website, door: HttpDoor, tmp_path: Path) -> None:
    urls = [page(site, "/a", "Page A"), page(site, "/b", "Page B"), f"{site.url}/gone"]
    listed = "".join(f"<url><loc>{url}</loc></url>" for url in [*urls, urls[0]])
    xml = f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{listed}</urlset>"
    site.says("/sitemap.xml", xml.encode(), Content_Type="application/xml")
    found = fetch_source(door, f"{site.url}/sitemap.xml", tmp_path)
    assert sorted(document.title for document in found.documents) == ["Page A", "Page B"]
    assert [(problem.source, problem.message.parameters) for problem in found.problems] == [(urls[2], {"status": 404})]


def test_limits_are_said(site: Website, door: HttpDoor, tmp_path: Path) -> None:
    urls = [page(site, f"/{number}", f"Page {number}") for number in range(4)]
    listed = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    xml = f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{listed}</urlset>"
    site.says("/sitemap.xml", xml.encode(), Content_Type="application/xml")
    found = fetch_source(door, f"{site.url}/sitemap.xml", tmp_path, limits=FetchLimits(pages=2))
    assert len(found.documents) == 1
    assert reasons(found) == [fetching.MOST_PAGES]


def test_a_feed_that_never_ends_is_left(site: Website, door: HttpDoor, tmp_path: Path) -> None:
    words = "word " * 150

    def endless(asked: object, handler: object) -> None:
        number = int(str(asked.path).partition("n=")[2] or 0)  # type: ignore[attr-defined]
        body = (
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>Feed</title>"
            f"<link rel='next' href='{site.url}/feed?n={number + 1}'/>"
            f"<entry><id>e{number}</id><title>Entry {number}</title>"
            f"<content type='html'>{words}</content></entry></feed>"
        ).encode()
        handler.send_response(200)  # type: ignore[attr-defined]
        handler.send_header("Content-Type", "application/atom+xml")  # type: ignore[attr-defined]
        handler.send_header("Content-Length", str(len(body)))  # type: ignore[attr-defined]
        handler.end_headers()  # type: ignore[attr-defined]
        handler.wfile.write(body)  # type: ignore[attr-defined]

    site.answers["/feed"] = endless
    found = fetch_source(door, f"{site.url}/feed", tmp_path, limits=FetchLimits(parts=2))
    assert [document.title for document in found.documents] == ["Entry 0", "Entry 1", "Entry 2"]
    assert reasons(found)[-1] == fetching.MOST_PARTS


def test_a_list_does_not_lead_to_another_site(site: Website, door: HttpDoor, tmp_path: Path) -> None:
    xml = (
        "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
        "<sitemap><loc>https://elsewhere.example/sitemap.xml</loc></sitemap></sitemapindex>"
    )
    site.says("/sitemap.xml", xml.encode(), Content_Type="application/xml")
    found = fetch_source(door, f"{site.url}/sitemap.xml", tmp_path)
    assert fetching.ELSEWHERE in reasons(found)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Response(401, "https://a.example/x"), fetching.SIGN_IN),
        (Response(200, "https://a.example/login?next=x", body=b"<html>"), fetching.SIGN_IN),
        (Response(200, "https://a.example/y", body=b"<input name=p type='password'>"), fetching.SIGN_IN),
        (Response(500, "https://a.example/x"), fetching.ANSWERED),
        (AddressRefusedError(host="a.example"), fetching.REFUSED),
    ],
    ids=["401", "moved to sign-in", "password", "500", "private"],
)
def test_a_page_that_cannot_be_read_says_why(
    answer: Response | AddressRefusedError, reason: str, tmp_path: Path
) -> None:
    door = AppDoor({}, failures=[answer])
    assert reasons(fetch_source(door, "https://a.example/x", tmp_path)) == [reason]


def test_nobody_there_and_too_large(site: Website, door: HttpDoor, tmp_path: Path) -> None:
    assert reasons(fetch_source(AppDoor({}), "https://nobody.example/x", tmp_path)) == [fetching.UNREACHABLE]
    site.says("/big", b"x" * 5000, Content_Type="text/plain")
    found = fetch_source(door, f"{site.url}/big", tmp_path, limits=FetchLimits(page_bytes=1000))
    assert reasons(found) == [fetching.TOO_LARGE]


def test_a_private_address_is_refused(tmp_path: Path) -> None:
    found = fetch_source(GuardedDoor(()), "http://127.0.0.1:9/x", tmp_path)
    assert reasons(found) == [fetching.REFUSED]


def test_addresses_are_told_from_paths() -> None:
    assert is_address("HTTPS://example.org/feed")
    assert not is_address("lessons/http.md")
