"""Identifiers and the clock: UUIDs made in bulk, times in UTC that always rise."""

from __future__ import annotations

import os


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
