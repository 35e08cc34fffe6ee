"""From cues to a text for reading: who says what, joined to turns, or to paragraphs where nobody is named."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from qda.core.drafts import Draft, DraftSegment, ReadOptions
from qda.core.errors import QdaError
from qda.core.text.language import function_word
from qda.importers.captions.cue import Cue, ends_sentence
from qda.importers.common.greetings import name_like
from qda.importers.common.rules import Rules, rules
from qda.importers.transcripts.line_labels import named, no_speaker, no_such_label, times
from qda.importers.transcripts.roles import is_researcher, role_of

_LABEL = re.compile(
    r"(?:\[(?P<b>[^\[\]:：]{1,60})\]\s*[:：]|\((?P<p>[^():：]{1,60})\)\s*[:：]"
    r"|(?P<n>[^\s:：<>\[\]\"“”!?;…()][^:：<>\[\]\"“”!?;…]{0,59}?)\s*[:：])(?!//|\d)\s*"
)
_UNMARKED = re.compile(r"\[(?P<b>[^\[\]:]{1,60})\]\s*(?=\S)")  # "[SPEAKER_00] words"
_NUMBERED = re.compile(r"(?:speaker|spk)[ _-]?\d{1,3}$", re.I)
_CHANGE = re.compile(r"(?:>{2,3}|≫)\s*")
_DASH = re.compile(r"[-–—‐](?![-–—‐\d>])\s*(?=\S)")
_NOTE_MAX = 160
_LONG = 1000  # characters after which the next sentence of a turn begins on a new line
_PAUSE, _SILENCE = 1500, 4000  # milliseconds


class Piece(NamedTuple):
    """Words of one person in one cue: the label as written (None: none), the mark of a change, the words, the time."""

    name: str | None
    mark: str
    text: str
    start: int
    end: int


@dataclass(slots=True)
class Turn:
    """One turn: the speaker, if known, and the pieces in order."""

    name: str | None
    mark: str = ""
    pieces: list[Piece] = field(default_factory=list)
    size: int = 0

    def add(self, piece: Piece) -> None:
        """Takes one more piece."""
        self.pieces.append(piece)
        self.size += len(piece.text) + 1


def compose(draft: Draft, cues: list[Cue], options: ReadOptions) -> None:
    """Fills in a draft's text, kind and segments, and empties the list of cues; QdaError when no cue has words."""
    pieces = _pieces(cues, draft, options)
    n = len(cues)
    cues.clear()
    if not any(p.text for p in pieces):
        raise QdaError(f"empty: {n} cue{'s' if n != 1 else ''} without words")
    spoken = any(p.name or p.mark.startswith((">", "≫")) for p in pieces)
    turns = _turns(pieces) if spoken else _paragraphs(pieces)
    draft.kind = "interview" if spoken and options.form != "plain" else "plain"
    if not spoken:
        draft.notes.append(no_speaker("by pauses and sentences"))
    _write(draft, turns, spoken, options.form == "plain", rules())


def _pieces(cues: list[Cue], draft: Draft, options: ReadOptions) -> list[Piece]:
    """The cues' words by who says them. A line without a label goes on with whoever spoke before it in the cue."""
    lines = _lines(cues)
    speakers = _speakers(lines, cues, draft, options)
    out: list[Piece] = []
    for name, mark, text, cue, place in lines:
        label = _label(text) if name is None and place else None
        if label and label[0].casefold() in speakers:
            name, text = label[0], text[label[1] :]
        if text or name:
            out.append(Piece(name, mark, text, cue.start, cue.end))
    return out


_Line = tuple[str | None, str, str, Cue, bool]


def _lines(cues: list[Cue]) -> list[_Line]:
    """All lines: the name that a voice tag gives, the mark of a change taken off, the words, the cue, whether a label
    may stand there (first in a cue, after a mark, or after the end of a sentence)."""
    out: list[_Line] = []
    before = ""
    for cue in cues:
        dashes = sum(s.voice is None and bool(_DASH.match(s.text)) for s in cue.said)
        for n, (voice, text) in enumerate(cue.said):
            mark = ""
            if voice is None and (found := _CHANGE.match(text)):
                mark = found[0].strip()
            elif voice is None and (found := _DASH.match(text)) and (dashes > 1 or not before or ends_sentence(before)):
                mark = text[0]
            if mark and found and found.end() < len(text):
                text = text[found.end() :]
            else:
                mark = ""
            out.append((voice or None, mark, text, cue, not n or bool(mark) or ends_sentence(before)))
            before = text
    return out


def _label(text: str) -> tuple[str, int] | None:
    """Find a possible label at the beginning of a line: the name as written, and the start of the words."""
    if found := _LABEL.match(text[:140]):
        name = (found["b"] or found["p"] or found["n"]).strip()
        return (name, found.end()) if name and len(name.split()) <= 6 else None
    if (found := _UNMARKED.match(text[:140])) and _NUMBERED.match(found["b"].strip()):
        return found["b"].strip(), found.end()
    return None


def _speakers(lines: list[_Line], cues: list[Cue], draft: Draft, options: ReadOptions) -> set[str]:
    """The labels (casefolded) that are speakers': by --speaker, else those that come back or name a role."""
    if options.form == "plain":
        return set()
    found = [
        (label[0], cue) for name, _, text, cue, place in lines if name is None and place and (label := _label(text))
    ]
    if options.speakers:
        hits = named([name for name, _ in found], options.speakers)
        if hits:
            return {name.casefold() for name in hits}
        draft.notes.append(no_such_label(options.speakers))
    r = rules()
    counts = Counter(name.casefold() for name, _ in found)
    written = {name.casefold(): name for name, _ in reversed(found)}
    for k in [k for k in counts if k in r.not_speakers or written[k].replace(" ", "").isdigit()]:
        del counts[k]
    cues_said = max(sum(bool(c.said) for c in cues), 1)
    all_labelled = sum(counts.values()) * 2 >= cues_said
    sure = {k for k in counts if _sure(written[k], counts[k], r)}
    back = {
        k
        for k, n in counts.items()
        if n > 1
        and (all_labelled or not function_word(k))  # "So: …" twice in a talk; but Ben is a name
        and (name_like(written[k]) or (all_labelled and len(k.split()) <= 4))
    }
    speakers = sure | back
    if all_labelled:
        speakers |= {k for k in counts if name_like(written[k])}
    n = sum(counts[k] for k in speakers)
    opens = bool(found) and bool(lines) and found[0][1] is lines[0][3] and found[0][0].casefold() in speakers
    if not sure and not opens and (len(speakers) < 2 or n * 20 < cues_said):
        return set()
    if not sure and len(speakers) == 1 and n * 20 < cues_said:
        return set()
    return speakers


def _sure(name: str, count: int, r: Rules) -> bool:
    """True if a label names a speaker by itself: a role (a letter only if it recurs), capitals throughout, or a
    number that a program gave."""
    if _NUMBERED.match(name):
        return True
    if role_of(name, r):
        return count > 1 or len(name) > 2
    letters = [c for c in name if c.isalpha()]
    return len(letters) > 1 and len(name.split()) <= 3 and all(c.isupper() for c in letters)


def is_note(text: str) -> bool:
    """True if the words of a cue describe a sound: "[Music]", "(laughs)", "♪♪"."""
    if len(text) > _NOTE_MAX:
        return False
    inside = text[1:-1]
    if (text[:1], text[-1:]) in (("[", "]"), ("(", ")")):
        return not any(c in inside for c in "[]()") and (text[0] == "[" or len(text.split()) <= 6)
    return bool(text) and not any(c.isalnum() for c in text) and any(c in text for c in "♪♫♩♬")


def _turns(pieces: list[Piece]) -> list[Turn]:
    """Pieces in a row by one person joined; a piece without a name goes on, one with a mark of a change does not."""
    out: list[Turn] = []
    for piece in pieces:
        turn = out[-1] if out else None
        if turn is None or (piece.name is not None and piece.name.casefold() != (turn.name or "").casefold()):
            turn = Turn(piece.name, piece.mark if piece.name is None else "")
            out.append(turn)
        elif piece.name is None and piece.mark:
            turn = Turn(None, piece.mark)
            out.append(turn)
        turn.add(piece)
    return out


def _paragraphs(pieces: list[Piece]) -> list[Turn]:
    """Pieces joined to paragraphs that end at a silence, at a pause after a sentence, or when they have become long."""
    out: list[Turn] = []
    last: Piece | None = None
    for piece in pieces:
        turn = out[-1] if out else None
        note = is_note(piece.text)
        if turn is None or last is None or note or is_note(last.text) or piece.mark or last.mark:
            new = True
        else:
            gap, ended = piece.start - last.end, ends_sentence(last.text)
            new = (
                gap >= _SILENCE
                or (gap >= _PAUSE and (ended or turn.size >= 200))
                or (ended and turn.size >= 500)
                or turn.size >= 1200
            )
        if new or turn is None:
            turn = Turn(None, piece.mark)
            out.append(turn)
        turn.add(piece)
        last = piece
    return out


def _write(draft: Draft, turns: list[Turn], spoken: bool, flat: bool, r: Rules) -> None:
    """Writes the turns one under the other into the draft's text, with their segments."""
    parts: list[str] = []
    at = 0
    segments = draft.segments
    for turn in turns:
        if not any(p.text for p in turn.pieces):
            continue
        label = f"{turn.name}:" if turn.name else turn.mark
        if parts:
            parts.append("\n\n")
            at += 2
        start = at
        if label:
            parts.append(label + " ")
            at += len(label) + 1
            if not flat:
                segments.append(DraftSegment("boilerplate", start, at - 1))
        begin = start if flat else at
        outer = len(segments)
        inner: list[DraftSegment] = []
        line = 0
        fresh = True
        for piece in turn.pieces:
            if not piece.text:
                continue
            if not fresh:
                broken = line >= _LONG and parts and ends_sentence(parts[-1])
                parts.append("\n" if broken else " ")
                line = 0 if broken else line
                at += 1
            if is_note(piece.text):
                inner.append(DraftSegment("note", at, at + len(piece.text), parent=outer))
            parts.append(piece.text)
            at += len(piece.text)
            line += len(piece.text) + 1
            fresh = False
        said = [p for p in turn.pieces if p.text]
        data: dict[str, Any] = dict(times(min(p.start for p in said), max(p.end for p in said)))
        if flat or not spoken:
            kind = "note" if len(said) == 1 and inner and not flat else "paragraph"
            segments.append(DraftSegment(kind, begin, at, metadata=data))
            continue
        role = "researcher" if turn.name and is_researcher(turn.name, r) else "participant"
        segments.append(DraftSegment("turn", begin, at, turn.name, role=role, metadata=data))
        segments += inner
    draft.text = "".join(parts)
