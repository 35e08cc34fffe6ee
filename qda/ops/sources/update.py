"""Another text for a source, with its codings moved along; those that cannot follow are listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, BinaryIO

from qda.core.drafts import Draft, ReadOptions
from qda.core.errors import QdaError
from qda.core.message import Message
from qda.core.names import key
from qda.core.results import Said, Table
from qda.ops.sources.match import Match, match
from qda.store.analysis import codes, stability
from qda.store.project import Study
from qda.store.queries import sources as around
from qda.store.queries.sources import Stretch
from qda.store.revisions import newer_text
from qda.store.texts import sources

COLUMNS = ("coding", "code", "coder", "segment", "text", "becomes", "followed", "why")


def update(
    study: Study, name: str, path: str, options: ReadOptions | None = None, *, changed: bool = False,
    dry_run: bool = False, stdin: BinaryIO | None = None,
) -> Said:  # fmt: skip
    """Give a source the text of a file. Codings follow their words; the table lists those that did not, or need a look.

    With `changed` a coding whose inner words changed follows its first and last words. Codings that can't follow stay on the
    old text, which is kept for them as the source `NAME (before DATE)`. QdaError if the file can't be read, holds several
    sources, or has nothing of the old text.
    """
    db = study.db
    id = sources.find(db, name)
    source = sources.head(db, id)
    shown = source.name
    draft = _read(path, shown, source.kind, replace(options or ReadOptions(), language=source.language), stdin)
    if draft.text == sources.text(db, id):
        return Said(None, [f"{shown} has this very text already; nothing was changed"])
    layout = sources.layout(db, id)
    coded = around.stretches(db, id)
    found = match(layout, coded, draft, changed=changed)
    if not found.plan.moves and not found.same and not found.changed:
        raise QdaError(f"{path} has nothing of the text of {shown}: import it as a source of its own")
    table = _table(study, id, coded, found, layout.text, draft.text)
    told = _told(found, len(coded))
    if dry_run:
        return Said(table, [f"{shown} would have {told}; nothing was changed"])
    with study.change("source update") as c:
        drawn = stability.on(c.db, id)
        new, before = newer_text.apply(c, id, draft, found.plan)
        lost = drawn - stability.on(c.db, new) - stability.on(c.db, id)
        c.summary = f"{shown} from {path}: {told}"
    notes: list[str] = [f"{shown} has {told}", *draft.notes]
    if found.authors:
        notes.append(
            Message(
                "source-update-authors",
                "{n} segments keep the author that they had, the file has another",
                n=found.authors,
            )
        )
    if lost:
        notes.append(f"{lost} drawn {'stretch' if lost == 1 else 'stretches'} went along: their words are not followed")
    if before:
        n = len(found.plan.stay)
        notes.append(
            Message(
                "source-update-before",
                "{stay} on the old text, {before!r}; remove it when all is settled",
                stay=f"{n} coding{'s stay' if n > 1 else ' stays'}",
                before=before,
            )
        )
    return Said(table, notes)


def _read(path: str, name: str, kind: str, options: ReadOptions, stdin: BinaryIO | None) -> Draft:
    """Return the one source that a file holds; of a table of posts or a survey the one with this name."""
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
            raise QdaError(Message("", "{path}: {why}", path=path, why=reading.error))
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


def _table(study: Study, source: int, coded: Sequence[Stretch], found: Match, old: str, new: str) -> Table:
    db = study.db
    called, coders = codes.names(db), around.coder_names(db)
    numbers = around.segments_of_codings(db, source)
    rows: list[tuple[Any, ...]] = []
    for g in coded:
        if g.id not in found.why:
            continue
        place = found.plan.moves.get(g.id)
        rows.append(
            (
                g.id, called[g.code], coders[g.coder], numbers.get(g.id), old[g.start : g.end],
                new[slice(*place)] if place else "", place is not None, found.why[g.id],
            )
        )  # fmt: skip
    return Table(COLUMNS, rows, wrap=("text", "becomes", "why"), said=("why",))
