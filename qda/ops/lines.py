"""The sheet one codes from: a source's sentences, numbered."""

from __future__ import annotations

import sqlite3

from qda.core.sentences import sentences
from qda.store.sources import Layout


def numbered(db: sqlite3.Connection, source: int, layout: Layout) -> list[tuple[int, int, int, int]]:
    """(number from 1, position of the segment in the layout, start, end) of every sentence of a source.

    Boilerplate has no sentences; what lies inside a post or turn interrupts it, and has sentences of its own.
    """
    language = db.execute("select language from source where id = ?", (source,)).fetchone()[0]
    at = {s.id: i for i, s in enumerate(layout.segments)}
    out: list[tuple[int, int, int, int]] = []
    for a, b, s in layout.covered(0, len(layout.text)):
        if s.kind == "boilerplate":
            continue
        for start, end in sentences(layout.text, a, b, language):
            out.append((len(out) + 1, at[s.id], start, end))
    return out
