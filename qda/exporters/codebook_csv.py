"""A codebook as a table: a row a code, a home before what is in it, cells defused as in every CSV of ours."""

from __future__ import annotations

import io
from collections.abc import Sequence

from qda.core.results import Table
from qda.exporters import Entry, walk
from qda.render import render

COLUMNS = (
    "code", "path", "level", "definition", "include", "exclude", "example", "aliases", "codings", "sources", "origin",
    "categories", "colour", "uuid",
)  # fmt: skip


def row(entry: Entry) -> tuple[object, ...]:
    """An entry as a row of `COLUMNS`."""
    return (entry.name, *(getattr(entry, name) for name in COLUMNS[1:]))


def write(entries: Sequence[Entry]) -> bytes:
    """The codebook as CSV (RFC 4180)."""
    out = io.BytesIO()
    render(Table(COLUMNS, [row(e) for e in walk(entries)]), "csv", out)
    return out.getvalue()
