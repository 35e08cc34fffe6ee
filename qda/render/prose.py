"""A researcher's own Markdown (memos, the storyline): kept as Markdown, with raw HTML shown as text.

markdown-it-py is a dependency of rich. Raw HTML is off; `javascript:` and the like make no links (`validateLink`);
images are off too, since a page that loads a picture tells its server who reads it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from qda.render.safe_text import clean

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_AUTOLINK = re.compile(r"<(?:https?://[^\s<>]*|mailto:[^\s<>]*|[\w.+-]+@[\w.-]+)>", re.I)
_TICKS = re.compile(r"`+")
_TAG = re.compile(r"(\\*)(<(?=[A-Za-z/!?]))")


@cache
def _reader(html: bool) -> MarkdownIt:
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": html}).enable(["table", "strikethrough"])
    return reader if html else reader.disable("image")


def _source(markdown: str) -> str:
    """Return the text to parse: line ends as line feeds, control characters made visible."""
    return clean(markdown.replace("\r\n", "\n").replace("\r", "\n"))


def tokens(markdown: str) -> list[Token]:
    """Return the Markdown as markdown-it's tokens, raw HTML and images as text."""
    return _reader(False).parse(_source(markdown))


def tokens_of(text: str) -> tuple[MarkdownIt, list[Token]]:
    """Return the reader and the tokens of a Markdown text with line feeds alone, its other controls made visible."""
    reader = _reader(False)
    return reader, reader.parse(text)


def as_html(markdown: str, level: int = 1) -> str:
    """Return safe HTML: headings of the text go below `level`, and links do not tell where they were clicked."""
    reader = _reader(False)
    parsed = reader.parse(_source(markdown))
    for token in parsed:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1:]) + level)}"
        for child in token.children or ():
            if child.type == "link_open":
                child.attrSet("rel", "noopener noreferrer nofollow")
    return clean(str(reader.renderer.render(parsed, reader.options, {})))  # `&#8238;` is a character by now


def as_markdown(markdown: str, level: int = 0) -> str:
    """Return the Markdown with raw HTML as text and its `#` headings moved `level` down.

    The text is scanned line by line; if CommonMark still finds HTML in the result, every `<` is escaped.
    """
    text = _source(markdown).strip("\n")
    if "#" in text and level:
        text = _lowered(text, level)
    if "<" not in text and "```" not in text and "~~~" not in text:
        return text
    escaped = _escaped(text)
    return escaped.replace("<", "&lt;") if _has_html(escaped) else escaped


def _has_html(markdown: str) -> bool:
    for token in _reader(True).parse(markdown):
        if token.type == "html_block" or any(child.type == "html_inline" for child in token.children or ()):
            return True
    return False


def _lowered(text: str, level: int) -> str:
    lines = text.split("\n")
    for token in _reader(False).parse(text):
        if token.type == "heading_open" and token.map and token.markup.startswith("#"):
            line = lines[token.map[0]]
            at = line.find(token.markup)
            if at >= 0:
                size = min(6, len(token.markup) + level)
                lines[token.map[0]] = line[:at] + "#" * size + line[at + len(token.markup) :]
    return "\n".join(lines)


def _escaped(text: str) -> str:
    """Write `&lt;` for each `<` that may open a tag, outside fences, code spans and links to the web."""
    done: list[str] = []
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
            done.append(line)
        elif mark and not (mark[1][0] == "`" and "`" in line[mark.end() :]):
            fence = mark[1]
            done.append(line)
        else:
            done.append(_escaped_line(line))
    if fence:  # left open it would swallow what follows
        done.append(fence)
    return "\n".join(done)


def _escaped_line(line: str) -> str:
    done, at = "", 0
    while at < len(line):
        if line[at] == "`":
            ticks = _TICKS.match(line, at)
            run = ticks[0] if ticks else "`"
            close = re.compile(f"(?<!`){run}(?!`)").search(line, at + len(run))
            end = close.end() if close else at + len(run)
            done, at = done + line[at:end], end
        elif link := _AUTOLINK.match(line, at):
            done, at = done + link[0], link.end()
        elif tag := _TAG.match(line, at):
            slashes = tag[1][: len(tag[1]) // 2 * 2]  # an odd one escaped the `<`, which no longer needs it
            done, at = done + slashes + "&lt;", tag.end()
        elif line[at] == "\\":
            done, at = done + line[at : at + 2], at + 2
        else:
            done, at = done + line[at], at + 1
    return done
