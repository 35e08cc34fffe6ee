"""A researcher's own Markdown (memos, the storyline): kept as Markdown, with raw HTML shown as text.

markdown-it-py is a dependency of rich. Raw HTML is off; links lead to the web, to an address or to no scheme at all
(`_MAY`); images are off too, since a page that loads a picture tells its server who reads it. What is off is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from typing import TYPE_CHECKING, Any

from qda.render.safe_text import clean

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_AUTOLINK = re.compile(r"<(?:https?://[^\s<>]*|mailto:[^\s<>]*|[\w.+-]+@[\w.-]+)>", re.I)
_TICKS = re.compile(r"`+")
_BRACKET = re.compile(r"\\?([\[\]])")
_LABEL = re.compile(r"\[([^\[\]]{1,999})\]")
_TAG = re.compile(r"(\\*)(<(?=[A-Za-z/!?]))")
_MAY = re.compile(r"(?:https?|mailto):|(?![/\\]{2})[^:/?#\\]*(?:[/?#]|$)", re.I)  # where a link may lead
_ENDS = re.compile(r"\](?:\(\s*<?|:)\s*")  # between the words of a link and where it leads


@cache
def _reader(html: bool) -> MarkdownIt:
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": html}).enable(["table", "strikethrough"])
    if html:
        reader.validateLink = lambda url: True  # type: ignore[method-assign]  # it finds what others would follow
        return reader
    reader.validateLink = lambda url: bool(_MAY.match(url))  # type: ignore[method-assign]
    return reader.disable("image")


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
    """Return the Markdown with raw HTML, pictures and links elsewhere than to the web or an address as text.

    Its `#` headings are moved `level` down. The text is scanned line by line; if CommonMark still finds HTML in the
    result, every `<` is escaped, and if it finds a picture or such a link, every bracket.
    """
    text = _source(markdown).strip("\n")
    if "#" in text and level:
        text = _lowered(text, level)
    if not (any(sign in text for sign in ("<", "```", "~~~", "![")) or ("]" in text and _leads_away(text))):
        return text
    escaped = _escaped(text)
    if _has_html(escaped):
        escaped = escaped.replace("<", "&lt;")
    return _BRACKET.sub(lambda m: f"&#{ord(m[1])};", escaped) if _leads_away(escaped) else escaped


def _tokens_within(markdown: str) -> Iterator[Token]:
    for token in _reader(True).parse(markdown):
        yield token
        yield from token.children or ()


def _has_html(markdown: str) -> bool:
    return any(token.type in ("html_block", "html_inline") for token in _tokens_within(markdown))


def _leads_away(markdown: str) -> bool:
    """True if a reader of the Markdown would load a picture, or find a link elsewhere than to the web or an address.

    A memo may name a picture and another say where it is: every label is tried as if it were defined.
    """
    if "]" not in markdown:
        return False
    names: dict[str, Any] = {}
    _reader(True).parse(markdown, names)
    if any(not _MAY.match(str(one["href"])) for one in names.get("references", {}).values()):
        return True
    labels = dict.fromkeys(_LABEL.findall(markdown)) if "![" in markdown else ()
    return any(
        token.type == "image" or (token.type == "link_open" and not _MAY.match(str(token.attrGet("href") or "")))
        for token in _tokens_within(markdown + "\n\n" + "\n".join(f"[{label}]: http://defined" for label in labels))
    )


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
    """Write `&lt;` for each `<` that may open a tag, and `\\[` or `\\]` in pictures and links that lead elsewhere.

    What stands in fences, code spans and links to the web stays.
    """
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


def _bare(target: str) -> str:
    """Return where a link leads, as it begins when entities and backslashes are read."""
    plain = re.sub(r"\\(?=[!-/:-@\[-`{-~])", "", unescape(target))
    return re.split(r"[\s<>()]", plain, maxsplit=1)[0]


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
        elif line.startswith("![", at):
            done, at = done + "!\\[", at + 2
        elif (link_end := _ENDS.match(line, at)) and not _MAY.match(_bare(line[link_end.end() :])):
            done, at = done + "\\]", at + 1
        elif tag := _TAG.match(line, at):
            slashes = tag[1][: len(tag[1]) // 2 * 2]  # an odd one escaped the `<`, which no longer needs it
            done, at = done + slashes + "&lt;", tag.end()
        elif line[at] == "\\":
            done, at = done + line[at : at + 2], at + 2
        else:
            done, at = done + line[at], at + 1
    return done
