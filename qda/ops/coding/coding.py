"""Open coding: giving stretches of text codes, and changing and taking away codings."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce

from qda.core import names as naming
from qda.core import numbers
from qda.core.errors import QdaError, Refused
from qda.core.message import Message
from qda.core.results import Said, Table
from qda.store.analysis import codebook_changes, codings, links, scope, theory_ledgers
from qda.store.analysis import codes as codebook
from qda.store.analysis.scope import Filters
from qda.store.file import ids as ids_
from qda.store.history.door import Change
from qda.store.project import Study
from qda.store.texts import sources
from qda.store.texts.sources import Layout

BRIEF = ("id", "source", "author", "code", "text")
IN_VIVO_WORDS = 8
PLACES = 20  # so many places of a quote that occurs again are named
_SPAN = re.compile(r"(-?[0-9]+):(-?[0-9]+)")
_SENTENCES = re.compile(r"(-?[0-9]+)(?::(-?[0-9]+))?")


def table(study: Study, ids: Iterable[int]) -> Table:
    """These codings as rows."""
    return Table(codings.COLUMNS, list(codings.select(study.db, ids=list(ids))), brief=BRIEF)


def listing(study: Study, filters: Filters | None = None, *, with_codes: bool = False) -> Table:
    """Codings by source, start, end and id; `with_codes` takes along the codes under those filtered for."""
    over = scope.resolve(study.db, filters or Filters())
    if with_codes and over.codes is not None:
        gathered = codebook.gathered(study.db)
        over.codes = set().union(*(gathered[i] for i in over.codes))
    return Table(
        codings.COLUMNS, codings.select(study.db, over), brief=BRIEF, notes=[f"codings over {filters or Filters()}"]
    )


def code(
    study: Study,
    source: str,
    names: Sequence[str],
    *,
    quote: str | None = None,
    nth: int | None = None,
    span: str | None = None,
    sentence: str | None = None,
    segment: int | None = None,
    note: str | None = None,
    in_vivo: bool = False,
    existing: bool = False,
    origin: str = "hand",
    suggested: Mapping[int, int] | None = None,
) -> Said:
    """Give one stretch of a source one or more codes; codes that are not there yet are made.

    The stretch is a quote (with `nth` when it occurs more than once), a span `start:end`, a sentence `n` or `n:m`, or a
    segment's number. With `in_vivo` the participant's own words become the code. The same code on the same stretch by
    the same coder is one coding: another note replaces the note. `suggested`: code -> the suggestion for this stretch
    that is accepted by giving it that code.
    """
    said = Said()
    note = naming.text(note, "note") if note is not None else None
    with study.change("code") as c:
        sid = sources.find(c.db, source)
        layout = sources.layout(c.db, sid)
        start, end = locate(study, sid, layout, quote=quote, nth=nth, span=span, sentence=sentence, segment=segment)
        if in_vivo:
            names = [_in_vivo(layout.text[start:end], names)]
            origin = "in-vivo"
        if not names:
            raise Refused("code-not-named", "name a code, or take the participant's own words")
        known = codebook.known_names(c.db)
        ids: list[int] = []
        for name in dict.fromkeys(names):
            if existing:
                cid = codebook.find(c.db, name)
            else:
                cid, new = codebook.find_or_make(c, name, origin=origin)
                if new:
                    said.notes += close_to(name, known)
            held = codings.find(c.db, sid, start, end, cid, c.coder_id)
            offer = (suggested or {}).get(cid)
            if held is None:
                made_by = origin if offer is None else "suggest"
                held = codings.add(c, sid, layout, start, end, cid, note=note or "", origin=made_by)
            elif held not in ids:
                said.notes.append(_again(c, held, name, note))
            if offer is not None:
                _taken(c, offer)
            ids.append(held)
        shown = ", ".join(repr(n) for n in names)
        c.summary = f"{shown} on {_short(layout.text[start:end])} in {links.name_of(c.db, 'source', sid)}"
    said.table = table(study, ids)
    return said


def _taken(c: Change, suggestion: int) -> None:
    from qda.store.analysis import suggestions  # nobody else who codes needs it

    suggestions.decide(c, suggestion, "accepted")


def close_to(name: str, known: Iterable[str]) -> list[str]:
    """A note when a new code's name is within an edit or two of one that is there."""
    near = naming.near_duplicates(name, known)
    return [f"made the new code {name!r}; it is close to {', '.join(map(repr, near[:3]))}"] if near else []


def _again(c: Change, coding: int, name: str, note: str | None) -> str:
    """Give a coding that is there its new note, and say what became of it."""
    held = codings.row(c.db, coding)
    old, confirmed = held["note"], held["confirmed"]
    there = f"coding {coding} was there already"
    if note is None or note == old:
        if confirmed:
            return f"{there}: {name!r} on this stretch"
        return Message(
            "coding-there-unconfirmed",
            "coding {id} was there already: {name!r} on this stretch; it is unconfirmed: confirm it once you have read it",
            id=coding,
            name=name,
        )
    codings.change(c, coding, note=note)
    return f"{there}; its note {old!r} was replaced" if old else f"{there}; it has the note now"


def _short(text: str, n: int = 60) -> str:
    line = " ".join(text.split())
    return f"“{line if len(line) <= n else line[: n - 1] + '…'}”"


def _in_vivo(quote: str, names: Sequence[str]) -> str:
    from qda.core.find import find_quote

    if len(names) > 1:
        raise Refused(
            "in-vivo-names", "give one name at most for the participant's own words: words of the stretch itself"
        )
    if names:
        if not find_quote(quote, names[0]):
            raise Refused(
                "in-vivo-elsewhere",
                "{name!r} does not occur in the stretch {quote}",
                name=names[0],
                quote=_short(quote),
            )
        return naming.clean(names[0], "code")
    if len(quote.split()) > IN_VIVO_WORDS:
        raise Refused(
            "in-vivo-long",
            "the stretch has over {most} words; give a name from it, or a shorter stretch",
            most=IN_VIVO_WORDS,
        )
    return naming.clean(" ".join(quote.split()), "code")


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
    """The stretch (start, end) that was meant; exactly one way of saying it must be given."""
    given = [
        n for n, v in (("quote", quote), ("span", span), ("sentence", sentence), ("segment", segment)) if v is not None
    ]
    if len(given) != 1:
        raise Refused("stretch-unclear", "say which stretch by a quote, a span, a sentence or a segment, one of them")
    if nth is not None and quote is None:
        raise Refused("nth-without-quote", "which of several places is meant can be said of a quote only")
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


def by_span(text: str, span: str) -> tuple[int, int]:
    """A stretch from `START:END`; refused outside the text, empty, or of white space alone."""
    if not (said := _SPAN.fullmatch(span.strip())):
        raise Refused("span-unreadable", "{given!r} is no span: give START:END, two numbers", given=numbers.short(span))
    start, end = _number(said[1], "span"), _number(said[2], "span")
    if start == end:
        raise Refused("span-empty", "the span {given} is empty; END is the place after the last character", given=span)
    if not 0 <= start < end <= len(text):
        raise Refused(
            "span-outside",
            "the span {given} lies outside the text, which has {size} characters",
            given=span,
            size=len(text),
        )
    if not text[start:end].strip():
        raise Refused("span-blank", "there is only white space in the span {given}", given=span)
    return start, end


def _number(digits: str, way: str) -> int:
    """The number in a `span` or a `sentence` (`way`); refused when it is larger than any that a study can have."""
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
    from qda.core.find import find_quote

    if not quote.strip():
        raise Refused("quote-empty", "the quote is empty")
    places = find_quote(layout.text, quote)
    outside = [p for p in places if (s := layout.at(p[0])) is None or s.kind != "boilerplate"]
    places = outside or places
    if not places:
        raise Refused(
            "quote-nowhere",
            "the quote {quote} is nowhere in the source; search all sources for its words",
            quote=_short(quote),
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
            quote=_short(quote),
            n=len(places),
            places=in_a_row(shown),
            more=f"; and {len(places) - PLACES} more" if len(places) > PLACES else "",
        )
    return places[0]


def in_a_row(messages: Sequence[str]) -> str:
    """The messages as one, with semicolons between; each keeps its code."""
    return reduce(lambda a, b: Message("", "{a}; {b}", a=a, b=b), messages)


def known_ids(study: Study, table: str, ids: Sequence[int]) -> list[int]:
    """These numbers without repeats; one that does not exist is refused."""
    return ids_.known(study.db, table, ids, table, "")


def uncode(study: Study, ids: Sequence[int]) -> Said:
    """Remove codings, with their placements and what was recorded of them; returns the rows that were removed."""
    with study.change("uncode") as c:
        chosen = known_ids(study, "coding", ids)
        gone = table(study, chosen)
        notes = bare_relations(c.db, chosen) + theory_ledgers.leaving(c, codings=chosen)
        links.forget(c, "coding", chosen)
        for i in chosen:
            codings.remove(c, i)
        c.summary = f"removed {len(chosen)} coding{'s' if len(chosen) != 1 else ''}: " + ", ".join(
            f"{r[6]!r} on {_short(r[10], 30)}" for r in list(gone.rows)[:5]
        )
    return Said(gone, notes)


def bare_relations(db: sqlite3.Connection, gone: Sequence[int]) -> list[Message]:
    """Notes on the supported relations that have no quote for them left when these codings go."""
    return [
        Message("relation-left-bare", "relation {id} is supported and has no quote for it now", id=i)
        for i in codebook_changes.bare_without_codings(db, gone)
    ]


def confirm(study: Study, ids: Sequence[int]) -> Said:
    """Say that a person has read these codings and stands by them."""
    with study.change("confirm") as c:
        chosen = known_ids(study, "coding", ids)
        before = codings.unconfirmed(c.db)
        for i in chosen:
            codings.change(c, i, confirmed=1)
        n = len([i for i in chosen if i in before])
        c.summary = f"confirmed {n} coding{'s' if n != 1 else ''}"
    held = len(chosen) - n
    notes = [f"{held} {'was' if held == 1 else 'were'} confirmed already"] if held else []
    return Said(table(study, chosen), notes)


def set_coding(
    study: Study, ids: Sequence[int], *, code: str | None = None, span: str | None = None, quote: str | None = None,
    note: str | None = None, pin: bool | None = None, make: bool = False,
) -> Said:  # fmt: skip
    """Change codings: their code, their stretch, their note, whether they are pinned. Number and all that hangs on it stay.

    A stretch goes to one coding alone. Refused when the coder has that code on that stretch already. With `make` a code
    that is not there yet is made.
    """
    if code is None and span is None and quote is None and note is None and pin is None:
        raise Refused(
            "coding-unchanged", "nothing to change: give another code, stretch or note, or say whether it is pinned"
        )
    note = naming.text(note, "note") if note is not None else None
    if span is not None and quote is not None:
        raise Refused("span-and-quote", "give the stretch by a span or by a quote, not by both")
    chosen = known_ids(study, "coding", ids)
    if (span is not None or quote is not None) and len(chosen) > 1:
        raise QdaError("a stretch can be set for one coding at a time")
    said = Said()
    with study.change("coding set") as c:
        what = change(study, c, chosen, said.notes, code=code, span=span, quote=quote, note=note, pin=pin, make=make)
        which = f"coding{'s' if len(chosen) > 1 else ''} {', '.join(map(str, chosen[:10]))}"
        c.summary = f"changed {what} of {which}"
    said.table = table(study, chosen)
    return said


def change(
    study: Study, c: Change, chosen: Sequence[int], notes: list[str], *, code: str | None = None, span: str | None = None,
    quote: str | None = None, note: str | None = None, pin: bool | None = None, make: bool = False,
) -> str:  # fmt: skip
    """Change codings inside a change, as `set_coding` does; what was changed, for its summary."""
    cid = None
    if code is not None:
        known = codebook.known_names(c.db)
        cid, new = codebook.find_or_make(c, code) if make else (codebook.find(c.db, code), False)
        notes += close_to(code, known) if new else []
    names = codebook.names(c.db)
    was: list[str] = []
    for i in chosen:
        coding = codings.row(c.db, i)
        source, start, end, old = coding["source"], coding["start"], coding["end"], coding["code"]
        values: dict[str, str | int | None] = {}
        if cid is not None:
            values["code"] = cid
            was.append(names[old])
        if span is not None or quote is not None:
            layout = sources.layout(c.db, source)
            start, end = locate(study, source, layout, quote=quote, span=span)
            values |= {"start": start, "end": end, **codings.place(layout, start, end)._asdict()}
        held = codings.find(c.db, source, start, end, old if cid is None else cid, coding["coder"])
        if held is not None and held != i:
            raise Refused(
                "coding-there",
                "coding {held} is that code on that stretch already: remove coding {id} if it is the same",
                held=held,
                id=i,
            )
        if note is not None:
            values["note"] = note
        if pin is not None:
            values["pinned"] = int(pin)
        codings.change(c, i, **values)
        if cid is not None and cid != old:
            notes += codebook_changes.drop_misplaced(c, i)
    what = [
        f"code from {', '.join(map(repr, dict.fromkeys(was)))} to {names[cid]!r}" if cid is not None else "",
        f"stretch to {_short(layout.text[start:end])}" if span is not None or quote is not None else "",
        "note" if note is not None else "",
        "" if pin is None else "pin" if pin else "pin, taken off",
    ]
    return " and ".join(w for w in what if w)
