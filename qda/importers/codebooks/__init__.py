"""Codebooks in: a file becomes a tree of draft codes, or one line that says what is wrong. Never touches a study.

`CODEBOOKS` is the family's table: a new format is one module with `read(raw) -> Book` and one line here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import BinaryIO, NamedTuple

from qda.core.errors import QdaError, nearest
from qda.core.files import HANDED, Format, format_of, odd, plain
from qda.core.names import clean, key

LARGEST = 10_000_000  # bytes of one codebook
MOST = 20_000  # codes
LEVELS = ("code", "focused", "category", "core")
TEXTS = ("definition", "include", "exclude", "example")
COLOUR = re.compile(r"#(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})")
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(slots=True)
class DraftCode:
    """A code as read: its fields, where it stands in the file, and the codes whose home it is.

    `level` "" is left open. `categories` name further categories, by path or name; `home` is the path of a home that is
    not in the file (tables only).
    """

    name: str
    where: str = ""
    level: str = ""
    definition: str = ""
    include: str = ""
    exclude: str = ""
    example: str = ""
    aliases: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    colour: str = ""
    uuid: str = ""
    home: str = ""
    codes: list[DraftCode] = field(default_factory=list)


class Book(NamedTuple):
    """A codebook as read: the codes at its top, and notes on what was assumed or left out."""

    codes: list[DraftCode]
    notes: list[str]


CODEBOOKS: dict[str, Format] = {
    "yaml": Format("qda.importers.codebooks.outline", (".yaml", ".yml"), "an outline in YAML, with every field"),
    "csv": Format("qda.importers.codebooks.table", (".csv", ".tsv"), "a row a code: as `codebook list`, or Taguette's"),
    "qdc": Format("qda.importers.codebooks.refi", (".qdc",), "REFI-QDA codebook, which other programs exchange"),
}


def read(path: str, stdin: BinaryIO | None = None) -> Book:
    """The codebook in a file; `-` is standard input, whose format is told from its first characters, as of `<(command)`.

    UsageError for an unknown suffix; QdaError, naming the file and the place in it, for whatever cannot be read.
    """
    form = None if path == "-" or path.startswith(HANDED) else format_of(path, CODEBOOKS, "a codebook is read from")
    try:
        raw = _bytes(path, stdin)
        if not raw.strip():
            raise QdaError("is empty: there is no codebook in it")
        book = import_module(CODEBOOKS[form or _told(raw)].module).read(raw)
        return Book(book.codes, [*book.notes, *_checked(book.codes)])
    except QdaError as e:
        raise QdaError(f"{'standard input' if path == '-' else path}: {e}") from None


def _told(raw: bytes) -> str:
    head = raw[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if head.startswith(b"<"):
        return "qdc"
    first = head.splitlines()[0]
    return "csv" if re.search(rb"[,;\t]", first) and not re.match(rb"(codes|-|#|\{)", first) else "yaml"


def _bytes(path: str, stdin: BinaryIO | None) -> bytes:
    too_large = QdaError(f"is more than {LARGEST // 1_000_000} MB: no codebook is that large")
    try:
        if path == "-":
            if stdin is None:
                raise QdaError("there is nothing on it: name a file")
            raw = stdin.read(LARGEST + 1)
        else:
            if (kind := odd(path)) is not None and not path.startswith(HANDED):
                raise QdaError(f"is {kind}: name {'the file in it' if kind == 'a folder' else 'a file'}")
            with plain(path, handed=True) as f:
                raw = f.read(LARGEST + 1)
    except FileNotFoundError:
        raise QdaError("there is no such file: check the path") from None
    except IsADirectoryError:
        raise QdaError("is a folder: name the file in it") from None
    except PermissionError:
        raise QdaError("may not be read: check its permissions") from None
    except (OSError, ValueError) as e:
        raise QdaError(f"cannot be read ({getattr(e, 'strerror', None) or e}): check the path") from None
    if len(raw) > LARGEST:
        raise too_large
    return raw


def walk(codes: Sequence[DraftCode]) -> Iterator[DraftCode]:
    """Every code of a tree, a home before what is in it."""
    todo = list(reversed(codes))
    while todo:
        code = todo.pop()
        yield code
        todo += reversed(code.codes)


def _checked(codes: list[DraftCode]) -> list[str]:
    """Names, levels and identifiers put right or refused; notes on what was changed."""
    notes: list[str] = []
    uuids: dict[str, DraftCode] = {}
    cores: list[DraftCode] = []
    count = 0
    for code in walk(codes):
        count += 1
        at = f"{code.where}: " if code.where else ""
        try:
            code.name = clean(code.name, "code name")
            code.aliases = [clean(a, "alias") for a in code.aliases if a.strip()]
        except QdaError as e:
            raise QdaError(f"{at}{e}") from None
        code.level = code.level.strip().casefold()
        if code.level and code.level not in LEVELS:
            near = nearest(code.level, LEVELS)
            did = f"did you mean {near[0]}?" if near else f"it is one of {', '.join(LEVELS)}"
            raise QdaError(f"{at}{code.name!r} has the level {code.level!r}; {did}")
        if code.level == "core":
            cores.append(code)
        if code.colour and not COLOUR.fullmatch(code.colour):
            notes.append(f"{at}the colour {code.colour!r} of {code.name!r} is none (#RRGGBB) and was left out")
            code.colour = ""
        code.uuid = code.uuid.strip().strip("{}").casefold()
        if code.uuid and (not UUID.fullmatch(code.uuid) or code.uuid in uuids):
            twice = uuids.get(code.uuid)
            why = f"is also that of {twice.name!r}" if twice else "is none"
            notes.append(f"{at}the identifier of {code.name!r} {why}: the code gets a new one")
            code.uuid = ""
        if code.uuid:
            uuids[code.uuid] = code
    if not count:
        raise QdaError("there are no codes in it")
    if count > MOST:
        raise QdaError(f"there are {count} codes in it: {MOST} is the most a codebook may have")
    if len(cores) > 1:
        raise QdaError(
            f"{cores[1].where}: {cores[1].name!r} and {cores[0].name!r} are both core: there is one core category"
        )
    _siblings(codes)
    for code in walk(codes):
        _siblings(code.codes)
    return notes


def _siblings(codes: Sequence[DraftCode]) -> None:
    seen: dict[tuple[str, str], DraftCode] = {}
    for code in codes:
        first = seen.setdefault((key(code.home), key(code.name)), code)
        if first is not code:
            raise QdaError(
                f"{code.where}: {code.name!r} stands there already ({first.where}): a name is given once in one home"
            )
