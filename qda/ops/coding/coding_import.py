"""Import codings made elsewhere from tables of source, code and place: all of them, or all that fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from heapq import nsmallest
from itertools import chain
from operator import attrgetter
from typing import BinaryIO, NamedTuple

from qda.core.drafts import Draft, ReadOptions
from qda.core.errors import QdaError
from qda.core.message import Message
from qda.core.results import Said, Table
from qda.ops.coding.import_plan import Placed, Plan
from qda.ops.coding.stretches import in_a_row
from qda.store.analysis import codings, links
from qda.store.history.door import Change
from qda.store.project import Study
from qda.store.texts import sources

SHOWN = 20  # so many rows that do not fit are named in a refusal
FIRST = 10  # rows that a dry run shows
COLUMNS = ("row", "source", "code", "start", "end", "text", "coder", "note")


class Preview(NamedTuple):
    """Result of a dry run: the first codings as they would be imported, notes, and why rows (of `rows` in all) do not fit."""

    table: Table
    notes: list[str]
    bad: list[str]
    rows: int


class DoNotFit(QdaError):
    """Nothing came in, because rows do not fit: `bad` says of every one why."""

    def __init__(self, message: str, bad: list[str]) -> None:
        super().__init__(message)
        self.bad = bad


def preview(
    study: Study, paths: Sequence[str], options: ReadOptions, *, texts: bool = False, stdin: BinaryIO | None = None
) -> Preview:
    """Return what `import_codings` would import, and which rows do not fit; change nothing."""
    with Plan(study, paths, options, stdin, texts=texts) as plan:
        named: dict[str, int] = {}

        def placed() -> Iterator[Placed]:
            for p in chain(plan.placed(), plan.of_quotes()):
                named[p.code] = named.get(p.code, 0) + 1
                yield p

        rows = []
        for p in nsmallest(FIRST, placed(), attrgetter("file", "row")):
            draft = plan.drafts.get(p.source)
            name = draft.name if draft else links.name_of(study.db, "source", p.source)
            text = (draft.text if draft else sources.text(study.db, p.source))[p.start : p.end]
            rows.append((p.row, name, p.code, p.start, p.end, text, p.coder or study.coder, p.note))
        n, bad = sum(named.values()), plan.bad
        told = f"{n} coding{'s' * (n != 1)} of {len(named)} code{'s' * (len(named) != 1)}"
        notes = [f"{told} would come in; nothing was changed" if not bad else f"{told} fit; nothing was changed"]
        notes += [*plan.notes(), *_of_quotes(plan.drafts), *_made(plan.codes.new(named))]
        return Preview(Table(COLUMNS, rows), notes, bad, plan.rows)


def import_codings(
    study: Study, paths: Sequence[str], options: ReadOptions, *, texts: bool = False,
    left_out: Callable[[str], None] | None = None, stdin: BinaryIO | None = None, tick: Callable[[], None] = lambda: None,
) -> Said:  # fmt: skip
    """Import codings from tables with the columns source, code, and start and end or quote; coder and note are optional. Or
    from tables of coded segments that MAXQDA, ATLAS.ti, NVivo or Dedoose exported.

    Rejects all rows when one does not fit, and lists those by number; with `left_out` takes the others, and tells it why
    each of these rows was left out. `texts` makes a source of each document that the study does not have, out of its
    quotes. Skips codings that the study has already; makes new codes and coders. Returns how many codings came in for each
    code. Calls `tick` after each source.
    """
    with Plan(study, paths, options, stdin, texts=texts) as plan:
        if plan.faulty and left_out is None:
            for _ in plan.placed(tick):  # whatever else does not fit is told as well
                pass
            raise DoNotFit(_refusal(plan, texts), plan.bad)
        with study.change("import codings") as c:
            into = _Into(c, plan, all_or_none=left_out is None)
            codings.add_each(c, into.rows(tick), origin="import", most=plan.most)
            if plan.faulty and (left_out is None or not into.placed):
                raise DoNotFit(_refusal(plan, texts), plan.bad)
            c.summary = f"{into.fresh} codings of {len(into.codes)} codes from {', '.join(map(str, paths))}"
            if plan.drafts:
                c.summary += f", with {len(plan.drafts)} source{'s' * (len(plan.drafts) > 1)} of quotes"
        notes = [f"{into.fresh} coding{'s' * (into.fresh != 1)} came in", *plan.notes()]
        notes += [*_of_quotes(plan.drafts), *_made(into.made)]
        if into.fresh < into.placed:
            notes.append(f"{into.placed - into.fresh} were there already, or twice in the file")
        if left_out is not None:
            for why in plan.bad:
                left_out(why)
        return Said(into.table(), notes)


class _Into:
    """Codings on their way into the study, one after the other: `placed` counts all, `fresh` those that it did not have.

    Codes and coders are made with the first coding that has them: `codes` by label, `made` the labels of new ones. With
    `all_or_none` nothing comes any more once a row does not fit.
    """

    def __init__(self, c: Change, plan: Plan, *, all_or_none: bool) -> None:
        self.c, self.plan, self.all_or_none = c, plan, all_or_none
        self.placed = self.fresh = 0
        self.codes: dict[str, int] = {}
        self.made: list[str] = []
        self._counts: dict[str, list[int]] = {}  # label -> codings, sources, the last source
        self._placed = [plan.written(c)] if plan.drafts else []

    def rows(self, tick: Callable[[], None]) -> Iterator[tuple[codings.Counts, codings.Marked]]:
        """Yield the codings that the study does not have yet, each once, by source, as `codings.add_each` takes them."""
        c, plan = self.c, self.plan
        codes, counts = self.codes, self._counts
        had = codings.any_there(c.db)
        coders: dict[str, int] = {}
        there: set[tuple[int, int, int, int]] = set()
        at = 0
        for p in chain(plan.placed(tick), *self._placed):
            if self.all_or_none and plan.faulty:
                continue
            source, start, end, place, label, who, note, _, _ = p
            self.placed += 1
            code = codes.get(label)
            if code is None:
                found, new = plan.codes.make(c, (label,))
                code = codes[label] = found[label]
                counts[label] = [0, 0, 0]
                self.made += new
            coder = coders.get(who)
            if coder is None:
                coder = coders[who] = c.coder_named(who or c.coder)
            if source != at:
                at, there = source, codings.places_in(c.db, source) if had else set()
            key = (start, end, code, coder)
            if key in there:
                continue
            there.add(key)
            self.fresh += 1
            count = counts[label]
            count[0] += 1
            if count[2] != source:
                count[1] += 1
                count[2] = source
            assert place is not None, "its source was made before"
            yield place, (source, start, end, code, coder, note)

    def table(self) -> Table:
        """Return how many codings each code has, and in how many sources."""
        return Table(("code", "codings", "sources"), [(k, n, m) for k, (n, m, _) in sorted(self._counts.items()) if n])


def _refusal(plan: Plan, texts: bool) -> Message:
    """Return why nothing comes in: how many rows do not fit, and the first ones with the reason."""
    rest = len(plan.bad) - SHOWN
    bad, n, why = len(plan.bad), plan.rows, in_a_row(plan.bad[:SHOWN])
    more = f"; and {rest} more row{'s' * (rest > 1)}" if rest > 0 else ""
    if plan.lacking and not texts:
        return Message(
            "rows-without-source",
            "{bad} of {n} rows do not fit, none came in: {why}{more}", bad=bad, n=n, why=why, more=more,
        )  # fmt: skip
    return Message(
        "rows-do-not-fit",
        "{bad} of {n} rows do not fit, none came in: {why}{more}", bad=bad, n=n, why=why, more=more,
    )  # fmt: skip


def _of_quotes(drafts: dict[int, Draft]) -> list[str]:
    """Return a note on the sources that are made out of quotes; none when there are none."""
    if not drafts:
        return []
    names = [d.name for d in drafts.values()]
    n, some = len(names), ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
    what, there = ("source", "it") if n == 1 else ("sources", "them")
    return [f"{n} new {what} of quotes alone, a paragraph each; what was not coded is not in {there}: {some}"]


def _made(names: Sequence[str]) -> list[str]:
    """Return a note on the codes that are new; none when there are none."""
    some = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
    return [f"{len(names)} new code{'s' if len(names) > 1 else ''}: {some}"] if names else []
