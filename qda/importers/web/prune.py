"""Remove from a found article what does not belong in it: blocks of links, teasers, forms, bylines, empty headings."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from qda.importers.common.html_text import BLOCKS, HEADINGS, SKIPPED, words
from qda.importers.common.zip_xml import local
from qda.importers.web.noise import BYLINES, ELSEWHERE, link, worn

if TYPE_CHECKING:
    from lxml.etree import _Element

    from qda.importers.web.main_text import Page

_WHOLE = frozenset(("p", "blockquote", "ul", "ol", "dl", "pre", "table", "figure"))  # a name or date in them is text
_INLINE = frozenset(("b", "i", "em", "strong", "font", "u"))


def prune(p: Page, main: _Element) -> None:
    """Leaves out, in the main element, blocks of links, teasers, lines on who and when, and headings over nothing."""
    kept = {main, *((p.head, *p.head.iterancestors()) if p.head is not None else ())}
    teasers: list[_Element] = []
    for el in main.iter("ul", "ol", "dl", "div", "p", "section", "table", "article", "figure", "li"):
        size = p.sizes.get(el, 0)
        if el in p.left or el in kept or not size:
            continue
        most = 0.95 if local(el) == "p" else 0.6
        if local(el) != "li" and p.links.get(el, 0) > most * size and p.prose[main] > 2 * size * bool(p.prose[el]):
            if local(el) != "div" or size <= 300 or not p.prose[el]:
                p.left.add(el)
                p.signs[el] = ELSEWHERE
        elif size < 400 and teaser(el):
            teasers.append(el)
    if sum(p.prose[el] for el in teasers) * 2 < p.prose[main]:  # else the page is a list of short posts
        p.left.update(teasers)
        p.signs.update(dict.fromkeys(teasers, ELSEWHERE))
    _bylines(p, main)
    _bare_headings(p, main)


def teaser(el: _Element) -> bool:
    """True if a short element announces another page: its heading is a link, and another like it is beside it."""
    heading = next((h for h in el.iter(*HEADINGS)), None)
    if heading is None or local(el) not in ("article", "div", "li", "section"):
        return False
    inside = next((a for a in heading.iter("a")), None)
    above = next((up for up in heading.iterancestors() if up is el or link(up)), None)
    linked = (inside is not None and link(inside) and words(inside) == words(heading)) or (
        above is not None and link(above)
    )
    beside = [x for x in (el.getprevious(), el.getnext()) if x is not None and local(x) == local(el)]
    return linked and any(x.get("class") == el.get("class") for x in beside)


def _bylines(p: Page, main: _Element) -> None:
    """Leaves out short lines that are called an author's or a date's, or stand between the title and the text or by a picture.

    What is called so again and again is said of each of several speakers. Paragraphs, lists and what else holds text are
    not looked at: they may be a subtitle or a poem.
    """
    from lxml import etree

    titled = set(p.head.iterancestors()) if p.head is not None else set()
    over = False  # between the title and the first of the text
    header: list[_Element] = []
    called = Counter((local(el), el.get("class")) for el in main.iter() if local(el) and worn(el))
    walk = etree.iterwalk(main, events=("start", "end"))
    for event, el in walk:
        tag = local(el)
        if event == "end":
            if header and header[-1] is el:
                header.pop()
            continue
        if not tag or tag in SKIPPED or el in p.left or tag in HEADINGS or tag in _WHOLE:
            over = el is p.head or (over and tag not in _WHOLE)
            walk.skip_subtree()
        elif el is main or el in titled or p.prose.get(el, 0) or p.sizes.get(el, 0) > 120:
            if tag == "header":
                header.append(el)
            over = over and not (p.prose.get(el, 0) and not any(p.prose.get(x, 0) for x in el))
        elif (
            p.sizes.get(el, 0)
            and tag not in _INLINE
            and (
                header
                or (worn(el) and called[tag, el.get("class")] < 3)
                or (p.prose[main] and (over or next(el.iter("img"), None) is not None))
            )
            and (tag in BLOCKS or not _own(p, el.getparent()))
        ):
            p.left.add(el)
            p.signs[el] = BYLINES
            walk.skip_subtree()


def _own(p: Page, el: _Element | None) -> bool:
    """True if an element has running text outside any block in it: a name or date there is part of the text."""
    return el is not None and p.prose.get(el, 0) > sum(p.prose.get(child, 0) for child in el)


def _bare_headings(p: Page, main: _Element) -> None:
    """Leaves out headings under which nothing comes in, because what stood there was left out."""
    from lxml import etree

    over: list[_Element] = []  # headings with nothing yet under them
    gone = ""  # what was left out under them
    bare: list[tuple[_Element, str]] = []
    walk = etree.iterwalk(main, events=("start", "end"))
    for event, el in walk:
        tag = local(el)
        if event == "end":
            if el is not main and (el.tail or "").strip():
                over, gone = [], ""
            continue
        if not tag or tag in SKIPPED or el in p.left:
            if over and el in p.left and p.sizes.get(el, 0):
                gone = p.signs.get(el, ELSEWHERE)
            walk.skip_subtree()
        elif tag in HEADINGS:
            bare += [(h, gone) for h in over if gone]
            over = [] if gone else [h for h in over if local(h) < tag]
            over.append(el)
            gone = ""
            walk.skip_subtree()
        elif (el.text or "").strip():
            over, gone = [], ""
    bare += [(h, gone) for h in over if gone]
    for h, what in bare:
        if h is not p.head:
            p.left.add(h)
            p.signs[h] = what
