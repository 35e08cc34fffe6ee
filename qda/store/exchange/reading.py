"""Read the lines that `rows_out` writes: the head, then blocks of rows with the columns that the tables have today.

What cannot be what a qda wrote is refused, with the number of its line. A row of an older schema gets the defaults of the
columns that came later.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from typing import Any, NamedTuple, NoReturn

from qda.core.errors import QdaError
from qda.core.names import short
from qda.store.exchange.shape import JSON, KINDS, Shape
from qda.store.file import schema

NAME = "qda/study.jsonl"
BATCH = 1000
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LEAST, _MOST = -(1 << 63), (1 << 63) - 1
Row = list[Any]


class Head(NamedTuple):
    """The first line: of which schema the rows are, the digest of the project's XML, the columns of each table."""

    schema: int
    project: str
    columns: dict[str, list[str]]


class Block(NamedTuple):
    """Rows of one table that stand together; the first is that of line `line`."""

    line: int
    rows: list[Row]


class NoHead(QdaError):
    """A first line that does not say what the file holds."""


def wrong(line: int, why: str) -> QdaError:
    """Return the refusal of a line; `why` goes on from "line 12 of FILE"."""
    return QdaError(f"line {line} of {NAME} {why}; nothing was taken in: export the project again")


def head(line: str) -> Head:
    """Read the first line; NoHead when it is none."""
    try:
        found = json.loads(line)
        made = Head(found["schema"], found["project"], found["columns"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NoHead(wrong(1, "does not say what the file holds").message) from None
    if not isinstance(made.schema, int) or not isinstance(made.project, str) or not _are_columns(made.columns):
        raise NoHead(wrong(1, "does not say what the file holds").message)
    return made


def _are_columns(columns: object) -> bool:
    return isinstance(columns, dict) and all(
        isinstance(names, list) and len(set(map(str, names))) == len(names) and all(isinstance(n, str) for n in names)
        for names in columns.values()
    )


def tables(lines: Iterable[str], shapes: dict[str, Shape]) -> Iterator[tuple[Shape, Iterator[Block]]]:
    """Yield each table of the file with its rows in blocks, parents first, as `rows_out` writes them."""
    it = iter(lines)
    first = next(it, "")
    made = head(first)
    if made.schema > schema.VERSION:
        raise QdaError(
            f"the project was written by a newer qda (schema {made.schema}, this one knows {schema.VERSION}): update qda"
        )
    plans = {table: _Plan(shapes, table, names) for table, names in made.columns.items()}
    order = {table: n for n, table in enumerate(shapes)}
    for table, parts in groupby(_parsed(it, plans, order), key=lambda part: part[0]):
        yield shapes[table], (Block(line, plans[table].rows(line, rows)) for _, line, rows in parts)


class _Plan:
    """How a row of the file becomes one of today's table."""

    def __init__(self, shapes: dict[str, Shape], table: str, names: list[str]) -> None:
        if table not in shapes:
            raise wrong(1, f"has a table {short(table)!r} that this qda does not know")
        self.shape = shapes[table]
        self.width = 1 + len(names)
        columns = self.shape.columns
        if unknown := [n for n in names if n not in columns]:
            raise wrong(1, f"has a column {short(unknown[0])!r} of {table} that this qda does not know")
        self.json = [(i, n) for i, n in enumerate(columns) if (table, n) in JSON]
        self.same = names == columns
        self.places = [names.index(n) + 1 if n in names else 0 for n in columns]
        for place, name, required, default in zip(
            self.places, columns, self.shape.required, self.shape.defaults, strict=True
        ):
            if not place and required and default is None:
                raise wrong(1, f"has no column {name!r} of {table}")

    def rows(self, line: int, given: list[Row]) -> list[Row]:
        """Return the rows with today's columns, each cell of the kind that its column has."""
        for n, row in enumerate(given):
            if len(row) != self.width:
                raise wrong(line + n, f"has {len(row) - 1} cells, a row of {self.shape.table} has {self.width - 1}")
        if self.same:
            rows = [row[1:] for row in given]
        else:
            both = list(zip(self.places, self.shape.defaults, strict=True))
            rows = [[row[p] if p else default for p, default in both] for row in given]
        self._kinds(line, rows)
        if self.shape.uuid >= 0:
            for n, row in enumerate(rows):
                if not _UUID.fullmatch(row[self.shape.uuid]):
                    raise wrong(line + n, f"has {short(repr(row[self.shape.uuid]))} as uuid of {self.shape.table}")
        for i, column in self.json:
            for n, row in enumerate(rows):
                if row[i] is not None and not _fits(column, row[i]):
                    raise wrong(line + n, f"has {column} of {self.shape.table} that cannot be read")
        return rows

    def _kinds(self, line: int, rows: list[Row]) -> None:
        named = {r.at for r in self.shape.references}
        for i, column in enumerate(zip(*rows, strict=True)):
            allowed = KINDS[self.shape.kinds[i]]
            free = () if self.shape.required[i] else (type(None),)
            if set(map(type, column)) <= {*allowed, *free} and not (int in allowed and _far(column)):
                if float in allowed:  # as the column keeps it, so that history has the same digest
                    for row, cell in zip(rows, column, strict=True):
                        row[i] = None if cell is None else float(cell)
                continue
            for n, cell in enumerate(column):
                if type(cell) not in (*allowed, *free) or _far((cell,)):
                    what = "a row's place" if i in named else self.shape.kinds[i].lower()
                    raise wrong(
                        line + n,
                        f"has {short(repr(cell))} as {self.shape.columns[i]} of {self.shape.table}: not {what}",
                    )


def _fits(column: str, text: str) -> bool:
    """True if the JSON in a column is of its kind: an object of metadata, a list of points, of files, a place's state."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return False
    if column == "metadata":
        return isinstance(found, dict)
    if column == "state":
        return _is_state(found)
    if not isinstance(found, list):
        return False
    return all(isinstance(v, str) if column == "points" else _is_file(v) for v in found)


def _is_state(found: object) -> bool:
    """True for what a settled place had: who had read it, and which codings were in it, where."""
    if not isinstance(found, dict):
        return False
    readers, codings = found.get("readers"), found.get("codings")
    if not isinstance(readers, list) or not isinstance(codings, dict):
        return False
    lists = all(isinstance(span, list) and all(isinstance(at, int) for at in span) for span in codings.values())
    return lists and all(isinstance(uuid, str) for uuid in readers)


def _is_file(found: object) -> bool:
    """True for what is known of a file of media. Its name is that in one folder: it leads nowhere else."""
    if not isinstance(found, dict) or not all(isinstance(found.get(n), str) for n in ("path", "sha256", "name")):
        return False
    name = found["name"]
    return isinstance(found.get("bytes"), int) and not re.search(r"[/\\:\0]", name) and name.strip(".") != ""


def _far(column: Iterable[Any]) -> bool:
    return any(v is not None and type(v) is not str and not _LEAST <= v <= _MOST for v in column)


def _parsed(it: Iterator[str], plans: dict[str, _Plan], order: dict[str, int]) -> Iterator[tuple[str, int, list[Row]]]:
    """Yield (table, line, rows) as they stand in the file, with the table in the first cell."""
    line, last = 2, ""
    while some := list(islice(it, BATCH)):
        at = line
        for table, group in groupby(_json(some, line), key=lambda row: row[0]):
            rows = list(group)
            if table not in plans:
                raise wrong(at, f"is of no table that the first line names: {short(table)!r}")
            if last and order[table] < order[last]:
                raise wrong(at, f"is a row of {table}, which stands further up")
            last = table
            yield table, at, rows
            at += len(rows)
        line += len(some)


def _json(some: list[str], line: int) -> list[Row]:
    """Read lines at once, where that fails one by one."""
    joined = ",".join(some)
    try:
        rows = json.loads(f"[{joined}]", parse_constant=_no_number)
        good = len(rows) == len(some) and all(type(r) is list and r and type(r[0]) is str for r in rows)
        if good and "\\u" in joined:
            json.dumps(rows, ensure_ascii=False).encode("utf-8")  # half a character
            good = "\\u0000" not in joined
        if good:
            return rows  # type: ignore[no-any-return]
    except (ValueError, RecursionError):
        pass
    return [_one(text, line + n) for n, text in enumerate(some)]


def _one(text: str, line: int) -> Row:
    try:
        row = json.loads(text, parse_constant=_no_number)
        json.dumps(row, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        raise wrong(line, "holds half a character") from None
    except (ValueError, RecursionError):
        raise wrong(line, "is no JSON") from None
    if type(row) is not list or not row or type(row[0]) is not str:
        raise wrong(line, "is no row: a list that begins with the name of a table")
    if any(isinstance(cell, str) and "\0" in cell for cell in row):
        raise wrong(line, "holds a NUL")
    return row


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)
