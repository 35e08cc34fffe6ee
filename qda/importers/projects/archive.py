"""The archive of a REFI-QDA project (.qdpx), read with care: nothing is unpacked to disk, nothing grows without a limit.

An entry is read a piece at a time. `zipfile` gives no more bytes of an entry than its directory says, and compares their
checksum; so the sizes in the directory are the limit of what is read, whatever the packed bytes would become.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import stat
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, BinaryIO
from urllib.parse import unquote
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from qda.core.errors import QdaError
from qda.core.files import plain, shown

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

WHOLE = 2 << 30  # bytes that all entries unpack to
RATIO = 100  # unpacked to packed, of the whole archive
SMALL = 1_000_000  # bytes that any archive may unpack to
ENTRIES = 500_000
_PIECE = 1 << 16
_AGAIN = "export it again from the program that wrote it"
_BROKEN = (BadZipFile, OSError, EOFError, ValueError, zlib.error, struct.error, NotImplementedError, RuntimeError)


class Archive:
    """The entries of a project: `qde` is the name of its XML, `names` are those of all files in it."""

    def __init__(self, path: str, file: BinaryIO) -> None:
        self.path = path
        self._file = file
        try:
            self._zip = ZipFile(file)
        except _BROKEN:
            raise self.error(_no_zip(file)) from None
        entries = self._zip.infolist()
        packed = os.fstat(file.fileno()).st_size
        self._entries: dict[str, ZipInfo] = {}
        if len(entries) > ENTRIES:
            raise self.error(f"{len(entries):,} entries in the archive, more than {ENTRIES:,}: not opened")
        size = sum(entry.file_size for entry in entries)
        if size > SMALL and size > RATIO * packed:
            raise self.error(f"unpacks to more than {RATIO} times its size (a zip bomb?): not opened")
        if size > WHOLE:
            raise self.error("unpacks to more than 2 GiB: leave films and sound out of it when you export it")
        tops = []
        for entry in entries:
            if (name := self._checked(entry)) is None:
                continue
            if "/" not in name and name.casefold().endswith(".qde"):
                tops.append(name)
            self._entries.setdefault(name, entry)
        if len(tops) != 1:
            raise self.error(_which(tops, self._entries))
        self.qde = tops[0]
        self.names = tuple(self._entries)
        self._found: dict[str, str] = {}
        for name in self.names:  # by the whole path, else by its end; what stands in `sources` first
            self._found.setdefault(name.casefold(), name)
        for name in sorted(self.names, key=lambda n: not n.casefold().startswith("sources/")):
            folders = name.casefold().split("/")
            for n in range(1, len(folders)):
                self._found.setdefault("/".join(folders[n:]), name)

    def _checked(self, entry: ZipInfo) -> str | None:
        """The name of an entry that is a file, None for a folder; QdaError for what no project has."""
        name = entry.filename.replace("\\", "/").removeprefix("./")
        said = repr(entry.filename[:60])
        if name.startswith("/") or ".." in name.split("/") or name[1:2] == ":":
            raise self.error(f"the path of the entry {said} leads out of the archive: not opened")
        if (kind := stat.S_IFMT(entry.external_attr >> 16)) not in (0, stat.S_IFREG, stat.S_IFDIR):
            what = "a link" if kind == stat.S_IFLNK else "no file"
            raise self.error(f"the entry {said} is {what}: not opened")
        if entry.flag_bits & 1:
            raise self.error(f"the entry {said} is encrypted: {_AGAIN}, without a password")
        if not name or name.endswith("/"):
            return None
        if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise self.error(
                f"the entry {said} is packed in a way that is not read: pack it as an ordinary ZIP archive"
            )
        return name

    def error(self, why: str) -> QdaError:
        """Return a refusal that names the project's file."""
        return QdaError(f"{shown(self.path)}: {why}")

    def has(self, name: str) -> bool:
        """Tell whether there is an entry of exactly this name."""
        return name in self._entries

    def size(self, name: str) -> int:
        """Return the unpacked size of an entry, in bytes."""
        return self._entries[name].file_size

    def open(self, name: str) -> io.BufferedReader:
        """Open an entry for reading; QdaError, from here or from reading, when it is damaged."""
        with self._whole(name):
            return io.BufferedReader(_Entry(self, name, self._zip.open(self._entries[name])), _PIECE)

    def digest(self, name: str) -> str:
        """Return the SHA-256 of an entry's bytes, as hexadecimal digits."""
        with self.open(name) as f:
            return hashlib.file_digest(f, "sha256").hexdigest()

    def copy(self, name: str, target: str) -> None:
        """Write the bytes of an entry to a path."""
        with self.open(name) as f, open(target, "wb") as out:
            shutil.copyfileobj(f, out, _PIECE)

    def find(self, reference: str) -> str:
        """Return the entry that a path in the XML means, "" for none.

        `internal://G.txt`, `sources/G.txt` and `G.txt` mean the same, in any case of letters; `absolute:///…` means a file
        outside, which is never read.
        """
        scheme, told, place = reference.strip().partition("://")
        if not told:
            scheme, place = "", reference.strip()
        if scheme.casefold() == "absolute":
            return ""
        place = place.replace("\\", "/").lstrip("/").casefold()
        for name in (place, unquote(place)):
            if name in self._found:
                return self._found[name]
        return ""

    def close(self) -> None:
        """Close the file."""
        self._zip.close()
        self._file.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _whole(self, name: str) -> Iterator[None]:
        """Turn what `zipfile` raises for a damaged entry into a refusal."""
        try:
            yield
        except _BROKEN:
            raise self.error(f"damaged at {name[:60]!r}: {_AGAIN}") from None


class _Entry(io.RawIOBase):
    def __init__(self, archive: Archive, name: str, file: IO[bytes]) -> None:
        self._archive, self._name, self._from = archive, name, file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        with self._archive._whole(self._name):
            got = self._from.read(len(view))
        view[: len(got)] = got
        return len(got)

    def close(self) -> None:
        if not self.closed:
            self._from.close()
        super().close()


def _no_zip(file: BinaryIO) -> str:
    file.seek(0)
    if file.read(200).replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").startswith(b"<"):
        return "XML alone, not a project: pack it together with its folder of sources as a ZIP archive"
    return f"not a project, or one that is cut off: it cannot be read as a ZIP archive; {_AGAIN}"


def _which(tops: list[str], entries: dict[str, ZipInfo]) -> str:
    if tops:
        named = " and ".join(repr(name[:60]) for name in tops[:2])
        return f"{len(tops)} projects in one archive ({named}): {_AGAIN}"
    inner = next((name for name in entries if name.casefold().endswith(".qde")), "")
    if inner:
        return f"its project stands in a folder ({inner[:60]!r}) and not at the top: pack what is in that folder"
    return f"not a REFI-QDA project: a ZIP archive without a .qde at its top; {_AGAIN}"


def open_archive(path: str) -> Archive:
    """Open a .qdpx; QdaError that names it when it is none, is damaged, or asks for more than it should."""
    file = plain(path)
    try:
        return Archive(path, file)
    except BaseException:
        file.close()
        raise
