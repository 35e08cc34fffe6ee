"""Identifiers and the clock: UUIDs made in bulk, times in UTC that always rise; which numbers a table has."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable


def new_uuids(n: int) -> list[str]:
    """n random UUIDs (version 4) as text; one call of the system's generator for all of them."""
    h = os.urandom(16 * n).hex()
    return [
        f"{h[i : i + 8]}-{h[i + 8 : i + 12]}-4{h[i + 13 : i + 16]}-{'89ab'[int(h[i + 16], 16) & 3]}{h[i + 17 : i + 20]}"
        f"-{h[i + 20 : i + 32]}"
        for i in range(0, 32 * n, 32)
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
