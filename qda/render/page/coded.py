"""A text with its codings as HTML: words in marks, cut where codings begin and end, and stripes with names in the margin.

A text is a row of segments, a segment a grid: its lines, beside them a lane of stripes for the codings that lie on them,
then the names. A narrow screen has the names below the line on which their codings begin.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from qda.core.coded_text import CodedText, Mark, Part
from qda.render.coded_lines import OUTSIDE, Cutter, Line, lines, parts
from qda.render.page.html import Places, hatch, name, safe
from qda.render.page.words import Words

ROWS = 60  # lines in one grid
LANES = 18  # stripes beside each other; codings beyond them have their names and marks alone
MANY = 6  # names beside one line that stand below each other; more run on
LABEL = 90  # characters of a line that names a speaker
FOLDED = 400  # characters of boilerplate that are folded away


def coded(text: CodedText, places: Places, coders: Mapping[str, int], *, several: bool) -> Iterator[str]:
    """Yield a text as HTML, segment by segment. `coders` are numbers of coders for the script; `several`: name them."""
    yield from _Writer(text, places, coders, several).segments()


class _Writer:
    def __init__(self, text: CodedText, places: Places, coders: Mapping[str, int], several: bool) -> None:
        self.text, self.places, self.coders, self.several = text, places, coders, several
        self.words: Words = places.words
        self._cutter = Cutter(text)

    def segments(self) -> Iterator[str]:
        label = ""
        for part, after in _with_next(parts(self.text)):
            raw = self.text.text[part.start : part.end]
            if self._is_label(part, after, raw):
                label = raw.strip()
                continue
            yield self._segment(part, raw, label)
            label = ""
        yield "".join(f'<span id="coding-{m.id}"></span>' for m in self._cutter.left())

    def _is_label(self, part: Part, after: Part | None, raw: str) -> bool:
        """True for an uncoded line before a turn that only says who speaks: it stands for the name."""
        if part.kind != "boilerplate" or after is None or after.author is None or after.kind == "boilerplate":
            return False
        line = raw.strip()
        if not line or "\n" in line or len(line) > LABEL or after.author.casefold() not in line.casefold():
            return False
        return self._cutter.bare(part)

    def _segment(self, part: Part, raw: str, label: str) -> str:
        lined = lines(self.text, part)
        grids = "".join(self._grid(lined[at : at + ROWS]) for at in range(0, len(lined), ROWS))
        quiet = part.kind in ("boilerplate", OUTSIDE)
        folded = quiet and len(raw) > FOLDED and "<mark" not in grids
        kind = part.kind if part.kind in ("boilerplate", OUTSIDE, "quoted", "note", "heading") else ""
        head = self._head(part, label)
        if folded:
            head = ""
            line = " ".join(raw.split())[:80]
            said = safe(self.words("boilerplate"))
            grids = f"<details><summary>{said}: <bdi>{safe(line)}…</bdi></summary>{grids}</details>"
        return f'<section class="seg{" " + kind if kind else ""}">{head}{grids}</section>\n'

    def _head(self, part: Part, label: str) -> str:
        if part.kind == OUTSIDE:
            return ""
        words = self.words
        number = f'<span class="no" title="{safe(words("segment", n=part.n))}">{part.n}</span>'
        more = []
        if label:
            more.append(f"<b><bdi>{safe(label)}</bdi></b>")
            if part.role == "researcher":
                more.append(safe(words("researcher")))
        elif part.author or part.role == "researcher":
            more.append(f"<b><bdi>{name(part.author or words('a-researcher'))}</bdi></b>")
            if part.author and part.role == "researcher" and part.kind != "boilerplate":
                more.append(safe(words("researcher")))
        if part.date:
            more.append(f'<time datetime="{safe(part.date)}">{safe(words.day(part.date))}</time>')
        if part.answers:
            more.append(safe(words("answers", n=part.answers)))
        if part.kind in ("quoted", "note"):
            more.append(safe(words.word(part.kind)))
        if part.again:
            more.append(safe(words("goes-on")))
        if not more:
            return number
        return f'{number}<p class="who" dir="auto">{" · ".join(more)}</p>'

    def _grid(self, rows: Sequence[Line]) -> str:
        shown: list[str] = []
        lying: dict[int, list[int]] = {}  # coding -> first and last row
        begun: dict[int, list[Mark]] = {}  # row -> codings named there
        known: dict[int, Mark] = {}
        for n, line in enumerate(rows, 1):
            inner, here, new = self._line(line)
            for m in here:
                lying.setdefault(m.id, [n, n])[1] = n
                known[m.id] = m
            if new:
                begun[n] = new
            look = "" if line.first else ' class="on"'
            shown.append(f'<p{look} style="grid-row:{n}" dir="auto">{inner}</p>')
        if not lying:
            return f'<div class="g">{"".join(shown)}</div>'
        lanes, wide = _lanes(lying)
        out = []
        named = [*sorted(begun), len(rows) + 1]
        until = dict(pairwise(named))
        for n, written in enumerate(shown, 1):
            out.append(written)
            if n in begun:
                labels = "".join(map(self._label, begun[n]))
                many = " many" if len(begun[n]) > MANY else ""
                out.append(f'<div class="names{many}" style="grid-row:{n}/{until[n]}">{labels}</div>')
        for id, lane in lanes.items():
            a, b = lying[id]
            out.append(f"<i class={hatch(known[id].of)} data-c={id} style=grid-area:{a}/{lane + 2}/{b + 1}></i>")
        return f'<div class="g w{wide}">{"".join(out)}</div>'

    def _label(self, m: Mark) -> str:
        """Return the name of a coding in the margin: its code, by whom, what was noted.

        There may be ten thousand on a page: attributes that need no quotation marks go without.
        """
        more = []
        if self.several:
            more.append(name(m.coder, 40))
        if not m.confirmed:
            more.append(safe(self.words("unconfirmed")))
        aside = f" <i>{' · '.join(more)}</i>" if more else ""
        note = f"<small class=noted dir=auto>{safe(m.note)}</small>" if m.note else ""
        coder = self.coders.get(m.coder, 0)
        data = f"class={hatch(m.of)} data-c={m.id}" + (f" data-w={coder}" if coder else "")
        shown = f"{name(m.code, 60)}{aside}"
        if self.places.has("code", m.of):
            return f"<a href=#code-{m.of} {data}>{shown}</a>{note}"
        return f"<span {data} data-k={m.of}>{shown}</span>{note}"

    def _line(self, line: Line) -> tuple[str, list[Mark], list[Mark]]:
        """Return a line as HTML, the codings that lie on it, and those that are first met on it."""
        pieces, here = self._cutter.cut(line)
        out: list[str] = []
        new: list[Mark] = []
        for piece in pieces:
            if not piece.over:
                out.append(safe(piece.text))
                continue
            new += piece.fresh
            ids = sorted(m.id for m in piece.over)
            first = f" id=coding-{piece.fresh[-1].id}" if piece.fresh else ""
            out += [f"<span id=coding-{m.id}></span>" for m in piece.fresh[:-1]]
            out.append(f'<mark{first} data-coding="{" ".join(map(str, ids))}">{safe(piece.text)}</mark>')
        return "".join(out), here, new


def _with_next(parts: Iterable[Part]) -> Iterator[tuple[Part, Part | None]]:
    held = list(parts)
    yield from zip(held, [*held[1:], None], strict=True)


def _lanes(lying: Mapping[int, Sequence[int]]) -> tuple[dict[int, int], int]:
    """Return the lane of each coding, so that those that share a line lie in different ones, and how many lanes there are.

    What no lane has room for is left out.
    """
    ends: list[int] = []
    out = {}
    for id, (first, last) in lying.items():
        lane = next((n for n, end in enumerate(ends) if end < first), len(ends))
        if lane == LANES:
            continue
        if lane == len(ends):
            ends.append(last)
        ends[lane] = last
        out[id] = lane
    return out, len(ends)
