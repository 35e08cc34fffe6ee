"""The archive of a project: a ZIP whose bytes depend on what is in it alone.

Entries have the time 1980-01-01 and stand in the order in which they are added.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from hashlib import sha256
from types import TracebackType
from typing import IO, BinaryIO

_PIECE = 1 << 18  # characters or bytes that are handed on at once
_HELD = 4 << 20  # bytes of a section that stay in memory


class Spool:
    """Text that is written now and read later, as UTF-8: in memory at first, then in an unnamed file of a folder."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._parts: list[str] = []
        self._characters = 0
        self._file: IO[bytes] | None = None
        self._size = 0

    def add(self, text: str) -> None:
        """Add a text at the end."""
        self._parts.append(text)
        self._characters += len(text)
        if self._characters >= _PIECE:
            self._flush()

    def _flush(self) -> None:
        if not self._parts:
            return
        if self._file is None:
            self._file = tempfile.SpooledTemporaryFile(_HELD, dir=self._folder)  # noqa: SIM115
        data = "".join(self._parts).encode("utf-8", "replace")
        self._file.write(data)
        self._size += len(data)
        self._parts, self._characters = [], 0

    def size(self) -> int:
        """Return how many bytes there are."""
        self._flush()
        return self._size

    def pieces(self) -> Iterator[bytes]:
        """Yield what was added, in order, once; the file goes with the last piece."""
        self._flush()
        if self._file is not None:
            with self._file as file:
                file.seek(0)
                while piece := file.read(_PIECE):
                    yield piece

    def close(self) -> None:
        """Give the file up."""
        if self._file is not None:
            self._file.close()


class Archive:
    """A ZIP that is written to `out`: whole when its block is left, unless by an error."""

    def __init__(self, out: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED)

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, kind: type[BaseException] | None, e: BaseException | None, tb: TracebackType | None) -> None:
        if kind is not None:
            self._zip.fp = None  # else it would write its end when it is deleted
        self._zip.close()

    @staticmethod
    def _entry(name: str) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
        info.compress_type = zipfile.ZIP_DEFLATED
        info.create_system = 3  # the same on every system
        info.external_attr = 0o644 << 16
        return info

    def whole(self, name: str, data: bytes) -> None:
        """Add an entry."""
        self._zip.writestr(self._entry(name), data)

    def pieces(self, name: str, size: int, pieces: Iterable[bytes]) -> str:
        """Add an entry of so many bytes piece by piece; return its SHA-256."""
        info = self._entry(name)
        info.file_size = size
        digest = sha256()
        with self._zip.open(info, "w") as out:
            for piece in pieces:
                digest.update(piece)
                out.write(piece)
        return digest.hexdigest()

    def file(self, name: str, path: str) -> None:
        """Add a file as it is."""
        info = self._entry(name)
        info.file_size = os.path.getsize(path)
        with open(path, "rb") as given, self._zip.open(info, "w") as out:
            shutil.copyfileobj(given, out, _PIECE)
