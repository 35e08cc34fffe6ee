"""What is packed comes in as if it were not: streams, cut ones, archives of pages, dumps larger than a source may be."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import tarfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import zstandard

from qda import importers
from qda.core import extras
from qda.core.drafts import Draft, ReadOptions
from qda.core.errors import QdaError
from qda.importers.common import opening, packed

PACK: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress, ".zst": zstandard.compress,
}  # fmt: skip
PAGE = (
    b"<html><body><article><h1>Kop</h1><p>"
    + b"Een alinea over het werk van de griffier. " * 9
    + b"</p></article></body></html>"
)


def comments(n: int) -> bytes:
    """JSON lines of comments as Reddit gives them: ten threads, each comment answers the one before it in its thread."""
    rows = [
        {
            "author": f"u{k % 7}", "body": f"Tekst {k} over de waarde van het werk.", "created_utc": 1546300800 + 60 * k,
            "id": f"e{k:05d}", "link_id": f"t3_ab{k % 10}", "parent_id": f"t1_e{k - 10:05d}" if k > 9 else f"t3_ab{k}",
        }
        for k in range(n)
    ]  # fmt: skip
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def come_in(path: Path, options: ReadOptions | None = None) -> list[Draft]:
    """The drafts of a file; none may fail."""
    read = list(importers.read([path], options or ReadOptions()))
    assert [r.error for r in read if r.error] == []
    return [r.draft for r in read if r.draft is not None]


def error(path: Path, options: ReadOptions | None = None) -> str:
    read = list(importers.read([path], options or ReadOptions()))
    assert all(r.draft is None for r in read)
    return " ".join(str(r.error) for r in read)


@pytest.mark.parametrize("suffix", PACK)
def test_a_packed_file_is_the_file(suffix: str, tmp_path: Path) -> None:
    for name, raw in {
        "tekst.txt": b"Een tekst.\n\nNog een alinea.\n",
        "posts.jsonl": comments(40),
        "pagina.html": PAGE,
    }.items():
        plain, held = tmp_path / name, tmp_path / f"{name}{suffix}"
        plain.write_bytes(raw)
        held.write_bytes(PACK[suffix](raw))
        for options in [ReadOptions(), *([ReadOptions(form="posts")] if name == "posts.jsonl" else [])]:
            want, got = come_in(plain, options), come_in(held, options)
            assert [(d.name, d.text, d.segments) for d in got] == [(d.name, d.text, d.segments) for d in want] != []
            assert {d.origin for d in got} == {str(held)} or all(str(d.origin).startswith(str(held)) for d in got)


def test_a_dump_without_a_suffix_inside_and_of_several_frames(tmp_path: Path) -> None:
    raw = comments(200)
    path = tmp_path / "RC_2019-01.zst"
    path.write_bytes(b"".join(zstandard.compress(raw[i : i + 1000]) for i in range(0, len(raw), 1000)))
    assert [len(d.segments) for d in come_in(path)] == [20] * 10
    posts = come_in(path, ReadOptions(form="posts"))
    assert [len(d.segments) for d in posts] == [20] * 10
    assert [s.reply_to for s in posts[0].segments] == [None, *range(19)]


def test_a_dump_larger_than_a_source_comes_in_as_posts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "RC_2019-02.jsonl.gz"
    path.write_bytes(gzip.compress(comments(3000)))
    monkeypatch.setattr(opening, "LARGEST", 50_000)
    drafts = come_in(path)
    assert len(drafts) == 10 and sum(len(d.segments) for d in drafts) == 3000
    assert any("table of posts" in str(note) for note in drafts[0].notes)
    text = tmp_path / "lang.txt.gz"
    text.write_bytes(gzip.compress(b"woord " * 20_000))
    assert "it unpacks to over 20 MB" in error(text)
    assert len(come_in(text, replace(ReadOptions(), large=True))) == 1


@pytest.mark.parametrize("suffix", PACK)
def test_what_is_cut_off_or_no_such_file_is_told_in_one_line(suffix: str, tmp_path: Path) -> None:
    whole = PACK[suffix](comments(300))
    cut, other, empty = tmp_path / f"a.jsonl{suffix}", tmp_path / f"b.jsonl{suffix}", tmp_path / f"c.jsonl{suffix}"
    cut.write_bytes(whole[:-30])
    other.write_bytes(comments(30))
    empty.write_bytes(PACK[suffix](b""))
    for options in (ReadOptions(), ReadOptions(form="posts")):
        assert error(cut, options) == f"a {packed.KINDS[suffix]} file that is cut off"
        assert error(other, options) == f"not a file packed as {suffix}, or a damaged one"
        assert "empty" in error(empty, options)


def archive(path: Path, mode: str, held: dict[str, bytes]) -> Path:
    with tarfile.open(path, mode) as out:  # type: ignore[call-overload]
        for name, raw in held.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(raw)
            out.addfile(entry, io.BytesIO(raw))
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        out.addfile(link)
    return path


HELD = {
    "a/een.html": PAGE, "a/twee.txt": b"Tekst twee.", "a/tabel.csv": b"a,b\n1,2\n", "../../buiten.txt": b"Tekst drie.",
    ".verborgen.txt": b"x", "a/stuk.docx": b"geen docx",
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "mode"), [("p.tar", "w"), ("p.tgz", "w:gz"), ("p.tar.bz2", "w:bz2"), ("p.tar.xz", "w:xz")]
)
def test_the_pages_of_an_archive_come_in_and_nothing_leaves_it(name: str, mode: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    path = archive(tmp_path / "in" / name, mode, HELD)
    read = list(importers.read([path], ReadOptions()))
    assert [r.draft.name for r in read if r.draft] == ["een", "twee", "buiten"]
    assert [r.draft.origin for r in read if r.draft][1] == f"{path}/a/twee.txt"
    assert [Path(r.path).name for r in read if r.error] == ["stuk.docx"]
    assert [str(r.note) for r in read if r.note] == [f"1 file in {path} not read: 1 .csv"]
    assert sorted(p.name for p in tmp_path.rglob("*")) == sorted(["in", name])
    again = list(importers.read([tmp_path / "in"], ReadOptions()))
    assert [r.draft.name for r in again if r.draft] == ["een", "twee", "buiten"], "found in a folder too"


def test_archives_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    whole = archive(tmp_path / "p.tar", "w", HELD)
    assert error(whole, ReadOptions(form="posts")) == "an archive of files, not a table: unpack it, and name the table"
    nothing = archive(tmp_path / "n.tar", "w", {"a.csv": b"a\n1\n"})
    assert error(nothing) == "an archive with nothing to import: unpack it, and name what is in it"
    other = tmp_path / "o.tar"
    other.write_bytes(b"Dit is geen archief. " * 60)
    assert error(other) == "not an archive (.tar), or a damaged one"
    large = archive(tmp_path / "l.tar", "w", {"groot.txt": b"x" * 20_000_001})
    assert "20 MB, more than a source's 20" in error(large)


def test_zst_without_its_package_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.jsonl.zst"
    path.write_bytes(zstandard.compress(comments(20)))
    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    assert (
        error(path)
        == "a file packed as .zst needs zstandard: pip install 'qda[zst]' (in a clone: pip install '.[zst]')"
    )


def test_what_is_packed_can_be_read_again_from_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / "a.txt.zst"
    path.write_bytes(zstandard.compress(b"0123456789" * 100_000))
    with packed.unpacked(str(path)) as file:
        first = file.read(300_000)
        file.seek(0)
        assert file.read(300_000) == first and len(first) == 300_000
        assert len(file.read()) == 700_000
    with pytest.raises(QdaError, match="cut off"), packed.unpacked(str(_cut(path))) as file:
        file.read()


def _cut(path: Path) -> Path:
    out = path.with_name("cut.txt.zst")
    out.write_bytes(path.read_bytes()[:-5])
    return out
