"""Word documents (.docx): the text as it stands with all tracked changes accepted; notes and comments apart from it.

A reader of our own: mammoth has no comments' places and no text boxes, docx2python puts notes into the text, and
python-docx loses what was inserted with changes tracked.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from qda.core.drafts import Draft, ReadOptions
from qda.core.errors import QdaError
from qda.importers.common.text_builder import OFF, ON, Extract
from qda.importers.common.zip_xml import Archive, attribute, local
from qda.importers.documents.docx_properties import Numbering, emphatic, numbered, vanishes
from qda.importers.plain.text_file import extracted

if TYPE_CHECKING:
    from lxml.etree import _Element

# Children whose words are no longer, or not, in the text: deleted, moved away, instructions of fields, the fallback of
# a drawing that is there in a newer form as well.
_GONE = frozenset(
    ("del", "moveFrom", "delText", "instrText", "delInstrText", "pPr", "rPr", "sdtPr", "sdtEndPr", "Fallback", "rt", "tblPr")
)  # fmt: skip
_WHITE = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "\u2011"}
_SYMBOLS = {"F0B7": "•", "F0E0": "→", "F0DF": "←", "F04A": "☺", "F04C": "☹", "F0FC": "✓", "F0FE": "☒", "F0A8": "☐"}


def read(raw: bytes, name: str, origin: str, options: ReadOptions) -> Draft:
    """The draft of a Word document; QdaError when it is no such file, encrypted, damaged or without text."""
    archive = Archive(raw, ".docx")
    main = _main(archive)
    archive.want(main)
    reader = _Reader(archive, main)
    body = next((el for el in archive.xml(main) if local(el) == "body"), None)
    if body is None:
        raise QdaError("no text body in it: open it in Word or LibreOffice and save it anew")
    reader.blocks(body)
    reader.finish()
    draft = extracted(reader.out, raw, name, origin, options)
    said = reader.out.metadata.get("title")
    if said and not draft.title and said in draft.text:  # a template's title is often another document's
        draft.title = said
    return draft


def _main(archive: Archive) -> str:
    """The name of the part with the text; `word/document.xml` when the archive does not say."""
    if "_rels/.rels" in archive.names:
        for rel in archive.xml("_rels/.rels"):
            if (attribute(rel, "Type") or "").endswith("/officeDocument"):
                target = (attribute(rel, "Target") or "").lstrip("/")
                if target in archive.names and target.startswith("word"):
                    return target
    return "word/document.xml"


@dataclass(slots=True)
class _Style:
    name: str = ""
    based: str = ""
    level: bool = False
    listed: bool = False
    hidden: bool = False
    number: tuple[str, str] = ("", "")  # of a numbering, and its level


@dataclass(slots=True)
class _Words:
    """A paragraph as it is read: its words, and the notes and text boxes to be put after it."""

    parts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    boxes: list[_Element] = field(default_factory=list)
    marked: bool = False  # whether bold and italic words are set between `ON` and `OFF`


class _Reader:
    """Walks a document's body and fills an Extract."""

    def __init__(self, archive: Archive, main: str) -> None:
        self.archive, self.out = archive, Extract()
        self.folder = posixpath.dirname(main)
        self.open: dict[str, list[str]] = {}  # comments that the walk is inside of: their words so far
        self.styles = self._styles()
        self.numbering = Numbering(self._part("numbering"))
        self.notes = self._notes("footnotes") | self._notes("endnotes")
        self.comments = self._comments()
        self.carried: _Words | None = None  # of a paragraph whose end was deleted: it goes on in the next
        self.plain: list[tuple[int, int]] = []
        self.styled = 0
        self.depth = 0

    def _part(self, stem: str) -> _Element | None:
        name = f"{self.folder}/{stem}.xml"
        return self.archive.xml(name) if name in self.archive.names else None

    def _styles(self) -> dict[str, _Style]:
        out: dict[str, _Style] = {}
        root = self._part("styles")
        for el in root if root is not None else ():
            if local(el) != "style":
                continue
            style = _Style()
            for child in el:
                tag = local(child)
                if tag == "name":
                    style.name = (attribute(child, "val") or "").casefold()
                elif tag == "basedOn":
                    style.based = attribute(child, "val") or ""
                elif tag == "pPr":
                    style.level = any(local(x) == "outlineLvl" and attribute(x, "val") != "9" for x in child)
                    style.listed = any(local(x) == "numPr" for x in child)
                    style.number = next((numbered(x) for x in child if local(x) == "numPr"), ("", ""))
                elif tag == "rPr":
                    style.hidden = vanishes(child)
            out[attribute(el, "styleId") or ""] = style
        return out

    def _style(self, id: str) -> str:
        """Return what the style makes of a paragraph: heading, list, toc or ""."""
        for _ in range(12):  # a style may rest on itself in a damaged file
            style = self.styles.get(id)
            if style is None:
                break
            if style.name.startswith(("heading ", "title", "subtitle")) or style.level:
                return "heading"
            if style.name.startswith(("toc ", "table of figures", "index ")):
                return "toc"
            if style.listed or style.name.startswith("list"):
                return "list"
            id = style.based
        return ""

    def _numbered(self, id: str) -> tuple[str, str]:
        """The numbering that a paragraph's style gives, and its level."""
        for _ in range(12):
            style = self.styles.get(id)
            if style is None or style.number[0]:
                return style.number if style else ("", "")
            id = style.based
        return "", ""

    def _notes(self, stem: str) -> dict[tuple[str, str], _Element]:
        root = self._part(stem)
        kind = stem[:-1] + "Reference"
        return {
            (kind, attribute(el, "id") or ""): el
            for el in (root if root is not None else ())
            if attribute(el, "type") in (None, "normal")
        }

    def _comments(self) -> dict[str, dict[str, str]]:
        root = self._part("comments")
        out: dict[str, dict[str, str]] = {}
        for el in root if root is not None else ():
            said = {
                "author": attribute(el, "author") or "",
                "date": attribute(el, "date") or "",
                "on": "",
                "text": self._inside(el),
            }
            out[attribute(el, "id") or ""] = {k: v for k, v in said.items() if v or k == "text"}
        return out

    def _inside(self, el: _Element) -> str:
        """The words of all paragraphs in an element (a note, a comment, a cell), a line each."""
        lines: list[str] = []
        for p in _paragraphs(el):
            words = _Words()
            self._run(p, words)
            if text := "".join(words.parts).strip():
                lines.append(text)
        return "\n".join(lines)

    def blocks(self, el: _Element) -> None:
        """Adds the paragraphs and tables of a body or of what may stand in one."""
        self.depth += 1
        for child in el:
            tag = local(child)
            if tag == "p":
                self._paragraph(child)
            elif tag == "tbl":
                self._table(child)
            elif tag == "altChunk":
                self.out.left_out["a document embedded in it"] += 1
            elif tag not in _GONE and tag != "sectPr" and self.depth < 60:
                self.blocks(child)
        self.depth -= 1

    def _paragraph(self, p: _Element) -> None:
        words, self.carried = self.carried or _Words(marked=True), None
        props = next((x for x in p if local(x) == "pPr"), None)
        kind = ""
        number = ("", "")
        if props is not None:
            for x in props:
                tag = local(x)
                if tag == "pStyle":
                    kind = kind or self._style(attribute(x, "val") or "")
                    number = number if number[0] else self._numbered(attribute(x, "val") or "")
                elif tag == "outlineLvl" and attribute(x, "val") != "9":
                    kind = "heading"
                elif tag == "numPr":
                    kind = kind or "list"
                    number = numbered(x)
        if said := self.numbering.words(*number):
            words.parts.append(said + " ")
            kind = "" if kind == "list" else kind
        self._run(p, words)
        if props is not None and any(local(y) == "del" for x in props if local(x) == "rPr" for y in x):
            self.carried = words
            return
        self._end(words, kind)

    def _end(self, words: _Words, kind: str) -> None:
        text = "".join(words.parts)
        if kind == "heading" and text.strip():
            self.styled += 1
            text = " ".join(text.split("\n"))
        before = len(self.out.parts)
        self.out.add(text, {"heading": "heading", "list": "paragraph", "toc": "boilerplate"}.get(kind, ""))
        if not kind and len(self.out.parts) > before:
            self.plain.append((self.out.size - len(self.out.parts[-1]), self.out.size))
        for note in words.notes:
            self.out.add(note, "note")
        for box in words.boxes:
            if self.depth < 60:
                self.blocks(box)

    def _run(self, el: _Element, words: _Words) -> None:
        """Adds the words in an element in order. Not recursive: a damaged file may nest without end."""
        stack: list[Iterator[Any]] = [iter(el)]
        while stack:
            child = next(stack[-1], None)
            if child is None:
                stack.pop()
                continue
            if child is OFF:  # the end of a run
                words.parts.append(OFF)
                continue
            tag = local(child)
            if tag in ("t", "tab", "br", "cr", "sym", "ptab", "noBreakHyphen"):
                said = _said(child, tag)
                words.parts.append(said)
                for pieces in self.open.values():
                    pieces.append(said)
            elif tag == "r" and self._hidden(child):
                self.out.left_out["hidden text"] = 1
            elif tag in ("footnoteReference", "endnoteReference"):
                self._note(tag, attribute(child, "id") or "", words)
            elif tag.startswith("comment"):
                self._comment(tag, attribute(child, "id") or "")
            elif tag == "txbxContent":
                words.boxes.append(child)
            elif tag in ("del", "moveFrom"):
                self.out.left_out["words deleted with changes tracked"] = 1
            elif tag == "blip":
                self.out.left_out["pictures"] = 1
            elif tag not in _GONE:
                if tag == "r" and words.marked and emphatic(child):
                    words.parts.append(ON)
                    stack.append(iter((OFF,)))
                stack.append(iter(child))

    def _hidden(self, run: _Element) -> bool:
        return len(run) > 0 and local(run[0]) == "rPr" and vanishes(run[0])

    def _note(self, tag: str, id: str, words: _Words) -> None:
        note = self.notes.pop((tag, id), None)
        if note is not None and (text := self._inside(note)):
            words.notes.append(text)

    def _comment(self, tag: str, id: str) -> None:
        if tag == "commentRangeStart":
            self.open[id] = []
        elif tag == "commentRangeEnd" and id in self.open:
            on = "".join(self.open.pop(id)).strip()
            if id in self.comments and on:
                self.comments[id]["on"] = on[:400]

    def _table(self, table: _Element) -> None:
        rows: list[list[str]] = []
        notes = len(self.notes)
        found = _Words()
        for row in _under(table, "tr"):
            props = next((x for x in row if local(x) == "trPr"), None)
            if props is not None and any(local(x) == "del" for x in props):
                continue
            cells: list[str] = []
            for cell in _under(row, "tc"):
                lines = []
                for p in _paragraphs(cell):
                    words = _Words()
                    self._run(p, words)
                    found.notes += words.notes
                    found.boxes += words.boxes
                    lines.append("".join(words.parts).strip())
                cells.append("\n".join(x for x in lines if x))
            rows.append(cells)
        self.out.table(rows)
        if len(self.notes) < notes or found.boxes:
            self._end(found, "list")

    def finish(self) -> None:
        """Ends the text: a paragraph carried on, comments and properties as metadata, what was left out."""
        out = self.out
        if self.carried:
            self._end(self.carried, "")
        if self.styled > 1:  # whoever styles headings does so with all: no other line is guessed to be one
            from qda.importers.common.text_builder import Mark

            out.marks = sorted([*out.marks, *(Mark(a, b, "paragraph") for a, b in self.plain)])
        out.metadata.update(_properties(self.archive))
        if self.comments:
            out.metadata["comments"] = list(self.comments.values())
            n = len(self.comments)
            out.notes.append(f"{n} comment{'s' if n > 1 else ''} kept apart from the text, in the source's metadata")
        edges = ("header", "footer")
        if any(self._worded(n) for n in self.archive.names if posixpath.basename(n).startswith(edges)):
            out.left_out["what stands over and under each page"] = 1

    def _worded(self, part: str) -> bool:
        if not part.endswith(".xml") or not part.startswith(self.folder + "/"):
            return False
        return any(local(el) == "t" and (el.text or "").strip() for el in self.archive.xml(part).iter())


def _said(el: _Element, tag: str) -> str:
    if tag == "t":
        return el.text or ""
    if tag == "br":
        return "" if attribute(el, "type") in ("page", "column") else "\n"
    if tag == "sym":
        code = (attribute(el, "char") or "").upper()
        return _SYMBOLS.get(code, "")
    return _WHITE[tag]


def _paragraphs(el: _Element) -> list[_Element]:
    """The paragraphs in an element, those of tables and frames in it too, none inside another."""
    return [p for p in el.iter() if local(p) == "p" and not _inner(p, el)]


def _inner(p: _Element, top: _Element) -> bool:
    up: Any = p.getparent()
    while up is not None and up is not top:
        if local(up) in ("p", "Fallback", "del", "moveFrom"):
            return True
        up = up.getparent()
    return False


def _under(el: _Element, tag: str) -> list[_Element]:
    """The rows of a table or cells of a row, also those in content controls and insertions, none of tables in it."""
    out: list[_Element] = []
    stack = list(reversed(el))
    while stack:
        child = stack.pop()
        name = local(child)
        if name == tag:
            out.append(child)
        elif name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            stack += reversed(child)
    return out


def _properties(archive: Archive) -> dict[str, str]:
    """Title, creator and dates of the file itself, where it has them."""
    out: dict[str, str] = {}
    if "docProps/core.xml" in archive.names:
        for el in archive.xml("docProps/core.xml"):
            if local(el) in ("title", "creator", "created", "modified") and (el.text or "").strip():
                out[local(el)] = " ".join(str(el.text).split())[:300]
    return out
