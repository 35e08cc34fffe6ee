"""A piece of a web page as text: what a reader of the page sees, with the quotations in it and the links' addresses.

The walk keeps its own stack: a page may nest deeper than Python can call.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_WHITE = re.compile(r"[ \t\n\r\f\v\xa0]+")
_BLOCK = frozenset(
    """address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre section summary table tbody tfoot thead tr ul
    caption woltlab-quote""".split()  # noqa: SIM905
)
_APART = frozenset("blockquote dl figure h1 h2 h3 h4 h5 h6 ol p pre table ul woltlab-quote".split())  # noqa: SIM905
_UNSEEN = frozenset(
    """script style noscript template svg math button input select textarea object embed audio video canvas head title
    iframe link meta map progress meter datalist -comment""".split()  # noqa: SIM905
)
_FOR_EARS = frozenset("sr-only visually-hidden screen-reader-text u-srOnly visuallyhidden".split())  # noqa: SIM905
_EMOJI = re.compile(r"emoji|smil|emoticon", re.I)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_LINKS = 40  # of one post that are kept


class Quoted(NamedTuple):
    """Facts that a page gives about a quotation: who is quoted, which post; `author` is empty if the page does not say."""

    author: str = ""
    post: str = ""
    head: bool = False  # it is the line over a quotation, which follows


@dataclass(slots=True)
class Quote:
    """A stretch of a text that quotes someone."""

    start: int
    end: int
    said: Quoted


@dataclass(slots=True)
class Text:
    """Result of `words` for a piece of a page. `links` are those whose address is not their text."""

    text: str = ""
    quotes: list[Quote] = field(default_factory=list)
    links: list[dict[str, str]] = field(default_factory=list)


class _End(NamedTuple):
    """Steps to take at the end of a node."""

    tag: str
    quote: Quote | None = None
    href: str = ""
    start: int = 0
    shown: bool = False


class _Flow:
    """Text on its way out: white space run together, line breaks as blocks ask for them."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.size = self.breaks = 0
        self.space = self.tab = False

    def words(self, s: str) -> None:
        """Adds characters of the page."""
        s = _WHITE.sub(" ", s)
        if not s or s == " ":
            self.space |= bool(s)
            return
        self.space |= s[0] == " "
        self._put(s.strip(" "))
        self.space = s[-1] == " "

    def exactly(self, s: str) -> None:
        """Adds preformatted characters."""
        s = s.replace("\r\n", "\n").replace("\r", "\n")
        body = s.strip("\n")
        if not body.strip():
            self.breaks += s.count("\n")
            return
        self.breaks += len(s) - len(s.lstrip("\n"))
        self._put(body)
        self.breaks = len(s) - len(s.rstrip("\n"))

    def _put(self, s: str) -> None:
        if self.size:
            s = ("\n" * min(self.breaks, 2) or ("\t" if self.tab else " " if self.space else "")) + s
        self.breaks, self.space, self.tab = 0, False, False
        self.parts.append(s)
        self.size += len(s)

    def block(self, apart: bool) -> None:
        """The edge of a block: what follows stands on a line of its own, `apart` after a blank one."""
        self.breaks, self.space = max(self.breaks, 2 if apart else 1), False


_NOTHING: frozenset[int] = frozenset()


def words(
    node: LexborNode, *, leave: Collection[int] = _NOTHING, quotes: Mapping[int, Quoted] | None = None,
    keep: Collection[int] = _NOTHING, base: str = "", title: str = "",
) -> Text:  # fmt: skip
    """The text under a node.

    `leave`, `quotes` and `keep` tell nodes by `mem_id`: what is left out, what is a quotation, and what is shown
    although the page hides it (a spoiler). `base` is the page's address, for links; an image whose words repeat `title`
    says nothing.
    """
    flow, out = _Flow(), Text()
    quotes = quotes or {}
    stack: list[LexborNode | _End] = []
    _push(stack, node)
    pre = quoting = shown = 0
    while stack:
        item = stack.pop()
        if isinstance(item, _End):
            if item.tag in _BLOCK:
                flow.block(item.tag in _APART)
            pre -= item.tag == "pre"
            shown -= item.shown
            if item.quote is not None:
                item.quote.end = flow.size
                quoting -= 1
                flow.block(True)
            if item.href:
                _link(out, item, flow, base)
            continue
        tag = item.tag or ""
        if tag == "-text":
            if not leave or item.mem_id not in leave:
                (flow.exactly if pre else flow.words)(item.text_content or "")
            continue
        if tag == "br":
            flow.breaks, flow.space = flow.breaks + 1, False
            continue
        if tag in _UNSEEN:
            continue
        key = item.mem_id
        if key in leave:
            continue
        attrs = item.attributes
        kept = key in keep
        if not kept and not shown and hidden(attrs):
            continue
        if tag == "img":
            flow.words(_alt(attrs, title))
            continue
        if tag == "cite" and quoting:
            tag = "div"  # shown on a line of its own over what it says
        if tag in _BLOCK:
            flow.block(tag in _APART)
        elif tag in ("td", "th"):
            flow.tab = flow.tab or not flow.breaks
        quote = None
        if key in quotes and not quoting:
            flow.block(True)
            quote = Quote(flow.size, 0, quotes[key])
            out.quotes.append(quote)
            quoting += 1
        pre += tag == "pre"
        shown += kept
        href = (attrs.get("href") or "") if tag == "a" and not quoting else ""
        if quote is not None or href or kept or tag in _BLOCK:
            stack.append(_End(tag, quote, href, len(flow.parts), kept))
        _push(stack, item)
    return _whole(flow, out)


def plain(node: LexborNode | None) -> str:
    """The text under a node on one line: for names, titles and dates."""
    return " ".join(words(node).text.split()) if node is not None else ""


def fragment(html: str) -> LexborNode | None:
    """The body of a piece of HTML, as APIs give it."""
    from selectolax.lexbor import LexborHTMLParser

    return LexborHTMLParser(html).body


def _push(stack: list[LexborNode | _End], node: LexborNode) -> None:
    at = len(stack)
    child = node.child
    while child is not None:
        stack.append(child)
        child = child.next
    stack[at:] = stack[: at - 1 : -1] if at else stack[::-1]


def hidden(attrs: Mapping[str, str | None]) -> bool:
    """True if the attributes of an element hide it from readers."""
    if not attrs:
        return False
    if "hidden" in attrs or ((style := attrs.get("style")) and _HIDDEN.search(style)):
        return True
    names = attrs.get("class")
    return bool(names) and not _FOR_EARS.isdisjoint(names.split())  # type: ignore[union-attr]


def _alt(attrs: Mapping[str, str | None], title: str) -> str:
    """The words of an image that stands for a sign (":)"); of any other there are none."""
    if not _EMOJI.search(f"{attrs.get('class')} {attrs.get('src')}"):
        return ""
    for name in ("alt", "title", "data-shortname"):
        alt = " ".join((attrs.get(name) or "").split())
        if alt and len(alt) <= 40 and not (title and alt.startswith(title)):
            return alt
    return ""


def _link(out: Text, end: _End, flow: _Flow, base: str) -> None:
    url = end.href.strip()
    if len(out.links) >= _LINKS or url[:1] == "#" or len(url) > 2000:
        return
    try:
        url = urljoin(base, url) if base else url
    except ValueError:
        return
    text = " ".join("".join(flow.parts[end.start :]).split())
    if not text or not url.startswith(("http://", "https://")):
        return
    bare = url.partition("://")[2].rstrip("/")
    if text.rstrip("/") in (url.rstrip("/"), bare, bare.removeprefix("www.")) or text[0] == "@":
        return
    if {"text": text[:200], "url": url} not in out.links:
        out.links.append({"text": text[:200], "url": url})


def _whole(flow: _Flow, out: Text) -> Text:
    text = "".join(flow.parts)
    lead = len(text) - len(text.lstrip())
    out.text = text.strip()
    merged: list[Quote] = []
    for q in out.quotes:
        start, end = max(q.start - lead, 0), min(q.end - lead, len(out.text))
        piece = out.text[start:end]
        start += len(piece) - len(piece.lstrip())
        end -= len(piece) - len(piece.rstrip())
        if start >= end:
            continue
        before = merged[-1] if merged else None
        if before is not None and before.said.head and not out.text[before.end : start].strip():
            said = Quoted(q.said.author or before.said.author, q.said.post or before.said.post, q.said.head)
            before.end, before.said = end, said
            continue
        merged.append(Quote(start, end, q.said))
    out.quotes = merged
    return out
