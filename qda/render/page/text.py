"""One source, or several, as a page: the text with its codings as the page of a whole study has it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qda.core.coded_text import CodedText
from qda.core.document import Document
from qda.render.page.frame import bottom, top
from qda.render.page.html import Places, name, safe
from qda.render.page.parts import source
from qda.render.page.words import Words


def page(document: Document, texts: Sequence[CodedText]) -> Iterator[str]:
    """Yield the page in pieces; its title and notes are those of the document."""
    words = Words(document.language)
    places = Places(words, {"coding": [m.id for t in texts for m in t.marks], "source": [t.id for t in texts]}, {})
    coders = sorted({m.coder for t in texts for m in t.marks})
    number = {coder: n for n, coder in enumerate(coders)}
    below = [(f"source-{t.id}", words("text-name"), ()) for t in texts]
    yield from top(document.title, words, below, tools=True)
    yield f'<header class="title"><h1 dir="auto">{name(document.title, 300)}</h1></header>\n'
    for text in texts:
        yield from source(text, places, number, several=len(coders) > 1, level=2)
    yield from bottom(" ".join(map(safe, document.notes)), coders)
