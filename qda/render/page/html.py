"""Helpers of the page: escaped text, short names, the linked Markdown of a researcher, quotes and places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import TYPE_CHECKING

from qda.core.study_page import Link, Linked
from qda.render.page.words import Words
from qda.render.safe_text import clean

if TYPE_CHECKING:
    from markdown_it.token import Token

NAME = 90  # characters shown of a name
QUOTE = 80  # characters shown of a quote that stands in full elsewhere
HATCHES = 24  # looks of stripes, told apart by colour and pattern
_OUTWARD = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
_LINE_END = re.compile("\r\n?")
_PUT = re.compile("\x02(\\d+)\x03")  # where a link comes: signs that no cleaned text holds


def safe(text: object) -> str:
    """Return text to stand between tags or in an attribute: control characters made visible, markup escaped."""
    return escape(clean(str(text)))


def name(text: object, most: int = NAME) -> str:
    """Return a name in safe letters, cut in the middle where it is very long."""
    whole = " ".join(str(text).split())
    if len(whole) > most:
        whole = f"{whole[: most - most // 3 - 1]}…{whole[-(most // 3) :]}"
    return safe(whole)


def short(text: str) -> str:
    """Return the beginning of a quote, in safe letters."""
    flat = " ".join(text.split())
    return safe(flat if len(flat) <= QUOTE else flat[:QUOTE] + "…")


def hatch(code: int) -> str:
    """Return the class of a code's stripe: one of a few colours and patterns, always the same for a code."""
    return f"k{code % HATCHES}"


def lines(text: str) -> str:
    """Return running text as paragraphs: each line of it."""
    return "".join(f'<p dir="auto">{safe(line)}</p>' for line in text.splitlines() if line.strip())


def anchor(link: Link) -> str:
    """Return the place of a link, such as `code-12`."""
    return f"{link.kind}-{link.id}"


class Places:
    """The places that the page has, and links to them. A link to what is not on the page is its name alone."""

    def __init__(self, words: Words, known: Mapping[str, Iterable[int]], quotes: Mapping[int, str]) -> None:
        self.words, self.quotes = words, quotes
        self._known = {kind: frozenset(ids) for kind, ids in known.items()}

    def has(self, kind: str, id: int) -> bool:
        """True if there is such a place."""
        return id in self._known.get(kind, ())

    def link(self, link: Link, label: str = "") -> str:
        """Return a link as HTML; `label` is already safe."""
        shown = label or f"<bdi>{name(link.label)}</bdi>"
        kind = link.kind
        if kind == "category" and not self.has(kind, link.id):
            kind = "code"
        return f'<a href="#{kind}-{link.id}">{shown}</a>' if self.has(kind, link.id) else shown

    def coding(self, id: int, label: str = "") -> str:
        """Return a link to a coding by its number."""
        shown = label or f"[{id}]"
        return f'<a href="#coding-{id}">{shown}</a>' if self.has("coding", id) else shown

    def said(self, link: Link) -> str:
        """Return what a link is called in running text, without the link: a quote, a title, a name."""
        words = self.words
        if link.gone:
            return safe(words("removed", name=f"‘{' '.join(link.label.split())[:QUOTE]}’"))
        if link.kind == "study":
            return safe(words("the-study"))
        if link.kind == "coding":
            text = self.quotes.get(link.id)
            number = safe(words("coding", n=link.id))
            return f"“{short(text)}” ({number})" if text is not None else number
        if link.kind in ("relation", "comparison", "negative", "sampling"):
            return f"{safe(words.word(f'{link.kind}-name'))} {name(link.label)}"
        if link.kind == "memo":  # where memos were left out their titles are too
            return f"“{name(link.label)}”" if self.has("memo", link.id) else safe(words("memo", n=link.id))
        return f"‘{name(link.label)}’"

    def about(self, link: Link) -> str:
        """Return what a memo is on, as a link where it has a place."""
        return self.link(link, self.said(link))


def prose(parts: Linked, places: Places, level: int) -> str:
    """Return a researcher's Markdown as safe HTML, its links to places of the page set in.

    Headings go below `level`. Only links to the web and to addresses stay links; raw HTML and pictures are text.
    """
    from qda.render.prose import tokens_of

    held = [part for part in parts if isinstance(part, Link)]
    numbers = iter(range(len(held)))
    text = "".join(
        clean(_LINE_END.sub("\n", part)) if isinstance(part, str) else f"\x02{next(numbers)}\x03" for part in parts
    )
    reader, parsed = tokens_of(text)
    for token in parsed:
        token.info = ""
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1:]) + level)}"
        if token.children:
            token.children = _within(token.children, lambda n: places.said(held[n]))
    html = clean(reader.renderer.render(parsed, reader.options, {}), keep="\x02\x03")
    return _PUT.sub(lambda m: places.link(held[int(m[1])], places.said(held[int(m[1])])), html)


def _within(children: list[Token], said: Callable[[int], str]) -> list[Token]:
    """Return the tokens of a line: links that lead nowhere good taken off, links of ours inside others made their names."""
    out: list[Token] = []
    open_: list[bool] = []  # of each link around, whether it stays
    for token in children:
        if token.type == "link_open":
            href = str(token.attrGet("href") or "")
            open_.append(bool(_OUTWARD.match(href)) and "\x02" not in href and "%02" not in href)
            if not open_[-1]:
                continue
            token.attrs = {"href": href, "rel": "noopener noreferrer nofollow"}
        elif token.type == "link_close":
            if not open_.pop():
                continue
        elif any(open_) and "\x02" in token.content:
            from html import unescape

            token.content = _PUT.sub(lambda m: unescape(said(int(m[1]))), token.content)
        out.append(token)
    return out
