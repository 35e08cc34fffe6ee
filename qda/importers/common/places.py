"""Places on a page, as profiles of forum software write them: where something stands, and what of it is taken.

A place is a CSS selector under a node; `@name` after it takes an attribute, alone it is one of the node's own; ` ~ pattern`
takes the pattern's first group of what was found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from qda.core.errors import QdaError, place_of
from qda.importers.common.post_text import plain

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

LONGEST = 2000  # characters that a pattern is tried on


class Place(NamedTuple):
    """One place on a page: a selector ("" is the node itself), an attribute or "", a pattern or None."""

    css: str
    attr: str
    pattern: re.Pattern[str] | None


def place(text: str, where: str) -> Place:
    """The place that a text names. QdaError for one that cannot be used; `where` says in it whose place it is."""
    rest, found, expression = text.partition(" ~ ")
    css, attr = rest.strip(), ""
    at = css.rfind("@")
    if at >= 0 and "]" not in css[at:]:
        css, attr = css[:at].strip(), css[at + 1 :].strip()
    if css:
        check(css, where)
    return Place(css, attr, pattern(expression, where) if found else None)


def pattern(text: str, where: str) -> re.Pattern[str]:
    """The compiled pattern; QdaError for one that cannot be read."""
    try:
        return re.compile(text)
    except re.error as e:
        raise QdaError(f"{where} has a pattern that cannot be read{place_of(e)}: {text}") from None


def check(css: str, where: str) -> None:
    """Raise QdaError for what is no CSS selector."""
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError

    try:
        LexborHTMLParser("<p>").css_first(css)
    except SelectolaxError:
        raise QdaError(f"{where} is no CSS selector: {css}") from None


def first(places: Sequence[Place] | None, node: LexborNode) -> str:
    """Return the text of the first place that is not empty, on one line; "" if all are."""
    for css, attr, pattern in places or ():
        for at in node.css(css) if css else (node,):
            text = (at.attributes.get(attr) or "") if attr else plain(at)
            text = " ".join(text[:LONGEST].split())
            if pattern is not None:
                found = pattern.search(text)
                text = (found[1] if found.re.groups else found[0]) or "" if found else ""
            if text:
                return text
    return ""
