"""`source update`: another text for a source, with its codings moved along; those that cannot follow are listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, BinaryIO

from qda.core.drafts import Draft, ReadOptions
from qda.core.errors import QdaError
from qda.core.names import key
from qda.core.results import Said, Table
from qda.ops.sources.match import Held, Match, match
from qda.store.project import Study
from qda.store.revisions import newer_text
from qda.store.texts import sources

COLUMNS = ("coding", "code", "coder", "segment", "text", "becomes", "followed", "why")


def update(
    study: Study, name: str, path: str, options: ReadOptions | None = None, *, changed: bool = False,
    dry_run: bool = False, stdin: BinaryIO | None = None,
) -> Said:  # fmt: skip
    """Give a source the text of a file. Codings follow their words; the table lists those that did not, or need a look.

    With `changed` a coding whose inner words changed follows its first and last ones. What could not follow stays on
    the old text, which stays as `NAME (before DATE)` for as long. QdaError when the file cannot be read, holds several
    sources, or has nothing of the old text.
    """
    db = study.db
    id = sources.find(db, name)
    shown, kind, language = db.execute("select name, kind, language from source where id = ?", (id,)).fetchone()
    draft = _read(path, shown, kind, replace(options or ReadOptions(), language=language), stdin)
    if draft.text == sources.text(db, id):
        return Said(None, [f"{shown} has this very text already; nothing was changed"])
    layout = sources.layout(db, id)
    coded = [
        Held(*row) for row in db.execute('select id, start, "end", code, coder from coding where source = ?', (id,))
    ]
    found = match(layout, coded, draft, changed=changed)
    if not found.plan.moves and not found.same and not found.changed:
        raise QdaError(f"{path} has nothing of the text of {shown}: import it as a source of its own")
    table = _table(study, coded, found, layout.text, draft.text)
    told = _told(found, len(coded))
    if dry_run:
        return Said(table, [f"{shown} would have {told}; nothing was changed"])
    with study.change("source update") as c:
        _, before = newer_text.apply(c, id, draft, found.plan)
        c.summary = f"{shown} from {path}: {told}"
    notes = [f"{shown} has {told}", *draft.notes]
    if found.authors:
        notes.append(f"{found.authors} segments keep the author that they had, the file has another: `qda segment set`")
    if before:
        n = len(found.plan.stay)
        notes.append(
            f"{n} coding{'s stay' if n > 1 else ' stays'} on the old text, {before!r}; when all is settled, "
            f"`qda source remove {before!r}`"
        )
    return Said(table, notes)


def _read(path: str, name: str, kind: str, options: ReadOptions, stdin: BinaryIO | None) -> Draft:
    """The one source that a file holds; of a table of posts or a survey the one called so."""
    from qda import importers

    if (
        options.form == "auto"
        and kind in ("posts", "table")
        and path.lower().endswith(importers.IMPORTERS["posts"].suffixes)
    ):
        options = replace(options, form=kind)
    drafts = []
    for reading in importers.read([path], options, stdin):
        if reading.error:
            raise QdaError(f"{path}: {reading.error}")
        if reading.draft is not None:
            drafts.append(reading.draft)
    if len(drafts) > 1:
        drafts = [d for d in drafts if key(d.name) == key(name)]
    if len(drafts) != 1:
        raise QdaError(f"{path} holds {len(drafts) or 'no'} sources called {name!r}: name a file that holds it")
    return drafts[0]


def _told(found: Match, codings: int) -> str:
    plan = found.plan
    parts = [f"{n} {what}" for n, what in ((found.changed, "changed"), (found.new, "new"), (found.gone, "gone")) if n]
    told = f"{found.same} segments as they were" + "".join(f", {p}" for p in parts)
    if codings:
        told += f"; {len(plan.moves)} of {codings} codings followed"
    return told


def _table(study: Study, coded: Sequence[Held], found: Match, old: str, new: str) -> Table:
    db = study.db
    codes = dict(db.execute("select id, name from code"))
    coders = dict(db.execute("select id, name from coder"))
    numbers = dict(db.execute("select g.id, m.n from coding g join segment m on m.id = g.segment"))
    rows: list[tuple[Any, ...]] = []
    for g in sorted(coded, key=lambda g: (g.start, g.end, g.id)):
        if g.id not in found.why:
            continue
        place = found.plan.moves.get(g.id)
        rows.append(
            (
                g.id, codes[g.code], coders[g.coder], numbers.get(g.id), old[g.start : g.end],
                new[slice(*place)] if place else "", place is not None, found.why[g.id],
            )
        )  # fmt: skip
    return Table(COLUMNS, rows, wrap=("text", "becomes", "why"))
