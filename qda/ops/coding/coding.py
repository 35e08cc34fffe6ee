"""Open coding: give stretches of text codes; change, confirm and remove codings."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from qda.core import names as naming
from qda.core.errors import QdaError, Refused
from qda.core.message import Message, n_of, say
from qda.core.results import Said, Table
from qda.ops.coding.stretches import short_quote, stretch
from qda.store.analysis import codebook_changes, codings, links, scope, theory_ledgers
from qda.store.analysis import codes as codebook
from qda.store.analysis.scope import Filters, Scope
from qda.store.history.door import Change
from qda.store.project import Study
from qda.store.queries import stale as stale_codings
from qda.store.texts import sources

BRIEF = ("id", "source", "author", "code", "text")
STALE = ("defined_at", "definition_then", "definition_now")  # besides the columns of a coding
IN_VIVO_WORDS = 8


def table(study: Study, ids: Iterable[int]) -> Table:
    """Return these codings as rows."""
    return Table(codings.COLUMNS, list(codings.select(study.db, ids=list(ids))), brief=BRIEF)


def listing(study: Study, filters: Filters | None = None, *, with_codes: bool = False, stale: bool = False) -> Table:
    """List codings by source, start, end and id. `with_codes`: also those of codes under the codes in the filters.

    `stale`: only those made under another definition of their code, with when it changed, and how it read then and reads now.
    """
    over = scope.resolve(study.db, filters or Filters())
    if with_codes and over.codes is not None:
        gathered = codebook.gathered(study.db)
        over.codes = set().union(*(gathered[i] for i in over.codes))
    if stale:
        return _stale(study, over, filters or Filters())
    return Table(
        codings.COLUMNS,
        codings.select(study.db, over),
        brief=BRIEF,
        notes=[say("codings over {filters}", filters=filters or Filters())],
    )


def _stale(study: Study, over: Scope, filters: Filters) -> Table:
    """Return the stale codings of a scope."""
    found = stale_codings.stale(study.db, over.codes)
    rows = [
        (*row, held.defined_at, *_then_and_now(held))
        for row in codings.select(study.db, over, ids=list(found))
        if (held := found[row[0]])
    ]
    return Table(
        (*codings.COLUMNS, *STALE),
        rows,
        brief=("id", "source", "code", "coder", "text", "definition_then", "definition_now"),
        notes=[
            say("{codings} made under another definition, over {filters}; one that still fits is confirmed again",
                codings=n_of(len(rows), "coding"), filters=filters)
        ],
        wrap=("text", "definition_then", "definition_now"),
    )  # fmt: skip


def _then_and_now(held: stale_codings.Stale) -> tuple[str, str]:
    """The definitions then and now; rules that are others stand below, each with its name."""
    sides = [[held.then.definition], [held.now.definition]]
    for name in ("include", "exclude"):
        texts = [getattr(side, name).strip() for side in (held.then, held.now)]
        if texts[0] != texts[1]:
            for side, text in zip(sides, texts, strict=True):
                side.append(f"{name}: {text or '-'}")
    return "\n".join(filter(None, sides[0])), "\n".join(filter(None, sides[1]))


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
    """Give one stretch of a source one or more codes, and make codes that do not exist (reject them with `existing`).

    The stretch is one of: a quote (with `nth` when it occurs more than once), a span `start:end`, a sentence `n` or `n:m`,
    a segment's number. With `in_vivo` the participant's own words become the code. One coder codes one stretch with one
    code once: to do it again replaces the note, if one is given. `suggested`: code -> number of the suggestion for this
    stretch that is accepted with that code. Returns the codings, with notes.
    """
    said = Said()
    note = naming.text(note, "note") if note is not None else None
    with study.change("code") as c:
        sid = sources.find(c.db, source)
        start, end, words, place = stretch(
            study, sid, quote=quote, nth=nth, span=span, sentence=sentence, segment=segment
        )
        if in_vivo:
            names = [_in_vivo(words, names)]
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
                held = codings.add(c, sid, place, start, end, cid, note=note or "", origin=made_by)
            elif held not in ids:
                said.notes.append(_again(c, held, name, note))
            if offer is not None:
                _taken(c, offer)
            ids.append(held)
        shown = ", ".join(repr(n) for n in names)
        c.summary = f"{shown} on {short_quote(words)} in {links.name_of(c.db, 'source', sid)}"
    said.table = table(study, ids)
    return said


def _taken(c: Change, suggestion: int) -> None:
    """Record that a suggestion was accepted."""
    from qda.store.analysis import suggestions  # nobody else who codes needs it

    suggestions.decide(c, suggestion, "accepted")


def close_to(name: str, known: Iterable[str]) -> list[str]:
    """Return a note when the name of a new code is within an edit or two of one of the known names; else none."""
    near = naming.near_duplicates(name, known)
    return [f"made the new code {name!r}; it is close to {', '.join(map(repr, near[:3]))}"] if near else []


def _again(c: Change, coding: int, name: str, note: str | None) -> str:
    """Give an existing coding the new note, if there is one; return a note on what was done."""
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


def _in_vivo(quote: str, names: Sequence[str]) -> str:
    """Return the name of an in-vivo code: the one that is given, which must occur in the quote, or the whole quote."""
    from qda.core.text.find import find_quote

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
                quote=short_quote(quote),
            )
        return naming.clean(names[0], "code")
    if len(quote.split()) > IN_VIVO_WORDS:
        raise Refused(
            "in-vivo-long",
            "the stretch has over {most} words; give a name from it, or a shorter stretch",
            most=IN_VIVO_WORDS,
        )
    return naming.clean(" ".join(quote.split()), "code")


def uncode(study: Study, ids: Sequence[int]) -> Said:
    """Remove codings, with their placements and what was recorded about them. Returns the rows that were removed."""
    with study.change("uncode") as c:
        chosen = codings.known(study.db, ids)
        gone = table(study, chosen)
        notes = bare_relations(c.db, chosen) + theory_ledgers.leaving(c, codings=chosen)
        links.forget(c, "coding", chosen)
        for i in chosen:
            codings.remove(c, i)
        c.summary = f"removed {len(chosen)} coding{'s' if len(chosen) != 1 else ''}: " + ", ".join(
            f"{r[6]!r} on {short_quote(r[10], 30)}" for r in list(gone.rows)[:5]
        )
    return Said(gone, notes)


def bare_relations(db: sqlite3.Connection, gone: Sequence[int]) -> list[Message]:
    """Return notes on the supported relations that lose their last quote for them when these codings go."""
    return [
        Message("relation-left-bare", "relation {id} is supported and has no quote for it now", id=i)
        for i in codebook_changes.bare_without_codings(db, gone)
    ]


def confirm(study: Study, ids: Sequence[int]) -> Said:
    """Mark these codings as confirmed: a person has read them and agrees, under the definition of today.

    One that was confirmed already, or made by hand, is confirmed again: when is kept.
    """
    with study.change("confirm") as c:
        chosen = codings.known(study.db, ids)
        before = codings.unconfirmed(c.db)
        for i in chosen:
            codings.confirm(c, i)
        n = len(chosen)
        c.summary = f"confirmed {n} coding{'s' if n != 1 else ''}"
    held = len([i for i in chosen if i not in before])
    notes = [f"{held} {'was' if held == 1 else 'were'} confirmed already: now again"] if held else []
    return Said(table(study, chosen), notes)


def set_coding(
    study: Study, ids: Sequence[int], *, code: str | None = None, span: str | None = None, quote: str | None = None,
    note: str | None = None, pin: bool | None = None, make: bool = False,
) -> Said:  # fmt: skip
    """Change codings: their code, stretch or note, or whether they are pinned. They keep their numbers and what hangs on them.

    Only one coding at a time can get another stretch. Rejects a change that would give the coder the same code on the same
    stretch twice. With `make` a code that does not exist is made.
    """
    if code is None and span is None and quote is None and note is None and pin is None:
        raise Refused(
            "coding-unchanged", "nothing to change: give another code, stretch or note, or say whether it is pinned"
        )
    note = naming.text(note, "note") if note is not None else None
    if span is not None and quote is not None:
        raise Refused("span-and-quote", "give the stretch by a span or by a quote, not by both")
    chosen = codings.known(study.db, ids)
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
    """Change codings within an open change, as `set_coding` does; return what was changed, in words for the log."""
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
            start, end, words, place = stretch(study, source, quote=quote, span=span)
            values |= {"start": start, "end": end, **place._asdict()}
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
        f"stretch to {short_quote(words)}" if span is not None or quote is not None else "",
        "note" if note is not None else "",
        "" if pin is None else "pin" if pin else "pin, taken off",
    ]
    return " and ".join(w for w in what if w)
