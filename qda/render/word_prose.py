"""A researcher's Markdown as Word paragraphs: headings, lists, quotes, code, tables, bold, italic and links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qda.render.prose import tokens

if TYPE_CHECKING:
    from docx.document import Document as Docx
    from docx.text.paragraph import Paragraph as Para
    from markdown_it.token import Token


def add_prose(docx: Docx, markdown: str, level: int) -> None:
    """Append the Markdown; its headings go below `level`, and below the two levels of a table of contents."""
    _Prose(docx, level).run(tokens(markdown))


class _Prose:
    def __init__(self, docx: Docx, level: int) -> None:
        self.docx, self.level = docx, max(2, level)
        self.lists: list[int | None] = []  # a numbered list's number in the file, None for bullets
        self.fresh = False  # the next paragraph is the first of its item
        self.quoted = 0
        self.heading = 0
        self.cells: list[list[str]] | None = None

    def run(self, parsed: list[Token]) -> None:
        for token in parsed:
            kind = token.type
            if kind == "inline":
                self.inline(token)
            elif kind == "heading_open":
                self.heading = min(9, self.level + int(token.tag[1:]))
            elif kind == "heading_close":
                self.heading = 0
            elif kind in ("bullet_list_open", "ordered_list_open"):
                self.lists.append(self.numbered(token) if kind[0] == "o" else None)
            elif kind in ("bullet_list_close", "ordered_list_close"):
                self.lists.pop()
            elif kind == "list_item_open":
                self.fresh = True
            elif kind in ("blockquote_open", "blockquote_close"):
                self.quoted += 1 if token.nesting == 1 else -1
            elif kind in ("fence", "code_block"):
                self.docx.add_paragraph(token.content.rstrip("\n"), style="Code Block")
            elif kind == "hr":
                self.rule()
            elif kind == "table_open":
                self.cells = []
            elif kind == "tr_open" and self.cells is not None:
                self.cells.append([])
            elif kind == "table_close" and self.cells is not None:
                self.table(self.cells)
                self.cells = None

    def numbered(self, token: Token) -> int:
        """A numbering of its own, so that the list begins where it says."""
        numbering: Any = self.docx.part.numbering_part.element
        style: Any = self.docx.styles["List Number"].element
        used = style.pPr.numPr.numId.val
        abstract = next(num.abstractNumId.val for num in numbering.num_lst if num.numId == used)
        num = numbering.add_num(abstract)
        num.add_lvlOverride(0).add_startOverride(int(token.attrGet("start") or 1))
        return int(num.numId)

    def paragraph(self) -> Para:
        if self.heading:
            return self.docx.add_paragraph(style=f"Heading {self.heading}")
        if not self.lists:
            return self.docx.add_paragraph(style="Quote" if self.quoted else "Normal")
        depth = min(3, len(self.lists))
        suffix = f" {depth}" if depth > 1 else ""
        if not self.fresh:
            return self.docx.add_paragraph(style=f"List Continue{suffix}")
        self.fresh = False
        number = self.lists[-1]
        line = self.docx.add_paragraph(style=f"List {'Bullet' if number is None else 'Number'}{suffix}")
        if number is not None:
            properties: Any = line._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val = 0
            properties.get_or_add_numId().val = number
            if depth > 1:
                from docx.shared import Cm

                line.paragraph_format.left_indent = Cm(0.63 * depth)
        return line

    def inline(self, token: Token) -> None:
        children = token.children or []
        if self.cells is not None:
            self.cells[-1].append("".join(_plain(child) for child in children))
            return
        line = self.paragraph()
        bold = italic = struck = 0
        links: list[str] = []
        for child in children:
            kind, step = child.type, child.nesting
            if kind in ("strong_open", "strong_close"):
                bold += step
            elif kind in ("em_open", "em_close"):
                italic += step
            elif kind in ("s_open", "s_close"):
                struck += step
            elif kind == "link_open":
                links.append(str(child.attrGet("href") or ""))
            elif kind == "link_close":
                target = links.pop()
                if target and not line.text.endswith(target):
                    line.add_run(f" ({target})")
            else:
                run = line.add_run(_plain(child))
                run.bold, run.italic = bool(bold) or None, bool(italic) or None
                if struck:
                    run.font.strike = True
                if kind == "code_inline":
                    run.font.name = "Consolas"

    def rule(self) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        self.docx.add_paragraph("* * *", style="Normal").alignment = WD_ALIGN_PARAGRAPH.CENTER

    def table(self, rows: list[list[str]]) -> None:
        from qda.render.word import word_table

        size = len(rows[0])
        body = [(row + [""] * size)[:size] for row in rows[1:]]
        self.docx.element.body.insert_element_before(word_table(rows[0], body, ()), "w:sectPr")
        self.docx.add_paragraph(style="After Table")


def _plain(token: Token) -> str:
    if token.type == "softbreak":
        return " "
    return "\n" if token.type == "hardbreak" else token.content
