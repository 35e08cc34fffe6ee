"""What agreement must say of itself: over what it was measured, what was left out, and what a figure does not say."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from qda.core.message import Message, all_of, commas, n_of, say, say_n
from qda.core.names import short
from qda.reports.agreement.compared import Compared
from qda.reports.agreement.figures import COMMON, FEW_MARKED, FEW_UNITS, FEWEST_BLOCKS, RARE, Figure
from qda.reports.agreement.measured import Measured
from qda.store.analysis import codes
from qda.store.analysis.scope import Filters
from qda.store.file import layer
from qda.store.queries import agreement as asked

PATTERNS = ("autocode", "discover")  # origins of codings that a pattern made
AID = Message(
    "agreement-is-an-aid", "agreement is an aid to talk about the codes: the places where coders differ say more"
)
_NAMED = 10  # names in one note


def of(
    db: sqlite3.Connection, who: Compared, measured: Measured, figures: Sequence[Figure], *, filters: Filters, unit: str,
    unconfirmed: bool, only_done: bool, bootstrap: int, seed: int, blocks: str, drawn: bool,
) -> list[str]:  # fmt: skip
    """Return the notes, each only where it holds."""
    out = [_over(who, measured, figures, filters, unit), *_left_out(db, who, measured, unconfirmed)]
    if bootstrap:
        out += _drawn(len(measured.blocks), bootstrap, seed, blocks, drawn)
    by_coding = sum(mask & ~who.by_word.get(s, 0) != 0 for s, mask in who.readers.items())
    if by_coding and not only_done:
        out.append(
            Message(
                "read-by-a-coding", "{n} counted as read because of a coding, not a word", n=n_of(by_coding, "source")
            )
        )
    out += _of_codes(db, who, figures)
    if any(f.coefficient in ("cohen", "holsti") for f in figures) and len(who.ids) > 2:
        pairs = len(who.ids) * (len(who.ids) - 1) // 2
        out.append(say("cohen and holsti are of two coders: a row for each of {pairs} pairs", pairs=pairs))
    out += _of_codings(db, who, unconfirmed)
    return [*out, AID]


def _over(who: Compared, measured: Measured, figures: Sequence[Figure], filters: Filters, unit: str) -> str:
    units = sum(
        group.line.tally.units if unit == "character" else group.units.units for group in measured.groups.values()
    )
    on = [n_of(units, unit)] if units else []
    if unit != "character" and any(f.unit == "character" for f in figures):
        on.append(n_of(sum(g.line.tally.units for g in measured.groups.values()), "character"))
    return say(
        "{coders} compared over {sources} and {units} ({filters})", coders=all_of(who.names),
        sources=n_of(measured.sources, "source"), units=all_of(on) if on else say("no text"), filters=filters,
    )  # fmt: skip


def _left_out(db: sqlite3.Connection, who: Compared, measured: Measured, unconfirmed: bool) -> Iterable[str]:
    if who.alone:
        yield say("left out: {sources} that one coder alone has read", sources=n_of(who.alone, "source"))
    kept = asked.kept(db, who.ids, who.readers, PATTERNS)
    if kept.unconfirmed and not unconfirmed:
        yield Message(
            "unconfirmed-not-compared", "left out: {n} that nobody has confirmed", n=n_of(kept.unconfirmed, "coding")
        )
    if measured.researchers_words:
        yield Message(
            "researchers-uncounted", "{words} words of researchers are not counted", words=measured.researchers_words
        )


def _drawn(n: int, bootstrap: int, seed: int, blocks: str, drawn: bool) -> Iterable[str]:
    what = n_of(n, "source") if blocks == "source" else say_n("{n:,} block of segments", "{n:,} blocks of segments", n)
    if drawn:
        yield say(
            "intervals of 95 %: {replicates:,} replicates that draw {blocks}, seed {seed}", replicates=bootstrap,
            blocks=what, seed=str(seed),
        )  # fmt: skip
    else:
        yield say(
            "no intervals: {blocks}, and fewer than {least} say nothing of how figures vary", blocks=what,
            least=FEWEST_BLOCKS,
        )  # fmt: skip


def _of_codes(db: sqlite3.Connection, who: Compared, figures: Sequence[Figure]) -> Iterable[str]:
    if apart := with_note(figures, "one coder"):
        yield say(
            "{codes} that one coder alone has used ({names}): made apart, agreement on names that the others did not have "
            "says nothing; compare after a shared codebook",
            codes=n_of(len(apart), "code"), names=names(db, apart),
        )  # fmt: skip
    yield from of_figures(db, figures)


def with_note(figures: Iterable[Figure], *words: str) -> list[int]:
    """Return the codes of which a figure has one of these words as its note, each once."""
    return list(dict.fromkeys(f.code for word in words for f in figures if f.code and word in f.note))


def of_figures(db: sqlite3.Connection, figures: Sequence[Figure]) -> Iterable[str]:
    """Yield what rare and common codes, and few units, do to figures."""
    if edge := with_note(figures, "rare", "common"):
        yield say(
            "{codes} marked in under {rare:.0%} or over {common:.0%} of the units ({names}): there kappa and alpha fall and "
            "AC1 rises whatever the coders do; read holsti and the places beside them",
            codes=n_of(len(edge), "code"), rare=RARE, common=COMMON, names=names(db, edge),
        )  # fmt: skip
    few = sum("few units" in f.note for f in figures)
    if few:
        yield say_n(
            "{n:,} figure rests on under {units} units, or on under {marked} marked ones: one place more or less changes much",
            "{n:,} figures rest on under {units} units, or on under {marked} marked ones: one place more or less changes much",
            few, units=FEW_UNITS, marked=FEW_MARKED,
        )  # fmt: skip


def _of_codings(db: sqlite3.Connection, who: Compared, unconfirmed: bool) -> Iterable[str]:
    kept = asked.kept(db, who.ids, who.readers, PATTERNS)
    made = kept.by_pattern + (asked.unconfirmed_by_pattern(db, who.ids, who.readers, PATTERNS) if unconfirmed else 0)
    if made:
        yield say(
            "{codings} made by a pattern: that two are equal is no agreement of coders", codings=n_of(made, "coding")
        )
    held = layer.find(db)
    later = asked.after_decisions(db, [id for id in who.ids if id != held], who.readers)
    if later:
        yield say(
            "{codings} made after a place was settled: no longer independent of the other coder's",
            codings=n_of(later, "coding"),
        )
    if held in who.bits and len(who.ids) > 1:
        name = who.names[who.ids.index(held)]
        others = all_of([n for n in who.names if n != name])
        yield say(
            "{coders} helped to make what {layer} holds: agreement with it is no agreement of independent coders",
            coders=others, layer=name,
        )  # fmt: skip


def names(db: sqlite3.Connection, ids: Sequence[int]) -> str:
    """Return the names of codes, the first of them where they are many."""
    called = codes.labels(db)
    shown = commas([short(called[id]) for id in ids[:_NAMED]])
    return say("{names} and {n} more", names=shown, n=len(ids) - _NAMED) if len(ids) > _NAMED else shown
