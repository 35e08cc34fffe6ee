"""The study as a whole: making it, its numbers, its history, its health."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from qda.core.errors import QdaError, Refused
from qda.core.files import shown
from qda.core.message import Message
from qda.core.names import clean, key
from qda.core.results import Record, Said, Table
from qda.ops.study import settings
from qda.reports.common import listings
from qda.store import project
from qda.store.history import undo as turning
from qda.store.merge import conflicts
from qda.store.project import Study
from qda.store.queries import study as queries
from qda.store.texts import people


def init(folder: str | os.PathLike[str] = ".", *, name: str = "", coder: str = "", language: str = "") -> Record:
    """Make a study in a folder, which is made when new; refused where there is a study already.

    name: the study's name (the folder's name when not given). coder: who acts when nobody is named. language: a code of two
    or three letters, or "".
    """
    path = Path(folder) / project.FILE
    name = clean(name, "name of a study") if name else settings.name_after(path)
    language = language.strip().lower()
    if language and not settings.is_language(language):
        raise Refused(
            "study-language", "the language {language!r} is unclear: give a code such as nl or en", language=language
        )
    who = clean(coder, "coder") if coder else None
    study = project.create(path, name=name, coder=who, language=language)
    try:
        notes = []
        if project.synced(path):
            notes.append(
                "this folder is kept by a sync service or on a network: work in it from one computer at a time, "
                "and let it finish before you change over"
            )
        fields = {"study": shown(path), "name": name, "coder": study.coder, "language": language or None}
    finally:
        study.close()
    return Record(fields, notes=notes)


def open_study(path: str | os.PathLike[str] = ".", *, coder: str = "", because: str = "") -> Study:
    """Open a study: its file, or the folder that it is in. Close it, or use it in a `with`.

    coder: who acts in it (else the study's own coder); undo keeps to that coder's changes. because: the reason kept with
    every change made through it. Refused for a file that is no study of this or an earlier qda.
    """
    where = Path(path)
    return project.open_study(
        where / project.FILE if where.is_dir() else where,
        coder=clean(coder, "coder") if coder else None,
        because=because,
    )


def info(study: Study, *, include_researcher: bool = False) -> Record:
    """Return what is in the study, in numbers. `words` leaves out boilerplate and quotations of others.

    Researchers' words count only with `include_researcher`.
    """
    db = study.db
    counts = queries.counts(db)
    theirs = counts.researchers_words
    return Record(
        {
            "name": study.setting("name"),
            "sources": counts.sources,
            "segments": counts.segments,
            "words": counts.words - (0 if include_researcher else theirs),
            "codes": counts.codes,
            "categories": counts.categories,
            "codings": counts.codings,
            "memos": counts.memos,
            "relations": counts.relations,
            "coders": counts.coders,
            "consensus": counts.consensus,
            "participants": counts.participants,
            "coders_with_codings": counts.coders_with_codings,
            "conflicts": conflicts.count_open(db),
            "core": queries.core_name(db),
            "language": study.setting("language") or None,
            "file": shown(study.path),
        },
        notes=people.left_out(0 if include_researcher else theirs),
    )


log = listings.changes


def undo(study: Study, n: int = 1, *, anyone: bool = False) -> Said:
    """Take back the last n changes: of the coder who was named, or of anyone when nobody was named or with `anyone`."""
    return _turn(study, "undo", n, anyone)


def redo(study: Study, n: int = 1, *, anyone: bool = False) -> Said:
    """Bring back the last n changes that were taken back; whose is as for `undo`."""
    return _turn(study, "redo", n, anyone)


def _turn(study: Study, kind: str, n: int, anyone: bool) -> Said:
    if n < 1:
        raise QdaError(f"{kind} {n}: give a number from 1")
    whose = study.coder if study.named and not anyone else None
    turn = turning.undo if kind == "undo" else turning.redo
    lines = turn(study.door, n, coder=study.coder, scope=whose, because=study.because)
    what = "took back" if kind == "undo" else "brought back"
    mine = key(study.coder)
    return Said(
        notes=[
            f"{what} {line}" + ("" if key(line.coder) == mine else f" (not yours: you are {study.coder})")
            for line in lines
        ]
    )


def backup(study: Study, file: str) -> Said:
    """Copy the study to a new file while others go on working; refused where a file exists."""
    target = Path(file)
    if target.is_dir():
        raise QdaError(f"{target} is a folder; name a file")
    project.backup(study.db, target)
    return Said(notes=[f"copied the study to {target}"])


def check(study: Study) -> Table:
    """Return the findings about the file: what, where, finding; no rows when all is well.

    Notes, which are no findings, say who else on this machine can read the study, and which relations have a status that
    rests on a researcher's words alone, and which items of checklists lost the memo that answered them.
    """
    from qda.reports.account import checklist
    from qda.store import check as checks
    from qda.store.analysis import checklists, theory

    found = list(checks.run(study.db))
    files = (study.path, *(study.path.with_name(study.path.name + s) for s in ("-wal", "-shm")))
    notes = [
        f"{whose} on this machine can read {path}: `chmod 600 {shlex.quote(str(path))}` keeps it to yourself"
        for path in files
        if path.exists() and (whose := project.open_to(path))
    ][:1]
    alone = {} if found else theory.resting(study.db)
    notes += [
        Message(
            "relation-rests-alone",
            "relation {relation} is {status} {alone}",
            relation=id,
            status=status,
            alone=theory.ALONE,
        )
        for id, status in alone.items()
    ]
    notes += [checklist.gone(a) for a in ([] if found else checklists.read(study.db)) if a.lost]
    return Table(("what", "where", "finding"), found, notes=notes, wrap=("finding",))
