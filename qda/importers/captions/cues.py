"""Subtitles and machine transcripts with cues, WebVTT and SRT: read as turns, or as paragraphs where nobody is named.

The stored text is written for reading: `Name: ` and what that person said in all cues in a row, without numbers, times
and tags. When it was said is each segment's metadata. Our own reader: webvtt-py gives a cue's first speaker only, and
refuses files that programs do write (cues without a blank line between them, hours left out, a mark at the beginning).
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from hashlib import sha256

from qda.core.drafts import Draft, ReadOptions
from qda.core.errors import QdaError
from qda.core.text.language import guess
from qda.importers.captions.cue import Cue, Said
from qda.importers.captions.rolling import unroll
from qda.importers.captions.turns import compose
from qda.importers.common.encoding import decode
from qda.importers.transcripts.line_labels import clock, milliseconds

_T = r"(?:[0-9]{1,6}:)?[0-9]{1,4}:[0-9]{1,2}(?:[.,][0-9]{1,9})?"
_TIMING = re.compile(rf"\s*(?P<start>{_T})\s*-{{1,2}}>\s*(?P<end>{_T})(?=\s|$)")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?(?:[ \t]+(?P<name>[^<>\n]*))?>|(?P<end></v>)")
_TAG = re.compile(
    r"</?(?:c|i|b|u|s|v|em|strong|lang|ruby|rt|font|span)(?:[.\s][^<>]*)?/?>|<[0-9:.,]{4,20}>|\{\\[^{}]*\}", re.I
)
_BREAK = re.compile(r"<br\s*/?>", re.I)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_SPACES = re.compile(r"[ \t\r\n\f\v\x1c-\x1f\x85\u2028\u2029]+")
_WIDTHLESS = "\u200b\u200c\u200d\u2060\ufeff"
_HEADER = re.compile(r"(?P<key>[A-Za-z][\w-]{0,30}):\s*(?P<value>\S.{0,199})$")
_INLINE = re.compile(r"<[0-9]{1,2}:[0-9]{2}:[0-9.]{2,7}>")
_PART = 60_000  # a time this far back, at the beginning again, opens another recording


@dataclass(slots=True)
class Cues:
    """Content of a file: its cues in the order of their times, the facts in its head, and notes on oddities."""

    cues: list[Cue] = field(default_factory=list)
    title: str = ""
    metadata: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def read(raw: bytes, name: str, origin: str, options: ReadOptions) -> Draft:
    """The draft of a .vtt or .srt file's bytes; raises QdaError when there are no cues or no words in them."""
    if not raw.strip():
        raise QdaError("empty: there is nothing to read")
    text, _, note = decode(raw, options.encoding)
    found = parse(text)
    del text  # 200,000 cues are to fit in 300 MiB
    if not found.cues:
        raise QdaError("no cue with a time such as 00:00:01.000 --> 00:00:04.000: if it is text, name it .txt")
    draft = Draft(name, "", title=found.title)
    if note:
        draft.notes.append(note)
    draft.notes += found.notes
    draft.metadata.update(found.metadata)
    draft.metadata["cues"] = len(found.cues)
    draft.metadata["duration"] = clock(max(c.end for c in found.cues))
    timed = any(
        _INLINE.search(line) for c in found.cues[:200] for line in c.lines if "<c>" in line and len(line) < 10_000
    )
    for cue in found.cues:
        cue.said, cue.lines = lines_said(cue.lines), []
    if dropped := unroll(found.cues, timed):
        draft.notes.append(f"{dropped} lines that captions show again as they roll or grow were taken once")
    compose(draft, found.cues, options)
    head = found.metadata.get("language", "")[:2].lower()
    draft.language = guess(draft.text) or options.language or (head if head.isalpha() else "")
    draft.origin, draft.sha256 = origin, sha256(raw).hexdigest()
    return draft


def parse(text: str) -> Cues:
    """The cues of a file's text: WebVTT and SRT alike, and what programs make of them; linear in its length."""
    out = Cues()
    lines = text.split("\n")
    n = len(lines)
    i = _head(lines, out)
    left_out = cut = 0
    cue: Cue | None = None
    fresh = True  # the line is the first after a blank one
    while i < n:
        line = lines[i]
        if not line or line.isspace():
            fresh, i = True, i + 1
            continue
        if "->" in line[:80] and (found := _timing(line)):
            cue = Cue(*found, [])
            out.cues.append(cue)
            fresh, i = False, i + 1
            continue
        if fresh and (block := _block(line)) and not (_announces(lines, i + 1)):
            while i < n and lines[i] and not lines[i].isspace():
                i += 1
            left_out += block != "STYLE" and block != "REGION"
            cue = None if block in ("STYLE", "REGION") else cue
            continue
        if _announces(lines, i + 1) and (fresh or line.strip().isdecimal()):
            fresh, i = False, i + 1  # a cue's number or name
            continue
        if fresh and line.strip().isdecimal() and not any(x.strip() for x in lines[i + 1 : i + 3]) and i + 3 >= n:
            cut += 1  # the number of a cue that the file has lost
        elif cue is not None:
            cue.lines.append(line)
        fresh, i = False, i + 1
    if out.cues and (cut or not out.cues[-1].lines):
        out.notes.append("it ends within a cue: it may have been cut off")
    if left_out:
        out.notes.append(f"left out: {left_out} NOTE block{'s' if left_out > 1 else ''}")
    _order(out)
    return out


def _head(lines: list[str], out: Cues) -> int:
    """Reads the head of a WebVTT file, its title and `Key: value` lines; the line after it."""
    first = lines[0].lstrip("\ufeff")
    if not first.startswith("WEBVTT"):
        return 0
    out.title = first[6:].strip(" \t-–—")[:200]
    i = 1
    while i < len(lines) and (line := lines[i].strip()) and not _timing(lines[i]) and not _announces(lines, i + 1):
        if len(line) < 240 and (found := _HEADER.match(line)):
            out.metadata.setdefault(found["key"].lower(), found["value"])
        i += 1
    return i


def _block(line: str) -> str:
    word = line[:8].split(maxsplit=1)[0] if line[:1] in "NSR" else ""
    return word if word in ("NOTE", "STYLE", "REGION") else ""


def _announces(lines: list[str], i: int) -> bool:
    """True if line i has the times of a cue: then the line before it is the name of the cue."""
    return i < len(lines) and "->" in lines[i][:80] and _timing(lines[i]) is not None


def _timing(line: str) -> tuple[int, int] | None:
    found = _TIMING.match(line[:160])
    if not found:
        return None
    start, end = (_ms(found[k]) for k in ("start", "end"))
    return (start, end) if start is not None and end is not None else None


def _ms(mark: str) -> int | None:
    return milliseconds(mark.replace(",", "."))


def _order(out: Cues) -> None:
    """Puts the cues in the order of their times, and says what was odd about these.

    Times that begin anew are another part of the recording and stay behind the first.
    """
    cues = out.cues
    backward = [c for c in cues if c.end < c.start]
    for c in backward:
        c.end = c.start
    if backward:
        out.notes.append(f"{_cues(len(backward))} ended before the beginning ({clock(backward[0].start)})")
    part = parts = moved = latest = 0
    keys: list[tuple[int, int]] = []
    for n, c in enumerate(cues):
        following = cues[n + 1].start if n + 1 < len(cues) else 0
        if c.start < latest:
            if c.start < 10_000 and latest - c.start >= _PART and c.start <= following < latest - _PART // 2:
                part, latest, parts = part + 1, 0, parts + 1
            else:
                moved += 1
        latest = max(latest, c.start)
        keys.append((part, c.start))
    if moved:
        out.cues = [cues[n] for n in sorted(range(len(cues)), key=keys.__getitem__)]
        out.notes.append(f"{_cues(moved)} stood out of order: put in the order of the times")
    if parts:
        out.notes.append(
            f"the times begin again {parts} time{'s' if parts > 1 else ''}: several recordings in one file"
        )


def _cues(n: int) -> str:
    return f"{n} cue{'s' if n != 1 else ''}"


def lines_said(lines: list[str]) -> list[Said]:
    """A cue's lines without tags, each with the voice that a `<v Name>` before it gives; a line may have several."""
    joined = "\n".join(lines)
    if "<" not in joined:
        return [Said(None, s) for line in lines if (s := plain(line))]
    joined = _BREAK.sub("\n", joined)
    out: list[Said] = []
    voice: str | None = None
    pos = 0
    for found in [*_VOICE.finditer(joined), None]:
        piece = joined[pos : found.start() if found else len(joined)]
        out += [Said(voice, s) for line in piece.split("\n") if (s := plain(line))]
        if found:
            voice = None if found["end"] else plain(found["name"] or "")[:200]
            pos = found.end()
    return out


def plain(line: str) -> str:
    """A line's words: tags off, entities as what they stand for, white space single."""
    if "<" in line or "{" in line:
        line = _TAG.sub("", line)
    if "&" in line:
        line = _ENTITY.sub(_entity, line)
    line = _SPACES.sub(" ", line).strip()
    return line if line.strip(_WIDTHLESS) else ""


def _entity(found: re.Match[str]) -> str:
    out = html.unescape(found[0])
    return "" if out == "\0" or any("\ud800" <= c <= "\udfff" for c in out) else out
