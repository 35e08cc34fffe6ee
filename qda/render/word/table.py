"""Write a table in the body of a Word document as XML."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from qda.render.safe_text import MANY_COLUMNS, clean, is_number, words

_LINE, _TURNED = 9300, 14230  # twentieths of a point within the margins, and on a page that is turned
_SIGN, _PADDING = 115, 240  # the same of a character and around a cell
_NARROW = 60  # around a cell where there are many columns


def word_table(names: list[str], rows: list[list[Any]], wrap: Any, *, wide: bool = False) -> str:
    """Return a table whose first row is repeated on every page; columns are as wide as their contents need.

    wide: the page is turned on its side.
    """
    texts = [[words(value) for value in row] for row in rows]
    rights = [bool(rows) and all(is_number(row[n]) or row[n] is None for row in rows) for n in range(len(names))]
    many = len(names) > MANY_COLUMNS
    upright = [many and right for right in rights]  # heads of numbers that stand upright
    padding = _NARROW if many else _PADDING
    sizes = [
        _sizes("" if upright[n] else name, [row[n] for row in texts[:200]], name in wrap, padding)
        for n, name in enumerate(names)
    ]
    widths = _widths(sizes, _TURNED if wide else _LINE)
    grid = "".join(f'<w:gridCol w:w="{size}"/>' for size in widths)
    high = min(3000, _SIGN * max((len(name) for name, up in zip(names, upright, strict=True) if up), default=0))
    tall = f'<w:trHeight w:val="{high}" w:hRule="atLeast"/>' if high else ""
    head = _row(names, widths, rights, "Table Head", f"<w:trPr><w:cantSplit/>{tall}<w:tblHeader/></w:trPr>", upright)
    body = "".join(_row(row, widths, rights, "Table Text", "<w:trPr><w:cantSplit/></w:trPr>") for row in texts)
    half = _NARROW // 2
    close = f'<w:tblCellMar><w:left w:w="{half}" w:type="dxa"/><w:right w:w="{half}" w:type="dxa"/></w:tblCellMar>'
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="TableQda"/><w:tblW w:w="5000" w:type="pct"/>{close if many else ""}'
        f'<w:tblLook w:val="0020" w:firstRow="1"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{head}{body}</w:tbl>'
    )


def _sizes(name: str, cells: list[str], flows: bool, padding: int = _PADDING) -> tuple[int, int]:
    """Return the width that a column needs so that no word is broken, and the width that it would like to have."""
    longest = max((len(word) for text in (name, *cells) for word in text.split()), default=1)
    whole = max(len(line) for text in (name, *cells) for line in (text.split("\n") or [""]))
    least = min(longest, 20)
    return least * _SIGN + padding, max(least, min(whole, 60 if flows else 30)) * _SIGN + padding


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


def _row(
    texts: list[str], widths: list[int], rights: list[bool], style: str, properties: str, upright: Sequence[bool] = ()
) -> str:
    cells = []
    small = '<w:rPr><w:sz w:val="14"/></w:rPr>' if len(texts) > MANY_COLUMNS else ""
    for text, width, right, up in zip(texts, widths, rights, upright or [False] * len(texts), strict=True):
        align = '<w:jc w:val="right"/>' if right and not up else ""
        way = '<w:textDirection w:val="btLr"/><w:vAlign w:val="center"/>' if up else ""
        lines = escape(clean(text), quote=False).replace("\t", "    ").split("\n")
        runs = "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in lines)
        cells.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{way}</w:tcPr>'
            f'<w:p><w:pPr><w:pStyle w:val="{style.replace(" ", "")}"/>{align}</w:pPr><w:r>{small}{runs}</w:r></w:p></w:tc>'
        )
    return f"<w:tr>{properties}{''.join(cells)}</w:tr>"
