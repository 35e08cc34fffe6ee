"""Rows of CSV, TSV, JSON lines, XLSX and ODS: dialect and encoding told, columns found by their usual names."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from qda.core import numbers
from qda.core.cells import undefuse
from qda.core.errors import QdaError, Refused, place_of
from qda.core.message import chained
from qda.core.words import heads, values
from qda.importers.tables.columns import HEAD, delimiter, header_at, loosely, squashed, usual

if TYPE_CHECKING:
    from qda.core.drafts import ReadOptions
    from qda.importers.tables.sheets import Sheet

_SAMPLE = 1 << 18
_SEPARATOR = re.compile(r"sep=(.)\r?\n", re.I)
_JSON = (".jsonl", ".ndjson")
_BOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # how a workbook begins, new and old
_NAMED_ROWS = 50  # rows that do not fit, told by number
_NAMED = (".xlsx", ".xlsm", ".xls", ".ods")


def clean(cell: str) -> str:
    """A cell's text as it is stored: its defusing taken off, line ends LF."""
    if cell[:1] == "'":
        cell = undefuse(cell)
    return cell.replace("\r\n", "\n").replace("\r", "\n") if "\r" in cell else cell


class Rows:
    """A table's columns, and its rows as often as they are asked for.

    A context manager. `columns` are the names as written; iterating gives (row number, cells), the cells strings in the
    order of the columns, the numbers those of the file's records (the header is row 1; of JSON lines, the line). Raises
    QdaError for what cannot be read, naming the row.
    """

    def __init__(self, path: str, options: ReadOptions, stdin: BinaryIO | None = None) -> None:
        from qda.importers.common.packed import inside

        suffix = os.path.splitext(inside(path)[0])[1].lower()
        encoding = options.encoding
        self.json = False
        self.header: list[str] = []  # as written, where `columns` has a name for each
        self.encoding = self.note = ""
        self._sheet: Sheet | None = None
        self._words: dict[int, dict[str, str]] = {}  # column -> what words of ours are called there, with the word
        self._file = self._open(path, stdin)
        try:
            head = self._file.read(_SAMPLE)
            if not head.strip():
                raise QdaError("empty: there are no rows to read")
            if head.startswith(_BOOKS) or suffix in _NAMED:
                self._of_sheet(head, suffix, options)
                return
            if options.sheet:
                raise Refused("no-workbook", "a sheet is named, but this is not a workbook: name none")
            self.encoding, self.note = self._which(head, encoding)
            sample = self._sample(head)
            self.json = suffix in _JSON or (suffix not in (".csv", ".tsv") and sample.lstrip()[:1] in ("{", "["))
            if self.json and sample.lstrip()[:1] == "[":
                raise QdaError("a JSON array: write one object a line (`jq -c '.[]' FILE`)")
            separator = None if self.json else _SEPARATOR.match(sample)  # a spreadsheet's own first line, "sep=;"
            self._skip = 1 if separator else 0
            self._delimiter = separator[1] if separator else "\t" if suffix == ".tsv" else delimiter(sample)
            if not self.json:
                self._find_header()
            self.columns = self._named(self._columns_of_json() if self.json else self._columns())
        except BaseException:
            self._file.close()
            raise

    def _of_sheet(self, head: bytes, suffix: str, options: ReadOptions) -> None:
        from qda.importers.tables.sheets import Sheet, is_sheet

        is_sheet(head, suffix)
        self._file.seek(0)
        self._sheet = Sheet(self._file, options.sheet, options.large)
        self.note = self._sheet.note
        self.columns = self._named([undefuse(c).strip() for c in self._sheet.columns])
        if self._sheet.ours:
            self._translate()

    def _translate(self) -> None:
        """Take the heads and words of a spreadsheet of ours in any language for their keys."""
        known, taken = heads(), {c.casefold() for c in self.columns}
        for n, column in enumerate(self.columns):
            key = known.get(column.casefold(), column)
            if key.casefold() not in taken:
                self.columns[n] = key
                taken.add(key.casefold())
            if words := values(self.columns[n]):
                self._words[n] = words

    def _named(self, columns: list[str]) -> list[str]:
        """The header with a name for each column: of two that are called alike the later one gets a number."""
        self.header = columns
        taken: dict[str, int] = {}
        out = []
        for n, column in enumerate(columns, 1):
            folded = column.casefold()
            taken[folded] = taken.get(folded, 0) + 1
            if not column:
                out.append(f"column {n}")
            else:
                out.append(column if taken[folded] == 1 else f"{column} ({taken[folded]})")
        twice = [c for c in dict.fromkeys(columns) if c and taken[c.casefold()] > 1]
        if twice:
            several = (
                f"more than one column is called {', '.join(twice[:3])}: the later ones are kept as {twice[0]} (2)"
            )
            self.note = chained([n for n in (self.note, several) if n])
        return out

    def __enter__(self) -> Rows:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        if self.json:
            yield from self._objects()
            return
        n = len(self.columns)
        records = self._records()
        for number, row in records:
            if len(row) != n:
                if not row:
                    continue
                if len(row) > n and any(c.strip() for c in row[n:]):
                    raise QdaError(f"{self._too_wide(number, row, records)}: quote its text, or check the separator")
                row = (row + [""] * n)[:n]
            yield number, row

    def _too_wide(self, number: int, row: list[str], rest: Iterator[tuple[int, list[str]]]) -> str:
        """Return the note on rows with more cells than the header; it names the first."""
        n = len(self.columns)
        others = [str(i) for i, cells in rest if len(cells) > n and any(c.strip() for c in cells[n:])]
        if not others:
            return f"row {number} has {len(row)} cells, the header {n}"
        some = ", ".join([str(number), *others[: _NAMED_ROWS - 1]])
        more = f" and {len(others) - _NAMED_ROWS + 1} more" if len(others) >= _NAMED_ROWS else ""
        return f"{len(others) + 1} rows have more cells than the header's {n} (rows {some}{more})"

    def column(self, at: int) -> Iterator[str]:
        """The cells of one column, at the speed of the CSV reader."""
        if self.json:
            for _, row in self._objects():
                yield row[at]
            return
        for _, row in self._records():
            if row:
                yield row[at] if at < len(row) else ""

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """The rows under the header as the CSV reader gives them, numbered; QdaError names the one it cannot read."""
        if self._sheet is not None:
            for number, row in self._sheet:
                for n, words in self._words.items():
                    row[n] = words.get(row[n].casefold(), row[n])
                yield number, row
            return
        reader = self._reader()
        number = self._skip + 1
        next(reader, None)
        try:
            for row in reader:
                number += 1
                yield number, row
        except csv.Error as e:
            raise QdaError(f"row {number + 1} cannot be read ({_csv_fault(e)}): mend it") from None

    def find(self, field: str, given: dict[str, str], required: bool = False) -> int | None:
        """The position of a field's column: as `given` (field -> column), else by its usual names; None without one."""
        folded = [c.strip().casefold() for c in self.columns]
        if field in given:
            want = given[field].strip().casefold()
            if want not in folded:  # our spreadsheets are headed by words: `created at` for `created_at`
                folded, want = [c.replace("_", " ") for c in folded], want.replace("_", " ")
            if want not in folded:
                raise QdaError(f"there is no column {given[field]!r}: its columns are {self.named()}")
            return folded.index(want)
        names = usual().get(field, {field: 0})
        known = sorted((names[c], i) for i, c in enumerate(folded) if c in names)
        if not known:
            names = loosely().get(field, {})
            known = sorted((names[s], i) for i, c in enumerate(folded) if (s := squashed(c)) in names)
        if known:
            return known[0][1]
        if required:
            raise Refused(
                "no-column",
                "no column for {field}: its columns are {columns}; say which",
                field=field,
                columns=self.named(),
            )
        return None

    def named(self) -> str:
        """The columns' names for a message, which is one line whatever a header cell holds."""
        shown = " ".join(", ".join(self.columns[:20]).split())
        return shown if len(shown) <= 300 else shown[:300] + "…"

    def _open(self, path: str, stdin: BinaryIO | None) -> BinaryIO:
        """The file, or a temporary copy of what can be read only once (a pipe)."""
        if path == "-" and stdin is None:
            raise QdaError("there is no standard input here: name a file")
        from qda.importers.common import other_programs
        from qda.importers.common.packed import unpacked

        if path != "-" and (project := other_programs.of_file(path)) is not None:
            raise QdaError(project.why())
        file: BinaryIO = stdin if path == "-" and stdin is not None else unpacked(path)
        if file is not stdin and file.seekable():
            return file
        import shutil
        import tempfile

        spool = tempfile.TemporaryFile()  # noqa: SIM115 (closed by __exit__)
        shutil.copyfileobj(file, spool)
        if file is not stdin:
            file.close()
        spool.seek(0)
        return spool

    def _which(self, head: bytes, encoding: str) -> tuple[str, str]:
        from qda.importers.common.encoding import which

        if encoding:
            return which(head, encoding)
        whole = head if len(head) < _SAMPLE else head[: head.rfind(b"\n") + 1] or head
        name, note = which(whole)
        if name != "utf-8":
            return name, note
        bad = self._first_not_utf8()
        if bad is not None:  # the first part was plain, a later one is not
            return which(bad)
        return "utf-8", ""

    def _first_not_utf8(self) -> bytes | None:
        """The part of the file round the first byte that is not UTF-8, or None: one fast pass."""
        import codecs

        self._file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")("strict")
        while piece := self._file.read(1 << 20):
            try:
                decoder.decode(piece)
            except UnicodeDecodeError:
                return piece
        try:
            decoder.decode(b"", True)
        except UnicodeDecodeError:
            return b"\xff"
        return None

    def _sample(self, head: bytes) -> str:
        return head.decode(self.encoding, "replace").removeprefix("\ufeff")

    def _text(self) -> io.TextIOWrapper:
        self._file.seek(0)
        name = "utf-8-sig" if self.encoding == "utf-8" else self.encoding
        return io.TextIOWrapper(_Kept(self._file), encoding=name, errors="strict", newline="")  # type: ignore[arg-type]

    def _reader(self) -> Iterator[list[str]]:
        csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
        reader = csv.reader(self._text(), delimiter=self._delimiter, strict=True)
        for _ in range(self._skip):
            next(reader, None)
        return reader

    def _find_header(self) -> None:
        """Passes over what stands above the header, as `Sheet` does."""
        head: list[list[str]] = []
        with suppress(csv.Error):  # told where the row is read
            for row in islice(self._reader(), HEAD):
                head.append([c.strip() for c in row])
        above = header_at(head)
        if above:
            self._skip += above
            told = f"the header is row {self._skip + 1}; what stands above it was left out"
            self.note = chained([n for n in (self.note, told) if n])

    def _columns(self) -> list[str]:
        try:
            columns = next(self._reader(), [])
        except csv.Error as e:
            raise QdaError(f"row {self._skip + 1} cannot be read ({_csv_fault(e)}): mend it") from None
        if not any(c.strip() for c in columns):
            raise QdaError("no header: its first row must name the columns")
        return [undefuse(c).strip() for c in columns]

    def _columns_of_json(self) -> list[str]:
        seen: dict[str, None] = {}
        for number, item in self._items():
            seen.update(dict.fromkeys(item))
            if number >= 1000 and len(seen) > 0:
                break
        if not seen:
            raise QdaError("empty: there are no rows to read")
        return list(seen)

    def _items(self) -> Iterator[tuple[int, dict[str, Any]]]:
        loads = json.loads
        for number, line in enumerate(self._text(), 1):
            if line.isspace():
                continue
            try:
                item = loads(line)
            except ValueError as e:
                raise QdaError(f"line {number} is not JSON{_json_fault(e)}: mend it, or leave it out") from None
            except RecursionError:
                raise QdaError(f"line {number} is nested too deep: mend it, or leave it out") from None
            if not isinstance(item, dict):
                raise QdaError(f"line {number} is not a JSON object: one object a line")
            yield number, item

    def _objects(self) -> Iterator[tuple[int, list[str]]]:
        columns = self.columns
        for number, item in self._items():
            get = item.get
            yield number, [v if type(v) is str else _plain(v) for v in map(get, columns)]


class _Kept(io.BufferedIOBase):
    """A file that a text wrapper reads but does not close."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        return self._file.read(-1 if size is None else size)

    def read1(self, size: int = -1, /) -> bytes:
        return self._file.read(max(size, 1 << 16))


def _json_fault(e: ValueError) -> str:
    return f" ({numbers.TOO_LONG})" if numbers.why(e) == numbers.TOO_LONG else place_of(e)


def _csv_fault(e: csv.Error) -> str:
    what = str(e)
    if "unexpected end" in what:
        return "a quotation mark in it is never closed"
    if "expected after" in what:
        return "a quotation mark inside its text is not doubled"
    if "field larger" in what:
        return "a cell is larger than any that is read"
    return "it is no CSV"


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return str(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
