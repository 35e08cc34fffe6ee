"""Printed lines back to paragraphs: by where they stand on the page, how large they are and how they end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from qda.importers.common.text_builder import Extract
from qda.importers.documents.pdf_columns import Column, PdfLine, columns
from qda.importers.transcripts.program_lines import words

_NUMBER = re.compile(
    r"[\W_]{0,3}(?:(?:page|pagina|seite|blz|pag|p|s)\b\.?\s?)?(?:\d{1,4}|[ivxlc]{1,7})(?:\s?(?:of|van|von|de|sur|/)\s?\d{1,4})?[\W_]{0,3}",
    re.I,
)
_DIGITS = re.compile(r"\d+")
_LABEL = re.compile(r"(?:[\[(]?\d{1,2}:\d{2}(?::\d{2})?[\])]?\s)?([^\W\d_][\w.'’-]*(?: [\w.'’()-]+){0,3})\s?:(?:\s|$)")
_CLOCK = r"[\[(]?\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?[\])]?"
# A name over a turn, with a time or without: "Rosa Lind  00:12", "[00:12] Rosa Lind", "Rosa Lind (00:12):", "Rosa Lind"
_NAME = r"[^\W_][\w.'’-]*(?: [\w.'’()&-]+){0,4}"
_TIMED = re.compile(
    rf"(?:{_CLOCK}(?:\s*[-–>]+\s*{_CLOCK})?\s+[-–|]?\s*(?P<a>{_NAME})|(?P<b>{_NAME})\s*[-–•|,]?\s*{_CLOCK})\s*:?$"
)
_BARE = re.compile(rf"(?P<a>{_NAME})\s*:?$")
_ITEM = re.compile(r"(?:[-–•*·▪►o✓]|\(?\d{1,2}[.)]|[a-z][.)])\s")
_NOTE = re.compile(r"(?:\d{1,3}|\*{1,3}|[†‡])\s?\S")
_MARK = re.compile(r"\d{1,3}")
_HYPHENS = "-\u2010\u00ad\ufffe\u0002\uffff"
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_AND = frozenset(("en", "of", "and", "or", "und", "oder", "et", "ou"))
_WORDS = re.compile(r"\w+(?:-\w+)*")
LINE_MAX = 10_000  # longer lines meet no pattern


@dataclass(slots=True)
class _Paragraph:
    kind: str = ""
    lines: list[str] = field(default_factory=list)
    last: PdfLine | None = None
    right: float = 0.0  # how far the lines of its column reach
    place: tuple[int, Column | None] = (-1, None)  # the page and the column that its last line stands in


def layout(out: Extract, pages: list[list[PdfLine]], heights: list[float]) -> int:
    """Adds the pages' paragraphs to `out`; returns the number of words that are no running heads or page numbers."""
    pages = [[x._replace(text=x.text.translate(_LIGATURES)) for x in page] for page in pages]
    furniture = _furniture(pages, heights)
    body = [[x for i, x in enumerate(page) if (n, i) not in furniture] for n, page in enumerate(pages)]
    every = [x for page in body for x in page]
    if not every:
        return 0
    sizes: Counter[float] = Counter()
    for x in every:
        sizes[round(x.height * 2) / 2] += len(x.text)
    size = sizes.most_common(1)[0][0] or 1.0
    parted = columns(body)
    leading = _leading([c.lines for page in parted for c in page], size)
    right = _margins(parted, size)
    labels = Counter(m[1] for x in every if (m := _LABEL.match(x.text[:120])))
    back = {k for k, n in labels.items() if n > 1}
    heads = _heads(every)
    vocabulary = Counter(w.casefold() for x in every if len(x.text) <= LINE_MAX for w in _WORDS.findall(x.text))
    now = _Paragraph()
    counted = 0
    waiting: list[tuple[str, str]] = []  # furniture and notes of the page, until its last paragraph is whole

    def end() -> None:
        nonlocal now, counted
        text = _joined(now.lines, vocabulary)
        counted += len(text.split())
        out.add(text, now.kind)
        now = _Paragraph()
        for said, kind in waiting:
            out.add(said, kind)
        waiting.clear()

    for n, page in enumerate(parted):
        small = [_notes(c.lines, size, c is page[0]) for c in page]
        marks = {m[0] for c, at in zip(page, small, strict=True) for i in at if (m := _MARK.match(c.lines[i].text))}
        for column, at in zip(page, small, strict=True):
            here = (n, column)
            for line in (x for i, x in enumerate(column.lines) if i not in at):
                kind = "heading" if line.height > size * 1.12 and len(line.text) <= 200 else ""
                over = line.text in heads or (now.lines and now.lines[-1] in heads)
                if now.lines and (
                    over or kind != now.kind or _breaks(now, line, now.place == here, leading, size, back)
                ):
                    end()
                now.kind, now.place, now.last, now.right = kind, here, line, right[column.place]
                now.lines.append(_unmarked(line, marks))
            waiting += [(_joined(t, vocabulary), "note") for t in _texts(column.lines[i].text for i in sorted(at))]
        running = [x.text for i, x in enumerate(pages[n]) if (n, i) in furniture]
        if running:
            waiting.append(("\n".join(running), "boilerplate"))
    end()
    if furniture:
        out.notes.append("running heads and page numbers are marked as boilerplate")
    return counted


def _furniture(pages: list[list[PdfLine]], heights: list[float]) -> set[tuple[int, int]]:
    """The running heads and feet and page numbers: (page, line) of those that come back at the edge of pages."""
    edges: list[tuple[int, int, str, float]] = []
    for n, page in enumerate(pages):
        order = sorted(range(len(page)), key=lambda i: -page[i].bottom)
        high = heights[n] or 800
        for i in {*order[:2], *order[-2:]}:
            line = page[i]
            where = line.bottom / high
            if len(line.text) <= 160 and (where > 0.85 or where < 0.15):
                edges.append((n, i, _DIGITS.sub("#", line.text.casefold()), round(line.bottom / 8)))
    same: dict[str, list[tuple[int, int, float]]] = {}
    for n, i, text, y in edges:
        same.setdefault(text, []).append((n, i, y))
    found: set[tuple[int, int]] = set()
    for places in same.values():
        on = {n for n, _, _ in places}
        ys = Counter(y for _, _, y in places)
        near = [p for p in places if any(abs(p[2] - y) <= 1 and k > 1 for y, k in ys.items())]
        if len(on) >= max(2, min(3, len(pages) // 3)) and near:
            found |= {(n, i) for n, i, _ in near}
    outer: dict[int, list[tuple[float, int]]] = {}
    for n, i, _, _ in edges:
        outer.setdefault(n, []).append((pages[n][i].bottom, i))
    for n, some in outer.items():  # a number alone, at the very top or bottom
        ends = {max(some)[1], min(some)[1]}
        found |= {(n, i) for i in ends if _NUMBER.fullmatch(pages[n][i].text.strip()[:40])}
    counted: dict[
        int, set[tuple[int, int]]
    ] = {}  # heads of chapters differ, but the number in them goes up by the page
    for n, some in outer.items():
        for i in {max(some)[1], min(some)[1]}:
            words = pages[n][i].text.split()
            for word in {words[0], words[-1]}:
                if word.isascii() and word.isdigit() and len(word) < 5:
                    counted.setdefault(int(word) - n, set()).add((n, i))
    most = max(counted.values(), key=len, default=set())
    return found | most if len(most) >= max(3, len(pages) // 4) else found


def _heads(lines: Sequence[PdfLine]) -> set[str]:
    """The lines that are a name over what that person says: with a time, or alone where it comes back.

    Names with a time come back themselves, or stand with times that go up; a name alone stands three times in the file,
    before a line of text and after the end of one, and another such name takes turns with it.
    """
    timed = [(m["a"] or m["b"], x.text) for x in lines if len(x.text) <= 80 and (m := _TIMED.match(x.text))]
    names = Counter(name.casefold() for name, _ in timed)
    out = {text for name, text in timed if _opens(name)} if len(timed) > 2 and max(names.values()) > 1 else set()
    alone: Counter[str] = Counter()
    for before, x, after in zip((None, *lines), lines, (*lines[1:], None), strict=False):
        if len(x.text) > 50 or not _BARE.match(x.text) or not _opens(x.text):
            continue
        ended = before is None or before.text[-1:] in '.?!…:”"’)]'
        if before is not None and after is not None:  # more room over it than under it
            ended = ended or 0 < 1.3 * (x.bottom - after.bottom) < before.bottom - x.bottom
        if ended and after is not None and len(after.text) > len(x.text) // 2:
            alone[x.text] += 1
    back = {text for text, n in alone.items() if n > 2}
    out |= back if len(back) > 1 else set()
    return out | {x.text for x in lines if x.text.rstrip(": ").casefold() in words().lists} if out else out


def _opens(name: str) -> bool:
    """True if each word of a line, except small ones, begins with a capital or figure like a name; and there are few."""
    words = name.rstrip(": ").split()
    small = {"van", "de", "der", "den", "von", "of", "du", "la", "le", "da", "del", "di", "el", "zu", "ter", "ten"}
    return 0 < len(words) <= 5 and all(not w[0].islower() or w in small for w in words) and any(map(str.isalpha, name))


def _leading(pages: list[list[PdfLine]], size: float) -> float:
    """The usual distance from one line of the text to the next."""
    gaps = [
        a.bottom - b.bottom
        for page in pages
        for a, b in pairwise(page)
        if abs(a.height - size) < 1.1 and abs(b.height - size) < 1.1 and 0 < a.bottom - b.bottom < size * 4
    ]
    if not gaps:
        return size * 1.3
    low = sorted(gaps)[: max(1, len(gaps) * 2 // 3)]
    return median(low)


def _margins(pages: list[list[Column]], size: float) -> dict[tuple[int, ...], float]:
    """Return the right edges of the lines in each place of columns; a few outliers are ignored."""
    ends: dict[tuple[int, ...], list[float]] = {}
    for column in (c for page in pages for c in page):
        ends.setdefault(column.place, []).extend(x.right for x in column.lines if abs(x.height - size) < 1.1)
    return {k: sorted(v)[-1 - len(v) // 20] if v else float("inf") for k, v in ends.items()}


def _notes(page: list[PdfLine], size: float, first: bool) -> set[int]:
    """The lines of footnotes: small type at the end of a column, the first with a number or a mark in front."""
    i = len(page)
    while i > 0 and page[i - 1].height < size * 0.92:
        i -= 1
    while i < len(page) and not _NOTE.match(page[i].text[:20]):
        i += 1
    return set(range(i, len(page))) if i > 0 or not first else set()


def _texts(lines: Iterable[str]) -> list[list[str]]:
    """The lines of footnotes, one note after the other."""
    out: list[list[str]] = []
    for line in lines:
        if not out or _NOTE.match(line[:20]):
            out.append([])
        out[-1].append(line)
    return out


def _unmarked(line: PdfLine, marks: set[str]) -> str:
    """A line's text without the raised figures that point at a footnote of its page."""
    text = line.text
    for start, end in reversed(line.raised):
        if text[start:end] in marks:
            text = text[:start] + text[end:]
    return text


def _breaks(now: _Paragraph, line: PdfLine, here: bool, leading: float, size: float, labels: set[str]) -> bool:
    """True if a line begins a paragraph; `here` says that it is in the column of the line before it."""
    last = now.last
    assert last is not None
    text, before = line.text, now.lines[-1]
    if _ITEM.match(text[:8]) or ((m := _LABEL.match(text[:120])) and m[1] in labels):
        return True
    if before[-1] in _HYPHENS and text[:1].islower():
        return False
    ended = before.rstrip("\"'”’»)]")[-1:] in (".", "!", "?", ":", "…")
    word = len(text[:60].split(maxsplit=1)[0]) + 1
    room = (
        now.right - last.right - word * (line.right - line.left) / len(text)
    )  # when the first word had stood there too
    if not here or line.bottom > last.bottom + size:  # the next page or column
        return ended and room > size and not text[:1].islower() if not now.kind else True
    if last.bottom - line.bottom > max(leading * 1.35, leading + 2, line.height * 1.45 if now.kind else 0):
        return True
    indent = line.left - last.left
    if indent > size * 0.7 and len(now.lines) > 1 and ended:
        return True
    return room > size and ended and (room > size * 4 or not text[:1].islower()) and not now.kind


def _joined(lines: list[str], vocabulary: Counter[str]) -> str:
    """Lines as one paragraph: a word that was parted at a line's end is whole again."""
    out = ""
    pieces: list[str] = []
    for line in lines:
        line = line.strip()
        if not out:
            out = line
        elif out[-1] in _HYPHENS and out[-2:-1].isalpha():
            pieces.append(_parted(out, line, vocabulary))
            out = line
        else:
            pieces.append(out + " ")
            out = line
    pieces.append(out)
    text = "".join(pieces)
    for odd in "\ufffe\u0002\uffff":  # how pdfium gives a hyphen at a line's end
        text = text.replace(odd, "-")
    return text.replace("\u00ad", "")


def _parted(a: str, b: str, vocabulary: Counter[str]) -> str:
    """The end of one line, with its hyphen or without, as it stands before the beginning of the next."""
    soft = a[-1] == "\u00ad"
    head, tail = re.search(r"\w*$", a[-60:-1]), re.match(r"\w*", b[:60])
    left, after = head[0] if head else "", tail[0] if tail else ""
    if after in _AND and not soft:
        return a[:-1] + "- "  # "in- en uitstroom"
    if not after[:1].islower():
        return a[:-1] + "-"  # "Noord-Holland"
    whole, hyphened = (left + after).casefold(), f"{left}-{after}".casefold()
    if not soft and vocabulary[hyphened] > vocabulary[whole]:
        return a[:-1] + "-"
    return a[:-1]
