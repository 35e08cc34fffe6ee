"""What the readers of other programs' databases share: identifiers, coders, dates, colours, the order of codes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from hashlib import sha256

from qda.core.errors import QdaError
from qda.core.projects import CodeForm, CoderForm, ProjectForm, SourceForm, places
from qda.importers.projects.sqlite_files import label, text

_COLOUR = re.compile(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})\Z", re.I)
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[ T_]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)?\Z")
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905
# As R writes `date()`, whatever the language: Fri Aug  5 12:54:05 2016
_R_DATE = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d:\d\d) (\d{4})\Z")


class Identifiers:
    """The uuids of a project's things, made of the program's name, what tells its projects apart, and its own numbers.

    `project` is what a project keeps as long as it lives (the moment it was made): two projects of a program have the same
    numbers. Without any it is a digest of `instead`, such as the first text. Coders are told by their names alone.
    """

    def __init__(self, form: ProjectForm, project: str, instead: str = "") -> None:
        self._program = form.program.casefold()
        apart = project or (sha256(instead.encode("utf-8", "replace")).hexdigest() if instead else "")
        self._within = f"{self._program}/{apart}"
        self._at = places("")
        self._coders: dict[str, str] = {"": ""}

    def __call__(self, *place: object) -> str:
        """Return the uuid of a thing by its table and number."""
        return self._at("/".join(map(str, (self._within, *place))))

    def lasting(self, *place: object) -> str:
        """Return the uuid of a thing that its own name tells apart from those of all projects."""
        return self._at("/".join(map(str, (self._program, *place))))

    def coder(self, name: object) -> str:
        """Return the uuid of a coder; "" for one without a name."""
        named = label(name)
        if named not in self._coders:
            self._coders[named] = self.lasting("coder", named)
        return self._coders[named]

    def coders(self, names: Iterable[str]) -> list[CoderForm]:
        """Return coders, each once, in the order of the names."""
        return [CoderForm(self.coder(name), label(name)) for name in dict.fromkeys(map(label, names)) if name]


def counted_anew(form: ProjectForm, sources: Callable[[], Iterator[SourceForm]]) -> Callable[[], Iterator[SourceForm]]:
    """Return `sources` so that each run counts what is lost, and the ways of counting, and makes its notes, anew."""
    before = {thing: dict(reasons) for thing, reasons in form.lost.items()}
    notes = list(form.notes)

    def run() -> Iterator[SourceForm]:
        form.lost = {thing: dict(reasons) for thing, reasons in before.items()}
        form.conventions, form.notes = {}, list(notes)
        yield from sources()

    return run


def found_by(form: ProjectForm, said: str) -> None:
    """Count a source by the way in which its offsets are counted."""
    if said:
        form.conventions[said] = form.conventions.get(said, 0) + 1


def moment(value: object, zone: str = "") -> str:
    """Return a date of a database as ISO 8601, to the second or finer, "" for what is none. `zone` is an offset to add."""
    return _moment(text(value).strip(), zone)


@lru_cache(1024)
def _moment(said: str, zone: str) -> str:
    if told := _R_DATE.match(said):
        if told[1] not in _MONTHS:
            return ""
        said = f"{told[4]}-{_MONTHS.index(told[1]) + 1:02}-{int(told[2]):02} {told[3]}"
    if not _ISO.match(said):
        return ""
    try:
        return datetime.fromisoformat(said.replace("_", " ")).isoformat() + zone
    except ValueError:
        return ""


def colour(value: object) -> str:
    """Return a colour as `#rrggbb`, "" for what is none."""
    said = text(value).strip()
    if not _COLOUR.match(said):
        return ""
    return said if len(said) == 7 else "#" + "".join(c * 2 for c in said[1:])


def parents_first(codes: Sequence[CodeForm], where: str) -> list[CodeForm]:
    """Return codes with each after its parent, else in their order; a parent that is not among them is taken away.

    QdaError for a code below itself.
    """
    known = {code.guid: code for code in codes}
    done: set[str] = set()
    out: list[CodeForm] = []
    for code in codes:
        if code.parent not in known:
            code.parent = ""
    for code in codes:
        chain: list[CodeForm] = []
        on_the_way: set[str] = set()
        at: CodeForm | None = code
        while at is not None and at.guid not in done:
            if at.guid in on_the_way:
                raise QdaError(f"{where}: the code {at.name!r} lies below itself: mend it in the program that wrote it")
            on_the_way.add(at.guid)
            chain.append(at)
            at = known.get(at.parent)
        for one in reversed(chain):
            done.add(one.guid)
            out.append(one)
    return out
