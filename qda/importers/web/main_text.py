"""Find the part of a web page that is its article, with or without comments under it.

Comments that were recognised are taken out first, with all that follows them. What is certainly not the article
(navigation, cookie texts, calls to share) is taken off by element, role and class (`html_noise`). From there the way goes
down into the part that holds the running text, and ends where more of the text lies beside that part: a box in the
article never stands for the whole. Last come off, in what was found, blocks of links, and headings with nothing under
them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import takewhile
from typing import TYPE_CHECKING

from qda.importers.common.html_text import BLOCKS, HEADINGS, SKIPPED, words
from qda.importers.common.zip_xml import local
from qda.importers.web.noise import (
    APART,
    BODY,
    BYLINES,
    COMMENTS,
    ELSEWHERE,
    HINT,
    LEAVE,
    OWN,
    Left,
    link,
    names,
    sign,
)
from qda.importers.web.prune import prune, teaser

if TYPE_CHECKING:
    from lxml.etree import _Element

_FRAMES = frozenset(
    ("div", "section", "article", "main", "td", "tr", "table", "tbody", "center", "font", "span", "form", "a")
)
_TEXT = frozenset(("p", "blockquote", "pre", "ul", "ol", "dl", "table", "details", "h2", "h3", "h4", "h5", "h6"))
_NO_LEAD = frozenset(("figure", "figcaption", "table", "ul", "ol"))
_NO_TEXT = re.compile(r"©|\(c\)|copyright|cookies?\b|all rights reserved|alle rechte", re.I)
_GRID = re.compile(r"^(?:col|span|grid|large|medium|small|width|w|size|one|two)\b|^(?:col|span|grid)", re.I)
_COUNTER = re.compile(r"[-_](?:[0-9a-f]{6,8}|\d+)$", re.I)
_ENDS = ".!?…。！？:;"
SENTENCE = 60  # characters of a block that is running text, however it ends
SHORT = 20  # of one that ends as a sentence does
AROUND = "text around the comments"


@dataclass(slots=True)
class Page:
    """A page that is looked through: characters of each element, of links and of running text, and what is left out."""

    body: _Element
    head: _Element | None  # the article's title, where the page shows it
    apart: set[_Element]  # comments that come in by themselves
    above: set[_Element] = field(default_factory=set)  # what stands before the title
    sizes: dict[_Element, int] = field(default_factory=dict)
    links: dict[_Element, int] = field(default_factory=dict)
    prose: dict[_Element, int] = field(default_factory=dict)
    left: set[_Element] = field(default_factory=set)
    signs: dict[_Element, str] = field(default_factory=dict)


def find(root: _Element, told: Left, title: str = "") -> tuple[_Element, set[_Element]]:
    """The element with the article, and those in it to leave out; counts in `told` what else was on the page.

    `title` is what the page calls itself. Elements with the attribute `APART` are comments that come in by themselves,
    those with `HINT` and `LEAVE` what a profile says is the article's body, and is none of it; `OWN` as their value
    makes that certain.
    """
    body = next((el for el in root.iter("body")), root)
    p = Page(body, _head(body, title), {el for el in body.iter() if el.get(APART) is not None})
    p.left.update(p.apart)
    if p.head is not None:
        holds = set(p.head.iterancestors())
        p.above = {el for el in takewhile(lambda el: el is not p.head, body.iter()) if el not in holds}
    _sizes(p)
    _prose(p)
    if p.apart:
        _under(p)
        _prose(p)
    before = p.prose
    _noise(p)
    _prose(p)
    if before[body] and not p.prose[body]:  # the article's own name was the sign
        _restore(p, before)
    main = next((el for el in body.iter() if el.get(HINT) == OWN and p.prose.get(el, 0)), None)
    if main is None:
        main = _with_lead(p, _main(p, _known(p, 0.5)))
    prune(p, main)
    shown = {p.head} if p.head is not None and words(p.head) == title else set()  # the title comes in by itself
    told.count(p.body, main, p.left, p.signs, p.apart | shown)
    return main, p.left


def _sizes(p: Page) -> None:
    """Counts the characters of text in each element, and those of them that are links."""
    for el in reversed(list(p.body.iter())):
        tag = local(el)
        if not tag or tag in SKIPPED or el in p.apart:
            continue
        size, linked = len((el.text or "").strip()), 0
        for child in el:
            size += p.sizes.get(child, 0) + len((child.tail or "").strip())
            linked += p.links.get(child, 0)
        p.sizes[el] = size
        p.links[el] = size if link(el) else linked


def _prose(p: Page) -> None:
    """Counts the characters of running text in each element: of blocks as long as a sentence, or that end as one does.

    Links do not count, nor what is left out by now.
    """
    p.prose = prose = {}
    runs: dict[_Element, int] = {}  # characters that stand in an element and in no block in it
    ends: dict[_Element, bool] = {}  # whether they end as a sentence does
    for el in reversed(list(p.body.iter())):
        tag = local(el)
        if not tag or tag in SKIPPED or el in p.left:
            runs[el] = prose[el] = 0
            continue
        said = (el.text or "").strip()
        run, inner, end = len(said), 0, _ended(said, False)
        for child in el:
            inner += prose.get(child, 0)
            if local(child) not in BLOCKS and runs.get(child, 0):
                run += runs[child]
                end = ends[child]
            tail = (child.tail or "").strip()
            run += len(tail)
            end = _ended(tail, end)
        runs[el] = 0 if link(el) else run
        ends[el] = end
        prose[el] = inner + (
            run if tag in BLOCKS and tag not in HEADINGS and (run > SENTENCE or (end and run >= SHORT)) else 0
        )


def _ended(text: str, before: bool) -> bool:
    return text.rstrip("\"'”’»)*")[-1:] in _ENDS if text.rstrip("\"'”’»)*") else before


def _head(body: _Element, title: str) -> _Element | None:
    """The heading with the page's title, the highest of them; else its only h1."""
    title = " ".join(title.split()).casefold()
    found: list[tuple[bool, str, int, _Element]] = []
    ones = []
    for n, el in enumerate(body.iter(*HEADINGS)):
        said = words(el).casefold()
        if said and local(el) == "h1":
            ones.append(el)
        if said and title and (said == title or (len(said) > 12 and (said in title or title in said))):
            found.append((said != title, local(el), n, el))
    if found:
        return min(found, key=lambda f: f[:3])[3]
    return ones[0] if len(ones) == 1 else None


def _under(p: Page) -> None:
    """Leaves out what follows the first comment (forms, side columns), where the text or the title stands before it."""
    before = after = 0
    over = p.head is None
    reached = False
    later: list[_Element] = []
    for el in p.body.iter():
        if el in p.apart:
            reached = True
        elif el is p.head:
            over = not reached
        if p.prose.get(el, 0) and not any(p.prose.get(child, 0) for child in el):
            after, before = after + reached * p.prose[el], before + (not reached) * p.prose[el]
        if reached and el not in p.apart and local(el):
            later.append(el)
    if not before or not over or (p.head is None and before * 2 < after):
        return
    above = {up for el in p.apart for up in el.iterancestors()}
    for el in later:
        up = el.getparent()
        if el not in above and (up is None or up not in p.left):
            p.left.add(el)
            if what := sign(el):
                p.signs[el] = AROUND if what in (COMMENTS, "forms") else what
    _prose(p)
    titled = {p.head, *p.head.iterancestors()} if p.head is not None else set()
    first = next(el for el in p.body.iter() if el in p.apart)
    around = [up for up in first.iterancestors() if not p.prose.get(up, 0) and up not in titled and up is not p.body]
    if around:  # the outermost box round the comments: its heading is not the article's
        p.left.add(around[-1])
        p.signs[around[-1]] = AROUND


def _noise(p: Page) -> None:
    """Leaves out what is no part of an article by its name; never what holds the title or the article's own body."""
    whole, all_ = max(p.sizes.get(p.body, 0), 1), max(p.prose[p.body], 1)
    known = _known(p, 0.3)
    around = {up for el in p.apart for up in el.iterancestors()}
    kept = {p.body, *(up for el in (p.head, known) if el is not None for up in (el, *el.iterancestors()))}
    for el in p.body.iter():
        tag = local(el)
        if not tag or tag in SKIPPED - {"dialog"} or el in kept or el in p.left:
            continue
        if el.get(LEAVE) is not None:
            p.left.add(el)
            p.signs[el] = sign(el) or ELSEWHERE
            continue
        if not (what := sign(el)) or _in_a_sentence(p, el, what):
            continue
        sure = known is not None or p.head is not None
        share = max(p.sizes.get(el, 0) / whole - 0.1, p.prose[el] / all_)
        if share > (0.6 if sure else 0.4) and p.prose[el] > (500 if sure else 0) and not (sure and what == COMMENTS):
            continue  # such names are also given to what holds a whole page
        if what == "page header" and tag == "header" and known is not None and known in el.iterancestors():
            what = ""  # over the text of one part of the article
        if what and (what != ELSEWHERE or p.links.get(el, 0) or not p.prose[el]):  # "teaser-text" may be the lead
            p.left.add(el)
            p.signs[el] = AROUND if what == COMMENTS and el in around else what
    _forms(p, kept)


def _in_a_sentence(p: Page, el: _Element, what: str) -> bool:
    """True if an element is words within a paragraph (`<span class="print">`), which must not lose part of its sentences."""
    if local(el) in BLOCKS:
        return False
    block = next((up for up in el.iterancestors() if local(up) in BLOCKS), None)
    return block is not None and (
        local(block) in ("p", "li", "td", "blockquote", *HEADINGS) or (what == BYLINES and p.prose.get(block, 0) > 0)
    )


def _restore(p: Page, prose: dict[_Element, int]) -> None:
    """Takes back what was left out by its name and holds most of the text, comments and forms excepted."""
    most = max(
        (el for el in p.signs if p.signs[el] not in (COMMENTS, AROUND, "forms")), key=lambda el: prose[el], default=None
    )
    while most is not None:
        p.left.discard(most)
        p.signs.pop(most, None)
        most = most.getparent()
    _prose(p)


def _forms(p: Page, kept: set[_Element]) -> None:
    """Leaves out short pieces with a field to fill in, whatever they are called."""
    for el in p.body.iter("input", "textarea", "select"):
        if el.get("type") in ("hidden", "checkbox"):
            continue
        up, piece = el.getparent(), None
        while (
            up is not None
            and up not in kept
            and up not in p.left
            and p.sizes.get(up, 0) <= 400
            and p.prose.get(up, 0) <= 250
        ):
            piece, up = up, up.getparent()
        if piece is not None and p.sizes.get(piece, 0) and not (up is not None and up in p.left):
            p.left.add(piece)
            p.signs[piece] = "forms"


def _known(p: Page, least: float) -> _Element | None:
    """The outermost element that says it is the article, by its name, with at least a part of the running text in it.

    With the title in it, a third of that is enough; `main` counts where nothing in it says so.
    """
    main = None
    for el in p.body.iter():
        if not local(el) or not p.prose.get(el, 0) or el is p.body:
            continue
        named = names(el)
        told = (
            (local(el) == "article" and not teaser(el))
            or el.get(HINT) is not None
            or "articleBody" in (el.get("itemprop") or "")
        )
        broad = main is None and (local(el) == "main" or el.get("role") == "main")
        if not told and not broad and not (len(named) < 400 and BODY.search(named)):
            continue
        share = p.prose[el] / max(p.prose[p.body], 1)
        titled = p.head is not None and el in p.head.iterancestors()
        if share > least / (3 if titled else 1) and not _in_noise(p, el):
            if not broad or told:
                return el
            main = el
    return main


def _in_noise(p: Page, el: _Element) -> bool:
    above = set(p.head.iterancestors()) if p.head is not None else set()
    return any(up not in above and sign(up) for up in (el, *el.iterancestors()))


def _main(p: Page, known: _Element | None) -> _Element:
    """The innermost element with all of the article's text: the way down ends where more of it lies beside."""
    here, above = p.body, set(known.iterancestors()) if known is not None else set()
    inside = False
    while True:
        inside = inside or here is known
        kids = [k for k in here if local(k) and k not in p.left and p.sizes.get(k, 0)]
        best = max(kids, key=lambda k: (k in above or k is known, p.prose[k]), default=None)
        if best is None or not p.prose[best] or local(best) not in _FRAMES:
            return here
        if p.prose[here] - sum(p.prose[k] for k in here) > 0:  # its own words, around what lies in it
            return here
        easy = inside or (p.prose[best] < 0.75 * p.prose[here] and known is None)
        kept = [k for k in kids if k is best or _beside_it(p, k, best, easy, inside)]
        if len(kept) > 1:
            first, last = kids.index(kept[0]), kids.index(kept[-1])
            out = [k for k in (*kids[:first], *kids[last + 1 :]) if p.prose[k] and not _holds(k, p.head)]
            p.left.update(k for k in out if not easy or p.links.get(k, 0) <= 0.4 * p.sizes[k])
            return here
        here = best


def _beside_it(p: Page, el: _Element, best: _Element, easy: bool, inside: bool) -> bool:
    """True if an element beside the one with most text belongs to the same article.

    In what is known to be the article (`inside`) any text is, and any running text where no part has most of it (`easy`);
    else bare paragraphs, and parts that are called as that one is, as builders of pages call the rows of a page.
    """
    size = p.sizes.get(el, 0)
    if p.links.get(el, 0) > 0.4 * size or local(el) in ("header", "footer", "form") or el in p.above:
        return False
    if easy and inside and not _column(p, el, best):
        return bool(p.prose[el]) or local(el) in _TEXT - HEADINGS
    if not p.prose[el] or (p.prose[el] < 400 and _NO_TEXT.search(words(el))):
        return False
    if easy and not _column(p, el, best):
        return True
    if local(el) in ("p", "blockquote", "pre"):
        return True
    kind = _kind(el)
    same = local(el) == local(best) and kind == _kind(best)
    if local(el) == "article" and not (teaser(el) and teaser(best)):  # but on a page that announces several
        return False
    return same and (bool(kind) or local(el) == "section")


def _holds(el: _Element, other: _Element | None) -> bool:
    return other is not None and (el is other or el in other.iterancestors())


def _column(p: Page, el: _Element, best: _Element) -> bool:
    """True if an element is a separate column beside the one with the title and most of the text: it has its own heading."""
    if p.head is None or best not in p.head.iterancestors() or p.prose[el] > 0.5 * p.prose[best]:
        return False
    first = next((x for x in el.iter() if local(x) and (x.text or "").strip()), el)
    return any(local(x) in HEADINGS for x in (first, *first.iterancestors()))


def _kind(el: _Element) -> frozenset[str]:
    """An element's classes without numbers that count; those of a grid stay, which tell a side column from the text."""
    return frozenset(c for c in (el.get("class") or "").split() if _GRID.match(c) or not _COUNTER.search(c))


def _with_lead(p: Page, main: _Element) -> _Element:
    """The main element or, where the lead stands between a heading and it, the element that holds both.

    What else lies in that one is put with what is left out.
    """
    leads: list[_Element] = []
    under = False  # a heading has been passed
    for el in p.body.iter():
        if el is main:
            break
        tag = local(el)
        if tag in ("h1", "h2", "h3") and not any(up in p.left for up in el.iterancestors()):
            under, leads = True, []
        elif under and p.prose.get(el, 0) and not any(p.prose.get(child, 0) for child in el):
            leads.append(el)
    else:
        return main
    leads = [el for el in leads if not _beside(el, p.left)] if len(leads) <= 20 else []
    if not leads or len(leads) > 4 or sum(p.prose[el] for el in leads) > 0.6 * p.prose[main]:
        return main
    kept = {main, *leads}
    above = [set(el.iterancestors()) for el in kept]
    whole = next(el for el in main.iterancestors() if all(el in up for up in above))
    path = set().union(*above)
    for el in (whole, *(el for el in whole.iterdescendants() if el in path and el not in kept)):
        p.left.update(child for child in el if child not in path and child not in kept)
    return whole


def _beside(el: _Element, left: set[_Element]) -> bool:
    """True if a block over the text is not a lead: it is left out, is in a list or table, or describes a picture."""
    up = el.getparent()
    named = f"{el.get('class')} {up.get('class') if up is not None else ''}"
    if re.search("caption|credit|alert|notice", named, re.I):
        return True
    return any(x in left or local(x) in _NO_LEAD for x in (el, *el.iterancestors()))
