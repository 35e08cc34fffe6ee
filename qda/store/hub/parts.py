"""Parts: things as they lie in the hub, at most 1,000 in one, each part of one owner, with a digest of what it holds."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import IO, Any, NamedTuple

from qda.store.hub.server import Part, Pushed
from qda.store.hub.wire import LINE_COLUMNS, LINES, Bad, Thing

MOST = 1000  # things of a part
_LARGE = 8_000_000  # characters, after which a part is full whatever it holds
_MEMORY = 1 << 24  # of a spool, before it lies in a file that has no name


class Whose(NamedTuple):
    """Whose a thing is: `shared` with everyone, else of `owner`; `author` is who made it so."""

    shared: bool
    owner: str
    author: str


def digest(body: str) -> str:
    """Return the digest of a part."""
    return sha256(body.encode()).hexdigest()


def whole(digests: Iterable[str], uuid: str) -> str:
    """Return the digest of a push, over those of its parts."""
    return sha256("\n".join([uuid, *digests]).encode()).hexdigest()


class Spool:
    """Parts of a push that are being gathered: they are written when all are there, and never all in memory."""

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(_MEMORY)  # noqa: SIM115
        self._parts: list[tuple[Whose, int, str, int, int]] = []  # whose, things, digest, where in the file, bytes
        self._open: dict[Whose, list[list[Any]]] = {}
        self._columns: dict[Whose, dict[str, list[str]]] = {}
        self._size: dict[Whose, int] = {}
        self.things = 0

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, whose: Whose, thing: Thing, columns: dict[str, list[str]]) -> int:
        """Add a thing; `columns` are those of its row and lists. Return about how many characters it has."""
        row = [thing.table, thing.uuid, thing.line, thing.row, thing.lists]
        if thing.row is None:
            row = row[:3]
        elif not thing.lists:
            row = row[:4]
        size = 80 + 12 * len(thing.row or ()) + sum(len(v) for v in thing.row or () if isinstance(v, str))
        size += sum(100 * len(v) for v in thing.lists.values())
        held = self._open.setdefault(whose, [])
        held.append(row)
        told = self._columns.setdefault(whose, {})
        for table in (thing.table, *thing.lists):
            if table not in told and table in columns:
                told[table] = columns[table]
        self._size[whose] = self._size.get(whose, 0) + size
        if thing.table != LINES:
            self.things += 1
        if len(held) >= MOST or self._size[whose] > _LARGE:
            self._close(whose)
        return size

    def _close(self, whose: Whose) -> None:
        held = self._open.pop(whose, [])
        body = json.dumps({"columns": self._columns.pop(whose, {}), "things": held}, separators=(",", ":"))
        self._size.pop(whose, None)
        raw = body.encode()
        self._parts.append((whose, len(held), digest(body), self._file.tell(), len(raw)))
        self._file.write(raw)

    def finish(self) -> None:
        """Close the parts that are not full; those of all come first, as the others rest on them."""
        for whose in sorted(self._open):
            self._close(whose)
        self._parts.sort(key=lambda p: not p[0].shared)

    @property
    def digests(self) -> list[str]:
        """Return the digests of the parts."""
        return [part[2] for part in self._parts]

    @property
    def bytes(self) -> int:
        """Return how many bytes the parts have."""
        return sum(part[4] for part in self._parts)

    def parts(self, n: int) -> Iterator[Part]:
        """Yield the parts of push `n`."""
        for at, (whose, things, told, where, size) in enumerate(self._parts, 1):
            self._file.seek(where)
            yield Part(n, at, whose.shared, whose.owner, whose.author, things, told, self._file.read(size).decode())


class Line(NamedTuple):
    """A line of a log, as it travels."""

    uuid: str
    at: str
    coder: str
    command: str
    summary: str
    because: str


def read(push: Pushed, part: Part) -> tuple[dict[str, list[str]], list[Thing], list[Line]]:
    """Return what a part holds: columns by table, things, lines. Bad: a digest that does not fit, or what is no part."""
    if digest(part.body) != part.digest:
        raise Bad("is not what its digest says")
    try:
        body = json.loads(part.body)
        columns, rows = body["columns"], body["things"]
        ok = isinstance(columns, dict) and isinstance(rows, list) and len(rows) == part.things
        ok = ok and all(isinstance(c, list) and all(isinstance(n, str) for n in c) for c in columns.values())
    except (ValueError, TypeError, KeyError, RecursionError):
        ok = False
    if not ok:
        raise Bad("is no part of a push")
    things: list[Thing] = []
    lines: list[Line] = []
    for row in rows:
        if not (isinstance(row, list) and 3 <= len(row) <= 5 and all(isinstance(v, str) for v in row[:3])):
            raise Bad("holds what is no thing")
        table, uuid, line, held, lists = [*row, None, None][:5]
        if (held is not None and not isinstance(held, list)) or not isinstance(lists or {}, dict):
            raise Bad("holds what is no thing")
        if table == LINES:
            if (
                held is None
                or len(held) != len(LINE_COLUMNS)
                or not all(isinstance(v, str) and "\0" not in v for v in held)
            ):
                raise Bad("holds what is no line of a log")
            lines.append(Line(uuid, *held))
        else:
            things.append(Thing(table, uuid, line, held, lists or {}))
    return columns, things, lines
