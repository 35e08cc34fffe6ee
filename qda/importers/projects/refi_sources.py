"""The sources of a REFI-QDA project, one at a time: texts with their selections, and what has no text, to be carried.

A source whose text is a file of the project gives up its selections as they are read, so that a source with very many of
them takes no more memory than its form does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from qda.core import numbers
from qda.core.projects import AreaForm, CodingForm, SelectionForm, SourceForm, derived
from qda.importers.projects import refi_text
from qda.importers.projects.offsets import Positions, choose
from qda.importers.projects.refi_parts import Project
from qda.importers.projects.refi_text import Text
from qda.importers.projects.refi_xml import END, START, Elements, described, local, piece, text_in

if TYPE_CHECKING:
    from lxml.etree import _Element

KINDS = {  # by element: the kind, and why it has no text
    "TextSource": ("text", refi_text.NOTHING),
    "PDFSource": ("pdf", "PDF without its text"),
    "PictureSource": ("picture", "picture"),
    "AudioSource": ("audio", "sound"),
    "VideoSource": ("video", "film"),
}
AREAS = {
    "PDFSelection": "pdf",
    "PictureSelection": "picture",
    "AudioSelection": "audio",
    "VideoSelection": "video",
}
UNKNOWN = "in a kind of source that is not known"
SECOND = "on a second text of a PDF"
OWN = ("source", "selection", "area", "coding")  # kinds of things that are read here


def read(project: Project) -> Iterator[SourceForm]:
    """Yield the sources in the order of the file, each transcript after the sound or film that it belongs to."""
    elements = Elements(project.archive)
    inside, filling = False, None
    for starts, depth, element in elements:
        if depth == 2:
            inside = starts and local(element) == "Sources"
        if starts:
            if inside and depth == 3:
                filling = _filling(project, element)
            continue
        if inside and depth == 3:
            yield from [filling.finish()] if filling is not None else _whole(project, element)
        elif inside and depth == 4 and filling is not None:
            filling.child(element)
        elif inside and depth >= 4:
            continue
        if depth <= 4:
            elements.done(element)


def _filling(project: Project, element: _Element) -> _Source | None:
    """What takes in the children of a source one by one, when its text is there before they are."""
    reference = element.get("plainTextPath")
    if local(element) != "TextSource" or not reference:
        return None
    text = refi_text.from_file(project.archive, reference, project.options)
    return _Source(project, element, "text", text) if text.raw is not None else None


def _whole(project: Project, element: _Element) -> Iterator[SourceForm]:
    """The source that an element is, all of which is there."""
    name = local(element)
    if name not in KINDS:
        if name.endswith("Source"):
            project.form.lose("source", UNKNOWN)
            project.lose_in(element, UNKNOWN)
        return
    kind, why = KINDS[name]
    texts = [element] if kind == "text" else [e for e in element if kind == "pdf" and local(e) == "Representation"]
    got = Text(None, why)
    for one in texts:
        got = refi_text.of(project.archive, one, project.options)
        if got.raw is not None:
            for other in texts:
                if other is not one:
                    project.lose_in(other, SECOND)
                    element.remove(other)
            break
    source = _Source(project, element, kind, got)
    transcripts = []
    for child in list(element):
        if local(child) == "Transcript":
            transcripts += source.transcript(child)
        else:
            source.child(child)
    if got.raw is None:
        source.form.xml = piece(element, project.guids.ref)
    elif kind == "pdf":
        source.form.shell = piece(element, project.guids.ref, inner=("Description",))
    yield source.finish()
    for transcript in transcripts:
        yield transcript.finish()


class _Source:
    """A source while it is read: its children come in one by one, then its selections find their places."""

    def __init__(self, project: Project, element: _Element, kind: str, text: Text) -> None:
        self.project, self.text = project, text
        plain, rich = element.get("plainTextPath"), element.get("richTextPath")
        path = element.get("path") or element.get("currentPath")
        self.form = SourceForm(
            project.guids.own("source", element.get("guid")),
            kind,
            element.get("name") or "",
            refi_text.named(path or plain or rich),
            why=text.why,
            coder=project.user(element.get("creatingUser")),
            created_at=project.date(element.get("creationDateTime")),
        )
        self._media(path, rich, unread=plain if text.raw is None else None)
        self._stretches: list[tuple[SelectionForm, int, int]] = []

    def child(self, element: _Element) -> None:
        """Take in a child of the source, or of the Representation that is its text."""
        form, name = self.form, local(element)
        if name == "PlainTextSelection":
            start, end = element.get("startPosition") or "", element.get("endPosition") or ""
            self._selection(element, start, end)
        elif name == "Coding":
            form.whole += self.project.codings(element, "coding-of-source", form.created_at)
        elif name == "NoteRef":
            form.notes += self.project.note(element)
        elif name == "VariableValue":
            self.project.value(element, form.values)
        elif name == "Description":
            text = text_in(element)
            form.description = (
                f"{form.description}\n\n{text}" if form.description and text else form.description or text
            )
        elif name in AREAS:
            form.areas.append(self._area(element, AREAS[name]))
        elif (form.kind, name) in (("pdf", "Representation"), ("picture", "TextDescription")):
            plain = element.get("plainTextPath")
            self._media(element.get("richTextPath"), unread=plain if self.text.raw is None else None)
            for inner in element:
                if form.kind == "picture" and local(inner) == "PlainTextSelection":
                    form.areas.append(self._area(inner, form.kind))
                elif local(inner) != "Description" or self.text.raw is not None:
                    self.child(inner)

    def transcript(self, element: _Element) -> list[_Source]:
        """Return the source that a Transcript becomes, if its text can be read, and leave in `element` what it does not take.

        That are its points in time, and selections between points that have no position in the text.
        """
        text = refi_text.of(self.project.archive, element, self.project.options)
        points: dict[str, int | None] = {}
        for child in element:
            if local(child) == "SyncPoint":
                points[self.project.guids.ref(child.get("guid"))] = numbers.whole(child.get("position") or "")
        if text.raw is None:
            self._media(element.get("richTextPath"), unread=element.get("plainTextPath"))
            self._areas_in(element, points, every=True)
            return []
        out = _Source(self.project, element, "transcript", text)
        out.form.name = out.form.name or self.form.name
        if self.form.name:
            out.form.metadata["recording"] = self.form.name
        self._areas_in(element, points, every=False)
        for child in list(element):
            name = local(child)
            if name == "TranscriptSelection":
                start, end = self._between(child, points)
                if start is None or end is None:
                    continue
                child.tag = "PlainTextSelection"
                for key, value in (("startPosition", start), ("endPosition", end)):
                    child.set(key, str(value))
                for key in ("fromSyncPoint", "toSyncPoint"):
                    child.attrib.pop(key)
                out.child(child)
            else:
                out.child(child)
            if name != "SyncPoint":
                element.remove(child)
        for key in ("plainTextPath", "richTextPath"):
            element.attrib.pop(key, None)
        element.set("guid", derived(out.form.guid, "transcript"))
        if not len(element) and (above := element.getparent()) is not None:
            above.remove(element)
        return [out]

    def finish(self) -> SourceForm:
        """Return the source, its selections at their places in the text."""
        form = self.form
        if self.text.raw is None:
            for selection, start, end in self._stretches:
                selection.start = selection.end = -1
                selection.raw = f"{start}-{end}"
            return form
        positions = Positions(self.text.raw)
        form.text = positions.text
        way, said = choose(
            positions, ((start, end, selection.name) for selection, start, end in self._stretches), self.project.votes
        )
        if said:
            conventions = self.project.form.conventions
            conventions[said] = conventions.get(said, 0) + 1
        for selection, start, end in self._stretches:
            place = positions.stretch(start, end, way)
            if place is None:
                selection.start = selection.end = -1
                selection.raw, selection.xml = f"{start}-{end}", ""
                continue
            selection.start, selection.end = place
            if selection.codings and selection.end > selection.start:
                selection.xml = ""
            elif selection.xml:
                selection.xml = selection.xml.replace(START, str(place[0])).replace(END, str(place[1]))
        return form

    def _selection(self, element: _Element, start: str, end: str) -> None:
        """Take in a selection; one whose positions are no numbers fits nowhere."""
        codings: list[CodingForm] = []
        notes: list[str] = []
        description = ""
        since = self.project.date(element.get("creationDateTime"))
        for child in element:
            if (name := local(child)) == "Coding":
                codings += self.project.codings(child, "coding", since)
            elif name == "NoteRef":
                notes += self.project.note(child)
            elif name == "Description":
                description = text_in(child)
        selection = SelectionForm(
            self.project.guids.own("selection", element.get("guid")),
            -1,
            -1,
            element.get("name") or "",
            description,
            codings,
            notes,
            self.project.user(element.get("creatingUser")),
            since,
        )
        self.form.selections.append(selection)
        a, z = numbers.whole(start), numbers.whole(end)
        if a is None or z is None:
            selection.raw = f"{start}-{end}"
            return
        if self.text.raw is not None and (not codings or z - a <= 1):  # it may have to be carried
            inner = None if codings else ("Description", "NoteRef")
            selection.xml = piece(element, self.project.guids.ref, inner=inner, moved=True)
        self._stretches.append((selection, a, z))

    def _area(self, element: _Element, kind: str) -> AreaForm:
        since = self.project.date(element.get("creationDateTime"))
        codings = [c for e in element.iter() if local(e) == "Coding" for c in self.project.codings(e, "coding", since)]
        return AreaForm(
            self.project.guids.own("area", element.get("guid")),
            kind,
            piece(element, self.project.guids.ref),
            element.get("name") or "",
            described(element),
            codings,
            self.project.noted(element),
        )

    def _areas_in(self, transcript: _Element, points: dict[str, int | None], *, every: bool) -> None:
        """Take selections of a transcript as areas of its recording: every one, or those without a position in the text."""
        for child in transcript:
            if local(child) == "TranscriptSelection" and (every or None in self._between(child, points)):
                self.form.areas.append(self._area(child, "transcript"))

    def _between(self, element: _Element, points: dict[str, int | None]) -> tuple[int | None, int | None]:
        """The positions of the points in time that a selection of a transcript lies between."""
        ref = self.project.guids.ref
        return points.get(ref(element.get("fromSyncPoint"))), points.get(ref(element.get("toSyncPoint")))

    def _media(self, *paths: str | None, unread: str | None = None) -> None:
        """Note the files that an element names, and the file of a text that could not be read, if it is there."""
        self.form.media += [refi_text.media(self.project.archive, path) for path in paths if path]
        if unread and (file := refi_text.media(self.project.archive, unread)).file:
            self.form.media.append(file)
