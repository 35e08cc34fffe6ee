"""Sources: bringing files in, and listing, showing, renaming and removing what came in."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

from qda.core.errors import QdaError
from qda.core.names import key
from qda.core.results import Table
from qda.store import intake, people, scope, sources
from qda.store.project import Study
from qda.store.scope import Filters

if TYPE_CHECKING:
    from qda.core.drafts import Draft, ReadOptions

IMPORTED = ("file", "source", "kind", "language", "segments", "participants", "note")


class Imported:
    """What an import brought: a table of what came in, and the files that did not."""

    def __init__(self) -> None:
        self.rows: list[tuple[Any, ...]] = []
        self.errors: list[str] = []
        self.notes: list[str] = []

    @property
    def table(self) -> Table:
        """A row for each file that came in."""
        return Table(IMPORTED, self.rows, wrap=("note", "file"))


def import_texts(
    study: Study, paths: Sequence[str], options: ReadOptions | None = None, *, name: str = "",
    variables: dict[str, str] | None = None, dry_run: bool = False, stdin: BinaryIO | None = None,
    tick: Callable[[], None] = lambda: None,
) -> Imported:  # fmt: skip
    """Read files and folders into the study; bad files are listed in `errors`, the good ones come in.

    A file whose content is in the study already is skipped with a note. With `dry_run` nothing is written.
    `tick` is called after each file.
    """
    from dataclasses import replace

    from qda import importers
    from qda.core.drafts import ReadOptions

    options = options or ReadOptions()
    default = study.setting("language") or ""
    if not options.language and default:
        options = replace(options, language=default)
    out = Imported()
    if dry_run:
        taker = _Intake(out, study.db, name, None)
        for path, draft, error in importers.read(paths, options, stdin):
            taker.take(path, draft, error, variables or {})
            tick()
        return out
    with study.change("import") as c:
        writer = intake.Writer(c)
        taker = _Intake(out, c.db, name, writer)
        for path, draft, error in importers.read(paths, options, stdin):
            taker.take(path, draft, error, variables or {})
            tick()
        writer.flush()
        n = writer.count
        some = ", ".join(r[1] for r in out.rows[:3]) + (" …" if n > 3 else "")
        c.summary = f"{n} source{'s' if n != 1 else ''}: {some}"
        if writer.joined:
            names = people.shown(c.db)
            who = [f"{names[i]} (in {len(s) + 1})" for i, s in list(writer.joined.items())[:10]]
            more = f" and {len(writer.joined) - 10} more" if len(writer.joined) > 10 else ""
            out.notes.append(
                f"joined as one person across sources: {', '.join(who)}{more}; `qda participant split` parts them"
            )
        if variables and not n:
            out.notes.append("no source came in, so --set had nothing to set")
    return out


class _Intake:
    """Takes what the importers read, a file as a whole or not at all: a table may yield threads before a row breaks it."""

    def __init__(self, out: Imported, db: sqlite3.Connection, name: str, writer: intake.Writer | None) -> None:
        self.out, self.name, self.writer = out, name, writer
        self.taken = intake.taken(db)
        self.hashes = dict(db.execute("select sha256, name from source"))
        self.origins: dict[str, str] = dict(
            db.execute("select origin, name from source where kind not in ('posts', 'table')")
        )
        self.named = ""
        self.path: str | None = None
        self.before: tuple[int, int, set[str], dict[str, str]] = (0, 0, set(), {})

    def take(self, path: str, draft: Draft | None, error: str, variables: dict[str, str]) -> None:
        """One reading; an error takes back what came of the same file before it."""
        if draft is None:
            self.out.errors.append(f"{path}: {error}" if path and path not in error else error)
            if path == self.path:
                self._back()
            return
        if path != self.path and draft.kind in ("posts", "table"):
            self._mark()
        self.path = path
        if draft.sha256 in self.hashes:
            self.out.notes.append(f"{path} is in the study already, as {self.hashes[draft.sha256]}; skipped")
            return
        if self.name and self.named:
            raise QdaError(f"--name names one source, and {self.named} and {path} are two: import them without it")
        shown = _name(draft, self.name, self.taken)
        self.named = path
        if (earlier := self.origins.get(draft.origin)) and path != "-":
            draft.notes.append(f"{path} came in before with other content, as {earlier}: both are in the study now")
        self.hashes[draft.sha256] = shown
        draft.variables.update(variables)
        _report(self.out, path, shown, draft, "" if self.writer else "would come in")
        if self.writer:
            self.writer.add(shown, draft)

    def _mark(self) -> None:
        if self.writer:
            self.writer.mark()
        self.before = (len(self.out.rows), len(self.out.notes), set(self.taken), dict(self.hashes))

    def _back(self) -> None:
        if self.writer:
            self.writer.back()
        rows, notes, self.taken, self.hashes = self.before
        del self.out.rows[rows:]
        del self.out.notes[notes:]
        self.path = None


def _name(draft: Draft, name: str, taken: set[str]) -> str:
    if name:
        if key(name) in taken:
            raise QdaError(f"there is a source {name!r} already; --name takes one file and a name that is free")
        shown = name
    else:
        shown = intake.free_name(draft, taken)
    taken.add(key(shown))
    return shown


def _report(out: Imported, path: str, name: str, draft: Draft, extra: str = "") -> None:
    persons = len({s.author for s in draft.segments if s.author is not None})
    note = "; ".join(([extra] if extra else []) + draft.notes)
    out.rows.append((path, name, draft.kind, draft.language, len(draft.segments), persons, note))


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
