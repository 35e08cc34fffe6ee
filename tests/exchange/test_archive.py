"""The archive of a project: entries are found and read; what no project has is refused in one line that names the file."""

from __future__ import annotations

import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from helpers_qdpx import project, qdpx

from qda.core.errors import QdaError
from qda.importers.projects.archive import Archive, open_archive


def refused(path: Path | str) -> str:
    with pytest.raises(QdaError) as told:
        open_archive(str(path))
    said = str(told.value)
    assert "\n" not in said and str(path) in said
    return said


def test_entries_are_found_by_every_way_of_naming_them(tmp_path: Path) -> None:
    texts = {"A1.txt": "one", "Sources/B2.TXT": "two", "a b.txt": "three", "other/deep/c3.txt": "four"}
    with open_archive(qdpx(tmp_path / "p.qdpx", project(), texts, qde="Moving Out.QDE")) as a:
        assert a.qde == "Moving Out.QDE"
        for way in ("internal://A1.txt", "A1.txt", "sources/a1.TXT", "internal:///A1.txt", "relative:///a1.txt"):
            assert a.find(way) == "sources/A1.txt", way
        assert a.find("internal://b2.txt") == "Sources/B2.TXT"
        assert a.find("internal://a%20b.txt") == a.find("a b.txt") == "sources/a b.txt"
        assert a.find("relative:///deep/c3.txt") == "other/deep/c3.txt"
        for way in ("absolute:///A1.txt", "internal://none.txt", "", "../A1.txt", "internal://"):
            assert a.find(way) == "", way
        assert a.open(a.find("A1.txt")).read() == b"one" and a.size("Sources/B2.TXT") == 3
        assert a.has("sources/A1.txt") and not a.has("sources/a1.txt")
        assert a.digest("sources/A1.txt") == "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"
        a.copy("sources/A1.txt", str(tmp_path / "out"))
    assert (tmp_path / "out").read_bytes() == b"one"


def test_an_entry_in_sources_goes_before_one_elsewhere(tmp_path: Path) -> None:
    with open_archive(qdpx(tmp_path / "p.qdpx", project(), {"old/x.txt": "old", "x.txt": "new"})) as a:
        assert a.find("internal://x.txt") == "sources/x.txt" and a.find("old/x.txt") == "old/x.txt"


def test_what_is_no_project_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.qdpx").write_text("no zip")
    assert "ZIP archive" in refused(tmp_path / "text.qdpx")
    (tmp_path / "empty.qdpx").write_bytes(b"")
    refused(tmp_path / "empty.qdpx")
    with zipfile.ZipFile(tmp_path / "none.qdpx", "w") as z:
        z.writestr("sources/a.txt", "a")
    assert "without a .qde" in refused(tmp_path / "none.qdpx")
    assert "2 projects" in refused(qdpx(tmp_path / "two.qdpx", project(), {"./b.qde": project()}))
    assert "in a folder" in refused(qdpx(tmp_path / "deep.qdpx", project(), qde="Study/project.qde"))
    with pytest.raises(QdaError, match="a folder"):
        open_archive(str(tmp_path))


@pytest.mark.parametrize("name", ["../evil.txt", "/etc/evil", "sources/../../evil", "C:/evil", "..\\evil", "a/.."])
def test_a_path_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "up.qdpx", "w") as z:
        z.writestr("project.qde", project())
        z.writestr(zipfile.ZipInfo(name), b"x")
    assert "leads out" in refused(tmp_path / "up.qdpx")


def test_links_and_devices_are_refused(tmp_path: Path) -> None:
    for mode, said in ((0o120777, "a link"), (0o010644, "no file")):
        entry = zipfile.ZipInfo("sources/a.txt")
        entry.external_attr = mode << 16
        with zipfile.ZipFile(tmp_path / "link.qdpx", "w") as z:
            z.writestr("project.qde", project())
            z.writestr(entry, "/etc/passwd")
        assert said in refused(tmp_path / "link.qdpx")


def test_an_encrypted_entry_is_refused(tmp_path: Path) -> None:
    path = Path(qdpx(tmp_path / "locked.qdpx", project(), {"a.txt": "secret"}))
    raw = bytearray(path.read_bytes())
    at = raw.rindex(b"PK\x01\x02")
    raw[at + 8] |= 1
    path.write_bytes(raw)
    assert "encrypted" in refused(path)


def test_other_ways_of_packing_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bz.qdpx", "w", zipfile.ZIP_BZIP2) as z:
        z.writestr("project.qde", project())
    assert "ordinary ZIP" in refused(tmp_path / "bz.qdpx")


def test_a_bomb_is_refused_without_unpacking_it(tmp_path: Path) -> None:
    path = tmp_path / "bomb.qdpx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("project.qde", project())
        with z.open("sources/big.txt", "w") as f:
            for _ in range(300):
                f.write(b"\0" * 1_000_000)
    tracemalloc.start()
    assert "bomb" in refused(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2_000_000, peak


def test_an_entry_without_a_name_does_no_harm(tmp_path: Path) -> None:
    path = Path(qdpx(tmp_path / "p.qdpx", project(), {"q/a.txt": "x", "b.txt": "y"}))
    raw = path.read_bytes().replace(b"q/a.txt", b"\0/a.txt")
    path.write_bytes(raw)
    with open_archive(str(path)) as a:
        assert a.names == ("project.qde", "sources/b.txt")


def _says(path: Path, size: int, name: bytes = b"sources/big.txt") -> None:
    """Have the directory and the entry's own header say another unpacked size."""
    raw = bytearray(path.read_bytes())
    at = -1
    while (at := raw.find(name, at + 1)) >= 0:
        for mark, head, field in ((b"PK\x01\x02", 46, 24), (b"PK\x03\x04", 30, 22)):
            if raw[at - head : at - head + 4] == mark:
                struct.pack_into("<I", raw, at - head + field, size)
    path.write_bytes(raw)


def test_a_bomb_that_says_it_is_small_gives_no_more_than_it_says(tmp_path: Path) -> None:
    path = Path(qdpx(tmp_path / "lies.qdpx", project(), {"big.txt": b"\0" * 50_000_000}))
    _says(path, 1000)
    tracemalloc.start()
    with open_archive(str(path)) as a, pytest.raises(QdaError, match="damaged at 'sources/big"):
        a.open("sources/big.txt").read()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3_000_000, peak


def test_more_than_two_gib_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qda.importers.projects.archive.WHOLE", 2000)
    path = qdpx(tmp_path / "large.qdpx", project(), {"film.mp4": bytes(range(256)) * 8})
    assert "2 GiB" in refused(path)


def _open(path: Path) -> Archive:
    return open_archive(str(path))


def test_damage_is_told_with_the_entry(tmp_path: Path) -> None:
    good = Path(qdpx(tmp_path / "good.qdpx", project(), {"a.txt": "words " * 50})).read_bytes()
    cut = tmp_path / "cut.qdpx"
    cut.write_bytes(good[:-30])
    refused(cut)
    hurt = tmp_path / "hurt.qdpx"
    at = good.index(b"sources/a.txt") + len(b"sources/a.txt")
    hurt.write_bytes(good[: at + 3] + bytes([good[at + 3] ^ 255]) + good[at + 4 :])
    with _open(hurt) as a, pytest.raises(QdaError, match=r"hurt\.qdpx: damaged at 'sources/a\.txt'"):
        a.open("sources/a.txt").read()
