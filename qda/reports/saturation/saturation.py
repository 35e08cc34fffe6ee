"""Saturation, in two parts that are never mixed: how new codes turned up, and how far each category is developed.

Counts can show that new codes have become rare in the order of analysis. Whether a category is saturated in the sense of
grounded theory is the analyst's judgement: the report quotes the memos in which it is made, and makes none.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from qda.core import saturation as arithmetic
from qda.core.errors import UsageError
from qda.core.message import Message, say, say_n
from qda.core.results import Record, Report, Table, Want
from qda.reports.common.counted import by_coders, n_of
from qda.reports.declare import RESEARCHER, Declared, Option, Rows
from qda.reports.saturation import development, order_of_analysis
from qda.reports.saturation.development import Developed
from qda.reports.saturation.order_of_analysis import LEFT_OUT, Analysed
from qda.reports.saturation.saturation_data import ASSUMPTION, Estimators, Found, binned
from qda.store.analysis import codes, memos, scope
from qda.store.analysis.memos import Memo
from qda.store.analysis.scope import Filters, Scope
from qda.store.project import Study
from qda.store.texts import sources

PARTS = ("codes", "combinations", "categories")
CURVE = ("n", "source", "first_coded", "codes", "new", "cumulative", "mean_over_orders", "new_codes",
         "left_out_researcher")  # fmt: skip
COMBINATIONS = ("base", "run", "threshold", "base_codes", "result", "later_above", "sources", "runs")
CATEGORIES = (
    "category", "level", "codes", "sources", "properties", "points_found", "points", "ranges", "relations",
    "negative_cases_open", "changed_at", "changed", "sources_since", "sources_since_with_it", "last_new_code",
    "last_new_meaning", "left_out_researcher",
)  # fmt: skip
JUDGING = ("theoretical", "sampling", "methodological")  # types of memos in which saturation is judged
ABOUT = re.compile("satura|verzadig|sättig", re.IGNORECASE)  # the word in English, Romance languages, Dutch and German
CAUTION = say(
    "a curve that flattens says that new codes have become rare in this order of analysis, "
    "not that the categories are developed; whether a category is saturated is the analyst's "
    "to judge, in a memo"
)


def run(
    study: Study,
    filters: Filters | None = None,
    *,
    part: str = "",
    statement: bool = False,
    estimators: bool = False,
    include_researcher: bool = False,
    include_imported: bool = False,
    want: Want = "both",
) -> Record | Report:
    """Return both parts as one object and a document; files of rows have the curve. `part` gives the rows of one part alone.

    `statement` gives a paragraph for a paper instead. `estimators` adds Good-Turing coverage and Chao2, with what they
    suppose. `include_imported` counts the codes of imported codebooks as found where they were first used.
    """
    if part and part not in PARTS:
        raise UsageError(
            Message("part-unknown", "{given!r} is no part of the report: it is one of {known}", given=part, known=PARTS)
        )
    found = find(study.db, filters or Filters(), include_researcher, include_imported)
    document = None
    if want != "rows":
        from qda.reports.saturation import saturation_document, saturation_statement

        document = (
            saturation_statement.make(study, found, estimators)
            if statement
            else saturation_document.make(study, found, part, estimators)
        )
    if statement:
        from qda.reports.saturation.saturation_statement import paragraph

        said = {} if want == "document" else {"statement": paragraph(found, estimators)}
        return Record(said, notes=found.notes, document=document)
    tables: dict[str, Callable[[Found], Table]] = {
        "codes": curve,
        "combinations": combinations,
        "categories": categories,
    }
    table = tables[part or "codes"](found)
    if part:
        return Report(replace(table, rows=()) if want == "document" else table, document, found.notes)
    if want == "document":
        return Record({}, notes=found.notes, document=document, table=_drawn(found))
    return Record(_fields(found, table, estimators), notes=found.notes, document=document, table=table)


def _drawn(found: Found) -> Table | None:
    """Return what is drawn while there is no source for the document's curve: a curve of nothing."""
    if found.done.sources:
        return None
    from qda.reports.saturation.saturation_document import drawing

    return Table(CURVE, (), drawing=drawing(found))


def find(db: sqlite3.Connection, filters: Filters, include_researcher: bool, include_imported: bool) -> Found:
    """Find everything that the rows, the document and the statement say."""
    over = scope.resolve(db, filters)
    done = order_of_analysis.read(db, over, include_researcher=include_researcher, include_imported=include_imported)
    discovery = arithmetic.discovery(done.counted)
    seen = arithmetic.incidence(done.counted)
    m = len(done.sources)
    labels, names = codes.names(db), dict(sources.names(db))
    new_codes, known = [], set[int]()
    for held in done.counted:
        new_codes.append(sorted(labels[i] for i in held - known))
        known |= held
    times = list(seen.values())
    once, twice = times.count(1), times.count(2)
    enough = m > 1 and bool(times)
    estimates = Estimators(
        once, twice, sum(times),
        arithmetic.coverage(once, twice, sum(times), m) if enough else None,
        arithmetic.chao2(len(times), once, twice, m) if enough else None,
    )  # fmt: skip
    return Found(
        done, discovery, arithmetic.mean_over_orders(times, m), new_codes,
        arithmetic.combinations([new for new, _ in discovery]), estimates,
        development.read(db, over, done, include_researcher=include_researcher),
        _judged(db, over), names, labels, _notes(filters, done, len(times)),
    )  # fmt: skip


def _judged(db: sqlite3.Connection, over: Scope) -> list[tuple[Memo, list[str]]]:
    """Return the memos in which saturation is judged, each with the categories that it is on.

    These are theoretical, sampling or methodological memos that name saturation.
    """
    out = []
    levels = codes.levels(db)
    for memo in memos.read(db, types=JUDGING, coders=over.coders):
        if ABOUT.search(f"{memo.title}\n{memo.stored}"):
            on = [
                x
                for x in memo.on
                if x.kind in ("code", "category") and levels.get(x.target or 0) in codes.CATEGORY_LEVELS
            ]
            out.append((memo, [x.label for x in on]))
    return out


def _notes(filters: Filters, done: Analysed, n: int) -> list[str]:
    out = [
        say(
            "{codes} on {codings} by hand{by_coders} in {sources} over {filters}: codes as they are "
            "today, sources in the order in which a person first coded in them",
            codes=n_of(n, "code"),
            codings=n_of(done.codings, "coding"),
            by_coders=by_coders(done.coders),
            sources=n_of(len(done.sources), "source"),
            filters=filters,
        )
    ]
    left = [
        say("{n:,} {words}", n=done.left_out[name], words=words)
        for name, words in LEFT_OUT.items()
        if done.left_out.get(name)
    ]
    if done.left_out.get("researchers"):
        out.append(Message("researchers-codings-left-out", "codings left out: {left}", left=left))
    elif left:
        out.append(say("codings left out: {these}", these=left))
    if done.imported_codes:
        out.append(
            Message(
                "imported-codes-left-out",
                "{codes} of an imported codebook left out of the curve: brought along, not found here",
                codes=n_of(done.imported_codes, "code"),
            )
        )
    if done.late:
        out.append(
            say(
                "{codes} first used in a later source and then in an earlier one as well: counted where "
                "the order meets them first",
                codes=n_of(len(done.late), "code"),
            )
        )
    if done.without:
        out.append(
            say_n(
                "{n:,} source without a coding by hand: not in the order, even if somebody has read it",
                "{n:,} sources without a coding by hand: not in the order, even if somebody has read them",
                done.without,
            )
        )
    return [*out, CAUTION]


def curve(found: Found) -> Table:
    """Return the discovery curve, a row a source in the order of analysis.

    `left_out_researcher` counts the source's codings on a researcher's words, which do not count.
    """
    done = found.done
    theirs: Counter[int] = Counter()
    for (source, _), n in done.theirs.items():
        theirs[source] += n
    rows = [
        (
            n,
            found.names[source],
            done.begun[n - 1],
            len(done.counted[n - 1]),
            new,
            total,
            round(mean, 4),
            fresh,
            theirs[source],
        )
        for n, (source, (new, total), mean, fresh) in enumerate(
            zip(done.sources, found.discovery, found.mean, found.new_codes, strict=True), 1
        )
    ]
    return Table(
        CURVE,
        rows,
        notes=found.notes,
        brief=(*CURVE[:7], *CURVE[8:]) if theirs else CURVE[:7],
        wrap=("source",),
        times=("first_coded",),
    )


def combinations(found: Found) -> Table:
    """Return a row for each base, run and threshold of Guest, Namey & Chen (2020).

    `runs` are those up to the one with which the procedure ends; `later_above` counts the runs after it that are above
    the threshold again.
    """
    rows = [
        (
            a.base, a.run, float(a.threshold), a.base_codes, str(a), a.later if a.at is not None else None, a.sources,
            [{"after": r.after, "new": r.new, "ratio": round(float(r.ratio), 4)} for r in a.runs],
        )
        for a in found.combinations
    ]  # fmt: skip
    return Table(COMBINATIONS, rows, notes=found.notes, brief=COMBINATIONS[:6])


def categories(found: Found) -> Table:
    """Return a row a category: how far it is developed."""
    rows = [_category(c, found.names) for c in found.categories]
    brief: tuple[str, ...] = (
        "category", "properties", "points_found", "points", "relations", "negative_cases_open", "changed_at",
        "sources_since",
    )  # fmt: skip
    if any(c.theirs for c in found.categories):
        brief = (*brief, "left_out_researcher")
    return Table(CATEGORIES, rows, notes=found.notes, brief=brief, wrap=("category",), times=("changed_at",))


def _category(c: Developed, names: dict[int, str]) -> tuple[Any, ...]:
    ranges = [
        {
            "property": r.of.name, "kind": r.of.kind, "points": r.of.points, "found": r.met,
            "lowest": r.met[0] if r.met and r.of.kind == "range" else None,
            "highest": r.met[-1] if r.met and r.of.kind == "range" else None, "not_met": r.without,
        }
        for r in c.ranges
    ]  # fmt: skip
    last = [None if x is None else {"n": x.n, "source": names[x.source], "sources_after_with_it": x.since}
            for x in (c.last_code, c.last_meaning)]  # fmt: skip
    return (
        c.name, c.level, c.codes, c.sources, len(c.ranges), sum(r.found for r in c.ranges),
        sum(len(r.of.points) for r in c.ranges), ranges, c.relations, c.negative, c.changed.at, c.changed.what,
        c.since, c.since_with, *last, c.theirs,
    )  # fmt: skip


def _fields(found: Found, rows: Table, estimators: bool) -> dict[str, Any]:
    """Return both parts of the report as one object; `estimators` is null unless they were asked for."""
    done, e = found.done, found.estimators
    return {
        "code_saturation": {
            "sources": len(done.sources), "codes": found.codes, "codings": done.codings, "coders": done.coders,
            "sources_without": done.without, "left_out": {**done.left_out, "imported_codes": done.imported_codes},
            "curve": list(rows.dicts()), "combinations": list(combinations(found).dicts()),
            "estimators": None if not estimators else {
                "codes_in_one_source": e.once, "codes_in_two_sources": e.twice, "incidences": e.incidences,
                "good_turing_coverage": _number(e.coverage), "chao2": _number(e.richness), "assumption": ASSUMPTION,
            },
        },
        "category_development": list(categories(found).dicts()),
        "judgements": [
            {"memo": m.id, "title": m.title, "type": m.type, "coder": m.coder, "updated_at": m.updated_at,
             "categories": on, "text": m.text}
            for m, on in found.judged
        ],
    }  # fmt: skip


def _number(value: Fraction | None) -> float | None:
    return None if value is None else round(float(value), 4)


__all__ = ["PARTS", "Found", "binned", "categories", "combinations", "curve", "find", "run"]


REPORT = Declared(
    "saturation",
    "Show where new codes still appear, and how developed each category is.",
    run,
    "Show how many new codes each source brought and, separately, how far each category is developed.\n\n"
    "The counts show when new codes became rare in the order of analysis. Whether a category is saturated is for you to "
    "judge, in a memo; the report quotes it.\n\n"
    "JSON is one object with both parts. CSV and XLSX have the discovery curve, one row per source; {part} gives the rows "
    "of another part.",
    CURVE,
    place=100,
    options=(
        Option("statement", "Write a paragraph for a paper: what was counted, and what it does not show."),
        Option("estimators", "Add Good-Turing coverage and Chao2, with their assumptions."),
        Option("part", "Give the rows of this part.", PARTS),
        RESEARCHER,
        Option("include_imported", "Count the codes of an imported codebook as new where they are first used."),
    ),
    also=(
        Rows({"part": "codes"}, CURVE),
        Rows({"part": "combinations"}, COMBINATIONS),
        Rows({"part": "categories"}, CATEGORIES),
    ),
    keys=("code_saturation", "category_development", "judgements"),
    document="code saturation, category development, and the memos in which the analyst judges",
    picture="the discovery curve: new codes and all codes, source by source",
    examples=({"output": "saturation.html"}, {"statement": True}),
)
