"""Rows of a study whose people are shown by pseudonym: no name of anybody leaves it, and offsets are those of the shown text."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Container, Iterable
from functools import partial
from hashlib import sha256
from html import escape, unescape
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from qda.core.names import key
from qda.store.analysis import codings
from qda.store.analysis.links import IN_TEXT
from qda.store.exchange.shape import JSON, Shape
from qda.store.texts import sources
from qda.store.texts.segment_layout import Layout, Segment
from qda.store.texts.sources import UNCOUNTED

if TYPE_CHECKING:
    from collections.abc import Callable

    from qda.core.text.shown import Shown

# Columns with words of the program's own, and coders, who are shown by their own names.
OWN = frozenset(
    (
        "uuid", "guid", "holder", "kind", "language", "role", "level", "status", "outcome", "side", "place", "type", "colour",
        "date", "created_at", "updated_at", "first_at", "saved_at", "imported_at", "resolved_at", "closed_at", "sha256",
        "explains_variation", "abstract", "thing", "key",
    )
)  # fmt: skip
OWN_OF_TABLE = frozenset(
    (
        ("code", "origin"), ("coding", "origin"), ("coder", "name"), ("setting", "name"),
        ("checklist", "standard"), ("checklist", "item"),
    )
)  # fmt: skip
_SEGMENT = re.compile(r"(.*)@(\d+)")


class Veil(Protocol):
    """What shows people by pseudonym; `source` names the source that a text is from."""

    def shown(self, text: str, source: str = "") -> str:
        """Return a text with pseudonyms for names."""

    def page(self, text: str, source: str = "", borders: Iterable[int] = ()) -> Shown | None:
        """Return a text with pseudonyms and the way to its offsets, None where it has no name; none goes over a border."""


class _Stretch(NamedTuple):
    start: int
    end: int
    words: int
    characters: int = 0


class VeiledRows:
    """Hides the names in rows. The sources are read once, in the beginning, to know what becomes of every offset."""

    def __init__(self, db: sqlite3.Connection, veil: Veil, going: Container[int] | None) -> None:
        self._db, self._veil = db, veil
        self._names = dict(db.execute("select id, name from source"))
        self._texts: dict[int, int] = {}  # the words of each source that is shown otherwise
        self._segments: dict[int, _Stretch] = {}
        self._codings: dict[int, _Stretch] = {}
        self._drawn: dict[int, tuple[int, int]] = {}
        self._links: dict[str, str] = {}  # uuid of a linked segment, as it is and as it goes
        linked = self._linked(db)
        for source, layout in sources.layouts(db, [i for i in self._names if going is None or i in going]):
            page = self._page(source, layout.text)
            if page is not None:
                self._read(source, layout, page, linked.get(source, ()))

    def _page(self, source: int, text: str) -> Shown | None:
        borders = self._db.execute('select start, "end" from segment where source = ?', (source,))
        return self._veil.page(text, self._names[source], sorted({place for row in borders for place in row}))

    def _linked(self, db: sqlite3.Connection) -> dict[int, set[int]]:
        """Return by source where segments begin to which something links."""
        of = {uuid: id for id, uuid in db.execute("select id, uuid from source")}
        self._uuids = {id: uuid for uuid, id in of.items()}
        out: dict[int, set[int]] = {}
        for (uuid,) in db.execute("select distinct uuid from link where kind = 'segment'"):
            if (m := _SEGMENT.fullmatch(uuid)) and m[1] in of:
                out.setdefault(of[m[1]], set()).add(int(m[2]))
        return out

    def _read(self, source: int, layout: Layout, page: Shown, linked: Iterable[int]) -> None:
        moved: list[Segment] = []
        inner: dict[int, int] = {}
        for s in layout.segments:
            start, end = page.shown(s.start, s.end)
            words = len(page.text[start:end].split())
            moved.append(s._replace(start=start, end=end, words=words))
            if s.parent is not None:
                inner[s.parent] = inner.get(s.parent, 0) + words
        moved = [s._replace(words=s.words - inner.get(s.id, 0)) for s in moved]
        self._segments.update((s.id, _Stretch(s.start, s.end, s.words)) for s in moved)
        self._texts[source] = sum(s.words for s in moved if s.kind not in UNCOUNTED)
        now = Layout(page.text, moved)
        for id, a, b in self._db.execute('select id, start, "end" from coding where source = ?', (source,)).fetchall():
            start, end = page.shown(a, b)
            place = codings.place(now, start, end)
            self._codings[id] = _Stretch(start, end, place.words, place.characters)
        drawn = self._db.execute('select id, start, "end" from stability_item where source = ?', (source,))
        self._drawn.update((id, page.shown(a, b)) for id, a, b in drawn)
        uuid = self._uuids[source]
        for a in linked:
            self._links[f"{uuid}@{a}"] = f"{uuid}@{page.shown(a, a)[0]}"

    def hide(self, shape: Shape, id: int, row: list[Any]) -> None:
        """Make a row, as it is stored, one that may leave the study."""
        table, at = shape.table, shape.at
        if table == "source":
            self._source(shape, id, row)
        stretch = {"segment": self._segments, "coding": self._codings}.get(table, {}).get(id)
        if stretch is not None:
            row[at("start")], row[at("end")], row[at("words")] = stretch.start, stretch.end, stretch.words
            if table == "coding":
                row[at("characters")] = stretch.characters
        if table == "stability_item" and id in self._drawn:
            row[at("start")], row[at("end")] = self._drawn[id]
        if table == "link" and row[at("kind")] == "segment":
            row[at("uuid")] = self._links.get(row[at("uuid")], row[at("uuid")])
        of = row[at("source")] if at("source") >= 0 else None
        mask = partial(self._veil.shown, source=row[at("name")] if table == "source" else self._names.get(of, ""))
        for i, (column, cell) in enumerate(zip(shape.columns, row, strict=True)):
            if not isinstance(cell, str) or column in OWN or (table, column) in OWN_OF_TABLE:
                continue
            if table == "source" and column == "text":
                continue  # it is shown already, with other borders than any text
            if (table, column) in JSON:
                row[i] = _in_json(mask, cell)
            elif column == "xml":
                row[i] = _in_xml(mask, cell)
            elif column == "text":
                row[i] = self._linking(mask, cell)
            else:
                row[i] = mask(cell)
        if "key" in shape.columns and table != "coder":
            row[at("key")] = key(row[at("name")])

    def _source(self, shape: Shape, id: int, row: list[Any]) -> None:
        at = shape.at
        if id not in self._texts or (page := self._page(id, row[at("text")])) is None:
            return
        row[at("text")], row[at("characters")], row[at("words")] = page.text, len(page.text), self._texts[id]
        row[at("sha256")] = sha256(page.text.encode("utf-8")).hexdigest()

    def _linking(self, mask: Callable[[str], str], text: str) -> str:
        """Hide the names in a text with links by uuid, which stay."""
        out, last = [], 0
        for m in IN_TEXT.finditer(text):
            out += [mask(text[last : m.start()]), f"[[{m[1]}:{self._links.get(m[2], m[2])}]]"]
            last = m.end()
        return "".join([*out, mask(text[last:])])


def _in_json(mask: Callable[[str], str], text: str) -> str:
    """Hide the names in the texts of a JSON value; one without any stays as it is written."""

    def go(value: Any) -> Any:
        if isinstance(value, str):
            return mask(value)
        if isinstance(value, list):
            return [go(v) for v in value]
        return {mask(k): go(v) for k, v in value.items()} if isinstance(value, dict) else value

    stored = json.loads(text)
    hidden = go(stored)
    return text if hidden == stored else json.dumps(hidden, ensure_ascii=False)


def _in_xml(mask: Callable[[str], str], xml: str) -> str:
    """Hide the names in the texts and the values of attributes of a piece of XML."""

    def go(written: str) -> str:
        plain = unescape(written)
        hidden = mask(plain)
        return written if hidden == plain else escape(hidden)

    parts = re.split(r"(<[^>]*>)", xml)
    for i, part in enumerate(parts):
        parts[i] = re.sub(r'"([^"]*)"', lambda m: f'"{go(m[1])}"', part) if i % 2 else go(part)
    return "".join(parts)
