"""The study as a whole: making it, its numbers, its history, its health."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Sequence
from pathlib import Path

from qda.core.errors import QdaError
from qda.core.files import shown
from qda.core.names import clean, key
from qda.core.results import Record, Said, Table
from qda.store import project
from qda.store.analysis import scope
from qda.store.history import undo as history
from qda.store.project import Study
from qda.store.texts import people


def init(folder: str | os.PathLike[str] = ".", *, name: str = "", coder: str = "", language: str = "") -> Record:
    """Make a study in a folder (made when new); refused where one is.

    The name is the folder's when none is given; the coder is the one who acts when nobody is named.
    """
    path = Path(folder) / project.FILE
    name = clean(name, "name of a study") if name else (shown(path.absolute().parent.name) or "study")
    language = language.strip().lower()
    if language and not (2 <= len(language) <= 3 and language.isascii() and language.isalpha()):
        raise QdaError(f"--language {language!r}: give a code such as nl or en")
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

    `coder` acts in it (else the study's own), and undo keeps to that coder's changes; `because` is the reason kept with
    every change made through it. Refused for what is no study of this or an earlier qda.
    """
    where = Path(path)
    return project.open_study(
        where / project.FILE if where.is_dir() else where,
        coder=clean(coder, "coder") if coder else None,
        because=because,
    )


def info(study: Study, *, include_researcher: bool = False) -> Record:
    """What is in the study, in numbers. `words` leaves out boilerplate and quotations of others.

    Researchers' words count in it with `include_researcher` alone.
    """
    db = study.db
    researchers = people.researchers(db)
    words = theirs = 0
    for person, n in db.execute(
        "select participant, sum(words) from segment where kind not in ('boilerplate', 'quoted') group by 1"
    ):
        if person in researchers:
            theirs += n
        else:
            words += n

    def count(sql: str) -> int:
        return int(db.execute(f"select count(*) from {sql}").fetchone()[0])

    core = db.execute("select name from code where level = 'core'").fetchone()
    return Record(
        {
            "name": study.setting("name"),
            "sources": count("source"),
            "segments": count("segment"),
            "words": words + theirs if include_researcher else words,
            "codes": count("code"),
            "categories": count("code where level in ('category', 'core')"),
            "codings": count("coding"),
            "memos": count("memo"),
            "relations": count("relation"),
            "coders": count("coder"),
            "core": core[0] if core else None,
            "language": study.setting("language") or None,
            "file": shown(study.path),
        },
        notes=people.left_out(0 if include_researcher else theirs),
    )


def log(study: Study, *, limit: int | None = None, coder: Sequence[str] = ()) -> Table:
    """Every change, newest first, or those of some coders; `undone` marks one taken back and not brought back."""
    where, args = "", list[str]()
    if coder:
        names = [(i, n) for i, n in enumerate(n for (n,) in study.db.execute("select distinct coder from change"))]
        chosen = scope.glob_ids("coder", coder, names)
        where, args = "where c.coder in (select value from json_each(?)) ", [json.dumps([names[i][1] for i in chosen])]
    rows = study.db.execute(
        "select c.id, c.at, c.coder, c.command, c.summary, c.because, c.kind, c.target, "
        "c.kind in ('do', 'redo', 'undo') and exists (select 1 from change x where x.target = c.id) "
        f"from change c {where}order by c.id desc" + (f" limit {min(int(limit), 2**62)}" if limit is not None else ""),
        args,
    )
    return Table(
        ("n", "at", "coder", "command", "summary", "because", "kind", "target", "undone"),
        ((*r[:-1], bool(r[-1])) for r in rows),
        brief=("n", "at", "coder", "command", "summary", "because"),
        wrap=("summary", "because"),
    )


def undo(study: Study, n: int = 1, *, anyone: bool = False) -> Said:
    """Take back the last n changes: of the coder named, or of anyone when none is named or `anyone` says so."""
    return _turn(study, "undo", n, anyone)


def redo(study: Study, n: int = 1, *, anyone: bool = False) -> Said:
    """Bring back the last n changes taken back."""
    return _turn(study, "redo", n, anyone)


def _turn(study: Study, kind: str, n: int, anyone: bool) -> Said:
    if n < 1:
        raise QdaError(f"{kind} {n}: give a number from 1")
    whose = study.coder if study.named and not anyone else None
    turn = history.undo if kind == "undo" else history.redo
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
    """Copy the study to a new file while others may go on working; refused where a file exists."""
    target = Path(file)
    if target.is_dir():
        raise QdaError(f"{target} is a folder; name a file")
    project.backup(study.db, target)
    return Said(notes=[f"copied the study to {target}"])


def check(study: Study) -> Table:
    """Findings about the file; no rows when all is well. Columns: what, where, finding.

    Notes, no findings: who else on this machine can read the study, and relations whose status has come to rest on a
    researcher's words alone.
    """
    from qda.store import check as checks
    from qda.store.analysis import theory

    found = list(checks.run(study.db))
    files = (study.path, *(study.path.with_name(study.path.name + s) for s in ("-wal", "-shm")))
    notes = [
        f"{whose} on this machine can read {path}: `chmod 600 {shlex.quote(str(path))}` keeps it to yourself"
        for path in files
        if path.exists() and (whose := project.open_to(path))
    ][:1]
    alone = {} if found else theory.resting(study.db)
    notes += [
        f"relation {id} is {status} {theory.ALONE}: `qda axial show` has its quotes" for id, status in alone.items()
    ]
    return Table(("what", "where", "finding"), found, notes=notes, wrap=("finding",))
