"""One source, or several, as a page: the text with its codings as the page of a whole study has it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qda.core.coded_text import CodedText
from qda.core.document import Document
from qda.render.page.frame import bottom, top
from qda.render.page.html import Places, safe
from qda.render.page.parts import source
from qda.render.page.words import Words


def page(document: Document, texts: Sequence[CodedText]) -> Iterator[str]:
    """Yield the page in pieces, the first text under its main heading; the notes of the document stand at the foot."""
    words = Words()
    places = Places(words, {"coding": [m.id for t in texts for m in t.marks], "source": [t.id for t in texts]}, {})
    coders = sorted({m.coder for t in texts for m in t.marks})
    number = {coder: n for n, coder in enumerate(coders)}
    yield from top(document.title, words, ())
    for n, text in enumerate(texts):
        yield from source(text, places, number, several=len(coders) > 1, level=2 if n else 1)
    yield from bottom(" ".join(map(safe, document.notes)), coders)
