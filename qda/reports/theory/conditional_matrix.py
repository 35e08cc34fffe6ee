"""The conditional matrix: which categories are conditions or consequences at which level, and the paths of influence.

Strauss and Corbin (1990), the conditional matrix and conditional paths.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from qda.core.document import Block, Document, Grid, Heading, Paragraph
from qda.core.influence import LONGEST, Path, paths
from qda.core.message import Message, chained, commas, say, word
from qda.core.results import Report, Table, Want
from qda.core.words import reading
from qda.reports.common.counted import n_of
from qda.reports.common.quotes import attributed, block, facts, pinned
from qda.reports.declare import Declared, Option, Rows
from qda.store.analysis import codes, codings, conditions, scope, theory
from qda.store.analysis.conditions import Condition
from qda.store.analysis.scope import Filters
from qda.store.analysis.theory import Relation
from qda.store.project import Study
from qda.store.queries.theory import coder_names

COLUMNS = ("id", "category", "as", "level", "relation", "codings", "note", "coder", "created_at", "uuid")
PATHS = ("path", "levels", "relations", "weakest_status", "steps", "reads")
MOST = 1000
_WEAK_TO_STRONG = ("hypothesis", "qualified", "supported")


def table(db: sqlite3.Connection, found: Iterable[Condition]) -> Table:
    """Return conditions and consequences as rows, with the numbers of the codings that show each."""
    names = codes.names(db)
    rows = [
        (x.id, names[x.category], x.role, x.level, x.relation, x.codings, x.note, x.coder, x.created_at, x.uuid)
        for x in found
    ]
    return Table(COLUMNS, rows, brief=COLUMNS[:7])


def run(study: Study, filters: Filters | None = None, *, paths: bool = False, want: Want = "both") -> Report:
    """Report the conditional matrix by number, or with `paths` the ways from its conditions over the core to its consequences.

    A path goes along relations in the direction of influence: from A to B, and of a type whose role is consequences from B to
    A. It passes the core, meets no category twice, has six steps at most, and no relation that is refuted. Without a core it
    passes the category of the matrix with the most relations. Its weakest status is that of its weakest relation. They
    come by length, 1,000 at most. Filters hold for the conditions and consequences.
    """
    db, filters = study.db, filters or Filters()
    over = scope.resolve(db, filters)
    coders = coder_names(db, over.coders)
    every = conditions.read(db)
    found = [x for x in every if x.coder in coders and (over.codes is None or x.category in over.codes)]
    return _paths(study, found, every, filters, want) if paths else _matrix(study, found, filters, want)


# -- what stands at which level ----------------------------------------------------------------------------------------


def _matrix(study: Study, found: Sequence[Condition], filters: Filters, want: Want) -> Report:
    db = study.db
    n = Counter(x.role for x in found)
    notes = [
        say(
            "{conditions} and {consequences} over {filters}",
            conditions=n_of(n["condition"], "condition"),
            consequences=n_of(n["consequence"], "consequence"),
            filters=filters,
        )
    ]
    if not found:
        notes.append(Message("no-condition-yet", "nothing stands in the conditional matrix yet"))
    rows = table(db, [] if want == "document" else found)
    rows.notes = notes
    return Report(rows, None if want == "rows" else _document(study, found, notes), notes)


def _document(study: Study, found: Sequence[Condition], notes: Sequence[str]) -> Document:
    db = study.db
    names, levels = codes.names(db), conditions.levels(db)
    relations = {r.id: r for r in theory.relations(db)}
    shown = sorted({i for x in found for i in x.codings})
    quotes = {row[0]: row for row in codings.select(db, ids=shown)} if shown else {}
    pins = pinned(db)
    overview = [
        (word(level), *(commas(names[x.category] for x in found if (x.level, x.role) == (level, role))
                        for role in conditions.ROLES))
        for level in levels
    ]  # fmt: skip
    grid = Table(("level", "conditions", "consequences"), overview, wrap=("conditions", "consequences"))
    blocks: list[Block] = [Grid(grid)]
    for level in levels:
        here = sorted((x for x in found if x.level == level), key=lambda x: (conditions.ROLES.index(x.role), x.id))
        if here:
            blocks.append(Heading(1, word(level)))
        for x in here:
            blocks.append(Heading(2, say("{category}: {what}", category=names[x.category], what=word(x.role))))
            if x.relation is not None:
                blocks.append(Paragraph(_by(relations[x.relation], names), "note"))
            if x.note:
                blocks.append(Paragraph(x.note))
            blocks += [block(quotes[i], pins) for i in x.codings]
            if not x.codings:
                blocks.append(Paragraph(say("No quote shows it yet."), "note"))
    return Document(
        say("Conditional matrix: {study}", study=study.setting("name")), attributed(db, blocks), facts(study), notes
    )


def _by(r: Relation, names: Mapping[int, str]) -> str:
    return say(
        "By relation {id}: {a} {type} {b}, {status}",
        id=r.id,
        a=names[r.a],
        type=reading(r.type),
        b=names[r.b],
        status=word(r.status),
    )


# -- paths -------------------------------------------------------------------------------------------------------------


def _paths(
    study: Study, chosen: Sequence[Condition], every: Sequence[Condition], filters: Filters, want: Want
) -> Report:
    db = study.db
    names = codes.names(db)
    relations = {r.id: r for r in theory.relations(db)}
    pivot, notes = _pivot(db, every, relations.values())
    found: list[Path] = []
    if pivot is not None:
        order = {id: n for n, id in enumerate(codes.paths(db))}
        starts = sorted({x.category for x in chosen if x.role == "condition"}, key=order.__getitem__)
        ends = {x.category for x in chosen if x.role == "consequence"}
        answer = paths(_arrows(relations.values(), order), starts, ends, pivot, most=MOST)
        found = answer.paths
        if answer.more:
            notes.append(say("there are more: these are the first {n:,}, by their length", n=MOST))
        elif answer.stopped:
            notes.append(say("there is too much to go through: there may be more, longer ones"))
        notes.insert(0, say("{paths} over {filters}, of {n} steps at most", paths=n_of(len(found), "path"),
                            filters=filters, n=LONGEST))  # fmt: skip
    at = _Levels(every, conditions.levels(db))
    rows = [_row(p, relations, names, at) for p in found]
    result = Table(PATHS, [] if want == "document" else rows, brief=("reads", "weakest_status", "steps"), notes=notes,
                   wrap=("reads",))  # fmt: skip
    document = None
    if want != "rows":
        document = _paths_document(study, found, rows, relations, names, notes)
    return Report(result, document, notes)


def _pivot(
    db: sqlite3.Connection, every: Sequence[Condition], relations: Iterable[Relation]
) -> tuple[int | None, list[str]]:
    """Return the category that a path passes: the core, else the one of the matrix with the most relations, which a note says."""
    if not every:
        return None, [Message("no-condition-yet", "nothing stands in the conditional matrix yet")]
    cores, names = theory.core(db), codes.names(db)
    if cores:
        return cores[0], [say("each passes the core category {name!r}", name=names[cores[0]])]
    many = Counter(end for r in relations for end in {r.a, r.b})
    top = min({x.category for x in every}, key=lambda id: (-many[id], id))
    said = Message(
        "paths-without-core",
        "there is no core category: each passes {name!r}, which has the most relations ({n}) of the matrix",
        name=names[top],
        n=many[top],
    )
    return top, [said]


def _arrows(relations: Iterable[Relation], order: Mapping[int, int]) -> dict[int, list[tuple[int, int]]]:
    """Return the relations in the direction of influence: category -> (relation, category), those refuted left out."""
    out: dict[int, list[tuple[int, int]]] = {}
    for r in relations:
        if r.status != "refuted":
            tail, head = (r.b, r.a) if r.role == "consequences" else (r.a, r.b)
            out.setdefault(tail, []).append((r.id, head))
    return {tail: sorted(heads, key=lambda arrow: (order[arrow[1]], arrow[0])) for tail, heads in out.items()}


class _Levels:
    """At which levels a category stands, near ones first: as a condition, as a consequence, or as either."""

    def __init__(self, every: Sequence[Condition], levels: Sequence[str]) -> None:
        self._of: dict[tuple[int, str], list[str]] = {}
        for x in sorted(every, key=lambda x: levels.index(x.level)):
            for role in (x.role, ""):
                held = self._of.setdefault((x.category, role), [])
                if x.level not in held:
                    held.append(x.level)

    def along(self, path: Path) -> list[list[str]]:
        """Return the levels of each category of a path: of the first those as a condition, of the last as a consequence."""
        last = len(path.nodes) - 1
        return [
            self._of.get((id, "condition" if n == 0 else "consequence" if n == last else ""), [])
            for n, id in enumerate(path.nodes)
        ]


def _weakest(path: Path, relations: Mapping[int, Relation]) -> str:
    return min((relations[i].status for i in path.arrows), key=_WEAK_TO_STRONG.index)


def _row(path: Path, relations: Mapping[int, Relation], names: Mapping[int, str], at: _Levels) -> tuple[Any, ...]:
    levels = at.along(path)
    reads = chained(
        [
            say("{category} ({levels})", category=names[id], levels=commas(map(word, held))) if held else names[id]
            for id, held in zip(path.nodes, levels, strict=True)
        ],
        " → ",
    )
    return (
        [names[id] for id in path.nodes], [", ".join(held) or None for held in levels], list(path.arrows),
        _weakest(path, relations), len(path.arrows), reads,
    )  # fmt: skip


def _paths_document(
    study: Study, found: Sequence[Path], rows: Sequence[tuple[Any, ...]], relations: Mapping[int, Relation],
    names: Mapping[int, str], notes: Sequence[str],
) -> Document:  # fmt: skip
    blocks: list[Block] = []
    for n, (path, row) in enumerate(zip(found, rows, strict=True), 1):
        blocks.append(Paragraph(say("Path {n:,}: {path} ({status})", n=n, path=row[5], status=word(row[3])), "label"))
        blocks.append(Paragraph(chained([_by(relations[i], names) for i in path.arrows]), "note"))
    if not found:
        blocks.append(Paragraph(say("No path leads from a condition over it to a consequence yet."), "note"))
    return Document(
        say("Conditional paths: {study}", study=study.setting("name")),
        attributed(study.db, blocks),
        facts(study),
        notes,
    )


REPORT = Declared(
    "conditional-matrix",
    "Show the conditional matrix: conditions and consequences by level, or the paths between them.",
    run,
    "Show which categories are conditions or consequences at which level, from the individual to the international.\n\n"
    "{paths} lists the ways from a condition along relations over the core category to a consequence: from A to B, and where "
    "A is a consequence of B from B to A. None meets a category twice, has more than six steps or a relation that is refuted. "
    "Its weakest status is that of its weakest relation: hypothesis, qualified, supported.",
    COLUMNS,
    place=75,
    options=(Option("paths", "List the paths from conditions over the core to consequences."),),
    filters=("code", "coder"),
    also=(Rows({"paths": True}, PATHS),),
    document="each level with its conditions and consequences and their quotes, or the paths",
    examples=({"output": "conditional-matrix.docx"}, {"paths": True}),
)
