"""A project of another program between its reader and the study: plain data that every reader makes and one place takes in.

All identifiers are what `guid` makes of them. Offsets are code points into `SourceForm.text`, end exclusive, whatever unit
and line ends the program counts in: its reader converts. XML is a piece of REFI-QDA (elements of `urn:QDA-XML:project:1.0`
without a prefix or a namespace declaration) that an export can put back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from uuid import UUID, uuid5

# What a table of an import or export counts, in its order.
THINGS = (
    "coder", "code", "set", "source", "media", "segment", "participant", "variable", "value", "coding",
    "coding-of-source", "area", "selection", "memo", "relation", "link", "graph", "membership", "alias", "property",
    "placement", "comparison", "negative", "sampling", "judgement", "pile", "sorting", "condition", "stability",
    "checklist", "setting", "summary", "storyline", "history",
)  # fmt: skip
COLUMNS = ("thing", "found", "kept", "carried", "lost", "as", "note")

_GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_ROOT = UUID("7164a100-0000-5000-8000-000000000000")  # holder of what has no holder with a uuid


def guid(raw: object, *place: object) -> str:
    """Return an identifier as qda keeps it: lower case, without braces.

    One that is no UUID becomes the UUID version 5 of `place` and itself; an empty one without a place stays empty.
    """
    text = str(raw or "").strip().strip("{}").casefold()
    if _GUID.fullmatch(text):
        return text
    return derived("", *place, text) if text or place else ""


def derived(holder: str, *place: object) -> str:
    """Return the UUID version 5 of a holder's uuid ("" for none) and a place in it, such as `("segment", 120)`."""
    return str(uuid5(UUID(holder) if holder else _ROOT, "/".join(map(str, place))))


def places(holder: str) -> Callable[[str], str]:
    """Return the function that gives `derived(holder, place)` for one place after the other: for many, four times as fast."""
    from hashlib import sha1  # listing sources does not need it

    start = sha1((UUID(holder) if holder else _ROOT).bytes, usedforsecurity=False)

    def at(place: str) -> str:
        h = start.copy()
        h.update(place.encode("utf-8"))
        x = h.hexdigest()
        return f"{x[:8]}-{x[8:12]}-5{x[13:16]}-{'89ab'[int(x[16], 16) & 3]}{x[17:20]}-{x[20:32]}"

    return at


def reading(holder: str, text: str) -> str:
    """Return the guid of a note that an export writes for people to read on the thing `holder`: it depends on the text.

    An import can tell so, from the note and what refers to it alone, that qda wrote it and nobody has changed it.
    """
    return derived(holder, "reading", text)


@dataclass(frozen=True, slots=True)
class ProjectOptions:
    """How to read a project: `name` chooses one where a file has several, `large` lifts the limit of 20 MB on one source."""

    name: str = ""
    large: bool = False


@dataclass(slots=True)
class CoderForm:
    """A user."""

    guid: str
    name: str


@dataclass(slots=True)
class CodeForm:
    """A code or a category; `parent` is the guid of its home, "" at the top.

    `description` is the text as it stands in the file (in a file of our own with the lines after `-- qda --`). `notes` are
    guids of notes that refer to it. `place` is where it stands in the file, for a refusal ("line 12").
    """

    guid: str
    name: str
    parent: str = ""
    colour: str = ""
    codable: bool = True
    description: str = ""
    notes: list[str] = field(default_factory=list)
    coder: str = ""
    created_at: str = ""
    place: str = ""


@dataclass(slots=True)
class SetForm:
    """A set of codes, sources or notes by their guids. `xml` is the element, to be carried."""

    guid: str
    name: str
    description: str = ""
    codes: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    xml: str = ""


@dataclass(slots=True)
class VariableForm:
    """A variable; `type` is REFI's (`Text`, `Boolean`, `Integer`, `Float`, `Date`, `DateTime`)."""

    guid: str
    name: str
    type: str = "Text"
    description: str = ""


Values = list[tuple[str, str]]  # (guid of the variable, value as it stands in the file)


@dataclass(slots=True)
class CaseForm:
    """A case: a person, or whatever else the program's users made cases of.

    `sources` are whole sources of the case, `selections` guids of selections that belong to it.
    """

    guid: str
    name: str
    description: str = ""
    codes: list[str] = field(default_factory=list)
    values: Values = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    selections: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class CodingForm:
    """A code on the selection or source that holds this coding. `coder` is a guid, "" when the file names none.

    `created_at` is as in the file (ISO 8601, perhaps with an offset), "" when unknown. `note` is a text that the program keeps
    with the coding itself; `notes` are guids of notes.
    """

    guid: str
    code: str
    coder: str = ""
    created_at: str = ""
    note: str = ""
    notes: list[str] = field(default_factory=list)
    pinned: bool = False


@dataclass(slots=True)
class SelectionForm:
    """A stretch of a source's text. `xml` is the element when it may have to be carried (no coding, or an empty stretch).

    A selection that fits under no convention has `start` -1 and its own numbers in `raw`.
    """

    guid: str
    start: int
    end: int
    name: str = ""
    description: str = ""
    codings: list[CodingForm] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    coder: str = ""
    created_at: str = ""
    raw: str = ""
    xml: str = ""


@dataclass(slots=True)
class AreaForm:
    """A selection of a page, picture, sound or film: an element to be carried, with the words that it names, if any."""

    guid: str
    kind: str  # pdf, picture, audio, video, transcript
    xml: str
    name: str = ""
    description: str = ""
    codings: list[CodingForm] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class MediaForm:
    """A file that belongs to a source and is no plain text: where it stands in the project, and how to read it.

    `path` is the attribute as written in the file (`internal://…`), `file` the name of its entry or "" when the project does
    not have it. `copy(target)` writes its bytes to a path.
    """

    path: str
    file: str = ""
    size: int = 0
    copy: Callable[[str], None] | None = None


@dataclass(slots=True)
class SourceForm:
    """A source. `text` is None when the project has none that can be read (`why` says the reason), or when it is no text.

    A PDF with a Representation has that as its text; `shell` is then the PDFSource element with its attributes and without
    children but a Description. `xml` is the whole element of a source without a text, to be carried. `whole` are codings of
    the source as a whole. `origin` is the name of its file.
    """

    guid: str
    kind: str  # text, pdf, picture, audio, video, transcript
    name: str = ""
    origin: str = ""
    text: str | None = None
    why: str = ""
    description: str = ""
    selections: list[SelectionForm] = field(default_factory=list)
    whole: list[CodingForm] = field(default_factory=list)
    areas: list[AreaForm] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    values: Values = field(default_factory=list)
    media: list[MediaForm] = field(default_factory=list)
    coder: str = ""
    created_at: str = ""
    metadata: dict[str, str] = field(default_factory=dict)
    shell: str = ""
    xml: str = ""


@dataclass(slots=True)
class NoteForm:
    """A note. `text` is None when the project does not have it (`why`). `on` are guids of what it is about, where the program
    says so in the note itself (`study` for the project); what refers to it by `notes` counts too. `type` is a type of memo or "".
    """

    guid: str
    name: str = ""
    text: str | None = ""
    why: str = ""
    coder: str = ""
    created_at: str = ""
    type: str = ""
    on: list[str] = field(default_factory=list)
    xml: str = ""
    media: list[MediaForm] = field(default_factory=list)


@dataclass(slots=True)
class LinkForm:
    """A link between two things by guid. `direction` is `Associative`, `OneWay` or `Bidirectional`."""

    guid: str
    name: str
    direction: str
    origin: str
    target: str
    notes: list[str] = field(default_factory=list)
    xml: str = ""


@dataclass(slots=True)
class GraphForm:
    """A picture of codes and links: carried."""

    guid: str
    name: str
    xml: str


@dataclass(slots=True)
class ProjectForm:
    """A project as its reader hands it on. The lists are whole; sources are read one after the other by `sources()`.

    `program` is the program's name, `origin` what the file says of it, `name` the project's.
    `lost` has, by thing, a count for each reason why something of the file is not handed on; it grows while `sources` runs.
    `conventions` has, once `sources` has run, a count of sources for each way of counting offsets that was found (a
    sentence such as "UTF-16 units, CRLF counts 2"). `notes` are for the researcher. `ours` is True for a file that qda wrote.
    `close` frees what the reader holds open.
    """

    program: str
    name: str = ""
    origin: str = ""
    description: str = ""
    ours: bool = False
    coders: list[CoderForm] = field(default_factory=list)
    codes: list[CodeForm] = field(default_factory=list)
    sets: list[SetForm] = field(default_factory=list)
    variables: list[VariableForm] = field(default_factory=list)
    cases: list[CaseForm] = field(default_factory=list)
    memos: list[NoteForm] = field(default_factory=list)
    links: list[LinkForm] = field(default_factory=list)
    graphs: list[GraphForm] = field(default_factory=list)
    about: list[str] = field(default_factory=list)  # guids of notes on the project itself
    sources: Callable[[], Iterator[SourceForm]] = lambda: iter(())
    lost: dict[str, dict[str, int]] = field(default_factory=dict)
    conventions: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    close: Callable[[], None] = lambda: None

    def lose(self, thing: str, why: str, n: int = 1) -> None:
        """Count things of the file that are not handed on, and why."""
        reasons = self.lost.setdefault(thing, {})
        reasons[why] = reasons.get(why, 0) + n
