"""The key of a study's pseudonyms: a CSV file outside the study that says who is who.

Each row is a person: `pseudonym`, `name`, `forms` (other ways in which they are named, separated by ` | `), `uuid` (the
participant's, empty for a name of nobody in the study). With an empty pseudonym the name is shown as it is. People edit
this file, also in a spreadsheet: other columns, semicolons and a byte order mark are accepted.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from qda.core.cells import defuse, undefuse
from qda.core.errors import QdaError
from qda.core.files import plain

COLUMNS = ("pseudonym", "name", "forms", "uuid")
BETWEEN = " | "


class Row(NamedTuple):
    """One person of the key."""

    pseudonym: str
    name: str
    forms: tuple[str, ...] = ()
    uuid: str = ""


def digest(path: Path) -> str:
    """Return the SHA-256 of the file, as hexadecimal text."""
    import hashlib

    return hashlib.sha256(_bytes(path)).hexdigest()


def _bytes(path: Path) -> bytes:
    with plain(path, "the key") as f:
        return f.read()


def read(path: Path) -> list[Row]:
    """Return the rows of a key. QdaError for a file that is no key, OSError when there is none."""
    header, _, rows = _table(path)
    at = {name: header.index(name) for name in COLUMNS if name in header}
    out, pseudonyms = [], dict[str, str]()
    for n, cells in rows:
        one = {name: undefuse(cells[i].strip()) if i < len(cells) else "" for name, i in at.items()}
        forms = tuple(f.strip() for f in one.get("forms", "").split(BETWEEN.strip()) if f.strip())
        row = Row(one["pseudonym"], one["name"], forms, one.get("uuid", ""))
        if not row.name and not row.forms:
            if any(c.strip() for c in cells):
                raise QdaError(f"the key {path}, line {n}: no name; give one, or take the line out")
            continue
        if row.pseudonym and pseudonyms.setdefault(row.pseudonym.casefold(), row.uuid) != row.uuid:
            raise QdaError(f"the key {path}, line {n}: {row.pseudonym!r} stands for someone else as well")
        out.append(row)
    return out


def _table(path: Path) -> tuple[list[str], str, list[tuple[int, list[str]]]]:
    try:
        text = _bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise QdaError(f"the key {path} is not UTF-8: save it as CSV in UTF-8") from None
    first = text.partition("\n")[0]
    sign = max((",", ";", "\t"), key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    try:
        header = [c.strip().casefold() for c in next(rows, [])]
        table = [(rows.line_num, row) for row in rows]
    except csv.Error:
        raise QdaError(f"the key {path} is no CSV file: a quotation mark in it may not be closed") from None
    if not {"pseudonym", "name"} <= set(header):
        raise QdaError(f"{path} is no key: it has no columns pseudonym and name")
    return header, sign, table


def write(path: Path, rows: Iterable[Row]) -> None:
    """Write a new key that only its owner can read; QdaError when the file exists."""
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        raise QdaError(f"{path} exists already; nothing was overwritten") from None
    except FileNotFoundError:
        raise QdaError(f"there is no folder {path.parent}; make it first") from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as f:
            if hasattr(os, "fchmod"):
                os.fchmod(handle, 0o600)  # whatever the umask
            f.write(",".join(COLUMNS) + "\r\n" + _lines(rows, COLUMNS, ","))
    except BaseException as e:  # a key that is not whole is none
        path.unlink(missing_ok=True)
        if isinstance(e, OSError) and e.filename is None:
            e.filename = str(path)
        raise


def extend(path: Path, rows: Iterable[Row]) -> None:
    """Append rows to a key, in its own columns; what is in it stays as it is."""
    header, sign, _ = _table(path)
    if missing := [c for c in COLUMNS if c not in header]:
        raise QdaError(f"the key {path} has no column {missing[0]}: put it back, and run this again")
    ended = _bytes(path)[-1:] in (b"\n", b"\r")
    size = path.stat().st_size
    try:
        with open(path, "a", encoding="utf-8", newline="") as f:
            f.write(("" if ended else "\r\n") + _lines(rows, header, sign))
    except BaseException as e:
        os.truncate(path, size)
        if isinstance(e, OSError) and e.filename is None:
            e.filename = str(path)
        raise


def _lines(rows: Iterable[Row], header: Iterable[str], sign: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=sign)
    columns = list(header)
    for row in rows:
        cells = {"pseudonym": row.pseudonym, "name": row.name, "forms": BETWEEN.join(row.forms), "uuid": row.uuid}
        writer.writerow([defuse(cells.get(c, "")) for c in columns])
    return out.getvalue()
