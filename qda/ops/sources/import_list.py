"""Sources: bringing files in, and listing, showing, renaming and removing what came in."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

from qda.core.results import Table
from qda.ops.sources.intake import Imported, Intake
from qda.store.analysis import scope
from qda.store.analysis.scope import Filters
from qda.store.project import Study
from qda.store.texts import intake, people, sources

if TYPE_CHECKING:
    from qda.core.drafts import ReadOptions


def import_texts(
    study: Study, paths: Sequence[str], options: ReadOptions | None = None, *, name: str = "",
    variables: dict[str, str] | None = None, dry_run: bool = False, stdin: BinaryIO | None = None,
    tick: Callable[[], None] = lambda: None,
) -> Imported:  # fmt: skip
    """Read files and folders into the study; bad files are listed in `errors`, the good ones come in.

    A file whose content is in the study already is skipped with a note, of a thread that is in it just the new posts come in,
    and a file whose text has changed is told and left. With `dry_run` nothing is written.
    `tick` is called after each file.
    """
    from dataclasses import replace

    from qda import importers
    from qda.core.drafts import ReadOptions

    options = options or ReadOptions()
    default = study.setting("language") or ""
    if not options.language and default:
        options = replace(options, language=default)
    options = options if options.profiles else replace(options, profiles=str(study.path.parent / "forums"))
    out = Imported()
    if dry_run:
        taker = Intake(out, study.db, name, None)
        for reading in importers.read(paths, options, stdin):
            taker.take(reading, variables or {})
            tick()
        return out
    with study.change("import") as c:
        writer = intake.Writer(c)
        taker = Intake(out, c.db, name, writer)
        for reading in importers.read(paths, options, stdin):
            taker.take(reading, variables or {})
            tick()
        writer.flush()
        n = writer.count + taker.grown
        some = ", ".join(r[1] for r in out.rows[:3]) + (" …" if n > 3 else "")
        c.summary = f"{n} source{'s' if n != 1 else ''}: {some}"
        if writer.joined:
            names = people.shown(c.db)
            who = [f"{names[i]} (in {len(s) + 1})" for i, s in list(writer.joined.items())[:10]]
            more = f" and {len(writer.joined) - 10} more" if len(writer.joined) > 10 else ""
            out.notes.append(
                f"joined as one person across sources: {', '.join(who)}{more}; `qda participant split` parts them"
            )
        out.notes += _kept_apart(c.db, writer.apart)
        if variables and not n:
            out.notes.append("no source came in, so --set had nothing to set")
    return out


def _kept_apart(db: sqlite3.Connection, apart: dict[str, list[int]]) -> list[str]:
    """How to join labels that may name one person, but may be jobs: those that stand in two sources or more."""
    from shlex import quote

    out = []
    for name in apart:
        namesakes = people.namesakes(db, name)
        if len(namesakes) < 2:
            continue
        label = namesakes[0][0]
        names = " ".join(quote(shown) for _, shown in namesakes[:6]) + (" …" if len(namesakes) > 6 else "")
        out.append(
            f"not joined, as it may be a job and no name: {label} (in {len(namesakes)}); if it is one person: "
            f"`qda participant merge {names} --into {quote(label)}`"
        )
    return out[:5] + ([f"{len(out) - 5} more such labels"] if len(out) > 5 else [])


SOURCE_COLUMNS = (
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


def listing(study: Study, filters: Filters | None = None, *, include_researcher: bool = False) -> Table:
    """The sources. `words` and `participants` leave out boilerplate and quotations of others.

    Researchers and their words count in them with `include_researcher` alone.
    """
    db = study.db
    over = scope.resolve(db, filters or Filters())
    where, args = over.segment()
    researchers = people.researchers(db)
    count: dict[int, list[Any]] = {}
    left_out = 0
    for source, kind, person, n, words in db.execute(
        f"select m.source, m.kind, m.participant, count(*), sum(m.words) from segment m where {where} group by 1, 2, 3",
        args,
    ):
        row = count.setdefault(source, [0, 0, set()])
        row[0] += n
        if kind in sources.UNCOUNTED:
            continue
        if person in researchers and not include_researcher:
            left_out += words
        else:
            row[1] += words
            if person is not None:
                row[2].add(person)
    codings = dict(db.execute("select source, count(*) from coding group by 1"))
    rows = [
        (name, title, kind, language, *count.get(id, [0, 0, set()])[:2], characters, len(count.get(id, [0, 0, set()])[2]),
         codings.get(id, 0), uuid)
        for id, name, title, kind, language, characters, uuid in db.execute(
            "select id, name, title, kind, language, characters, uuid from source order by id"
        )
        if id in count or (not (filters or Filters()).any())
    ]  # fmt: skip
    notes = people.left_out(left_out)
    return Table(SOURCE_COLUMNS, rows, notes=notes, brief=SOURCE_COLUMNS[:-1], wrap=("title", "source"))


def metadata(text: str) -> dict[str, Any]:
    """A source's or segment's metadata as stored."""
    return json.loads(text) if text else {}
