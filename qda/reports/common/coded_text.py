"""Read a source as a text with its codings, for whatever shows one."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from qda.core.coded_text import CodedText, Mark, Part
from qda.core.names import key
from qda.store.queries import source_view, study_page
from qda.store.texts import people, sources
from qda.store.texts.segment_layout import Layout

CITE = "cite"  # the variable that says how a source is cited


def read(
    db: sqlite3.Connection, ids: Iterable[int], names: Mapping[int, str] = MappingProxyType({})
) -> Iterator[CodedText]:
    """Yield these sources, in order of number, each with its codings; `names` are what they are called, if not their
    titles."""
    for id, layout in sources.layouts(db, ids):
        roles = people.roles(db, {s.participant for s in layout.segments})
        yield _made(db, id, layout, roles, names.get(id, ""))


def _made(db: sqlite3.Connection, id: int, layout: Layout, roles: Mapping[int, str], called: str) -> CodedText:
    head = sources.head(db, id)
    own, values = sources.metadata(db, id), dict(people.values_of_source(db, id))
    marks = [
        Mark(g.id, g.start, g.end, g.name, g.code, g.coder, g.confirmed, g.note)
        for g in source_view.source_codings(db, id)
    ]
    return CodedText(
        id, head.name, layout.text, tuple(_parts(layout, roles)),
        tuple(sorted(marks, key=lambda m: (m.start, m.end, m.id))),
        called or head.title or head.name, head.title, head.kind, head.language,
        tuple((name, plain(value)) for about in (own, values) for name, value in about.items()),
    )  # fmt: skip


def _parts(layout: Layout, roles: Mapping[int, str]) -> Iterator[Part]:
    number = {s.id: s.n for s in layout.segments}
    seen: set[int] = set()
    for start, end, s in layout.covered(0, len(layout.text)):
        if not layout.text[start:end].strip():
            continue
        role = roles.get(s.participant or 0)
        yield Part(start, end, s.n, s.kind, s.author, role, s.date, number.get(s.reply_to or 0), s.id in seen)
        if s.kind != "boilerplate":
            seen.add(s.id)


def called(db: sqlite3.Connection) -> dict[int, str]:
    """Return how each source is cited, by number: by its variable `cite`, else its title, else its name."""
    return {id: cite or title or name for id, name, title, cite in study_page.cited(db, CITE)}


def apart(db: sqlite3.Connection) -> dict[int, str]:
    """Return what each source is called so that all can be told apart: as it is cited, or by its name."""
    cited, names = called(db), dict(sources.names(db))
    times = Counter(map(key, cited.values()))
    return {id: names[id] if times[key(name)] > 1 else name for id, name in cited.items()}


def plain(value: Any) -> str:
    """Return a value of a source as text: what is no text as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
