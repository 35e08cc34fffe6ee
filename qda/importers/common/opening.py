"""Open what is imported (files, pipes from a shell, standard input) without waiting for what gives nothing."""

from __future__ import annotations

import os
from io import FileIO
from typing import Any

from qda.core.drafts import ReadOptions
from qda.core.errors import QdaError, Refused
from qda.core.files import HANDED, opened, shown

LARGEST = 20_000_000  # bytes or characters of one source; `ReadOptions.large` lifts it


def open_file(path: str) -> FileIO:
    """Open a file for reading, unbuffered; reject a device, and a pipe that nothing writes to, instead of waiting for it."""
    fd, kind = opened(path)
    try:
        if kind is not None:
            _wait(fd, kind, path)
        return FileIO(fd, "rb")
    except BaseException:
        os.close(fd)
        raise


def whole(path: str, options: ReadOptions) -> bytes:
    """Return the bytes of a file; QdaError when they are too many."""
    fd, kind = opened(path)
    try:
        size = os.fstat(fd).st_size
        if not options.large and size > LARGEST:
            raise too_large(f"{size / 1e6:.0f} MB")
        if kind is not None:
            _wait(fd, kind, path)
            with FileIO(fd, "rb", closefd=False) as f:
                return some(f, options.large)
        raw = os.read(fd, size + 1)
        while len(raw) < size and (piece := os.read(fd, 1 << 24)):
            raw += piece
        return raw
    finally:
        os.close(fd)


def some(f: Any, large: bool = False) -> bytes:
    """Read what a pipe gives, up to a little more than a source may hold."""
    out = bytearray()
    while (large or len(out) <= LARGEST) and (piece := f.read(1 << 20)):
        out += piece
    return bytes(out)


def _wait(fd: int, kind: str, path: str) -> None:
    """Wait until a pipe gives something; QdaError for one that does not, and for a device."""
    handed = path.startswith(HANDED)
    if kind == "a named pipe":
        from select import select

        if not select([fd], [], [], None if handed else 3)[0]:
            raise QdaError("a pipe that gives nothing: name a file, or give - and pipe it in")
        os.set_blocking(fd, True)
    elif kind == "a folder":
        raise IsADirectoryError(21, "is a folder")
    elif not handed:
        raise QdaError("a device, not a file: name a file")


def why(e: OSError) -> str:
    """Return what is wrong with a file that cannot be opened or read, and what to do."""
    if isinstance(e, FileNotFoundError):
        return "no such file: check the path"
    if isinstance(e, PermissionError):
        return "no permission to read it: check who owns it"
    return f"cannot be read ({(e.strerror or str(e)).lower()}): check the file"


def too_large(size: str, most: str = "a source's 20") -> QdaError:
    """Return the refusal of a file or thread that is larger than a source may be."""
    return Refused(
        "source-too-large", "{size}, more than {most}: split it, or allow a larger source", size=size, most=most
    )


def origin_of(path: str) -> str:
    """Return a path as it is stored with a source: with slashes, on every system."""
    return shown(path.replace("\\", "/") if os.sep == "\\" else path)
