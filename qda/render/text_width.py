"""Measure and break text by the columns it takes in a terminal: wide (CJK, emoji), zero-width and plain characters.

We do this ourselves because rich's table takes more than half a millisecond a row; rich only measures characters, and
only in text that is not ASCII.
"""

from __future__ import annotations

import re

_PIECES = re.compile(r"(\s+)")
BOLD, DIM, CODE = "1", "2", "36"


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
