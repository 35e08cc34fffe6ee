"""ZIP archives and the XML in them, read with care: nothing is unpacked to disk, and nothing grows without a limit."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile, ZipInfo

from qda.core.errors import QdaError, place_of

if TYPE_CHECKING:
    from lxml.etree import _Element

ENTRIES = 20_000
PART = 48_000_000  # bytes of one part, unpacked
TAGS = 1_000_000  # in one part: an element and its text take about 240 bytes of memory
WHOLE = 1_000_000_000  # bytes that the entries say they unpack to
RATIO = 250  # unpacked to packed of a part over a million bytes; text as dull as a table of one word packs 1 to 150
_ENTITY = (b"<!ENTITY", "<!ENTITY".encode("utf-16-le"), "<!ENTITY".encode("utf-16-be"))
_OFFICE = b"\xd0\xcf\x11\xe0"
_SECRET = "EncryptedPackage".encode("utf-16-le")
# A part that only one kind of archive has, and that kind.
_KINDS = (
    ("word/", ".docx"),
    ("xl/", ".xlsx"),
    ("ppt/", ".pptx"),
    ("META-INF/container.xml", ".epub"),
    ("content.xml", ".odt"),
    ("project.qde", ".qdpx"),
)


class Archive:
    """A ZIP archive in memory; raises QdaError when it is none, is damaged, or asks for more than it should.

    `suffix` is what the caller reads (`.docx`), for the messages.
    """

    def __init__(self, raw: bytes, suffix: str) -> None:
        if raw.startswith(_OFFICE):
            if _SECRET in raw:
                raise QdaError("encrypted with a password: open it, take the password off and save it again")
            raise QdaError(
                f"an old Office file, not a {suffix}: open it in Word or LibreOffice and save it as {suffix}"
            )
        if not raw.startswith(b"PK"):
            raise QdaError(f"not a {suffix}: {_looks(raw)}")
        try:
            self.zip = ZipFile(BytesIO(raw))
        except (BadZipFile, OSError, ValueError, struct.error, NotImplementedError):
            raise QdaError("damaged or cut off: get it again, or open it and save it anew") from None
        self.suffix = suffix
        self.names: dict[str, ZipInfo] = {}
        entries = self.zip.infolist()
        if len(entries) > ENTRIES:
            raise QdaError(f"{len(entries)} entries in the archive, more than {ENTRIES}: not opened")
        if sum(entry.file_size for entry in entries) > WHOLE:
            raise QdaError("unpacks to more than 1 GB (a zip bomb?): not opened")
        for entry in entries:
            name = entry.filename.replace("\\", "/")
            if name.startswith("/") or ".." in name.split("/") or name[1:2] == ":":
                raise QdaError(f"an entry's path leaves the archive ({entry.filename[:60]!r}): not opened")
            self.names.setdefault(name, entry)

    def kind(self) -> str:
        """The suffix that the archive's parts tell, or ""."""
        for part, suffix in _KINDS:
            if any(n == part or (part.endswith("/") and n.startswith(part)) for n in self.names):
                return suffix
        return ""

    def want(self, part: str) -> None:
        """QdaError when the archive lacks its main part, with what it is instead."""
        if part not in self.names:
            other = self.kind()
            if other and other != self.suffix:
                raise QdaError(f"not a {self.suffix} but a {other}: give it that suffix")
            raise QdaError(f"not a {self.suffix}: a ZIP archive without {part}")

    def bytes(self, part: str) -> bytes:
        """The bytes of a part; QdaError when it is encrypted, damaged or too large."""
        entry = self.names[part]
        if entry.flag_bits & 1:
            raise QdaError("encrypted with a password: take the password off and save it again")
        size, packed = entry.file_size, max(entry.compress_size, 1)
        if size > PART or (size > 1_000_000 and size > RATIO * packed):
            raise QdaError(f"{part} unpacks to {size / 1e6:.0f} MB from {packed / 1e6:.2f} (a zip bomb?): not opened")
        try:
            with self.zip.open(entry) as f:
                return f.read(PART)  # no more than the entry says it has, whatever it holds
        except (
            BadZipFile,
            OSError,
            EOFError,
            ValueError,
            zlib.error,
            struct.error,
            NotImplementedError,
            RuntimeError,
        ) as e:
            raise QdaError(f"damaged at {part} ({e or 'cut off'}): get it again, or open it and save it anew") from None

    def xml(self, part: str) -> _Element:
        """The root of a part that is XML; QdaError when it is not, or declares entities."""
        return xml(self.bytes(part), part)


def xml(raw: bytes, what: str) -> _Element:
    """The root element of XML bytes, read without network, entities or huge trees; QdaError when that cannot be."""
    from lxml import etree

    if (tags := raw.count(b"<")) > TAGS:
        raise QdaError(f"{what} has {tags / 1e6:.1f} million tags, more than {TAGS // 1_000_000}: split the document")
    if any(mark in raw for mark in _ENTITY):
        raise QdaError(f"{what} declares XML entities, which are not read: save it anew in another program")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as e:
        if "too long" in str(e):
            raise QdaError(
                "it has a paragraph of more than 10 million characters: break it up, or save it as .txt"
            ) from None
        raise QdaError(f"{what} is not XML that can be read{place_of(e)}: open it and save it anew") from None
    if root is None:
        raise QdaError(f"{what} is empty: open it and save it anew")
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and next(iter(dtd.iterentities()), None) is not None:
        raise QdaError(f"{what} declares XML entities, which are not read: save it anew in another program")
    return root


def local(el: Any) -> str:
    """An element's name without its namespace; "" for a comment, an instruction or an entity."""
    tag = el.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(el: Any, name: str) -> str | None:
    """The value of an attribute by its name without namespace, or None."""
    for k, v in el.attrib.items():
        if k == name or k.endswith("}" + name):
            return str(v)
    return None


def _looks(raw: bytes) -> str:
    head = raw[:400].lstrip().lower()
    if head.startswith(b"%pdf"):
        return "a PDF; give it the suffix .pdf"
    if head.startswith(b"{\\rtf"):
        return "rich text; give it the suffix .rtf"
    if head.startswith((b"<!doctype html", b"<html")):
        return "a web page; give it the suffix .html"
    if not head:
        return "empty"
    return "no ZIP archive, which such a file is: get it again, or open it and save it anew"
