"""Files for other programs and for other studies: what ops gathered, as bytes. Never touches a study.

`CODEBOOKS` is the family's table: a new format is one module with `write(entries) -> bytes` and one line here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module

from qda.core.files import Format, format_of, place, replacing


@dataclass(slots=True)
class Entry:
    """A code as it goes out: its fields, what was counted, and the codes whose home it is, in the codebook's order.

    `path` and `categories` are paths from the top.
    """

    name: str
    path: str
    uuid: str
    level: str = "code"
    definition: str = ""
    include: str = ""
    exclude: str = ""
    example: str = ""
    aliases: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    colour: str = ""
    origin: str = ""
    codings: int = 0
    sources: int = 0
    codes: list["Entry"] = field(default_factory=list)  # noqa: UP037 (dataclass with slots)


CODEBOOKS: dict[str, Format] = {
    "yaml": Format("qda.exporters.codebook_yaml", (".yaml", ".yml"), "an outline to read and edit, with every field"),
    "csv": Format("qda.exporters.codebook_csv", (".csv",), "a row a code, as `codebook list` prints"),
    "qdc": Format("qda.exporters.codebook_qdc", (".qdc",), "REFI-QDA codebook, which other programs read"),
}


def codebook_format(path: str) -> str:
    """The name of the format by the file's suffix; UsageError for one that is not known."""
    return format_of(path, CODEBOOKS, "a codebook is written to")


def codebook(format: str, entries: Sequence[Entry]) -> bytes:
    """A codebook's bytes in a format of `CODEBOOKS`; the same codebook always gives the same bytes."""
    data: bytes = import_module(CODEBOOKS[format].module).write(entries)
    return data


def walk(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Every code of a tree, a home before what is in it."""
    for entry in entries:
        yield entry
        yield from walk(entry.codes)


def masked(entry: Entry, shown: Callable[[str], str]) -> Entry:
    """A code as it goes out when what people wrote is passed through `shown`."""
    texts = {f: shown(getattr(entry, f)) for f in ("name", "path", "definition", "include", "exclude", "example")}
    lists = {f: [shown(t) for t in getattr(entry, f)] for f in ("aliases", "categories")}
    return replace(entry, **texts, **lists, codes=[masked(e, shown) for e in entry.codes])  # type: ignore[arg-type]


def save(path: str, data: bytes) -> None:
    """Write a file beside its place and put it there when whole, so that a failure leaves what was there."""
    place(path)
    with replacing(path) as out:
        out.write(data)
