"""A text as lines and segments: what every recogniser builds with, so that nothing is lost or covered twice."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from qda.core.drafts import DraftSegment
from qda.importers.common.rules import Rules

if TYPE_CHECKING:
    from qda.importers.transcripts.bare_labels import Seen

ALNUM = re.compile(r"[^\W_]+")
LINE_MAX = 300  # a rule's line is never longer; longer ones never meet a pattern


class Line:
    """One line that is not blank: offsets without its outer white space, its text, and what the rules made of it.

    `block` numbers the runs of lines between blank ones; `norm` is the line casefolded with single spaces ("" when it
    is too long for a rule); `kind` is what it will be if nothing more is known: paragraph, heading, boilerplate, quoted
    or note; `given` says that the file's format told it (a heading by its style), so that no rule guesses again; `lead`
    are the first and last offset in `s` of the bold or italic words that it begins with; `by` is who is quoted.
    """

    __slots__ = ("block", "by", "end", "given", "kind", "lead", "norm", "s", "start")

    def __init__(self, start: int, s: str, block: int) -> None:
        self.start, self.end, self.s, self.block = start, start + len(s), s, block
        self.norm = " ".join(s.split()).casefold() if len(s) <= LINE_MAX else ""
        self.kind = "paragraph"
        self.given = False
        self.lead: tuple[int, int] | None = None
        self.by: str | None = None


def lines_of(text: str) -> list[Line]:
    """The lines of a text that are not blank."""
    out: list[Line] = []
    pos, block, fresh = 0, -1, True
    for raw in text.split("\n"):
        s = raw.strip()
        if s:
            if fresh:
                block += 1
                fresh = False
            out.append(Line(pos + len(raw) - len(raw.lstrip()), s, block))
        else:
            fresh = True
        pos += len(raw) + 1
    return out


@dataclass(slots=True)
class Page:
    """A text on its way to a draft: lines in, segments out, always in text order."""

    text: str
    lines: list[Line]
    rules: Rules
    segments: list[DraftSegment] = field(default_factory=list)
    metadata: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    title: str = ""
    date: str | None = None
    author: str | None = None
    kind: str = "plain"
    writers: dict[str, int] = field(default_factory=dict)  # a name's form -> the position of who wrote under it last
    indexed: int = 0  # the segments up to here are in `writers`
    runs: frozenset[str] | None = None  # what `written` found
    speakers: tuple[str, ...] = ()  # what the person said with --speaker
    seen: Seen | None = None  # labels of a conversation that no rule took
    rest: int = 0  # the first line that the recognisers have to do with: those before it are the header

    def written(self) -> frozenset[str]:
        """The runs of letters and figures on the page, as written; gathered when first asked for."""
        if self.runs is None:
            self.runs = frozenset(ALNUM.findall(self.text))
        return self.runs

    def first_of_block(self, i: int) -> bool:
        """True if line i begins a block."""
        return i == 0 or self.lines[i].block != self.lines[i - 1].block

    def last_of_block(self, i: int) -> bool:
        """True if line i ends a block."""
        return i + 1 >= len(self.lines) or self.lines[i].block != self.lines[i + 1].block

    def add(self, kind: str, start: int, end: int, **more: Any) -> int:
        """Adds a segment between two offsets, its outer white space left out; returns its position or -1."""
        piece = self.text[start:end]
        start += len(piece) - len(piece.lstrip())
        end -= len(piece) - len(piece.rstrip())
        if start >= end:
            return -1
        self.segments.append(DraftSegment(kind, start, end, **more))
        return len(self.segments) - 1

    def flat(self, i: int, j: int, author: str | None = None) -> None:
        """Adds lines i to j as what they are: a heading a line, paragraphs, boilerplate and quotations by block."""
        k = i
        while k < j:
            here = self.lines[k]
            n = k + 1
            if here.kind != "heading":
                while n < j and self.lines[n].kind == here.kind and self.lines[n].block == here.block:
                    n += 1
            by = author if here.kind in ("paragraph", "heading") else here.by
            role = "quoted" if here.by else "participant"
            self.segments.append(DraftSegment(here.kind, here.start, self.lines[n - 1].end, by, role=role))
            k = n

    def outer(self, kind: str, i: int, j: int, start: int | None = None, **more: Any) -> int:
        """Adds lines i to j as one post, comment, turn or answer with its inner segments; returns its position or -1.

        Boilerplate at either end stays outside it. `start` is the offset at which the words of line i begin, when a
        label stands before them.
        """
        lines = self.lines
        if start is None:
            while i < j and lines[i].kind == "boilerplate":
                self.flat(i, i + 1)
                i += 1
        last = j
        while last > i and lines[last - 1].kind == "boilerplate" and (start is None or last - 1 > i):
            last -= 1
        at = -1
        if i < last:
            at = self.add(kind, lines[i].start if start is None else start, lines[last - 1].end, **more)
        if at >= 0:
            k = i if start is None else i + 1
            while k < last:
                inner = lines[k].kind
                n = k + 1
                if inner in ("boilerplate", "quoted", "note"):
                    while n < last and lines[n].kind == inner and lines[n].block == lines[k].block:
                        n += 1
                    by = lines[k].by
                    role = "quoted" if by else "participant"
                    self.segments.append(
                        DraftSegment(inner, lines[k].start, lines[n - 1].end, by, parent=at, role=role)
                    )
                k = n
        self.flat(last, j)
        return at
