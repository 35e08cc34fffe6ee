"""Read a page's own title, author, date and site: from its head, from JSON-LD, or from where pages show them."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterator
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from qda.importers.common.dates import parse_date
from qda.importers.common.html_text import words
from qda.importers.common.zip_xml import local
from qda.importers.web.noise import APART

if TYPE_CHECKING:
    from lxml.etree import _Element

_ARTICLES = (
    "Article",
    "NewsArticle",
    "BlogPosting",
    "Report",
    "ScholarlyArticle",
    "WebPage",
    "Interview",
    "OpinionNewsArticle",
)
_PARTS = re.compile(r"\s+[|–—»·-]\s+")
_BY = re.compile(r"^(?:by|door|von|par|por|di|af|av)\s+", re.I)


def metadata(root: _Element) -> dict[str, str]:
    """Return the page's own title, author, date (ISO 8601) and site."""
    out: dict[str, str] = {}
    for data in _json(root):
        _take(out, "title", data.get("headline"))
        _take(out, "author", _names(data.get("author")))
        _take(out, "date", _when(data.get("datePublished")))
    metas: dict[str, str] = {}
    for el in root.iter("meta"):
        key = (el.get("property") or el.get("name") or el.get("itemprop") or "").lower()
        if key and el.get("content"):
            metas.setdefault(key, " ".join(str(el.get("content")).split()))
    for key in ("og:title", "twitter:title", "dc.title", "citation_title", "headline"):
        _take(out, "title", metas.get(key))
    for key in (
        "author",
        "article:author",
        "dc.creator",
        "citation_author",
        "byl",
        "parsely-author",
        "sailthru.author",
    ):
        said = metas.get(key, "")
        _take(out, "author", None if said.startswith("http") else _BY.sub("", said))
    for key in ("article:published_time", "date", "datepublished", "dc.date", "dc.date.issued", "citation_publication_date",
                "pubdate", "publishdate", "publication_date", "parsely-pub-date", "og:published_time"):  # fmt: skip
        _take(out, "date", _when(metas.get(key)))
    for el in (el for el in _above_comments(root) if local(el) in ("a", "span", "div", "p")):
        if "author" in (el.get("rel") or "").split() or el.get("itemprop") == "author":
            _take(out, "author", _BY.sub("", words(el)[:80]))
    h1 = [h for el in root.iter("h1") if (h := words(el))]
    title = next((words(el) for el in root.iter("title")), "")
    parts = _PARTS.split(title) if title else []
    lower = {words(el) for el in root.iter("h2", "h3")} if h1 and h1[0] in parts and len(parts) > 1 else set()
    under = next((part for part in parts if part in lower and part != h1[0]), "")  # the h1 is the site's name then
    sure = not under and (len(h1) == 1 or (h1 and h1[0] in title))
    if sure and (not out.get("title") or h1[0] in out["title"] or out["title"] not in title):
        out["title"] = " ".join(h1[0].split())
    _take(out, "title", under or (parts[0] if parts else None))
    _take(out, "site", metas.get("og:site_name"))
    if link := next((el.get("href") for el in root.iter("link") if el.get("rel") == "canonical"), None):
        _take(out, "url", link)
    return {k: v[:500] for k, v in out.items()}


def dated(root: _Element, main: _Element, leave: Container[_Element] = ()) -> str | None:
    """The date that the page shows with its article: the first `<time>` above or in `main`, not below it nor in a comment.

    Those in elements of `leave` that lie in `main` are of something else.
    """
    last = next(reversed(list(main.iter())))
    for el in _above_comments(root):
        if (
            local(el) == "time"
            and not (main in el.iterancestors() and _inside(el, main, leave))
            and (when := _when(el.get("datetime") or words(el)))
        ):
            return when
        if el is last:
            return None
    return None


def _inside(el: _Element, main: _Element, leave: Container[_Element]) -> bool:
    return any(up in leave for up in takewhile(lambda up: up is not main, el.iterancestors()))


def _above_comments(root: _Element) -> Iterator[_Element]:
    """The elements of a page up to its first comment, where comments were recognised."""
    for el in root.iter():
        if el.get(APART) is not None:
            return
        yield el


def _take(out: dict[str, str], key: str, value: Any) -> None:
    if isinstance(value, str) and value.strip():
        out.setdefault(key, " ".join(value.split()))


def _when(value: Any) -> str | None:
    if not isinstance(value, str) or not value.strip():
        return None
    value = value.strip()[:60]
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?)?", value):
        return re.sub(r"\.\d+", "", value.replace(" ", "T"))
    return parse_date(value)


def _names(value: Any) -> str:
    some = value if isinstance(value, list) else [value]
    out = [x.get("name") if isinstance(x, dict) else x for x in some]
    return ", ".join(x for x in out if isinstance(x, str) and x.strip() and not x.startswith("http"))


def _json(root: _Element) -> list[dict[str, Any]]:
    """The JSON-LD objects of a page that are articles."""
    out: list[dict[str, Any]] = []
    for el in root.iter("script"):
        if (el.get("type") or "").lower() != "application/ld+json" or not el.text or len(el.text) > 500_000:
            continue
        try:
            data = json.loads(el.text)
        except (ValueError, RecursionError):  # a page's own mistake: the page can be read without
            continue
        some = data if isinstance(data, list) else [data]
        for one in some:
            graph = one.get("@graph") if isinstance(one, dict) else None
            for x in graph if isinstance(graph, list) else [one]:
                kinds = x.get("@type") if isinstance(x, dict) else None
                if any(k in _ARTICLES for k in (kinds if isinstance(kinds, list) else [kinds])):
                    out.append(x)
    return sorted(out, key=lambda x: x.get("@type") == "WebPage")
