"""Hand a copy of the study out to another coder, whole or blind, and list who was given what."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from qda.core.errors import QdaError, Refused
from qda.core.files import shown
from qda.core.message import Message
from qda.core.names import clean, key, one_of
from qda.core.results import Said, Table
from qda.store import project
from qda.store.analysis import scope
from qda.store.analysis.scope import Filters
from qda.store.file import layer
from qda.store.merge import copies, handouts
from qda.store.project import Study

COLUMNS = ("file", "to", "sources", "codes", "codings", "memos", "left_out")
CONSENSUS = "consensus"  # the layer on which coders agree: nobody's copy


def handout(
    study: Study, file: str | os.PathLike[str], to: str, *, without: Sequence[str] = (), sources: Sequence[str] = (),
    force: bool = False,
) -> Said:  # fmt: skip
    """Write a copy of the study for another coder, who acts in it unless another is named.

    file: the file to make; one that exists is refused, and one in a folder of a sync service without `force`. without:
    `codings`, `memos`, `theory`: these are in the file in no form, nor is the log of before. sources: globs of names; only
    these go along, with their people and values. Return one row: what the copy holds, and what was left out of it.
    """
    to = clean(to, "coder")
    left = sorted({one_of("without", w, copies.WITHOUT) for w in without}, key=copies.WITHOUT.index)
    if key(to) == CONSENSUS or layer.reserved(study.db, to):
        raise Refused("handout-consensus", "nobody acts as {to!r}: name the coder who works in the copy", to=to)
    if key(to) == key(study.coder):
        raise Refused("handout-to-self", "you are {to!r} yourself: name the coder who is given the copy", to=to)
    path = Path(file)
    if path.is_dir():
        raise QdaError(f"{path} is a folder; name a file")
    if path.exists():
        raise QdaError(f"{path} exists already; nothing was overwritten")
    if not path.absolute().parent.is_dir():
        raise QdaError(f"there is no folder {path.parent}; make it first")
    if project.synced(path) and not force:
        raise Refused(
            "handout-synced",
            "{path} is in a folder that a sync service keeps: two machines must not write one file there",
            path=shown(str(path)),
        )
    chosen = _chosen(study, sources)
    with study.change("handout") as c:
        given = handouts.give(study, c, path, to, left, chosen, sources)
        less = f", without {', '.join(left)}" if left else ""
        c.summary = f"{path.name} to {to}{less}" + (
            f", {given.sources} source{'s' if given.sources != 1 else ''}" if sources else ""
        )
    row = (str(path), to, given.sources, given.codes, given.codings, given.memos, given.left_out)
    notes: list[str] = []
    if study.setting("pseudonyms"):
        notes.append(
            Message(
                "handout-has-names",
                "the texts in {file} hold the real names: the pseudonyms are on there, their key is not",
                file=shown(str(path)),
            )
        )
    return Said(Table(COLUMNS, [row]), notes)


def _chosen(study: Study, globs: Sequence[str]) -> list[int] | None:
    if not globs:
        return None
    over = scope.resolve(study.db, Filters(source=tuple(globs)))
    return sorted(over.sources or ())


def listing(study: Study) -> Table:
    """Return the handouts: to whom, when, what was left out, and how often their files were merged."""
    return Table(handouts.COLUMNS, handouts.listing(study.db), times=("at", "last_merge"))
