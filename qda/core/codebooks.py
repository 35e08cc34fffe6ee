"""Codebooks as files: the formats that are read and written, and what each of them may say of a code.

`CODEBOOKS` is the family's table: a new format is a module that reads, `read(raw) -> Book`, a module that writes,
`write(entries) -> bytes`, and one line here. Help is made from this table, so it loads nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import NamedTuple, Self, TypeVar

from qda.core.files import Format


class Codebook(NamedTuple):
    """A format: its suffixes, one line of help, the modules that read and write it, suffixes that are only read."""

    suffixes: tuple[str, ...]
    help: str
    reader: str
    writer: str
    read_also: tuple[str, ...] = ()


CODEBOOKS: dict[str, Codebook] = {
    "yaml": Codebook(
        (".yaml", ".yml"),
        "an outline to read and edit, with every field",
        "qda.importers.codebooks.outline",
        "qda.exporters.codebook_yaml",
    ),
    "csv": Codebook(
        (".csv",),
        "a row a code, with the columns of our own listing of codes, or those of other programs",
        "qda.importers.codebooks.spreadsheet",
        "qda.exporters.codebook_csv",
        (".tsv",),
    ),
    "qdc": Codebook(
        (".qdc",),
        "REFI-QDA codebook, which other programs exchange",
        "qda.importers.codebooks.refi",
        "qda.exporters.codebook_qdc",
    ),
}
READ = {name: Format(c.reader, (*c.suffixes, *c.read_also), c.help) for name, c in CODEBOOKS.items()}
WRITTEN = {name: Format(c.writer, c.suffixes, c.help) for name, c in CODEBOOKS.items()}


def suffixes() -> str:
    """The first suffix of each format, for a line of help: ".yaml, .csv or .qdc"."""
    *most, last = (c.suffixes[0] for c in CODEBOOKS.values())
    return f"{', '.join(most)} or {last}"


@dataclass(slots=True)
class CodeFields:
    """A code as a codebook of any format describes it; `codes` are the codes under it, in the codebook's order.

    `categories` are further categories, by path or by name.
    """

    name: str
    _: KW_ONLY
    uuid: str = ""
    level: str = ""
    definition: str = ""
    include: str = ""
    exclude: str = ""
    example: str = ""
    aliases: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    colour: str = ""
    codes: list[Self] = field(default_factory=list)


Code = TypeVar("Code", bound=CodeFields)


def walk(codes: Sequence[Code]) -> Iterator[Code]:
    """Yield every code of a tree, a home before what is in it."""
    todo = list(reversed(codes))
    while todo:
        code = todo.pop()
        yield code
        todo += reversed(code.codes)
