"""Sources: bringing files in, and listing them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, BinaryIO

from qda.core.message import Message
from qda.core.spread import ONE, Spread
from qda.ops.sources.intake import Imported, Intake
from qda.reports.common import listings
from qda.store.project import Study
from qda.store.texts import intake, people

if TYPE_CHECKING:
    from qda.core.drafts import ReadOptions


def import_texts(
    study: Study, paths: Sequence[str], options: ReadOptions | None = None, *, name: str = "",
    variables: dict[str, str] | None = None, dry_run: bool = False, jobs: int = 1, stdin: BinaryIO | None = None,
    tick: Callable[[], None] = lambda: None,
) -> Imported:  # fmt: skip
    """Read files and folders into the study. Good files come in; `errors` says why others did not.

    A file whose content is in the study already is skipped with a note; of a thread that is in the study only new posts come
    in; a file whose text has changed since it came in is skipped with a note that says so. With `dry_run` nothing is
    written. `jobs` processes read files that are one text each (0: one for each core). `tick` is called after each file.
    """
    from dataclasses import replace

    from qda import jobs as workers
    from qda.core.drafts import ReadOptions

    options = options or ReadOptions()
    default = study.setting("language") or ""
    if not options.language and default:
        options = replace(options, language=default)
    options = options if options.profiles else replace(options, profiles=str(study.path.parent / "forums"))
    out = Imported()
    if dry_run:
        with workers.spread(jobs) as spread:
            _take(Intake(out, study.db, name, None), paths, options, stdin, variables, tick, spread)
        return out
    with workers.spread(jobs) as spread, study.change("import") as c:
        writer = intake.Writer(c)
        taker = Intake(out, c.db, name, writer)
        _take(taker, paths, options, stdin, variables, tick, spread)
        writer.flush()
        n = writer.count + taker.grown
        some = ", ".join(r[1] for r in out.rows[:3]) + (" …" if n > 3 else "")
        c.summary = f"{n} source{'s' if n != 1 else ''}: {some}"
        out.notes += people_notes(c.db, writer)
        if variables and not n:
            out.notes.append(
                Message("import-nothing-to-set", "no source came in, so there was none to set variables of")
            )
    return out


def _take(
    taker: Intake, paths: Sequence[str], options: ReadOptions, stdin: BinaryIO | None, variables: dict[str, str] | None,
    tick: Callable[[], None], spread: Spread,
) -> None:  # fmt: skip
    """Take in what is read, in the order of the files."""
    from qda import importers

    for reading in importers.read(paths, options, stdin, None if spread is ONE else spread):
        taker.take(reading, variables or {})
        tick()


def people_notes(db: sqlite3.Connection, writer: intake.Writer) -> list[str]:
    """Return notes on who was joined as one person across sources, and on labels that were not."""
    out: list[str] = []
    names = people.shown(db) if writer.joined else {}
    if joined := {names[i]: len(s) + 1 for i, s in writer.joined.items() if i in names}:
        who = [f"{name} (in {n})" for name, n in list(joined.items())[:10]]
        more = f" and {len(joined) - 10} more" if len(joined) > 10 else ""
        out.append(
            Message(
                "participants-joined",
                "joined as one person across sources: {who}{more}; they can be separated again",
                who=who,
                more=more,
            )
        )
    return out + _kept_apart(db, writer.apart)


def _kept_apart(db: sqlite3.Connection, apart: dict[str, list[int]]) -> list[str]:
    """Say which labels in two or more sources were not joined, because they may be jobs, and how to join them."""
    from shlex import quote

    out: list[str] = []
    for name in apart:
        namesakes = people.namesakes(db, name)
        if len(namesakes) < 2:
            continue
        label = namesakes[0][0]
        names = " ".join(quote(shown) for _, shown in namesakes[:6]) + (" …" if len(namesakes) > 6 else "")
        out.append(
            Message(
                "participants-kept-apart",
                "not joined, because it may be a job, not a name: {label} (in {n}); if it is one person, merge them",
                label=label,
                n=len(namesakes),
                names=names,
                into=quote(label),
            )
        )
    return out[:5] + ([f"{len(out) - 5} more such labels"] if len(out) > 5 else [])


listing = listings.sources
