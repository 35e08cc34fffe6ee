"""Write a table in the body of a Word document as XML."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from qda.render.safe_text import clean, is_number, words

_LINE, _TURNED = 9300, 14230  # twentieths of a point within the margins, and on a page that is turned
_SIGN, _PADDING = 115, 240  # the same of a character and around a cell


def word_table(names: list[str], rows: list[list[Any]], wrap: Any, *, wide: bool = False) -> str:
    """Return a table whose first row is repeated on every page; columns are as wide as their contents need.

    wide: the page is turned on its side.
    """
    texts = [[words(value) for value in row] for row in rows]
    rights = [bool(rows) and all(is_number(row[n]) or row[n] is None for row in rows) for n in range(len(names))]
    sizes = [_sizes(name, [row[n] for row in texts[:200]], name in wrap) for n, name in enumerate(names)]
    widths = _widths(sizes, _TURNED if wide else _LINE)
    grid = "".join(f'<w:gridCol w:w="{size}"/>' for size in widths)
    head = _row(names, widths, rights, "Table Head", "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>")
    body = "".join(_row(row, widths, rights, "Table Text", "<w:trPr><w:cantSplit/></w:trPr>") for row in texts)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="TableQda"/><w:tblW w:w="5000" w:type="pct"/>'
        f'<w:tblLook w:val="0020" w:firstRow="1"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{head}{body}</w:tbl>'
    )


def _sizes(name: str, cells: list[str], flows: bool) -> tuple[int, int]:
    """Return the width that a column needs so that no word is broken, and the width that it would like to have."""
    longest = max((len(word) for text in (name, *cells) for word in text.split()), default=1)
    whole = max(len(line) for text in (name, *cells) for line in (text.split("\n") or [""]))
    least = min(longest, 20)
    return least * _SIGN + _PADDING, max(least, min(whole, 60 if flows else 30)) * _SIGN + _PADDING


def _widths(sizes: list[tuple[int, int]], line: int) -> list[int]:
    """Return the width of each column: what it needs, and a share of the rest by what it would like; together one line."""
    need, spare = sum(least for least, _ in sizes), line - sum(least for least, _ in sizes)
    if spare <= 0:
        return [line * least // need for least, _ in sizes]
    more = sum(like - least for least, like in sizes)
    if more <= spare:  # room to spare goes to the columns by what they would like
        total = sum(like for _, like in sizes)
        return [like + (spare - more) * like // total for _, like in sizes]
    return [least + spare * (like - least) // more for least, like in sizes]


def _row(texts: list[str], widths: list[int], rights: list[bool], style: str, properties: str) -> str:
    cells = []
    for text, width, right in zip(texts, widths, rights, strict=True):
        align = '<w:jc w:val="right"/>' if right else ""
        lines = escape(clean(text)).replace("\t", "    ").split("\n")
        runs = "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in lines)
        cells.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
            f'<w:p><w:pPr><w:pStyle w:val="{style.replace(" ", "")}"/>{align}</w:pPr><w:r>{runs}</w:r></w:p></w:tc>'
        )
    return f"<w:tr>{properties}{''.join(cells)}</w:tr>"
