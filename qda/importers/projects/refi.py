"""REFI-QDA projects (.qdpx) of any program: the whole XML but its sources first, then the sources one at a time.

What breaks the schema's order is read, and what it does not know is passed over. A thing is either in the form or counted
in `lost`; a reference that leads nowhere is no thing of its own: it is left out, with a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from qda.core.projects import (
    CaseForm,
    CodeForm,
    CoderForm,
    GraphForm,
    LinkForm,
    NoteForm,
    ProjectForm,
    ProjectOptions,
    SetForm,
    SourceForm,
    VariableForm,
)
from qda.importers.projects import refi_sources, refi_text
from qda.importers.projects.archive import Archive, open_archive
from qda.importers.projects.offsets import Convention, Votes
from qda.importers.projects.refi_parts import NO_VARIABLE, Project
from qda.importers.projects.refi_xml import Elements, Guids, described, local, piece, text_in

if TYPE_CHECKING:
    from lxml.etree import _Element

# A program by the first word of `origin`, and how it usually counts.
PROGRAMS: tuple[tuple[str, str, Convention], ...] = (
    ("nvivo", "NVivo", Convention(utf16=True)),
    ("atlas.ti", "ATLAS.ti", Convention(crlf=1)),
    ("maxqda", "MAXQDA", Convention()),
    ("qualcoder", "QualCoder", Convention()),
    ("qc", "qualitative-coding", Convention()),
    ("qda", "qda", Convention()),
)
_COLOUR = re.compile(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_ON_NOTE = "on the text of a note"


def read(path: str, options: ProjectOptions | None = None) -> ProjectForm:
    """Return the form of a project; its `close` closes the file.

    QdaError, which names the file, for what is no project, is damaged, or cannot be read with care.
    """
    archive = open_archive(path)
    try:
        return _Reader(archive, options or ProjectOptions()).read()
    except BaseException:
        archive.close()
        raise


class _Reader:
    """Reads all sections of a project but its sources."""

    def __init__(self, archive: Archive, options: ProjectOptions) -> None:
        self.archive = archive
        self.form = ProjectForm("", close=archive.close)
        self.project = Project(archive, options, self.form, Guids(""), Votes(Convention()))
        self.places: dict[str, str] = {}  # codes by guid: how a refusal names them
        self.about_notes: list[tuple[str, str]] = []  # a note, and the note that it refers to
        self.items = {
            "Users": ("User", self.user),
            "Variables": ("Variable", self.variable),
            "Cases": ("Case", self.case),
            "Notes": ("Note", self.note),
            "Links": ("Link", self.link),
            "Sets": ("Set", self.set),
            "Graphs": ("Graph", self.graph),
        }

    def read(self) -> ProjectForm:
        elements = Elements(self.archive)
        section = ""
        for starts, depth, element in elements:
            if starts:
                if depth == 1:
                    self.root(element)
                elif depth == 2:
                    section = local(element)
                continue
            if depth == 2:
                self.section(section, element)
                elements.done(element)
            elif depth == 3 and section in self.items:
                name, take = self.items[section]
                if local(element) == name:
                    take(element)
                elements.done(element)
            elif depth in (3, 4) and section == "Sources":
                elements.done(element)
        self.settle()
        form, project = self.form, self.project
        lost = [(thing, why, n) for thing, reasons in form.lost.items() for why, n in reasons.items()]
        missing = project.missing.copy()

        def sources() -> Iterator[SourceForm]:  # from the first on, each time that it is asked for
            form.lost.clear()
            for thing, why, n in lost:
                form.lose(thing, why, n)
            form.conventions.clear()
            project.missing = missing.copy()
            project.guids.forget(refi_sources.OWN)
            project.votes = Votes(project.votes.usual)
            yield from refi_sources.read(project)
            form.notes[:] = project.remarks()

        form.sources = sources
        form.notes[:] = project.remarks()
        return form

    def root(self, element: _Element) -> None:
        name = local(element)
        if name != "Project":
            what = "a codebook" if name == "CodeBook" else f"<{name[:40]}>"
            raise self.archive.error(f"{self.archive.qde} holds {what}, not a project of REFI-QDA")
        form = self.form
        form.name = element.get("name") or ""
        form.origin = (element.get("origin") or "").strip()
        first = (form.origin.split() or [""])[0].casefold()
        known = [(program, usual) for start, program, usual in PROGRAMS if first == start]
        form.program = known[0][0] if known else re.split(r"\s+\d|,", form.origin)[0].strip() or "another program"
        form.ours = form.program == "qda"
        self.project.votes = Votes(known[0][1] if known else Convention())
        self.project.guids = Guids(f"{form.name}/{element.get('creationDateTime') or ''}")

    def section(self, name: str, element: _Element) -> None:
        """Take in what is read only when its section has ended."""
        if name == "CodeBook":
            for child in element:
                if (inner := local(child)) == "Codes":
                    self.codes(child, "")
                elif inner == "Sets":
                    for one in child:
                        if local(one) == "Set":
                            self.set(one)
        elif name == "Description":
            self.form.description = text_in(element)
        elif name == "NoteRef":
            self.form.about.append(self.project.target(element))

    def user(self, element: _Element) -> None:
        one = self.project.guids.own("coder", element.get("guid"))
        self.project.users.add(one)
        name = element.get("name") or element.get("id") or f"user {len(self.form.coders) + 1}"
        self.form.coders.append(CoderForm(one, name))

    def codes(self, element: _Element, parent: str) -> None:
        for child in element:
            if local(child) != "Code":
                continue
            name, given = child.get("name") or "", self.project.guids.ref(child.get("guid"))
            place = f"line {child.sourceline}"
            if given in self.places:
                raise self.archive.error(
                    f"two codes have the guid {given}: {self.places[given]} and {name[:60]!r} ({place}); give one another guid"
                )
            one = self.project.guids.own("code", child.get("guid"))
            self.places[one] = f"{name[:60]!r} ({place})"
            self.project.codes.add(one)
            codable = (child.get("isCodable") or "true").strip().casefold() not in ("false", "0")
            notes = self.refers(child, "NoteRef")
            colour = self.colour(child.get("color") or "")
            self.form.codes.append(CodeForm(one, name, parent, colour, codable, described(child), notes, place=place))
            self.codes(child, one)

    def colour(self, given: str) -> str:
        """A colour as #rrggbb; "" for what is none."""
        found = _COLOUR.fullmatch(given.strip())
        if not found:
            self.project.missing["colours"] += bool(given.strip())
            return ""
        figures = found[1]
        return "#" + (figures if len(figures) == 6 else "".join(2 * f for f in figures))

    def variable(self, element: _Element) -> None:
        one = self.project.guids.own("variable", element.get("guid"))
        self.project.variables.add(one)
        kind = (element.get("typeOfVariable") or "Text").strip()
        self.form.variables.append(VariableForm(one, element.get("name") or "", kind, described(element)))

    def case(self, element: _Element) -> None:
        case = CaseForm(
            self.project.guids.own("case", element.get("guid")),
            element.get("name") or "",
            described(element),
            self.refers(element, "CodeRef"),
            sources=self.refers(element, "SourceRef"),
            selections=self.refers(element, "SelectionRef"),
            notes=self.refers(element, "NoteRef"),
        )
        for child in element:
            if local(child) == "VariableValue":
                self.project.value(child, case.values, known=False)
        self.form.cases.append(case)

    def note(self, element: _Element) -> None:
        one = self.project.guids.own("memo", element.get("guid"))
        self.project.notes.add(one)
        got = refi_text.of(self.archive, element, self.project.options)
        text, why = refi_text.lines(got.raw), got.why
        if got.why in (refi_text.NOTHING, refi_text.EMPTY):
            text, why = "", ""
        more = described(element)
        if more and more.strip() != (text or "").strip():
            text = f"{text}\n\n{more}" if text else more
        note = NoteForm(
            one,
            element.get("name") or "",
            text,
            why if text is None else "",
            self.project.guids.ref(element.get("creatingUser")),
            element.get("creationDateTime") or "",
        )
        if text is None:
            note.xml = piece(element, self.project.guids.ref)
        for path in ("richTextPath", "plainTextPath") if got.raw is None else ("richTextPath",):
            if self.archive.find(element.get(path) or ""):
                note.media.append(refi_text.media(self.archive, element.get(path) or ""))
        self.project.lose_in(element, _ON_NOTE)
        self.about_notes += [(one, target) for target in self.refers(element, "NoteRef")]
        self.form.memos.append(note)

    def link(self, element: _Element) -> None:
        ref = self.project.guids.ref
        direction = (element.get("direction") or "").strip().casefold()
        self.form.links.append(
            LinkForm(
                self.project.guids.own("link", element.get("guid")),
                element.get("name") or "",
                {"oneway": "OneWay", "bidirectional": "Bidirectional"}.get(direction, "Associative"),
                ref(element.get("originGUID")),
                ref(element.get("targetGUID")),
                self.refers(element, "NoteRef"),
                piece(element, ref),
            )
        )

    def set(self, element: _Element) -> None:
        self.form.sets.append(
            SetForm(
                self.project.guids.own("set", element.get("guid")),
                element.get("name") or "",
                described(element),
                self.refers(element, "MemberCode"),
                self.refers(element, "MemberSource"),
                self.refers(element, "MemberNote"),
                piece(element, self.project.guids.ref),
            )
        )

    def graph(self, element: _Element) -> None:
        one = self.project.guids.own("graph", element.get("guid"))
        self.form.graphs.append(GraphForm(one, element.get("name") or "", piece(element, self.project.guids.ref)))

    def refers(self, element: _Element, name: str) -> list[str]:
        """The guids that the children of this name point at."""
        return [self.project.target(child) for child in element if local(child) == name]

    def settle(self) -> None:
        """Leave out what points at notes, users and variables that the file turned out not to have."""
        form, project = self.form, self.project
        holders: list[CodeForm | CaseForm | LinkForm] = [*form.codes, *form.cases, *form.links]
        for holder in holders:
            holder.notes = self.there(holder.notes)
        form.about = self.there(form.about)
        by_guid = {note.guid: note for note in form.memos}
        for note in form.memos:
            note.coder = project.user(note.coder)
        for one, target in self.about_notes:
            if target in by_guid:
                by_guid[target].on.append(one)
            else:
                project.missing["notes"] += 1
        for case in form.cases:
            values = [value for value in case.values if value[0] in project.variables]
            if lost := len(case.values) - len(values):
                form.lose("value", NO_VARIABLE, lost)
            case.values = values

    def there(self, notes: list[str]) -> list[str]:
        """The notes that the file has."""
        found = [one for one in notes if one in self.project.notes]
        self.project.missing["notes"] += len(notes) - len(found)
        return found
