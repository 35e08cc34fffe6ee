"""How often each code is used, where, by whom, and on how much text."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from qda.core.errors import NotFound, UsageError
from qda.core.names import key
from qda.core.results import Table
from qda.reports.counts import counting
from qda.reports.counts.counting import counted
from qda.reports.declare import RESEARCHER, Declared, Option, Rows
from qda.store.analysis import codes, scope
from qda.store.analysis.scope import Filters, Scope
from qda.store.project import Study
from qda.store.texts import people

MEASURES = ("codings", "stretches", "segments", "sources", "participants", "words", "characters", "share", "unconfirmed",
            "codings_researcher", "codings_with_codes", "stretches_with_codes")  # fmt: skip
BUILT_IN = ("source", "participant", "coder", "kind")
CAUTION = "how often a code is used says nothing of how much it matters: read the quotes (`qda quotes CODE`)"


def run(
    study: Study, filters: Filters | None = None, *, by: str = "", wide: bool = False, measure: str = "codings",
    level: str = "", include_researcher: bool = False,
) -> Table:  # fmt: skip
    """Codings by code, and by source, participant, coder, kind of segment or a variable when `by` says so.

    A code's own codings are counted; `…_with_codes` adds the codes under it, each stretch once. With `level` `category`
    the rows are the categories, counted with their codes. `wide` has a row a value of `by` and a column a code, headed by
    its name, or by its path where two codes have that name; a code that is not used has its column too.
    Words and characters are those of the covered text, each once; researchers' are left out unless included.
    """
    if measure not in MEASURES:
        raise UsageError(f"--measure {measure}: it is one of {', '.join(MEASURES)}")
    if level not in ("", "code", "category"):
        raise UsageError(f"--level {level}: it is code or category")
    if wide and not by:
        raise UsageError("--wide needs --by: a row for each value")
    db = study.db
    over = scope.resolve(db, filters or Filters())
    whole = _with_codes(db, over) if level == "category" else over
    notes = _notes(db, filters or Filters(), whole, level, include_researcher)
    if wide and measure == "codings" and not level and by == "source":
        return _wide_sources(db, over, notes)
    expression, value = grouping(db, by)
    name = by if by else ""
    rows = list(_rows(db, over, expression, value, level, include_researcher))
    if wide:
        return _wide(db, rows, _chosen(db, over, level), name, measure, notes)
    columns = ("code", "path", "level", *((name,) if by else ()), *MEASURES)
    flat = [(*r[:3], *((r[3],) if by else ()), *r[4:]) for r in rows]
    tree = any("/" in r[1] for r in rows)
    at = columns.index("unconfirmed")
    brief = (
        "path" if tree else "code", "level", *((name,) if by else ()), "codings",
        *(("codings_with_codes",) if tree else ()), "sources", "participants", "words",
        *(("codings_researcher",) if by in ("", "participant") and any(r[at + 1] for r in flat) else ()),
        *(("unconfirmed",) if any(r[at] for r in flat) else ()),
    )  # fmt: skip
    return Table(columns, flat, notes=notes, brief=brief, wrap=("path", "code"))


def _with_codes(db: sqlite3.Connection, over: Scope) -> Scope:
    """The scope with the codes under those that it is over: what categories are counted with."""
    if over.codes is None:
        return over
    gathered = codes.gathered(db)
    every = set().union(*(gathered[i] for i in over.codes))
    return Scope(over.sources, over.participants, every, over.coders, over.source_or_person)


def _notes(db: sqlite3.Connection, filters: Filters, over: Scope, level: str, include: bool) -> list[str]:
    what = "categories counted with the codes under them" if level == "category" else "each code's own codings"
    left = "" if include else "; researchers' words are not counted"
    return [f"{counted(db, over)} over {filters}: {what}{left}", CAUTION]


def grouping(db: sqlite3.Connection, by: str) -> tuple[str, Callable[[Any], str | None]]:
    """An SQL expression to group codings by, and what shows its values."""
    if not by:
        return "null", lambda v: None
    if by in ("source", "coder"):
        return f"g.{by}", dict(db.execute(f"select id, name from {by}")).get
    if by == "participant":
        return "m.participant", people.shown(db).get
    if by == "kind":
        return "m.kind", lambda v: v
    if key(by) == "role":
        return "(select p.role from participant p where p.id = m.participant)", lambda v: v
    if not db.execute("select 1 from variable where key = ?", (key(by),)).fetchone():
        every = [n for (n,) in db.execute("select name from variable")]
        raise NotFound("variable", by, [*every, *BUILT_IN, "role"], f"--by takes {', '.join(BUILT_IN)} or a variable")
    ids = ", ".join(str(i) for (i,) in db.execute("select id from variable where key = ?", (key(by),)))
    return (
        f"coalesce((select v.value from value v where v.variable in ({ids}) and v.source = g.source), "
        f"(select v.value from value v where v.variable in ({ids}) and v.participant = m.participant))"
    ), lambda v: v


def _rows(
    db: sqlite3.Connection, over: Scope, by: str, value: Callable[[Any], str | None], level: str, include: bool
) -> Iterator[tuple[Any, ...]]:
    """Rows (code, path, level, value, *MEASURES) in the codebook's order, then by value."""
    levels = dict(db.execute("select id, level from code"))
    names = codes.names(db)
    by_category = level == "category"
    gathering = [i for i, below in codes.gathered(db).items() if len(below) > 1]
    more = counting.with_codes(
        db, over, [i for i in levels if levels[i] in codes.CATEGORY_LEVELS] if by_category else gathering,
        by=by, include_researcher=include,
    )  # fmt: skip
    if by_category:
        tallies, totals = more, _totals(db, _with_codes(db, over), by)
    else:
        tallies = counting.tally(db, counting.codings(db, over, by), people.researchers(db), include_researcher=include)
        totals = {}
        for (_, v), t in tallies.items():
            totals[v] = totals.get(v, 0) + t.codings
    shown = {v: value(v) for v in {v for _, v in (*tallies, *more)} | set(totals)}
    order = sorted(shown, key=lambda v: (shown[v] is not None, key(shown[v] or "")))
    empty = counting.Tally()
    for code, path in _chosen(db, over, level).items():
        for v in order if by != "null" else [None]:
            if by != "null" and (code, v) not in tallies and (code, v) not in more:
                continue
            own = tallies.get((code, v), empty)
            m = more.get((code, v), own)
            all_of = totals.get(v, 0)
            yield (
                names[code], path, levels[code], shown.get(v), own.codings, own.stretches, len(own.segments), own.sources,
                len(own.participants), own.words, own.characters, round(own.codings / all_of, 4) if all_of else 0.0,
                own.unconfirmed, own.researcher, m.codings, m.stretches,
            )  # fmt: skip


def _chosen(db: sqlite3.Connection, over: Scope, level: str) -> dict[int, str]:
    """The codes that have a row or column, with their paths, in the codebook's order."""
    paths = codes.paths(db)
    if over.codes is not None:
        paths = {i: path for i, path in paths.items() if i in over.codes}
    if not level:
        return paths
    levels = dict(db.execute("select id, level from code"))
    return {i: path for i, path in paths.items() if (levels[i] in codes.CATEGORY_LEVELS) == (level == "category")}


def _headings(db: sqlite3.Connection, chosen: dict[int, str], first: str) -> list[str]:
    """What heads the column of each code: its name, or its path where another code has it; never as the first column."""
    keys = dict(db.execute("select id, key from code"))
    times = Counter(keys.values())
    names = codes.names(db)
    out = [names[i] if times[keys[i]] == 1 else path for i, path in chosen.items()]
    return [f"{head} (code)" if head == first else head for head in out]


def _totals(db: sqlite3.Connection, over: Scope, by: str) -> dict[Any, int]:
    where, args = over.coding()
    return dict(
        db.execute(
            f"select {by}, count(*) from coding g left join segment m on m.id = g.segment where {where} group by 1",
            args,
        )
    )


def _wide(
    db: sqlite3.Connection, rows: list[tuple[Any, ...]], chosen: dict[int, str], name: str, measure: str, notes: list[str]
) -> Table:  # fmt: skip
    at = 4 + MEASURES.index(measure)
    place = {path: i for i, path in enumerate(chosen.values())}
    out: dict[str | None, list[Any]] = {}
    for r in rows:
        out.setdefault(r[3], [0] * len(chosen))[place[r[1]]] = r[at]
    ordered = sorted(out.items(), key=lambda item: (item[0] is not None, key(item[0] or "")))
    return Table((name, *_headings(db, chosen, name)), ((v, *cells) for v, cells in ordered), notes=notes)


def _wide_sources(db: sqlite3.Connection, over: Scope, notes: list[str]) -> Table:
    """Code by source, streamed: at 100,000 codings on 10,000 posts the table has two million cells."""
    where, args = over.coding()
    joined = "left join segment m on m.id = g.segment" if "m." in where else ""
    chosen = _chosen(db, over, "")
    place = {c: i for i, c in enumerate(chosen)}
    names = dict(db.execute("select id, name from source"))

    def rows() -> Iterator[list[Any]]:
        at, row = None, []
        # the index over places serves the order by source; codes of a source are counted here
        for source, code in db.execute(
            f"select g.source, g.code from coding g {joined} where {where} order by g.source", args
        ):
            if source != at:
                if at is not None:
                    yield row
                at, row = source, [names[source], *[0] * len(chosen)]
            row[place[code] + 1] += 1
        if at is not None:
            yield row

    return Table(("source", *_headings(db, chosen, "source")), rows(), notes=notes)


__all__ = ["BUILT_IN", "MEASURES", "run"]


REPORT = Declared(
    "frequencies",
    "How often each code is used, where and by whom.",
    run,
    "How often each code is used: codings, stretches, segments, sources, participants, words.",
    ("code", "path", "level", *MEASURES),
    place=10,
    options=(
        Option("by", "A row for each code and value.", (*BUILT_IN, "VARIABLE")),
        Option("wide", "A row for each value, a column for each code."),
        Option("measure", "What the cells of {wide} hold.", MEASURES, "M"),
        Option("level", "Only these; categories with their codes.", ("code", "category")),
        RESEARCHER,
    ),
    also=(Rows({"by": "source"}, ("code", "path", "level", "source", *MEASURES)),),
    examples=({"by": "source", "wide": True, "output": "frequencies.csv"},),
)
