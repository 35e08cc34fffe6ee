"""Selections of a project into codings, memos on segments, or what is carried."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from qda.core.names import short
from qda.core.projects import AreaForm, CodingForm, SelectionForm, SourceForm, derived, reading
from qda.ops.exchange.taking import Taking, placed, utc
from qda.store.analysis import codings
from qda.store.analysis.links import Target
from qda.store.exchange import project_rows
from qda.store.texts.segment_layout import Layout, Segment

SAME_PLACE = "same place"
NO_CODE = "of a code that is not in the file"
EMPTY = "an empty selection"
OUTSIDE_TOLD = 10  # selections outside their text of which the table says which
BARE = "a selection without a code"


@dataclass(slots=True)
class Here:
    """The source of the study in which a source of the file came in.

    `new`: this import made it. `other`: its uuid is not the file's guid.
    """

    source: int
    uuid: str
    name: str
    layout: Layout
    new: bool
    other: bool


class Codings:
    """Takes in what is on texts, a batch of sources at a time."""

    def __init__(self, t: Taking) -> None:
        self.t = t
        self.notes = {note.guid: note for note in t.form.memos}
        self.any_before = project_rows.any_(t.db, "coding")
        self.new: list[codings.New] = []
        self.first = 0
        self.held: dict[str, project_rows.Held] = {}
        self.there: dict[tuple[int, int, int, int, int], int] = {}
        self.seen: dict[tuple[int, int, int, int, int], Target] = {}  # of the file
        self.awaited: dict[int, tuple[str, str, str]] = {}  # codings of the study: their notes here and in the file
        self.outside = 0

    def begin(self, forms: Iterable[SourceForm], joined: list[int]) -> None:
        """Begin a batch: `joined` are sources that the study had."""
        self.first = self.t.c.next_id("coding")
        self.held, self.there = {}, {}
        if self.any_before:
            on_parts = [c for f in forms for s in f.selections for c in s.codings]
            on_areas = [c for f in forms for a in f.areas for c in a.codings]
            whole = [c for f in forms for c in f.whole]
            self.held = project_rows.codings(self.t.db, [c.guid for c in (*on_parts, *on_areas, *whole)])
            self.there = project_rows.places(self.t.db, joined)

    def flush(self) -> None:
        """Write the batch."""
        if self.new:
            codings.add_many(self.t.c, self.new, origin="import")
        for thing, held, note in self.awaited.values():
            if held != note:
                self.t.differs(thing)
        self.new, self.seen, self.awaited = [], {}, {}

    def take(self, form: SourceForm, here: Here, segments: dict[str, Segment]) -> None:
        """Take in all that is on one source; `segments` are those that selections of cases are."""
        for selection in form.selections:
            if selection.codings:
                self._coded(selection, here)
            else:
                self._bare(selection, form, here, segments)
        for coding in form.whole:
            if form.text:
                self._coding(coding, here, 0, len(form.text), "coding-of-source")
        for area in form.areas:
            self._area(area, form, here)

    # -- codings -----------------------------------------------------------------------------------------------------------

    def _coded(self, selection: SelectionForm, here: Here) -> None:
        if selection.start < 0 or selection.end > len(here.layout.text):
            self.t.tally.lost("coding", self._outside(selection, here), len(selection.codings))
            return
        if selection.start >= selection.end:
            self._carry("coding", selection, here, EMPTY, len(selection.codings))
            return
        targets = []
        for coding in selection.codings:
            id, uuid = self._coding(
                coding, here, selection.start, selection.end, "coding", selection.description.strip()
            )
            if id is not None:
                targets.append(Target("coding", id, uuid, ""))
        if selection.guid in self.t.wanted:
            self.t.targets[selection.guid] = targets
        self.t.concern(selection.notes, selection.guid, targets)

    def _coding(
        self, coding: CodingForm, here: Here, start: int, end: int, thing: str, described: str = "", confirmed: bool = True
    ) -> tuple[int | None, str]:  # fmt: skip
        """Make a coding of the study; return its number and uuid, None when there is none of its own."""
        t = self.t
        code = t.codes.get(coding.code)
        if code is None:
            t.tally.lost(thing, NO_CODE)
            return None, ""
        note, memos = self._note(coding, described)
        uuid, held = coding.guid, self.held.get(coding.guid)
        if here.other and held is not None and held.source != here.source:  # it is on an earlier text of this source
            uuid = derived(coding.guid, "in", here.uuid)
            held = project_rows.codings(t.db, [uuid]).get(uuid)
        if held is not None:
            coder = t.coders.get(coding.coder, held.coder)
            if held[1:6] != (here.source, start, end, code, coder):
                t.differs(thing)
            else:
                self.awaited[held.id] = (thing, held.note, note)
            place = (here.source, start, end, code, coder)
        else:
            place = (here.source, start, end, code, t.coder(coding.coder))
        if place in self.seen:
            t.tally.lost(thing, SAME_PLACE)
            first = self.seen[place]
            self._join(first.id, note)
            self._refer(coding, memos, first)
            return None, ""
        if held is not None:
            id = held.id
        elif place in self.there:
            id = self.there[place]
            t.same(thing)
            uuid = codings.row(t.db, id)["uuid"]
        else:
            id = self.first + len(self.new)
            self.new.append(
                codings.New(
                    *place, note, codings.place(here.layout, start, end), uuid, utc(coding.created_at), confirmed, coding.pinned
                )
            )  # fmt: skip
        t.tally.kept(thing, "codings" if confirmed else "unconfirmed codings")
        self.seen[place] = about = Target("coding", id, uuid, "")
        self._refer(coding, memos, about)
        return id, uuid

    def _refer(self, coding: CodingForm, memos: list[str], about: Target) -> None:
        if coding.guid in self.t.wanted:
            self.t.targets[coding.guid] = [about]
        self.t.concern(memos, coding.guid, [about])

    def _note(self, coding: CodingForm, described: str) -> tuple[str, list[str]]:
        """Return the note of a coding, and the notes of the file that are memos on it."""
        parts = [coding.note.strip("\n") if coding.note.strip() else "", described]
        memos: list[str] = []
        if coding.notes:
            own = derived(coding.guid, "note")
            ours = self.t.form.ours or own in coding.notes
            for guid in coding.notes:
                form = self.notes.get(guid)
                if form is None:
                    continue
                for_reading = form.text and guid == reading(
                    coding.guid, form.text
                )  # passed over where notes are taken in
                if form.text and not for_reading and (guid == own or not ours):
                    parts.append(form.text)
                    self.t.spent.add(guid)
                else:
                    memos.append(guid)
        return "\n".join(dict.fromkeys(p for p in parts if p)), memos

    def _join(self, id: int, note: str) -> None:
        """Add the note of a coding that is there twice."""
        at = id - self.first
        if id in self.awaited:
            thing, held, was = self.awaited[id]
            self.awaited[id] = (thing, held, _joined(was, note))
        elif 0 <= at < len(self.new):
            self.new[at] = self.new[at]._replace(note=_joined(self.new[at].note, note))

    def _outside(self, selection: SelectionForm, here: Here) -> str:
        self.outside += 1
        if self.outside > OUTSIDE_TOLD:
            return "outside their texts"
        raw = selection.raw or f"{selection.start}:{selection.end}"
        return f"outside the text of {short(here.name)} ({raw})"

    # -- selections without a code -----------------------------------------------------------------------------------------

    def _bare(
        self, selection: SelectionForm, form: SourceForm, here: Here, segments: dict[str, Segment]
    ) -> None:  # fmt: skip
        t = self.t
        if selection.start < 0 or selection.end > len(here.layout.text):
            t.tally.lost("selection", self._outside(selection, here))
            return
        thing = "segment" if selection.guid == derived(form.guid, "segment", selection.start) else "selection"
        segment = segments.get(selection.guid) or here.layout.at(selection.start)
        described = selection.description.strip()
        about = []
        if segment is not None:
            about = [Target("segment", segment.id, f"{here.uuid}@{segment.start}", "")]
            if selection.guid in t.wanted:
                t.targets[selection.guid] = about
        if described and about:
            t.described.append((selection, about[0]))
        if about:
            t.concern(selection.notes, selection.guid, about)
        if thing == "segment" or selection.guid in segments:
            t.tally.kept(thing, "segments")
        elif about and (described or selection.notes):
            t.tally.kept(thing, "segments with a memo")
        elif selection.start >= selection.end:
            self._carry(thing, selection, here, EMPTY)
        else:
            self._carry(thing, selection, here, BARE)

    def _carry(self, thing: str, selection: SelectionForm, here: Here, why: str, n: int = 1) -> None:
        xml = placed(selection.xml, selection.start, selection.end)
        self.t.carry("selection", selection.guid, xml, why, source=here.source, holder=here.uuid, n=0)
        self.t.tally.carried(thing, why, n)

    # -- areas -------------------------------------------------------------------------------------------------------------

    def _area(self, area: AreaForm, form: SourceForm, here: Here) -> None:
        """Anchor an area at the words that it names where its source's text has them exactly once, else carry it."""
        t, text = self.t, here.layout.text
        times = text.count(area.name) if area.name.strip() else 0
        if times == 1 and area.codings:
            start = text.index(area.name)
            targets = []
            for coding in area.codings:
                id, uuid = self._coding(
                    coding, here, start, start + len(area.name), "coding", area.description.strip(), confirmed=False
                )
                if id is not None:
                    targets.append(Target("coding", id, uuid, ""))
            if area.guid in t.wanted:
                t.targets[area.guid] = targets
            t.concern(area.notes, area.guid, targets)
            t.tally.kept("area", "unconfirmed codings of the words that it names")
            return
        why = (
            "without a code"
            if times == 1
            else "words that occur several times"
            if times
            else "words that are not in the text"
        )
        if not area.name.strip():
            why = "without words in the text"
        t.carry("area", area.guid, area.xml, why, source=here.source, holder=here.uuid)
        t.tally.carried("coding", "on an area that is carried", len(area.codings))


def _joined(note: str, more: str) -> str:
    """Return two notes as one; what the first says already is left out."""
    return note if more in note else f"{note}\n{more}" if note else more
