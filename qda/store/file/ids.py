"""Identifiers and the clock: UUIDs made in bulk, times in UTC that always rise; which numbers a table has."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator


_VERSION = bytes(0x40 | b & 0x0F for b in range(256))  # of a byte at random: 4 for random UUIDs
_VARIANT = bytes(0x80 | b & 0x3F for b in range(256))


def new_uuids(n: int) -> list[str]:
    """n random UUIDs (version 4) as text; one call of the system's generator for all of them."""
    return _written(bytearray(os.urandom(16 * n)))


def uuids_in_order(n: int) -> Iterator[str]:
    """Yield n random UUIDs (version 4) in order, never more than a part of them in memory.

    How many begin with each byte is drawn first, then the rest of each.
    """
    begins = os.urandom(n)
    for byte in range(256):
        if some := begins.count(byte):
            raw = bytearray(os.urandom(16 * some))
            raw[::16] = bytes([byte]) * some
            yield from sorted(_written(raw))


def _written(raw: bytearray) -> list[str]:
    raw[6::16] = raw[6::16].translate(_VERSION)
    raw[8::16] = raw[8::16].translate(_VARIANT)
    plain, parted = raw.hex(), raw.hex("-", 2)  # of each its 32 digits, and these in fours
    return [
        plain[i : i + 8] + parted[j : j + 16] + plain[i + 20 : i + 32]
        for i, j in zip(range(0, len(plain), 32), range(9, len(parted), 40), strict=False)
    ]


def new_uuid() -> str:
    """One random UUID (version 4) as text."""
    return new_uuids(1)[0]


FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


def after(last: str | None) -> str:
    """The time now in UTC as text with microseconds, at least one microsecond after `last`."""
    from datetime import UTC, datetime, timedelta

    now = datetime.now(UTC).strftime(FORMAT)
    if last is None or now > last:
        return now
    return (datetime.strptime(last, FORMAT).replace(tzinfo=UTC) + timedelta(microseconds=1)).strftime(FORMAT)


def digest(text: str) -> str:
    """Digest the text of a suggestion, so that a changed text at its place is noticed."""
    from hashlib import sha256

    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def known(db: sqlite3.Connection, table: str, ids: Iterable[int], what: str, hint: str) -> list[int]:
    """These numbers of a table without repeats; one that it does not have is refused, as `what`."""
    from qda.core.errors import NotFound

    chosen = list(dict.fromkeys(ids))
    for id in chosen:
        if not db.execute(f"select 1 from {table} where id = ?", (id,)).fetchone():
            raise NotFound(what, str(id), (), hint)
    return chosen
