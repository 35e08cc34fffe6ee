"""Pictures: what they say is what was counted, names are cut and escaped, nothing needs anything from outside."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from qda.core import extras
from qda.core.document import Curve, Document
from qda.core.drawings import (
    Bars,
    Edge,
    Heat,
    Held,
    Network,
    Node,
    Paradigm,
    Portrait,
    Role,
    Series,
    Stretch,
    Timeline,
)
from qda.core.errors import QdaError, UsageError
from qda.core.results import Record, Report, Table
from qda.core.text.masking import Form, Masker
from qda.render import render
from qda.render.masked import Veil
from qda.render.pictures.draw import DRAWN, drawing_of, svg
from qda.render.pictures.layout import places
from qda.render.pictures.parts import COLUMN, cut, size_of, ticks
from qda.render.text_width import columns_of

NS = "{http://www.w3.org/2000/svg}"
EVIL = '"><script>alert(1)</script>\x1b[31m\u202e&amp;]]> onload=x'
LONG = "wachten op de pont die niet komt terwijl de avond valt en niemand het zegt"

NAMES = ("causal conditions", "context", "intervening conditions", "strategies", "consequences")


def bars(name: str = "wachten") -> Bars:
    return Bars("Codings by code", "codings", (name, "dragen", "last"), (7, 3, 0))


def heat(name: str = "wachten") -> Heat:
    return Heat("Codings by source", "codings", ("een", name), ("dragen", name), ((0, 0, 4), (1, 1, 12)))


def timeline(name: str = "codings") -> Timeline:
    series = (Series(name, (3, 0, 5)), Series("memos", (0, 1, 0)), Series("relations", (0, 0, 0)))
    return Timeline("The analysis by day", "day", ("2026-11-01", "2026-11-02", "2026-11-03"), series)


def portrait(name: str = "wachten") -> Portrait:
    return Portrait(
        "een: a portrait",
        (name, "dragen"),
        (Stretch(0, 0.0, 0.1, 4), Stretch(1, 0.05, 0.5, 5), Stretch(0, 0.9, 1.0, 9)),
    )


def network(name: str = "wachten") -> Network:
    nodes = (Node(name, "core"), Node("dragen", "category"), Node("de last", "focused"), Node("een steen", "code"))
    edges = (
        Edge("relation", 1, "causes", 0, 3, "supported", 2, 1), Edge("relation", 0, "is-context-of", 1, 1, "refuted", 0, 1),
        Edge("cooccurrence", 2, None, 3, 5), Edge("member", 3, "home", 1, 1),
    )  # fmt: skip
    return Network("The network of codes", nodes, edges)


def paradigm(name: str = "wachten") -> Paradigm:
    held = {
        "context": (Held(name, "", "supported", 3, 0),),
        "consequences": (Held("dragen", name, "hypothesis", 1, 2),),
    }
    return Paradigm(
        f"{name}: the paradigm", name, tuple(Role(r.capitalize(), f"what of {r}?", held.get(r, ())) for r in NAMES)
    )


def curve(name: str = "wachten") -> Curve:
    return Curve(Table(("n", "source", "new", "so far"), [("1", name, 4, 4), ("2", "twee", 1, 5)]), "new", "seen")


EVERY: dict[str, Callable[..., Any]] = {
    "bars": bars, "heat": heat, "timeline": timeline, "portrait": portrait, "network": network, "paradigm": paradigm,
    "curve": curve,
}  # fmt: skip


def tree_of(drawing: Any) -> Any:
    return etree.fromstring(svg(drawing, whole=True).encode())


def said(tree: Any) -> list[str]:
    """The texts that one sees, without hints."""
    return ["".join(t.xpath("text()")) for t in tree.iter(f"{NS}text")]


def hints(tree: Any) -> list[str]:
    return [t.text or "" for t in tree.iter(f"{NS}title")][1:]


def test_every_kind_of_drawing_has_its_picture() -> None:
    assert {type(make()).__name__ for make in EVERY.values()} == set(DRAWN)


@pytest.mark.parametrize("kind", EVERY)
def test_a_file_has_a_name_and_a_description_and_needs_nothing(kind: str) -> None:
    text = svg(EVERY[kind](), whole=True)
    tree = etree.fromstring(text.encode())
    assert [e.tag for e in tree[:2]] == [f"{NS}title", f"{NS}desc"] and tree[0].text and tree[1].text
    assert tree.get("role") == "img" and tree.get("viewBox") == f"0 0 {tree.get('width')} {tree.get('height')}"
    assert not tree.xpath("//@id") and not re.search(r"url\(|@import|@font-face|<script|href=", text)
    assert text == svg(EVERY[kind](), whole=True), "the same bytes again"
    assert "prefers-color-scheme:dark" in text and len(said(tree)) > 2


@pytest.mark.parametrize("kind", EVERY)
@pytest.mark.parametrize("name", [LONG, LONG.upper(), "M" * 500, "wachten"])
def test_nothing_stands_outside_the_picture(kind: str, name: str) -> None:
    tree = tree_of(EVERY[kind](name))
    wide, high = float(tree.get("width")), float(tree.get("height"))
    for e in tree.iter(f"{NS}rect", f"{NS}text", f"{NS}line"):
        xs = [float(e.get(k)) for k in ("x", "x1", "x2") if e.get(k)]
        ys = [float(e.get(k)) for k in ("y", "y1", "y2") if e.get(k)]
        assert all(0 <= x <= wide for x in xs) and all(0 <= y <= high for y in ys)
        if e.tag == f"{NS}rect" and e.get("x"):
            assert xs[0] + float(e.get("width")) <= wide + 0.2 and ys[0] + float(e.get("height")) <= high + 0.2
        if e.tag == f"{NS}text" and not e.get("transform"):
            large = {"head": 1.25, "small over": 11 / 12, "small": 11 / 12}.get(e.get("class"), 1.0)
            room = COLUMN * large * size_of("".join(e.xpath("text()")))
            begins = xs[0] - {"middle": room / 2, "end": room}.get(e.get("text-anchor"), 0.0)
            assert begins >= -1 and begins + room <= wide + 1, "".join(e.xpath("text()"))


@pytest.mark.parametrize("kind", EVERY)
@pytest.mark.parametrize(
    "name", [EVIL, "x" * 10_000, "日本語" * 3000, "a\u0301" * 5000, "", "\u202e\u2066\u200f", "\ud800"]
)
def test_any_name_is_text_and_a_long_one_is_whole_somewhere(kind: str, name: str) -> None:
    text = svg(EVERY[kind](name), whole=True)
    tree = etree.fromstring(text.encode("utf-8", "backslashreplace"))
    assert {etree.QName(e).localname for e in tree.iter(etree.Element)} <= {
        "svg", "title", "desc", "style", "rect", "text", "line", "path", "polygon", "polyline", "circle",
    }  # fmt: skip
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u206f\ud800-\udfff]", text)
    assert all(size_of(line) <= 150 for line in said(tree))
    if len(name) > 1000 and kind not in (
        "curve",
        "timeline",
    ):  # the curve names its ends, and a series has our own name
        assert any(len(hint) >= len(name) - 5 for hint in hints(tree))
    assert len(text) < 60_000 + 8 * len(name) * 4


def test_a_name_is_cut_in_its_middle_and_whole_in_its_title() -> None:
    tree = tree_of(bars(LONG))
    (label,) = [t for t in tree.iter(f"{NS}text") if t.find(f"{NS}title") is not None]
    shown = "".join(label.xpath("text()"))
    assert label.findtext(f"{NS}title") == LONG and size_of(shown) <= 42
    begin, end = shown.split("…")
    assert LONG.startswith(begin) and LONG.endswith(end) and len(begin) > 15 and len(end) > 15


@given(st.text(), st.integers(4, 40))
def test_what_is_cut_fits(text: str, columns: int) -> None:
    shown = cut(text, columns)
    assert size_of(shown) <= columns and "\n" not in shown


def test_bars_are_as_long_as_their_numbers() -> None:
    tree = tree_of(bars())
    lengths = [float(r.get("width")) for r in tree.iter(f"{NS}rect") if r.get("class") == "mark"]
    assert lengths[1] / lengths[0] == pytest.approx(3 / 7, abs=0.01) and lengths[2] == 0
    assert said(tree)[2:] == ["wachten", "7", "dragen", "3", "last", "0"]
    assert "wachten: 7" in hints(tree) and tree.findtext(f"{NS}desc") == "codings of each, 10 in all"


def test_of_very_many_bars_the_longest_are_drawn_and_that_is_said() -> None:
    names = tuple(f"code {n}" for n in range(300))
    tree = tree_of(Bars("t", "codings", names, tuple(n % 150 for n in range(300))))
    drawn = [text for text in said(tree) if text.startswith("code ")]
    assert len(drawn) == 100 and drawn == sorted(drawn, key=lambda t: int(t[5:])), "in their own order"
    assert all(int(text[5:]) % 150 >= 100 for text in drawn)
    assert "the 100 longest of 300 bars" in tree.findtext(f"{NS}desc")


def test_a_heat_map_has_each_number_in_its_cell() -> None:
    tree = tree_of(heat())
    cells = [r for r in tree.iter(f"{NS}rect") if r.get("class") == "heat"]
    assert [c.findtext(f"{NS}title") for c in cells] == ["een × dragen: 4", "wachten × wachten: 12"]
    assert [t for t in said(tree) if t.isdecimal()] == ["4", "12"]
    light, dark = (float(c.get("fill-opacity")) for c in cells)
    assert light < dark <= 0.6, "dark enough to see, light enough to read the number on it"


def test_a_large_heat_map_keeps_the_fullest() -> None:
    rows, columns = tuple(f"r{n}" for n in range(200)), tuple(f"c{n}" for n in range(90))
    cells = tuple((n, n % 90, n + 1) for n in range(200))
    tree = tree_of(Heat("t", "codings", rows, columns, cells))
    assert sum(t.startswith("r") for t in said(tree)) == 60 and "r199" in said(tree) and "r100" not in said(tree)
    assert "60 rows of 200 and 60 columns of 90" in tree.findtext(f"{NS}desc")


def test_codes_with_themselves_are_left_out_of_a_map_of_pairs() -> None:
    tree = tree_of(replace(heat(), rows=("a", "b"), columns=("a", "b"), cells=((0, 1, 2), (1, 0, 2)), alike=True))
    assert sum(r.get("class") == "blank" for r in tree.iter(f"{NS}rect")) == 2
    assert [t for t in said(tree) if t.isdecimal()] == ["2", "2"]


def test_a_timeline_has_a_strip_for_each_thing_that_there_is() -> None:
    tree = tree_of(timeline())
    found = said(tree)
    assert [t for t in found if t in ("codings", "memos", "relations")] == ["codings", "memos"]
    assert "8 in all" in found and "1 in all" in found and "no relations" in tree.findtext(f"{NS}desc")
    assert hints(tree) == ["2026-11-01: 3 codings", "2026-11-03: 5 codings", "2026-11-02: 1 memos"]
    assert {"2026-11-01", "2026-11-02", "2026-11-03"} <= set(found)


def test_a_long_timeline_gathers_periods() -> None:
    days = tuple(f"d{n}" for n in range(1000))
    tree = tree_of(Timeline("t", "day", days, (Series("codings", tuple(range(1000))),)))
    columns = [r for r in tree.iter(f"{NS}rect") if r.get("class") == "mark"]
    assert len(columns) == 143 and "a column for every 7 days" in tree.findtext(f"{NS}desc")
    assert columns[-1].findtext(f"{NS}title") == f"d994: {sum(range(994, 1000)):,} codings"


def test_a_portrait_has_each_stretch_in_its_lane() -> None:
    tree = tree_of(portrait())
    marks = [r for r in tree.iter(f"{NS}rect") if r.get("class") == "mark"]
    assert [m.findtext(f"{NS}title") for m in marks] == ["wachten: coding 4", "dragen: coding 5", "wachten: coding 9"]
    assert marks[0].get("y") == marks[2].get("y") != marks[1].get("y")
    begin, end = float(marks[0].get("x")), float(marks[2].get("x")) + float(marks[2].get("width"))
    assert float(marks[1].get("width")) / (end - begin) == pytest.approx(0.45, abs=0.01)
    assert said(tree)[-4:] == ["wachten", "2", "dragen", "1"]


def test_a_network_says_what_each_line_is() -> None:
    tree = tree_of(network())
    found = said(tree)
    assert {"wachten", "dragen", "de last", "een steen", "causes +2 −1", "is-context-of +0 −1, refuted", "5"} <= set(
        found
    )
    assert set(hints(tree)) == {
        "dragen causes wachten: supported, 2 for, 1 against", "wachten is-context-of dragen: refuted, 0 for, 1 against",
        "de last and een steen: 5 together", "een steen belongs to dragen",
    }  # fmt: skip
    dashes = [p.get("stroke-dasharray") for p in tree.iter(f"{NS}path")]
    assert dashes == [None, "1 3", "2 4", "7 4"] and len(list(tree.iter(f"{NS}polygon"))) == 3
    assert any("a double frame: the core" in t for t in found) and any("dotted line" in t for t in found)


@pytest.mark.parametrize(("count", "lines"), [(1, 1), (2, 2), (7, 20), (40, 80), (120, 900)])
def test_no_node_lies_on_another(count: int, lines: int) -> None:
    sizes = [(60.0 + 17 * (n % 9), 30.0) for n in range(count)]
    edges = [(n * n % count, (n * 7 + 3) % count) for n in range(lines)] + [(0, n) for n in range(count)]
    found = places(sizes, edges, {})
    assert found == places(sizes, edges, {})
    for i, (x, y) in enumerate(found):
        assert x >= sizes[i][0] / 2 - 0.01 and y >= sizes[i][1] / 2 - 0.01
        for j in range(i):
            apart_x = abs(x - found[j][0]) >= (sizes[i][0] + sizes[j][0]) / 2
            assert apart_x or abs(y - found[j][1]) >= (sizes[i][1] + sizes[j][1]) / 2


def test_parts_that_nothing_connects_do_not_drift_away() -> None:
    found = places([(80.0, 30.0)] * 40, [(n, n + 1) for n in range(0, 40, 2)], {})
    assert max(x for x, _ in found) < 2500 and max(y for _, y in found) < 2500


def test_a_large_network_keeps_the_most_connected() -> None:
    nodes = tuple(Node(f"code {n}", "code") for n in range(400))
    edges = tuple(Edge("cooccurrence", n, None, (n + 1) % 400, 1 if n >= 150 else 50) for n in range(400))
    tree = tree_of(Network("t", nodes, edges))
    assert len([t for t in said(tree) if re.fullmatch(r"code \d+", t)]) == 120
    assert "the most connected of 400 codes" in tree.findtext(f"{NS}desc")


def test_a_paradigm_has_five_places_that_never_change() -> None:
    def at(tree: Any) -> dict[str, tuple[str, str]]:
        return {t.text: (t.get("x"), t.get("y")) for t in tree.iter(f"{NS}text") if (t.text or "").lower() in NAMES}

    full, bare = (
        tree_of(paradigm()),
        tree_of(Paradigm("p", "wachten", tuple(Role(r.capitalize(), "?", ()) for r in NAMES))),
    )
    assert len(at(full)) == 5 and {k: v[0] for k, v in at(full).items()} == {k: v[0] for k, v in at(bare).items()}
    found = said(full)
    assert {"wachten", "supported: 3 for, 0 against", "of wachten", "hypothesis: 1 for, 2 against"} <= set(found)
    assert found.count("no relation yet") == 3 and "what of strategies?" in found
    assert sum("stroke-dasharray" in r.attrib for r in full.iter(f"{NS}rect")) == 3, (
        "a broken frame where there is none"
    )


@pytest.mark.parametrize(
    "nothing",
    [Bars("t", "u", (), ()), Heat("t", "u", (), (), ()), Timeline("t", "day", (), ()), Portrait("t", (), ()),
     Network("t", (), ())],
)  # fmt: skip
def test_nothing_to_draw(nothing: Any) -> None:
    assert svg(nothing) == "" and said(tree_of(nothing)) == ["t", "nothing to draw yet"]


def test_numbers_at_an_axis() -> None:
    assert [ticks(n) for n in (0, 1, 4, 6, 26, 101)] == [
        [0, 1], [0, 1], [0, 1, 2, 3, 4], [0, 2, 4, 6], [0, 10, 20, 30], [0, 50, 100, 150]
    ]  # fmt: skip


# Where pictures are written


def out(result: Any, form: str, width: int | None = None) -> bytes:
    held = io.BytesIO()
    render(result, form, held, width=width)
    return held.getvalue()


TABLE = Table(("code", "codings"), [("wachten", 7), ("dragen", 3), ("last", 0)], drawing=bars())


def test_a_page_of_a_table_has_its_picture_above_it() -> None:
    page = out(TABLE, "html").decode()
    assert page.index("<svg") < page.index("<table") and page.count("<svg") == 1
    assert (
        b"<svg" not in out(TABLE, "md") and out(TABLE, "csv") == b"code,codings\r\nwachten,7\r\ndragen,3\r\nlast,0\r\n"
    )


@pytest.mark.parametrize("kind", EVERY)
def test_what_a_document_draws_is_written_alone_too(kind: str) -> None:
    drawing = EVERY[kind]()
    document = Document("D", [drawing])
    expected = svg(drawing, whole=True).encode()
    results: list[Any] = [document, Report(TABLE, document), Record({"a": 1}, document=document)]
    for result in results:
        assert drawing_of(result) is drawing and out(result, "svg") == expected


@pytest.mark.parametrize("kind", sorted(set(EVERY) - {"curve"}))
def test_formats_that_cannot_draw_leave_it_out(kind: str) -> None:
    from qda.core.document import Paragraph

    for form in ("table", "md"):
        both = out(Document("D", [EVERY[kind](), Paragraph("words")]), form)
        assert both == out(Document("D", [Paragraph("words")]), form)
    assert out(Document("D", [EVERY[kind]()]), "docx") == out(Document("D", []), "docx")


@pytest.mark.parametrize("form", ["svg", "png", "dot", "mmd", "graphml", "gexf"])
def test_what_has_no_drawing_is_refused_before_a_byte_is_written(form: str) -> None:
    for result in (replace(TABLE, drawing=None), Record({"a": 1}), Document("D", [])):
        held = io.BytesIO()
        with pytest.raises(UsageError, match="no drawing") as e:
            render(result, form, held)
        assert held.getvalue() == b"" and "\n" not in str(e.value)
    if form not in ("svg", "png"):
        with pytest.raises(UsageError, match="only a network can"):
            out(TABLE, form)


def test_a_picture_in_dots() -> None:
    pytest.importorskip("resvg_py", reason="needs the extra `figures`")
    for make in EVERY.values():
        data = out(Document("D", [make()]), "png")
        assert data.startswith(b"\x89PNG")
        tree = tree_of(make())
        assert int.from_bytes(data[16:20]) == pytest.approx(2 * float(tree.get("width")), abs=2)
    assert out(TABLE, "png") == out(TABLE, "png")


def test_without_the_extra_its_name_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    held = io.BytesIO()
    with pytest.raises(QdaError, match=r"resvg-py: pip install 'qda\[figures\]'"):
        render(TABLE, "png", held)
    assert held.getvalue() == b""


def test_names_are_veiled_in_every_picture() -> None:
    veil = Veil(Masker([Form("Anna Boer", "P01", True)]))
    for kind, make in EVERY.items():
        text = out(veil.result(Document("D", [make("talk with Anna Boer")])), "svg").decode()
        assert "Anna" not in text and ("talk with P01" in text or kind == "timeline"), kind
    veiled = veil.result(replace(TABLE, drawing=bars("Anna Boer")))
    assert b"P01" in out(veiled, "svg") and b"Anna" not in out(veiled, "svg")


def test_a_persons_name_does_not_turn_what_a_picture_is_made_of() -> None:
    veil = Veil(Masker([Form(name, "P01", True) for name in ("relation", "core", "supported", "codings", "member")]))
    assert out(veil.result(Document("D", [network()])), "svg") == out(Document("D", [network()]), "svg")
    assert veil.block(bars()).unit == "codings"


# Bars in a terminal


def test_bars_stand_beside_the_figures_of_a_terminal() -> None:
    lines = out(TABLE, "table", 60).decode().splitlines()[2:]
    assert [line.count("█") for line in lines] == [40, 17, 0]
    assert lines[1].split()[:2] == ["dragen", "3"] and "█" not in out(TABLE, "table").decode(), "not in a pipe"


def test_a_portrait_in_a_terminal_shows_where() -> None:
    table = Table(("coding", "code"), [(4, "wachten"), (5, "dragen"), (9, "wachten")], drawing=portrait())
    lines = out(table, "table", 60).decode().splitlines()[2:]
    assert [line[-40:] for line in lines] == ["█" * 4 + "·" * 36, "··" + "█" * 18 + "·" * 20, "·" * 36 + "█" * 4]


def test_little_is_seen_as_well() -> None:
    table = Table(("code", "n"), [("a", 1000), ("b", 1)], drawing=Bars("t", "u", ("a", "b"), (1000, 1)))
    assert [line.count("█") for line in out(table, "table", 60).decode().splitlines()[2:]] == [40, 1]


@given(st.integers(10, 130), st.lists(st.tuples(st.text(max_size=40), st.integers(0, 10**6)), min_size=1, max_size=6))
def test_no_line_is_wider_than_the_terminal(width: int, rows: list[tuple[str, int]]) -> None:
    names, values = zip(*rows, strict=True)
    table = Table(("code", "codings", "sources"), [(*row, 3) for row in rows], wrap=("code",),
                  drawing=Bars("t", "u", names, values))  # fmt: skip
    shown = out(table, "table", width).decode().splitlines()
    assert all(columns_of(line) <= width for line in shown)
    assert "".join(shown).count("█") >= sum(value > 0 for value in values), "wherever it is narrow, a bar is there"
