"""Find social lines: a greeting, a sign-off with its name, or thanks, alone on a line ("Beste Eric,", "Kind regards,").

They say nothing of the subject, so a reader may pass over them; texts, segments, sentences and counts stay as they are.
When in doubt a line is text: "Beste oplossing is een brug", "Waarde!", "Thanks to the bus there were riders". The words
are those by which posts are read, in `importers/rules/*.toml`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qda.importers.common.lines import Line
    from qda.importers.common.rules import Rules

Span = tuple[int, int]
LONGEST = 90  # characters of such a line
TAIL = 3  # lines that may follow a sign-off that could be something else: a name, a job, a place
_ENDS = re.compile(r"[.!?…:;)\]\"'”’»]$")  # a line after which another may begin
_SMILE = re.compile(r"(?:\s*(?:[:;]-?[)D]|<3|[\u2600-\u27bf\ufe0f\U0001f300-\U0001faff]))+$")
_MARKS = " \t\xa0,.;:!)(-–—~*_…"


def find(
    text: str, start: int, end: int, language: str = "", *, author: str = "", kind: str = "post",
    first: bool = True, last: bool = True,
) -> list[Span]:  # fmt: skip
    """Return the social lines of a stretch: (start, end) without the white space around them, in order.

    The stretch is a segment of that `kind` by `author`, or a part of one: `first` and `last` say whether it has the
    segment's beginning and end. language: `nl`, `en`, `de` (or `nl-BE`); the words of all of them for any other.
    """
    from qda.importers.common.lines import Line
    from qda.importers.common.rules import spoken

    if kind in ("heading", "boilerplate"):
        return []
    rules = spoken(language[:2].lower())
    rows = _rows(text, start, end)
    out: list[Span] = []
    signed = -1  # the row that was taken as the name under a sign-off
    for n, (at, words, free) in enumerate(rows):
        if n == signed or len(words) > LONGEST or not _may_begin(words, rules):
            continue
        if not free and not (out and out[-1][1] == _end(rows[n - 1])) and not _ENDS.search(rows[n - 1][1]):
            continue
        told = Line(at, _SMILE.sub("", words).rstrip() or words, 0)
        tail = last and len(rows) - n - 1 <= TAIL
        if _greets(told, rules, first and n == 0, kind) or _thanks(told, rules):
            out.append((at, at + len(words)))
        elif (named := _signs(told, rules, author, tail, kind)) is not None:
            out.append((at, at + len(words)))
            if not named and n + 1 < len(rows):
                under, name, _ = rows[n + 1]
                if _signature(Line(under, name, 0), rules, author, last and n + 2 == len(rows)):
                    out.append((under, under + len(name)))
                    signed = n + 1
    if last and kind in ("post", "comment") and len(rows) > 1 and signed != len(rows) - 1:
        (_, before, _), (at, words, free) = rows[-2:]
        if (free or _ENDS.search(before)) and _signature(Line(at, words, 0), rules, author, False):
            out.append((at, at + len(words)))  # a post that is signed without a word of goodbye
    return sorted(set(out))


Row = tuple[int, str, bool]  # offset, words without white space around them, and whether a blank line comes before


def _rows(text: str, start: int, end: int) -> list[Row]:
    """Return the lines that are not blank; before the first there is nothing, which is as good as a blank one."""
    out: list[Row] = []
    pos, free = start, True
    for raw in text[start:end].split("\n"):
        words = raw.strip()
        if words:
            out.append((pos + len(raw) - len(raw.lstrip()), words, free))
        free = not words
        pos += len(raw) + 1
    return out


def _end(row: Row) -> int:
    return row[0] + len(row[1])


def _may_begin(words: str, rules: Rules) -> bool:
    """True if a line may be one by its first word, or by a noun of sign-offs after it: looked at before all else."""
    if words[0] == "@" or words.split(None, 1)[0].casefold().rstrip(",.!:;)") in rules.first:
        return True
    return len(words) <= 40 and any(w.casefold().strip(_MARKS) in rules.nouns for w in words.split(None, 4)[:4])


def _folded(line: Line) -> list[str]:
    return [word.casefold().replace("’", "'") for word in line.s.split()]


def _has_noun(line: Line, rules: Rules) -> bool:
    return any(word.strip(_MARKS) in rules.nouns for word in line.norm.split(" ", 4)[:4])


def _greets(line: Line, rules: Rules, first: bool, kind: str) -> bool:
    """True if the line is a greeting and nothing else."""
    from qda.importers.common.greetings import greeting, phrase_length

    said = greeting(line, rules)
    if said is None or not said.alone or line.s.endswith("?"):
        return False
    if line.s[0] == "@":
        return True
    words = line.s.split()
    n = phrase_length(_folded(line), rules.greetings)
    if n == len(words):  # "Hallo,": words that only go with a name greet nobody
        return line.s[-1] in ",!" and line.norm.strip(_MARKS) not in rules.with_name
    if line.s[-1] not in ",!.:;":
        return first and kind not in ("paragraph", "note") and _named(words[n:], rules)
    if _named(words[n:], rules):
        return line.s[-1] != ":" or not said.names
    return first and line.s[-1] == "," and len(words) - n <= 3  # "Beste buurtbewoners,"


def _named(words: list[str], rules: Rules) -> bool:
    """True if the words are names with capitals, and what stands between and before names."""
    small = {*rules.particles, *rules.ands, *rules.everyone, *rules.honorifics}
    return len(words) <= 5 and all(w[0].isupper() or w.casefold().strip(_MARKS) in small for w in words)


def _thanks(line: Line, rules: Rules) -> bool:
    """True if the line thanks and does nothing else: "Bedankt!", "Thanks for your reply, Eric"."""
    from qda.importers.common.greetings import phrase_length

    folded, words = _folded(line), line.s.split()
    n = phrase_length(folded, rules.thanks)
    if not n or line.s.endswith("?"):
        return False
    bare = [word.strip(_MARKS) for word in folded]
    if n < len(words) and bare[n] in rules.thanked_for:
        m = n + 1
        while m < len(words) and bare[m] in rules.thanked_whose and m < n + 3:
            m += 1
        size = next((k for k in (2, 1) if " ".join(bare[m : m + k]) in rules.thanked and m + k <= len(words)), 0)
        if not size:
            return False
        n = m + size
    rest = words[n:]
    if not rest:
        return True
    # whom: a name with a capital, or everyone
    return len(rest) <= 4 and line.s[-1] not in ":;" and _named(rest, rules) and all(w.strip(_MARKS) for w in rest) and (
        words[n - 1][-1] in ",!." or line.s[-1] in "!.," or any(w.casefold().strip(_MARKS) in rules.everyone for w in rest)
    )  # fmt: skip


def _signs(line: Line, rules: Rules, author: str, tail: bool, kind: str) -> bool | None:
    """Return whether a sign-off has its name on the line; None where the line is no sign-off, or may be something else."""
    from qda.importers.common.greetings import phrase_length, signoff

    off = signoff(line, rules)
    if off is None or line.s.endswith(("?", ":")):
        return None
    words, folded = line.s.split(), _folded(line)
    n = phrase_length(folded, rules.strong) or phrase_length(folded, rules.weak)
    noun = _has_noun(line, rules)
    sure = noun or n > 1
    if off.name:
        marked = n > 0 and words[n - 1][-1:] in ",.!;"
        own = _by(off.name, author, rules)
        capital = any(c.isupper() for c in off.name)
        return True if own or (capital and (marked or sure)) or (marked and tail) else None
    if off.strong and sure:
        return False
    if not tail or kind in ("turn", "answer") or (not off.strong and line.s[-1] not in ",.!"):
        return None
    return False


def _signature(line: Line, rules: Rules, author: str, last: bool) -> bool:
    """True if the line under a sign-off is a name: that of who wrote, or one that ends the post."""
    from qda.importers.common.greetings import plain_name

    name = plain_name(line.s, rules, lower=True) if line.norm and len(line.s) <= LONGEST else ""
    return bool(name) and (_by(name, author, rules) or last)


def _by(name: str, author: str, rules: Rules) -> bool:
    from qda.importers.common.greetings import author_forms

    return name.casefold().strip(_MARKS) in author_forms(author)
