"""Measure, break and cut text by the columns it takes in a terminal: wide (CJK, emoji), zero-width and plain characters.

Names are cut in the middle, signs whole, so that they can still be told apart: names of codes often begin alike ("public value
as seen by the city", "public value as seen by citizens") or end alike. A picture measures in its own columns. We do this
ourselves because rich's table takes more than half a millisecond a row; rich only measures characters, and only in text that
is not ASCII.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

_PIECES = re.compile(r"(\s+)")
BOLD, DIM, CODE = "1", "2", "36"
DOTS = "…"
_SENSES = 64  # of two texts that differ in many places, so many are tried


def columns_of(text: str) -> int:
    """Return how many columns a line takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def widest(texts: list[str]) -> int:
    """Return the width of the widest of the texts, each of which may have several lines."""
    if not texts:
        return 0
    joined = "\n".join(texts)
    if joined.isascii():
        return max(map(len, joined.split("\n")))
    return max(map(columns_of, joined.split("\n")))


def padded(text: str, width: int, right: bool = False) -> str:
    """Pad a line with spaces to `width` columns."""
    if text.isascii():
        return text.rjust(width) if right else text.ljust(width)
    space = " " * max(0, width - columns_of(text))
    return space + text if right else text + space


def wrap(text: str, width: int | None) -> list[str]:
    """Break each line of a text between words to fit in `width` columns; cut a word that is too long."""
    lines = text.split("\n")
    if width is None:
        return lines
    width = max(width, 2)  # a wide character needs two
    if len(text) <= width and len(lines) == 1 and columns_of(text) <= width:
        return lines
    wrapped: list[str] = []
    for line in lines:
        if columns_of(line) <= width:
            wrapped.append(line)
        else:
            _wrap_line(line, width, wrapped)
    return wrapped


def _wrap_line(line: str, width: int, wrapped: list[str]) -> None:
    now, used = "", 0
    for piece in _PIECES.split(line):
        size = columns_of(piece)
        if used + size <= width:
            now, used = now + piece, used + size
        elif piece.isspace():
            wrapped.append(now.rstrip())
            now, used = "", 0
        elif size <= width:
            wrapped.append(now.rstrip())
            now, used = piece, size
        else:
            parts = _chopped(piece, width, width - used)
            wrapped += [(now + parts[0]).rstrip(), *parts[1:-1]] if len(parts) > 1 else [now.rstrip()]
            now, used = parts[-1], columns_of(parts[-1])
    if now.rstrip():
        wrapped.append(now.rstrip())


def _chopped(word: str, width: int, first: int) -> list[str]:
    """Cut a word into pieces of at most `width` columns, the first of at most `first`; graphemes stay whole."""
    if word.isascii():
        return [word[:first], *(word[n : n + width] for n in range(first, len(word), width))]
    from rich.cells import split_graphemes

    parts, now, room = [], "", first
    for start, end, size in split_graphemes(word)[0]:
        if size > room:
            parts.append(now)
            now, room = "", width
        now += word[start:end]
        room -= size
    return [*parts, now]


def painted(text: str, style: str, colour: bool) -> str:
    """Return the text in an ANSI style (`BOLD`, `DIM`, `CODE`), or unchanged without colour."""
    return f"\x1b[{style}m{text}\x1b[0m" if colour and style and text.strip() else text


def cells_of(sign: str, cells: int) -> int:
    """Return the cells of one sign in a terminal, as rich counts them."""
    return cells


def middle(line: str, room: float, size: Callable[[str, int], float] = cells_of, dots: float = 1) -> str:
    """Return a line cut in its middle to that room, with … where something is gone; signs stay whole.

    `size` gives the room of a sign from the sign and its cells; `dots` is that of the ellipsis.
    """
    half = (room - dots) / 2
    most = int(40 * max(room, 1))
    ends = line[:most], line[-most:]  # what is between them is not shown
    return f"{ends[0][: fitting(ends[0], half, size)].rstrip()}{DOTS}{ends[1][fitting(ends[1], half, size, -1) :].lstrip()}"


def fitting(line: str, room: float, size: Callable[[str, int], float] = cells_of, way: int = 1) -> int:
    """Return how far signs fit into a room, from the beginning or (`way` -1) from where to the end."""
    from rich.cells import split_graphemes

    at, used = (0, 0.0) if way == 1 else (len(line), 0.0)
    for begin, end, cells in split_graphemes(line)[0][::way]:
        used += size(line[begin:end], cells)
        if used > room:
            break
        at = end if way == 1 else begin
    return at


def apart(name: str, others: Iterable[str], cells: int) -> str:
    """Return a name for so many cells of a terminal: whole where it fits, else cut so that no other name fits the cut.

    First the middle goes. Where another name has the same beginning and end, more is kept of one of them, or of what
    lies between: what tells the two apart. Names that are the same, or cannot be told apart in so little room, are
    cut in the middle.
    """
    from rich.cells import cell_len

    if cells <= 0:
        return ""
    if cell_len(name) <= cells:
        return name
    rivals = [x for x in dict.fromkeys(others) if x != name]
    plain = next(_cuts(name, [], cells))
    alike = [x for x in rivals if _fits(x, plain)]
    for parts in _cuts(name, alike, cells):
        if _fits(name, parts) and not any(_fits(x, parts) for x in rivals):
            return DOTS.join(parts)
    return DOTS.join(plain)


def _fits(name: str, parts: tuple[str, ...]) -> bool:
    """True if a name could be cut to these parts, the first its beginning and the last its end."""
    if len(name) < sum(map(len, parts)) or not name.startswith(parts[0]) or not name.endswith(parts[-1]):
        return False
    return len(parts) == 2 or parts[1] in name[len(parts[0]) : len(name) - len(parts[2])]


def _cuts(name: str, rivals: list[str], cells: int) -> Iterator[tuple[str, ...]]:
    """Yield ways to cut a name to so many cells, the best first: beginning and end, then with a piece of the middle."""
    from rich.cells import split_graphemes

    signs = split_graphemes(name)[0]
    room = cells - 1
    for head in sorted(range(room + 1), key=lambda n: abs(2 * n - room)):
        yield _ends(name, signs, head, room - head)
    room = cells - 2
    if room < 1:
        return
    for at in dict.fromkeys(p for x in rivals for p in _parting(name, x)):
        for head in dict.fromkeys((room // 3, room // 4, 0)):
            for tail in dict.fromkeys((room // 4, 0)):
                begin = next((n for n, (_, end, _) in enumerate(signs) if end > at), None)
                if begin is not None:
                    first, last = _ends(name, signs, head, tail)
                    part = _run(name, signs, begin, room - head - tail)
                    if len(first) < signs[begin][0] and signs[begin][0] + len(part) < len(name) - len(last):
                        yield first, part, last


def _ends(name: str, signs: list[tuple[int, int, int]], head: int, tail: int) -> tuple[str, str]:
    return _run(name, signs, 0, head).rstrip(), name[_back(name, signs, tail) :].lstrip()


def _run(name: str, signs: list[tuple[int, int, int]], first: int, room: int) -> str:
    """Return what fits into a room from a sign on."""
    begin = at = signs[first][0]
    for _, end, cells in signs[first:]:
        room -= cells
        if room < 0:
            break
        at = end
    return name[begin:at]


def _back(name: str, signs: list[tuple[int, int, int]], room: int) -> int:
    at = len(name)
    for begin, _, cells in reversed(signs):
        room -= cells
        if room < 0:
            break
        at = begin
    return at


def _parting(name: str, other: str) -> Iterator[int]:
    """Yield offsets in a name at which it differs from another: counted from the beginning, then from the end."""
    alike = [n for n, (a, b) in enumerate(zip(name, other, strict=False)) if a != b]
    yield from alike[:1]
    size = min(len(name), len(other))
    back = next((n for n in range(1, size + 1) if name[-n] != other[-n]), size + 1)
    yield max(len(name) - back, 0)
    yield from alike[1:_SENSES]
