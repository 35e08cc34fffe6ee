"""A project of another program into the study: one change, a table of what was kept, carried and lost."""

from __future__ import annotations

from collections.abc import Callable

from qda.core.projects import ProjectForm, ProjectOptions
from qda.core.results import Said
from qda.ops.coding.codebook import rehearsal
from qda.ops.exchange import codes_in
from qda.ops.exchange.media_in import Media
from qda.ops.exchange.memos_in import Notes
from qda.ops.exchange.people_in import Cases, Variables
from qda.ops.exchange.sources_in import Sources
from qda.ops.exchange.taking import Taking
from qda.ops.exchange.tally import Tally
from qda.store.project import Study

MEDIA = "media"  # the folder beside the study


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

    form = projects.read(path, ProjectOptions(name, large))
    try:
        return take(study, form, path, into=into, media=media, dry_run=dry_run, tick=tick)
    finally:
        form.close()


def take(
    study: Study, form: ProjectForm, path: str, *, into: str = "", media: str = "", dry_run: bool = False,
    tick: Callable[[], None] = lambda: None,
) -> Said:  # fmt: skip
    """Take a project that was read into the study; `path` is what the log calls it."""
    tally = Tally()
    folder = None if dry_run else media or str(study.path.parent / MEDIA)
    copied: Media | None = None
    try:
        with rehearsal(study, "import", dry_run) as c:
            t = Taking(c, form, tally, tick)
            copied = Media(t, folder)
            _take(t, copied, into, study.setting("language") or "")
            c.summary = _summary(form, path, tally)
    except BaseException:
        if copied is not None:
            copied.back()
        raise
    return Said(tally.table(), [*form.notes, *tally.lost_note()])


def _take(t: Taking, media: Media, into: str, language: str) -> None:
    codes_in.coders(t)
    top = codes_in.home(t, into)
    codes_in.Codebook(t, top).take()
    groups = codes_in.sets(t, top)
    variables = Variables(t)
    cases = Cases(t, variables)
    Sources(t, variables, cases, media, groups, language).take()
    cases.finish()
    variables.finish()
    Notes(t).take()
    t.flush()
    for convention, n in t.form.conventions.items():
        t.tally.note("coding", f"offsets: {convention} ({n} source{'s' * (n > 1)})")
    for thing, reasons in t.form.lost.items():
        for why, n in reasons.items():
            t.tally.lost(thing, why, n)
    t.remarks()


def _summary(form: ProjectForm, path: str, tally: Tally) -> str:
    what = f" {form.name!r}" if form.name else ""
    counts = {row["thing"]: row["kept"] for row in tally.table().dicts()}
    some = ", ".join(
        f"{n} {thing}{'s' * (n != 1)}" for thing in ("source", "code", "coding") if (n := counts.get(thing, 0))
    )
    return f"the {form.program} project{what} from {path}: {some or 'nothing'}"
