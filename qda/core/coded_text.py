"""A source as it is read with its codings: the text, who wrote which part of it, and what is coded where.

Offsets are code points into `text`, end exclusive. A format lays it out as it can: a page with marks and stripes in the
margin, a Word file with names beside the lines, plain text with numbers where codings begin and end.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the text that lies in one innermost segment, with what is known of that segment.

    `n` is the segment's number in the source, `answers` that of the one answered. `again`: the segment goes on here, after
    another one inside it.
    """

    start: int
    end: int
    n: int
    kind: str
    author: str | None = None
    role: str | None = None
    date: str | None = None
    answers: int | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A coding: its number, where it lies, its code by name and number (`of`), and who coded."""

    id: int
    start: int
    end: int
    code: str
    of: int
    coder: str
    confirmed: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class CodedText:
    """A source with its parts in text order and its codings by start, end and number. `id` is the source's number.

    `about` is what else is known of it: names and values of its file and of its variables. `called` is how it is cited.
    """

    id: int
    source: str
    text: str
    parts: tuple[Part, ...]
    marks: tuple[Mark, ...]
    called: str = ""
    title: str = ""
    kind: str = ""
    language: str = ""
    about: tuple[tuple[str, str], ...] = ()
