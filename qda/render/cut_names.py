"""Cut names to a room so that they can still be told apart: in the middle, signs whole.

Names of codes often begin alike ("public value as seen by the city", "public value as seen by citizens") or end alike.
Widths are what the caller measures: cells of a terminal, or columns of a picture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

DOTS = "…"
_SENSES = 64  # of two texts that differ in many places, so many are tried


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
