"""Decide which labels are people: those that recur, name a role, have times, or alternate with a known one.

What only looks like one, a caption, a running head, a place before its date, is told from them here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from qda.core.text.language import function_word
from qda.importers.common.dates import find_date
from qda.importers.common.greetings import name_like
from qda.importers.common.headings import is_hash
from qda.importers.common.lines import Page
from qda.importers.common.rules import Rules
from qda.importers.transcripts.bare_labels import in_small_letters, no_label
from qda.importers.transcripts.line_labels import Label, marked, milliseconds, only_time
from qda.importers.transcripts.roles import NUMBERED, named_in_header, role_of

_INITIALS = re.compile(r"(?:[^\W\d_]\.?){1,3}$")
_COUNTED = re.compile(r"(?P<base>.*[^\W\d_]\)?)[\s_#.-]{0,2}\(?(?P<n>\d{1,4})\)?\.?$")
_VALUE = 80  # characters: what stands after the label of a caption or a place is no longer


def without_remarks(found: dict[int, Label], r: Rules) -> None:
    """Takes the remark off labels such as "P3 (laughs)" where the file tells that P3 is who speaks.

    That is so when the name alone is a label too, or when it is a role with a number. A remark that names a role stays.
    """
    alone = {one.name.casefold(): one.name for one in reversed(found.values())}
    for i, one in found.items():
        name, bracket, remark = one.name.partition("(")
        name, remark = name.strip(), remark.rstrip(") ")
        if not (bracket and name and one.name.endswith(")")) or role_of(remark, r):
            continue
        if name.casefold() in alone or (NUMBERED.match(name.casefold()) and role_of(name, r)):
            found[i] = one._replace(name=alone.get(name.casefold(), name), remark=remark)


def without_counts(found: dict[int, Label]) -> None:
    """Takes a running number off labels: "Interviewer 1", "Nora 2", "Interviewer 3" are two people, counted by turn.

    It is one where the numbers of nearly all labels rise by one or stay, no label stands there twice, and two names come
    back: "P1", "P2" and "P1" again are people.
    """
    order = sorted(found)
    counted = [(i, m) for i in order if (m := _COUNTED.match(found[i].name))]
    if len(counted) < 4 or len(counted) * 10 < len(order) * 9:
        return
    if len({found[i].name.casefold() for i, _ in counted}) < len(counted):
        return
    bases = Counter(m["base"].casefold() for _, m in counted)
    numbers = [int(m["n"]) for _, m in counted]
    rising = sum(b - a in (0, 1) for a, b in pairwise(numbers))
    if sum(n > 1 for n in bases.values()) < 2 or rising * 10 < (len(numbers) - 1) * 9 or numbers[-1] == numbers[0]:
        return
    for i, m in counted:
        found[i] = found[i]._replace(name=m["base"].strip())


def asides(page: Page, found: dict[int, Label], speakers: set[str]) -> set[str]:
    """Labels that are words of someone's turn: "Vraag: …" in the middle of an answer, once, where others speak.

    Not so for one that opens the talk, that the header names as asking, or without which no one would recur.
    """
    r = page.rules
    turns = [one.name.casefold() for _, one in sorted(found.items()) if one.name.casefold() in speakers]
    plain = {k: k.rstrip("0123456789 ") for k in speakers}
    counts = Counter(plain[k] for k in turns)
    out = {k for k in speakers if plain[k] in r.in_turns and counts[plain[k]] == 1 and k != turns[0]}
    out -= named_in_header(page, out)
    others = speakers - out
    return out if len(others) > 1 and any(counts[plain[k]] > 1 for k in others) else set()


def weigh(page: Page, found: dict[int, Label], forced: bool) -> set[str]:
    """The labels (casefolded) of those who speak; empty when this is no interview."""
    lines, r = page.lines, page.rules
    counts = Counter(one.name.casefold() for one in found.values())
    written = {one.name.casefold(): one.name for one in found.values()}
    roles = {k for k in counts if role_of(written[k], r)}
    back = {k for k, n in counts.items() if n > 1 and (k in roles or name_like(written[k]))}
    first = next((i for i in range(page.rest, len(lines)) if not is_hash(lines[i]) or i in found), -1)
    opens = first in found and found[first].name.casefold() in roles
    speakers = back | (roles if opens or back & roles or len(roles) > 1 or forced else set())
    if forced:
        speakers |= {k for k in counts if name_like(written[k])}
        return speakers
    starts_ = [i for i in range(page.rest, len(lines)) if starts(page, i)]
    speakers |= _timed(page, found, roles, back) | _small(found, starts_, back)
    turns = [i for i, one in found.items() if one.name.casefold() in speakers]
    if not turns:
        return set()
    n_roles = len(speakers & roles)
    if len(speakers) < 2 and not (opens and n_roles):
        return set()
    if len(turns) < 3 and not (n_roles > 1 or opens):
        return set()
    blocks = [i for i in starts_ if i >= turns[0]]
    few = len(blocks) <= 2
    begin = list(range(turns[0], len(lines))) if few else blocks
    covered = sum(i in found and found[i].name.casefold() in speakers for i in begin) / len(begin)
    prose = [i for i in range(page.rest, turns[0]) if page.first_of_block(i) and len(lines[i].s) > 80]
    single = {k for k in speakers if len(k) <= 2}  # "A: …" in a list of options
    if not n_roles and (covered < 0.3 or (len(prose) > 1 and covered < 0.6)):
        return set()
    if not n_roles and len(prose) > 3 and not _take_turns(found, turns, back):
        return set()
    if n_roles and not opens and covered < 0.2 and len(turns) < 4:
        return set()
    if speakers == single and covered < 0.5 and not opens:
        return set()
    labelled = sum(i in found and name_like(found[i].name) for i in begin) / len(begin)
    if (
        covered >= 0.75 or (n_roles > 0 and covered >= 0.5) or (labelled >= 0.9 and covered >= 0.5)
    ):  # who spoke once: only where nearly everything has a label
        for i, one in found.items():
            if (
                one.name.casefold() not in speakers
                and name_like(one.name)
                and (few or starts(page, i))
                and i > turns[0]
            ):
                speakers.add(one.name.casefold())
    return speakers


def _take_turns(found: Mapping[int, Label], turns: Sequence[int], back: set[str]) -> bool:
    """True if recurring labels follow one another: then a long introduction is above a conversation."""
    names = [k for i in turns if (k := found[i].name.casefold()) in back]
    changes = sum(a != b for a, b in pairwise(names))
    return len(names) >= 6 and len(set(names)) > 1 and changes * 2 >= len(names) and len(set(names)) * 2 <= len(names)


def starts(page: Page, i: int) -> bool:
    """True if line i begins a block; a time on its own line above it does not count."""
    lines = page.lines
    if only_time(lines[i]):
        return False
    return page.first_of_block(i) or only_time(lines[i - 1]) is not None


def _timed(page: Page, found: dict[int, Label], roles: set[str], back: set[str]) -> set[str]:
    """The labels that stand with a time, when one of them comes back and words follow them (an agenda has none)."""
    lines = page.lines
    with_time = {
        i: one for i, one in found.items() if one.time or marked(lines[i]) or (i > page.rest and marked(lines[i - 1]))
    }
    names = {one.name.casefold() for one in with_time.values() if name_like(one.name)} | (
        roles & {one.name.casefold() for one in with_time.values()}
    )
    if len(with_time) < 2 or not (names & (back | roles) or _from_the_start(page, with_time)):
        return set()
    spoken = sum(one.end < lines[i].end or (i + 1 < len(lines) and i + 1 not in found) for i, one in with_time.items())
    return names if spoken * 10 >= len(with_time) * 6 else set()


def _from_the_start(page: Page, with_time: Mapping[int, Label]) -> bool:
    """True if times beside names rise from the first minute of a recording, and a name begins each block (unlike an agenda)."""
    with_time = {i: one for i, one in with_time.items() if name_like(one.name) and one.name[0].isalpha()}
    if len(with_time) < 3:
        return False
    at = [milliseconds(one.time) for _, one in sorted(with_time.items())]
    told = [ms for ms in at if ms is not None]
    blocks = [i for i in range(min(with_time), len(page.lines)) if page.first_of_block(i)]
    alone = all(one.end >= page.lines[i].end for i, one in with_time.items())
    rising = len(told) == len(at) and told[0] < 60_000 and all(a < b for a, b in pairwise(told))
    return alone and rising and len(blocks) == len(with_time) and set(blocks) == set(with_time)


def _small(found: dict[int, Label], starts: list[int], back: set[str]) -> set[str]:
    """Labels in small letters ("rosa: …") that come back, where nearly all that is said has such a label or a name."""
    counts = Counter(one.name.casefold() for one in found.values() if one.form != "role")
    small = {k for k, n in counts.items() if n > 1 and k not in back and len(k.split()) < 3 and not function_word(k)}
    have = small | back
    if not small or len(have) < 2 or not starts:
        return set()
    covered = sum(i in found and found[i].name.casefold() in have for i in starts)
    return small if covered >= 4 and covered * 10 >= len(starts) * 8 else set()


def filling(found: Mapping[int, Label], known: set[str], maybe: Mapping[int, Label], r: Rules) -> set[str]:
    """Those of the labels that may be (casefolded) which take turns with known ones: without them one would go on.

    Initials need to do so once, other labels twice. Where the others take turns themselves ("NB: …" in an answer),
    nothing is missing. Initials count too where all who speak have such labels.
    """
    known = set(known)
    if not known:
        return set()
    written = {one.name.casefold(): one.name for one in (*maybe.values(), *found.values())}
    initials = [k for k in known if _initials(written.get(k, k)) and not role_of(k, r)]
    out: set[str] = set()
    counts = Counter(one.name.casefold() for one in maybe.values())
    for k, n in counts.most_common(20):
        if k in known or (n < 2 and not _initials(written[k])) or not _may(written[k], n):
            continue
        merged = sorted(
            {
                **{i: one for i, one in found.items() if one.name.casefold() in known},
                **{i: one for i, one in maybe.items() if one.name.casefold() == k},
            }.items()
        )
        names = [one.name.casefold() for _, one in merged]
        gaps = sum(name == k and _between(names, at, k) for at, name in enumerate(names))
        if (gaps * 10 >= n * 6 and gaps > 0) or (len(initials) > 1 and _initials(written[k]) and n > 1):
            known.add(k)
            out.add(k)
    return out


def _between(names: Sequence[str], at: int, k: str) -> bool:
    """True if a label is between two turns of one other label, or at an end beside such turns."""
    before = next((x for x in reversed(names[:at]) if x != k), None)
    after = next((x for x in names[at + 1 :] if x != k), None)
    if before is None or after is None:
        other = before or after
        return other is not None and len(set(names)) == 2
    return before == after


def _initials(name: str) -> bool:
    return bool(_INITIALS.match(name)) and name.upper() == name


def _may(name: str, n: int) -> bool:
    """True if the words before a colon can name someone: with a capital, or small and frequent, and no function word first."""
    words = name.split()
    if not words or len(words) > 6 or any(c in name for c in '?!;"“”'):
        return False
    if _initials(name):
        return True
    first = words[0].strip(".,").casefold()
    common = function_word(first) and len(words) > 1
    return not common and (not name[0].islower() or n > 2) and sum(function_word(w.casefold()) for w in words) < 2


def no_people(page: Page, found: Mapping[int, Label], speakers: set[str]) -> set[str]:
    """Those of the speakers who are none: running heads, captions, and words before a place, a date or a name.

    A running head has the same words after it each time; the others are seen once or twice, with no sentence after them.
    """
    r, lines = page.rules, page.lines
    out: set[str] = set()
    places: dict[str, list[int]] = {}
    for i, one in found.items():
        if (k := one.name.casefold()) in speakers and not role_of(one.name, r):
            places.setdefault(k, []).append(i)
    for k, at in places.items():
        if any(found[i].form == "timed" or found[i].time for i in at):
            continue
        after = [page.text[found[i].end : lines[i].end].strip() for i in at]
        if not all(after) or any(text[-1] in ".?!…。？！" or len(text) > 160 for text in after):
            continue
        if len(at) > 1 and len(set(after)) == 1 and (len(after[0]) > 8 or any(map(str.isdigit, after[0]))):
            out.add(k)
            continue
        short = all(len(text) <= _VALUE and page.last_of_block(i) for i, text in zip(at, after, strict=True))
        if len(at) <= 2 and short and (k in r.header or all(_value(text) for text in after)):
            out.add(k)
    return out


def captions(page: Page, turns: Mapping[int, Label], others: Mapping[int, Label]) -> set[int]:
    """The lines that are no one's words: captions and credits ("Photos: …"), places with their dates, running heads."""
    lines, r = page.lines, page.rules
    keys = {one.name.casefold() for one in others.values()}
    none = no_people(page, others, keys)
    out: set[int] = set()
    for i, one in others.items():
        text = page.text[one.end : lines[i].end].strip()
        alone = page.first_of_block(i) and page.last_of_block(i)
        key = one.name.casefold()
        plain = bool(text) and text[-1] not in ".?!…" and len(text) <= _VALUE
        if key in none or (alone and plain and (no_label(key, r) or key in r.header)):
            out.add(i)
    again: dict[str, list[int]] = {}
    for i in range(page.rest, len(lines)):
        s = lines[i].s
        if (
            i not in turns
            and 8 < len(s) <= 100
            and s[-1] not in ".?!…:,;"
            and page.first_of_block(i)
            and page.last_of_block(i)
        ):
            again.setdefault(re.sub(r"\d+", "#", lines[i].norm), []).append(i)
    for text, places in again.items():
        if len(places) > 2 or (len(places) == 2 and (":" in text or "#" in text)):
            out.update(places)
    return {i for i in out if i not in turns}


def _value(text: str) -> bool:
    """True if the words after a colon are a date, an address, or names: at least two, all long ones with a capital."""
    if find_date(text) or "://" in text or "@" in text:
        return True
    long = [w for w in re.findall(r"[^\W\d_][\w'’.-]*", text) if len(w) > 3]
    return len(long) > 1 and all(w[0].isupper() for w in long)


def unsure(page: Page, turns: Mapping[int, Label], others: Mapping[int, Label]) -> list[tuple[str, int]]:
    """Find the words before a colon where a turn may begin that were not used as labels, with counts, most frequent first.

    Once only where a paragraph begins with a name or initials; a word that is known to name nobody twice at least.
    """
    taken = {one.name.casefold() for one in turns.values()}
    first = min(turns, default=0)
    counts: Counter[str] = Counter()
    written: dict[str, str] = {}
    for i, one in others.items():
        key = one.name.casefold()
        if i > first and i not in turns and key not in taken and one.form not in ("hash", "role") and _may(one.name, 3):
            counts[key] += 1
            written.setdefault(key, one.name)
    named = {
        k
        for k, n in counts.items()
        if n > 1 or (not no_label(k, page.rules) and name_like(written[k]) and not in_small_letters(page, written[k]))
    }
    return [(written[k], n) for k, n in counts.most_common() if k in named]
