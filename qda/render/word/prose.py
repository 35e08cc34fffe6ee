"""A researcher's Markdown as Word paragraphs: headings, lists, quotes, code, tables, bold, italic and links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qda.render.prose import tokens
from qda.render.word.xml import Body, run

if TYPE_CHECKING:
    from markdown_it.token import Token

_INDENT = 0.63 / 2.54 * 1440  # twentieths of a point for each level of a numbered list


def add_prose(body: Body, markdown: str, level: int) -> None:
    """Append the Markdown; its headings go below `level`, and below the two levels of a table of contents."""
    _Prose(body, level).run(tokens(markdown))


class _Prose:
    def __init__(self, body: Body, level: int) -> None:
        self.body, self.level = body, max(2, level)
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
                self.lists.append(self.body.numbered(int(token.attrGet("start") or 1)) if kind[0] == "o" else None)
            elif kind in ("bullet_list_close", "ordered_list_close"):
                self.lists.pop()
            elif kind == "list_item_open":
                self.fresh = True
            elif kind in ("blockquote_open", "blockquote_close"):
                self.quoted += 1 if token.nesting == 1 else -1
            elif kind in ("fence", "code_block"):
                self.body.add(token.content.rstrip("\n"), "Code Block")
            elif kind == "hr":
                self.body.line("Normal", run("* * *"), '<w:jc w:val="center"/>')
            elif kind == "table_open":
                self.cells = []
            elif kind == "tr_open" and self.cells is not None:
                self.cells.append([])
            elif kind == "table_close" and self.cells is not None:
                self.table(self.cells)
                self.cells = None

    def paragraph(self, runs: str) -> None:
        if self.heading:
            self.body.line(f"Heading {self.heading}", runs)
            return
        if not self.lists:
            self.body.line("Quote" if self.quoted else "Normal", runs)
            return
        depth = min(3, len(self.lists))
        suffix = f" {depth}" if depth > 1 else ""
        if not self.fresh:
            self.body.line(f"List Continue{suffix}", runs)
            return
        self.fresh = False
        number = self.lists[-1]
        form = ""
        if number is not None:
            form = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
            if depth > 1:
                form += f'<w:ind w:left="{round(_INDENT * depth)}"/>'
        self.body.line(f"List {'Bullet' if number is None else 'Number'}{suffix}", runs, form)

    def inline(self, token: Token) -> None:
        children = token.children or []
        if self.cells is not None:
            self.cells[-1].append("".join(_plain(child) for child in children))
            return
        runs: list[str] = []
        text = ""
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
                if target and not text.endswith(target):
                    runs.append(run(f" ({target})"))
                    text += f" ({target})"
            elif piece := _plain(child):
                look = '<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas"/>' if kind == "code_inline" else ""
                look += ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "") + ("<w:strike/>" if struck else "")
                runs.append(run(piece, look))
                text += piece
        self.paragraph("".join(runs))

    def table(self, rows: list[list[str]]) -> None:
        from qda.render.word.table import word_table

        size = len(rows[0])
        body = [(row + [""] * size)[:size] for row in rows[1:]]
        self.body.parts.append(word_table(rows[0], body, ()))
        self.body.add("", "After Table")


def _plain(token: Token) -> str:
    if token.type == "softbreak":
        return " "
    return "\n" if token.type == "hardbreak" else token.content
