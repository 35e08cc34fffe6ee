"""Labels without a colon: in bold or italics, in brackets, before a dash or tab, in capitals, or alone over a turn.

A word that stands so may be anything, a lead-in, a term, a name in a list. It is a label where one way of writing makes
a conversation of the page: few labels that come back and take turns on most of its paragraphs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from qda.core.text.language import function_word
from qda.importers.common.dates import find_date
from qda.importers.common.greetings import name_like
from qda.importers.common.headings import is_hash
from qda.importers.common.lines import ALNUM, Page
from qda.importers.common.lines import Line as PageLine
from qda.importers.common.rules import Rules
from qda.importers.transcripts.line_labels import LABEL_MAX, Label, only_time
from qda.importers.transcripts.roles import role_of

_T = r"(?:[\[(]?[0-9]{1,3}:[0-9]{2}(?::[0-9]{2})?(?:[.,][0-9]{1,3})?[\])]?)"
_NUMBER = r"(?:(?:\d{1,5}[.)]?|[\[(]\d{1,5}[\])])[\t \xa0]{1,4})?"  # a turn's
_HEAD = rf"{_NUMBER}(?:(?P<t1>{_T})\s*[-–|]?\s*)?"
_TAIL = rf"(?:\s*(?P<t2>{_T}))?"
_WORDS = r"[^\W_][^\[\]<>(){}*_:：|\t]{0,39}?(?:\s?\([^():]{1,30}\))?"
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("bold", re.compile(
        rf"{_HEAD}(?P<b>\*{{1,3}}|_{{1,3}}){_NUMBER}(?P<name>{_WORDS}){_TAIL}\s*[.:]?(?P=b){_TAIL.replace('t2', 't3')}"
        r"\s*[-–—|:]?(?:\s+|$)"
    )),
    ("brackets", re.compile(rf"{_HEAD}\[(?P<name>{_WORDS}){_TAIL}\]{_TAIL.replace('t2', 't3')}\s*[-–—|]?(?:\s+|$)")),
    ("round", re.compile(rf"{_HEAD}\((?P<name>[^\W\d_][\w.'’ -]{{0,30}}?){_TAIL}\)(?:\s+|$)")),
    ("angles", re.compile(rf"{_HEAD}<(?P<name>[^\W_][\w .'’-]{{0,39}}?)>(?:\s+|$)")),
    ("angle", re.compile(rf"{_HEAD}(?P<name>[^\W_][\w .'’-]{{0,39}}?)\s?[>»](?:\s+|$)")),
    ("bar", re.compile(rf"{_HEAD}(?P<name>[^\W_][\w .'’-]{{0,39}}?){_TAIL}\s?\|(?:\s+|$)")),
    ("tab", re.compile(rf"{_HEAD}(?P<name>[^\W_][^\t:：]{{0,39}}?){_TAIL}[ ]*\t\s*")),
    ("dash", re.compile(rf"{_HEAD}(?P<name>[^\W_][\w .'’&/()-]{{0,39}}?){_TAIL}(?:\s+[-–—]{{1,2}}\s+|\s?—\s?)(?=\S)")),
)  # fmt: skip
_DOT = re.compile(r"(?P<name>[^\W\d_]{1,3}\d{0,2})[.)]\s+(?=\S)")
_ENDS = ".?!,;…"
_LONGEST_ALONE = 60
_FEW = 4  # turns that make a conversation where a label names a role
_SURE = 8  # turns that make one without any question
_MANY = 10  # labels that look like those of a talk without any question


class Seen(NamedTuple):
    """Labels that may be: who was seen how often, most first, in which way of writing."""

    form: str
    counts: list[tuple[str, int]]


def candidates(page: Page, taken: Collection[int]) -> dict[str, dict[int, Label]]:
    """Find possible labels without a colon, by their form and by line; `taken` lines are skipped."""
    out: dict[str, dict[int, Label]] = {}
    capitals: dict[int, list[str]] = {}
    for i in range(page.rest, len(page.lines)):
        line = page.lines[i]
        if i in taken or line.kind == "boilerplate" or is_hash(line):
            continue
        if line.lead is not None and (one := _emphasised(line)):
            out.setdefault("bold", {})[i] = one
            continue
        if (form := _form(line)) is not None:
            out.setdefault(form[0], {})[i] = form[1]
            continue
        if (one := _alone(page, i)) is not None:
            out.setdefault("alone", {})[i] = one
            continue
        if len(words := _capitals(line.s[:LABEL_MAX])) and len(line.s) > len(words[0]):
            capitals[i] = words
    if capitals:
        out["capitals"] = _by_prefix(page, capitals)
    return out


def _form(line: PageLine) -> tuple[str, Label] | None:
    s = line.s[:LABEL_MAX]
    for form, pattern in _FORMS:
        if (found := pattern.match(s)) and (one := _label(line, found, form)):
            return form, one
    found = _DOT.match(s)
    return ("dot", Label(found["name"], line.start + found.end(), "", "dot")) if found else None


def _label(line: PageLine, found: re.Match[str], form: str) -> Label | None:
    name = found["name"].strip(" .,-–—")
    g = found.groupdict()
    time = g.get("t1") or g.get("t2") or g.get("t3") or ""
    if not name or len(name.split()) > 5 or not any(c.isalpha() for c in name) or any(c in "?!;" for c in name):
        return None
    if form == "dash" and len(name.split()) > 3:
        return None
    return Label(name, line.start + found.end(), time.strip("[]()"), form)


def _emphasised(line: PageLine) -> Label | None:
    """The label that a run in bold or italics at the beginning of a paragraph may be."""
    assert line.lead is not None
    a, b = line.lead
    whole = line.s[a:b].strip()
    found = re.match(rf"{_HEAD}(?P<name>{_WORDS}){_TAIL}\s*[.:|–—-]?\s*$", whole)
    if not found or len(whole) > _LONGEST_ALONE:
        return None
    name = found["name"].strip(" .,-–—")
    time = found["t1"] or found["t2"] or ""
    if not name or len(name.split()) > 5 or name.isdigit() or name[-1] in "?!;…":
        return None
    rest = re.match(rf"{_TAIL}\s*[-–—|:]?\s*", line.s[b:])
    end = b + (rest.end() if rest else 0)
    time = time or (rest["t2"] if rest and rest["t2"] else "")
    return Label(name, line.start + end, time.strip("[]()"), "bold")


def _alone(page: Page, i: int) -> Label | None:
    """The label that a short line over others may be; words follow it in its block or the next."""
    line = page.lines[i]
    s = line.s
    if len(s) > _LONGEST_ALONE or s[-1] in _ENDS + ":" or not page.first_of_block(i) or i + 1 >= len(page.lines):
        return None
    if len(s.split()) > 5 or not s[0].isalnum() or only_time(line) or find_date(s) or s.isdigit():
        return None
    return Label(s, line.end, "", "alone")


def _capitals(s: str) -> list[str]:
    """The words in capitals that a line begins with, up to four; a figure behind them counts ("RESPONDENT 1")."""
    out: list[str] = []
    for word in s.split(" ", 5)[:4]:
        bare = word.strip(".,")
        letters = [c for c in bare if c.isalpha()]
        coded = bool(letters) and (len(letters) > 1 or (bare[0].isalpha() and bare[-1].isdigit()))  # P03
        if coded and all(c.isupper() for c in letters) and bare.replace("-", "").replace(".", "").isalnum():
            out.append(word)
        elif out and bare.isdigit() and len(bare) < 3:
            out.append(word)
            break
        else:
            break
        if word[-1] in ".,":
            break
    return out


def _by_prefix(page: Page, capitals: Mapping[int, list[str]]) -> dict[int, Label]:
    """Labels in capitals: as many of the words in capitals as always stand together."""
    counts = Counter(" ".join(words[:n]) for words in capitals.values() for n in range(1, len(words) + 1))
    out: dict[int, Label] = {}
    for i, words in capitals.items():
        n = 1
        while n < len(words) and counts[" ".join(words[: n + 1])] == counts[" ".join(words[:n])] > 1:
            n += 1
        if n < len(words) and words[n].isdigit():
            n += 1
        name = " ".join(words[:n])
        line = page.lines[i]
        end = len(name)
        while end < len(line.s) and line.s[end].isspace():
            end += 1
        out[i] = Label(name.rstrip(".,"), line.start + end, "", "capitals")
    return out


def conversation(page: Page, found: Mapping[int, Label], starts: Sequence[int]) -> set[str]:
    """The labels (casefolded) of a way of writing that makes a conversation of the page; empty when it makes none.

    `starts` are the lines with which blocks begin.
    """
    r = page.rules
    written = {one.name.casefold(): one.name for one in found.values()}
    counts = Counter(one.name.casefold() for one in found.values())
    roles = {k: role for k in counts if (role := role_of(written[k], r))}
    form = next(iter(found.values())).form
    single = form in ("dot", "round")  # "a. …" and "(a) …" are most often items of a list
    back = {
        k
        for k, n in counts.items()
        if n > 1 and no_label(k, r) is False and (k in roles or name_like(written[k]) or (n > 2 and _small(k)))
    }
    if single and not any(roles.get(k) == "researcher" for k in back):
        return set()
    if form == "alone":  # a heading that comes back stands over other headings, a name over words
        back = {k for k in back if _spoken(page, found, k)}
    turns = [i for i, one in sorted(found.items()) if one.name.casefold() in back]
    names = [found[i].name.casefold() for i in turns]
    if len(back) < 2 or len(turns) < _FEW:
        return set() if single else _few(page, found, starts, written, roles)
    after = [i for i in found if i >= turns[0]]
    blocks = [i for i in starts if i >= turns[0]]
    if len(blocks) <= 2 or len([i for i in turns if i in set(blocks)]) * 2 < len(turns):
        blocks = list(range(turns[0], len(page.lines)))
    places = set(turns)
    covered = sum(i in places for i in blocks) / max(len(blocks), 1)
    changes = sum(a != b for a, b in pairwise(names)) / max(len(names) - 1, 1)
    of_form = len(turns) / max(len(after), 1)
    alone = sum(found[i].end >= page.lines[i].end for i in turns) * 2 > len(turns)
    if alone:  # a short line within a turn ("Right") is not even doubtful
        of_form = 1.0 if form == "alone" else of_form
        covered = min(1.0, 2 * covered) if not _glued(page, turns) else covered
    if "researcher" in roles.values() and any(roles.get(k) == "researcher" for k in back):
        good = covered >= 0.4 and changes >= 0.4 and of_form >= 0.5
        return back | {k for k in counts if k in roles} if good else set()
    asks = _asks(page, turns, names)
    if covered < 0.6 or changes < 0.5 or of_form < 0.7 or _letters(page, turns):
        return set()
    ordinary = sum(in_small_letters(page, written[k]) and not written[k].islower() for k in back)
    if ordinary and not (ordinary < len(back) or (asks and covered >= 0.8 and len(turns) >= _SURE)):
        return set()
    full = all(len(k.split()) > 1 for k in back)  # "Karin Smit" where nobody asks
    if len(turns) < _FEW + 1 or not (asks or (len(turns) >= _SURE and not ordinary and full)):
        return set()
    return back


def _few(
    page: Page, found: Mapping[int, Label], starts: Sequence[int], written: Mapping[str, str], roles: Mapping[str, str]
) -> set[str]:
    """The labels of a talk of two to five turns: each block begins with one, and they name roles, or one who asks and names."""
    order = sorted(found)
    names = [found[i].name.casefold() for i in order]
    keys = set(names)
    marked = next(iter(found.values())).form in ("bold", "brackets", "angles")
    long = {k for k in roles if len(k) > 2 or marked}
    asks = {
        k for k in long if roles[k] == "researcher" and len(k) > 2
    } - page.rules.in_turns  # "Question" may be a heading
    sure = keys <= long or bool(asks & keys)
    if not 2 <= len(order) <= _FEW + 1 or len(keys) < 2 or not sure or len(keys) > 3:
        return set()
    if any(a == b for a, b in pairwise(names)) or any(
        no_label(k, page.rules) or not (k in roles or name_like(written[k])) for k in keys
    ):
        return set()
    lines = page.lines
    under = {i + 1 for i in order if found[i].end >= lines[i].end}  # the words stand below
    if any(i + 1 >= len(lines) or i + 1 in found for i in order if i + 1 in under):
        return set()
    return keys if all(i in found or i in under for i in starts if i >= order[0]) else set()


def no_label(name: str, r: Rules) -> bool:
    """True if a word is known to occur before a colon without naming anybody; a number after it does not matter."""
    low = name.casefold().strip()
    return low in r.not_speakers or low.rstrip("0123456789 .").strip() in r.not_speakers


def _small(key: str) -> bool:
    return len(key.split()) < 3 and not function_word(key)


def _spoken(page: Page, found: Mapping[int, Label], key: str) -> bool:
    """True if words follow a label alone on its line: not another such line, not the end."""
    places = [i for i, one in found.items() if one.name.casefold() == key]
    said = sum(i + 1 < len(page.lines) and i + 1 not in found and not is_hash(page.lines[i + 1]) for i in places)
    return said * 10 >= len(places) * 8


def _glued(page: Page, turns: Sequence[int]) -> bool:
    """True if the labels are in one block with the words under them."""
    return sum(not page.last_of_block(i) for i in turns) * 2 >= len(turns)


def _asks(page: Page, turns: Sequence[int], names: Sequence[str]) -> bool:
    """True if one speaker is the interviewer: a third of the turns with that label have a question."""
    asked: Counter[str] = Counter()
    for n, i in enumerate(turns):
        stop = turns[n + 1] if n + 1 < len(turns) else len(page.lines)
        asked[names[n]] += any("?" in page.lines[k].s or "？" in page.lines[k].s for k in range(i, min(stop, i + 40)))
    counts = Counter(names)
    return any(asked[k] * 3 >= counts[k] for k in counts)


def _letters(page: Page, turns: Sequence[int]) -> bool:
    """True if the texts under the labels are letters or posts: dates under the names, greetings, sign-offs."""
    from qda.importers.common.greetings import greeting, signoff

    written = 0
    for n, i in enumerate(turns):
        stop = turns[n + 1] if n + 1 < len(turns) else len(page.lines)
        near = [page.lines[k] for k in (i + 1, stop - 1) if i < k < stop]
        dated = bool(near) and len(near[0].s) <= 60 and find_date(near[0].s) is not None
        # "Hi Anna." is said too: a sign-off at the end of a turn is not
        closing = any(signoff(x, page.rules) for x in near[1:])
        written += dated or closing or any((g := greeting(x, page.rules)) is not None and g.alone for x in near[:1])
    return written * 5 >= len(turns)


def in_small_letters(page: Page, name: str) -> bool:
    """True if the page also writes each word of a label in small letters, so that it is not a name."""
    runs = [run for run in ALNUM.findall(name) if not run.isdigit()]
    return bool(runs) and all(run.lower() in page.written() for run in runs)


def seen(page: Page, found: Mapping[str, Mapping[int, Label]], starts: Sequence[int]) -> Seen | None:
    """Find what looks like labels of a conversation but fits no rule: two or more that recur, on much of the page."""
    best: tuple[int, Seen] | None = None
    for form, some in found.items():
        counts = Counter(one.name.casefold() for one in some.values())
        written = {one.name.casefold(): one.name for one in reversed(list(some.values()))}
        back = [
            (written[k], n)
            for k, n in counts.most_common()
            if n > 1
            and not no_label(k, page.rules)
            and name_like(written[k])
            and not function_word(k)
            and (role_of(k, page.rules) or not in_small_letters(page, written[k]))
        ]
        turns = [i for i, one in sorted(some.items()) if counts[one.name.casefold()] > 1]
        n = sum(k for _, k in back)
        if len(back) < 2 or n < _FEW or n * 2 < len(turns) or len(back) > n / 2:
            continue
        names = [some[i].name.casefold() for i in turns]
        changes = sum(a != b for a, b in pairwise(names)) / max(len(names) - 1, 1)
        blocks = [i for i in starts if i >= turns[0]]
        share = n / max(len(blocks) if form != "alone" else len(blocks) / 2, 1)
        likely = n >= _MANY or _asks(page, turns, names) or any(role_of(name, page.rules) for name, _ in back)
        if changes >= 0.5 and share >= 0.4 and likely and (best is None or n > best[0]):
            best = n, Seen(form, back)
    return best[1] if best else None
