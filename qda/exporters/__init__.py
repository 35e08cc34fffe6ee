"""Write files for other programs and other studies: what ops gathered, as bytes. Never touches a study.

`qda.core.codebooks` has the table of formats.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module

from qda.core.codebooks import WRITTEN, CodeFields
from qda.core.codebooks import walk as walk
from qda.core.files import format_of, place, replacing


@dataclass(slots=True)
class Entry(CodeFields):
    """A code as it goes out: its fields, its path from the top, and what was counted. `categories` are paths."""

    path: str = ""
    origin: str = ""
    codings: int = 0
    sources: int = 0


def codebook_format(path: str) -> str:
    """Return the name of the format for a file's suffix; UsageError for an unknown one."""
    return format_of(path, WRITTEN, "a codebook is written to")


def codebook(format: str, entries: Sequence[Entry]) -> bytes:
    """Return a codebook's bytes in a format of `qda.core.codebooks.WRITTEN`; the same codebook always gives the same bytes."""
    data: bytes = import_module(WRITTEN[format].module).write(entries)
    return data


def masked(entry: Entry, shown: Callable[[str], str]) -> Entry:
    """Return a code whose texts have passed through `shown`, which puts pseudonyms for names."""
    texts = {f: shown(getattr(entry, f)) for f in ("name", "path", "definition", "include", "exclude", "example")}
    lists = {f: [shown(t) for t in getattr(entry, f)] for f in ("aliases", "categories")}
    return replace(entry, **texts, **lists, codes=[masked(e, shown) for e in entry.codes])  # type: ignore[arg-type]


def save(path: str, data: bytes) -> None:
    """Write a file beside its place and put it there when whole, so that a failure leaves what was there."""
    place(path)
    with replacing(path) as out:
        out.write(data)
