"""What hangs on the things of a REFI-QDA project: codings, notes, users and values, each by the guid that it points at."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qda.core.projects import CodingForm, ProjectForm, ProjectOptions, Values
from qda.importers.projects.archive import Archive
from qda.importers.projects.offsets import Votes
from qda.importers.projects.refi_xml import Guids, described, local, text_in

if TYPE_CHECKING:
    from lxml.etree import _Element

NO_CODE = "of a code that is not in the file"
NO_VARIABLE = "of a variable that is not in the file"
_REMARKS = {
    "notes": "references to notes that are not in the file, left out: {n}",
    "users": "names of users that are not in the file, taken as no name: {n}",
    "colours": "colours of codes that cannot be read, left out: {n}",
}


@dataclass(slots=True)
class Project:
    """A project while it is read: what is known of it, and how often something points at what is not there."""

    archive: Archive
    options: ProjectOptions
    form: ProjectForm
    guids: Guids
    votes: Votes
    users: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    variables: set[str] = field(default_factory=set)
    notes: set[str] = field(default_factory=set)
    missing: Counter[str] = field(default_factory=Counter)
    dates: dict[str, str] = field(default_factory=dict)

    def date(self, raw: str | None) -> str:
        """Return a date; the same text is kept once, since very many things may have it."""
        if not raw:
            return ""
        if len(self.dates) > 10_000:
            self.dates.clear()
        return self.dates.setdefault(raw, raw)

    def user(self, raw: str | None) -> str:
        """Return the guid of a user, "" when none is named or the file has no such user."""
        one = self.guids.ref(raw)
        if one and one not in self.users:
            self.missing["users"] += 1
            return ""
        return one

    def note(self, element: _Element) -> list[str]:
        """Return the note that a NoteRef points at, in a list; an empty one when the file has no such note."""
        one = self.target(element)
        if one in self.notes:
            return [one]
        self.missing["notes"] += 1
        return []

    def noted(self, element: _Element) -> list[str]:
        """Return the notes that an element refers to."""
        return [one for child in element if local(child) == "NoteRef" for one in self.note(child)]

    def target(self, element: _Element) -> str:
        """Return the guid that a reference points at."""
        return self.guids.ref(element.get("targetGUID") or element.get("guid"))

    def codings(self, element: _Element, thing: str, since: str = "") -> list[CodingForm]:
        """Return what a Coding says: one for each code. `thing` is what it is counted as when there is no such code.

        `since` is the date of what it stands on, for one without a date of its own.
        """
        out = []
        references = [child for child in element if local(child) == "CodeRef"]
        for reference in references:
            if (code := self.target(reference)) in self.codes:
                coder, at = self.user(element.get("creatingUser")), self.date(element.get("creationDateTime")) or since
                own = self.guids.own("coding", element.get("guid"))
                more = (described(element), self.noted(element)) if len(element) > 1 else ("", [])
                out.append(CodingForm(own, code, coder, at, *more))
            else:
                self.form.lose(thing, NO_CODE)
        if not references:
            self.form.lose(thing, NO_CODE)
        return out

    def value(self, element: _Element, values: Values, *, known: bool = True) -> None:
        """Add what a VariableValue says: the text that stands in the file. With `known` one of no known variable is lost."""
        variable, text = "", ""
        for child in element:
            if (name := local(child)) == "VariableRef":
                variable = self.target(child)
            elif name.endswith("Value"):
                text = text_in(child) if name == "TextValue" else text_in(child).strip()
        if variable in self.variables or not known:
            values.append((variable, text))
        else:
            self.form.lose("value", NO_VARIABLE)

    def lose_in(self, element: _Element, why: str) -> None:
        """Count as lost what stands in an element that is not read; a selection is one without a code."""
        things = {"Coding": "coding", "VariableValue": "value", "PlainTextSelection": "selection"}
        for inner in element.iter():
            name = local(inner)
            if name in things and not (name == "PlainTextSelection" and any(local(e) == "Coding" for e in inner)):
                self.form.lose(things[name], why)

    def remarks(self) -> list[str]:
        """Return a note for the researcher on each kind of reference that leads nowhere."""
        return [said.format(n=n) for what, said in _REMARKS.items() if (n := self.missing[what])]
