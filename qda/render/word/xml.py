"""The body of a Word document as XML text: paragraphs, runs, fields, links and numbered lists.

python-docx searches the styles for the name of every paragraph, and the body for its place: twenty thousand quotes took
minutes. Here both are known, so the time grows with the text.
"""

from __future__ import annotations

from html import escape  # that of `xml.sax` brings the network along
from typing import TYPE_CHECKING, Any

from qda.render.safe_text import clean

if TYPE_CHECKING:
    from docx.document import Document as Docx

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
KEEP = "<w:keepNext/>"  # a paragraph that stays on one page with the next


def run(text: str, properties: str = "") -> str:
    """Return a piece of text in one style; `properties` are the elements of its `rPr`. Line feeds and tabs are kept."""
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f"<w:r>{look}{pieces(escape(clean(text), quote=False))}</w:r>"


def pieces(escaped: str) -> str:
    """Return the contents of a run for a text in which `&`, `<` and `>` are already escaped."""
    if "\n" not in escaped and "\t" not in escaped:
        return _text(escaped)
    lines = ("<w:tab/>".join(map(_text, line.split("\t"))) for line in escaped.split("\n"))
    return "<w:br/>".join(lines)


def _text(escaped: str) -> str:
    if not escaped:
        return ""
    space = ' xml:space="preserve"' if escaped[0].isspace() or escaped[-1].isspace() else ""
    return f"<w:t{space}>{escaped}</w:t>"


def field(kind: str) -> str:
    """Return the run that begins, separates or ends a field."""
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def instruction(text: str) -> str:
    """Return the run that says what a field is."""
    return f'<w:r><w:instrText xml:space="preserve">{escape(text, quote=False)}</w:instrText></w:r>'


def link(text: str, anchor: str) -> str:
    """Return a link to a bookmark of the same document."""
    return f'<w:hyperlink w:anchor="{anchor}" w:history="1">{run(text)}</w:hyperlink>'


def bookmarked(runs: str, number: int, name: str) -> str:
    """Return runs with a bookmark, so that links can lead to them; each bookmark needs its own number."""
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{runs}<w:bookmarkEnd w:id="{number}"/>'


class Body:
    """The paragraphs of a document, in order; `docx` has the styles and numberings that they name."""

    def __init__(self, docx: Docx) -> None:
        self.docx = docx
        self.parts: list[str] = []
        self._heads: dict[str, str] = {}
        self._style_of = {str(style.name): style.style_id for style in docx.styles}
        self._lists: Any = None  # the numbering part's last list, once one was asked for
        self._list = self._abstract = 0

    def add(self, text: str, style: str) -> None:
        """Add a paragraph of plain text, or an empty one."""
        self.line(style, run(text) if text else "")

    def line(self, style: str, runs: str, properties: str = "") -> None:
        """Add a paragraph of runs; `properties` are the elements of its `pPr` after the style."""
        head = self._heads.get(style)
        if head is None:  # Normal is what a paragraph is that names no style
            head = "" if style == "Normal" else f'<w:pStyle w:val="{self._style_of[style]}"/>'
            self._heads[style] = head
        form = f"<w:pPr>{head}{properties}</w:pPr>" if head or properties else ""
        self.parts.append(f"<w:p>{form}{runs}</w:p>")

    def numbered(self, start: int) -> int:
        """Begin a new list of the style List Number at `start`; return its number, for `numPr`."""
        from docx.oxml import parse_xml

        if self._lists is None:
            numbering: Any = self.docx.part.numbering_part.element
            style: Any = self.docx.styles["List Number"].element
            used = style.pPr.numPr.numId.val
            self._lists = numbering.num_lst[-1]
            self._list = max(num.numId for num in numbering.num_lst)
            self._abstract = next(num.abstractNumId.val for num in numbering.num_lst if num.numId == used)
        self._list += 1
        made: Any = parse_xml(
            f'<w:num {W} w:numId="{self._list}"><w:abstractNumId w:val="{self._abstract}"/>'
            f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{start}"/></w:lvlOverride></w:num>'
        )
        self._lists.addnext(made)
        self._lists = made
        return self._list
