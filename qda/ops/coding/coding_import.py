"""Import codings made elsewhere from tables of source, code and place: all of them, or all that fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from qda.core.drafts import Draft, ReadOptions
from qda.core.errors import NotFound, QdaError
from qda.core.message import Message
from qda.core.results import Said, Table
from qda.ops.coding import import_sources
from qda.ops.coding.import_codes import NamedCodes
from qda.ops.coding.import_places import Paragraphs, choose
from qda.ops.coding.import_sources import NamedSources
from qda.ops.coding.stretches import in_a_row, places_of_each
from qda.store.analysis import codings, links
from qda.store.history.door import Change
from qda.store.project import Study
from qda.store.texts import sources
from qda.store.texts.sources import Layout

if TYPE_CHECKING:
    from qda.importers.tables.codings import CodingRow

SHOWN = 20  # so many rows that do not fit are named in a refusal
FIRST = 10  # rows that a dry run shows
COLUMNS = ("row", "source", "code", "start", "end", "text", "coder", "note")


class Placed(NamedTuple):
    """The coding that a row makes, with the row's file (its index) and number; the source is below 0 until it is made."""

    source: int
    start: int
    end: int
    place: codings.Place | None
    code: str
    coder: str
    note: str
    file: int
    row: int


class Plan(NamedTuple):
    """What tables say: codings by source and start, why rows (of `rows` in all) do not fit, notes; codes and sources to make."""

    placed: list[Placed]
    bad: list[str]
    rows: int
    notes: list[str]
    codes: NamedCodes
    drafts: dict[int, Draft]
    lacking: bool  # a row names a source that the study does not have


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
    plan = _plan(study, paths, options, stdin, texts=texts)
    named = list(dict.fromkeys(p.code for p in plan.placed))
    rows = []
    for p in sorted(plan.placed, key=lambda p: (p.file, p.row))[:FIRST]:
        draft = plan.drafts.get(p.source)
        name = draft.name if draft else links.name_of(study.db, "source", p.source)
        text = (draft.text if draft else sources.text(study.db, p.source))[p.start : p.end]
        rows.append((p.row, name, p.code, p.start, p.end, text, p.coder or study.coder, p.note))
    s = "s" * (len(plan.placed) != 1)
    told = f"{len(plan.placed)} coding{s} of {len(named)} code{'s' * (len(named) != 1)}"
    notes = [f"{told} would come in; nothing was changed" if not plan.bad else f"{told} fit; nothing was changed"]
    notes += [*plan.notes, *_of_quotes(plan.drafts), *_made(plan.codes.new(named))]
    return Preview(Table(COLUMNS, rows), notes, plan.bad, plan.rows)


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
    plan = _plan(study, paths, options, stdin, tick, texts=texts)
    if plan.bad and (left_out is None or not plan.placed):
        raise DoNotFit(_refusal(plan, texts), plan.bad)
    with study.change("import codings") as c:
        placed = _with_sources(c, plan, tick)
        code_ids, made = plan.codes.make(c, (p.code for p in placed))
        coder_ids = {name: c.coder_named(name or c.coder) for name in dict.fromkeys(p.coder for p in placed)}
        fresh = list(_fresh(c, placed, code_ids, coder_ids))
        codings.add_many(c, [_new(*each) for each in fresh], origin="import")
        c.summary = f"{len(fresh)} codings of {len(code_ids)} codes from {', '.join(map(str, paths))}"
        if plan.drafts:
            c.summary += f", with {len(plan.drafts)} source{'s' * (len(plan.drafts) > 1)} of quotes"
    notes = [f"{len(fresh)} coding{'s' * (len(fresh) != 1)} came in", *plan.notes]
    notes += [*_of_quotes(plan.drafts), *_made(made)]
    if len(fresh) < len(placed):
        notes.append(f"{len(placed) - len(fresh)} were there already, or twice in the file")
    if left_out is not None:
        for why in plan.bad:
            left_out(why)
    return Said(_counts([p for p, _, _ in fresh]), notes)


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


def _with_sources(c: Change, plan: Plan, tick: Callable[[], None]) -> list[Placed]:
    """Make the sources that are made out of quotes; return all codings with the numbers of their sources, and placed."""
    if not plan.drafts:
        return plan.placed
    made = import_sources.write(c, plan.drafts)
    layouts: dict[int, Layout] = {}
    for source, layout in sources.layouts(c.db, made.values()):
        layouts[source] = layout
        tick()
    out = []
    for p in plan.placed:
        if p.source < 0:
            source = made[p.source]
            p = p._replace(source=source, place=codings.place(layouts[source], p.start, p.end))
        out.append(p)
    return out


def _new(p: Placed, code: int, coder: int) -> codings.New:
    assert p.place is not None, "its source was made before"
    return codings.New(p.source, p.start, p.end, code, coder, p.note, p.place)


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


def _counts(placed: Sequence[Placed]) -> Table:
    """Return how many codings each code has, and in how many sources."""
    count: dict[str, tuple[int, set[int]]] = {}
    for p in placed:
        n, where = count.get(p.code, (0, set()))
        where.add(p.source)
        count[p.code] = (n + 1, where)
    return Table(("code", "codings", "sources"), [(k, n, len(where)) for k, (n, where) in sorted(count.items())])


def _plan(
    study: Study, paths: Sequence[str], options: ReadOptions, stdin: BinaryIO | None,
    tick: Callable[[], None] = lambda: None, *, texts: bool,
) -> Plan:  # fmt: skip
    """Read all files and place their rows; change nothing."""
    from qda.importers.tables.codings import read_codings

    items: list[tuple[int, CodingRow]] = []
    bad: list[tuple[int, int, str]] = []  # which file, row, why
    notes: list[str] = []

    def refuse(file: int, row: int, why: str) -> None:
        of = f" of {paths[file]}" if len(paths) > 1 else ""
        bad.append((file, row, Message("", "row {row}{of}: {why}", row=row, of=of, why=why)))

    for file, path in enumerate(paths):
        try:
            items += ((file, item) for item in read_codings(path, options, stdin, partial(refuse, file), notes))
        except QdaError as e:
            raise QdaError(Message("", "{path}: {why}; nothing came in", path=path, why=e.message)) from e
    n = len(items) + len(bad)
    named = NamedCodes(study, [item for _, item in items])
    by_source: dict[int, list[tuple[int, CodingRow, list[str]]]] = {}
    names = NamedSources(study, texts=texts)
    lacking = False
    for file, item in items:
        try:
            labels = named.of(item)
            source = names.find(item.source, item.quote)
        except QdaError as e:
            lacking = lacking or isinstance(e, NotFound)
            refuse(file, item.row, e.message if item.code.strip() else "no code")
            continue
        by_source.setdefault(source, []).append((file, item, labels))
    notes += named.notes([item for _, item in items]) + names.notes()
    made = names.drafts(options)
    placed: list[Placed] = []
    of_quotes = sources.made_of_quotes(study.db)
    chosen = 0
    for source, layout in sources.layouts(study.db, (s for s in by_source if s > 0)):
        places = _Places(layout, source in of_quotes, [item for _, item, _ in by_source[source]])
        rows: list[Placed] = []
        for file, item, labels in by_source[source]:
            try:
                start, end = places.of(item)
            except QdaError as e:
                refuse(file, item.row, e.message)
                continue
            place = codings.place(layout, start, end)
            coder, note = item.coder or "", item.note or ""
            rows += (Placed(source, start, end, place, label, coder, note, file, item.row) for label in labels)
        rows.sort(key=lambda r: (r[1], r[2]))
        placed += rows
        chosen += places.chosen
        tick()
    for number, (_, at) in made.items():
        for file, item, labels in by_source[number]:
            start, end = at[(item.quote or "").strip()]
            coder, note = item.coder or "", item.note or ""
            placed += (Placed(number, start, end, None, label, coder, note, file, item.row) for label in labels)
    if chosen:
        s = "s" * (chosen > 1)
        notes.append(
            f"{chosen} row{s} with a quote that occurs several times: the place nearest to the one in the table was taken"
        )
    drafts = {number: draft for number, (draft, _) in made.items()}
    return Plan(placed, [why for _, _, why in sorted(bad)], n, notes, named, drafts, lacking)


class _Places:
    """Finds where the rows of one source are in it. `chosen` counts those whose quote occurs several times.

    In a source that was made out of quotes each of these is a paragraph; offsets of another text say nothing there.
    """

    def __init__(self, layout: Layout, made_of_quotes: bool, rows: Sequence[CodingRow]) -> None:
        self.layout, self._made = layout, made_of_quotes
        self._rows = [row for row in rows if self._by_quote(row)]
        quotes = dict.fromkeys(row.quote or "" for row in self._rows)
        whole = {layout.text[s.start : s.end]: (s.start, s.end) for s in layout.segments} if self._made else {}
        self._found = places_of_each(layout, (q for q in quotes if q.strip() not in whole))
        self._found |= {q: [whole[q.strip()]] for q in quotes if q.strip() in whole}
        self._paragraphs: Paragraphs | None = None
        self.chosen = 0

    def of(self, row: CodingRow) -> tuple[int, int]:
        """Return the stretch of a row; QdaError when there is none, or when several are as likely."""
        text, start, end = self.layout.text, row.start, row.end
        if self._by_quote(row) or start is None or end is None:
            return self._of_quote(row)
        if not 0 <= start < end <= len(text):
            raise QdaError(f"{start}:{end} is outside the text of {row.source}, which has {len(text)} characters")
        if row.quote and text[start:end].split() != row.quote.split():
            raise QdaError(f"{start}:{end} of {row.source} is not the quote given")
        return start, end

    def _by_quote(self, row: CodingRow) -> bool:
        return row.start is None or (self._made and row.quote is not None)

    def _of_quote(self, row: CodingRow) -> tuple[int, int]:
        places = self._found[row.quote or ""]
        if len(places) == 1:
            return places[0]
        if not places:
            raise QdaError(f"the quote is nowhere in {row.source}")
        if row.near is None:
            raise QdaError(f"the quote is {len(places)} times in {row.source}")
        if self._paragraphs is None:
            once = ((self._found[r.quote or ""], r.near) for r in self._rows)
            anchors = [(at[0][0], near.at) for at, near in once if len(at) == 1 and near and near.unit == "paragraph"]
            self._paragraphs = Paragraphs(self.layout.text, anchors)
        found = choose(places, row.near, self._paragraphs)
        if found is None:
            where = f"{row.near.unit} {row.near.at}"
            raise QdaError(f"the quote is {len(places)} times in {row.source}, and {where} does not say which")
        self.chosen += 1
        return found


def _fresh(
    c: Change, placed: Sequence[Placed], code_ids: dict[str, int], coder_ids: dict[str, int]
) -> Iterator[tuple[Placed, int, int]]:
    """Yield the rows that the study does not have yet, each once, with the numbers of code and coder."""
    there = codings.places(c.db)
    for p in placed:
        code, coder = code_ids[p.code], coder_ids[p.coder]
        place = (p.source, p.start, p.end, code, coder)
        if place not in there:
            there.add(place)
            yield p, code, coder
