"""Sources of an export: each text as a file, and as an element with its selections, one source after the other."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from qda.core.projects import derived, places
from qda.core.text.shown import Shown
from qda.exporters.projects import elements, readable
from qda.exporters.projects.conventions import STANDARD, Text, beyond_utf16
from qda.ops.exchange.exported_carried import Carrying
from qda.ops.exchange.exported_notes import Notes
from qda.ops.exchange.exported_people import Variables, segment_place
from qda.ops.exchange.exporting import Exporting
from qda.store.queries import exchange
from qda.store.queries.exchange import Coding, Segment, Source

EARLIER = "earlier"  # what a source's metadata keeps of its earlier files: nothing to read
Place = Callable[[int, int], tuple[int, int]]


class Sources:
    """Writes the sources; `carrying` has what came with another program's project and is put back into them."""

    def __init__(self, out: Exporting, notes: Notes, variables: Variables, carrying: Carrying) -> None:
        self._out, self._notes, self._variables, self._carrying = out, notes, variables, carrying
        self._twice = exchange.starts_twice(out.db, out.chosen)
        self._people = {p.id: p.uuid for p in exchange.people(out.db, out.chosen)}

    def write(self) -> None:
        """Write every source that goes out."""
        out = self._out
        codings = _By(exchange.codings(out.db, out.chosen), itemgetter(0))
        segments = _By(exchange.segments(out.db, out.chosen, self._notes.segments), itemgetter(0))
        shown = written = 0
        for source in exchange.sources(out.db, out.chosen):
            held, spoken = codings.of(source.id), segments.of(source.id)
            self._source(source, held, spoken)
            shown, written = shown + len(held), written + len(spoken)
            out.tick()
        out.tally.kept("coding", "Codings", shown)
        out.tally.kept("segment", "selections", written)
        every = exchange.count_segments(out.db, out.chosen)
        out.ours("segment", every - written, "without a participant")

    def _source(self, source: Source, codings: Sequence[Coding], segments: Sequence[Segment]) -> None:
        out = self._out
        page = out.page(source)
        text = source.text if page is None else page.text
        file = Text(text, out.convention)
        if out.archive is not None:
            out.archive.whole(f"sources/{source.uuid}.txt", file.data)
        if out.convention is STANDARD and beyond_utf16(text):
            out.far.append(source.name)
        place = _place(page, file, out)
        selections = [
            *self._segments(source, segments, place),
            *self._stretches(source, codings, page, text, file),
            *self._carrying.selections(source.id, place),
        ]
        name = out.say(source.name, source.name)
        rich = self._carrying.rich(source.id)
        given = f' name="{elements.value(name)}"' + (f' richTextPath="{elements.value(rich)}"' if rich else "")
        given += f' plainTextPath="internal://{source.uuid}.txt"'
        inside = [
            elements.described(out.say(_about(source), source.name)),
            *(elements.refs("NoteRef", [guid]) for guid in self._notes.on("source", source.id)),
            *self._variables.of_source(source.id),
        ]
        if self._carrying.is_pdf(source.id):
            layer = f' guid="{derived(source.uuid, "representation")}"{given}'
            inside.append(elements.element("Representation", layer, *selections))
            out.xml.add("Sources", self._carrying.pdf(source.id, source.uuid, name, inside))
            out.tally.kept("source", "PDFSources")
        else:
            head = f' guid="{source.uuid}"{given}'
            out.xml.add("Sources", elements.element("TextSource", head, inside[0], *selections, *inside[1:]) + "\n")
            out.tally.kept("source", "TextSources")

    def _segments(self, source: Source, segments: Sequence[Segment], place: Place) -> Iterator[str]:
        """Yield a selection for each segment that has a participant or a memo."""
        out, guid = self._out, places(source.uuid)
        for _, id, start, end, author, person in segments:
            own = guid(segment_place(id in self._twice, start, end))
            coded = ""
            if out.convention.case_codes and person is not None:
                who = self._people[person]
                coded = elements.coding(derived(own, "case"), who, "", "")
            name = out.say(author, source.name)
            yield elements.selection(own, name, *place(start, end), coded, self._notes.on("segment", id))

    def _stretches(
        self, source: Source, codings: Sequence[Coding], page: Shown | None, text: str, file: Text
    ) -> Iterator[str]:
        """Yield a selection for each stretch with its codings, or for each coding where the convention wants it."""
        out, guid, at = self._out, places(source.uuid), file.at
        rows: Sequence[Coding] = codings
        if page is not None:  # stretches may meet in one pseudonym
            rows = sorted((c[0], *page.shown(c[1], c[2]), *c[3:]) for c in codings)
        each = out.convention.selection_each
        for (start, end), held in groupby(rows, itemgetter(1, 2)):
            name = text[start : min(end, start + elements.NAMED)]
            first, last = at(start), at(end)
            if each:
                for c in held:
                    own = derived(c[4], "selection")
                    said = out.say(c[8], source.name)
                    yield elements.selection(own, name, first, last, self._coding(c, source, inside=True), (), said)
            else:
                coded = "".join([self._coding(c, source, inside=False) for c in held])
                yield elements.selection(guid(f"selection/{start}/{end}"), name, first, last, coded)

    def _coding(self, c: Coding, source: Source, *, inside: bool) -> str:
        """Return a coding; its note is a Note unless it stands inside the selection."""
        out = self._out
        _, _, _, id, uuid, code, coder, made, note = c
        notes: Sequence[str] = self._notes.on("coding", id)
        if note and not inside:
            guid = derived(uuid, "note")
            out.note(guid, "note", out.say(note, source.name), out.coders[coder], made)
            notes = [guid, *notes]
        return elements.coding(uuid, out.codes[code], out.coders[coder], made, notes)


def _place(page: Shown | None, file: Text, out: Exporting) -> Place:
    """Return the function that maps a stretch of the stored text to what the program counts."""

    def place(start: int, end: int) -> tuple[int, int]:
        if page is not None:
            start, end = page.shown(start, end)
        return file.at(start), file.at(end)

    return place


def _about(source: Source) -> str:
    """Return a source's title and what its file says of itself, to read."""
    known: dict[str, Any] = json.loads(source.metadata)
    lines = {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in known.items()
        if name != EARLIER and value not in (None, "", [], {})
    }
    return readable.source(source.title, lines)


class _By:
    """An ordered stream of rows, given out source by source in the same order."""

    def __init__(self, rows: Iterator[Any], source: Callable[[Any], int]) -> None:
        self._groups = groupby(rows, source)
        self._next = self._take()

    def _take(self) -> tuple[int, list[Any]] | None:
        found = next(self._groups, None)
        return None if found is None else (found[0], list(found[1]))

    def of(self, source: int) -> list[Any]:
        """Return the rows of a source; none when it has none."""
        while self._next is not None and self._next[0] < source:  # a row of a source that is not there
            self._next = self._take()
        if self._next is None or self._next[0] != source:
            return []
        held = self._next[1]
        self._next = self._take()
        return held
