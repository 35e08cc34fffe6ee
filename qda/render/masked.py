"""A result with pseudonyms for names: the only place where results are masked on their way to a front end.

Rows that stream go on streaming. The program's own words (columns, kinds, levels, uuids) and coders' names stay.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from qda.core.message import Message
from qda.core.names import key
from qda.core.results import Record, Report, Result, Said, Table, Workbook, said_of
from qda.core.text.masking import Masker

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_UNNAMED = ("style", "language", "role", "unit", "words", "said")  # parts of documents that hold no name
_QUOTED = ("text", "match", "quote")  # between `left` and `right`
# Fields whose values are the program's own words, as far as they are among these.
_FIXED = {
    "kind": "post comment turn answer paragraph heading quoted note boilerplate forum interview article plain table posts "
    "do undo redo base theirs range kinds relation cooccurrence member source segment participant code coding category property "
    "placement comparison memo storyline negative sampling setting",
    "event": "added removed renamed moved merged split defined raised lowered member changed born undone",
    "role": "participant researcher quoted organisation",
    "origin": "hand in-vivo autocode discover suggest import",
    "level": "code focused category core",
    "status": "hypothesis supported qualified refuted open closed",
    "outcome": "same differs new-property recode revised bounded exception not-negative",
    "side": "for against",
}
FIXED = {field: frozenset(words.split()) for field, words in _FIXED.items()}
# Names of columns and fields of the contract that someone might bear as a name.
_OWN = (
    "source title kind language segments words characters participants codings text metadata variables author date "
    "reply_to start end code coder note participant role sources match left right origin confirmed level definition "
    "include exclude example aliases categories memos relations core name at command summary because target undone "
    "segment row rows waiting first last share density groundedness quotes status type a b for against file type_ id n uuid path"
)
OWN = frozenset(_OWN.split())


class Veil:
    """Masks results with a masker; `coders` are the keys of coders' names, which are shown as they are."""

    def __init__(self, masker: Masker, coders: frozenset[str] = frozenset()) -> None:
        self.masker, self.coders = masker, coders

    def text(self, text: str, source: str = "") -> str:
        """Return a text with pseudonyms for names; a message stays one where its fields alone can be masked."""
        shown = self.masker.mask(text, source)
        if not isinstance(text, Message):
            return shown
        if shown == text:
            return text
        said = text.with_texts(lambda part: self.masker.mask(part, source))
        return said if said == shown else shown  # a name over the end of a field is found in the sentence alone

    def result(self, result: Result) -> Result:
        """Return a result with pseudonyms for names."""
        if isinstance(result, Table):
            return self.table(result)
        if isinstance(result, Record):
            of, document = result.fields.get("source"), result.document
            source = of if isinstance(of, str) else ""
            return Record(
                self.fields(result.fields, source),
                self.text(result.title, source),
                [self.text(n) for n in result.notes],
                self._document(document, source),
                None if result.table is None else self.table(result.table),
                self.block(result.facts),
            )
        if isinstance(result, Report):
            made = result.document
            notes = [self.text(n) for n in result.notes]
            return Report(self.table(result.table), self._document(made), notes)
        if isinstance(result, Said):
            return Said(None if result.table is None else self.table(result.table), [*map(self.text, result.notes)])
        if isinstance(result, Workbook):
            sheets = [dataclasses.replace(sheet, table=self.table(sheet.table)) for sheet in result.sheets]
            return Workbook(sheets, self.text(result.title), [*map(self.text, result.notes)], self.block(result.facts))
        return self.block(result)  # type: ignore[no-any-return]

    def _document(self, document: Any, source: str = "") -> Any:
        return None if document is None else self.block(document, source)

    def table(self, table: Table) -> Table:
        """Return a table whose rows are masked as they are read."""
        columns = [self.name(c) for c in table.columns]
        shown = dict(zip(table.columns, columns, strict=True))
        return Table(
            columns, self._rows(table), self.text(table.title), said_of(table.rows, table.notes, self.text),
            None if table.brief is None else [shown.get(c, c) for c in table.brief],
            [shown.get(c, c) for c in table.wrap], [shown.get(c, c) for c in table.times],
            [shown.get(c, c) for c in table.said],
            drawing=None if table.drawing is None else self.block(table.drawing),
            named=[shown.get(c, c) for c in table.named], totals=[shown.get(c, c) for c in table.totals],
            shares=[shown.get(c, c) for c in table.shares], shaded=[shown.get(c, c) for c in table.shaded],
            facts=self.block(table.facts), cells=[shown.get(c, c) for c in table.cells], of_source=table.of_source,
        )  # fmt: skip

    def _rows(self, table: Table) -> Iterator[Sequence[Any]]:
        names = list(table.columns)
        at = names.index(table.of_source) if table.of_source in names else None
        sides = None
        if "left" in names and "right" in names and (mid := [n for n in _QUOTED if n in names]):
            sides = names.index("left"), names.index(mid[0]), names.index("right")
        for row in table.rows:
            source = str(row[at]) if at is not None else ""
            cells = [self.cell(name, value, source) for name, value in zip(names, row, strict=True)]
            if sides is not None and all(isinstance(row[i], str) for i in sides):
                for i, text in zip(sides, self.beside([row[i] for i in sides], source), strict=True):
                    cells[i] = text
            yield cells

    def beside(self, parts: Sequence[str], source: str = "") -> list[str]:
        """Mask texts that follow one another, such as left, match and right: a name may begin in one and end in the next."""
        whole = "".join(parts)
        found = self.masker.find(whole, source, cut=(True, True))
        out, begin, at = [], 0, 0
        for part in parts:
            end, text = begin + len(part), ""
            for f in found:
                if f.start < end and f.end > begin:
                    text += whole[at : max(f.start, at)] + (f.pseudonym if f.start >= begin else "")
                    at = min(f.end, end)
            out.append(text + whole[at:end])
            begin = at = end
        return out

    def name(self, name: str) -> str:
        """Mask the name of a column or field, unless it is the program's own."""
        return name if name in OWN else self.text(name)

    def fields(self, fields: Mapping[str, Any], source: str) -> dict[str, Any]:
        """Mask named values, whatever they hold."""
        return {self.name(str(k)): self.cell(str(k), v, source) for k, v in fields.items()}

    def cell(self, name: str, value: Any, source: str = "") -> Any:
        """Mask one value of a column: a text, or the texts in a list or object."""
        if isinstance(value, str):
            shown = self.text(value, source)
            if shown == value or _UUID.fullmatch(value) or value in FIXED.get(name, ()):
                return value
            return value if name in ("coder", "coders") and key(value) in self.coders else shown
        if isinstance(value, (list, tuple)):
            return [self.cell(name, v, source) for v in value]
        if isinstance(value, Mapping):
            own = value.get("source")
            return self.fields(value, own if isinstance(own, str) else source)
        return value

    def block(self, thing: Any, source: str = "") -> Any:
        """Mask a document, or a part of one; `source` is the name of the source that it shows, if it shows one."""
        if isinstance(thing, str):
            return self.text(thing, source)
        if isinstance(thing, Table):
            return self.table(thing)
        if isinstance(thing, (list, tuple)):
            return type(thing)(self.block(t, source) for t in thing)
        if not dataclasses.is_dataclass(thing) or isinstance(thing, type):
            return self.block(list(thing), source) if isinstance(thing, Iterable) else thing
        values = {f.name: getattr(thing, f.name) for f in dataclasses.fields(thing)}
        if type(thing).__name__ == "CodedText":
            return self._coded(thing)
        if type(thing).__name__ == "Quoted":
            source = values["source_name"]
        if type(thing).__name__ == "Quote":
            source = values["source"]
            masked = {k: self.cell(k, v, source) for k, v in values.items() if isinstance(v, str)}
            if values["left"] or values["right"]:
                sides = ("left", "text", "right")
                masked |= zip(sides, self.beside([values[k] for k in sides], source), strict=True)
            masked["codes"] = tuple(map(self.text, values["codes"]))
            return dataclasses.replace(thing, **masked)
        return dataclasses.replace(thing, **{k: self._field(k, v, source) for k, v in values.items()})

    def _field(self, name: str, value: Any, source: str) -> Any:
        """Mask a field of a part of a document; words of the program and names of coders stay."""
        if name in _UNNAMED:
            return value
        return self.cell(name, value, source) if isinstance(value, str) else self.block(value, source)

    def _coded(self, coded: Any) -> Any:
        """Mask a text with its codings: places move along with the words, and no pseudonym goes over the end of one."""
        from qda.core.text.shown import Shown, names_in

        source = coded.source
        spans = [*coded.parts, *coded.marks]
        borders = {at for s in spans for at in (s.start, s.end)}
        shown = Shown(coded.text, names_in(coded.text, lambda text: self.masker.find(text, source), borders))

        def moved(thing: Any) -> Any:
            start, end = shown.shown(thing.start, thing.end)
            return dataclasses.replace(self.block(thing, source), start=start, end=end)

        about = {k: self._field(k, getattr(coded, k), source) for k in ("source", "called", "title", "kind", "about")}
        return dataclasses.replace(
            coded, text=shown.text, parts=tuple(map(moved, coded.parts)), marks=tuple(map(moved, coded.marks)), **about
        )
