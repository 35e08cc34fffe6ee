"""Transcripts as programs keep them: the JSON of Whisper, WhisperX, aTrain and the like, and oTranscribe's `.otr`.

What each piece says, when, and who says it, if the program told: read as cues are, so that pieces in a row by one person
are one turn, and without speakers paragraphs with their times.
"""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from qda.core.drafts import Draft, ReadOptions
from qda.core.errors import QdaError, place_of
from qda.core.text.language import guess
from qda.importers.captions.cue import Cue, Said
from qda.importers.captions.turns import compose
from qda.importers.plain.text_file import extracted
from qda.importers.transcripts.line_labels import clock, milliseconds

# Where programs put their list of pieces: Whisper and its kin, Podcasting 2.0, whisper.cpp, pipelines, AssemblyAI, Rev.
_LISTS = ("segments", "utterances", "transcription", "speakers", "chunks", "monologues", "results")
_TEXT = ("text", "transcript", "body", "content")
_WHO = ("speaker", "speaker_label", "speaker_name", "speakerName", "speaker_id", "speakerId")
_START = ("start", "start_time", "startTime", "begin", "from")
_END = ("end", "end_time", "endTime", "stop", "to")
_STAMP = re.compile(r"(<span[^<>]*timestamp[^<>]*>[^<>]*</span>)(?=\S)", re.I)
_SIGNS = (
    b'"segments"',
    b'"utterances"',
    b'"transcription"',
    b'"chunks"',
    b'"monologues"',
    b'"media-time"',
    b'"speaker"',
)


def is_transcript(raw: bytes) -> bool:
    """True if a JSON file is a transcript: check its first characters, then its content."""
    head = raw[:20_000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head.startswith((b"{", b"[")):
        return False
    if not any(w in raw[:200_000] for w in _SIGNS):
        return False
    try:
        data = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):  # told by whoever reads it
        return False
    return _otranscribe(data) or bool(_pieces(data))


def read(raw: bytes, name: str, origin: str, options: ReadOptions) -> Draft:
    """The draft of a transcript's JSON; QdaError when it is no JSON, or holds no pieces with words."""
    try:
        data = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as e:
        raise QdaError(
            f"not JSON that can be read{place_of(e)}: export the transcript anew, or its text as .txt"
        ) from None
    if _otranscribe(data):
        return _typed(data, raw, name, origin, options)
    pieces = _pieces(data)
    if not pieces:
        raise QdaError("JSON without pieces that have words and times: export the transcript as .vtt, .srt or .txt")
    cues = [made for piece in pieces if (made := _cue(piece))]
    draft = Draft(name, "")
    draft.metadata["cues"] = len(cues)
    if cues and (last := max(c.end for c in cues)):
        draft.metadata["duration"] = clock(last)
    if left := len(pieces) - len(cues):
        draft.notes.append(f"{left} piece{'s' * (left != 1)} without words left out")
    unnamed = sum(c.said[0].voice is None for c in cues)
    if 0 < unnamed < len(cues):
        draft.notes.append(f"{unnamed} of {len(cues)} pieces name no speaker: they go on with the turn before them")
    if any(not c.end for c in cues):
        draft.notes.append("some pieces have no time")
    compose(draft, cues, options)
    counts = Counter(s.author for s in draft.segments if s.kind == "turn" and s.author)
    if counts:
        draft.notes.append("turns: " + ", ".join(f"{who} ({n})" for who, n in counts.most_common(8)))
    head = str(data.get("language") or data.get("language_code") or "") if isinstance(data, dict) else ""
    draft.language = (
        guess(draft.text) or options.language or (head[:2].lower() if head[:2].isalpha() and len(head) < 6 else "")
    )
    draft.origin, draft.sha256 = origin, sha256(raw).hexdigest()
    return draft


def _otranscribe(data: Any) -> bool:
    return (
        isinstance(data, dict)
        and isinstance(data.get("text"), str)
        and ("media-time" in data or "media" in data)
        and "<" in data["text"]
    )


def _typed(data: dict[str, Any], raw: bytes, name: str, origin: str, options: ReadOptions) -> Draft:
    """oTranscribe's file: what was typed, as HTML with marks of time."""
    from qda.importers.common.html_text import Writer, tree
    from qda.importers.common.text_builder import Extract

    out = Extract()
    typed = _STAMP.sub(r"\1 ", data["text"])
    body = tree(f"<html><body>{typed}</body></html>")
    Writer(out).add(body)
    if isinstance(media := data.get("media"), str) and media:
        out.metadata["media"] = html.unescape(media)[:300]
    return extracted(out, raw, name, origin, options, "empty: no words in this oTranscribe file")


def _pieces(data: Any) -> list[dict[str, Any]]:
    """The list of pieces in a transcript's JSON, wherever the program puts it; [] when there is none."""
    if isinstance(data, list):
        some = [x for x in data if isinstance(x, dict)]
        return some if len(some) == len(data) and _spoken(some) else []
    if not isinstance(data, dict):
        return []
    for key in _LISTS:
        found = data.get(key)
        if isinstance(found, dict):  # Deepgram: results.utterances
            found = found.get("utterances")
        some = [x for x in found if isinstance(x, dict)] if isinstance(found, list) else []
        if key == "monologues":
            names = {
                x.get("id"): x.get("name")
                for x in data.get("speakers") or ()
                if isinstance(x, dict) and isinstance(x.get("id"), int)
            }
            some = [
                {**made, "speaker": names.get(made["speaker"]) or made["speaker"]} for made in map(_monologue, some)
            ]
        if _spoken(some):
            return _by_word(some) if key == "segments" else some
    return []


def _spoken(some: Sequence[dict[str, Any]]) -> bool:
    """True if most entries have words, and times or a speaker who does not only write posts."""
    good = sum(_words(x) is not None and _time(x, _START) is not None for x in some)
    return bool(some) and good * 2 > len(some)


def _by_word(some: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Pieces in which words have speakers and the piece has none, parted where the speaker changes (WhisperX)."""
    out: list[dict[str, Any]] = []
    for x in some:
        words = x.get("words")
        if (
            _who(x) is not None
            or not isinstance(words, list)
            or not any(isinstance(w, dict) and _who(w) for w in words)
        ):
            out.append(x)
            continue
        part: dict[str, Any] | None = None
        for w in words:
            if not isinstance(w, dict):
                continue
            who = _who(w) or (part or {}).get("speaker")
            said = str(w.get("word") or w.get("text") or "").strip()
            if part is None or part.get("speaker") != who:
                part = {"speaker": who, "text": said, "start": w.get("start", x.get("start")), "end": w.get("end")}
                out.append(part)
            else:
                part["text"] = f"{part['text']} {said}"
                part["end"] = w.get("end", part["end"])
    return out


def _monologue(x: dict[str, Any]) -> dict[str, Any]:
    """One of Rev's monologues as a piece."""
    some = [e for e in x.get("elements") or () if isinstance(e, dict)]
    at = [e["ts"] for e in some if isinstance(e.get("ts"), int | float)]
    to = [e["end_ts"] for e in some if isinstance(e.get("end_ts"), int | float)]
    who = x.get("speaker_name") or x.get("speaker")
    said = "".join(str(e.get("value", "")) for e in some)
    return {"speaker": who, "text": said, "start": at[0] if at else None, "end": to[-1] if to else None}


def _words(x: dict[str, Any]) -> str | None:
    return next((x[k] for k in _TEXT if isinstance(x.get(k), str)), None)


def _who(x: dict[str, Any]) -> str | None:
    """The speaker's label as the program gives it; a number becomes `Speaker N`."""
    for key in _WHO:
        value = x.get(key)
        if isinstance(value, dict):
            value = value.get("name") or value.get("id")
        if isinstance(value, int) and not isinstance(value, bool):
            return f"Speaker {value}"
        if isinstance(value, str) and value.strip():
            said = " ".join(value.split())[:200]
            return f"Speaker {said}" if said.isdigit() or (len(said) == 1 and said.isalpha()) else said
    return None


def _time(x: dict[str, Any], keys: Iterable[str]) -> int | None:
    """A time in milliseconds: seconds, `00:00:01,500`, or in whole milliseconds in `offsets`."""
    first = keys is _START
    offsets, stamps, both = x.get("offsets"), x.get("timestamps"), x.get("timestamp")
    if isinstance(offsets, dict) and isinstance(value := offsets.get("from" if first else "to"), int | float):
        return int(value)
    if isinstance(stamps, dict) and isinstance(text := stamps.get("from" if first else "to"), str):
        return milliseconds(text.replace(",", "."))
    if isinstance(both, list) and len(both) == 2:
        value = both[0 if first else 1]
        return _seconds(value) if isinstance(value, int | float) else None
    for key in keys:
        value = x.get(key)
        if isinstance(value, bool):
            continue
        if isinstance(value, int | float):
            return int(value) if _thousandths(x) else _seconds(value)
        if isinstance(value, str) and value.strip():
            told = milliseconds(value.replace(",", "."))
            if told is None and re.fullmatch(r"\d{1,7}(?:\.\d{1,9})?s?", value.strip()):
                told = _seconds(float(value.strip().rstrip("s")))
            return told
    return None


def _seconds(value: float) -> int | None:
    return round(value * 1000) if 0 <= value < 10_000_000 else None


def _thousandths(x: dict[str, Any]) -> bool:
    """True if the times of a piece are whole milliseconds, as in AssemblyAI: as seconds they are too long for its words."""
    start, end, said = x.get("start"), x.get("end"), _words(x) or ""
    return (
        isinstance(start, int)
        and isinstance(end, int)
        and end - start > 100
        and end - start > 20 * max(len(said.split()), 1)
    )


def _cue(x: dict[str, Any]) -> Cue | None:
    said = " ".join((_words(x) or "").split())
    if not said:
        return None
    start = _time(x, _START) or 0
    end = _time(x, _END)
    return Cue(start, max(start, end if end is not None else start), [], [Said(_who(x), said)])
