"""What every part of an export works on: the study, what of it goes out, how texts are shown, where things are put."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qda.exporters.projects import elements
from qda.exporters.projects.conventions import Convention
from qda.exporters.projects.project_xml import ProjectXml
from qda.ops.exchange.tally import Tally
from qda.store.queries import exchange

if TYPE_CHECKING:
    from qda.core.text.shown import Shown
    from qda.exporters.projects.archive import Archive
    from qda.ops.sources.masking import Veiled

ONLY_OURS = "only qda reads it back"
LEFT_OUT = "no place in the standard"


@dataclass(slots=True)
class Exporting:
    """One export. `chosen` are numbers of sources, None for all. `archive` is None in a dry run.

    `plain`: the data of our own stays out. `media`: the folder with the files of media.
    """

    db: sqlite3.Connection
    chosen: set[int] | None
    convention: Convention
    plain: bool
    media: str
    archive: Archive | None
    xml: ProjectXml
    veiled: Veiled | None
    tick: Callable[..., None]
    tally: Tally = field(default_factory=Tally)
    coders: dict[int, str] = field(default_factory=dict)  # number -> uuid
    codes: dict[int, str] = field(default_factory=dict)
    sources: dict[int, tuple[str, str]] = field(default_factory=dict)  # number -> (uuid, name), all of the study
    far: list[str] = field(default_factory=list)  # sources with characters beyond U+FFFF

    def begin(self) -> None:
        """Read what all parts look things up in."""
        self.coders = {id: uuid for id, uuid, _ in exchange.coders(self.db)}
        self.codes = exchange.uuids(self.db, "code")
        self.sources = exchange.source_names(self.db)

    def goes(self, source: int) -> bool:
        """True if a source goes out."""
        return self.chosen is None or source in self.chosen

    def say(self, text: str, source: str = "") -> str:
        """Return a text as it may leave the program; `source` names the source that it is from."""
        return text if self.veiled is None else self.veiled.shown(text, source)

    def page(self, source: exchange.Source) -> Shown | None:
        """Return a source's text as it may leave the program, None where that is the stored text."""
        if self.veiled is None:
            return None
        return self.veiled.page(source.text, source.name, exchange.borders(self.db, source.id))

    def ours(self, thing: str, n: int, why: str = "") -> None:
        """Count things that only the data of our own holds; `why` begins the reason, such as "without a participant"."""
        before = f"{why}: " if why else ""
        if self.plain:
            self.tally.lost(thing, before + LEFT_OUT, n)
        else:
            self.tally.carried(thing, before + ONLY_OURS, n)

    def note(self, guid: str, name: str, text: str, coder: str = "", at: str = "", rich: str = "") -> None:
        """Write a Note; `rich` is the path in the archive of its text with its form, if there is one."""
        self.xml.add("Notes", elements.note(guid, name, text, coder, at, rich))
