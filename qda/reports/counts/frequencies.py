"""Count how often each code is used, where, by whom, and on how much text."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from qda.core.errors import UsageError
from qda.core.message import Message, say, word
from qda.core.names import key
from qda.core.results import Table, Want
from qda.reports.common.counted import counted
from qda.reports.counts import counting
from qda.reports.declare import RESEARCHER, Declared, Option, Rows
from qda.store.analysis import codes, scope
from qda.store.analysis.scope import Filters, Scope
from qda.store.project import Study
from qda.store.queries import counts
from qda.store.queries.counts import BUILT_IN, UNGROUPED, Grouping, grouping
from qda.store.texts import people, sources

if TYPE_CHECKING:
    from qda.core.drawings import Bars

MEASURES = ("codings", "stretches", "segments", "sources", "participants", "words", "characters", "share", "unconfirmed",
            "codings_researcher", "codings_with_codes", "stretches_with_codes")  # fmt: skip
ADDITIVE = ("codings", "unconfirmed", "codings_researcher", "codings_with_codes")  # over the values of `by`
MEASURED = {
    "codings": say("Codings"), "stretches": say("Stretches"), "segments": say("Segments"), "sources": say("Sources"),
    "participants": say("Participants"), "words": say("Words"), "characters": say("Characters"), "share": say("Share"),
    "unconfirmed": say("Unconfirmed"), "codings_researcher": say("Codings researcher"),
    "codings_with_codes": say("Codings with codes"), "stretches_with_codes": say("Stretches with codes"),
}  # fmt: skip
SHARES = ("row", "column")
CAUTION = Message(
    "frequency-is-no-weight", "how often a code is used says nothing of how much it matters: read the quotes"
)


def run(
    study: Study, filters: Filters | None = None, *, by: str = "", wide: bool = False, measure: str = "codings",
    share: str = "", level: str = "", include_researcher: bool = False, want: Want = "both",
) -> Table:  # fmt: skip
    """Count codings by code, and with `by` by source, participant, coder, kind of segment or a variable as well.

    A code's own codings are counted; `…_with_codes` adds the codes under it, each stretch once. With `level` `category`
    the rows are the categories, counted with their codes. `wide` has a row a value of `by` and a column a code, headed by
    its name, or by its path where two codes have that name; a code that is not used has its column too. With `share` its
    cells are shares of the sum of their row or column, 0..1, and None where that sum is 0.
    Words and characters are those of the covered text, each once; researchers' are left out unless included.
    The table is what one reads and what a file has. Where it is read it is drawn, in bars or as a heat map. Its rows are a
    list, but for the sources of a wide table when only rows are wanted: these are read as they are written.
    """
    if measure not in MEASURES:
        raise UsageError(
            Message("measure-unknown", "{given!r} is no measure: it is one of {known}", given=measure, known=MEASURES)
        )
    if level not in ("", "code", "category"):
        raise UsageError(Message("level-unknown", "rows are codes or categories, not {given!r}", given=level))
    if wide and not by:
        raise UsageError(
            Message("wide-needs-groups", "a wide table has a row for each value: say by what codings are grouped")
        )
    if share not in ("", *SHARES):
        raise UsageError(
            Message("share-unknown", "a share is of a {known}, not of {given!r}", given=share, known=SHARES)
        )
    if share and not wide:
        raise UsageError(Message("share-needs-wide", "shares are those of a cross-table: ask for one"))
    db = study.db
    over = scope.resolve(db, filters or Filters())
    whole = _with_codes(db, over) if level == "category" else over
    notes = _notes(db, filters or Filters(), whole, level, include_researcher)
    if wide and measure == "codings" and not level and by == "source":
        return _crossed(_wide_sources(db, over, notes, want), measure, share, want)
    group = grouping(db, by)
    rows = list(_rows(db, over, group, level, include_researcher))
    if wide:
        return _crossed(_wide(db, rows, _chosen(db, over, level), by, measure, notes), measure, share, want)
    columns = ("code", "path", "level", *((by,) if by else ()), *MEASURES)
    flat = [(*r[:3], *((r[3],) if by else ()), *r[4:]) for r in rows]
    tree = any("/" in r[1] for r in rows)
    at = columns.index("unconfirmed")
    brief = (
        "path" if tree else "code", "level", *((by,) if by else ()), "codings",
        *(("codings_with_codes",) if tree else ()), "sources", "participants", "words",
        *(("codings_researcher",) if by in ("", "participant") and any(r[at + 1] for r in flat) else ()),
        *(("unconfirmed",) if any(r[at] for r in flat) else ()),
    )  # fmt: skip
    made = Table(
        columns, flat, notes=notes, brief=brief, wrap=("path", "code"), named=(by,) if by and by not in BUILT_IN else (),
        totals=() if level == "category" else ADDITIVE[:3],  # a coding may lie in several categories
    )  # fmt: skip
    if want != "rows":
        paths = codes.paths(db)
        labels = {paths[i]: label for i, label in codes.labels(db).items()}
        made.drawing = _bars([labels[row[1]] for row in flat], flat, columns, by, level)
    return made


def _bars(names: list[str], rows: list[tuple[Any, ...]], columns: tuple[str, ...], by: str, level: str) -> Bars:
    """Return a bar for each row: its codings, of a category those of the codes under it too."""
    from qda.core.drawings import Bars

    at = columns.index("codings_with_codes" if level == "category" else "codings")
    if by:
        names = [f"{name}: {_none(row[3])}" for name, row in zip(names, rows, strict=True)]
    what = "category" if level == "category" else "code"
    title = (
        say("Codings by {what} and {by}", what=word(what), by=_by(by))
        if by
        else say("Codings by {what}", what=word(what))
    )
    return Bars(title, word("codings"), tuple(names), tuple(row[at] for row in rows))


def _by(by: str) -> str:
    """Return what codings are grouped by, for a title: a word of the program, or a variable as it is called."""
    return word(by) if by in BUILT_IN else by


def _none(value: str | None) -> str:
    """Return a value as a picture names it, also where there is none."""
    return "—" if value is None else value


def _crossed(table: Table, measure: str, share: str, want: Want) -> Table:
    """Give a wide table its shares or totals, and where it is read its heat map."""
    names = table.columns[1:]
    table.named = names if table.columns[0] in BUILT_IN else table.columns
    table.shaded = names
    if share:
        table.rows, table.shares = _shares(table.rows, share, want), names
        table.notes = [*table.notes, say("cells are shares of the sum of their {share}", share=word(share))]
    elif measure in ADDITIVE:
        table.totals = names
    if want != "rows":
        from qda.core.drawings import Heat

        rows = [(_none(row[0]), row[1:]) for row in table.rows]
        cells = [(n, m, value) for n, (_, values) in enumerate(rows) for m, value in enumerate(values) if value]
        of, unit = _by(table.columns[0]), word(measure.replace("_", " "))
        title = say("{measure} by {by} and code", measure=MEASURED[measure], by=of)
        if share:
            title = say(
                "{measure} by {by} and code, as a share of the {share}",
                measure=MEASURED[measure],
                by=of,
                share=word(share),
            )
            unit = say("share of {unit} in the {share}", unit=unit, share=word(share))
        table.drawing = Heat(title, unit, tuple(name for name, _ in rows), tuple(table.columns[1:]), tuple(cells))
    return table


def _shares(rows: Iterable[Sequence[Any]], share: str, want: Want) -> Iterable[Sequence[Any]]:
    """Return rows whose cells after the first are shares of the sum of their row or column; None where that is 0."""
    if share == "row":
        made = ([name, *(_part(v, total) for v in cells)] for name, *cells in rows for total in (sum(cells),))
        return made if want == "rows" else list(made)
    held = [list(row) for row in rows]
    sums = [sum(column) for column in list(zip(*held, strict=True))[1:]]
    return [[name, *(_part(v, n) for v, n in zip(cells, sums, strict=True))] for name, *cells in held]


def _part(value: float, total: float) -> float | None:
    return round(value / total, 4) if total else None


def _with_codes(db: sqlite3.Connection, over: Scope) -> Scope:
    """Return the scope with the codes under those that it is over: what categories are counted with."""
    if over.codes is None:
        return over
    gathered = codes.gathered(db)
    return replace(over, codes=set().union(*(gathered[i] for i in over.codes)))


def _notes(db: sqlite3.Connection, filters: Filters, over: Scope, level: str, include: bool) -> list[str]:
    what = (
        say("categories counted with the codes under them") if level == "category" else say("each code's own codings")
    )
    left = "" if include else say("; researchers' words are not counted")
    return [
        say("{counted} over {filters}: {what}{left}", counted=counted(db, over), filters=filters, what=what, left=left),
        CAUTION,
    ]


def _rows(db: sqlite3.Connection, over: Scope, by: Grouping, level: str, include: bool) -> Iterator[tuple[Any, ...]]:
    """Yield rows (code, path, level, value, *MEASURES) in the codebook's order, then by value."""
    levels = codes.levels(db)
    names = codes.names(db)
    by_category = level == "category"
    gathering = [i for i, below in codes.gathered(db).items() if len(below) > 1]
    more = counting.with_codes(
        db, over, [i for i in levels if levels[i] in codes.CATEGORY_LEVELS] if by_category else gathering,
        by=by, include_researcher=include,
    )  # fmt: skip
    if by_category:
        tallies, totals = more, counts.codings_by_value(db, _with_codes(db, over), by)
    else:
        known = people.researchers(db)
        if by is UNGROUPED and over.is_all():
            tallies = counting.of_codes(db, known, include_researcher=include)
        else:
            tallies = counting.tally(db, counts.codings(db, over, by), known, include_researcher=include)
        totals = {}
        for (_, v), t in tallies.items():
            totals[v] = totals.get(v, 0) + t.codings
    shown = {v: by.shown(v) for v in {v for _, v in (*tallies, *more)} | set(totals)}
    order = sorted(shown, key=lambda v: (shown[v] is not None, key(shown[v] or "")))
    empty = counting.Tally()
    grouped = by is not UNGROUPED
    for code, path in _chosen(db, over, level).items():
        for v in order if grouped else [None]:
            if grouped and (code, v) not in tallies and (code, v) not in more:
                continue
            own = tallies.get((code, v), empty)
            m = more.get((code, v), own)
            all_of = totals.get(v, 0)
            yield (
                names[code], path, levels[code], shown.get(v), own.codings, own.stretches, own.n_segments, own.sources,
                own.n_participants, own.words, own.characters, round(own.codings / all_of, 4) if all_of else 0.0,
                own.unconfirmed, own.researcher, m.codings, m.stretches,
            )  # fmt: skip


def _chosen(db: sqlite3.Connection, over: Scope, level: str) -> dict[int, str]:
    """Return the codes that have a row or column, with their paths, in the codebook's order."""
    paths = codes.paths(db)
    if over.codes is not None:
        paths = {i: path for i, path in paths.items() if i in over.codes}
    if not level:
        return paths
    levels = codes.levels(db)
    return {i: path for i, path in paths.items() if (levels[i] in codes.CATEGORY_LEVELS) == (level == "category")}


def _headings(db: sqlite3.Connection, chosen: dict[int, str], first: str) -> list[str]:
    """Return the heading of each code's column: its name, or its path where two codes have that name.

    A heading that would be that of the first column says that it is a code.
    """
    labels = codes.labels(db)
    return [say("{name} (code)", name=labels[i]) if labels[i] == first else labels[i] for i in chosen]


def _wide(
    db: sqlite3.Connection,
    rows: list[tuple[Any, ...]],
    chosen: dict[int, str],
    name: str,
    measure: str,
    notes: list[str],
) -> Table:
    at = 4 + MEASURES.index(measure)
    place = {path: i for i, path in enumerate(chosen.values())}
    out: dict[str | None, list[Any]] = {}
    for r in rows:
        out.setdefault(r[3], [0] * len(chosen))[place[r[1]]] = r[at]
    ordered = sorted(out.items(), key=lambda item: (item[0] is not None, key(item[0] or "")))
    return Table((name, *_headings(db, chosen, name)), [(v, *cells) for v, cells in ordered], notes=notes)


def _wide_sources(db: sqlite3.Connection, over: Scope, notes: list[str], want: Want) -> Table:
    """Return the table of codes by source; for a file of rows it streams: 100,000 codings on 10,000 posts have two million
    cells."""
    chosen = _chosen(db, over, "")
    place = {c: i for i, c in enumerate(chosen)}
    names = dict(sources.names(db))

    def rows() -> Iterator[list[Any]]:
        at: int | None = None
        row: list[Any] = []
        for source, code in counts.codes_by_source(db, over):
            if source != at:
                if at is not None:
                    yield row
                at, row = source, [names[source], *[0] * len(chosen)]
            row[place[code] + 1] += 1
        if at is not None:
            yield row

    columns = ("source", *_headings(db, chosen, "source"))
    return Table(columns, rows() if want == "rows" else list(rows()), notes=notes)


__all__ = ["BUILT_IN", "MEASURES", "run"]


REPORT = Declared(
    "frequencies",
    "Count how often each code is used, by source, person or variable.",
    run,
    "Count how often each code is used: codings, stretches, segments, sources, participants, words.",
    ("code", "path", "level", *MEASURES),
    place=10,
    options=(
        Option("by", "Break the counts down: one row per code and value.", (*BUILT_IN, "VARIABLE")),
        Option("wide", "Make a cross-table: one row per value, one column per code."),
        Option("measure", "What to count in the cells of {wide}.", MEASURES, "M"),
        Option("share", "Make the cells of {wide} shares of the sum of their row or column.", SHARES),
        Option("level", "Only codes of this level; a category counts with the codes under it.", ("code", "category")),
        RESEARCHER,
    ),
    also=(Rows({"by": "source"}, ("code", "path", "level", "source", *MEASURES)),),
    picture="a bar for each row; of a cross-table a heat map",
    examples=({"by": "source", "wide": True, "output": "frequencies.csv"}, {"output": "frequencies.svg"}),
)
