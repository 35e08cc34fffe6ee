"""Text for a terminal or a pipe: tables, records, documents.

The terminal obeys nothing in a text (`shown.visible`). The only ANSI codes are our own, and need `colour`. Colour is
never the only sign.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, BinaryIO

from qda.core.document import Document
from qda.core.results import Record, Table
from qda.render.safe_text import record_value, visible
from qda.render.terminal_table import pairs, table_lines
from qda.render.text_width import BOLD, DIM, painted, wrap


def write(result: Table | Record | Document, out: BinaryIO, *, raw: bool, width: int | None, colour: bool) -> None:
    """Write a table (its `brief` columns), a record or a document as text."""
    if width is not None:
        width = max(width, 10)
    if isinstance(result, Table):
        pieces = table_lines(result, width, colour)
    elif isinstance(result, Record):
        pieces = _record_lines(result, width, colour)
    else:
        from qda.render.terminal_document import document_lines

        pieces = document_lines(result, width, colour)
    buffer = io.BufferedWriter(_Raw(out), 1 << 16)
    for line in pieces:
        buffer.write((line.rstrip() if not colour else line).encode("utf-8", "backslashreplace") + b"\n")
    buffer.flush()
    buffer.detach()


class _Raw(io.RawIOBase):
    """Makes a raw stream of any object with `write`, for BufferedWriter."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._out.write(bytes(data))
        return len(data)


def _record_lines(record: Record, width: int | None, colour: bool) -> Iterator[str]:
    if record.title:
        yield from (painted(line, BOLD, colour) for line in wrap(visible(record.title), width))
        yield ""
    items, long = [], []
    for name, value in record.fields.items():
        if name == "text" and isinstance(value, str):
            long.append((name, visible(value)))
        else:
            items.append((visible(str(name)).replace("\n", " "), visible(record_value(value))))
    yield from pairs(items, width, colour)
    for name, text in long:
        yield ""
        yield painted(name, BOLD, colour)
        yield painted("─" * len(name), DIM, colour)
        yield from wrap(text, width)
    if not record.fields:
        yield painted("(none)", DIM, colour)
