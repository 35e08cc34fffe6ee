"""Read codebooks: a file becomes a tree of draft codes, or one line that says what is wrong. Never touches a study.

`qda.core.codebooks` has the table of formats.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import BinaryIO, NamedTuple

from qda.core.codebooks import READ, CodeFields
from qda.core.codebooks import walk as walk
from qda.core.errors import QdaError, nearest
from qda.core.files import HANDED, format_of, odd, plain
from qda.core.names import clean, key

LARGEST = 10_000_000  # bytes of one codebook
MOST = 20_000  # codes
LEVELS = ("code", "focused", "category", "core")
TEXTS = ("definition", "include", "exclude", "example")
COLOUR = re.compile(r"#(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})")
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(slots=True)
class DraftCode(CodeFields):
    """A code as read: its fields, and where it stands in the file. `level` "" is left open.

    `home` is the path of a home that is not in the file (tables only).
    """

    where: str = ""
    home: str = ""


class Book(NamedTuple):
    """A codebook as read: the codes at its top, and notes on what was assumed or left out."""

    codes: list[DraftCode]
    notes: list[str]


def read(path: str, stdin: BinaryIO | None = None) -> Book:
    """Return the codebook in a file; `-` is standard input, whose format is found by its first characters.

    UsageError for an unknown suffix; QdaError, naming the file and the place in it, for whatever cannot be read.
    """
    form = None if path == "-" or path.startswith(HANDED) else format_of(path, READ, "a codebook is read from")
    try:
        raw = _bytes(path, stdin)
        if not raw.strip():
            raise QdaError("is empty: there is no codebook in it")
        book = import_module(READ[form or _told(raw)].module).read(raw)
        return Book(book.codes, [*book.notes, *_checked(book.codes)])
    except QdaError as e:
        # No encoding can be given for a codebook: what is said of one is the sentence without its code.
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
