"""Sources: bringing files in, and listing, showing, renaming and removing what came in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from qda.core.drafts import Draft, ReadOptions
from qda.core.errors import QdaError
from qda.core.names import key
from qda.core.results import Table
from qda.store import people, scope, sources
from qda.store.project import Study
from qda.store.scope import Filters

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
) -> Imported:  # fmt: skip
    """Read files and folders into the study; bad files are listed in `errors`, the good ones come in.

    A file whose content is in the study already is skipped with a note. With `dry_run` nothing is written.
    """
    from qda import importers

    options = options or ReadOptions()
    default = study.setting("language") or ""
    if not options.language and default:
        options = ReadOptions(options.form, options.encoding, options.columns, default, options.large)
    out = Imported()
    if dry_run:
        taken = sources.taken(study.db)
        hashes = dict(study.db.execute("select sha256, name from source"))
        for draft, path in _readings(importers.read(paths, options, stdin), out):
            if _known(out, path, draft, hashes):
                continue
            shown = _name(draft, name, taken)
            _report(out, path, shown, draft, "would come in")
        return out
    with study.change("import") as c:
        taken = sources.taken(c.db)
        hashes = dict(c.db.execute("select sha256, name from source"))
        writer = sources.Writer(c)
        for draft, path in _readings(importers.read(paths, options, stdin), out):
            if _known(out, path, draft, hashes):
                continue
            shown = _name(draft, name, taken)
            for variable, value in (variables or {}).items():
                draft.variables[variable] = value
            _report(out, path, shown, draft)
            writer.add(shown, draft)
        writer.flush()
        c.summary = f"{writer.count} source{'s' if writer.count != 1 else ''}" + (
            f": {', '.join(r[1] for r in out.rows[:3])}{' …' if writer.count > 3 else ''}" if writer.count else ""
        )
        if writer.joined:
            names = people.shown(c.db)
            some = [f"{names[i]} (in {len(s) + 1})" for i, s in list(writer.joined.items())[:10]]
            more = f" and {len(writer.joined) - 10} more" if len(writer.joined) > 10 else ""
            out.notes.append(f"joined as one person across sources: {', '.join(some)}{more}; `qda participant split` parts them")
        if variables and not writer.count:
            out.notes.append("no source came in, so --set had nothing to set")
    return out


def _readings(readings: Any, out: Imported) -> Iterator[tuple[Draft, str]]:
    for path, draft, error in readings:
        if draft is None:
            out.errors.append(f"{path}: {error}" if path and path not in error else error)
        else:
            yield draft, path


def _known(out: Imported, path: str, draft: Draft, hashes: dict[str, str]) -> bool:
    if draft.sha256 in hashes:
        out.notes.append(f"{path} is in the study already, as {hashes[draft.sha256]}; skipped")
        return True
    hashes[draft.sha256] = draft.name
    return False


def _name(draft: Draft, name: str, taken: set[str]) -> str:
    if name:
        if key(name) in taken:
            raise QdaError(f"there is a source {name!r} already; --name takes one file and a name that is free")
        shown = name
    else:
        shown = sources.free_name(draft, taken)
    taken.add(key(shown))
    return shown


def _report(out: Imported, path: str, name: str, draft: Draft, extra: str = "") -> None:
    persons = len({s.author for s in draft.segments if s.author is not None})
    note = "; ".join(([extra] if extra else []) + draft.notes)
    out.rows.append((path, name, draft.kind, draft.language, len(draft.segments), persons, note))


SOURCE_COLUMNS = ("source", "title", "kind", "language", "segments", "words", "characters", "participants", "codings")


def listing(study: Study, filters: Filters | None = None) -> Table:
    """The sources. `words` and `participants` leave out researchers, boilerplate and quotations of others."""
    db = study.db
    over = scope.resolve(db, filters or Filters())
    where, args = over.segment()
    researchers = people.researchers(db)
    count: dict[int, list[Any]] = {}
    for source, kind, person, n, words in db.execute(
        f"select m.source, m.kind, m.participant, count(*), sum(m.words) from segment m where {where} group by 1, 2, 3", args
    ):
        row = count.setdefault(source, [0, 0, set()])
        row[0] += n
        if kind not in sources.UNCOUNTED and person not in researchers:
            row[1] += words
            if person is not None:
                row[2].add(person)
    codings = dict(db.execute("select source, count(*) from coding group by 1"))
    rows = [
        (name, title, kind, language, *count.get(id, [0, 0, set()])[:2], characters, len(count.get(id, [0, 0, set()])[2]),
         codings.get(id, 0))
        for id, name, title, kind, language, characters in db.execute(
            "select id, name, title, kind, language, characters from source order by id"
        )
        if id in count or (not (filters or Filters()).any())
    ]  # fmt: skip
    return Table(SOURCE_COLUMNS, rows, wrap=("title", "source"))


def metadata(text: str) -> dict[str, Any]:
    """A source's or segment's metadata as stored."""
    return json.loads(text) if text else {}
