"""Word documents as Word and python-docx read them: styles, lists, fields, looks; and how long a long one takes."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from qda.core.document import Beside, Bullets, Document, Grid, Heading, Paragraph, Prose, Quote
from qda.core.results import Table
from qda.render import render

_NS = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}


def written(*blocks: Any, **more: Any) -> bytes:
    buffer = io.BytesIO()
    render(Document("Title", blocks, **more), "docx", buffer)
    return buffer.getvalue()


def read(*blocks: Any, **more: Any) -> Any:
    from docx import Document as Docx

    return Docx(io.BytesIO(written(*blocks, **more)))


def lines(*blocks: Any, **more: Any) -> list[tuple[str, str]]:
    """Style and text of each paragraph below the title."""
    return [(p.style.name, p.text) for p in read(*blocks, **more).paragraphs][1:]


def test_every_block_has_its_style_and_place() -> None:
    grid = Grid(Table(("a", "n"), [("x\ty\nz", 1)], title="of a", notes=("one",)))
    found = lines(
        Heading(1, "One"),
        Paragraph("said of it", "note"),
        Paragraph("said again", "note"),
        Paragraph("", "note"),
        Quote("a\n\tb", "s", "Eva", 3, "2026", ("c", "d"), ("pinned",), "n"),
        Quote("q", "s", left="l ", right=" r"),
        Beside(Quote("x", "s"), Quote("y", "t")),
        Bullets(("i",)),
        grid,
        Grid(Table(("a",), [])),
        Heading(12, "Deep"),
        facts=(("study", "S"), ("as of", "now")),
        notes=("2 & <3>",),
    )
    assert found == [
        ("Facts", "study: S"), ("Facts", "as of: now"), ("Heading 1", "One"), ("Note", "said of it"),
        ("Note", "said again"), ("Note", ""), ("Quote", "a\n\tb"),
        ("Quote Source", "— Eva, s, 2026 (pinned) [3]\ncodes: c, d\nnote: n"), ("Quote", "l »q« r"),
        ("Quote Source", "— s"), ("Quote", "x"), ("Quote Source", "— s"), ("Quote", "y"), ("Quote Source", "— t"),
        ("List Bullet", "i"), ("Caption", "of a"), ("Note", "one"), ("After Table", ""), ("Note", "(none)"),
        ("After Table", ""), ("Heading 9", "Deep"), ("Label", "Notes"), ("Note", "2 & <3>"),
    ]  # fmt: skip


def test_what_belongs_together_stays_on_a_page() -> None:
    docx = read(Heading(1, "h"), Paragraph("n", "note"), Paragraph("m", "note"), Quote("q", "s"))
    keeps = [p.paragraph_format.keep_with_next for p in docx.paragraphs[2:]]
    assert keeps == [True, None, True, None]  # the note under the heading, and a quote with its source


def test_context_of_a_quote_has_a_look_of_its_own() -> None:
    quote = read(Quote("q", "s", left="l ", right=" r")).paragraphs[1]
    assert [(r.style.name, r.text) for r in quote.runs] == [
        ("Context", "l "),
        ("Default Paragraph Font", "»q«"),
        ("Context", " r"),
    ]


def test_markdown_keeps_its_looks_lists_and_links() -> None:
    docx = read(
        Heading(1, "Memo"),
        Prose(
            "# Own\n\n**b** *i* ~~s~~ `c` [here](http://x.y/1) <http://z>\n\n> quoted\n\n***\n\n```\na\tb\n```\n\n- one\n"
            "  - two\n\n    more\n"
        ),
    )
    found = [(p.style.name, p.text) for p in docx.paragraphs][2:]
    assert found == [
        ("Heading 3", "Own"), ("Normal", "b i s c here (http://x.y/1) http://z"), ("Quote", "quoted"),
        ("Normal", "* * *"), ("Code Block", "a\tb"), ("List Bullet", "one"), ("List Bullet 2", "two"),
        ("List Continue 2", "more"),
    ]  # fmt: skip
    runs = {r.text: r for r in docx.paragraphs[3].runs}
    assert runs["b"].bold and runs["i"].italic and runs["s"].font.strike and runs["c"].font.name == "Consolas"
    assert not (runs["here"].bold or runs["here"].italic)
    assert docx.paragraphs[5].alignment == 1


def test_each_numbered_list_begins_where_it_says() -> None:
    docx = read(Prose("1. a\n2. b\n\n   more\n   1. c\n\ntext\n\n7. seven"), Prose("3. three"))
    numbered = [p for p in docx.paragraphs if p.style.name.startswith("List Number")]
    ids = [p._p.pPr.numPr.numId.val for p in numbered]
    assert [p.text for p in numbered] == ["a", "b", "c", "seven", "three"]
    assert ids[0] == ids[1] and len(set(ids)) == 4
    starts = {
        num.numId: num.xpath("./w:lvlOverride/w:startOverride/@w:val")
        for num in docx.part.numbering_part.element.num_lst
    }
    assert len(starts) == len(docx.part.numbering_part.element.num_lst)
    assert [starts[id] for id in ids] == [["1"], ["1"], ["1"], ["7"], ["3"]]
    assert numbered[2].paragraph_format.left_indent.cm == pytest.approx(1.26, abs=0.01)


def test_contents_and_page_numbers_are_whole_fields() -> None:
    from lxml import etree

    data = written(Heading(1, "A & B"), Heading(2, "C"), Heading(2, "D"), contents=True)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        trees = [etree.fromstring(archive.read(name)) for name in ("word/document.xml", "word/footer1.xml")]
    for tree, asks in zip(trees, (' TOC \\o "1-2" \\n \\h \\z \\u ', " PAGE "), strict=True):
        kinds = tree.xpath("//w:fldChar/@w:fldCharType", namespaces=_NS)
        assert kinds == ["begin", "separate", "end"]
        assert tree.xpath("string(//w:instrText)", namespaces=_NS) == asks
    body = trees[0]
    anchors = body.xpath("//w:hyperlink/@w:anchor", namespaces=_NS)
    assert anchors == body.xpath("//w:bookmarkStart/@w:name", namespaces=_NS) == ["_Toc1", "_Toc2", "_Toc3"]
    assert body.xpath("//w:hyperlink[1]//w:t/text()", namespaces=_NS)[0] == "A & B"
    assert [child.tag.rpartition("}")[2] for child in body[0]][-1] == "sectPr"  # paper and margins close the body


@pytest.mark.parametrize(
    "markdown", ["a &#12; b", "`x` &#8238;b", "| a &#12; |\n|---|\n| &#12; |"], ids=["form-feed", "override", "cell"]
)
def test_a_character_spelled_in_a_memo_is_obeyed_nowhere(markdown: str) -> None:
    assert read(Prose(markdown)).paragraphs
    buffer = io.BytesIO()
    render(Document("t", [Prose(markdown)]), "html", buffer)
    for text in (buffer.getvalue().decode(), "".join(text for _, text in lines(Prose(markdown)))):
        assert "\x0c" not in text and "\u202e" not in text


@pytest.mark.parametrize(
    ("columns", "flowing", "turned"), [(8, 0, False), (9, 0, True), (5, 3, False), (5, 4, True)]
)  # fmt: skip
def test_a_table_with_many_columns_lies_on_a_page_that_is_turned(columns: int, flowing: int, turned: bool) -> None:
    from docx import Document as Docx

    names = [f"c{n}" for n in range(columns)]
    held = io.BytesIO()
    render(Table(names, [["een paar woorden"] * columns], "Breed", ["a note"], wrap=names[:flowing]), "docx", held)
    made: Any = Docx(held)
    section = made.sections[0]
    assert (section.page_width > section.page_height) is turned
    assert section.orientation == (1 if turned else 0)
    widths = [int(cell.width.twips) for cell in made.tables[0].rows[0].cells]
    assert sum(widths) <= (14230 if turned else 9300)
    words = [p.text for p in made.paragraphs]
    assert words.count("Breed") == 1 and words.count("a note") == 1, "title and notes stand once"
