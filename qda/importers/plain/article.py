"""Articles, blog posts and pages with comments: title, byline, headings, paragraphs, signature; comments; tweets."""

from __future__ import annotations

import re

from qda.importers.common.dates import find_date
from qda.importers.common.greetings import name_like, organisation, plain_name, signoff
from qda.importers.common.headings import is_hash, mark_headings, shaped, title_of
from qda.importers.common.lines import Page
from qda.importers.common.quotations import YEAR, mark_quotes
from qda.importers.plain.boilerplate import Marks, byline
from qda.importers.plain.headed_posts import headed

_MAKERS = re.compile(r"[,;/|&()©]| (?:en|and|und|et|y|e) ")
_YEARS = re.compile(YEAR)
_SECTION = (" / ", " > ", " » ", " › ")


def recognise(page: Page, m: Marks, forced: bool = False) -> bool:
    """Makes an article of the page; False when nothing on it says that it is one (then nothing was added)."""
    lines = page.lines
    _own_head(page, m)
    end = min(m.heads, default=len(lines))
    mark_quotes(page, page.rest, end)
    credits = mark_credits(page, page.rest, end)
    before = [i for i in range(page.rest, end) if lines[i].kind == "paragraph" and i not in m.tweets]
    top = _top(page, before)
    evidence = bool(
        m.heads or m.tweets or m.found or "views" in page.metadata or page.rest or page.date or page.author or credits
    )
    headings = mark_headings(page, page.rest, end)
    evidence = evidence or any(line.kind == "heading" and is_hash(line) for line in lines)
    _subtitle(page)
    signed = _signature(page, before) if not page.author else False
    paragraphs = sum(lines[i].kind == "paragraph" and page.first_of_block(i) for i in before)
    if not (evidence or forced or headings > 1 or signed or (paragraphs > 1 and (headings or top))):
        for line in lines:
            if not line.given:
                line.kind, line.by = "paragraph", None
        page.title = page.title if page.rest else ""
        return False
    body = bool(before)
    page.kind = "article" if body or m.heads else "posts" if m.tweets else "article"
    emit(page, m)
    return True


def _own_head(page: Page, m: Marks) -> None:
    """Takes the line "Posted by … on …" over a blog post for the article's own byline: no comment begins there."""
    first = min(m.heads, default=-1)
    if first < 0 or m.heads[first].kind != "post" or any(h.kind != "comment" for i, h in m.heads.items() if i != first):
        return
    head = m.heads.pop(first)
    page.author, page.date = page.author or head.name, page.date or head.date
    page.metadata.setdefault("author", head.name)
    if head.age:
        page.metadata.setdefault("age", head.age)
    m.found += 1


def emit(page: Page, m: Marks) -> None:
    """Adds the page's lines from its header on: flat text, tweets, and each comment from its head to the next."""
    lines = page.lines
    i, n = page.rest, len(lines)
    while i < n:
        if i in m.tweets:
            _tweet(page, m, i)
            i += 1
        elif i in m.heads:
            i = headed(page, m, i, "comment")
        else:
            j = i + 1
            while j < n and j not in m.tweets and j not in m.heads:
                j += 1
            page.flat(i, j, page.author)
            i = j


def _tweet(page: Page, m: Marks, i: int) -> None:
    line = page.lines[i]
    handle_end, words_end, age = m.tweets[i]
    handle = page.text[line.start : handle_end]
    dated = age[:4].isdigit() and age[4:5] == "-"
    data = {"handle": handle} if dated or not age else {"handle": handle, "age": age}
    page.add("boilerplate", line.start, handle_end)
    at = page.add("post", handle_end, words_end, author=handle[1:], date=age if dated else None, metadata=data)
    if at >= 0:
        post = page.segments[at]
        if page.text.startswith("RT @", post.start) and (colon := page.text.find(":", post.start, post.end)) > 0:
            page.add("quoted", colon + 1, post.end, author=page.text[post.start + 4 : colon].strip() or None, parent=at)
    page.add("boilerplate", words_end, line.end)


def _top(page: Page, before: list[int]) -> bool:
    """Reads section line, title and byline off the first lines of the text; True when there is a title."""
    lines, r = page.lines, page.rules
    found = bool(page.title)
    for n, i in enumerate(before[:8]):
        line = lines[i]
        if byline(page, i):
            continue
        more = before[n + 1 :]
        follows = bool(more) and shaped(lines[more[0]])
        short = len(line.s) <= 60 and line.s[-1] not in ".!?:"
        if not found and follows and short and (line.norm in r.teaser_labels or any(x in line.s for x in _SECTION)):
            line.kind = "boilerplate"
            continue
        if not found and shaped(line) and page.last_of_block(i) and page.first_of_block(i) and more:
            page.title = title_of(line)
            line.kind = "heading"
            found = True
            continue
        if not found and is_hash(line):
            page.title, line.kind, found = title_of(line), "heading", True
            continue
        if len(line.s) > 110 or not page.last_of_block(i):
            break
    if found and not any(
        len(lines[i].s) > 60 or lines[i].s[-1] in ".!?" for i in before if lines[i].kind == "paragraph"
    ):
        for i in before:  # a list of short lines has no title
            if lines[i].kind == "heading" and not is_hash(lines[i]):
                lines[i].kind = "paragraph"
                page.title = ""
        found = bool(page.title)
    return found


def _subtitle(page: Page) -> None:
    """A long line under the title, of its shape, is the subtitle: a paragraph of its own, no heading in the text."""
    lines = page.lines
    heads = [i for i in range(page.rest, len(lines)) if lines[i].kind == "heading"][:2]
    if len(heads) == 2 and page.title and title_of(lines[heads[0]]) == page.title and not is_hash(lines[heads[1]]):
        i = heads[1]
        near = all(lines[k].kind == "boilerplate" for k in range(heads[0] + 1, i))
        if near and len(lines[i].norm.split()) >= 5 and not lines[i].s[0].isdigit() and lines[i].s[-1] != "?":
            lines[i].kind = "paragraph"


def _signature(page: Page, before: list[int]) -> bool:
    """Reads the author off the last line of the text ("Bert Ottens", "Groet, Anja"); True when there is one."""
    lines, r = page.lines, page.rules
    if len(before) < 2:
        return False
    i = before[-1]
    off = signoff(lines[i], r)
    if off and off.name:
        page.author = off.name
    elif len(lines[i].s) <= 60:
        prev = signoff(lines[before[-2]], r)
        name = plain_name(lines[i].s, r, lower=bool(prev))
        if (prev and not prev.name and name) or (
            len(name.split()) > 1 and lines[i].s[-1] not in ".!?:;,…" and not organisation(name, r)
        ):
            page.author = name
    if not page.author:
        return False
    page.metadata.setdefault("author", page.author)
    lines[i].kind = "paragraph"
    return True


def mark_credits(page: Page, i: int, j: int) -> int:
    """Marks among lines i to j as boilerplate the blocks that say who made a picture or the text: "Photo: Jan de Boer".

    All lines of such a block are a word for what was made, a colon, and names or a date; a caption's sentence stays. Who
    wrote the text becomes the page's author. Returns how many lines were marked.
    """
    lines = page.lines
    marked = 0
    k = i
    while k < j:
        n = k + 1
        while n < j and lines[n].block == lines[k].block:
            n += 1
        some = lines[k:n]
        if all(x.kind == "paragraph" and len(x.s) <= 100 and is_credit(x.s, page) for x in some):
            for at in range(k, n):
                if not byline(page, at):
                    lines[at].kind = "boilerplate"
            marked += n - k
        k = n
    return marked


def is_credit(s: str, page: Page) -> bool:
    """True if a line only says who made a picture or the text."""
    key, colon, who = s.strip("*_()[]# ").partition(":")
    if not colon or key.strip("*_ ").casefold() not in page.rules.credits:
        return False
    who = who.strip("*_ ")
    if when := find_date(who):
        who = f"{who[: when[1]]} {who[when[2] :]}"
    parts = [p.strip(" .©*_") for p in _MAKERS.split(_YEARS.sub(" ", who)) if p.strip(" .©*_")]
    return bool(who.strip()) and len(parts) <= 6 and all(name_like(p) for p in parts)
