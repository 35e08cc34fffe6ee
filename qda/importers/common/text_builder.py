"""The text of a document: its paragraphs as one text, with marks for what the format says about them.

A reader of a format fills an `Extract`; `plain.read.extracted` sends its text through the same rules as a plain text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from qda.core.drafts import OUTER_KINDS, Draft, DraftSegment
from qda.importers.common.lines import Line, Page

_HIDDEN = frozenset({"note", "boilerplate", "quoted", "table"})
_NOT_STORED = re.compile("[\0\ud800-\udfff]")
_CONTROL = re.compile("[\x01-\x08\x0b\x0e-\x1b\x7f\x84\x86-\x9f]")
ON, OFF = "\x02", "\x03"  # around words that a file shows in bold, italics or the like
_EMPHASIS = re.compile(f"[{ON}{OFF}]")
_RUN = re.compile(rf"(?P<before>[\s\d\[\]().:#,-]{{0,24}}){ON}(?P<run>[^{ON}{OFF}]+){OFF}")
_LEAD_MAX = 80  # characters of emphasised words that may be a label
_TIME = re.compile(r"[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?[\])]?$")


class Mark(NamedTuple):
    """What a file's format says about whole lines of the extracted text: offsets and a kind.

    `heading`: a heading. `paragraph`: text that must not be taken for a heading (an item of a list). `note`, `quoted`,
    `boilerplate`: no rule looks at it, and it lies inside the turn or post around it. `table`: the same, a paragraph
    in an article and a note in a talk.
    """

    start: int
    end: int
    kind: str


Leads = dict[int, tuple[int, int]]  # where a line begins that has emphasised words in front -> from where to where


class Extract:
    """The text of a document while it is put together: blocks, with a blank line between them."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.marks: list[Mark] = []
        self.leads: Leads = {}
        self.size = 0
        self.left_out: Counter[str] = Counter()
        self.notes: list[str] = []
        self.metadata: dict[str, Any] = {}

    def add(self, text: str, kind: str = "") -> None:
        """Add a block without white space around it and without control characters; a kind becomes a mark.

        What stands between `ON` and `OFF` at the beginning of a line is kept in `leads`.
        """
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        leads: Leads = {}
        if ON in text:
            text, leads = _emphasis(text.strip())
        text = _CONTROL.sub("", _NOT_STORED.sub("\ufffd", text)).strip()
        if not text:
            return
        if self.parts:
            self.parts.append("\n\n")
            self.size += 2
        self.parts.append(text)
        if kind:
            self.marks.append(Mark(self.size, self.size + len(text), kind))
        for line, (start, end) in leads.items():
            if end <= len(text):
                self.leads[self.size + line] = self.size + start, self.size + end
        self.size += len(text)

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """Add a table: a line a row, with tabs between cells. A table of who said what becomes turns with labels."""
        rows = [[_EMPHASIS.sub("", c).strip() for c in row] for row in rows]
        rows = [row for row in rows if any(row)]
        if not rows:
            return
        if max(map(len, rows)) == 1:  # a frame around text
            for row in rows:
                for piece in row[0].split("\n"):
                    self.add(piece)
        elif talk := _talk(rows):
            for line in talk:
                self.add(line, "boilerplate" if "\t" in line and line.split("\t") == _flat(rows[0]) else "")
        else:
            self.add("\n".join("\t".join(_flat(row)).rstrip() for row in rows), "table")


def _emphasis(text: str) -> tuple[str, Leads]:
    """A block without the signs around emphasised words, and where these stand at the beginning of its lines."""
    text = re.sub(f"{OFF}([ \xa0]?){ON}", r"\1", text)
    text = re.sub(rf"^[\s{ON}{OFF}]+(?<!{ON})", "", text)  # white space in front, which `add` would take off
    text = re.sub(rf"^{ON}\s+", ON, text)
    out: list[str] = []
    leads: Leads = {}
    size = 0
    for line in text.split("\n"):
        found = _RUN.match(line)
        bare = _EMPHASIS.sub("", line)
        if found and len(found["run"].strip()) <= _LEAD_MAX and not _CONTROL.search(bare):
            at = size + len(bare) - len(bare.lstrip())
            start = size + len(found["before"]) + len(found["run"]) - len(found["run"].lstrip())
            leads[at] = start, start + len(found["run"].strip())
        out.append(bare)
        size += len(bare) + 1
    return "\n".join(out), leads


def _flat(row: Sequence[str]) -> list[str]:
    """A row's cells, each on one line but the last one that is not empty, whose paragraphs stay lines."""
    last = max((i for i, c in enumerate(row) if c), default=0)
    return [c if i == last else " ".join(c.split("\n")) for i, c in enumerate(row)]


def _talk(rows: Sequence[Sequence[str]]) -> list[str]:
    """The rows of a table of who said what as labelled turns; [] when the table is something else.

    One column has short labels that come back, one after it text; all others have numbers or times. The words that head
    the columns ("Speaker", "Text") come first, as they stand.
    """
    if len(rows) < 4:
        return []
    width = max(map(len, rows))
    head = [rows[0]] if len(rows) > 4 and all(_short(c) for c in rows[0]) else []
    for start in (len(head), 0):
        body = rows[start:]
        for at in range(min(width - 1, 3)):
            for to in range(at + 1, min(width, at + 3)):
                speaks = (
                    start
                    and len(rows[0]) > at
                    and rows[0][at].casefold() in {row[at].rstrip(": ").casefold() for row in body if len(row) > at}
                )
                if not speaks and _who_said_what(body, at, to):
                    return ["\t".join(_flat(row)) for row in rows[:start]] + [_turn(row, at, to) for row in body]
    return []


def _short(cell: str) -> bool:
    return 0 < len(cell) <= 30 and len(cell.split()) <= 3 and cell[-1] not in ".?!:" and not any(map(str.isdigit, cell))


def _who_said_what(rows: Sequence[Sequence[str]], at: int, to: int) -> bool:
    """True if one column has labels and another the words, and the others numbers or times."""
    said = [row for row in rows if len(row) > to and row[at] and row[to]]
    labels = Counter(row[at].rstrip(": ").casefold() for row in said)
    words = sum(len(row[to].split()) for row in said)
    back = sum(n for n in labels.values() if n > 1)
    short = all(len(k) <= 40 and len(k.split()) <= 5 and not k[:1].isdigit() for k in labels)
    others = [c for row in rows for i, c in enumerate(row) if i not in (at, to) and c]
    plain = all(c.rstrip(".").isdigit() or _TIME.match(c) for c in others)
    return short and plain and len(labels) > 1 and back >= 0.7 * len(rows) and words >= 2.5 * len(said)


def _turn(row: Sequence[str], at: int, to: int) -> str:
    time = next((c.strip("[]()") for i, c in enumerate(row) if i not in (at, to) and _TIME.match(c)), "")
    who = row[at].rstrip(": ") if len(row) > at else ""
    said = row[to] if len(row) > to else ""
    return (f"[{time}] " if time and who else "") + (f"{who}: " if who else "") + said


def hide(page: Page, marks: Iterable[Mark]) -> str:
    """Set the kind of the page's lines from marks, and remove the lines that no rule may see. Return the title."""
    marks = [m for m in marks if m.start < m.end]
    starts = [m.start for m in marks]
    seen: list[Line] = []
    title = ""
    for line in page.lines:
        n = bisect_right(starts, line.start) - 1
        kind = marks[n].kind if n >= 0 and line.end <= marks[n].end else ""
        if kind in _HIDDEN:
            continue
        if kind:
            line.given, line.kind = True, kind
        if kind == "heading" and not title and sum(len(x.s) for x in seen) <= 300:
            title = line.s[:300]
        seen.append(line)
    page.lines = seen
    return title


def lay_over(draft: Draft, marks: Iterable[Mark]) -> None:
    """Put the lines that `hide` removed back: inside a turn or post, else between other segments, which are split there."""
    talk = any(s.kind in OUTER_KINDS for s in draft.segments)
    if draft.kind == "interview" and any(s.author == draft.title for s in draft.segments):
        draft.title = ""  # who speaks first, in a heading's style
    hidden = [
        (m.start, m.end, ("note" if talk else "paragraph") if m.kind == "table" else m.kind)
        for m in marks
        if m.kind in _HIDDEN and m.start < m.end
    ]
    if not hidden:
        return
    pieces: list[tuple[int, int, int, DraftSegment, int]] = []  # start, -end, rank, segment, its old position
    text, starts = draft.text, [h[0] for h in hidden]
    for i, s in enumerate(draft.segments):
        if s.kind in OUTER_KINDS:
            pieces.append((s.start, -s.end, 0, s, i))
            continue
        at = s.start
        for h in hidden[bisect_right(starts, s.start) :]:
            if h[0] >= s.end:
                break
            _cut(pieces, s, i, text, at, h[0])
            at = h[1]
        _cut(pieces, s, i, text, at, s.end)
    author = next((s.author for s in draft.segments if s.kind == "paragraph"), None) if not talk else None
    for start, end, kind in hidden:
        by = author if kind == "paragraph" else None
        pieces.append((start, -end, 1, DraftSegment(kind, start, end, by), -1))
    pieces.sort(key=lambda p: p[:3])
    place: dict[int, int] = {}
    for n, p in enumerate(pieces):
        place.setdefault(p[4], n)
    out: list[DraftSegment] = []
    outer = -1
    for n, (start, _, _, s, old) in enumerate(pieces):
        if s.kind in OUTER_KINDS:
            outer = n
        parent = place[s.parent] if s.parent is not None else None
        if old < 0 and outer >= 0 and start < pieces[outer][3].end:
            parent = outer
        reply = place[s.reply_to] if s.reply_to is not None else None
        out.append(s._replace(parent=parent, reply_to=reply))
    draft.segments = out


def _cut(pieces: list[Any], s: DraftSegment, i: int, text: str, start: int, end: int) -> None:
    piece = text[start:end]
    start, end = start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())
    if start < end:
        pieces.append((start, -end, 1, s._replace(start=start, end=end), i))
