"""A project of another program into the study: one change, a table of what was kept, carried and lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from qda.core.projects import ProjectForm, ProjectOptions
from qda.core.results import Said
from qda.ops.coding.codebook import rehearsal
from qda.ops.exchange import codes_in, own_file
from qda.ops.exchange.media_in import Media
from qda.ops.exchange.memos_in import Notes
from qda.ops.exchange.people_in import Cases, Variables
from qda.ops.exchange.sources_in import Sources
from qda.ops.exchange.taking import Taking
from qda.ops.exchange.tally import Tally
from qda.ops.sources.import_list import people_notes
from qda.store.exchange import project_rows
from qda.store.exchange.reading import NAME
from qda.store.history.door import Change
from qda.store.project import Study

if TYPE_CHECKING:
    from qda.importers.projects.archive import Archive

MEDIA = "media"  # the folder beside the study
TOUCHED = "another program has been at it since qda wrote it: what its XML says came in, not the data of qda's own"


def import_project(
    study: Study, path: str, *, into: str = "", media: str = "", name: str = "", large: bool = False,
    dry_run: bool = False, tick: Callable[[], None] = lambda: None,
) -> Said:  # fmt: skip
    """Take a project of another program in, whole: a .qdpx, or one of QualCoder, RQDA, Taguette or qc.

    into: codes that had no parent come under this category, which is made when new. media: the folder for files that are no
    text (`media` beside the study when not given). name: which project of a database that holds several. large: lift the
    limit of 20 MB on one source. dry_run: return the same table and write nothing. tick: called after each source. Returns
    a row a thing: found in the file, kept in the study, carried to be given back by an export, lost, and why.
    """
    from qda.importers import projects

    notes: list[str] = []
    archive = projects.packed(path)
    if archive is not None:
        with archive:
            if archive.has(NAME):
                if own_file.believed(archive, archive.qde):
                    try:
                        return _take_own(study, archive, path, into=into, media=media, dry_run=dry_run, tick=tick)
                    except own_file.Altered:
                        pass
                notes.append(TOUCHED)
    form = projects.read(path, ProjectOptions(name, large))
    try:
        said = take(study, form, path, into=into, media=media, dry_run=dry_run, tick=tick)
    finally:
        form.close()
    said.notes[:0] = notes
    return said


def take(
    study: Study, form: ProjectForm, path: str, *, into: str = "", media: str = "", dry_run: bool = False,
    tick: Callable[[], None] = lambda: None,
) -> Said:  # fmt: skip
    """Take a project that was read into the study; `path` is what the log calls it."""
    tally = Tally()
    notes: list[str] = []
    with (
        suppress(_NothingCame), _copying(study, tally, media, dry_run) as copied,
        rehearsal(study, "import", dry_run) as c,
    ):  # fmt: skip
        top = codes_in.home(c, into)
        notes = _take(Taking(c, form, tally, tick), copied, top, study.setting("language") or "")
        what = f"the {form.program} project {form.name!r}" if form.name else f"the {form.program} project"
        c.summary = _summary(what, path, tally)
        _unless_nothing_came(c, top)
    return Said(tally.table(), [*form.notes, *notes, *tally.lost_note()])


def _take_own(
    study: Study, archive: Archive, path: str, *, into: str, media: str, dry_run: bool, tick: Callable[[], None]
) -> Said:
    """Take a project that qda wrote in by the data of its own."""
    tally = Tally()
    own = own_file.Own([], [])
    with (
        suppress(_NothingCame), _copying(study, tally, media, dry_run) as copied,
        rehearsal(study, "import", dry_run) as c,
    ):  # fmt: skip
        top = codes_in.home(c, into)
        own = own_file.take_in(c, archive, tally, into=top, tick=tick)
        for row in own.carried:
            copied.again(row.files, archive)
        c.summary = _summary("the qda project", path, tally)
        _unless_nothing_came(c, top)
    return Said(tally.table(), [*own.notes, *tally.lost_note()])


class _NothingCame(Exception):
    """The study has all of the project: the change is taken back, with a category that was made for it."""


def _unless_nothing_came(c: Change, top: int | None) -> None:
    if top is not None and project_rows.made_alone(c, top):
        raise _NothingCame


@contextmanager
def _copying(study: Study, tally: Tally, folder: str, dry_run: bool) -> Iterator[Media]:
    """Files of media are copied within the block, and taken away again when it fails; in a dry run none is."""
    media = Media(tally, None if dry_run else folder or str(study.path.parent / MEDIA))
    try:
        yield media
    except BaseException:
        media.back()
        raise


def _take(t: Taking, media: Media, top: int | None, language: str) -> list[str]:
    """Take all parts in, each after those that it refers to; return notes on people."""
    codes_in.coders(t)
    codes_in.Codebook(t, top).take()
    sets = codes_in.Sets(t, top)
    variables = Variables(t)
    cases = Cases(t, variables)
    Sources(t, variables, cases, media, sets.groups, language).take()
    sets.finish()
    cases.finish()
    variables.finish()
    Notes(t, media).take()
    t.flush()
    for convention, n in t.form.conventions.items():
        t.tally.note("coding", f"offsets: {convention} ({n} source{'s' * (n > 1)})")
    for thing, reasons in t.form.lost.items():
        for why, n in reasons.items():
            t.tally.lost(thing, why, n)
    t.remarks()
    return people_notes(t.db, t.writer)


def _summary(what: str, path: str, tally: Tally) -> str:
    """Say what was taken in: sources, codes and codings; where there are none of these, all else that there is."""
    rows = {row["thing"]: row for row in tally.table().dicts() if row["kept"]}
    many = {"source": "sources", "code": "codes", "coding": "codings"}
    told = [thing for thing in many if thing in rows] or list(rows)
    some = []
    for thing in told:
        n, plural = rows[thing]["kept"], many.get(thing) or rows[thing]["as"].partition("; ")[0]
        some.append(f"{n} {thing if n == 1 else plural}")
    return f"{what} from {path}: {', '.join(some) or 'nothing'}"
