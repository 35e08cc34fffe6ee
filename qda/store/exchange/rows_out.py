"""A study's rows as lines of JSON: `qda/study.jsonl` of a project, from which another qda has the study back whole.

The first line says which program wrote it, of which schema, for which project, and the columns of each table. Each further
line is a row: the table, then the cells in that order; a reference is a place (`shape`). In place of a source's text stands
the checksum of the file that has it.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from qda.store.analysis import links
from qda.store.exchange.going import Places, places
from qda.store.exchange.shape import Reference, Shape, shapes
from qda.store.exchange.veiled_rows import Veil, VeiledRows
from qda.store.file import schema

BATCH = 1000
TEXTS = 20  # sources at a time: each with its text


def checksum(text: str) -> str:
    """Return what stands for a text: the CRC-32 of its UTF-8, as 8 hexadecimal digits."""
    return f"{zlib.crc32(text.encode('utf-8')):08x}"


def lines(
    db: sqlite3.Connection, *, digest: str, version: str = "", sources: Collection[int] | None = None,
    shown: Veil | None = None,
) -> Iterator[str]:  # fmt: skip
    """Yield the file, a number of whole lines at a time, each with its line feed.

    digest: the SHA-256 of the project's XML, by which a reader knows that both are of one export. version: that of the
    program. sources: the numbers of the sources that go, all when None. shown: where people are shown by pseudonym, what
    shows them; then nothing else of them is written.
    """
    every = shapes(db)
    columns = {table: shape.columns for table, shape in every.items()}
    head = {"qda": version, "schema": schema.VERSION, "project": digest, "columns": columns}
    yield _json(head) + "\n"
    going = places(db, every, sources)
    veiled = None if shown is None else VeiledRows(db, shown, going["source"])
    for shape in every.values():
        for rows in _batches(db, shape, going, veiled):
            # a quotation mark inside a text is escaped, so that this can only be where one row ends and the next begins
            between = f'],["{shape.table}",'
            yield _json(rows)[1:-1].replace(between, between.replace(",[", "\n[")) + "\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _batches(
    db: sqlite3.Connection, shape: Shape, going: Places, veiled: VeiledRows | None
) -> Iterator[Sequence[Sequence[Any]]]:
    """Yield the rows of a table as they are written, by number."""
    own = going[shape.table]
    names = ", ".join(f'"{n}"' for n in shape.columns)
    moved = [(r, held) for r in shape.references if (held := going.get(r.table, {})) is not None]
    if own is None and not moved and veiled is None and shape.table != "source":
        found = db.execute(f"select '{shape.table}', {names} from {shape.table} order by id")
        while rows := found.fetchmany(BATCH):
            yield rows
        return
    text = shape.at("text") if shape.table == "source" else -1
    found = db.execute(f"select id, {names} from {shape.table} order by id")
    while some := found.fetchmany(BATCH if text < 0 else TEXTS):
        out = []
        for id, *row in some:
            if own is not None and id not in own:
                continue
            if shape.table == "link":
                _relabel(db, shape, row, moved)
            if veiled is not None:
                veiled.hide(shape, id, row)
            if text >= 0:
                row[text] = checksum(row[text])
            for reference, held in moved:
                if row[reference.at] is not None:
                    row[reference.at] = held.get(row[reference.at])
            out.append([shape.table, *row])
        if out:
            yield out


def _relabel(
    db: sqlite3.Connection, shape: Shape, row: list[Any], moved: Iterable[tuple[Reference, dict[int, int]]]
) -> None:
    """Let a link whose target stays out keep the target's name, as if it were removed."""
    for reference, held in moved:
        number = row[reference.at]
        if number is not None and number not in held:
            row[shape.at("label")] = links.remembered(db, row[shape.at("kind")], number)
