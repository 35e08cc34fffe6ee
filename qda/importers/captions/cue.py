"""A cue of subtitles or of a machine transcript, and its lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

_SENTENCE_END = re.compile(r"[.?!…。？！♪][\"'”’»)\]]*$")


class Said(NamedTuple):
    """A line of a cue without its tags, and who says it where a voice tag tells: "" is a tag that names no one."""

    voice: str | None
    text: str


@dataclass(slots=True)
class Cue:
    """One cue: when it is shown, in milliseconds, and its lines."""

    start: int
    end: int
    lines: list[str]
    said: list[Said] = field(default_factory=list)


def ends_sentence(text: str) -> bool:
    """True if the words end with a full stop or a sign like it."""
    return bool(_SENTENCE_END.search(text[-8:]))
