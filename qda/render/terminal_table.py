"""Tables for a terminal or a pipe: aligned columns, or stacked rows when a table does not fit.

In a pipe (`width` None) a row is one line of any length. In a terminal columns wrap; where even that is too narrow,
each row becomes a block of `column value`. Rows are read in chunks; the first chunk decides how wide the columns are.
Beside the figures of a table that is drawn in bars stands a bar, where a terminal has the room (`terminal_bars`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from qda.core.language import speak
from qda.core.results import Table
from qda.render.safe_text import chunks, is_number, numerals, shown_columns, visible, words
from qda.render.terminal_bars import Bars
from qda.render.text_width import BOLD, CODE, DIM, columns_of, padded, painted, widest, wrap

_ROWS = 1000  # a piece in memory
_GAP = "  "
_LEAST_WRAPPED, _LEAST_TEXT, _CALM_TEXT = 20, 12, 36  # columns that make a column readable
_SHORT, _BETWEEN = 34, " · "  # the longest cell that shares a line with others in a block
_STYLES = {"id": DIM, "uuid": DIM, "code": CODE, "category": CODE}


def table_lines(table: Table, width: int | None, colour: bool) -> Iterator[str]:
    """Yield the lines of a table, without line ends."""
    places = shown_columns(table)
    if not places:
        return
    names = [visible(str(table.columns[n])).replace("\n", " ") for n in places]
    flows = [table.columns[n] in table.wrap for n in places]
    styles = [_STYLES.get(str(table.columns[n]), "") for n in places]
    everything = len(places) == len(table.columns)
    if table.title and width is not None:
        yield from (painted(line, BOLD, colour) for line in wrap(visible(table.title), width))
        yield ""
    layout: list[int] | None = None
    rights = [False] * len(places)
    begun, count, bars = False, 0, Bars.of(table, width)
    tree = _Tree() if width is not None and "path" in names else None
    for rows in chunks(table.rows, _ROWS):
        columns = list(zip(*rows, strict=True))
        shown = columns if everything else [columns[n] for n in places]
        if tree is not None:
            at = names.index("path")
            shown = [*shown[:at], tuple(map(tree.indented, shown[at])), *shown[at + 1 :]]
        texts = [_texts(column, width is None) for column in shown]
        if width is None:
            widths = [max(len(name), widest(cells)) for name, cells in zip(names, texts, strict=True)]
            layout = list(map(max, layout, widths)) if layout else widths
        elif not begun:
            numeric = [_numeric(c) for c in shown]
            layout = _layout(names, texts, numeric, flows, width - bars.least) if bars.least else None
            if layout is None:
                bars.below, layout = bars.least > 0, _layout(names, texts, numeric, flows, width)
        if not begun:
            rights = [_numeric(c) for c in shown]
        if layout is None:
            assert width is not None
            if tree is not None:  # a block is read by itself: it has the whole path
                texts[names.index("path")] = _texts(columns[places[names.index("path")]], False)
            bars.room = width
            for row in zip(*texts, strict=True):
                count += 1
                yield from _block(names, row, count, width, colour, bars.next())
            begun = True
            continue
        if not begun:
            yield from _header(names, layout, rights, colour)
            if width is not None:
                bars.room = width if bars.below else width - sum(layout) - len(_GAP) * len(layout)
        begun = True
        if width is None:
            yield from _flat(texts, layout, rights, styles, colour)
        else:
            yield from _wrapped(texts, layout, rights, styles, colour, bars)
    if not begun:
        yield from _header(names, [columns_of(name) for name in names], rights, colour, width)
        yield painted(speak("(none)"), DIM, colour)


class _Tree:
    """Shows paths as a tree: a path below that of an earlier row is indented, and named from there on."""

    def __init__(self) -> None:
        self._above: list[str] = []

    def indented(self, path: Any) -> Any:
        """Return a path as its row shows it."""
        if not isinstance(path, str):
            return path
        while self._above and self._above[-1] != path and not path.startswith(self._above[-1] + "/"):
            self._above.pop()
        if not self._above or self._above[-1] != path:
            self._above.append(path)
        home = f"{self._above[-2]}/" if len(self._above) > 1 else ""
        return "  " * (len(self._above) - 1) + path.removeprefix(home)


def _numeric(column: Sequence[Any]) -> bool:
    some = False
    for value in column:
        if value is not None:
            if not is_number(value):
                return False
            some = True
    return some


def _texts(column: Sequence[Any], flat: bool) -> list[str]:
    """Return a column's cells as safe text, on one line each for a pipe."""
    if set(map(type, column)) == {int}:
        return numerals(column)
    texts = [value if isinstance(value, str) else words(value) for value in column]
    if "".join(texts).isprintable():
        return texts
    if flat:
        return [text if text.isprintable() else visible(text).replace("\n", " ⏎ ") for text in texts]
    return [text if text.isprintable() else visible(text) for text in texts]


def _layout(
    names: list[str], texts: list[list[str]], numeric: list[bool], flows: list[bool], width: int
) -> list[int] | None:
    """Return the width of each column in a terminal; None when the table is not readable at this width."""
    gaps = len(_GAP) * (len(names) - 1)
    inside = [widest(cells) for cells in texts]
    heads = [max(columns_of(part.rstrip()) for part in _folded(name)) for name in names]
    natural = [max(columns_of(name), cells) for name, cells in zip(names, inside, strict=True)]
    if sum(natural) + gaps <= width:
        return natural
    least = []
    for n in range(len(names)):
        floor = inside[n] if numeric[n] else min(inside[n], _LEAST_WRAPPED if flows[n] else _LEAST_TEXT)
        least.append(max(floor, heads[n]))
    spare = width - gaps - sum(least)
    if spare < 0:
        return None
    # In turns, so that running text can be read at all, then names, then both with ease, then long ones.
    for running, limit in (
        (True, _CALM_TEXT),
        (False, _CALM_TEXT // 2),
        (True, _CALM_TEXT),
        (False, _CALM_TEXT),
        (True, width),
        (False, width),
    ):
        for n, more in _shares(least, natural, [n for n, flow in enumerate(flows) if flow is running], limit, spare):
            least[n] += more
            spare -= more
    return least


def _shares(now: list[int], natural: list[int], columns: list[int], limit: int, spare: int) -> list[tuple[int, int]]:
    """Divide the spare width among columns, up to the natural width and the limit of each, by what each wants."""
    wants = [(n, min(natural[n], limit) - now[n]) for n in columns if min(natural[n], limit) > now[n]]
    total = sum(more for _, more in wants)
    if total <= spare:
        return wants
    shares = [spare * more // total for _, more in wants]
    for n in range(spare - sum(shares)):  # what rounding left over
        shares[n] += 1
    return [(n, share) for (n, _), share in zip(wants, shares, strict=True)]


def _folded(name: str) -> list[str]:
    """Cut a column's name into the pieces that a narrow header may break it into.

    `new_codes_recent` is cut after its underscores, other names between words.
    """
    parts = name.replace("_", "_\n").replace(" ", " \n").split("\n")
    return [part for part in parts if part] or [name]


def _fold_header(name: str, width: int) -> list[str]:
    if columns_of(name) <= width:
        return [name]
    lines = [""]
    for part in _folded(name):
        if lines[-1] and columns_of((lines[-1] + part).rstrip()) > width:
            lines.append("")
        lines[-1] += part
    return [piece for line in lines for piece in wrap(line.rstrip(), width)]


def _header(
    names: list[str], layout: list[int], rights: list[bool], colour: bool, width: int | None = None
) -> Iterator[str]:
    if width is not None and sum(layout) + len(_GAP) * (len(layout) - 1) > width:
        for line in wrap(_GAP.join(names), width):
            yield painted(line, BOLD, colour)
        yield painted("─" * width, DIM, colour)
        return
    heads = [_fold_header(name, size) for name, size in zip(names, layout, strict=True)]
    height = max(map(len, heads))
    for n in range(height):
        cells = [head[n - height] if n >= height - len(head) else "" for head in heads]  # at the bottom
        yield _line(cells, layout, rights, [BOLD] * len(cells), colour)
    yield painted(_GAP.join("─" * size for size in layout), DIM, colour)


def _line(cells: Sequence[str], layout: list[int], rights: list[bool], styles: list[str], colour: bool) -> str:
    parts = [
        painted(padded(cell, size, right), style, colour)
        for cell, size, right, style in zip(cells, layout, rights, styles, strict=True)
    ]
    return _GAP.join(parts).rstrip()


def _flat(
    texts: list[list[str]], layout: list[int], rights: list[bool], styles: list[str], colour: bool
) -> Iterator[str]:
    columns: list[list[str]] = []
    for cells, size, right, style in zip(texts, layout, rights, styles, strict=True):
        if "".join(cells).isascii():
            column = [cell.rjust(size) if right else cell.ljust(size) for cell in cells]
        else:
            column = [padded(cell, size, right) for cell in cells]
        columns.append([painted(cell, style, colour) for cell in column] if colour and style else column)
    yield from map(str.rstrip, map(_GAP.join, zip(*columns, strict=True)))


def _wrapped(
    texts: list[list[str]], layout: list[int], rights: list[bool], styles: list[str], colour: bool, bars: Bars
) -> Iterator[str]:
    rows = [[_hung(cell, size) for cell, size in zip(row, layout, strict=True)] for row in zip(*texts, strict=True)]
    airy = bars.below or any(len(cell) > 1 for row in rows for cell in row)  # rows of several lines need space between
    for number, row in enumerate(rows):
        if airy and number:
            yield ""
        bar = bars.next()
        for n in range(max(map(len, row))):
            cells = [cell[n] if n < len(cell) else "" for cell in row]
            if bar and n == 0 and not bars.below:
                yield _line([*cells, bar], [*layout, 1], [*rights, False], [*styles, ""], colour)
            else:
                yield _line(cells, layout, rights, styles, colour)
        if bar and bars.below:
            yield bar


def _hung(cell: str, size: int) -> list[str]:
    """Return a cell's lines; if it begins with spaces (a tree), all lines do."""
    lead = len(cell) - len(cell.lstrip(" ")) if cell.startswith("  ") else 0
    if not lead or lead > size // 2:
        return wrap(cell, size)
    return [" " * lead + line for line in wrap(cell[lead:], size - lead)]


def _block(names: list[str], row: Sequence[str], number: int, width: int, colour: bool, bar: str = "") -> Iterator[str]:
    """Yield a row that does not fit as a table: its number, its bar, short cells one after another, running text below."""
    if number > 1:
        yield ""
    head = f"── {number} "
    yield painted(head + "─" * max(0, width - len(head)), DIM, colour)
    if bar:
        yield bar
    at, line = 0, ""
    for name, cell in zip(names, row, strict=True):
        if not cell:
            continue
        short = f"{name} {cell}"
        if "\n" in cell or len(short) > _SHORT or columns_of(short) > _SHORT:
            if line:
                yield line
            at, line = 0, ""
            yield from pairs([(name, cell)], width, colour)
            continue
        size = columns_of(short)
        if line and at + len(_BETWEEN) + size > width:
            yield line
            at, line = 0, ""
        at += size + (len(_BETWEEN) if line else 0)
        lines = wrap(short, width)
        if len(lines) > 1:
            yield from lines
            at, line = 0, ""
            continue
        line += (_BETWEEN if line else "") + painted(name, BOLD, colour) + short[len(name) :]
    if line:
        yield line


def pairs(items: Sequence[tuple[str, str]], width: int | None, colour: bool) -> Iterator[str]:
    """Yield lines of `key  value` with aligned values; in a narrow terminal each value goes below its key."""
    if not items:
        return
    size = max(columns_of(key) for key, _ in items)
    if width is not None and width - size - len(_GAP) < 16:
        for key, value in items:
            for line in wrap(key, width):
                yield painted(line, BOLD, colour)
            yield from ("  " + line for line in wrap(value, width - 2))
        return
    room = None if width is None else width - size - len(_GAP)
    for key, value in items:
        for n, line in enumerate(wrap(value, room)):
            yield painted(padded(key if n == 0 else "", size), BOLD, colour) + _GAP + line
