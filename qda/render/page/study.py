"""A whole study as one page."""

from __future__ import annotations

from collections.abc import Iterator

from qda.core.study_page import StudyPage
from qda.render.page.frame import bottom, chapter, top
from qda.render.page.html import Places, name, safe
from qda.render.page.parts import Parts
from qda.render.page.quotes import Quotes
from qda.render.page.theory import Theory
from qda.render.page.words import Words


def page(page: StudyPage) -> Iterator[str]:
    """Yield the page in pieces."""
    words = Words()
    places = _places(page, words)
    coders = sorted({c.name for c in page.coders} | {q.coder for q in page.quotes})
    number = {coder: n for n, coder in enumerate(coders)}
    quotes = Quotes(page.quotes, places, number, own=page.texts is None)
    theory, parts = Theory(page, places, quotes), Parts(page, places, quotes, number)
    chapters = {
        "overview": theory.overview, "categories": theory.categories, "sources": parts.sources,
        "codebook": parts.codebook, "memos": parts.memos, "tables": parts.tables, "curve": parts.curve,
        "timeline": parts.timeline, "made": parts.made,
    }  # fmt: skip
    below = {
        "categories": [(f"category-{c.id}", name(c.name, 60)) for c in page.categories],
        "sources": [(f"source-{t.id}", name(t.called or t.source, 60)) for t in page.texts or ()],
        "tables": [("by-source", safe(words("by-source"))), ("together", safe(words("together")))],
    }
    said = {key: words("texts" if key == "sources" else key) for key in chapters}
    title = page.title if page.title == page.study else f"{page.title} · {page.study}"
    yield from top(title, words, [(key, said[key], below.get(key, ())) for key in chapters])
    state = safe(words("as-of", n=page.change, at=words.day(page.changed)))
    study = "" if page.title == page.study else f"<bdi>{name(page.study, 200)}</bdi>. "
    yield f'<header class="title"><h1 dir="auto">{name(page.title, 300)}</h1><p class="small">{study}{state}</p></header>\n'
    for key, write in chapters.items():
        yield from chapter(key, said[key], write())
    yield from bottom(state, coders)


def _places(page: StudyPage, words: Words) -> Places:
    coded = [q.id for q in page.quotes] if page.texts is None else [m.id for t in page.texts for m in t.marks]
    known = {
        "coding": coded,
        "code": [e.id for e in page.codebook],
        "category": [c.id for c in page.categories],
        "property": [p.id for c in page.categories for p in c.properties],
        "relation": [r.id for c in page.categories for r in c.relations],
        "negative": [x.id for held in (page.negatives, *(c.negatives for c in page.categories)) for x in held],
        "memo": [m.id for m in page.memos or ()],
        "source": [s.source.id for s in page.sources],
    }
    return Places(words, known, {q.id: q.text for q in page.quotes})
