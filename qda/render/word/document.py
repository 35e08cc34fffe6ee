"""DOCX: real headings, a table of contents that works before Word has updated it, a style for quotes.

The same document gives the same bytes: no clock, no random number. python-docx makes the file, its styles and its
footer; the body is written as XML text (`xml.py`) and put into the file when it is packed.
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO

from qda.core.coded_text import CodedText
from qda.core.document import Beside, Block, Bullets, Curve, Document, Grid, Heading, Paragraph, Prose, Quote
from qda.core.language import speak
from qda.core.results import Record, Table
from qda.render.safe_text import (
    MANY_COLUMNS,
    as_document,
    clean,
    codes_line,
    contents_depth,
    note_line,
    quote_source,
    shown_columns,
)
from qda.render.word.table import word_table
from qda.render.word.xml import KEEP, Body, W, bookmarked, field, instruction, link, run

if TYPE_CHECKING:
    from docx.document import Document as Docx

_EPOCH = datetime(2000, 1, 1)
_BODY = "word/document.xml"
_COLUMNS, _FLOWING = 8, 3  # more columns, or more of running text, and the page is turned


def write(result: Table | Record | Document, out: BinaryIO, *, raw: bool, width: int | None, colour: bool) -> None:
    """Write a document, or a table or record as a document of its own."""
    writer = _Writer(as_document(result), alone=not isinstance(result, Document))
    buffer = io.BytesIO()
    writer.docx.save(buffer)
    out.write(_packed(buffer, writer.body.parts))


def _packed(buffer: io.BytesIO, parts: list[str]) -> bytes:
    """Pack the archive again, with these parts in its empty body and without the time at which it was made."""
    packed = io.BytesIO()
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            data = old.read(name)
            if name == _BODY:
                before, mark, after = data.partition(b"<w:sectPr")
                data = b"".join((before, "".join(parts).encode(), mark, after))
            new.writestr(info, data)
    return packed.getvalue()


def _is_wide(table: Table, alone: bool) -> bool:
    """True if a table is read on a page turned on its side: it has many columns, or, `alone`, several of running text."""
    names = [str(table.columns[n]) for n in shown_columns(table)]
    if not alone:
        return len(names) > MANY_COLUMNS
    return len(names) > _COLUMNS or sum(name in table.wrap for name in names) > _FLOWING


class _Writer:
    def __init__(self, document: Document, *, alone: bool) -> None:
        from docx import Document as new_docx

        from qda.render.word.style import dress

        self.docx: Docx = new_docx()
        self.alone = alone  # a table of its own: its title and notes are those of the document
        self.level = 0
        self.headed = False
        self.bookmarks = 0
        tables = [block.table for block in document.blocks if isinstance(block, Grid | Curve)]
        self.wide = any(_is_wide(table, alone) for table in tables)
        dress(self.docx, document.language or "en", wide=self.wide)
        self.body = Body(self.docx)
        self.foot(document)
        properties = self.docx.core_properties
        properties.author = properties.last_modified_by = "qda"
        properties.title = clean(document.title)[:255]
        properties.language = document.language
        properties.comments = ""
        properties.created = properties.modified = _EPOCH
        if document.title:
            self.add(document.title, "Title")
        for n, (key, value) in enumerate(document.facts, 1):
            space = '<w:spacing w:after="200"/>' if n == len(document.facts) else ""
            self.body.line("Facts", run(f"{key}: ", "<w:b/>") + run(value), space)
        if document.contents:
            self.contents(document)
        for block in document.blocks:
            self.block(block)
            self.headed = isinstance(block, Heading)
        if document.notes:
            self.add(speak("Notes"), "Label")
            for note in document.notes:
                self.add(note, "Note")

    def add(self, text: str, style: str) -> None:
        """Add a paragraph; its line feeds become line breaks."""
        self.body.add(text, style)

    def foot(self, document: Document) -> None:
        """Put the title and the page number at the foot of each page."""
        from docx.oxml import parse_xml

        foot = self.docx.sections[0].footer.paragraphs[0]
        foot.style = self.docx.styles["Foot"]
        title = clean(document.title)[:100] + (" · " if document.title else "")
        page = field("begin") + instruction(" PAGE ") + field("separate") + run("1") + field("end")
        for made in list(parse_xml(f"<w:p {W}>{run(title)}{page}</w:p>")):
            foot._p.append(made)

    def contents(self, document: Document) -> None:
        """A TOC field whose result is already there: links to the headings, without page numbers, as `\\n` asks."""
        headings = [block for block in document.blocks if isinstance(block, Heading)]
        depth = contents_depth(document)
        listed = [(n, block) for n, block in enumerate(headings, 1) if block.level <= depth]
        if not listed:
            return
        self.add(speak("Contents"), "Label")
        for place, (number, heading) in enumerate(listed):
            runs = link(heading.text, f"_Toc{number}")
            if place == 0:
                runs = field("begin") + instruction(f' TOC \\o "1-{depth}" \\n \\h \\z \\u ') + field("separate") + runs
            if place == len(listed) - 1:
                runs += field("end")
            self.body.line(f"toc {heading.level}", runs)

    def block(self, block: Block) -> None:
        if isinstance(block, Heading):
            self.level = min(9, max(1, block.level))
            self.heading(block)
        elif isinstance(block, Quote):
            self.quote(block)
        elif isinstance(block, Beside):
            self.quote(block.left)
            self.quote(block.right)
        elif isinstance(block, Prose):
            from qda.render.word.prose import add_prose

            add_prose(self.body, block.markdown, self.level)
        elif isinstance(block, Bullets):
            for item in block.items:
                self.add(item, "List Bullet")
        elif isinstance(block, (Grid, Curve)):
            self.grid(block.table)
        elif isinstance(block, CodedText):
            from qda.render.word.coded import coded

            self.body.parts += coded(block)
        elif isinstance(block, Paragraph):
            self.paragraph(block)

    def heading(self, block: Heading) -> None:
        self.bookmarks += 1
        runs = bookmarked(run(block.text), self.bookmarks, f"_Toc{self.bookmarks}")
        self.body.line(f"Heading {self.level}", runs)

    def paragraph(self, block: Paragraph) -> None:
        keep = KEEP if self.headed and block.style == "note" else ""  # what is said of a heading stays with it
        style = {"note": "Note", "label": "Label"}.get(block.style, "Normal")
        self.body.line(style, run(block.text) if block.text else "", keep)

    def quote(self, quote: Quote) -> None:
        if quote.left or quote.right:
            around = '<w:rStyle w:val="Context"/>'
            runs = run(quote.left, around) + run(f"»{quote.text}«") + run(quote.right, around)
        else:
            runs = run(quote.text)
        self.body.line("Quote", runs, KEEP)
        source = "— " + quote_source(quote)
        lines = [source]
        if quote.codes:
            lines.append(codes_line(quote.codes))
        if quote.note:
            lines.append(note_line(quote.note))
        self.add("\n".join(lines), "Quote Source")

    def grid(self, table: Table) -> None:
        if table.title and not self.alone:
            self.add(table.title, "Caption")
        places = shown_columns(table)
        if places:
            rows = [[row[n] for n in places] for row in table.rows]
            names = [str(table.columns[n]) for n in places]
            self.body.parts.append(word_table(names, rows, table.wrap, wide=self.wide))
            if not rows:
                self.add(speak("(none)"), "Note")
        for note in () if self.alone else table.notes:
            self.add(note, "Note")
        self.add("", "After Table")
