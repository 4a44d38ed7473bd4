"""Which addresses may be called."""

from ipaddress import ip_network

import pytest

from lti_tool.http.addresses import is_permitted, parse
from lti_tool.http.errors import AddressRefusedError
from lti_tool.http.targets import parse as parse_target

PRIVATE = [
    "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "224.0.0.1", "239.255.255.250", "255.255.255.255", "192.88.99.1", "198.18.0.1", "240.0.0.1", "192.0.2.1",
    "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b:1::a00:1",
    "2002:7f00:1::", "2002:a00:1::1", "2001:0:7f00:1::", "::127.0.0.1", "::ffff:0:127.0.0.1",
]  # fmt: skip


@pytest.mark.parametrize("text", PRIVATE)
def test_private_and_disguised_addresses_are_refused(text: str) -> None:
    assert not is_permitted(parse(text), ())


@pytest.mark.parametrize("text", ["1.1.1.1", "8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_public_addresses_are_permitted(text: str) -> None:
    assert is_permitted(parse(text), ())


def test_a_named_private_network_is_permitted_and_no_other() -> None:
    networks = (ip_network("10.1.0.0/16"), ip_network("fd00::/8"))
    assert is_permitted(parse("10.1.2.3"), networks)
    assert is_permitted(parse("fd00::5"), networks)
    assert is_permitted(parse("::ffff:10.1.2.3"), networks)
    assert not is_permitted(parse("10.2.0.1"), networks)
    assert not is_permitted(parse("127.0.0.1"), networks)


@pytest.mark.parametrize(
    "url",
    [
        "", "/path", "//host/", "ftp://host/", "file:///etc/passwd", "gopher://host/", "javascript:alert(1)",
        "https://", "https:///path", "https://user@host/", "https://user:pass@host/", "https://host:99999/",
        "https://host:0/", "https://host:port/", "https://ho st/", "https://host/\r\nX: y", "https://host\\@evil/",
        "https://[::1/", "https://2130706433/", "https://0x7f000001/", "https://0x7f.1/", "https://017700000001/",
        "https://0177.0.0.1/", "https://127.1/", "https://127.0.0.01/", "https://1.2.3.4.5/", "https://a..0x7f/",
        "https://host/" + "a" * 4000, "https://" + "é" * 300 + ".fr/",
    ],
)  # fmt: skip
def test_unusual_urls_are_refused(url: str) -> None:
    with pytest.raises(AddressRefusedError):
        parse_target(url)


def test_a_url_keeps_its_path_and_query_byte_for_byte() -> None:
    target = parse_target("https://LMS.example.org:8443/a%2Fb/C?page=bookmark:WyJB&x=%20#fragment")
    assert target.host == "lms.example.org"
    assert target.path == "/a%2Fb/C?page=bookmark:WyJB&x=%20"
    assert target.host_header == "lms.example.org:8443"


def test_names_outside_ascii_are_converted() -> None:
    assert parse_target("https://école.fr/é").host == "xn--cole-9oa.fr"
    assert parse_target("https://école.fr/é").path == "/%C3%A9"


def test_an_ipv6_host_goes_back_into_brackets() -> None:
    assert parse_target("http://[::1]:8000/").host_header == "[::1]:8000"
    assert parse_target("http://[::1]").host_header == "[::1]"
