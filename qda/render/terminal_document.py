"""A document in a terminal: headings, quotes behind a bar with their source below, prose as its Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from qda.core.document import Beside, Bullets, Curve, Document, Grid, Heading, Paragraph, Plain, Prose, Quote
from qda.render.coded_blocks import blocks
from qda.render.safe_text import codes_line, note_line, quote_source, visible
from qda.render.terminal_table import pairs, table_lines
from qda.render.text_width import BOLD, CODE, DIM, columns_of, padded, painted, wrap

_READABLE = 88  # running text in a wide terminal
_BAR = "│ "
_BESIDE = 76  # columns; from this width on two quotations are shown side by side
_BETWEEN = "  "
_HANGING = re.compile(r"\s*(?:[-*+]\s+|\d{1,9}[.)]\s+|>\s?)?")


def document_lines(document: Document, width: int | None, colour: bool) -> Iterator[str]:
    """Yield the lines of a document, without line ends."""
    text_width = None if width is None else min(width, _READABLE)
    yield from _underlined(document.title, "═", text_width, colour)
    if document.facts:
        yield ""
        yield from pairs([(visible(key), visible(value)) for key, value in document.facts], text_width, colour)
    for block in blocks(document):
        yield ""
        yield from _block(block, text_width, width, colour)
    if document.notes:
        yield ""
        yield painted("─" * (text_width or 40), DIM, colour)
        for note in document.notes:
            yield from (painted(line, DIM, colour) for line in wrap(visible(note), text_width))


def _block(block: Plain, width: int | None, wide: int | None, colour: bool) -> Iterator[str]:
    if isinstance(block, Heading):
        yield from _heading(block, width, colour)
    elif isinstance(block, Quote):
        yield from _quote(block, width, colour)
    elif isinstance(block, Beside):
        yield from _beside(block, width, wide, colour)
    elif isinstance(block, Prose):
        yield from _prose(block, width)
    elif isinstance(block, Bullets):
        for item in block.items:
            yield from _hanging("• ", visible(item), width)
    elif isinstance(block, Curve):
        from qda.render.curve import lines

        yield from lines(block, wide, colour)
    elif isinstance(block, Grid):
        table = block.table
        if table.title and wide is None:
            yield painted(visible(table.title), BOLD, colour)
        yield from table_lines(table, wide, colour)
        for note in table.notes:
            yield from (painted(line, DIM, colour) for line in wrap(visible(note), width))
    elif isinstance(block, Paragraph):
        style = {"note": DIM, "label": BOLD}.get(block.style, "")
        yield from (painted(line, style, colour) for line in wrap(visible(block.text), width))


def _underlined(text: str, sign: str, width: int | None, colour: bool) -> Iterator[str]:
    lines = wrap(visible(text), width)
    yield from (painted(line, BOLD, colour) for line in lines)
    yield painted(sign * max(1, *map(columns_of, lines), 1), DIM, colour)


def _heading(block: Heading, width: int | None, colour: bool) -> Iterator[str]:
    if block.level <= 1:
        yield ""
        yield from _underlined(block.text, "─", width, colour)
        return
    mark = "▸ " if block.level == 2 else "· "
    for line in _hanging(mark, visible(block.text), width):
        yield painted(line, BOLD, colour)


def _hanging(mark: str, text: str, width: int | None) -> Iterator[str]:
    for n, line in enumerate(wrap(text, None if width is None else width - len(mark))):
        yield (mark if n == 0 else " " * len(mark)) + line


def _quote(quote: Quote, width: int | None, colour: bool) -> Iterator[str]:
    bar = painted(_BAR, DIM, colour)
    for line, style in _quoted(quote, None if width is None else width - len(_BAR)):
        yield bar + painted(line, style, colour)


def _quoted(quote: Quote, room: int | None) -> Iterator[tuple[str, str]]:
    """Yield the lines of a quotation without their bar, each with its style."""
    text = visible(quote.text)
    if quote.left or quote.right:
        text = f"{visible(quote.left)}»{text}«{visible(quote.right)}"
    source = "— " + quote_source(quote)
    parts = [(text, ""), (visible(source), DIM)]
    if quote.codes:
        parts.append((visible(codes_line(quote.codes)), CODE))
    if quote.note:
        parts.append((visible(note_line(quote.note)), ""))
    yield from ((line, style) for part, style in parts for line in wrap(part, room))


def _beside(block: Beside, width: int | None, wide: int | None, colour: bool) -> Iterator[str]:
    if width is None or wide is None or wide < _BESIDE:
        yield from _quote(block.left, width, colour)
        yield ""
        yield from _quote(block.right, width, colour)
        return
    room = (min(wide, 2 * _READABLE) - len(_BETWEEN)) // 2 - len(_BAR)
    bar = painted(_BAR, DIM, colour)
    for left, right in zip_longest(_quoted(block.left, room), _quoted(block.right, room)):
        line = bar + painted(padded(left[0], room), left[1], colour) if left else " " * (len(_BAR) + room)
        yield line + (_BETWEEN + bar + painted(right[0], right[1], colour) if right else "")


def _prose(block: Prose, width: int | None) -> Iterator[str]:
    for line in visible(block.markdown.replace("\r\n", "\n").strip("\n")).split("\n"):
        lead = _HANGING.match(line)
        mark = lead[0] if lead else ""
        if width is None or not mark or len(mark) > width // 2:
            yield from wrap(line, width)
        else:
            indent = mark if mark.lstrip().startswith(">") else " " * len(mark)
            for n, part in enumerate(wrap(line[len(mark) :], width - len(mark))):
                yield (mark if n == 0 else indent) + part
