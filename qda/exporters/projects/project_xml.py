"""The XML of a project: its sections are filled in any order and written in that of the schema."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qda.exporters.projects.archive import Archive, Spool
from qda.exporters.projects.elements import refs, value

NAMESPACE = "urn:QDA-XML:project:1.0"
_SECTIONS = ("Users", "CodeBook", "Variables", "Cases", "Sources", "Notes", "Links", "Sets", "Graphs")
_INSIDE = {"CodeBook": ("<Codes>", "</Codes>")}  # what stands around its elements besides the section's own tags


class ProjectXml:
    """A project in the making. `folder` is where what is large waits for its place; without one nothing is kept."""

    def __init__(self, folder: str | None) -> None:
        self._folder = folder
        self._held: dict[str, Spool] = {}

    def add(self, section: str, xml: str) -> None:
        """Add elements to a section."""
        if self._folder is None or not xml:
            return
        if section not in self._held:
            self._held[section] = Spool(self._folder)
        self._held[section].add(xml)

    def write(self, archive: Archive, entry: str, *, name: str, origin: str, notes: Sequence[str]) -> str:
        """Write the project as an entry of an archive; return its SHA-256. `notes` are guids of notes on the project."""
        first = (
            '<?xml version="1.0" encoding="utf-8"?>\n'
            f'<Project xmlns="{NAMESPACE}" name="{value(name)}" origin="{value(origin)}">\n'
        )
        last = f"{refs('NoteRef', notes)}</Project>\n"
        parts: list[bytes | Spool] = [first.encode()]
        for section in _SECTIONS:
            if section in self._held:
                before, after = _INSIDE.get(section, ("", ""))
                parts += [f"<{section}>{before}\n".encode(), self._held[section], f"{after}</{section}>\n".encode()]
        parts.append(last.encode())
        size = sum(part.size() if isinstance(part, Spool) else len(part) for part in parts)
        return archive.pieces(entry, size, _pieces(parts))

    def close(self) -> None:
        """Give up what was not written."""
        for spool in self._held.values():
            spool.close()


def _pieces(parts: Sequence[bytes | Spool]) -> Iterator[bytes]:
    for part in parts:
        if isinstance(part, Spool):
            yield from part.pieces()
        else:
            yield part
