"""The real door, against real sockets on loopback."""

import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_network

import httpcore
import pytest

from lti_tool.http import (
    AddressRefusedError,
    GuardedDoor,
    TimedOutError,
    TooLargeError,
    UnreachableError,
    UnreadableError,
)
from lti_tool.http.network import CheckedBackend, resolve
from tests.fakes.websites import Asked, Website, website

LOOPBACK = (ip_network("127.0.0.0/8"),)


@pytest.fixture
def site() -> Iterator[Website]:
    with website() as served:
        yield served


@pytest.fixture
def door() -> Iterator[GuardedDoor]:
    opened = GuardedDoor(LOOPBACK, connect_seconds=1, read_seconds=0.5, overall_seconds=1)
    yield opened
    opened.close()


def test_the_four_verbs_carry_headers_and_bodies(site: Website, door: GuardedDoor) -> None:
    site.says("/a", b'{"x": 1}', Content_Type="text/html", X_Twice="1")
    assert door.get(site.url + "/a?q=1").json() == {"x": 1}
    assert door.post(site.url + "/a", body=b"score", headers={"Content-Type": "text/x"}).is_ok
    assert door.put(site.url + "/a", body=b"").status == 200
    assert door.delete(site.url + "/a").host == "127.0.0.1"
    assert [(a.method, a.path, a.body) for a in site.asked] == [
        ("GET", "/a?q=1", b""),
        ("POST", "/a", b"score"),
        ("PUT", "/a", b""),
        ("DELETE", "/a", b""),
    ]
    assert site.asked[1].headers["Content-Type"] == "text/x"
    assert site.asked[0].headers["User-Agent"].startswith("Boussole/")
    assert site.asked[2].headers["Content-Length"] == "0"


def test_any_status_is_an_answer(site: Website, door: GuardedDoor) -> None:
    site.says("/broken", b"<html>", status=500)
    response = door.get(site.url + "/broken")
    assert (response.status, response.is_ok) == (500, False)
    with pytest.raises(UnreadableError):
        response.json()


def test_loopback_is_refused_unless_the_installation_names_it(site: Website) -> None:
    site.says("/")
    with pytest.raises(AddressRefusedError):
        GuardedDoor().get(site.url + "/")
    assert site.asked == []


def test_plain_http_is_refused_beyond_loopback_even_in_a_named_network() -> None:
    door = GuardedDoor((ip_network("10.0.0.0/8"), *LOOPBACK), resolver=lambda host, port: ["10.0.0.1"])
    with pytest.raises(AddressRefusedError):
        door.get("http://lms.example/")


def test_a_public_plain_http_address_is_refused() -> None:
    with pytest.raises(AddressRefusedError):
        GuardedDoor(resolver=lambda host, port: ["8.8.8.8"]).get("http://lms.example/")


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    with pytest.raises(AddressRefusedError):
        GuardedDoor(resolver=lambda host, port: ["8.8.8.8", "127.0.0.1"]).get("https://lms.example/")


def test_a_name_is_resolved_once_and_the_checked_address_is_the_one_called(site: Website) -> None:
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    site.says("/")
    port = site.url.rpartition(":")[2]
    door = GuardedDoor(LOOPBACK, resolver=rebinding)
    assert door.get(f"http://lms.example:{port}/").is_ok
    assert asked == ["lms.example"]
    assert site.asked[0].headers["Host"] == f"lms.example:{port}"
    door.close()


def test_redirects_are_followed_only_when_asked(site: Website, door: GuardedDoor) -> None:
    site.says("/a", status=302, Location="/b")
    site.says("/b", b"here")
    assert door.get(site.url + "/a").status == 302
    followed = door.get(site.url + "/a", follow_redirects=True)
    assert (followed.body, followed.url) == (b"here", site.url + "/b")


def test_a_redirect_to_a_private_address_is_refused(site: Website, door: GuardedDoor) -> None:
    site.says("/a", status=302, Location="http://169.254.169.254/latest/meta-data/")
    with pytest.raises(AddressRefusedError):
        door.get(site.url + "/a", follow_redirects=True)


def test_credentials_do_not_travel_to_another_origin(site: Website, door: GuardedDoor) -> None:
    with website() as other:
        site.says("/a", status=302, Location=other.url + "/b")
        other.says("/b")
        door.get(site.url + "/a", headers={"Authorization": "Bearer x", "Accept": "a/b"}, follow_redirects=True)
        assert "Authorization" not in other.asked[0].headers
        assert other.asked[0].headers["Accept"] == "a/b"


def test_redirects_in_a_circle_end(site: Website, door: GuardedDoor) -> None:
    site.says("/a", status=302, Location="/a")
    with pytest.raises(UnreachableError):
        door.get(site.url + "/a", follow_redirects=True)


def test_an_answer_that_is_too_large_is_cut_off(site: Website, door: GuardedDoor) -> None:
    site.says("/a", b"x" * 1000)
    assert len(door.get(site.url + "/a", max_bytes=1000).body) == 1000
    with pytest.raises(TooLargeError):
        door.get(site.url + "/a", max_bytes=999)


def test_an_endless_answer_without_a_length_is_cut_off(site: Website, door: GuardedDoor) -> None:
    def endless(_: Asked, handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.close_connection = True
        while True:
            handler.wfile.write(b"x" * 65536)

    site.answers["/a"] = endless
    with pytest.raises(TooLargeError):
        door.get(site.url + "/a")


def test_silence_ends_in_a_time_out(site: Website, door: GuardedDoor) -> None:
    finished = threading.Event()

    def silent(_: Asked, handler: BaseHTTPRequestHandler) -> None:
        finished.wait(5)

    site.answers["/a"] = silent
    with pytest.raises(TimedOutError):
        door.get(site.url + "/a")
    finished.set()


def test_a_slow_drip_ends_at_the_overall_limit(site: Website, door: GuardedDoor) -> None:
    finished = threading.Event()

    def drip(_: Asked, handler: BaseHTTPRequestHandler) -> None:
        while not finished.wait(0.1):
            handler.wfile.write(b"H")

    site.answers["/a"] = drip
    begun = time.monotonic()
    with pytest.raises(TimedOutError):
        door.get(site.url + "/a")
    finished.set()
    assert time.monotonic() - begun < 2.5


def test_nobody_listening_is_unreachable(door: GuardedDoor) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(UnreachableError):
        door.get(f"http://127.0.0.1:{port}/")


def test_an_answer_that_is_not_http_is_unreachable(site: Website, door: GuardedDoor) -> None:
    def garbage(_: Asked, handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")
        handler.close_connection = True

    site.answers["/a"] = garbage
    with pytest.raises(UnreachableError):
        door.get(site.url + "/a")


def test_tls_with_a_host_that_does_not_speak_it_is_unreachable(site: Website, door: GuardedDoor) -> None:
    with pytest.raises(UnreachableError):
        door.get(site.url.replace("http://", "https://") + "/")


def test_a_name_that_does_not_exist_is_unreachable() -> None:
    with pytest.raises(UnreachableError):
        GuardedDoor().get("https://nobody.invalid/")


def test_a_name_without_addresses_is_refused() -> None:
    with pytest.raises(AddressRefusedError):
        GuardedDoor(resolver=lambda host, port: []).get("https://lms.example/")


def test_the_next_address_is_tried_when_the_first_does_not_answer() -> None:
    tried: list[str] = []

    class Backend(httpcore.NetworkBackend):
        def connect_tcp(self, host: str, *args: object, **rest: object) -> httpcore.NetworkStream:
            tried.append(host)
            raise httpcore.ConnectError(host)

    backend = CheckedBackend((), plain=False, resolver=lambda h, p: ["8.8.8.8", "1.1.1.1"], backend=Backend())
    with pytest.raises(httpcore.ConnectError, match=r"1\.1\.1\.1"):
        backend.connect_tcp("lms.example", 443)
    assert tried == ["8.8.8.8", "1.1.1.1"]


def test_localhost_resolves_to_loopback() -> None:
    assert "127.0.0.1" in resolve("localhost", 80)


def test_many_threads_share_the_door(site: Website) -> None:
    site.says("/a", b"x")
    door = GuardedDoor(LOOPBACK)
    results: list[bytes] = []
    threads = [threading.Thread(target=lambda: results.append(door.get(site.url + "/a").body)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [b"x"] * 20
    door.close()
