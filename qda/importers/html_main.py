"""Which part of a web page is its article, whether comments stand under it or not.

Comments that were recognised are taken out first, with all that follows them. What is certainly not the article
(navigation, cookie texts, calls to share) is taken off by element, role and class (`html_noise`). From there the way goes
down into the part that holds the running text, and ends where more of the text lies beside that part: a box in the
article never stands for the whole. Last come off, in what was found, blocks of links, and headings with nothing under
them. On 23 pages in eight languages, on which this was also adjusted, it did as well as trafilatura (0.94 to 0.92, F1
over runs of three words), which would bring more than 50 MB of packages along.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qda.importers.archive import local
from qda.importers.html_noise import BODY, BYLINES, COMMENTS, ELSEWHERE, Left, link, names, sign, worn
from qda.importers.html_text import BLOCKS, HEADINGS, SKIPPED, words

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
APART, HINT, LEAVE = "qda-apart", "qda-article", "qda-leave"  # attributes that the reader of the comments sets


@dataclass(slots=True)
class _Page:
    """A page that is looked through: characters of each element, of links and of running text, and what is left out."""

    body: _Element
    head: _Element | None  # the article's title, where the page shows it
    apart: set[_Element]  # comments that come in by themselves
    sizes: dict[_Element, int] = field(default_factory=dict)
    links: dict[_Element, int] = field(default_factory=dict)
    prose: dict[_Element, int] = field(default_factory=dict)
    left: set[_Element] = field(default_factory=set)
    signs: dict[_Element, str] = field(default_factory=dict)


def find(root: _Element, told: Left, title: str = "") -> tuple[_Element, set[_Element]]:
    """The element with the article, and those in it to leave out; counts in `told` what else was on the page.

    `title` is what the page calls itself. Elements with the attribute `APART` are comments that come in by themselves,
    those with `HINT` and `LEAVE` what a profile says is the article's body, and is none of it.
    """
    body = next((el for el in root.iter("body")), root)
    p = _Page(body, _head(body, title), {el for el in body.iter() if el.get(APART) is not None})
    p.left.update(p.apart)
    _sizes(p)
    _prose(p)
    if p.apart:
        _under(p)
        _prose(p)
    _noise(p)
    _prose(p)
    main = _with_lead(p, _main(p, _known(p, 0.5)))
    _prune(p, main)
    shown = {p.head} if p.head is not None and words(p.head) == title else set()  # the title comes in by itself
    told.count(p.body, main, p.left, p.signs, p.apart | shown)
    return main, p.left


def _sizes(p: _Page) -> None:
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


def _prose(p: _Page) -> None:
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


def _under(p: _Page) -> None:
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


def _noise(p: _Page) -> None:
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
        if not (what := sign(el)):
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


def _known(p: _Page, least: float) -> _Element | None:
    """The outermost element that says it is the article, by its name, with at least a part of the running text in it.

    With the title in it, a third of that is enough.
    """
    for el in p.body.iter():
        if not local(el) or not p.prose.get(el, 0) or el is p.body:
            continue
        named = names(el)
        told = local(el) == "article" or el.get(HINT) is not None or "articleBody" in (el.get("itemprop") or "")
        if not told and not (len(named) < 400 and BODY.search(named)):
            continue
        share = p.prose[el] / max(p.prose[p.body], 1)
        titled = p.head is not None and el in p.head.iterancestors()
        if share > least / (3 if titled else 1) and not _in_noise(p, el):
            return el
    return None


def _in_noise(p: _Page, el: _Element) -> bool:
    above = set(p.head.iterancestors()) if p.head is not None else set()
    return any(up not in above and sign(up) for up in (el, *el.iterancestors()))


def _main(p: _Page, known: _Element | None) -> _Element:
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
        kept = [k for k in kids if k is best or _beside_it(p, k, best, easy)]
        if len(kept) > 1:
            first, last = kids.index(kept[0]), kids.index(kept[-1])
            p.left.update(k for k in [*kids[:first], *kids[last + 1 :]] if p.prose[k] and not easy)
            return here
        here = best


def _beside_it(p: _Page, el: _Element, best: _Element, easy: bool) -> bool:
    """Whether an element beside the one with most text is of the same article.

    In what is known to be the article (`easy`) any text is; elsewhere bare paragraphs, and parts that are called as
    that one is, as builders of pages call the rows of a page.
    """
    size = p.sizes.get(el, 0)
    if p.links.get(el, 0) > 0.4 * size or local(el) in ("header", "footer", "form"):
        return False
    if easy and not _column(p, el, best):
        return bool(p.prose[el]) or local(el) in _TEXT - HEADINGS
    if not p.prose[el] or (p.prose[el] < 400 and _NO_TEXT.search(words(el))):
        return False
    if local(el) in ("p", "blockquote", "pre"):
        return True
    kind = _kind(el)
    return local(el) == local(best) and local(el) != "article" and bool(kind) and kind == _kind(best)


def _column(p: _Page, el: _Element, best: _Element) -> bool:
    """Whether an element is a column of its own beside the one with the title and most of the text: it has its own heading."""
    if p.head is None or best not in p.head.iterancestors() or p.prose[el] > 0.5 * p.prose[best]:
        return False
    first = next((x for x in el.iter() if local(x) and (x.text or "").strip()), el)
    return any(local(x) in HEADINGS for x in (first, *first.iterancestors()))


def _kind(el: _Element) -> frozenset[str]:
    """An element's classes without numbers that count; those of a grid stay, which tell a side column from the text."""
    return frozenset(c for c in (el.get("class") or "").split() if _GRID.match(c) or not _COUNTER.search(c))


def _prune(p: _Page, main: _Element) -> None:
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
        elif size < 400 and _teaser(el):
            teasers.append(el)
    if sum(p.prose[el] for el in teasers) * 2 < p.prose[main]:  # else the page is a list of short posts
        p.left.update(teasers)
        p.signs.update(dict.fromkeys(teasers, ELSEWHERE))
    _bylines(p, main)
    _bare_headings(p, main)


def _teaser(el: _Element) -> bool:
    """Whether a short element announces another page: its heading is a link, and another like it stands beside it."""
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


def _bylines(p: _Page, main: _Element) -> None:
    """Leaves out short lines that are called an author's or a date's, or stand in the header of the article."""
    from lxml import etree

    titled = set(p.head.iterancestors()) if p.head is not None else set()
    header: list[_Element] = []
    walk = etree.iterwalk(main, events=("start", "end"))
    for event, el in walk:
        tag = local(el)
        if event == "end":
            if header and header[-1] is el:
                header.pop()
            continue
        if not tag or tag in SKIPPED or el in p.left or tag in HEADINGS:
            walk.skip_subtree()
        elif el is main or el in titled or p.prose.get(el, 0) or p.sizes.get(el, 0) > 120:
            if tag == "header":
                header.append(el)
        elif p.sizes.get(el, 0) and (header or worn(el)) and tag not in ("p", "b", "i", "em", "strong"):
            p.left.add(el)
            p.signs[el] = BYLINES
            walk.skip_subtree()
        if p.prose.get(el, 0) and tag in ("p", "blockquote", "td"):  # a name or date in a sentence is part of it
            walk.skip_subtree()


def _bare_headings(p: _Page, main: _Element) -> None:
    """Leaves out headings under which nothing comes in, because what stood there was left out."""
    from lxml import etree

    over: list[_Element] = []  # headings with nothing yet under them
    gone = ""  # what was p.left out under them
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


def _with_lead(p: _Page, main: _Element) -> _Element:
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
    """Whether a block over the text is no lead: it is left out, lies in a list or table, or says what a picture shows."""
    up = el.getparent()
    named = f"{el.get('class')} {up.get('class') if up is not None else ''}"
    if re.search("caption|credit|alert|notice", named, re.I):
        return True
    return any(x in left or local(x) in _NO_LEAD for x in (el, *el.iterancestors()))
