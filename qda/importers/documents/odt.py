"""OpenDocument texts (.odt, .ott, flat .fodt): the text with tracked changes accepted, notes and comments apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qda.core.drafts import Draft, ReadOptions
from qda.core.errors import QdaError
from qda.importers.common.text_builder import OFF, ON, Extract
from qda.importers.common.zip_xml import Archive, attribute, local, xml
from qda.importers.plain.text_file import extracted

if TYPE_CHECKING:
    from lxml.etree import _Element

# What holds no words of the text: what was deleted, marks, declarations, fields that are shown elsewhere.
_GONE = frozenset(
    ("tracked-changes", "forms", "sequence-decls", "variable-decls", "user-field-decls", "bookmark", "office-event-listeners",
     "alphabetical-index-source", "table-of-content-source", "illustration-index-source", "ruby-text", "hidden-text")
)  # fmt: skip
_INDEX = ("table-of-content", "illustration-index", "table-index", "alphabetical-index", "user-index", "object-index")


def read(raw: bytes, name: str, origin: str, options: ReadOptions) -> Draft:
    """The draft of an OpenDocument text; QdaError when it is no such file, encrypted, damaged or without text."""
    meta: _Element | None = None
    flat = raw.lstrip()[:5] == b"<?xml" or raw.lstrip()[:16] == b"<office:document"
    if flat:
        root = xml(raw, "the document")
    else:
        archive = Archive(raw, ".odt")
        archive.want("content.xml")
        if "META-INF/manifest.xml" in archive.names and b"encryption-data" in archive.bytes("META-INF/manifest.xml"):
            raise QdaError("encrypted with a password: open it, take the password off and save it again")
        root = archive.xml("content.xml")
        meta = archive.xml("meta.xml") if "meta.xml" in archive.names else None
    body = next((el for el in root.iter() if local(el) == "text" and local(el.getparent()) == "body"), None)
    if body is None:
        what = next((local(x) for el in root.iter() if local(el) == "body" for x in el), "")
        raise QdaError(
            f"not a text document{f' but a {what}' if what else ''}: save its text as .odt, or a sheet as CSV"
        )
    reader = _Reader()
    reader.styles(root)
    if not flat and "styles.xml" in archive.names:
        reader.styles(archive.xml("styles.xml"))
    reader.blocks(body)
    out = reader.out
    out.metadata.update(_properties(meta if meta is not None else root))
    if reader.comments:
        out.metadata["comments"] = reader.comments
        n = len(reader.comments)
        out.notes.append(f"{n} comment{'s' if n > 1 else ''} kept apart from the text, in the source's metadata")
    draft = extracted(out, raw, name, origin, options)
    said = out.metadata.get("title")
    if said and not draft.title and said in draft.text:
        draft.title = said
    return draft


class _Reader:
    """Walks a document's body and fills an Extract."""

    def __init__(self) -> None:
        self.out = Extract()
        self.comments: list[dict[str, str]] = []
        self.depth = 0
        self.emphatic: set[str] = set()  # names of styles that show words in bold, italics, underlined
        self.labels: dict[tuple[str, str], str] = {}  # the words that lists put before their items, by style and level
        self.lists: list[str] = []  # the styles of the lists that the walk is inside of
        self.label = ""

    def styles(self, root: _Element) -> None:
        """Notes which styles emphasise words, and which lists put words before their items ("Interviewer:")."""
        for el in root.iter():
            tag = local(el)
            if tag == "style" and attribute(el, "family") == "text":
                parent = attribute(el, "parent-style-name") or ""
                if _emphasises(el) or parent in self.emphatic or parent in ("Strong_20_Emphasis", "Emphasis"):
                    self.emphatic.add(attribute(el, "name") or "")
            elif tag == "list-level-style-number" and local(el.getparent()) == "list-style":
                said = (attribute(el, "num-prefix") or "") + (attribute(el, "num-suffix") or "")
                if any(c.isalpha() for c in said):
                    style = attribute(el.getparent(), "name") or ""
                    self.labels[(style, attribute(el, "level") or "1")] = said.strip()
        self.emphatic |= {"Strong_20_Emphasis", "Emphasis"}

    def blocks(self, el: _Element, kind: str = "") -> None:
        """Adds the headings, paragraphs, lists and tables of a body or of what may stand in one."""
        if self.depth > 60:
            return
        self.depth += 1
        for child in el:
            tag = local(child)
            if tag == "h":
                self._add(child, kind or "heading")
            elif tag == "p":
                titled = attribute(child, "style-name") in ("Title", "Subtitle")
                self._add(child, kind or ("heading" if titled else ""))
            elif tag in ("list-item", "list-header"):
                self.label = self.labels.get((self.lists[-1] if self.lists else "", str(len(self.lists))), "")
                self.blocks(child, kind or ("" if self.label else "paragraph"))
                self.label = ""
            elif tag == "list":
                self.lists.append(attribute(child, "style-name") or (self.lists[-1] if self.lists else ""))
                self.blocks(child, kind)
                self.lists.pop()
            elif tag in _INDEX:
                self.blocks(child, "boilerplate")
            elif tag == "table":
                self._table(child)
            elif tag == "tracked-changes":
                if any(local(x) == "deletion" for x in child.iter()):
                    self.out.left_out["words deleted with changes tracked"] = 1
            elif tag not in _GONE:
                self.blocks(child, kind)
        self.depth -= 1

    def _add(self, p: _Element, kind: str) -> None:
        notes: list[str] = []
        boxes: list[_Element] = []
        text = self._words(p, notes, boxes, marked=True)
        if self.label:
            text, self.label = f"{self.label} {text.lstrip()}", ""
        self.out.add(" ".join(text.split("\n")) if kind == "heading" else text, kind)
        for note in notes:
            self.out.add(note, "note")
        for box in boxes:
            self.blocks(box)

    def _words(self, p: _Element, notes: list[str], boxes: list[_Element], *, marked: bool = False) -> str:
        """A paragraph's words. White space counts as in HTML: a run of it is one space; `text:s` has the others."""
        parts: list[str] = [_spaces(p.text)]
        stack = [iter(p)]
        tails: list[str | None] = [None]
        ends = [""]
        while stack:
            child = next(stack[-1], None)
            if child is None:
                stack.pop()
                parts.append(ends.pop() + _spaces(tails.pop()))
                continue
            tag = local(child)
            if tag == "s":
                n = attribute(child, "c") or "1"
                parts.append(" " * min(int(n) if n.isdecimal() else 1, 1000))
            elif tag == "tab":
                parts.append("\t")
            elif tag == "line-break":
                parts.append("\n")
            elif tag == "note":
                said = [x for x in child if local(x) == "note-body"]
                notes += [text for x in said if (text := self._inside(x))]
            elif tag == "annotation":
                self._comment(child)
            elif tag == "text-box":
                boxes.append(child)
            elif tag == "image":
                self.out.left_out["pictures"] = 1
            elif tag and tag not in _GONE and tag not in ("title", "desc", "annotation-end"):
                strong = marked and tag == "span" and attribute(child, "style-name") in self.emphatic
                parts.append((ON if strong else "") + _spaces(child.text))
                stack.append(iter(child))
                tails.append(child.tail)
                ends.append(OFF if strong else "")
                continue
            parts.append(_spaces(child.tail))
        return _single("".join(parts))

    def _inside(self, el: _Element) -> str:
        lines = [self._words(p, [], []).strip() for p in el.iter() if local(p) in ("p", "h")]
        return "\n".join(x for x in lines if x)

    def _comment(self, el: _Element) -> None:
        said = {local(x): " ".join(x.text.split()) for x in el if local(x) in ("creator", "date") and x.text}
        made = {"author": said.get("creator", ""), "date": said.get("date", ""), "text": self._inside(el)}
        self.comments.append({k: v for k, v in made.items() if v})

    def _table(self, table: _Element) -> None:
        rows: list[list[str]] = []
        for row in (el for el in table.iter() if local(el) == "table-row" and _home(el) is table):
            cells = []
            for cell in row:
                if local(cell) == "table-cell":
                    cells.append(self._inside(cell))
                elif local(cell) == "covered-table-cell":
                    cells.append("")
            rows.append(cells)
        self.out.table(rows)


def _emphasises(style: _Element) -> bool:
    """True if a style shows words in bold, italics, underlined or small capitals."""
    for x in style:
        said = {k: attribute(x, k) or "" for k in ("font-weight", "font-style", "text-underline-style", "font-variant")}
        if said["font-weight"] in ("bold", "600", "700", "800", "900") or said["font-style"] in ("italic", "oblique"):
            return True
        if said["text-underline-style"] not in ("", "none") or said["font-variant"] == "small-caps":
            return True
    return False


def _home(row: _Element) -> _Element | None:
    up = row.getparent()
    while up is not None and local(up) != "table":
        up = up.getparent()
    return up


def _spaces(text: str | None) -> str:
    """White space as it counts: what a file wraps with is a space, that of `text:s` and `text:tab` comes apart."""
    return text.replace("\n", "\x1f").replace("\r", "\x1f").replace("\t", "\x1f").replace(" ", "\x1f") if text else ""


def _single(text: str) -> str:
    """Runs of counted white space as one space."""
    if "\x1f" not in text:
        return text
    out = text.split("\x1f")
    return " ".join(x for i, x in enumerate(out) if x or i in (0, len(out) - 1))


def _properties(root: _Element) -> dict[str, str]:
    out: dict[str, str] = {}
    meta = next((el for el in root.iter() if local(el) == "meta" and len(el)), None)
    for el in meta if meta is not None else ():
        key = {"initial-creator": "creator", "creation-date": "created", "date": "modified", "title": "title"}.get(
            local(el)
        )
        if key and (el.text or "").strip():
            out[key] = " ".join(str(el.text).split())[:300]
    return out
