"""Read the beginnings of a transcript's lines: labels of speakers, and the times beside them.

Times come back as `start_time` and `end_time`, written HH:MM:SS.mmm from the beginning of the recording.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import NamedTuple

from qda.core.message import Message
from qda.importers.common.lines import Line

# 1:07, 00:01:07.250 and the 00:01:07-2 of f4, whose last figure is tenths.
_T = r"[0-9]{1,3}:[0-9]{2}(?::[0-9]{2})?(?:[.,][0-9]{1,3}|-[0-9](?![0-9:]))?"
_TO = r"\s*[-–>]+\s*"
_LINE = r"(?:(?:\d{1,5}|[\[(]\d{1,5}[\])])(?:\t\s*|[.)]?[ \xa0]{1,4}(?=[^\W\d_])))?"  # a line's number
_LEAD = rf"{_LINE}(?:[\[(<#{{]?(?P<t1>{_T})(?:{_TO}(?P<u1>{_T}))?[\])>#}}]?\s*[-–|]?\s*)?"
_LEAD3 = _LEAD.replace("t1", "t3").replace("u1", "u3")
# "Interviewer*in", "Teilnehmer:in" and "Respondent #3" are names; a remark in brackets may have figures ("man, 43").
_NAME = (
    r"(?P<name>[^\W_](?:[\w .'’/&-]|[*:](?=in(?:nen)?\b)|\#(?=\d{1,3}\b)){0,39}?"
    r"(?:,\s[\w .'’-]{1,30}?)?(?:\s?\([^():]{1,30}\))?)"
)
_TRAIL = rf"(?:\s*[\[(#]?(?P<t2>{_T})[\])#]?)?"
_PLAIN = re.compile(rf"{_LEAD}{_NAME}{_TRAIL}\s*:(?!//|\d)(?P<gap>\s*)")
_BRACKET = re.compile(rf"{_LEAD}\[(?P<name>[^\W_][^\[\]:]{{0,39}})\]{_TRAIL}\s*:(?!//|\d)(?P<gap>\s*)")
_BOLD = re.compile(
    rf"{_LEAD}(?P<b>\*{{1,3}}|_{{1,3}}){_LEAD3}{_NAME}{_TRAIL}\s*(?P<c>:)?"
    rf"\s*(?P=b)\s*(?P<t4>[\[(]{_T}[\])])?\s*(?P<d>:)?(?P<gap>\s*)"
)
_HASH = re.compile(rf"#{{1,6}}\s+{_LEAD}{_NAME}\s*{_TRAIL}\s*:?\s*$")
_TIMED = re.compile(
    rf"(?:[\[(#]?(?P<t1>{_T})(?:{_TO}(?P<u1>{_T}))?[\])#]?\s+[-–]?\s*{_NAME}"
    rf"|{_NAME.replace('name', 'name2')}\s+[-–•|]?\s*[\[(]?(?P<t2>{_T})[\])]?"
    rf"|\[{_NAME.replace('name', 'name3')}\]\s+(?P<t4>{_T}))\s*$"
)
_ROLE = re.compile(r"(?:\[(?P<name>[^\]\d:][^\]:]{1,30})\]|(?P<name2>[^\W\d_][\w. ]{1,24}?)\s+[-–—])\s+(?=\S)")
_ONLY = re.compile(
    rf"[\[(<#{{]?(?P<start>{_T})(?:{_TO}(?P<end>{_T}))?[\])>#}}]?\s*$"
    r"|(?P<s2>[0-9]+:[0-9]{1,2}:[0-9]{1,2}\.[0-9]{1,3})\s*-->\s*(?P<e2>[0-9]+:[0-9]{1,2}:[0-9]{1,2}\.[0-9]{1,3})$"
)
_MARK = re.compile(rf"#{_T}#|\[{_T}(?:{_TO}{_T})?\]|\{{{_T}\}}|<{_T}>|\((?=[0-9]+:[0-9]+:){_T}\)")
_PARTS = re.compile(r"(?:([0-9]{1,9}):)?([0-9]{1,9}):([0-9]{1,2})(?:[.,-]([0-9]{1,9}))?$")
LABEL_MAX = 120  # what a label may take of its line
_LONGEST = 1_000_000  # characters of a line that is looked at for times
_LOOSE = 60  # what a label may be long that --speaker names


class Label(NamedTuple):
    """A line's label: the name as written, where the words after it begin, the times it tells, and its form."""

    name: str
    end: int
    time: str = ""
    form: str = "plain"  # plain, bold, hash, timed, bare, role (without a colon: only words that name a role)
    remark: str = ""  # what stood in brackets after the name and is no part of it: "P3 (laughs)"
    until: str = ""


def milliseconds(mark: str) -> int | None:
    """A time such as `1:07`, `00:01:07.250` or `00:01:07-2` (f4's tenths) in milliseconds, or None."""
    found = _PARTS.match(mark.strip(" \t#[](){}<>"))
    if not found or int(found[3]) > 59 or (found[1] and int(found[2]) > 59):
        return None
    fraction = int((found[4] or "0")[:3].ljust(3, "0"))
    return ((int(found[1] or 0) * 60 + int(found[2])) * 60 + int(found[3])) * 1000 + fraction


def clock(ms: int) -> str:
    """Milliseconds as HH:MM:SS.mmm; hours may take more than two figures."""
    seconds, ms = divmod(ms, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{ms:03d}"


def times(start: int | None, end: int | None) -> dict[str, str]:
    """The metadata of a segment that was said from `start` to `end`; an end before the start is left out."""
    out = {"start_time": clock(start)} if start is not None else {}
    if end is not None and (start is None or end >= start):
        out["end_time"] = clock(end)
    return out


def only_time(line: Line) -> tuple[str, str] | None:
    """The time, or the two of a range, that a line consists of; None for any other line."""
    found = _ONLY.match(line.s[:40]) if len(line.s) <= 40 else None
    return (found["start"] or found["s2"], found["end"] or found["e2"] or "") if found else None


def split_marks(line: Line, after: int) -> list[Line]:
    """A line parted at the times marked in it (`#00:01:07-2#`, `[00:01:07]`) from an offset on; itself if none is.

    A time of day in the words ("At 10:30 we opened") has no such marks and stays.
    """
    s = line.s
    at = max(after - line.start, 0)
    if not any(c in s for c in "#[{<(") or ":" not in s[at:] or len(s) > _LONGEST:
        return [line]
    found = [m.span() for m in _MARK.finditer(s, at)]
    if not found or found == [(0, len(s))]:
        return [line]
    out: list[Line] = []
    pos = 0
    for start, end in [*found, (len(s), len(s))]:
        for a, b in ((pos, start), (start, end)):
            piece = s[a:b]
            if bare := piece.strip():
                out.append(Line(line.start + a + len(piece) - len(piece.lstrip()), bare, line.block))
        pos = end
    return out


def marked(line: Line) -> bool:
    """True if a line is a time, or has a marked time."""
    return only_time(line) is not None or (
        ":" in line.s and any(c in line.s for c in "#[{<(") and bool(_MARK.search(line.s[:_LONGEST]))
    )


def label(line: Line) -> Label | None:
    """The label that a line begins with, or None. Only the first 120 characters are looked at."""
    if line.given and line.kind == "heading" and line.s[0] != "#":
        return _styled(line)
    s = _plain_marks(line.s[:LABEL_MAX])
    c = s[0]
    stamped = c in "#{" and s[1:2].isdigit()
    if c == "#" and not stamped:
        found = _HASH.match(s) if len(line.s) <= 100 else None
        form = "hash"
    elif c in "*_" or (c in "[(<0123456789" and ("**" in s or "__" in s)):
        found = _BOLD.match(s)
        if found and not (found["c"] or found["d"]) and len(s) > found.end():
            found = None
        form = "bold"
    else:
        found, form = None, "plain"
        if ":" in s[:75] and (c.isalnum() or c in "[(<" or stamped):
            found = _PLAIN.match(s) or ("]" in s and _BRACKET.match(s)) or None
            gap = found["gap"] if found else ""
            if (
                found
                and gap == ""
                and found.end() < len(s)
                and (found["name"][0].islower() or found["name"][0].isdigit())
            ):
                found = None
            if not found and len(line.s) <= 70 and (found := _TIMED.match(s)):
                form = "timed"
        if not found and (c == "[" or " - " in s[:32] or " – " in s[:32] or " — " in s[:32]):
            found, form = _ROLE.match(s), "role"
    if not found:
        return None
    g = found.groupdict()
    which = next((k for k in ("name", "name2", "name3") if g.get(k)), "")
    name = line.s[slice(*found.span(which))].strip() if which else ""
    time = g.get("t1") or g.get("t2") or g.get("t3") or (g.get("t4") or "").strip("[]()") or ""
    if not name or len(name.split()) > 5 or name.isdigit():
        return None
    return Label(name, line.start + _words(line.s, found.end()), time, form, "", g.get("u1") or g.get("u3") or "")


def _styled(line: Line) -> Label | None:
    """The label that a heading by a document's style is, as one with Markdown's marks would be."""
    found = _HASH.match("# " + line.s) if len(line.s) <= 100 else None
    name = found["name"].strip() if found else ""
    if not found or not name or len(name.split()) > 5 or name.isdigit():
        return None
    return Label(name, line.end, found["t1"] or found["t2"] or "", "hash")


def _plain_marks(s: str) -> str:
    """A line's beginning as the patterns see it: East Asian colons as `:`, combining marks as letters, same length."""
    if s.isascii():
        return s
    s = s.replace("：", ":")
    if ":" not in s:
        return s
    return "".join("x" if unicodedata.category(c)[0] == "M" else c for c in s)


def _words(s: str, end: int) -> int:
    while end < len(s) and s[end].isspace():
        end += 1
    return end


_BEFORE = re.compile(rf"{_LEAD}[\[(]?(?P<name>[^:：\t\[\]()*?!;|<>]{{1,60}}?)[\])]?{_TRAIL}\s*[:：](?!//|\d)\s*")


def before_colon(line: Line) -> Label | None:
    """Whatever stands before a colon at the beginning of a line, as a label that may be."""
    found = _BEFORE.match(line.s[:LABEL_MAX])
    name = found["name"].strip() if found else ""
    if not found or not name or not any(c.isalpha() for c in name):
        return None
    return Label(name, line.start + _words(line.s, found.end()), found["t1"] or found["t2"] or "")


def loosely(line: Line) -> Label | None:
    """Find the label of a line for a person who named it with --speaker: the words before a colon, a tab or a
    dash, in brackets, with a time, or alone on its line."""
    s = line.s[:LABEL_MAX]
    if one := label(line):
        return one
    found = re.match(
        rf"{_LEAD}[\[(*_]{{0,3}}(?P<name>[^:：\t\[\]*?!;]{{1,{_LOOSE}}}?){_TRAIL}\s*[\])*_]{{0,3}}(?:[:：]|\t)", s
    )
    form = "plain"
    if not found:
        found, form = re.match(rf"{_LEAD}(?P<name>[^:：]{{1,{_LOOSE}}}?)\s+[-–—]\s", s), "role"
    if not found:
        found, form = re.match(r"\[(?P<name>[^\[\]]{1,60})\]\s*", s), "role"
    if found and found["name"].strip():
        g = found.groupdict()
        time = g.get("t1") or g.get("t2") or ""
        return Label(found["name"].strip(), line.start + _words(line.s, found.end()), time, form)
    return Label(s, line.end, "", "bare") if len(line.s) <= _LOOSE else None


_WRITTEN = re.compile(
    r"#{0,6}\s*(?P<a>\*{1,3}|_{1,3}|\[|\(|<|)\s*(?P<name>[^*_\[\]()<>].*?)\s*:?\s*(?P<b>\*{1,3}|_{1,3}|\]|\)|>|)\s*[:：>|]?\s*$"
)
_PAIRS = {"[": "]", "(": ")", "<": ">"}


def written(pattern: str) -> str:
    """A pattern of --speaker without what stands around a label in the file: `**Anna**`, `[Anna]`, `Anna:` are Anna."""
    found = _WRITTEN.match(pattern.strip())
    if not found or _PAIRS.get(found["a"], found["a"]) != found["b"]:
        return pattern.strip()
    return found["name"].strip() or pattern.strip()


class Matched(NamedTuple):
    """The names that patterns name, those that a glob or an expression means, and the patterns that no name fits."""

    exact: set[str]
    loose: set[str]
    none: list[str]


def matched(names: Collection[str], patterns: Collection[str]) -> Matched:
    """Those of the names that a pattern of --speaker means: as it is written, a glob, or /a regular expression/.

    Case aside; each stands for the whole name. QdaError for an expression that is none or that runs away.
    """
    from fnmatch import translate

    from qda.core.text.find import compiled, find_regex_in

    known = list(dict.fromkeys(names))
    keys = {name: unicodedata.normalize("NFC", name).casefold().strip() for name in known}
    out = Matched(set(), set(), [])
    for pattern in patterns:
        if len(pattern) > 2 and pattern[0] == pattern[-1] == "/":
            compiled(pattern[1:-1])  # says what is wrong with it as it was written
            whole = rf"\A(?:{pattern[1:-1]})\Z"
            hits = {known[i] for i, _ in find_regex_in(list(enumerate(known)), whole)}
            out.loose.update(hits)
        else:
            asked = {unicodedata.normalize("NFC", x).casefold().strip() for x in (pattern, written(pattern))}
            hits = {name for name, key in keys.items() if asked & {key, key.partition(" (")[0], key.rstrip(".")}}
            out.exact.update(hits)
            wanted = unicodedata.normalize("NFC", pattern).casefold().strip()
            marked = wanted[:2] in ("**", "__") or wanted[:1] == "["  # a label as it stands, not a glob
            if not hits and not marked and any(c in wanted for c in "*?["):
                glob = re.compile(translate(wanted))
                hits = {name for name, key in keys.items() if glob.match(key)}
                out.loose.update(hits)
        if not hits:
            out.none.append(pattern)
    return out


def named(names: Collection[str], patterns: Collection[str]) -> set[str]:
    """All names that patterns of --speaker mean; see `matched`."""
    found = matched(names, patterns)
    return found.exact | found.loose


def no_speaker(how: str) -> Message:
    """The note on a transcript that names no one; `how` its paragraphs were made instead."""
    return Message(
        "no-speaker-named", "no speaker is named: paragraphs {how}; name the labels of those who speak", how=how
    )


def no_such_label(patterns: Collection[str]) -> Message:
    """The note on named speakers none of whom is a label in the text."""
    return Message("no-such-label", "no label is {labels}: read without", labels=" or ".join(patterns))
