"""Compressed files (.gz, .bz2, .xz, .zst) and archives of files (.tar), read as they are unpacked: nothing goes to disk."""

from __future__ import annotations

import io
import os
import zlib
from collections.abc import Iterator
from typing import IO, Any, BinaryIO, NamedTuple

from qda.core.drafts import ReadOptions
from qda.core.errors import QdaError
from qda.importers.common import opening

KINDS = {".gz": "gzip", ".bz2": "bzip2", ".xz": "xz", ".zst": "Zstandard"}
_SHORT = {".tgz": ".tar.gz", ".tbz2": ".tar.bz2", ".txz": ".tar.xz", ".tzst": ".tar.zst"}
SUFFIXES = (*KINDS, ".tar", *_SHORT)
_WINDOW = 1 << 31  # what dumps of forums are packed with
_PIECE = 1 << 18
# Packed bytes handed over at once: of the worst file they give 128 MB.
_ZSTD_PIECE = 4096


def inside(name: str) -> tuple[str, str]:
    """Return the name of what a file holds and the suffix that it is packed with, "" for a file that is not packed.

    A `.tar` in it stays: `pages.tgz` holds `pages.tar`.
    """
    stem, suffix = os.path.splitext(name)
    if long := _SHORT.get(suffix.lower()):
        return stem + ".tar", long[4:]
    return (stem, suffix.lower()) if suffix.lower() in KINDS else (name, "")


def is_archive(name: str) -> bool:
    """True if a file, by its name, is an archive of files."""
    return inside(name)[0].lower().endswith(".tar")


def unpacked(path: str) -> BinaryIO:
    """Open a file for reading; one that is packed gives what it holds, which is unpacked as it is read.

    It can be read again from its beginning, and only from there. What is no such file, or is cut off, is a QdaError
    while reading.
    """
    packing = inside(path)[1]
    return io.BufferedReader(_Unpacked(path, packing), _PIECE) if packing else opening.open_file(path)


def whole(path: str, options: ReadOptions) -> bytes:
    """Return the bytes of a file, unpacked; QdaError when they are too many."""
    if not inside(path)[1]:
        return opening.whole(path, options)
    with unpacked(path) as file:
        raw = opening.some(file, options.large)
    if len(raw) > opening.LARGEST and not options.large:
        raise opening.too_large("it unpacks to over 20 MB")
    return raw


class Member(NamedTuple):
    """A file in an archive; `read` gives its first bytes, as many as are asked for."""

    name: str
    size: int
    file: IO[bytes]


def members(path: str) -> Iterator[Member]:
    """Yield the files of an archive one after the other, in its order; each is read before the next is asked for.

    Links, folders and devices are passed over, and so is what a program keeps for itself (`.DS_Store`, `__MACOSX`).
    """
    import tarfile

    with unpacked(path) as file:
        try:
            with tarfile.open(fileobj=file, mode="r|") as archive:
                for entry in archive:
                    parts = entry.name.split("/")
                    if not entry.isreg() or parts[-1].startswith(".") or "__MACOSX" in parts:
                        continue
                    held = archive.extractfile(entry)
                    if held is not None:
                        yield Member(entry.name, entry.size, held)
        except tarfile.ReadError as e:
            cut = "truncated" in str(e) or "unexpected end" in str(e)
            raise QdaError("an archive that is cut off" if cut else "not an archive (.tar), or a damaged one") from None


class _Unpacked(io.RawIOBase):
    """What a compressed file holds."""

    def __init__(self, path: str, suffix: str) -> None:
        self._path, self._suffix = path, suffix
        self._packed: BinaryIO | None = None
        self._held = self._begin()
        self._at = 0

    def _begin(self) -> Any:
        if self._suffix == ".zst":
            from qda.core import extras

            extras.need("a file packed as .zst", "zst")
        self._packed = file = opening.open_file(self._path)
        if self._suffix == ".gz":
            import gzip

            return gzip.GzipFile(fileobj=file)
        if self._suffix == ".bz2":
            import bz2

            return bz2.BZ2File(file)
        if self._suffix == ".xz":
            import lzma

            return lzma.LZMAFile(file)
        return _Zstandard(file)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        if offset or whence != os.SEEK_SET:
            raise io.UnsupportedOperation("what is packed is read from its beginning")
        if self._at:
            self._end()
            self._held, self._at = self._begin(), 0
        return 0

    def readinto(self, buffer: Any, /) -> int:
        try:
            n = int(self._held.readinto(buffer))
        except EOFError:
            raise QdaError(f"a {KINDS[self._suffix]} file that is cut off") from None
        except Exception as e:
            if not isinstance(e, (OSError, ValueError, zlib.error, *_errors(self._suffix))) or _of_the_disk(e):
                raise
            raise QdaError(f"not a file packed as {self._suffix}, or a damaged one") from None
        self._at += n
        return n

    def _end(self) -> None:
        self._held.close()
        if self._packed is not None:
            self._packed.close()

    def close(self) -> None:
        if not self.closed:
            self._end()
        super().close()


class _Zstandard:
    """What a file packed with Zstandard holds, whose library says nothing of a file that is cut off."""

    def __init__(self, file: BinaryIO) -> None:
        import zstandard

        self._file, self._held = file, b""
        self._unpacker = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
        self._frame: Any = None

    def readinto(self, buffer: Any) -> int:
        while not self._held:
            if self._frame is not None and self._frame.eof and self._frame.unused_data:
                packed = self._frame.unused_data
                self._frame = self._unpacker.decompressobj()
            else:
                packed = self._file.read(_ZSTD_PIECE)
                if self._frame is None or self._frame.eof:
                    if not packed:
                        return 0
                    self._frame = self._unpacker.decompressobj()
            if not packed:
                raise EOFError
            self._held = self._frame.decompress(packed)
        n = min(len(buffer), len(self._held))
        buffer[:n], self._held = self._held[:n], self._held[n:]
        return n

    def close(self) -> None:
        self._held = b""


def _of_the_disk(e: Exception) -> bool:
    return isinstance(e, OSError) and e.errno is not None


def _errors(suffix: str) -> tuple[type[Exception], ...]:
    """Return the errors of a library that are no errors of Python's."""
    if suffix == ".xz":
        import lzma

        return (lzma.LZMAError,)
    if suffix == ".zst":
        import zstandard

        return (zstandard.ZstdError,)
    return ()
