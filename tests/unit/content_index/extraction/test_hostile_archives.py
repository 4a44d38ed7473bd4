"""Archives made to harm: each is a problem with its reason, and what is fine in them goes in."""

import gzip
import stat
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest

from content_index.extraction import Extracted, Limits, extract_safely
from content_index.extraction.archive_names import problem_with_name, tidy_name
from content_index.extraction.limits import MEGABYTE
from content_index.extraction.walk import extract
from tests.factories.packages import WORDS, a_tar, a_zip


def reasons(extracted: Extracted) -> dict[str, str]:
    return {problem.source: str(problem.message) for problem in extracted.problems}


def sources(extracted: Extracted) -> list[str]:
    return [document.source for document in extracted.documents]


def test_a_bomb_is_stopped_by_its_real_bytes(tmp_path: Path) -> None:
    """The declared size is a lie of the archive: only what comes out is counted."""
    path = a_zip(tmp_path / "bomb.zip", {"a.txt": WORDS, "b.txt": b"0" * (30 * MEGABYTE)})
    data = bytearray(path.read_bytes())
    place = data.rfind(b"b.txt") - 46 + 24
    data[place : place + 4] = struct.pack("<I", 10)
    path.write_bytes(data)
    extracted = extract_safely(path, Limits())
    assert sources(extracted) == ["a.txt"]
    assert list(reasons(extracted)) == ["b.txt"]


def test_a_ratio_no_honest_file_has_is_refused(tmp_path: Path) -> None:
    extracted = extract(a_zip(tmp_path / "a.zip", {"b.txt": b"0" * (30 * MEGABYTE)}), Limits())
    assert "far more than its size" in reasons(extracted)["b.txt"]


def test_one_file_and_the_whole_archive_have_limits(tmp_path: Path) -> None:
    words = {f"{number}.txt": WORDS * 10 for number in range(5)}
    path = a_zip(tmp_path / "a.zip", words, compression=zipfile.ZIP_STORED)
    one = extract(path, Limits(file_bytes=1000))
    assert len(one.problems) == 5
    whole = extract(path, Limits(archive_bytes=6000))
    assert sources(whole) == ["0.txt", "1.txt"]
    assert "unpacks to more than" in reasons(whole)["2.txt"]
    assert "larger than" in reasons(extract(path, Limits(archive_file_bytes=100)))["a.zip"]


def test_a_tar_bomb_is_stopped_while_it_is_unpacked(tmp_path: Path) -> None:
    path = a_tar(tmp_path / "a.tgz", {"a.txt": b"0" * MEGABYTE})
    assert "unpacks to more than" in reasons(extract(path, Limits(archive_bytes=100_000)))["a.tgz"]


@pytest.mark.parametrize(
    "name",
    ["../out.txt", "/etc/out.txt", "C:\\out.txt", "a/../../out.txt", "..\\out.txt", "a\\..\\..\\out.txt", "n" * 500],
)
def test_names_that_point_outside_are_left_out(tmp_path: Path, name: str) -> None:
    for path in (
        a_zip(tmp_path / "a.zip", {name: WORDS, "ok.txt": WORDS}),
        a_tar(tmp_path / "a.tgz", {name: WORDS, "ok.txt": WORDS}),
    ):
        extracted = extract(path, Limits())
        assert sources(extracted) == ["ok.txt"]
        assert len(extracted.problems) == 1


def test_names_are_tidied() -> None:
    assert tidy_name(".\\a\\\u202eb//c.txt") == "a/b/c.txt"
    assert problem_with_name("a\x00.txt") is not None
    assert problem_with_name("./") is not None
    assert problem_with_name("ok..txt") is None


def test_links_and_devices_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("folder/", "")
        archive.writestr("ok.txt", WORDS)
    assert (sources(extract(path, Limits())), list(reasons(extract(path, Limits())))) == (["ok.txt"], ["link.txt"])
    symbolic, hard, device, folder = (tarfile.TarInfo(name) for name in ("s.txt", "h.txt", "d.txt", "folder"))
    symbolic.type, symbolic.linkname = tarfile.SYMTYPE, "/etc/passwd"
    hard.type, hard.linkname = tarfile.LNKTYPE, "ok.txt"
    device.type, folder.type = tarfile.CHRTYPE, tarfile.DIRTYPE
    tar = extract(a_tar(tmp_path / "a.tgz", {"ok.txt": WORDS}, (symbolic, hard, device, folder)), Limits())
    assert (sources(tar), set(reasons(tar))) == (["ok.txt"], {"s.txt", "h.txt", "d.txt"})


def test_a_name_given_twice_is_kept_once(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ok.txt", WORDS)
        archive.writestr("./ok.txt", "other " + WORDS)
    extracted = extract(path, Limits())
    assert not extracted.documents[0].text.startswith("other")
    assert "twice" in reasons(extracted)["ok.txt"]


def test_encrypted_entries_are_named(tmp_path: Path) -> None:
    path = a_zip(tmp_path / "a.zip", {"a.txt": WORDS, "ok.txt": WORDS}, compression=zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    data[data.rfind(b"PK\x01\x02", 0, data.rfind(b"a.txt")) + 8] |= 1
    path.write_bytes(data)
    extracted = extract(path, Limits())
    assert sources(extracted) == ["ok.txt"]
    assert "password" in reasons(extracted)["a.txt"]


def test_entries_are_counted_before_they_are_loaded(tmp_path: Path) -> None:
    files = {f"{number}.txt": "" for number in range(300)}
    path = a_zip(tmp_path / "a.zip", files)
    assert "more than 100 files" in reasons(extract(path, Limits(entries=100)))["a.zip"]
    assert "more than 10 files" in reasons(extract(path, Limits(entries=10)))["a.zip"]
    tar = a_tar(tmp_path / "a.tgz", files)
    assert "more than 100 files" in reasons(extract(tar, Limits(entries=100)))["a.tgz"]


def test_a_directory_of_a_million_entries_is_never_loaded(tmp_path: Path) -> None:
    entry = struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    directory = entry * 1_000_000
    big = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 10**6, 10**6, len(directory), 30)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK\x03\x04" + b"\x00" * 26 + directory + big + b"\x00" * 20 + end)
    assert "more than 20000 files" in reasons(extract(path, Limits()))["a.zip"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK",
        b"PK\x03\x04 no end",
        b"\x1f\x8b broken",
        b"PK\x05\x06",
        b"hello",
        b"PK\x03\x04" + b"PK\x05\x06" + b"\xff" * 18,
    ],
)
def test_what_is_no_archive_says_so(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    assert list(reasons(extract(path, Limits()))) == ["a.zip"]


def test_a_gzip_that_is_no_tar_and_a_damaged_member(tmp_path: Path) -> None:
    (tmp_path / "a.tgz").write_bytes(gzip.compress(b"no tar" * 500))
    assert "damaged" in reasons(extract(tmp_path / "a.tgz", Limits()))["a.tgz"]
    path = a_zip(tmp_path / "a.zip", {"a.txt": WORDS}, compression=zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    data[60] ^= 0xFF
    path.write_bytes(data)
    assert "damaged" in reasons(extract(path, Limits()))["a.txt"]


def test_a_missing_archive_is_a_problem(tmp_path: Path) -> None:
    assert "a.zip" in reasons(extract(tmp_path / "a.zip", Limits()))
