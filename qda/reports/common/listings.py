"""What is in a study as rows: its sources, its people, the changes that were made in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from qda.core.message import say
from qda.core.names import key
from qda.core.results import Table
from qda.store.analysis import scope
from qda.store.analysis.scope import Filters
from qda.store.history import log
from qda.store.project import Study
from qda.store.queries import participants as listed
from qda.store.queries import sources as around
from qda.store.texts import people
from qda.store.texts import sources as kinds

SOURCES = (
    "source",
    "title",
    "kind",
    "language",
    "segments",
    "words",
    "characters",
    "participants",
    "codings",
    "uuid",
)
PARTICIPANTS = ("participant", "role", "sources", "segments", "words")
CHANGES = ("n", "at", "coder", "command", "summary", "because", "kind", "target", "undone")


def sources(study: Study, filters: Filters | None = None, *, include_researcher: bool = False) -> Table:
    """List the sources. `words` and `participants` leave out boilerplate and quotations of others.

    Researchers and their words count in them only with `include_researcher`.
    """
    db = study.db
    over = scope.resolve(db, filters or Filters())
    researchers = people.researchers(db)
    count: dict[int, list[Any]] = {}
    left_out = 0
    for source, kind, person, n, words in around.segment_counts(db, over):
        row = count.setdefault(source, [0, 0, set()])
        row[0] += n
        if kind in kinds.UNCOUNTED:
            continue
        if person in researchers and not include_researcher:
            left_out += words
        else:
            row[1] += words
            if person is not None:
                row[2].add(person)
    codings = around.codings_by_source(db)
    rows = [
        (name, title, kind, language, *count.get(id, [0, 0, set()])[:2], characters, len(count.get(id, [0, 0, set()])[2]),
         codings.get(id, 0), uuid)
        for id, name, title, kind, language, characters, uuid in around.listed(db)
        if id in count or (not (filters or Filters()).any())
    ]  # fmt: skip
    notes = people.left_out(left_out)
    return Table(SOURCES, rows, notes=notes, brief=SOURCES[:-1], wrap=("title", "source"))


def participants(
    study: Study,
    filters: Filters | None = None,
    *,
    include_researcher: bool = False,
    ids: Iterable[int] | None = None,
) -> Table:
    """List the participants in order of number, with a column for each variable that one of them has, and uuids.

    `segments` leaves out boilerplate, `words` quotations too; the words of researchers count only with
    `include_researcher`. Filters keep those who have a segment in what is filtered for, `ids` keeps just these.
    """
    db = study.db
    filters = filters or Filters()
    count = listed.written(db, scope.resolve(db, filters))
    variables, values = listed.variables_with_values(db), listed.values(db)
    names, chosen = people.shown(db), None if ids is None else set(ids)
    rows, left_out = [], 0
    for id, role, uuid in listed.listed(db):
        if (filters.any() and id not in count) or (chosen is not None and id not in chosen):
            continue
        n_sources, n_segments, words = count.get(id, (0, 0, 0))
        if role == "researcher" and not include_researcher:
            left_out, words = left_out + words, 0
        own = (values.get((id, v)) for v, _ in variables)
        rows.append((names[id], role, n_sources, n_segments, words, *own, uuid))
    notes = [say("participants over {filters}", filters=filters)] if ids is None else []
    notes += people.left_out(left_out)
    taken = {key(c) for c in (*PARTICIPANTS, "uuid")}
    columns = (*PARTICIPANTS, *(f"{n} (variable)" if key(n) in taken else n for _, n in variables))
    return Table((*columns, "uuid"), rows, notes=notes, brief=columns, named=[n for _, n in variables])


def changes(study: Study, *, limit: int | None = None, coder: Sequence[str] = ()) -> Table:
    """Return every change, the newest first; `undone` marks one that a later change takes back.

    limit: at most so many. coder: only the changes of these coders (names, or globs). The rows stream.
    """
    of = None
    if coder:
        names = list(enumerate(log.coders(study.db)))
        chosen = scope.glob_ids("coder", coder, names)
        of = [name for i, name in names if i in chosen]
    return Table(
        CHANGES,
        log.entries(study.db, of, limit),
        brief=CHANGES[:6],
        wrap=("summary", "because"),
    )
