"""Write a study as a REFI-QDA project (.qdpx) that other programs open, and that qda reads back without a loss."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from qda import __version__
from qda.core.errors import Refused
from qda.core.files import Format, format_of, place, replacing
from qda.core.message import Message
from qda.core.names import one_of, short
from qda.core.results import Said
from qda.exporters.projects.archive import Archive, Spool
from qda.exporters.projects.conventions import PROGRAMS, STANDARD
from qda.exporters.projects.project_xml import ProjectXml
from qda.ops.exchange import exported_people as people
from qda.ops.exchange.exported_carried import Carrying
from qda.ops.exchange.exported_notes import STUDY, Notes
from qda.ops.exchange.exported_sources import Sources
from qda.ops.exchange.exporting import Exporting
from qda.reports.saturation import development
from qda.store.analysis import codes, scope, theory
from qda.store.analysis.scope import Filters
from qda.store.exchange import rows_out
from qda.store.project import Study
from qda.store.queries import exchange

if TYPE_CHECKING:
    from qda.ops.sources.masking import Veiled

WRITTEN = {"qdpx": Format("qda.exporters.projects", (".qdpx",), "REFI-QDA project, which other programs exchange")}
OWN = "qda/study.jsonl"
SHOWN = 20  # sources that a note names
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')


def export(
    study: Study, path: str, *, program: str = "", plain: bool = False, source: Sequence[str] = (), force: bool = False,
    dry_run: bool = False, media: str = "", veiled: Veiled | None = None, tick: Callable[..., None] = lambda *_: None,
) -> Said:  # fmt: skip
    """Write the study to a .qdpx file and return the table of what is kept, carried and lost.

    program: one of `PROGRAMS`, for what it is known to read otherwise than the standard says. plain: leave out the data that
    only qda reads. source: names or globs of sources; the codebook is whole anyway. force: replace a file that exists.
    dry_run: return the same table and write nothing. media: the folder with files of media (`media` beside the study when
    not given). veiled: shows people by pseudonym. UsageError for another suffix, Refused for a file that exists.
    """
    format_of(path, WRITTEN, "a project is written to")
    convention = PROGRAMS[one_of("for", program, tuple(PROGRAMS))] if program else STANDARD
    folder = place(path)
    there = os.path.exists(path) and not force
    if there and not dry_run:
        raise Refused("export-file-there", "{file} exists already; nothing was overwritten", file=path)
    chosen = scope.resolve(study.db, Filters(source=tuple(source))).sources
    out = Exporting(
        study.db, chosen, convention, plain, media or str(study.path.parent / "media"), None,
        ProjectXml(None if dry_run else folder), veiled, tick,
    )  # fmt: skip
    name = study.setting("name") or "study"
    with closing(out.xml):
        if dry_run:
            _fill(out)
        else:
            with replacing(path) as file, Archive(file) as out.archive:
                about = _fill(out)
                named = f"{_file_name(out.say(name))}.qde" if convention.named else "project.qde"
                digest = out.xml.write(out.archive, named, name=out.say(name), origin=f"qda {__version__}", notes=about)
                if not plain:
                    _own(out, digest, folder)
    notes = _notes(out)
    if dry_run:
        notes.append(f"nothing was written to {path}" + (", which exists already" if there else ""))
    else:
        notes.append(f"wrote {path}")
    return Said(out.tally.table(), notes)


def _fill(out: Exporting) -> list[str]:
    """Write everything but what is qda's own; return the guids of notes on the study."""
    out.begin()
    notes, carrying = Notes(out), Carrying(out)
    people.coders(out)
    notes.write(carrying.rich_note)
    people.codebook(out, notes)
    variables = people.Variables(out)
    people.cases(out, variables)
    Sources(out, notes, variables, carrying).write()
    carrying.write()
    people.group_sets(out, variables)
    if out.convention is not STANDARD:
        out.tally.note("coding", out.convention.said())
    for what, n in exchange.left(out.db)._asdict().items():
        why = Message("export-history-lost", "{what}: in the study file and its backups alone", what=what)
        out.tally.lost("history", why, n)
    return notes.on("study", STUDY)


def _own(out: Exporting, digest: str, folder: str) -> None:
    """Add the study's rows, which only qda reads."""
    spool = Spool(folder)
    with closing(spool):
        changed = development.last_changes(out.db, theory.categories(out.db), codes.gathered(out.db))
        changes = [(category, change.at, change.what) for category, change in changed.items()]
        for line in rows_out.lines(
            out.db, digest=digest, version=__version__, sources=out.chosen, shown=out.veiled, changes=changes
        ):
            spool.add(line)
        if out.archive is not None:
            out.archive.pieces(OWN, spool.size(), spool.pieces())


def _notes(out: Exporting) -> list[str]:
    notes: list[str] = []
    if out.far:
        more = f" and {len(out.far) - SHOWN} more" if len(out.far) > SHOWN else ""
        notes.append(
            Message(
                "export-beyond-utf-sixteen",
                "characters beyond U+FFFF in {sources}: a program that counts UTF-16 units reads what follows them shifted",
                sources=", ".join(out.far[:SHOWN]) + more,
            )
        )
    if lost := out.tally.lost_things():
        notes.append("lost: " + ", ".join(f"{n} of {thing}" for thing, n in lost))
    return notes


def _file_name(name: str) -> str:
    """Return a study's name as the name of a file on any system."""
    return short(_UNSAFE.sub("_", name).strip(" ."), 100) or "project"


__all__ = ["export"]
