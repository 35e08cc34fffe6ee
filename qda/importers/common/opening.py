"""Opening what is imported: files, pipes that a shell hands over, standard input; never waiting for what gives nothing."""

from __future__ import annotations

import os
import stat
from io import FileIO
from typing import Any

from qda.core.drafts import ReadOptions
from qda.core.errors import QdaError, Refused
from qda.core.files import HANDED, shown

_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
LARGEST = 20_000_000  # bytes or characters of one source; `ReadOptions.large` lifts it


def open_file(path: str) -> FileIO:
    """A file opened to be read, unbuffered; a device or a pipe that nothing writes to is refused, not waited for."""
    fd = os.open(path, _READ)
    try:
        mode = os.fstat(fd).st_mode
        if not stat.S_ISREG(mode):
            _wait(fd, mode, path)
        return FileIO(fd, "rb")
    except BaseException:
        os.close(fd)
        raise


def whole(path: str, options: ReadOptions) -> bytes:
    """The bytes of a file; QdaError when they are too many."""
    fd = os.open(path, _READ)
    try:
        info = os.fstat(fd)
        if not options.large and info.st_size > LARGEST:
            raise too_large(f"{info.st_size / 1e6:.0f} MB")
        if stat.S_ISREG(info.st_mode):
            raw = os.read(fd, info.st_size + 1)
            while len(raw) < info.st_size and (piece := os.read(fd, 1 << 24)):
                raw += piece
            return raw
        _wait(fd, info.st_mode, path)
        with FileIO(fd, "rb", closefd=False) as f:
            return some(f, options.large)
    finally:
        os.close(fd)


def some(f: Any, large: bool = False) -> bytes:
    """Read a pipe, up to a little more than a source may hold."""
    out = bytearray()
    while (large or len(out) <= LARGEST) and (piece := f.read(1 << 20)):
        out += piece
    return bytes(out)


def _wait(fd: int, mode: int, path: str) -> None:
    """Waits until a pipe gives something; QdaError for one that does not, and for a device."""
    handed = path.startswith(HANDED)
    if stat.S_ISFIFO(mode):
        from select import select

        if not select([fd], [], [], None if handed else 3)[0]:
            raise QdaError("a pipe that gives nothing: name a file, or give - and pipe it in")
        os.set_blocking(fd, True)
    elif stat.S_ISDIR(mode):
        raise IsADirectoryError(21, "is a folder")
    elif not handed:
        raise QdaError("a device, not a file: name a file")


def why(e: OSError) -> str:
    """Say why a file cannot be opened or read, and what to do."""
    if isinstance(e, FileNotFoundError):
        return "no such file: check the path"
    if isinstance(e, PermissionError):
        return "no permission to read it: check who owns it"
    return f"cannot be read ({(e.strerror or str(e)).lower()}): check the file"


def too_large(size: str, most: str = "a source's 20") -> QdaError:
    """The refusal of a file or thread that is larger than a source may be."""
    return Refused(
        "source-too-large", "{size}, more than {most}: split it, or allow a larger source", size=size, most=most
    )


def origin_of(path: str) -> str:
    """A path as it is stored with what came from it: with slashes, on every system."""
    return shown(path.replace("\\", "/") if os.sep == "\\" else path)
