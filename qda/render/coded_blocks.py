"""A text with its codings as plain blocks: each segment under a line that says who wrote it, numbers where codings begin
and end, the codings listed below. For a terminal and Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qda.core.coded_text import CodedText, Mark, Part
from qda.core.document import Bullets, Document, Paragraph, Plain
from qda.core.drawings import DRAWINGS
from qda.core.language import now, speak
from qda.core.names import short
from qda.render.safe_text import attribution

Place = tuple[int, int]  # an offset and the number of a coding


def blocks(document: Document) -> Iterator[Plain]:
    """Yield the blocks of a document, coded texts laid out as plain ones, without drawings."""
    for block in document.blocks:
        if isinstance(block, CodedText):
            yield from _laid_out(block)
        elif not isinstance(block, DRAWINGS):
            yield block


def _laid_out(coded: CodedText) -> Iterator[Plain]:
    text, marks = coded.text, coded.marks
    before = reached = 0
    open_: list[Mark] = []
    for p, after in zip(coded.parts, [*(p.start for p in coded.parts[1:]), len(text)], strict=True):
        if outside := text[before : p.start].strip():
            yield Paragraph(outside, "note")
        first = reached
        while reached < len(marks) and marks[reached].start < p.end:
            reached += 1
        begun = marks[first:reached]  # here, or in the blank before
        begins = [(max(g.start, p.start), g.id) for g in begun if g.end > p.start]
        open_ = [g for g in (*open_, *begun) if g.end > p.start]
        ends = [(min(g.end, p.end), g.id) for g in open_ if g.end <= after]
        open_ = [g for g in open_ if g.end > after]
        before = p.end
        if p.kind == "boilerplate" and not begun and not ends:
            yield Paragraph(
                f"#{p.n} {speak('boilerplate')}: {short(' '.join(text[p.start : p.end].split()), 100)}", "note"
            )
            continue
        yield Paragraph(_label(p), "label")
        yield Paragraph(_marked(text, p.start, p.end, begins, ends).strip())
        if begun:
            yield Bullets(tuple(_coding(g) for g in begun))
    if outside := text[before:].strip():
        yield Paragraph(outside, "note")


def _coding(g: Mark) -> str:
    note = " ".join(g.note.split())
    return f"{g.id} {g.code} ({g.coder}{'' if g.confirmed else ', ' + speak('unconfirmed')})" + (
        f": {note}" if note else ""
    )


def _label(p: Part) -> str:
    parts = [f"#{p.n}", attribution(p.author, p.role), speak(p.kind), now().day(p.date or "")]
    if p.answers:
        parts.append(speak("answers #{n}", n=p.answers))
    return " · ".join(part for part in parts if part) + (f" ({speak('goes on')})" if p.again else "")


def _marked(text: str, start: int, end: int, begins: Sequence[Place], ends: Sequence[Place]) -> str:
    """Return a stretch with the numbers of codings where they begin and end, `⟦12 … 12⟧`; one mark for each place."""
    marks: dict[int, tuple[list[str], list[str]]] = {}
    for side, found in enumerate((begins, ends)):
        for place, id in found:
            marks.setdefault(place, ([], []))[side].append(str(id))
    out, at = [], start
    for place, (opened, closed) in sorted(marks.items()):
        out.append(text[at:place])
        at = place
        out += [f" {','.join(closed)}⟧"] if closed else []
        out += [f"⟦{','.join(opened)} "] if opened else []
    return "".join((*out, text[at:end]))
