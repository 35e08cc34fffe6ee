"""Parse a web page after a look at its encoding, size and depth, and read what the page says about itself."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from qda.core.errors import QdaError
from qda.importers.common.encoding import decode
from qda.importers.common.opening import LARGEST, too_large
from qda.importers.common.thread_dates import absolute, parsed

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_TAGS = 600_000  # elements of one page: each takes some hundred bytes once parsed
_DEPTH = 3_000  # of elements in one another; what the parser does grows with its square
_OPEN = 2_000_000  # unclosed formatting elements times blocks: each block opens them all again
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.I)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w-]{2,30})", re.I)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# Elements that end by themselves, or whose next one ends them: no measure of depth.
_FLAT = frozenset(
    """area base br col embed hr img input link meta param source track wbr p li td th tr dd dt option optgroup tbody
    thead tfoot colgroup html head body""".split()  # noqa: SIM905
)
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())  # noqa: SIM905
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S{1,1000})")
_SINGLE_FILE = re.compile(r"Page saved with SingleFile\s+url:\s*(\S{1,1000})\s+saved date:\s*([^\n]{10,80})")
_BROWSER_DATE = re.compile(r"(\w{3}) (\d{1,2}) (\d{4}) (\d\d:\d\d:\d\d) GMT([+-]\d\d)(\d\d)")
_ARCHIVED = re.compile(r"FILE ARCHIVED ON (\d\d:\d\d:\d\d) (\w{3} \d\d, \d{4})")


@dataclass(slots=True)
class WebPage:
    """A parsed page: `url` is its own address if it has one, `saved` when it was saved, `note` is about its encoding."""

    raw: str
    tree: LexborHTMLParser
    url: str = ""
    saved: datetime | None = None
    title: str = ""
    site: str = ""
    language: str = ""
    note: str = ""


def decoded(raw: bytes, encoding: str = "") -> tuple[str, str]:
    """Return a page's text and a note: by `encoding`, its byte order mark, valid UTF-8, what it declares, or a guess."""
    if encoding or raw[:3] == codecs.BOM_UTF8 or raw[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        made = decode(raw, encoding)
        return made.text, made.note
    try:
        return _plain(raw.decode("utf-8", "strict")), ""
    except UnicodeDecodeError:
        pass
    told = _CHARSET.search(raw[:4096])
    name = told[1].decode("ascii").lower() if told else ""
    name = {"iso-8859-1": "cp1252", "iso8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252"}.get(name, name)
    if name and not name.startswith(("utf-16", "utf16", "utf-8", "utf8")) and b"\0" not in raw:
        try:
            return _plain(raw.decode(name, "strict")), ""
        except (UnicodeDecodeError, LookupError):
            pass
    if b"\0" not in raw:
        text = raw.decode("utf-8", "replace")
        bad = text.count("\ufffd")
        if bad < 1000 and bad * 3 <= sum(c > "\x7f" for c in text[:400_000]) - bad:  # a few letters cut in two
            return _plain(text), f"{bad} damaged characters in it, shown as \ufffd"
    made = decode(raw)
    return made.text, made.note


def page_text(raw: bytes, encoding: str = "") -> str:
    """Return a page's text: by `encoding`, a byte order mark, what the page declares, else as that of a text file."""
    if not encoding and not raw.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        found = _XML.search(raw[:200]) or _META.search(raw[:4000])
        if found:
            said = found[1].decode("ascii", "replace").lower()
            try:
                return raw.decode("cp1252" if said in ("iso-8859-1", "latin-1", "latin1", "us-ascii") else said)
            except (LookupError, UnicodeError):  # it says one thing and is another
                return decode(raw).text
    return decode(raw, encoding).text


def _plain(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\0", "\ufffd")


def parse(raw: bytes, encoding: str = "", large: bool = False) -> WebPage:
    """Return the parsed page; QdaError for one that is too large, too deep or no text."""
    if len(raw) > LARGEST and not large:
        raise too_large(f"{len(raw) / 1e6:.0f} MB")
    text, note = decoded(raw, encoding)
    refuse_depth(text)
    from selectolax.lexbor import LexborHTMLParser

    page = WebPage(text, LexborHTMLParser(text), note=note)
    _about(page)
    return page


def refuse_depth(text: str) -> None:
    """Raise QdaError for a page of so many elements, or so deep, that parsing it would take minutes or all memory."""
    tags = text.count("<")
    if tags < _DEPTH:
        return
    if tags > 2 * _TAGS:
        raise QdaError("a page of more than half a million elements: save its parts on their own, or as text")
    depth = deepest = blocks = unclosed = 0
    for close, name in _TAG.findall(text):
        tag = name.lower()
        if tag in _FORMATTING:
            unclosed = max(unclosed + (-1 if close else 1), 0)
        if tag in _FLAT:
            blocks += not close
            continue
        depth = max(depth + (-1 if close else 1), 0)
        deepest = max(deepest, depth)
    if deepest > _DEPTH or unclosed * (blocks + tags // 2) > _OPEN * 100 or unclosed > _DEPTH:
        raise QdaError(f"a damaged page, whose elements nest more than {_DEPTH} deep: save it again, or as text")


def _about(page: WebPage) -> None:
    """Read the facts about a page in its head."""
    metas: dict[str, str] = {}
    for node in page.tree.css("meta[property], meta[name]"):
        attrs = node.attributes
        key = (attrs.get("property") or attrs.get("name") or "").lower()
        if key and (value := (attrs.get("content") or "").strip()):
            metas.setdefault(key, value)
    canonical = page.tree.css_first("link[rel=canonical]")
    url = (canonical.attributes.get("href") or "") if canonical is not None else ""
    head = page.raw[:5000]
    saved = _SINGLE_FILE.search(head)
    from_ = _SAVED_FROM.search(head)
    page.url = next((u for u in _addresses(url, metas.get("og:url", ""), saved, from_)), "")
    if saved and (when := _BROWSER_DATE.search(saved[2])):
        month_day = absolute(f"{when[1]} {when[2]}, {when[3]}")
        page.saved = parsed(f"{month_day}T{when[4]}{when[5]}:{when[6]}") if month_day else None
    elif "FILE ARCHIVED ON" in page.raw and (archived := _ARCHIVED.search(page.raw)):
        day = absolute(archived[2])
        page.saved = parsed(f"{day}T{archived[1]}+00:00") if day else None
    title = page.tree.css_first("title")
    page.title = metas.get("og:title") or (" ".join((title.text() or "").split()) if title is not None else "")
    page.title = page.title[:300]
    page.site = host(page.url) or metas.get("og:site_name", "")
    html = page.tree.css_first("html")
    page.language = ((html.attributes.get("lang") or "") if html is not None else "").lower()


def _addresses(url: str, og: str, saved: re.Match[str] | None, from_: re.Match[str] | None) -> Iterator[str]:
    for candidate in (url, og, saved[1] if saved else "", from_[1] if from_ else ""):
        if candidate.startswith(("http://", "https://")) and host(candidate):
            yield candidate[:2000]


def host(url: str) -> str:
    """Return the host of an address, without `www.`; "" when there is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
