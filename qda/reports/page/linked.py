"""Turn links of the study into links of the page."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from qda.core.study_page import Link, Linked
from qda.store.analysis import codes, links
from qda.store.queries import study_page

PLACES = ("coding", "code", "category", "property", "relation", "negative", "memo", "source")


class Linker:
    """Knows the names of codes and the sources of segments, read once."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self.names = codes.names(db)
        self._levels = codes.levels(db)
        self._segments = study_page.segments(db)

    def to(self, kind: str, id: int, label: str) -> Link:
        """Return a link; a code that is a category leads there."""
        if kind in ("code", "category"):
            kind = "category" if self._levels.get(id) in codes.CATEGORY_LEVELS else "code"
        return Link(kind, id, label)

    def link(self, link: links.Link) -> Link:
        """Return a link of a memo or of the storyline; a segment leads to its source."""
        if link.target is None:
            return Link(link.kind, 0, link.label, link.kind != "study")
        if link.kind == "segment":
            return Link("source", self._segments[link.target], link.label)
        if link.kind not in PLACES:
            return Link(link.kind, 0, link.label)
        return self.to(link.kind, link.target, link.label)

    def of_storyline(self, id: int) -> list[links.Link]:
        """Return the links in a version of the storyline."""
        return links.of(self.db, "storyline", id, "text")

    def parts(self, stored: str, known: Iterable[links.Link]) -> Linked:
        """Return stored Markdown in parts: the text as it is, and each link for itself."""
        by = {(link.kind, link.uuid): link for link in known}
        out: list[str | Link] = []
        at = 0
        for match in links.IN_TEXT.finditer(stored):
            link = by.get((match[1], match[2]))
            if link is not None:
                out += [stored[at : match.start()], self.link(link)]
                at = match.end()
        return tuple(part for part in (*out, stored[at:]) if part != "")
