"""What the parts of an import of a project share: the study's numbers of the file's things, the table, what is carried."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import lru_cache

from qda.core import names
from qda.core.errors import QdaError
from qda.core.names import key
from qda.core.projects import ProjectForm, SelectionForm
from qda.ops.exchange.tally import Tally
from qda.store.analysis.links import Target
from qda.store.exchange import carried
from qda.store.exchange.carried import Carried
from qda.store.file.ids import FORMAT
from qda.store.history.door import Change
from qda.store.texts import intake

EMPTY_DATE = 1900  # programs write the year 1 where they know no time
_POSITION = re.compile(r'\b(startPosition|endPosition)="[^"]*"')


class Taking:
    """An import that is going on.

    `coders`, `codes`, `sources` and `people` are the study's numbers by the file's guids. `targets` are the things of the
    study that links and notes may be about, by guid. `about` is what each note of the file is about. `spent` are the notes
    that became notes of codings, `described` selections without a code that say something, with their segments. `writer` puts
    texts and those who speak in them into the study.
    """

    def __init__(self, c: Change, form: ProjectForm, tally: Tally, tick: Callable[[], None] = lambda: None) -> None:
        self.c, self.db, self.form, self.tally, self.tick = c, c.db, form, tally, tick
        self.coders: dict[str, int] = {}
        self.codes: dict[str, int] = {}
        self.sources: dict[str, int] = {}
        self.people: dict[str, int] = {}
        self.targets: dict[str, list[Target]] = {}
        self.about: dict[str, list[tuple[str, Target]]] = {}
        self.spent: set[str] = set()
        self.wanted = _wanted(form)
        self.differ: dict[str, int] = {}
        self.renamed: dict[str, int] = {}
        self.held: dict[str, int] = {}
        self.writer = intake.Writer(c)
        self.described: list[tuple[SelectionForm, Target]] = []
        self._carried: list[Carried] = []

    def coder(self, guid: str) -> int:
        """Return the coder of that guid; the acting coder where the file names none that it has."""
        found = self.coders.get(guid)
        return self.c.coder_id if found is None else found

    def concern(self, notes: Iterable[str], guid: str, targets: Iterable[Target]) -> None:
        """Record that the thing `guid` of the file, `targets` in the study, refers to these notes."""
        for note in notes:
            self.about.setdefault(note, []).extend((guid, t) for t in targets)

    def carry(
        self, thing: str, guid: str, xml: str, why: str, *, source: int | None = None, holder: str = "", n: int = 1
    ) -> None:
        """Hold a thing of the file to give it back, and count it `n` times."""
        if xml:
            self._carried.append(Carried(thing, guid, source, holder, xml, (), why, self.form.program))
        self.tally.carried(thing, why, n)

    def keep(self, row: Carried) -> None:
        """Hold what belongs to a thing that is counted elsewhere."""
        self._carried.append(row)

    def flush(self) -> None:
        """Write what is carried."""
        if self._carried:
            carried.add(self.c, self._carried)
        self._carried = []

    def name(self, raw: str, thing: str, other: str) -> str:
        """Return a name as qda allows it, `other` for an empty one; a name that had to change is counted."""
        name = tidy(raw) or other
        if name != raw:
            self.renamed[thing] = self.renamed.get(thing, 0) + 1
        return name

    def differs(self, thing: str) -> None:
        """Count a thing that the study has with other content."""
        self.differ[thing] = self.differ.get(thing, 0) + 1

    def same(self, thing: str) -> None:
        """Count a thing that is one of the study's own, with another identifier."""
        self.held[thing] = self.held.get(thing, 0) + 1

    def remarks(self) -> None:
        """Put the counts of what differs, is the same and was renamed into the table's notes."""
        for thing, n in self.held.items():
            self.tally.note(thing, f"{n} {'are' if n > 1 else 'is'} in the study with another identifier")
        for thing, n in self.differ.items():
            self.tally.note(thing, f"{n} {'differ' if n > 1 else 'differs'}: kept as here")
        for thing, n in self.renamed.items():
            self.tally.note(thing, f"{n} {'names' if n > 1 else 'name'} changed to what a name may be")


def _wanted(form: ProjectForm) -> set[str]:
    """The guids of selections, codings and areas by which something else of the file refers to them."""
    wanted: set[str] = set()
    for case in form.cases:
        wanted.update(case.selections)
    for link in form.links:
        wanted.update((link.origin, link.target))
    for note in form.memos:
        wanted.update(note.on)
    return wanted


def tidy(raw: str) -> str:
    """Return a name on one line, without what a name may not hold, cut to what it may have; "" when nothing is left."""
    try:
        return names.clean(raw)
    except QdaError:
        pass
    kept = "".join(" " if c.isspace() else c for c in raw if c.isspace() or not _hidden(c))
    kept = " ".join(kept.split())
    try:
        return names.clean(names.short(kept, names.MAX_LENGTH))
    except QdaError:
        return ""


def _hidden(c: str) -> bool:
    return c < " " or "\x7f" <= c <= "\x9f" or c in names.OVERRIDES or "\ud800" <= c <= "\udfff"


def free(name: str, taken: Callable[[str], bool]) -> str:
    """Return the name, or `NAME (2)` and so on when it is taken."""
    if not taken(name):
        return name
    n = 2
    while taken(numbered(name, n)):
        n += 1
    return numbered(name, n)


def numbered(name: str, n: int) -> str:
    """Return `NAME (n)`, of which the name is cut where that is too long."""
    end = f" ({n})"
    return names.short(name, names.MAX_LENGTH - len(end)) + end


def is_numbered(held: str, name: str) -> bool:
    """True if a name of the study is this one, or this one with a number behind it."""
    if key(held) == key(name):
        return True
    match = re.search(r" \((\d{1,9})\)\Z", held)
    return match is not None and key(held) == key(numbered(name, int(match[1])))


@lru_cache(maxsize=4096)
def utc(text: str) -> str:
    """Return a time of a file in UTC as a study keeps it; one without an offset is UTC, "" for none that can be read."""
    try:
        when = datetime.fromisoformat(text.strip())
        when = when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, OverflowError):
        return ""
    return when.strftime(FORMAT) if when.year >= EMPTY_DATE else ""


def placed(xml: str, start: int, end: int) -> str:
    """Return the element of a selection with its offsets in code points, as this program writes them."""
    at = {"startPosition": start, "endPosition": end}
    return _POSITION.sub(lambda m: f'{m[1]}="{at[m[1]]}"', xml, count=2) if start >= 0 else xml
