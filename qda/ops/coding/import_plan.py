"""What tables of codings say: their rows read, and placed in the texts source by source.

Rows wait in a spool, so that a table of millions takes no more memory than one of thousands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any, BinaryIO, NamedTuple

from qda.core.drafts import Draft, ReadOptions
from qda.core.errors import NotFound, QdaError
from qda.core.message import Message
from qda.core.spool import Spool
from qda.ops.coding import import_sources
from qda.ops.coding.import_codes import Cell, NamedCodes
from qda.ops.coding.import_places import Paragraphs, choose
from qda.ops.coding.import_sources import NamedSources
from qda.ops.coding.stretches import places_of_each
from qda.store.analysis import codings
from qda.store.history.door import Change
from qda.store.project import Study
from qda.store.texts import sources
from qda.store.texts.segment_layout import Layout


class Placed(NamedTuple):
    """The coding that a row makes, with the row's file (its index) and number; the source is below 0 until it is made."""

    source: int
    start: int
    end: int
    place: codings.Counts | None
    code: str
    coder: str
    note: str
    file: int
    row: int


class _Row(NamedTuple):
    """A row of a table as the spool keeps it: the source found, and the index of what its cell says of codes."""

    source: int
    file: int
    row: int
    cell: int
    name: str  # of the source, as written
    start: int | None
    end: int | None
    quote: str | None
    coder: str | None
    note: str | None
    near: tuple[Any, int] | None


class Plan:
    """The rows of tables, read as it is made. A context manager.

    `rows` counts all; `most` is how many codings they make at the most; `lacking`: one names a source that the study does
    not have; `drafts` are sources to be made of quotes, by numbers below 0.
    """

    def __init__(
        self, study: Study, paths: Sequence[str], options: ReadOptions, stdin: BinaryIO | None = None, *, texts: bool = False
    ) -> None:  # fmt: skip
        self.db, self.paths = study.db, paths
        self.rows, self.most, self.lacking = 0, 0, False
        self._bad: list[tuple[int, int, str]] = []  # which file, row, why
        self._told: list[str] = []
        self._chosen = 0
        self._sources = NamedSources(study, texts=texts)
        self._spool = Spool()
        try:
            cells, counts, unfound, unmade = self._read(options, stdin)
            self.codes = NamedCodes(study, (cell.code for cell in cells))
            self._labels = [self._labels_of(cell) for cell in cells]
            self.most = sum(
                n * len(found) for n, found in zip(counts, self._labels, strict=True) if not isinstance(found, QdaError)
            )
            for row, error in unfound:
                if self._fits(row) is not None:
                    self.lacking = self.lacking or isinstance(error, NotFound)
                    self._refuse(row.file, row.row, error.message)
            self._of_quotes = [row for row in unmade if self._fits(row) is not None and self._is_quoted(row)]
            self._told += self.codes.notes(list(zip(cells, counts, strict=True)))
            made = self._sources.drafts(options)
        except BaseException:
            self._spool.__exit__()
            raise
        self.drafts: dict[int, Draft] = {number: draft for number, (draft, _) in made.items()}
        self._places = {number: places for number, (_, places) in made.items()}

    def __enter__(self) -> Plan:
        return self

    def __exit__(self, *_: object) -> None:
        self._spool.__exit__()

    @property
    def faulty(self) -> bool:
        """True if a row that was looked at does not fit."""
        return bool(self._bad)

    @property
    def bad(self) -> list[str]:
        """Why rows do not fit, in the order of files and rows; all of them once `placed` came to its end."""
        return [why for _, _, why in sorted(self._bad)]

    def notes(self) -> list[str]:
        """Return notes on what was read and placed."""
        notes = [*self._told, *self._sources.notes()]
        if self._chosen:
            s = "s" * (self._chosen > 1)
            notes.append(
                f"{self._chosen} row{s} with a quote that occurs several times: the place nearest to the one in the table was "
                "taken"
            )
        return notes

    def _refuse(self, file: int, row: int, why: str) -> None:
        of = f" of {self.paths[file]}" if len(self.paths) > 1 else ""
        self._bad.append((file, row, Message("", "row {row}{of}: {why}", row=row, of=of, why=why)))

    def _read(
        self, options: ReadOptions, stdin: BinaryIO | None
    ) -> tuple[list[Cell], list[int], list[tuple[_Row, QdaError]], list[_Row]]:
        """Read all files into the spool.

        Return what cells say of codes, each once, with the number of its rows; rows whose source is not found, with the
        error; rows of sources that are to be made.
        """
        from qda.importers.tables.codings import read_codings

        at: dict[tuple[str, str, tuple[str, ...]], int] = {}
        cells: list[Cell] = []
        counts: list[int] = []
        unfound: list[tuple[_Row, QdaError]] = []
        unmade: list[_Row] = []
        find, known, add = self._sources.find, self._sources.known, self._spool.add
        for file, path in enumerate(self.paths):
            try:
                for item in read_codings(path, options, stdin, partial(self._refuse, file), self._told):
                    row, name, code, start, end, quote, coder, note, codes, program, near = item
                    key = ("" if program is None else program.name, code, codes)
                    cell = at.get(key)
                    if cell is None:
                        cell = at[key] = len(cells)
                        cells.append(Cell(code, codes, program))
                        counts.append(0)
                    counts[cell] += 1
                    source = known.get(name, 0)
                    if source <= 0:
                        try:
                            source = find(name, quote)
                        except QdaError as e:
                            unfound.append((_Row(0, file, row, cell, name, start, end, quote, coder, note, None), e))
                            continue
                        if source < 0:
                            unmade.append(_Row(source, file, row, cell, name, start, end, quote, coder, note, None))
                            continue
                    place = None if near is None else (near.unit, near.at)
                    add((source, file, row, cell, name, start, end, quote, coder, note, place))
            except QdaError as e:
                raise QdaError(Message("", "{path}: {why}; nothing came in", path=path, why=e.message)) from e
        self.rows = sum(counts) + len(self._bad)
        return cells, counts, unfound, unmade

    def _labels_of(self, cell: Cell) -> list[str] | QdaError:
        try:
            return self.codes.of(cell)
        except QdaError as e:
            return e if cell.code.strip() else QdaError("no code")

    def _fits(self, row: _Row) -> list[str] | None:
        """Return the labels of a row's codes; None, and told why, when its cell names none that may be."""
        labels = self._labels[row.cell]
        if isinstance(labels, QdaError):
            self._refuse(row.file, row.row, labels.message)
            return None
        return labels

    def _is_quoted(self, row: _Row) -> bool:
        """Give the quote of a row to the source that is to be made of it; False, and told why, when it cannot be."""
        try:
            self._sources.quoted(row.source, row.name, row.quote)
        except QdaError as e:
            self._refuse(row.file, row.row, e.message)
            return False
        return True

    def placed(self, tick: Callable[[], None] = lambda: None) -> Iterator[Placed]:
        """Yield the codings in sources that the study has, by source and start; call `tick` after each source."""
        of_quotes = sources.made_of_quotes(self.db)
        groups = groupby(self._spool, itemgetter(0))
        layouts = sources.layouts(self.db, self._sources.found())
        for source, layout in layouts:
            rows: list[Any] = []
            for number, group in groups:
                if number == source:
                    rows = list(group)
                    break
            yield from self._in_source(source, layout, source in of_quotes, rows)
            tick()

    def _in_source(self, source: int, layout: Layout, made_of_quotes: bool, rows: list[Any]) -> Iterator[Placed]:
        placed: list[Placed] = []
        add = placed.append
        size, counts, known = len(layout.text), layout.counts, self._labels
        places: _Places | None = None
        for row in rows:
            _, file, n, cell, _, start, end, quote, coder, note, _ = row
            labels = known[cell]
            if isinstance(labels, QdaError):
                self._refuse(file, n, labels.message)
                continue
            if quote is not None or start is None or end is None or not 0 <= start < end <= size:
                places = places or _Places(layout, made_of_quotes, [_Row._make(r) for r in rows])
                try:
                    start, end = places.of(_Row._make(row))
                except QdaError as e:
                    self._refuse(file, n, e.message)
                    continue
            place = counts(start, end)
            for label in labels:
                add(Placed(source, start, end, place, label, coder or "", note or "", file, n))
        self._chosen += places.chosen if places else 0
        placed.sort(key=itemgetter(1, 2))
        yield from placed

    def of_quotes(self) -> Iterator[Placed]:
        """Yield the codings in sources that are to be made, which have no place yet."""
        for number in self._places:
            for row in (row for row in self._of_quotes if row.source == number):
                start, end = self._places[number][(row.quote or "").strip()]
                for label in self._fits(row) or ():
                    yield Placed(number, start, end, None, label, row.coder or "", row.note or "", row.file, row.row)

    def written(self, c: Change) -> Iterator[Placed]:
        """Make the sources that are made out of quotes; return the codings in them, with the numbers of these and placed."""
        made = import_sources.write(c, self.drafts)

        def placed() -> Iterator[Placed]:
            layouts = dict(sources.layouts(c.db, made.values()))
            for p in self.of_quotes():
                source = made[p.source]
                yield p._replace(source=source, place=layouts[source].counts(p.start, p.end))

        return placed()


class _Places:
    """Finds where the rows of one source are in it. `chosen` counts those whose quote occurs several times.

    In a source that was made out of quotes each of these is a paragraph; offsets of another text say nothing there.
    """

    def __init__(self, layout: Layout, made_of_quotes: bool, rows: Sequence[_Row]) -> None:
        self.layout, self._made = layout, made_of_quotes
        self._rows = [row for row in rows if self._by_quote(row)]
        quotes = dict.fromkeys(row.quote or "" for row in self._rows)
        whole = {layout.text[s.start : s.end]: (s.start, s.end) for s in layout.segments} if self._made else {}
        self._found = places_of_each(layout, (q for q in quotes if q.strip() not in whole))
        self._found |= {q: [whole[q.strip()]] for q in quotes if q.strip() in whole}
        self._paragraphs: Paragraphs | None = None
        self.chosen = 0

    def of(self, row: _Row) -> tuple[int, int]:
        """Return the stretch of a row; QdaError when there is none, or when several are as likely."""
        text, start, end = self.layout.text, row.start, row.end
        if self._by_quote(row) or start is None or end is None:
            return self._of_quote(row)
        if not 0 <= start < end <= len(text):
            raise QdaError(f"{start}:{end} is outside the text of {row.name}, which has {len(text)} characters")
        if row.quote and text[start:end].split() != row.quote.split():
            raise QdaError(f"{start}:{end} of {row.name} is not the quote given")
        return start, end

    def _by_quote(self, row: _Row) -> bool:
        return row.start is None or (self._made and row.quote is not None)

    def _of_quote(self, row: _Row) -> tuple[int, int]:
        from qda.importers.tables.coded_segments import Near

        places = self._found[row.quote or ""]
        if len(places) == 1:
            return places[0]
        if not places:
            raise QdaError(f"the quote is nowhere in {row.name}")
        if row.near is None:
            raise QdaError(f"the quote is {len(places)} times in {row.name}")
        near = Near(*row.near)
        if self._paragraphs is None:
            once = ((self._found[r.quote or ""], r.near) for r in self._rows)
            anchors = [(at[0][0], near[1]) for at, near in once if len(at) == 1 and near and near[0] == "paragraph"]
            self._paragraphs = Paragraphs(self.layout.text, anchors)
        found = choose(places, near, self._paragraphs)
        if found is None:
            where = f"{near.unit} {near.at}"
            raise QdaError(f"the quote is {len(places)} times in {row.name}, and {where} does not say which")
        self.chosen += 1
        return found
