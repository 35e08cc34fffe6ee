"""How often each code is used, where, by whom, and on how much text."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

from qda.core.errors import NotFound, QdaError
from qda.core.names import key
from qda.core.results import Table
from qda.reports import counting
from qda.store import codes, people, scope
from qda.store.project import Study
from qda.store.scope import Filters, Scope

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
    the rows are the categories, counted with their codes. `wide` has a row a value of `by` and a column a code.
    Words and characters are those of the covered text, each once; researchers' are left out unless included.
    """
    if measure not in MEASURES:
        raise QdaError(f"--measure {measure}: it is one of {', '.join(MEASURES)}")
    if level not in ("", "code", "category"):
        raise QdaError(f"--level {level}: it is code or category")
    if wide and not by:
        raise QdaError("--wide needs --by: a row for each value")
    db = study.db
    over = scope.resolve(db, filters or Filters())
    notes = _notes(db, filters or Filters(), over, by, level, include_researcher)
    if wide and measure == "codings" and not level and by == "source":
        return _wide_sources(db, over, notes)
    value = _value_of(db, by)
    name = by if by else ""
    rows = list(_rows(db, over, value, level, include_researcher))
    if wide:
        return _wide(rows, name, measure, notes)
    columns = ("code", "path", "level", *((name,) if by else ()), *MEASURES)
    flat = [(*r[:3], *((r[3],) if by else ()), *r[4:]) for r in rows]
    brief = ("path" if any("/" in r[1] for r in rows) else "code", "level", *((name,) if by else ()), "codings", "stretches", "sources", "participants", "words", "share")  # fmt: skip
    return Table(columns, flat, notes=notes, brief=brief, wrap=("path", "code"))


def _notes(db: sqlite3.Connection, filters: Filters, over: Scope, by: str, level: str, include: bool) -> list[str]:
    where, args = over.coding()
    n, coders = db.execute(
        f"select count(*), count(distinct g.coder) from coding g left join segment m on m.id = g.segment where {where}", args
    ).fetchone()
    who = "" if coders < 2 else f" by {coders} coders"
    what = "categories counted with their codes" if level == "category" else "each code's own codings"
    left = "" if include else "; researchers' words are not counted"
    return [f"counted {n} codings{who} over {filters}: {what}{left}", CAUTION]


def _value_of(db: sqlite3.Connection, by: str) -> Callable[[int, int | None, int, str | None], str | None]:
    """The value of `--by` for a coding: from its source, participant, coder and kind of segment."""
    if not by:
        return lambda source, person, coder, kind: None
    if by == "source":
        names = dict(db.execute("select id, name from source"))
        return lambda source, person, coder, kind: names[source]
    if by == "participant":
        shown = people.shown(db)
        return lambda source, person, coder, kind: None if person is None else shown[person]
    if by == "coder":
        coders = dict(db.execute("select id, name from coder"))
        return lambda source, person, coder, kind: coders[coder]
    if by == "kind":
        return lambda source, person, coder, kind: kind
    if key(by) == "role":
        roles = dict(db.execute("select id, role from participant"))
        return lambda source, person, coder, kind: None if person is None else roles[person]
    of_source: dict[int, str] = {}
    of_person: dict[int, str] = {}
    known = [n for (n,) in db.execute("select name from variable where key = ?", (key(by),))]
    if not known:
        every = [n for (n,) in db.execute("select name from variable")]
        raise NotFound("variable", by, [*every, *BUILT_IN, "role"], f"--by takes {', '.join(BUILT_IN)} or a variable")
    for source, person, value in db.execute(
        "select v.source, v.participant, v.value from value v join variable x on x.id = v.variable where x.key = ?", (key(by),)
    ):
        if source is not None:
            of_source[source] = value
        else:
            of_person[person] = value
    return lambda source, person, coder, kind: of_source.get(source, of_person.get(person or 0))


def _rows(
    db: sqlite3.Connection, over: Scope, value: Callable[..., str | None], level: str, include: bool
) -> Iterator[tuple[Any, ...]]:
    """Rows (code, path, level, value, *MEASURES) in the codebook's order, then by value."""
    gathered = codes.gathered(db)
    holders: dict[int, list[int]] = {}
    for top, below in gathered.items():
        for i in below:
            holders.setdefault(i, []).append(top)
    levels = dict(db.execute("select id, level from code"))
    names = codes.names(db)
    by_category = level == "category"
    researchers = people.researchers(db)
    own: list[tuple[Any, ...]] = []
    with_codings: dict[tuple[Any, ...], int] = {}
    with_places: dict[tuple[Any, ...], set[tuple[int, int, int]]] = {}
    totals: dict[str | None, int] = {}
    append = own.append
    # codes that gather nothing and are gathered by nothing need no sets
    alone = {i for i in gathered if len(gathered[i]) == 1}
    for code, source, start, end, words, segment, last, person, confirmed, coder, kind in counting.codings(db, over):
        v = value(source, person, coder, kind)
        totals[v] = totals.get(v, 0) + 1
        for top in holders[code]:
            if top not in alone:
                with_codings[(top, v)] = with_codings.get((top, v), 0) + 1
                with_places.setdefault((top, v), set()).add((source, start, end))
            if by_category and levels[top] in codes.CATEGORY_LEVELS:
                append(((top, v), code, source, start, end, words, segment, last, person, confirmed, kind))
        if not by_category:
            append(((code, v), code, source, start, end, words, segment, last, person, confirmed, kind))
    if by_category:
        own.sort(key=lambda r: r[2:5])
    tallies = counting.tally(db, own, researchers, include_researcher=include)
    values = sorted({g[1] for g in (*tallies, *with_codings)}, key=lambda v: (v is not None, key(v or "")))
    grouped = bool(totals) and (len(totals) > 1 or None not in totals)
    empty = counting.Tally()
    for code, path in codes.paths(db).items():
        is_category = levels[code] in codes.CATEGORY_LEVELS
        if (by_category and not is_category) or (level == "code" and is_category):
            continue
        if over.codes is not None and code not in over.codes:
            continue
        for v in values if grouped else [None]:
            t = tallies.get((code, v), empty)
            more = with_codings.get((code, v), 0)
            if grouped and not t.codings and not more:
                continue
            all_of = totals.get(v, 0)
            yield (
                names[code], path, levels[code], v, t.codings, t.stretches, len(t.segments), len(t.sources),
                len(t.participants), t.words, t.characters, round(t.codings / all_of, 4) if all_of else 0.0,
                t.unconfirmed, t.researcher, more or t.codings,
                len(with_places[(code, v)]) if more else t.stretches,
            )  # fmt: skip


def _wide(rows: list[tuple[Any, ...]], name: str, measure: str, notes: list[str]) -> Table:
    at = 4 + MEASURES.index(measure)
    columns = list(dict.fromkeys(r[1] for r in rows))
    place = {path: i for i, path in enumerate(columns)}
    out: dict[str | None, list[Any]] = {}
    for r in rows:
        out.setdefault(r[3], [0] * len(columns))[place[r[1]]] = r[at]
    ordered = sorted(out.items(), key=lambda item: (item[0] is not None, key(item[0] or "")))
    return Table((name, *columns), ((v, *cells) for v, cells in ordered), notes=notes)


def _wide_sources(db: sqlite3.Connection, over: Scope, notes: list[str]) -> Table:
    """Code by source, streamed: at 100,000 codings on 10,000 posts the table has two million cells."""
    where, args = over.coding()
    joined = "left join segment m on m.id = g.segment" if "m." in where else ""
    paths = codes.paths(db)
    used = {c for (c,) in db.execute(f"select distinct g.code from coding g {joined} where {where}", args)}
    chosen = [c for c in paths if (c in used if over.codes is None else c in over.codes)]
    place = {c: i for i, c in enumerate(chosen)}
    names = dict(db.execute("select id, name from source"))

    def rows() -> Iterator[list[Any]]:
        at, row = None, []
        # the index over places serves the order by source; codes of a source are counted here
        for source, code in db.execute(f"select g.source, g.code from coding g {joined} where {where} order by g.source", args):
            if source != at:
                if at is not None:
                    yield row
                at, row = source, [names[source], *[0] * len(chosen)]
            row[place[code] + 1] += 1
        if at is not None:
            yield row

    return Table(("source", *(paths[c] for c in chosen)), rows(), notes=notes)


__all__ = ["BUILT_IN", "MEASURES", "run"]
