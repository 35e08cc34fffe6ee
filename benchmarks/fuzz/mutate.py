"""Inputs that are nearly right: seeds by suffix, changed a little at random, inside archives and compressed streams too.

Seeds are the small files of the tests, of the corpora and of a folder beside the project, where it is there, and those that
`seeds.py` makes.
"""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import seeds as makers

ROOT = Path(__file__).resolve().parents[2]
PLACES = (ROOT / "tests" / "importers" / "samples", ROOT / "corpora", ROOT.parent / "shared")
LARGEST = 300_000  # bytes of a seed; longer ones are cut for formats that are read a line at a time, else left
EACH = 24  # seeds of one suffix that are found
MADE = 60  # about so many that are made
TOKENS = (
    b"\0", b"\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n\n", b"\t", b'"', b"'", b"<", b">", b"</", b"&", b"&#0;",
    b"&#xD800;", b"]]>",
    b"<!--", b"<![CDATA[", b"<!DOCTYPE a [<!ENTITY x 'y'>]>", b"{", b"}", b"[", b"]", b"\\", b"\\u-1?", b"\\u55357?",
    b"\\bin99999 ", b"\\'f", b",", b";", b":", b"-1", b"0", b"99999999999999999999", b"1e999", b"NaN", b"null", b"true", b"{}",
    b"[]", b"00:00:00.000 --> ", b"From - ", b"Interviewer: ", b"> ", b"@", b"#", b"stream", b"endstream", b"obj", b"/Type",
    b"\xe2\x80\xae", b"\xf0\x9f\x98\x8a", b"\xc3", b"e\xcc\x81", b"2024-13-45", b"99:99", b"=1+1", b"\x1b[31m", b"<p>",
    b"<table>", b"<blockquote>", b"w:del", b"w:p", b"text:p",
)  # fmt: skip
_SPAN = re.compile(rb"<[^<>]{0,400}>|\"[^\"\n]{0,200}\"|\\[a-z]{1,20}-?\d*|\d+|[^\s<>\"\\\d]{1,40}")


def seeds(suffixes: Iterable[str]) -> list[tuple[str, bytes]]:
    """Small files with these suffixes from the places where there are some: (suffix, bytes), the same each time."""
    out: list[tuple[str, bytes]] = []
    for suffix in suffixes:
        found = sorted(
            (p for place in PLACES for p in place.rglob(f"*{suffix}") if p.is_file()), key=lambda p: p.stat().st_size
        )
        some = [
            p.read_bytes()[:LARGEST]
            for p in found
            if p.stat().st_size <= LARGEST or suffix in (".csv", ".jsonl", ".txt")
        ]
        step = max(1, len(some) // EACH)
        out += [(suffix, raw) for raw in some[::step][:EACH] if raw]
        made = makers.made(suffix)
        out += [(suffix, raw) for raw in made[:: max(1, len(made) // MADE)]]
    return out


def inputs(given: list[tuple[str, bytes]], count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """`count` changed inputs with their suffix; the same for the same seeds, count and number."""
    rng = random.Random(seed)
    for _ in range(count):
        suffix, raw = rng.choice(given)
        other = rng.choice(given)[1]
        yield suffix, mutate(raw, other, rng)


def mutate(raw: bytes, other: bytes, rng: random.Random) -> bytes:
    """A file changed in one to six places: its bytes, or those of one part of an archive or stream in it."""
    if raw.startswith(b"PK") and rng.random() < 0.85:
        return _archive(raw, rng)
    if raw.startswith(b"%PDF") and rng.random() < 0.6:
        return _stream(raw, rng)
    for _ in range(rng.choice((1, 1, 2, 3, 6))):
        raw = _once(raw, other, rng)
    return raw


def _once(raw: bytes, other: bytes, rng: random.Random) -> bytes:
    size = len(raw)
    a = rng.randrange(size + 1)
    b = min(size, a + rng.choice((1, 1, 2, 5, 20, 200, 5000)))
    how = rng.randrange(9)
    if how == 0:
        return raw[:a]
    if how == 1:
        return raw[:a] + raw[b:]
    if how == 2:
        return raw[:b] + raw[a:b] * rng.choice((1, 2, 50)) + raw[b:]
    if how == 3:
        return raw[:a] + rng.choice(TOKENS) * rng.choice((1, 1, 1, 300)) + raw[b:]
    if how == 4:
        return raw[:a] + bytes(rng.randrange(256) for _ in range(rng.choice((1, 2, 8)))) + raw[b:]
    if how == 5 and other:
        c = rng.randrange(len(other))
        return raw[:a] + other[c : c + rng.choice((3, 30, 3000))] + raw[b:]
    if how == 6 and size:
        at = rng.randrange(size)
        return raw[:at] + bytes([raw[at] ^ (1 << rng.randrange(8))]) + raw[at + 1 :]
    spans = [
        m.span() for m in _SPAN.finditer(raw[a : a + 4000])
    ]  # a tag, a word or a number goes, doubles or trades places
    if not spans:
        return raw[:a] + rng.choice(TOKENS) + raw[a:]
    (s, e), (t, u) = rng.choice(spans), rng.choice(spans)
    one = raw[a + s : a + e]
    if how == 7:
        return raw[: a + s] + rng.choice((b"", one + one, rng.choice(TOKENS))) + raw[a + e :]
    return raw[: a + s] + raw[a + t : a + u] + raw[a + e :]


def _archive(raw: bytes, rng: random.Random) -> bytes:
    """The archive with one part of text changed, dropped or named otherwise."""
    try:
        with ZipFile(BytesIO(raw)) as z:
            parts = {i.filename: z.read(i) for i in z.infolist()}
    except BadZipFile:
        return _once(raw, raw, rng)
    texts = [n for n in parts if n.endswith((".xml", ".rels", ".xhtml", ".html", ".opf", ".ncx"))] or list(parts)
    weights = [3 + len(parts[n]) // 500 for n in texts]
    chosen = rng.choices(texts, weights)[0]
    how = rng.random()
    if how < 0.05:
        del parts[chosen]
    elif how < 0.08:
        parts[chosen + rng.choice(("x", "/../../y", "\\z"))] = parts.pop(chosen)
    else:
        for _ in range(rng.choice((1, 2, 4))):
            parts[chosen] = _once(parts[chosen], parts[rng.choice(texts)], rng)
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as z:
        for name, data in parts.items():
            z.writestr(name, data)
    return out.getvalue()


def _stream(raw: bytes, rng: random.Random) -> bytes:
    """The PDF with one compressed stream changed from inside."""
    found = list(re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", raw, re.S))
    if not found:
        return _once(raw, raw, rng)
    m = rng.choice(found)
    try:
        plain = zlib.decompress(m[1])
    except zlib.error:
        plain = m[1]
    packed = zlib.compress(_once(plain, plain, rng))
    return raw[: m.start(1)] + packed + raw[m.end(1) :]
