"""The codebook to read and to hand in: each code with what it means, its other names, its use, and a quote or two."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from qda.core.document import Block, Document, Heading, Paragraph
from qda.core.message import chained, say
from qda.core.names import key
from qda.core.results import Report, Table, Want
from qda.reports.common.choose_quotes import Candidate, choose, odd_length
from qda.reports.common.counted import counted, n_of
from qda.reports.common.quotes import attributed, block, facts, pinned
from qda.reports.declare import RESEARCHER, Declared, Option
from qda.store.analysis import codes, codings, scope
from qda.store.analysis.scope import Filters, Scope, everything
from qda.store.project import Study
from qda.store.queries import memos
from qda.store.queries import quotes as quoted
from qda.store.texts import people

COLUMNS = (
    "code", "path", "level", "definition", "include", "exclude", "example", "aliases", "categories", "codings",
    "sources", "codings_with_codes", "memos", "origin", "uuid", "quotes",
)  # fmt: skip
BRIEF = ("path", "level", "definition", "codings", "sources", "memos", "quotes")
DEEPEST = 4  # headings below this level look alike
ABOUT = (
    ("definition", ""),
    ("include", say("Include: ")),
    ("exclude", say("Exclude: ")),
    ("example", say("Example: ")),
)


def run(
    study: Study,
    filters: Filters | None = None,
    *,
    quotes: int = 2,
    include_researcher: bool = False,
    want: Want = "both",
) -> Report:
    """Make a row a code, by path, with up to `quotes` of its own codings, chosen as in `report categories`.

    `codings` and `sources` are the code's own, `codings_with_codes` takes along the codes under it. The document has a
    heading a code, as deep as the code lies.
    """
    db, filters = study.db, filters or Filters()
    over = scope.resolve(db, filters)
    chosen = _quotes(db, over, max(quotes, 0), include_researcher)
    wanted = sorted({i for ids in chosen.values() for i in ids})
    shown = {row[0]: row for row in codings.select(db, ids=wanted)} if wanted else {}
    rows = _rows(db, over, chosen, shown)
    undefined = sum(not r[3] for r in rows.values())
    notes = [
        say(
            "{codes} with {counted} over {filters}: codings and sources are each code's own",
            codes=n_of(len(rows), "code"),
            counted=counted(db, over),
            filters=filters,
        )
        + (say("; {undefined} without a definition", undefined=undefined) if undefined else "")
    ]
    listed = () if want == "document" else list(rows.values())
    table = Table(COLUMNS, listed, notes=notes, brief=BRIEF, wrap=("definition", "path"))
    return Report(table, None if want == "rows" else _document(study, rows, shown, notes), notes)


def rows(db: sqlite3.Connection, quotes: int = 2) -> dict[int, tuple[Any, ...]]:
    """Return code -> its row of `COLUMNS`, by path, over the whole study."""
    over = everything(db)
    chosen = _quotes(db, over, quotes, False)
    wanted = sorted({i for ids in chosen.values() for i in ids})
    shown = {row[0]: row for row in codings.select(db, ids=wanted)} if wanted else {}
    return _rows(db, over, chosen, shown)


def _quotes(db: sqlite3.Connection, over: Scope, n: int, include_researcher: bool) -> dict[int, list[int]]:
    """Return code -> the codings of its own that stand for it."""
    evidence = quoted.evidence(db)
    researchers = people.researchers(db)
    found: dict[int, list[Candidate]] = {}
    for id, code, source, start, end, words, pin, confirmed, person in quoted.quotable(db, over):
        theirs = person in researchers and not include_researcher
        tier = 0 if pin else 2 if theirs else 1
        odd, who = odd_length(words), None if theirs else person
        candidate = Candidate(tier, not confirmed, id not in evidence, odd, source, start, end, id, who)
        found.setdefault(code, []).append(candidate)
    return {code: choose(candidates, n) for code, candidates in found.items()}


def _rows(
    db: sqlite3.Connection, over: Scope, chosen: Mapping[int, list[int]], shown: Mapping[int, tuple[Any, ...]]
) -> dict[int, tuple[Any, ...]]:
    """Return code -> its row of `COLUMNS`, by path."""
    used = codes.used_within(db, over)
    every = used if over.codes is None else codes.used_within(db, replace(over, codes=None))
    paths, gathered = codes.paths(db), codes.gathered(db)
    aliases, further = codes.aliases(db), codes.further(db)
    about, on = codes.rows(db), memos.on_each_code(db)
    out = {}
    for id, path in paths.items():
        if over.codes is not None and id not in over.codes:
            continue
        c = about[id]
        quotes = [
            {"id": r[0], "source": r[2], "start": r[8], "end": r[9], "text": r[10], "author": r[4], "role": r[15]}
            for r in (shown[i] for i in chosen.get(id, ()))
        ]
        n, sources = used.get(id, (0, 0))
        out[id] = (
            c["name"], path, c["level"], c["definition"], c["include"], c["exclude"], c["example"], aliases.get(id, []),
            sorted((paths[i] for i in further.get(id, ())), key=key), n, sources,
            sum(every.get(i, (0, 0))[0] for i in gathered[id]), on.get(id, 0), c["origin"], c["uuid"], quotes,
        )  # fmt: skip
    return out


def _document(
    study: Study, rows: Mapping[int, tuple[Any, ...]], shown: Mapping[int, tuple[Any, ...]], notes: Sequence[str]
) -> Document:
    at = {name: i for i, name in enumerate(COLUMNS)}
    pins = pinned(study.db)
    depths = codes.depths(study.db)
    levels = {"core": say(" (core category)"), "category": say(" (category)"), "focused": say(" (focused code)")}
    blocks: list[Block] = []
    for id, r in rows.items():
        blocks.append(Heading(min(depths[id], DEEPEST), r[0] + levels.get(r[at["level"]], "")))
        blocks += [Paragraph(label + r[at[field]]) for field, label in ABOUT if r[at[field]]]
        if not r[at["definition"]]:
            blocks.append(Paragraph(say("Not defined yet."), "note"))
        blocks.append(Paragraph(_use(r, at), "note"))
        blocks += [block(shown[q["id"]], pins, code=False) for q in r[at["quotes"]]]
    n = sum(r[at["level"]] in codes.CATEGORY_LEVELS for r in rows.values())
    about = facts(study, ("codes", say("{n:,}", n=len(rows))), ("categories", say("{n:,}", n=n)))
    return Document(
        say("Codebook: {study}", study=study.setting("name")), attributed(study.db, blocks), about, notes, contents=True
    )


def _use(r: tuple[Any, ...], at: dict[str, int]) -> str:
    """Return a line on how often a code is used, its other names and its further categories."""
    own, whole = r[at["codings"]], r[at["codings_with_codes"]]
    parts = [
        say("{codings} in {sources}", codings=n_of(own, "coding"), sources=n_of(r[at["sources"]], "source"))
        if own
        else say("no codings of its own")
    ]
    if whole > own:
        parts.append(say("{whole:,} with the codes under it", whole=whole))
    if r[at["memos"]]:
        parts.append(n_of(r[at["memos"]], "memo"))
    if r[at["aliases"]]:
        parts.append(say("also called {these}", these=list(r[at["aliases"]])))
    if r[at["categories"]]:
        parts.append(say("also belongs to {these}", these=list(r[at["categories"]])))
    return chained(parts)


REPORT = Declared(
    "codebook",
    "Write the codebook as a document: definitions, counts, a quote or two.",
    run,
    "Write the codebook as a document: definitions, inclusion and exclusion, other names, counts, and a quote or two per code.",
    COLUMNS,
    place=110,
    options=(Option("quotes", "How many quotes to show for each code.", least=0), RESEARCHER),
    document="a heading for each code, as deep as it lies: what it means, its use, its quotes",
    examples=({"output": "codebook.docx"},),
)
