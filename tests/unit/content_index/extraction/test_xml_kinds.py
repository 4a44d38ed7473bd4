"""Feeds, sitemaps and repositories: what is content, and what is still to be fetched."""

import gzip

from content_index.extraction import Extracted, Limits
from content_index.extraction.assembling import Context
from content_index.extraction.formats import read_item
from content_index.extraction.items import Item
from tests.factories.packages import WORDS

URL = "https://example.org/feed.xml"
LONG = f"<p>{WORDS * 4}</p>".replace("<", "&lt;").replace(">", "&gt;")


def read(data: str | bytes, limits: Limits | None = None, url: str = URL) -> Extracted:
    data = data.encode() if isinstance(data, str) else data
    return read_item(Item(Context(url or "feed.xml", url=url), "xml", lambda: data), limits or Limits())


def reason(extracted: Extracted) -> str:
    assert extracted.documents == ()
    (problem,) = extracted.problems
    return str(problem.message)


RSS = f"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>News</title><language>en-gb</language>
 <atom:link rel="next" href="/feed.xml?page=2"/>
 <item><title>Whole</title><link>/a</link><guid>guid-1</guid><content:encoded>{LONG}</content:encoded></item>
 <item><title>Teaser</title><link>https://example.org/b</link><description>Short</description></item>
 <item><title>No link</title><description>Short</description></item>
 <item><title>Script</title><link>javascript:alert(1)</link></item></channel></rss>"""

ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>T</title>
 <entry><title>Tout</title><id>urn:1</id><link href="https://example.org/c"/>
 <content type="html">{LONG}</content></entry></feed>"""


class TestFeeds:
    def test_whole_entries_are_documents_teasers_are_links(self) -> None:
        extracted = read(RSS)
        (document,) = extracted.documents
        assert (document.source, document.title, document.url) == ("guid-1", "Whole", "https://example.org/a")
        assert document.language == "en"
        assert [(link.url, link.role) for link in extracted.links] == [
            ("https://example.org/b", "page"),
            ("https://example.org/feed.xml?page=2", "more"),
        ]

    def test_atom(self) -> None:
        (document,) = read(ATOM).documents
        assert (document.source, document.url) == ("urn:1", "https://example.org/c")

    def test_a_feed_that_is_not_well_formed_is_read_all_the_same(self) -> None:
        assert read(RSS.replace("</channel></rss>", "")).links

    def test_entities_and_nonsense_are_refused(self) -> None:
        bomb = '<!DOCTYPE rss [<!ENTITY a "b">]>'
        assert "entities" in reason(read(RSS.replace("<rss", bomb + "<rss")))
        assert "broken" in reason(read("<rss <<<"))

    def test_entries_over_the_limit_are_said(self) -> None:
        extracted = read(RSS, Limits(documents=1))
        assert "first 1 entries" in str(extracted.problems[0].message)

    def test_an_entry_of_markup_only_is_a_problem(self) -> None:
        script = LONG.replace("&lt;p&gt;", "&lt;script&gt;").replace("&lt;/p&gt;", "&lt;/script&gt;")
        extracted = read(RSS.replace(LONG, script))
        assert [problem.source for problem in extracted.problems] == ["guid-1"]


class TestSitemaps:
    SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
    <url><loc> https://example.org/a </loc></url>
    <url><loc>https://example.org/b</loc></url><url><loc>https://example.org/a</loc></url>
    <url><loc>ftp://example.org/c</loc></url></urlset>"""

    def test_each_page_once(self) -> None:
        assert [link.url for link in read(self.SITEMAP).links] == ["https://example.org/a", "https://example.org/b"]

    def test_an_index_names_further_sitemaps_and_gzip_is_unpacked_under_the_limits(self) -> None:
        index = "<sitemapindex><sitemap><loc>https://example.org/s.xml</loc></sitemap></sitemapindex>"
        assert [link.role for link in read(gzip.compress(index.encode())).links] == ["sitemap"]
        assert "larger than" in reason(read(gzip.compress(b" " * 5000 + index.encode()), Limits(file_bytes=1000)))
        assert "could not be read" in reason(read(b"\x1f\x8b nothing"))

    def test_more_pages_than_allowed_are_said(self) -> None:
        extracted = read(self.SITEMAP, Limits(documents=1))
        assert len(extracted.links) == 1
        assert "first 1 addresses" in str(extracted.problems[0].message)


def records(*inner: str, token: str = "", request: str = "https://repo.example.org/oai") -> str:
    return f"""<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><request verb="ListRecords">{request}</request>
    <ListRecords>{"".join(inner)}<resumptionToken>{token}</resumptionToken></ListRecords></OAI-PMH>"""


def record(identifier: str, description: str = WORDS, status: str = "") -> str:
    return f"""<record><header status="{status}"><identifier>{identifier}</identifier></header><metadata>
    <oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">
    <dc:title>Title</dc:title><dc:description>{description}</dc:description><dc:subject>work</dc:subject>
    <dc:identifier>doi:1</dc:identifier><dc:identifier>https://repo.example.org/1</dc:identifier>
    <dc:language>eng</dc:language></oai_dc:dc></metadata></record>"""


class TestOaiPmh:
    def test_records_with_a_description_are_documents(self) -> None:
        bare = "<record><header><identifier>oai:4</identifier></header></record>"
        extracted = read(records(record("oai:1"), record("oai:2", ""), record("oai:3", status="deleted"), bare))
        (document,) = extracted.documents
        assert (document.source, document.title, document.kind) == ("oai:1", "Title", "reference")
        assert (document.url, document.language) == ("https://repo.example.org/1", "en")
        assert document.metadata == {"subjects": "work"}
        assert [problem.source for problem in extracted.problems] == ["oai:2"]
        assert extracted.links == ()

    def test_the_next_part_of_the_list_is_a_link(self) -> None:
        (link,) = read(records(record("oai:1"), token="a b&amp;c"), url="").links
        assert link.url == "https://repo.example.org/oai?verb=ListRecords&resumptionToken=a+b%26c"
        assert link.role == "more"

    def test_errors_are_said_in_the_repositorys_words(self) -> None:
        error = '<OAI-PMH><error code="badArgument">No such set</error></OAI-PMH>'
        assert "No such set" in reason(read(error))
        assert read('<OAI-PMH><error code="noRecordsMatch"/></OAI-PMH>') == Extracted()


def test_other_xml_is_refused() -> None:
    assert "not read" in reason(read("<svg/>"))
    assert "broken" in reason(read("<a>"))
    assert "entities" in reason(read('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'))
