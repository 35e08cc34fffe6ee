"""HTML to text: paragraphs, headings, lists, tables, quotations and notes of a tree, in order. For pages and books."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qda.core.errors import QdaError, place_of
from qda.importers.common.text_builder import OFF, ON, Extract
from qda.importers.common.zip_xml import local

if TYPE_CHECKING:
    from lxml.etree import _Element

SKIPPED = frozenset(
    ("script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "button", "input", "select", "textarea",
     "head", "audio", "video", "canvas", "map", "dialog", "rp", "rt", "applet", "datalist", "progress", "meter")
)  # fmt: skip
BLOCKS = frozenset(
    ("p", "div", "section", "article", "main", "body", "html", "header", "footer", "nav", "aside", "address", "blockquote",
     "figure", "figcaption", "ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "tr", "td", "th", "tbody", "thead", "pre",
     "form", "fieldset", "legend", "details", "summary", "hr", "center", "h1", "h2", "h3", "h4", "h5", "h6", "hgroup", "menu")
)  # fmt: skip
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_SPACE = re.compile(r"[ \t\n\r\f\x0b]+")
_REF = re.compile(r"[\[(]?(?:\d{1,3}|[*†‡]|[a-z])[\])]?$")
_NOTES = re.compile(r"\b(?:foot|end)-?notes?\b|\bdoc-(?:foot|end)notes?\b|\brearnotes?\b")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_CAPTION = re.compile(
    r"(?:^|[\s_-])(?:(?:wp-)?caption(?:-?text)?|(?:photo|image|foto|bild)-?(?:credits?|bijschrift)|bijschrift"
    r"|bildunterschrift|legende|pie-?de-?foto)(?:$|[\s_-])",
    re.I,
)
_EMPHATIC = frozenset(("b", "strong", "i", "em", "u", "mark", "cite", "big", "small"))
_STYLED = re.compile(
    r"font-weight\s*:\s*(?:bold|[5-9]00)|font-style\s*:\s*(?:italic|oblique)|text-decoration[^;]*underline", re.I
)
_NAMED = re.compile(r"(?:^|[\s_-])(?:bold|strong|italic|speakers?|interviewer|respondent|label|name)(?:$|[\s_-])", re.I)
DEEPEST = 250


def tree(text: str) -> _Element:
    """The tree of a page; QdaError when it holds nothing, or is nested deeper than any page is."""
    from lxml import etree

    parser = etree.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, huge_tree=False, encoding="utf-8")
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as e:
        raise QdaError(f"not HTML that can be read{place_of(e)}: save the page anew, or its text as .txt") from None
    if root is None:
        raise QdaError("empty: there is nothing to read")
    for entry in parser.error_log:
        if "depth" in entry.message.lower() or "huge" in entry.message.lower() or "too long" in entry.message.lower():
            raise QdaError(
                "not HTML that can be read: elements in each other by the hundred, or a paragraph of more than 10 million "
                "characters: save its text as .txt"
            )
    return root


def words(el: _Element) -> str:
    """An element's words on one line, without those of scripts."""
    return " ".join(_SPACE.sub(" ", "".join(pieces(el))).split(" ")).strip()


def pieces(el: _Element) -> list[str]:
    """The runs of text in an element, in order, without those of scripts and hidden elements."""
    from lxml import etree

    out: list[str] = []
    walk = etree.iterwalk(el, events=("start", "end"))
    for event, child in walk:
        tag = local(child)
        if event == "start":
            if tag in SKIPPED or not tag:
                walk.skip_subtree()
            else:
                if tag in BLOCKS or tag == "br":
                    out.append(" ")
                out.append(child.text or "")
        else:
            if tag in BLOCKS:
                out.append(" ")
            if child is not el:
                out.append(child.tail or "")
    return out


class Writer:
    """Writes elements into an Extract, block by block. `left` are elements that stay out, with all that is in them.

    With `captions` the words under pictures are boilerplate: they stand in the text, and are no paragraphs of it.
    """

    def __init__(
        self, out: Extract, left: frozenset[_Element] | set[_Element] = frozenset(), captions: bool = False
    ) -> None:
        self.out, self.left, self.captions = out, left, captions
        self.buffer: list[str] = []
        self.kinds: list[str] = [""]
        self.lists: list[list[int]] = []
        self.items: list[str] = []
        self.lead = ""
        self.pre = 0

    def add(self, top: _Element) -> None:
        """Adds all blocks in an element."""
        from lxml import etree

        walk = etree.iterwalk(top, events=("start", "end"))
        for event, el in walk:
            tag = local(el)
            if event == "start":
                if tag == "table" and el not in self.left and (rows := _rows(el, self.left)) is not None:
                    self._flush()
                    self.out.table(rows)
                    walk.skip_subtree()
                    el.set("qda-done", "")  # its end comes still
                elif not tag or tag in SKIPPED or el in self.left or hidden(el) or self._reference(el, tag):
                    if tag in BLOCKS:
                        self._flush()
                    if tag == "img":
                        self.out.left_out["pictures"] = 1
                    el.set("qda-done", "") if tag else None
                    walk.skip_subtree()
                else:
                    if emphatic(el, tag):
                        self.buffer.append(ON)
                    self._start(el, tag)
            else:
                if tag and el.attrib.pop("qda-done", None) is None:
                    if emphatic(el, tag):
                        self.buffer.append(OFF)
                    self._end(tag)
                if el is not top and el.tail:
                    self._say(el.tail)
        self._flush()

    def _start(self, el: _Element, tag: str) -> None:
        if tag in BLOCKS:
            self._flush()
            kind = self.kinds[-1]
            if tag in HEADINGS:
                kind = kind or "heading"
            elif tag == "blockquote":
                kind = "quoted"
            elif self.captions and (
                tag == "figcaption" or _pictures(el, tag) or _CAPTION.search(el.get("class") or "")
            ):
                kind = kind or "boilerplate"
            elif tag in ("section", "aside", "div", "ol", "li") and _NOTES.search(_role(el)):
                kind = "note"
            self.kinds.append(kind)
            if tag in ("ul", "ol", "menu"):
                self.lists.append([1 if tag == "ol" else 0])
            elif tag == "li" and self.lists:
                n = self.lists[-1]
                self.lead = "  " * (len(self.lists) - 1) + (f"{n[0]}. " if n[0] else "- ")
                n[0] += 1 if n[0] else 0
            self.pre += tag == "pre"
        elif tag == "br":
            self.buffer.append("\n" if self.pre else "\x1e")
        elif tag == "img" and not self.buffer:
            self.out.left_out["pictures"] = 1
        self._say(el.text or "")

    def _end(self, tag: str) -> None:
        if tag not in BLOCKS:
            return
        self._flush()
        self.kinds.pop()
        self.pre -= tag == "pre"
        if tag == "li":
            self.lead = ""
        elif tag in ("ul", "ol", "menu") and self.lists:
            self.lists.pop()
            if not self.lists and self.items:
                kind = self.kinds[-1]
                self.out.add("\n".join(self.items), kind if kind in ("note", "quoted") else "paragraph")
                self.items = []
        elif tag in ("td", "th"):
            self.buffer.append(" ")

    def _say(self, text: str) -> None:
        if text:
            self.buffer.append(text if self.pre else _SPACE.sub(" ", text))

    def _flush(self) -> None:
        if not self.buffer:
            return
        text, self.buffer = "".join(self.buffer), []
        if not self.pre:
            text = "\n".join(" ".join(x for x in line.split(" ") if x) for line in text.split("\x1e"))
            text = re.sub(r"\n{3,}", "\n\n", text)
        if not text.strip(f"{ON}{OFF} \t\r\n\f\v\xa0"):
            return
        kind = self.kinds[-1]
        if self.lists and kind != "heading":
            text = text.strip()
            self.items.append((self.lead if kind != "note" else "") + text.replace("\n\n", "\n"))
            self.lead = "  " * len(self.lists) if self.lead.strip() else self.lead
            return
        if kind == "heading":
            text = " ".join(text.split("\n"))
        self.out.add(text, kind)

    def _reference(self, el: _Element, tag: str) -> bool:
        """True if an element is the number of a note in the text, or the link back from the note."""
        if tag not in ("a", "sup"):
            return False
        role = _role(el)
        if "doc-noteref" in role or "doc-backlink" in role or "footnote-back" in role or "noteref" in role:
            return True
        if tag == "sup" and len(el) == 1 and local(el[0]) == "a" and (el[0].get("href") or "").startswith("#"):
            return bool(_REF.match("".join(pieces(el)).strip()[:6]))
        return False


def _pictures(el: _Element, tag: str) -> bool:
    """True if an element is a figure of pictures: its words describe them."""
    return (
        tag == "figure"
        and any(True for _ in el.iter("img", "picture", "video"))
        and not any(True for _ in el.iter("blockquote", "table", "pre"))
    )


def emphatic(el: _Element, tag: str) -> bool:
    """True if the words of an element look different from those around them: bold, italic, underlined, in a colour."""
    if tag in _EMPHATIC:
        return True
    if tag not in ("span", "font", "a"):
        return False
    said = f"{el.get('class') or ''} {el.get('color') or ''}"
    style = el.get("style") or ""
    return len(style) + len(said) < 2000 and bool(_STYLED.search(style) or _NAMED.search(said))


def _role(el: _Element) -> str:
    said = [el.get("role"), el.get("class"), el.get("id")]
    said += [v for k, v in el.attrib.items() if str(k).endswith("}type") or k == "epub:type"]
    return " ".join(str(x) for x in said if x).lower()


def hidden(el: _Element) -> bool:
    """True if the page does not show an element."""
    if el.get("hidden") is not None:
        return True
    style = el.get("style")
    return bool(style and len(style) < 2000 and _HIDDEN.search(style))


def _rows(table: _Element, left: frozenset[_Element] | set[_Element]) -> list[list[str]] | None:
    """The cells of a table of data; None for one that only lays a page out."""
    rows: list[list[str]] = []
    for el in table.iter("table", "tr", "p", "div", "h1", "h2", "h3", "ul", "blockquote"):
        if local(el) != "tr":
            if el is not table and local(el) != "p":
                return None
            continue
        if any(x in left for x in el):
            return None
        rows.append([words(cell) for cell in el if local(cell) in ("td", "th")])
    if not rows or max((len(r) for r in rows), default=0) < 2:
        return None
    cells = [c for r in rows for c in r if c]
    if any(len(c) > 1500 for c in cells):
        return None
    return rows
