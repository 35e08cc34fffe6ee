"""Sources of another qda into a study, with their texts and segments.

A source is known by its uuid and its text together: one with the uuid and another text comes in beside it, so that every
coding keeps its words. One with the text of a source that was there is that source.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256

from qda.core.errors import QdaError
from qda.core.names import MAX_LENGTH, key, short
from qda.core.projects import derived
from qda.store.exchange.reading import Block, Row, wrong
from qda.store.exchange.rows_out import checksum
from qda.store.exchange.shape import Shape
from qda.store.exchange.standing import Standing
from qda.store.texts import sources
from qda.store.texts.segment_layout import Layout, Segment

SOURCES = 400  # written at a time
CHARACTERS = 4_000_000
HELD = 50  # sources whose segments are at hand


class Altered(QdaError):
    """A text is not the one that the data of qda's own are about: another program has been at the project."""


def take(t: Standing, shape: Shape, blocks: Iterable[Block], text_of: Callable[[str], str]) -> None:
    """Take the file's sources in."""
    known = _Known(t)
    at = shape.at
    new: list[Row] = []
    lines: list[int] = []
    size = 0
    next_id = t.c.next_id("source")
    for line, row in _numbered(blocks):
        uuid = row[at("uuid")]
        text = _text(text_of, uuid, row[at("text")])
        if len(text) != row[at("characters")]:
            raise wrong(line, f"says {row[at('characters')]} characters of a text that has {len(text)}")
        row[at("text")] = text
        row[at("key")] = key(row[at("name")])
        id = known.of(uuid, text)
        if id:
            t.compare(shape, id, row)
        else:
            if uuid in known.uuids:
                row[at("uuid")] = derived(uuid, sha256(text.encode("utf-8")).hexdigest())
                t.renamed[uuid] = row[at("uuid")]
                t.notes.append(f"{row[at('name')]} has another text here: the file's came in beside it")
            _name(known, shape, row)
            id = next_id + len(new)
            known.add(id, row[at("uuid")], row[at("key")])
            new.append(row)
            lines.append(line)
            size += len(text)
        t.ids["source"].append(id)
        t.characters[id] = len(text)
        if len(new) >= SOURCES or size >= CHARACTERS:
            t.insert(shape, new, lines)
            new, lines, size, next_id = [], [], 0, t.c.next_id("source")
        t.tick()
    t.insert(shape, new, lines)


def _numbered(blocks: Iterable[Block]) -> Iterator[tuple[int, Row]]:
    for block in blocks:
        yield from enumerate(block.rows, block.line)


def _text(text_of: Callable[[str], str], uuid: str, sum: str) -> str:
    """Return a source's text as the study has it; some programs are given files with CRLF."""
    given = text_of(uuid)
    for text in (given, given.replace("\r\n", "\n")):
        if checksum(text) == sum:
            return text
    raise Altered(f"the text of the source {uuid} is not the one that was exported")


class _Known:
    """The sources of the study, by uuid, text and name."""

    def __init__(self, t: Standing) -> None:
        self._db = t.db
        self.uuids: dict[str, int] = {}
        self._by_length: dict[int, list[int]] = {}
        self.keys: set[str] = set()
        for id, uuid, name, length in t.db.execute("select id, uuid, key, characters from source order by id"):
            self.add(id, uuid, name)
            self._by_length.setdefault(length, []).append(id)

    def add(self, id: int, uuid: str, name: str) -> None:
        """Add a source that comes in: no other of the file is taken for it, even if it has the same text."""
        self.uuids[uuid] = id
        self.keys.add(name)

    def of(self, uuid: str, text: str) -> int:
        """Return the source of the study that has the uuid and the text, or else the text; 0 when there is none."""
        alike = [id for id in self._by_length.get(len(text), ()) if sources.text(self._db, id) == text]
        named = self.uuids.get(uuid, 0)
        return named if named in alike else next(iter(alike), 0)


def _name(known: _Known, shape: Shape, row: Row) -> None:
    """Give a source `NAME (2)` where another has its name, and its name as the title."""
    at = shape.at
    given = row[at("name")]
    if key(given) not in known.keys:
        return
    n = 2
    while key(name := f"{short(given, MAX_LENGTH - len(f' ({n})'))} ({n})") in known.keys:
        n += 1
    if row[at("title")] not in ("", given):
        about = json.loads(row[at("metadata")])
        row[at("metadata")] = json.dumps({**about, "title": about.get("title", row[at("title")])}, ensure_ascii=False)
    row[at("name")], row[at("key")], row[at("title")] = name, key(name), given


# -- segments ----------------------------------------------------------------------------------------------------------


def lies_inside(t: Standing, shape: Shape, row: Row, line: int) -> None:
    """Refuse a stretch that does not lie in its source's text."""
    start, end, length = row[shape.at("start")], row[shape.at("end")], t.characters[row[shape.at("source")]]
    if not 0 <= start < end <= length:
        raise wrong(line, f"has the stretch {start}:{end} of a text of {length} characters")


def segment(t: Standing, shape: Shape, row: Row) -> int:
    """Return the segment of a source that was there which has the row's place; 0 when there is none."""
    source = row[shape.at("source")]
    if t.fresh("source", source):
        return 0
    there = [s for s in _segments(t, source) if (s.start, s.end) == (row[shape.at("start")], row[shape.at("end")])]
    same = [s for s in there if s.kind == row[shape.at("kind")]]
    if not there:
        t.torn.add(source)
    return next((s.id for s in same or there), 0)


def near(t: Standing, shape: Shape, row: Row) -> int:
    """Return the segment of a source that was there in which a segment of the file begins, 0 for none."""
    found = Layout("", _segments(t, row[shape.at("source")])).at(row[shape.at("start")])
    return 0 if found is None else found.id


def _segments(t: Standing, source: int) -> list[Segment]:
    if source not in t.segments:
        while len(t.segments) >= HELD:
            del t.segments[next(iter(t.segments))]
        t.segments[source] = sources.segments(t.db, source)
    return t.segments[source]
