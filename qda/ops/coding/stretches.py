"""Find the stretch of a source that a person means: by its words, by offsets, by sentences or by a segment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache, reduce
from typing import Any, NamedTuple

from qda.core import numbers
from qda.core.errors import QdaError, Refused
from qda.core.message import Message
from qda.store.analysis import codings
from qda.store.project import Study
from qda.store.texts import sources
from qda.store.texts.segment_layout import Layout

PLACES = 20  # so many places of a quote that occurs again are named
SHORT = 60  # characters shown of a quote
_SPAN = re.compile(r"(-?[0-9]+):(-?[0-9]+)")
_SENTENCES = re.compile(r"(-?[0-9]+)(?::(-?[0-9]+))?")


def short_quote(text: str, n: int = SHORT) -> str:
    """Return a text as a quote in one line, cut to n characters."""
    line = " ".join(text.split())
    return f"“{line if len(line) <= n else line[: n - 1] + '…'}”"


def locate(
    study: Study,
    source: int,
    layout: Layout,
    *,
    quote: str | None = None,
    nth: int | None = None,
    span: str | None = None,
    sentence: str | None = None,
    segment: int | None = None,
) -> tuple[int, int]:
    """Return the stretch (start, end) that is meant. Exactly one of quote, span, sentence and segment must be given."""
    given = [
        n for n, v in (("quote", quote), ("span", span), ("sentence", sentence), ("segment", segment)) if v is not None
    ]
    if len(given) != 1:
        raise Refused("stretch-unclear", "say which stretch by a quote, a span, a sentence or a segment, one of them")
    if nth is not None and quote is None:
        raise Refused("nth-without-quote", "only a quote can have several places to choose from")
    if quote is not None:
        return _by_quote(layout, quote, nth)
    if span is not None:
        return by_span(layout.text, span)
    if segment is not None:
        for s in layout.segments:
            if s.n == segment:
                return s.start, s.end
        raise QdaError(f"there is no segment {segment}; the last is {len(layout.segments)}")
    from qda.ops.sources.sentences import numbered

    if not (said := _SENTENCES.fullmatch(str(sentence).strip())):
        raise Refused(
            "sentence-unreadable",
            "{given!r} is no sentence: give its number N, or N:M for some",
            given=numbers.short(str(sentence)),
        )
    a, b = _number(said[1], "sentence"), _number(said[2] or said[1], "sentence")
    lines = numbered(study.db, source, layout)
    if not 1 <= a <= b <= len(lines):
        raise Refused(
            "sentence-outside",
            "there is no sentence {given}: the sentences are 1 to {last}",
            given=sentence,
            last=len(lines),
        )
    return lines[a - 1][2], lines[b - 1][3]


class Stretch(NamedTuple):
    """A stretch of a source: offsets, its characters, and what a coding on it has in its row."""

    start: int
    end: int
    text: str
    place: codings.Place


def stretch(study: Study, source: int, *, span: str | None = None, **ways: Any) -> Stretch:
    """Return the stretch that is meant, as `locate` finds it.

    For a span only its characters and the segments about it are read: a source may have millions, and a hundred thousand.
    """
    if span is None or any(way is not None for way in ways.values()):
        layout = sources.layout(study.db, source)
        start, end = locate(study, source, layout, span=span, **ways)
        return Stretch(start, end, layout.text[start:end], codings.place(layout, start, end))
    start, end = _said_span(span)
    cut = sources.cut(study.db, source, start, end)
    _check_span(span, start, end, cut.size, cut.layout.text)
    place = codings.place(cut.layout, 0, len(cut.layout.text))
    return Stretch(start, end, cut.layout.text, place)


def by_span(text: str, span: str) -> tuple[int, int]:
    """Return the stretch `START:END`; reject one that is outside the text, empty, or white space alone."""
    start, end = _said_span(span)
    _check_span(span, start, end, len(text), text[max(start, 0) : max(end, 0)])
    return start, end


def _said_span(span: str) -> tuple[int, int]:
    """Return the two numbers of a span; reject one that cannot be read, or is empty."""
    if not (said := _SPAN.fullmatch(span.strip())):
        raise Refused("span-unreadable", "{given!r} is no span: give START:END, two numbers", given=numbers.short(span))
    start, end = _number(said[1], "span"), _number(said[2], "span")
    if start == end:
        raise Refused("span-empty", "the span {given} is empty; END is the place after the last character", given=span)
    return start, end


def _check_span(span: str, start: int, end: int, size: int, text: str) -> None:
    """Reject a span outside a text of that size, and one whose characters (`text`) are white space alone."""
    if not 0 <= start < end <= size:
        raise Refused(
            "span-outside",
            "the span {given} lies outside the text, which has {size} characters",
            given=span,
            size=size,
        )
    if not text.strip():
        raise Refused("span-blank", "there is only white space in the span {given}", given=span)


def _number(digits: str, way: str) -> int:
    """Return the number in a `span` or a `sentence` (`way`); reject one that is larger than a study can have."""
    n = numbers.whole(digits) or 0
    if abs(n) > numbers.LARGEST:
        raise Refused(
            "stretch-too-large",
            "the {way} {number} is larger than any number that a study can have",
            way=way,
            number=numbers.short(digits),
        )
    return n


def _by_quote(layout: Layout, quote: str, nth: int | None) -> tuple[int, int]:
    """Return where the quote is: its one place, or its `nth`."""
    if not quote.strip():
        raise Refused("quote-empty", "the quote is empty")
    places = places_of(layout, quote)
    if not places:
        raise Refused(
            "quote-nowhere",
            "the quote {quote} is nowhere in the source; search all sources for its words",
            quote=short_quote(quote),
        )
    if nth is not None:
        if not 1 <= nth <= len(places):
            raise Refused(
                "quote-nth-outside",
                "there is no place {nth} of the quote: it occurs {times}",
                nth=nth,
                times=f"{len(places)} time{'s' if len(places) > 1 else ''}",
            )
        return places[nth - 1]
    if len(places) > 1:
        shown = [
            Message(
                "quote-place",
                "{nth}: {start}:{end} …{words}…",
                nth=i,
                start=a,
                end=b,
                words=" ".join(layout.text[max(a - 20, 0) : b + 20].split()),
            )
            for i, (a, b) in enumerate(places[:PLACES], 1)
        ]
        raise Refused(
            "quote-again",
            "the quote {quote} occurs {n} times, say which: {places}{more}",
            quote=short_quote(quote),
            n=len(places),
            places=in_a_row(shown),
            more=f"; and {len(places) - PLACES} more" if len(places) > PLACES else "",
        )
    return places[0]


def places_of(layout: Layout, quote: str) -> list[tuple[int, int]]:
    """Return where a quote is in a source. Places in boilerplate are listed only if there is no other."""
    return places_of_each(layout, (quote,))[quote]


def places_of_each(layout: Layout, quotes: Iterable[str]) -> dict[str, list[tuple[int, int]]]:
    """Return the same for many quotes of one source, whose text is folded once."""
    from qda.core.text.find import find_quote, fold

    folding = lru_cache(1)(fold)
    out = {}
    for quote in quotes:
        places = find_quote(layout.text, quote, folding)
        outside = [p for p in places if (s := layout.at(p[0])) is None or s.kind != "boilerplate"]
        out[quote] = outside or places
    return out


def in_a_row(messages: Sequence[str]) -> str:
    """Join messages with semicolons into one, in which each keeps its code."""
    return reduce(lambda a, b: Message("", "{a}; {b}", a=a, b=b), messages)
