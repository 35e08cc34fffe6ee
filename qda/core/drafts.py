"""Results of importers: sources as read from files, not yet in a study."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from qda.core.errors import Refused
from qda.core.kinds import INNER_KINDS as INNER_KINDS
from qda.core.kinds import OUTER_KINDS as OUTER_KINDS
from qda.core.kinds import SEGMENT_KINDS as SEGMENT_KINDS
from qda.core.kinds import SOURCE_KINDS as SOURCE_KINDS


class DraftSegment(NamedTuple):
    """A part of a draft's text that one person wrote or said without a break.

    Offsets are code points into the draft's text, end exclusive. `author` is the label as written; `date` is ISO 8601
    or None. `reply_to` and `parent` are positions in the draft's list of segments (0 is the first); the parent is the
    post, comment, turn or answer that holds an inner segment. `role` is `researcher` for the label of an interviewer or
    moderator, else `participant`.
    """

    kind: str
    start: int
    end: int
    author: str | None = None
    date: str | None = None
    reply_to: int | None = None
    parent: int | None = None
    role: str = "participant"
    metadata: dict[str, Any] | None = None


@dataclass(slots=True)
class Draft:
    """One source as read: its text, who wrote which part, and what the file says about it.

    `segments` are in text order (by start, an outer one before the inner ones it holds). `language` is an ISO 639-1
    code or "". `sha256` is the hash of the bytes that the source was read from (a whole file, or one thread's rows of a
    table); it identifies the file when it is imported again. `variables` become the source's variables, `participants`
    those of persons by label. `notes` tell the researcher what was assumed or left out; `misfits` list the rows of a
    table that did not fit.
    """

    name: str
    text: str
    kind: str = "plain"
    title: str = ""
    language: str = ""
    date: str | None = None
    segments: list[DraftSegment] = field(default_factory=list)
    metadata: dict[str, Any] = field(default_factory=dict)
    variables: dict[str, Any] = field(default_factory=dict)
    participants: dict[str, dict[str, Any]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    misfits: list[str] = field(default_factory=list)
    sha256: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Options of a researcher for reading files.

    `form` is `auto` or what the files are said to be. `encoding` overrides the guess. `columns` maps the fields of a
    table of posts to the file's columns. `language` is used when the text does not show its language. `large` lifts the
    limit of 20 MB on one source. `speakers` are patterns of speakers' labels. `profiles` is the folder of the
    researcher's own forum profiles. `sheet` names the sheet of a workbook. `texts` names the columns of answers of a
    survey; `columns` has the first of them too.
    """

    form: str = "auto"
    encoding: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    language: str = ""
    large: bool = False
    speakers: tuple[str, ...] = ()
    profiles: str = ""

    def __post_init__(self) -> None:
        """Reject a pattern of speakers that is empty or no regular expression: once here, not once a file."""
        for pattern in self.speakers:
            if not pattern.strip():
                raise Refused(
                    "speaker-empty",
                    "a pattern of speakers is empty: give a label, a glob such as 'R*', or /a regular expression/",
                )
            if len(pattern) > 2 and pattern[0] == pattern[-1] == "/":
                from qda.core.text.find import compiled

                compiled(pattern[1:-1])

    sheet: str = ""
    texts: tuple[str, ...] = ()


class Reading(NamedTuple):
    """The outcome of one file: a draft, the reason why it was left out, or a `note` that the researcher should read."""

    path: str
    draft: Draft | None
    error: str = ""
    note: str = ""
