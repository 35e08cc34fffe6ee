"""The text of a source or note of a REFI-QDA project, from its own file or from the XML."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from qda.core.projects import MediaForm, ProjectOptions
from qda.importers.common.opening import LARGEST
from qda.importers.projects.archive import Archive
from qda.importers.projects.refi_xml import local, text_in

if TYPE_CHECKING:
    from lxml.etree import _Element

MISSING, NOTHING, EMPTY = "text file missing", "no text", "empty text"


class Text(NamedTuple):
    """A text as it stands in the file (line ends too), None when there is none that can be read, and why."""

    raw: str | None
    why: str = ""


def from_file(archive: Archive, reference: str, options: ProjectOptions) -> Text:
    """Return the text of the entry that a `plainTextPath` means."""
    name = archive.find(reference)
    if not name:
        return Text(None, MISSING)
    if archive.size(name) > LARGEST and not options.large:
        return Text(None, f"text of more than {LARGEST // 1_000_000} MB")
    with archive.open(name) as f:
        raw = f.read()
    try:
        return readable(raw.decode("utf-8").removeprefix("\ufeff"))
    except UnicodeDecodeError:
        return Text(None, "text not UTF-8")


def readable(text: str) -> Text:
    """Return a text if it can be a source's."""
    if "\0" in text:
        return Text(None, "text with a NUL")
    return Text(text) if text and not text.isspace() else Text(None, EMPTY)


def lines(raw: str | None) -> str | None:
    """Return a text with LF for every line end."""
    return raw and raw.replace("\r\n", "\n").replace("\r", "\n")


def inline(element: _Element) -> str | None:
    """Return what stands in the PlainTextContent of an element, None without one."""
    return next((text_in(child) for child in element if local(child) == "PlainTextContent"), None)


def of(archive: Archive, element: _Element, options: ProjectOptions) -> Text:
    """Return the text of a TextSource, Representation, Transcript or Note."""
    reference = element.get("plainTextPath")
    got = from_file(archive, reference, options) if reference else Text(None, NOTHING)
    content = inline(element) if got.raw is None else None
    return readable(content) if content else got


def named(reference: str | None) -> str:
    """Return the file's name in a path of the XML, "" for none."""
    return (reference or "").replace("\\", "/").rpartition("/")[2].strip()


def media(archive: Archive, reference: str) -> MediaForm:
    """Return the file that a path in the XML means; it may not be in the project."""
    name = archive.find(reference)
    if not name:
        return MediaForm(reference)
    return MediaForm(reference, name, archive.size(name), lambda target: archive.copy(name, target))
