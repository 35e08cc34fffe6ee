"""A curve as a drawing: rows of bars in a terminal at any width, SVG on a page, a table elsewhere; nothing obeyed."""

from __future__ import annotations

import csv
import io
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qda.core.document import Curve, Document
from qda.core.results import Record, Table
from qda.core.text.masking import Form, Masker
from qda.render import render
from qda.render.curve import BEFORE, MEAN, NEW
from qda.render.masked import Veil
from qda.render.pictures.draw import svg
from qda.render.text_width import columns_of

ROWS = [
    ("1", "first", 16, 16, 8.0),
    ("2", "second", 9, 25, 14.5),
    ("3", "third", 0, 25, 20.0),
    ("4", "日本", 1, 26, 26.0),
]
EVIL = '"><script>alert(1)</script>\x1b[31m\u202e&amp;'


def curve(rows: Any = ROWS, columns: tuple[str, ...] = ("n", "source", "new", "so far", "mean")) -> Curve:
    return Curve(Table(columns, rows), "new codes", "seen before", "mean over all orders", "a caption")


def text(block: Curve, form: str, width: int | None = None, colour: bool = False) -> str:
    out = io.BytesIO()
    render(Document("D", [block]), form, out, width=width, colour=colour)
    return out.getvalue().decode()


def test_a_row_in_a_terminal_has_its_figures_and_its_bar() -> None:
    lines = text(curve(), "table", 80).splitlines()
    third = next(line for line in lines if "third" in line)
    first = next(line for line in lines if "first" in line)
    assert first.split()[:5] == ["1", "first", "16", "16", "8.0"] and NEW in first and BEFORE not in first
    assert NEW not in third and BEFORE in third and MEAN in third
    last = next(line for line in lines if "日本" in line)
    assert last.count(NEW) == 1, "what is new is seen, however little it is"
    assert f"{BEFORE} seen before · {NEW} new codes · {MEAN} mean over all orders" in lines
    assert "a caption" in lines


@pytest.mark.parametrize("width", [12, 20, 30, 40, 60, 100, 240])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    rows = [(str(n), f"a source with a long name, number {n}", n % 7, 3 * n + 6, 2.5 * n) for n in range(1, 30)]
    for line in text(curve(rows), "table", width).splitlines():
        assert columns_of(line) <= width


def test_it_is_the_same_without_colour() -> None:
    painted = text(curve(), "table", 80, colour=True)
    assert "\x1b[" in painted
    plain = [line.rstrip() for line in re.sub(r"\x1b\[\d+m", "", painted).splitlines()]
    assert plain == [line.rstrip() for line in text(curve(), "table", 80).splitlines()]


def test_a_page_has_a_drawing_that_needs_nothing_from_elsewhere() -> None:
    page = text(curve(), "html")
    drawing = page[page.index("<svg") : page.index("</svg>") + 6]
    tree = ElementTree.fromstring(drawing)
    kinds = [e.tag for e in tree.iter()]
    assert kinds.count("polyline") == 2 and sum(e.get("class") == "new" for e in tree.iter("rect")) == len(ROWS) + 1
    assert tree.findtext("title") == "new codes and seen before, from first to 日本: 26 in all"
    assert "<script" not in page and "http:" not in drawing and "https:" not in drawing and "url(" not in drawing
    assert "<td" in page, "and the figures beside it"


@pytest.mark.parametrize("form", ["md", "docx"])
def test_elsewhere_it_is_a_table(form: str) -> None:
    if form == "md":
        assert "| 2 | second | 9 | 25 | 14.500 |" in text(curve(), "md")
        return
    from docx import Document as open_docx

    out = io.BytesIO()
    render(Document("D", [curve()]), "docx", out)
    (table,) = open_docx(io.BytesIO(out.getvalue())).tables
    assert [cell.text for cell in table.rows[2].cells] == ["2", "second", "9", "25", "14.500"]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([], id="none"),
        pytest.param([("1", "a", 0, 0, 0.0)], id="zero"),
        pytest.param([("1", "a", 1, 1, None)], id="no-mean"),
    ],
)
def test_little_to_draw(rows: Any) -> None:
    for form in ("table", "html", "md", "docx"):
        out = io.BytesIO()
        render(Document("D", [curve(rows)]), form, out, width=60 if form == "table" else None)
        assert out.getvalue()


def test_what_a_source_is_called_is_obeyed_nowhere() -> None:
    rows = [("1", EVIL, 1, 1, 1.0), ("2", EVIL, 1, 2, 2.0)]
    page = text(curve(rows), "html")
    assert "<script>" not in page and "\x1b" not in page and "\u202e" not in page
    ElementTree.fromstring(page[page.index("<svg") : page.index("</svg>") + 6])
    assert "\x1b" not in text(curve(rows), "table", 80)


@given(st.lists(st.integers(0, 400), min_size=1, max_size=70), st.integers(10, 130))
def test_any_curve_at_any_width(new: list[int], width: int) -> None:
    total, rows = 0, []
    for n, times in enumerate(new, 1):
        total += times
        rows.append((str(n), f"s{n}", times, total, total * 0.7))
    shown = text(curve(rows), "table", width).splitlines()
    assert all(columns_of(line) <= width for line in shown)
    if total:
        ElementTree.fromstring(svg(curve(rows)))


def test_a_record_with_a_table_is_that_in_files_of_rows() -> None:
    record = Record({"a": 1, "b": [2]}, table=Table(("x", "y"), [(1, "=2")]))
    out = io.BytesIO()
    render(record, "csv", out)
    assert list(csv.reader(io.StringIO(out.getvalue().decode()))) == [["x", "y"], ["1", "'=2"]]
    out = io.BytesIO()
    render(record, "json", out)
    assert b'"b"' in out.getvalue() and b'"x"' not in out.getvalue()


def test_names_are_veiled_in_the_drawing_and_in_the_rows_of_a_record() -> None:
    veil = Veil(Masker([Form("Anna Boer", "P01", True)]))
    rows = [("1", "talk with Anna Boer", 1, 1, 1.0)]
    for form in ("table", "html", "md"):
        out = io.BytesIO()
        render(veil.result(Document("D", [curve(rows)])), form, out)
        assert b"talk with P01" in out.getvalue() and b"Anna" not in out.getvalue()
    record = veil.result(Record({"a": 1}, table=Table(("source",), [("Anna Boer",)])))
    out = io.BytesIO()
    render(record, "csv", out)
    assert out.getvalue() == b"source\r\nP01\r\n"
