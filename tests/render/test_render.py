"""Every format from one hostile document, table and record, against golden files; and what must hold for any text.

`QDA_GOLDEN=write pytest tests/render` writes the golden files anew: look at the difference before you keep it.

Over 400 lines: one hostile document in every format.
"""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qda.core.cells import RISKY, defuse, undefuse
from qda.core.document import Beside, Block, Bullets, Document, Grid, Heading, Paragraph, Prose, Quote
from qda.core.errors import QdaError, UsageError
from qda.core.message import say
from qda.core.results import Record, Said, Table
from qda.render import FORMATS, format_for, render

HERE = Path(__file__).parent
_spec = importlib.util.spec_from_file_location("render_sample", HERE / "sample.py")
assert _spec and _spec.loader
sample = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(sample)

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
HOSTILE = st.one_of(
    TEXT,
    st.text(
        st.sampled_from("\x1b[m\x9b\x07\r\n\t\u202e\u2066\u200f<>&'\"=+-@|*_`~#\\ !():.1ab日é\u0301\u2028"), max_size=30
    ),
)
OBEYED = {chr(n) for n in [*range(10), *range(11, 32), *range(127, 160), 0x200E, 0x200F, *range(0x2066, 0x206A)]} | {
    chr(n) for n in range(0x2028, 0x202F)
}


def out(result: Any, format: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    render(result, format, buffer, **options)
    return buffer.getvalue()


def text(result: Any, format: str, **options: Any) -> str:
    return out(result, format, **options).decode("utf-8")


def docx_text(data: bytes) -> str:
    from docx2python import docx2python

    with docx2python(io.BytesIO(data)) as read:
        return read.text + "\n"


def xlsx_text(data: bytes) -> str:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book[book.sheetnames[0]]
    lines = [f"{sheet.freeze_panes} {sheet.auto_filter.ref}"]
    lines += [f"{cell.coordinate} {cell.data_type} {cell.value!r}" for row in sheet.iter_rows() for cell in row]
    return "\n".join(lines) + "\n"


THINGS: dict[str, Callable[[], Any]] = {
    "table": sample.table,
    "record": sample.record,
    "document": sample.document,
}
CASES = [
    (thing, form, width, colour)
    for thing in THINGS
    for form in FORMATS
    for width, colour in (
        [(None, False), (100, True), (60, False), (40, False)] if form == "table" else [(None, False)]
    )
    if thing.capitalize() in FORMATS[form].takes
]


@pytest.mark.parametrize(("thing", "form", "width", "colour"), CASES)
def test_golden(thing: str, form: str, width: int | None, colour: bool) -> None:
    data = out(THINGS[thing](), form, width=width, colour=colour)
    assert data == out(THINGS[thing](), form, width=width, colour=colour), "the same result, the same bytes"
    if form == "docx":
        data = docx_text(data).encode()
    elif form == "xlsx":
        data = xlsx_text(data).encode()
    suffix = FORMATS[form].suffixes[0] + (".txt" if form in ("docx", "xlsx") else "")
    golden = HERE / "golden" / f"{thing}{'' if width is None else f'-{width}'}{suffix}"
    if os.environ.get("QDA_GOLDEN") == "write":
        golden.write_bytes(data)
    assert data.decode() == golden.read_bytes().decode(), f"{golden} differs"


@given(st.one_of(TEXT, st.text(st.sampled_from("'=+-@\t\r\n＝a"), max_size=6)))
def test_a_defused_text_comes_back_and_is_no_formula(value: str) -> None:
    assert undefuse(defuse(value)) == value
    assert defuse(value)[:1] not in RISKY


@given(
    st.lists(st.tuples(HOSTILE, st.one_of(st.none(), HOSTILE), st.integers(), st.booleans()), max_size=8), st.booleans()
)
def test_csv_comes_back(rows: list[tuple[Any, ...]], raw: bool) -> None:
    data = text(Table(("a", "=b", "n", "yes"), rows), "csv", raw=raw)
    # newline='' as the csv module asks: a carriage return within quotes is kept.
    read = list(csv.reader(io.StringIO(data, newline="")))
    take = (lambda cell: cell) if raw else undefuse
    assert [[take(cell) for cell in row] for row in read[1:]] == [
        [a, b or "", str(n), "true" if yes else "false"] for a, b, n, yes in rows
    ]
    assert take(read[0][1]) == "=b"
    assert raw or not any(cell[:1] in RISKY for row in read for cell in (row[0], row[1]))


@given(st.lists(HOSTILE, max_size=4))
def test_csv_of_one_column_keeps_its_empty_cells(cells: list[str]) -> None:
    data = text(Table(("a",), [(cell,) for cell in cells]), "csv", raw=True)
    assert [row[0] for row in csv.reader(io.StringIO(data, newline=""))] == ["a", *cells]


def test_numbers_and_odd_cells_in_csv() -> None:
    rows = [(-1, -0.5, None, [1, "é"], {"a": 1}, "-1"), (2, 1e-7, "x", [], {}, "ok")]
    read = list(csv.reader(io.StringIO(text(Table("abcdef", rows), "csv"), newline="")))
    assert read[1:] == [["-1", "-0.5", "", '[1, "é"]', '{"a": 1}', "'-1"], ["2", "1e-07", "x", "[]", "{}", "ok"]]


@given(st.lists(st.tuples(HOSTILE, st.one_of(st.none(), st.floats(), st.lists(TEXT, max_size=2))), max_size=5))
def test_json_comes_back_and_obeys_nothing(rows: list[tuple[Any, ...]]) -> None:
    data = text(Table(("a", "b"), rows), "json")
    want = [{"a": a, "b": None if isinstance(b, float) and b - b != 0 else b} for a, b in rows]
    assert json.loads(data) == want
    assert not (OBEYED & set(data))
    assert len(data.splitlines()) == (len(rows) + 2 if rows else 1)


@settings(deadline=None)
@given(HOSTILE, HOSTILE, st.sampled_from([None, 20, 40, 80]), st.booleans())
def test_nothing_of_a_text_is_obeyed_in_a_terminal(a: str, b: str, width: int | None, colour: bool) -> None:
    results = (
        Table(("id", "source", a, "text"), [(1, a, 3, b), (2, b, None, a)], title=b),
        Record({"source": a, "text": b, "list": [a, b], "object": {a: b}}, title=a),
        Document(a, [Heading(1, b), Heading(2, a), Quote(a, b, a, 1, b, (a,), (b,), a), Prose(b), Bullets((a,)),
                     Paragraph(b), Grid(Table((a,), [(b,)]))], facts=((a, b),), notes=(b,)),
    )  # fmt: skip
    for result in results:
        shown = text(result, "table", width=width, colour=colour)
        for code in ("\x1b[1m", "\x1b[2m", "\x1b[36m", "\x1b[0m") if colour else ():
            shown = shown.replace(code, "")
        assert not (OBEYED & set(shown))


@settings(deadline=None)
@given(HOSTILE, st.sampled_from([10, 24, 40, 61, 80, 120]))
def test_no_line_is_wider_than_the_terminal(value: str, width: int) -> None:
    from rich.cells import cell_len

    result = Table(("id", "new_codes_recent", "source", "text"), [(1, 22, value, value * 5), (33, 4, "x" * 30, "")])
    assert max(map(cell_len, text(result, "table", width=width).split("\n"))) <= width
    assert max(map(cell_len, text(Record({"source": value, "text": value}), "table", width=width).split("\n"))) <= width


@given(HOSTILE)
def test_wrapping_loses_nothing_but_spaces(value: str) -> None:
    from qda.render.text_width import wrap

    for width in (2, 7, 30):
        assert "".join("".join(wrap(value, width)).split()) == "".join(value.split())


def markdown_text(markdown: str) -> tuple[str, set[str]]:
    """What CommonMark with tables and strikethrough shows of it, and the kinds of token it is made of."""
    from markdown_it import MarkdownIt

    kinds, shown = set(), []
    for token in MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(markdown):
        kinds.add(token.type)
        for child in token.children or []:
            kinds.add(child.type)
            shown.append("\n" if child.type in ("softbreak", "hardbreak") else child.content)
    return "".join(shown), kinds


@settings(deadline=None)
@given(HOSTILE)
def test_text_displays_literally_in_markdown(value: str) -> None:
    from qda.render.safe_text import clean

    plain = {"paragraph_open", "paragraph_close", "inline", "text", "text_special", "hardbreak", "softbreak"}
    shown, kinds = markdown_text(text(Document("t", [Paragraph(value)]), "md").removeprefix("# t\n\n"))
    assert kinds <= plain, kinds
    assert "".join(shown.split()) == "".join(clean(value).split())
    shown, kinds = markdown_text(text(Document("t", [Heading(1, value)]), "md").removeprefix("# t\n\n"))
    assert kinds <= plain | {"heading_open", "heading_close"}, kinds
    assert "".join(shown.split()) == "".join(clean(value).split())
    shown, kinds = markdown_text(text(Table(("a", "b"), [(value.replace("\n", ""), 1)]), "md"))
    assert not kinds & {"html_inline", "html_block", "link_open", "code_inline", "em_open", "strong_open", "s_open"}
    assert "".join(shown.split()) == "ab" + "".join(clean(value.replace("\n", "")).split()) + "1"


@settings(deadline=None)
@given(st.one_of(HOSTILE, st.text(st.sampled_from("<>b/!?-`~\\ \n&;#[]()a1"), max_size=40)))
def test_prose_holds_no_html(value: str) -> None:
    from qda.render.prose import as_html, as_markdown

    assert not markdown_text(as_markdown(value, 2))[1] & {"html_inline", "html_block"}
    assert not any(tag in as_html(value) for tag in ("<script", "<img", "<b>", "<!", "<?"))


def leads(markdown: str) -> list[str]:
    """Where the links and pictures of a Markdown text lead, for a reader that follows everything."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": True}).enable("table")
    reader.validateLink = lambda url: True  # type: ignore[method-assign]
    found = []
    for token in reader.parse(markdown):
        for child in token.children or ():
            if child.type in ("image", "link_open"):
                found.append(f"{child.type} {child.attrGet('src') or child.attrGet('href')}")
    return found


@pytest.mark.parametrize(
    ("memo", "expected"),
    [
        ("[a](https://a.nl/x) [b](http://b.nl) [c](mailto:c@d.nl)",
         ["link_open https://a.nl/x", "link_open http://b.nl", "link_open mailto:c@d.nl"]),
        ("[a](notes.md 'and: more') [b](#place) then: (c)", ["link_open notes.md", "link_open #place"]),
        ("[a](javascript:alert(1)) [b](https://b.nl)", ["link_open https://b.nl"]),
        ("[a](JavaScript:x) [b](<vbscript:x>) [c]( data:text/html,x) [d](file:///etc/passwd) [e](ftp://e.nl)", []),
        ("[a](&#106;avascript&colon;x) [b](java\\script:x) [c](javascript\\:x) [d](//evil.nl/x) [e](\\\\evil\\x)", []),
        ("[a](\njavascript:x)", []),
        ("[a]\n\n[a]: javascript:x", []),
        ("> - [a]\n>\n> [a]:\n>   <file:///x>", []),
        ("<ftp://a.nl> <javascript:x> <https://a.nl>", ["link_open https://a.nl"]),
        ("![x](http://evil/x.png) ![y](y.png) [![z](http://evil/z.png)](https://z.nl)", ["link_open http://evil/z.png"]),
        ("![x][y]\n\n[y]: http://evil/x.png", ["link_open http://evil/x.png"]),
        ("`a\nb` ![x](http://evil/x.png) `c", []),
        ("`[a](javascript:x) ![x](http://evil/x.png)`", []),
        ("```\n![x](http://evil/x.png)\n```\n\n[a](https://a.nl)", ["link_open https://a.nl"]),
    ],
)  # fmt: skip
def test_a_memo_leads_only_to_the_web_and_to_addresses(memo: str, expected: list[str]) -> None:
    from qda.render.prose import as_html, as_markdown

    assert leads(as_markdown(memo)) == expected
    assert "<img" not in as_html(memo) and "javascript:" not in "".join(re.findall('href="([^"]*)', as_html(memo)))


def test_what_one_memo_names_another_does_not_define() -> None:
    shown = text(
        Document("t", [Prose("![x] and [y]"), Prose("[x]: http://evil/x.png\n[y]: javascript:alert(1)")]), "md"
    )
    assert leads(shown) == []


@settings(deadline=None)
@given(st.text(st.sampled_from("[]()!:/\\<>`ax\n &;#~"), max_size=40))
def test_no_memo_leads_elsewhere(value: str) -> None:
    from qda.render.prose import as_markdown

    found = leads(as_markdown(value, 1) + "\n\n[a]: http://evil/x.png\n[x]: http://evil/y.png\n")
    assert not [one for one in found if one.startswith("image") or ":" in one.partition("/")[0].replace("http:", "")]


def test_an_open_fence_in_a_memo_ends_with_the_memo() -> None:
    shown = text(Document("t", [Prose("a\n\n```\nopen"), Heading(1, "Next")]), "md")
    assert "heading_open" in markdown_text(shown.partition("open")[2].partition("```")[2])[1]


def test_contents_in_markdown_lead_to_the_headings() -> None:
    shown = text(sample.document(), "md")
    assert "(#same-name)" in shown and "(#same-name-1)" in shown


def test_html_is_one_safe_file() -> None:
    from lxml import html

    page = html.fromstring(out(sample.document(), "html"))
    assert page.get("lang") == "nl"
    assert not page.xpath(
        "//script | //img | //link | //iframe | //object | //base | //form | //b[not(parent::figcaption)]"
    )
    assert not page.xpath("//@*[starts-with(name(), 'on')]")
    assert {href.partition(":")[0] for href in page.xpath("//a/@href") if not href.startswith("#")} <= {"http", "https"}
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in page.xpath("//a/@href") if href.startswith("#")} <= set(ids)
    assert page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0].startswith("default-src 'none'")
    assert "url(" not in out(sample.document(), "html").decode().partition("</style>")[0]
    assert len(page.xpath("//h1")) == 1 and page.xpath("//th[@scope='col']")


def test_many_quotes_stand_in_html_in_their_order() -> None:
    """Also where more stand together than are written at once, with something between them, and at the end."""
    from lxml import html

    quotes = [
        Quote(f"<{n}> said", "a & b", "A", n, marks=(say("coded by {coder}", coder=f"c{n % 2}"),)) for n in range(70)
    ]
    blocks: list[Block] = [
        Heading(1, "h"),
        *quotes[:41],
        Beside(quotes[41], quotes[42]),
        Paragraph("between"),
        *quotes[43:],
    ]
    page = html.fromstring(out(Document("t", blocks), "html"))
    assert [q.text for q in page.iterfind(".//blockquote")] == [f"<{n}> said" for n in range(70)]
    assert [m.text for m in page.iterfind(".//span[@class='mark']")] == [f"coded by c{n % 2}" for n in range(70)]
    between = page.xpath("//p[.='between']")[0]
    assert len(between.xpath("preceding::blockquote")) == 43 and len(between.xpath("following::blockquote")) == 27
    assert len(page.xpath("//div[@class='beside']//blockquote")) == 2


def test_truth_values_in_a_column_of_a_csv() -> None:
    rows = [(True, True), (False, None), (True, False)]
    assert text(Table(("a", "b"), rows), "csv").splitlines() == ["a,b", "true,true", "false,", "true,false"]


def test_docx_has_headings_quotes_and_a_table_of_contents() -> None:
    from docx import Document as Docx

    docx = Docx(io.BytesIO(out(sample.document(), "docx")))
    styles = [(p.style.name, p.text) for p in docx.paragraphs if p.style]
    assert ("Heading 1", "Tables") in styles and ("Title", "Memos <of> the study") in styles
    assert sum(name == "Quote" for name, _ in styles) == 5  # four quotations, one in a memo
    xml = docx.element.xml
    assert 'TOC \\o "1-2"' in xml and 'w:anchor="_Toc1"' in xml and 'w:name="_Toc1"' in xml
    assert docx.core_properties.author == "qda"


@settings(deadline=None, max_examples=15)
@given(HOSTILE)
def test_docx_and_xlsx_hold_any_text(value: str) -> None:
    blocks: list[Block] = [Heading(1, value), Quote(value, value), Prose(value), Grid(Table((value,), [(value,)]))]
    assert docx_text(out(Document(value, blocks, contents=True), "docx"))
    assert xlsx_text(out(Table(("text", "b"), [(value, 1)]), "xlsx"))


def test_xlsx_text_is_text_and_long_text_is_cut_visibly() -> None:
    import openpyxl

    rows = [("=1+1", 1, "http://x.example", "x" * 40_000, True, 2**60, float("nan"), "👍" * 20_000)]
    book = openpyxl.load_workbook(io.BytesIO(out(Table("abcdefgh", rows), "xlsx")))
    sheet = book[book.sheetnames[0]]
    a, b, c, d, e, f, _, h = next(sheet.iter_rows(min_row=2))
    assert (a.data_type, a.value, b.value, c.hyperlink, e.value, f.value) == ("s", "=1+1", 1, None, True, str(2**60))
    assert isinstance(d.value, str) and isinstance(h.value, str)
    assert len(d.value) == 32_767 and "cut" in d.value[-50:]
    assert len(h.value.encode("utf-16-le")) // 2 <= 32_767 and h.value.startswith("👍") and "cut" in h.value[-50:]
    with pytest.raises(QdaError, match="too many"):
        out(Table([str(n) for n in range(16_385)], []), "xlsx")


def test_nothing_to_show() -> None:
    empty = Table(("id", "text"), [], title="T")
    assert text(empty, "csv") == "id,text\r\n"
    assert text(empty, "json") == "[]\n"
    for form in ("table", "md", "html"):
        assert "(none)" in text(empty, form) and "text" in text(empty, form)
    assert "(none)" in docx_text(out(empty, "docx"))
    assert "A1 s 'id'" in xlsx_text(out(empty, "xlsx"))
    assert "(none)" in text(empty, "table", width=40)
    assert out(Said(notes=["done"]), "table") == out(Said(), "csv") == b""
    assert text(Said(), "json") == "[]\n"
    assert text(Said(Table(("id",), [(7,)])), "csv") == "id\r\n7\r\n"


def test_a_report_is_a_table_or_its_document() -> None:
    assert text(sample.report(), "csv") == text(sample.table(), "csv")
    assert text(sample.report(), "table") == text(sample.report().document, "table")
    assert text(sample.report(), "md") == text(sample.document(), "md")
    assert text(sample.report(), "html") == text(sample.document(), "html")


@pytest.mark.parametrize(
    ("path", "given_format", "form"),
    [("a.csv", None, "csv"), ("x/y.HTML", None, "html"), ("-", None, "table"), ("", None, "table"),
     ("a.foo", "md", "md"), ("a.b/c.docx", None, "docx"), ("a.txt", None, "table"), ("C:\\d.e\\f.xlsx", None, "xlsx")],
)  # fmt: skip
def test_format_for(path: str, given_format: str | None, form: str) -> None:
    assert format_for(path, given_format) == form


@pytest.mark.parametrize("path", ["a.foo", "a", "x.csv/a", ".csv"])
def test_an_unknown_suffix_is_wrong_usage(path: str) -> None:
    with pytest.raises(UsageError, match=r"known|one of"):
        format_for(path, None)
    with pytest.raises(UsageError, match="unknown format"):
        format_for("a.csv", "pdf")


def test_what_cannot_be_shown_is_refused_before_a_byte_is_written() -> None:
    for form in ("csv", "json", "xlsx"):
        buffer = io.BytesIO()
        with pytest.raises(UsageError, match="document cannot be written"):
            render(sample.document(), form, buffer)
        assert buffer.getvalue() == b""


@pytest.mark.parametrize("form", ["csv", "json", "md", "table"])
def test_rows_stream(form: str) -> None:
    """Bytes are out long before the last row is asked for."""
    written = 0
    seen: list[int] = []

    class Out(io.BytesIO):
        def write(self, data: Any) -> int:
            nonlocal written
            written += len(data)
            return len(data)

    def rows() -> Any:
        for n in range(20_000):
            if n % 5000 == 0:
                seen.append(written)
            yield (n, f"text {n}", "x" * 40)

    render(Table(("id", "text", "c"), rows()), form, Out())
    assert seen[0] < 100 < seen[1] < seen[2] < seen[3]  # before the first row at most a header


def test_importing_costs_nothing() -> None:
    code = (
        "import sys, io; import qda.render; bare = set(sys.modules)\n"
        "from qda.core.results import Table\n"
        "for form in ('csv', 'json', 'md', 'table'):\n"
        "    qda.render.render(Table(('a',), [('x <b> | y',)]), form, io.BytesIO(), width=40)\n"
        "heavy = {'rich', 'jinja2', 'docx', 'xlsxwriter', 'markdown_it', 'lxml'}\n"
        "print(sorted(heavy & set(sys.modules)), sorted(m for m in bare if m.startswith('qda')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=HERE.parents[1])
    assert done.stdout.strip() == "[] ['qda', 'qda.render']"


def test_every_format_is_complete() -> None:
    known = [suffix for form in FORMATS.values() for suffix in form.suffixes]
    assert len(known) == len(set(known))
    for name, form in FORMATS.items():
        assert (HERE.parents[1].joinpath("qda", "render", *form.module.split("."))).with_suffix(".py").exists(), name
        assert form.help and "\n" not in form.help


def test_times_are_local_where_a_person_reads_and_as_stored_in_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Etc/GMT-2")
    time.tzset()
    table = Table(("at", "text"), [("2026-01-31T23:30:00.000001Z", "no time: 2026Z")])
    assert "2026-02-01 01:30:00" in text(table, "table")
    assert "no time: 2026Z" in text(table, "table")
    assert "2026-01-31T23:30:00.000001Z" in text(Table(table.columns, table.rows), "json")
    monkeypatch.undo()
    time.tzset()


def test_paths_are_a_tree_in_a_terminal_and_whole_elsewhere() -> None:
    rows = [("trust", 1), ("trust/in whom", 2), ("trust/in whom/us", 3), ("trust/when", 4), ("trusted", 5), ("x/y", 6)]
    table = Table(("path", "codings"), rows)
    lines = text(table, "table", width=40).splitlines()[2:]
    assert [line[:-1].rstrip() for line in lines] == ["trust", "  in whom", "    us", "  when", "trusted", "x/y"]
    assert "trust/in whom/us" in text(table, "table") and "trust/in whom/us" in text(table, "csv")
    by = Table(("path", "source"), [("a", "s1"), ("a", "s2"), ("a/b", "s1"), ("a/b", "s2")])
    assert [line[:4].rstrip() for line in text(by, "table", width=40).splitlines()[2:]] == ["a", "a", "  b", "  b"]
    long = Table(("path", "n"), [("a", 1), ("a/" + "word " * 9, 2)])
    assert all(line.startswith("  ") for line in text(long, "table", width=24).splitlines()[4:])


def test_a_row_that_does_not_fit_is_a_short_block() -> None:
    table = Table(
        ("path", "a_long_heading", "another_long_one", "text"), [("a", 1, 2, "x"), ("a/b", 3, 4, "word " * 9)]
    )
    assert text(table, "table", width=30).splitlines() == [
        "── 1 " + "─" * 25,
        "path a · a_long_heading 1",
        "another_long_one 2 · text x",
        "",
        "── 2 " + "─" * 25,
        "path a/b · a_long_heading 3",
        "another_long_one 4",
        "text  word word word word word",
        "      word word word word",
    ]


def test_contents_leave_out_what_is_under_every_heading() -> None:
    from qda.core.document import Document, Heading
    from qda.render.safe_text import contents_depth

    def made(*below: str) -> Document:
        blocks = [h for top in ("one", "two") for h in (Heading(1, top), *(Heading(2, b) for b in below))]
        return Document("t", blocks, contents=True)

    assert contents_depth(made("Codes", "Quotes")) == 1 and contents_depth(made()) == 2
    memos = Document("t", [Heading(1, "a"), Heading(2, "x"), Heading(2, "y"), Heading(1, "b"), Heading(2, "x")])
    assert contents_depth(memos) == 2


def test_no_word_of_a_heading_is_broken_in_a_word_table() -> None:
    from qda.render.word.table import _LINE, _sizes, _widths

    heads = ("category", "stretches", "sources", "participants", "properties", "relations", "memos")
    rows = [["friction between rule and purpose (core category)", "6", "4", "4", "0", "1", "1"]]
    sizes = [_sizes(name, [row[n] for row in rows], n == 0) for n, name in enumerate(heads)]
    widths = _widths(sizes, _LINE)
    assert 9200 <= sum(widths) <= 9300
    assert all(width >= len(name) * 115 for name, width in zip(heads, widths, strict=True))
    assert sum(_widths([(4000, 5000)] * 5, _LINE)) <= 9300
