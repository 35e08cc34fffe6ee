"""A text with its codings in a Word document: coded words shaded and underlined, the names of codes beside the lines."""

from __future__ import annotations

from collections.abc import Iterator

from qda.core.coded_text import CodedText, Mark, Part
from qda.core.language import now, speak
from qda.render.coded_lines import OUTSIDE, Cutter, Line, lines, parts
from qda.render.safe_text import attribution
from qda.render.word.xml import run

_WIDTHS = (6200, 3100)  # of the text and of the names, in twentieths of a point
_SHADES = ("FBF0CD", "F7E3A6", "F0D27C")  # one coding, two, more
_MARKED = '<w:u w:val="{line}" w:color="A98F3A"/><w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>'
_NUMBER = '<w:vertAlign w:val="superscript"/>'


def coded(text: CodedText) -> Iterator[str]:
    """Yield the body's parts: each segment under a line that says who wrote it, as rows of text and names."""
    cutter = Cutter(text)
    for part in parts(text):
        if head := _head(part):
            yield f'<w:p><w:pPr><w:pStyle w:val="Label"/><w:keepNext/></w:pPr>{run(head)}</w:p>'
        rows = "".join(_row(cutter, line) for line in lines(text, part))
        grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in _WIDTHS)
        yield (
            '<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblLayout w:type="fixed"/></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
        )
        yield '<w:p><w:pPr><w:pStyle w:val="AfterTable"/></w:pPr></w:p>'


def _head(part: Part) -> str:
    """Return who wrote a segment, and when."""
    if part.kind in (OUTSIDE, "boilerplate"):
        return ""
    said = [f"#{part.n}", attribution(part.author, part.role), now().day(part.date or "")]
    if part.answers:
        said.append(speak("answers #{n}", n=part.answers))
    return " · ".join(s for s in said if s) + (f" ({speak('goes on')})" if part.again else "")


def _row(cutter: Cutter, line: Line) -> str:
    """Return a line with its marks; where a coding begins, its number stands before its words and its name beside them."""
    pieces, _ = cutter.cut(line)
    runs = []
    named: list[Mark] = []
    for piece in pieces:
        named += piece.fresh
        runs += [run(f"{m.id} ", _NUMBER) for m in piece.fresh]
        look = ""
        if n := len(piece.over):
            look = _MARKED.format(
                line="dotted" if n == 1 else "single" if n == 2 else "double", shade=_SHADES[min(n, 3) - 1]
            )
        runs.append(run(piece.text, look))
    names = "".join(f'<w:p><w:pPr><w:pStyle w:val="Note"/></w:pPr>{_name(m)}</w:p>' for m in named)
    text = f"<w:p>{''.join(runs)}</w:p>"
    return f"<w:tr>{_cell(_WIDTHS[0], text)}{_cell(_WIDTHS[1], names or '<w:p/>')}</w:tr>"


def _name(m: Mark) -> str:
    more = [m.coder, *(() if m.confirmed else (speak("unconfirmed"),))]
    note = f": {' '.join(m.note.split())}" if m.note else ""
    return run(f"{m.id} ", _NUMBER) + run(m.code, "<w:b/>") + run(f" ({', '.join(more)}){note}")


def _cell(width: int, inside: str) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inside}</w:tc>'
