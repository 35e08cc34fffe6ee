"""Documents that are broken, locked, not what they are called, or meant to do harm: one plain line, and little memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from helpers_documents import LONG, TALK, archive, docx, draft, epub, error, odt, p, pdf, printed

from qda.core.drafts import ReadOptions
from qda.importers import read

GOOD = {
    "docx": docx("".join(map(p, TALK))),
    "odt": odt("".join(f"<text:p>{t}</text:p>" for t in TALK)),
    "epub": epub("".join(f"<p>{t}</p>" for t in TALK)),
    "pdf": pdf([printed(TALK)]),
    "rtf": ("{\\rtf1\\ansi " + "\\par ".join(TALK) + "\\par}").encode(),
}
MAIN = {"docx": "word/document.xml", "odt": "content.xml", "epub": "META-INF/container.xml"}


@pytest.mark.parametrize("suffix", [*GOOD, "html", "md"])
def test_an_empty_document_is_said_to_be_empty(suffix: str, tmp_path: Path) -> None:
    said = error(b"", f"a.{suffix}", tmp_path)
    assert "empty" in said or "not " in said


@pytest.mark.parametrize("suffix", ["docx", "odt", "epub", "pdf"])
def test_a_document_cut_off_is_damaged(suffix: str, tmp_path: Path) -> None:
    for share in (0.3, 0.6, 0.9):
        raw = GOOD[suffix][: int(len(GOOD[suffix]) * share)]
        path = tmp_path / f"a.{suffix}"
        path.write_bytes(raw)
        (one,) = read([str(path)], ReadOptions())
        assert (
            one.draft is not None or "damaged" in one.error or "cannot be read" in one.error or "needs OCR" in one.error
        )


def test_rich_text_cut_off_keeps_what_is_there_and_says_so(tmp_path: Path) -> None:
    made = draft(GOOD["rtf"][:-20], "a.rtf", tmp_path)
    assert any("cut off" in n for n in made.notes)


@pytest.mark.parametrize("suffix", GOOD)
@pytest.mark.parametrize("as_", ["docx", "odt", "epub", "pdf", "rtf"])
def test_a_document_under_another_name_is_told(suffix: str, as_: str, tmp_path: Path) -> None:
    if suffix != as_:
        said = error(GOOD[suffix], f"a.{as_}", tmp_path)
        assert f".{suffix}" in said or {"pdf": "PDF", "rtf": "rich text"}.get(suffix, "?") in said


@pytest.mark.parametrize("suffix", MAIN)
def test_archives_that_mean_harm_are_not_opened(suffix: str, tmp_path: Path) -> None:
    bomb = archive({MAIN[suffix]: b"<a>" + b" " * 40_000_000 + b"</a>"})
    assert "bomb" in error(bomb, f"a.{suffix}", tmp_path)
    out = archive({MAIN[suffix]: "<a/>", "../../weg.txt": "x"})
    assert "leaves the archive" in error(out, f"b.{suffix}", tmp_path)
    entity = archive({MAIN[suffix]: '<!DOCTYPE a [<!ENTITY x "yy"><!ENTITY z "&x;&x;">]><a>&z;</a>'})
    assert "entities" in error(entity, f"c.{suffix}", tmp_path)
    many = archive({f"{n}.txt": "" for n in range(20_001)})
    assert "20001 entries" in error(many, f"d.{suffix}", tmp_path)
    assert "not XML" in error(archive({MAIN[suffix]: b"\xff\xfe<a"}), f"e.{suffix}", tmp_path)


def test_a_book_bomb_in_a_chapter_and_its_locks(tmp_path: Path) -> None:
    chapter = epub("<p>" + "woord " * 8_000_000 + "</p>")
    assert "bomb" in error(chapter, "a.epub", tmp_path)
    assert "DRM" in error(epub("<p>x</p>", rights="<r/>"), "b.epub", tmp_path)
    lock = "<e><EncryptedData><EncryptionMethod Algorithm='http://www.w3.org/2001/04/xmlenc#aes128-cbc'/></EncryptedData></e>"
    assert "encrypted" in error(epub("<p>x</p>", encryption=lock), "c.epub", tmp_path)
    font = "<e><EncryptedData><EncryptionMethod Algorithm='http://www.idpf.org/2008/embedding'/></EncryptedData></e>"
    assert draft(epub(f"<p>{LONG}</p>", encryption=font), "d.epub", tmp_path).text == LONG


def test_encrypted_office_files_are_told(tmp_path: Path) -> None:
    sealed = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le")
    assert "take the password off" in error(sealed, "a.docx", tmp_path)
    manifest = {"META-INF/manifest": "<m><encryption-data/></m>"}
    assert "encrypted" in error(odt("<text:p>x</text:p>", **manifest), "a.odt", tmp_path)
    assert "old" in error(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "a.doc", tmp_path)


PROBE = """
import json, sys
from qda.core.drafts import ReadOptions
from qda.importers import read
out = [[r.path, r.error, r.draft is not None] for r in read(sys.argv[1:], ReadOptions())]
from qda.importers.documents import pdf
pids = [pdf._worker.process.pid] if pdf._worker.process else []
peak = 0
for pid in ("self", *pids):
    with open(f"/proc/{pid}/status") as f:
        peak = max(peak, *(int(x.split()[1]) // 1024 for x in f if x.startswith("VmHWM")))
print(json.dumps([out, peak]))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read off /proc")
def test_long_lines_large_files_and_bombs_stay_under_300_mib(tmp_path: Path) -> None:
    line = "woord " * 1_700_000
    made = {
        "a.docx": docx(p(line)),
        "b.odt": odt(f"<text:p>{line}</text:p>"),
        "c.epub": epub(f"<p>{line}</p>"),
        "d.rtf": ("{\\rtf1 " + line + "}").encode(),
        "e.html": f"<p>{line}</p>".encode(),
        "f.md": line.encode(),
        "g.pdf": pdf([[(72, 700, 11, line)]]),
        "i.html": b"<div>" * 100_000,
        "j.rtf": b"{\\rtf1 " + b"{" * 100_000,
    }
    packer = zlib.compressobj()
    pieces = [packer.compress(b"BT /F 9 Tf (a) Tj ET " * 100_000) for _ in range(200)]
    made["k.pdf"] = pdf([[]], content=b"".join(pieces) + packer.flush())  # 420 MB of it
    for name, raw in made.items():
        (tmp_path / name).write_bytes(raw)
    for suffix in (*GOOD, "html"):
        with open(tmp_path / f"z.{suffix}", "wb") as f:
            f.write(GOOD.get(suffix, b"<p>x</p>"))
            f.truncate(100_000_000)
    (tmp_path / "zz.md").write_text("\n\n".join(TALK))
    files = sorted(str(x) for x in tmp_path.iterdir())
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(x for x in sys.path if x)}
    got = subprocess.run([sys.executable, "-c", PROBE, *files], capture_output=True, text=True, env=env, timeout=300)
    assert got.returncode == 0, got.stderr
    rows, peak = json.loads(got.stdout)
    said = {Path(path).name: (why, fine) for path, why, fine in rows}
    assert said["zz.md"] == ("", True) and len(said) == len(files)
    assert all("100 MB" in said[f"z.{s}"][0] for s in (*GOOD, "html"))
    assert all(fine or (why and "\n" not in why and len(why) < 300) for why, fine in said.values())
    assert said["d.rtf"][1] and said["f.md"][1]
    assert peak < 300, peak
