"""Read roles from labels: who asks, who answers, and which label is short for which."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise

from qda.importers.common.lines import Page
from qda.importers.common.rules import Rules
from qda.importers.transcripts.line_labels import Label

NUMBERED = re.compile(r"(?P<role>[^\d]*?[^\W\d_]\.?)[\s_#-]{0,2}\d{1,3}$")
_GENDERED = re.compile(r"[*:_/·](?:in|innen|r|n|e|frau|trice|euse)$")  # "Interviewer*in", "Befragte:r"
_BRACKETED = re.compile(r"(?P<name>.{2,60}?)\s*\((?P<short>[^()]{1,12})\)$")
# Letters for question and answer: es, pt; it; de; fr; pl. Alone the first may be a participant's.
_PAIRS = (("p", "r"), ("d", "r"), ("f", "a"), ("q", "r"), ("p", "o"))
_INTRODUCTION = 6000  # characters over the first turn that are searched for who asks
_IS = r"(?:is|was|were|ist|war|est|était|es|era|fue|heet|heette|named|called|als|as)"
_THE = r"(?:the|our|an|a|de|onze|een|der|die|das|ein|eine|la|le|el|une?|l'|l’)"


def is_researcher(name: str, r: Rules) -> bool:
    """True if a label is an interviewer's or moderator's."""
    return role_of(name, r) == "researcher"


def role_of(name: str, r: Rules) -> str:
    """Return the role that a label gives: `researcher`, `participant`, or "" for a name."""
    whole = low = name.casefold().strip()
    if whole.endswith(")") and "(" in whole[1:]:  # "Lies Bakker (interviewer)"
        low, _, said = whole[:-1].rpartition("(")
        low = low.strip() or said
        if said.strip() in r.researcher and len(said.strip()) > 1:
            return "researcher"
    found = NUMBERED.match(low)
    base = _GENDERED.sub("", found["role"].strip() if found else low)
    forms = {low, base, low.rstrip("."), base.rstrip(".")}
    for role, labels in (("researcher", r.researcher), ("participant", r.participant)):
        if forms & labels:
            return role
    return ""


def researchers(page: Page, turns: Mapping[int, Label], speakers: set[str]) -> set[str]:
    """The speakers (casefolded) who ask: by their label, or because what stands over the turns says so.

    That is a header ("Interviewer: Anna Smit"), a legend ("AS = interviewer") or a sentence ("Interviewer is Anna Smit").
    """
    asking = {s for s in speakers if is_researcher(s, page.rules)} | named_in_header(page, speakers)
    asking = asking or _asks_in_pair(page, turns, speakers)
    first = page.lines[min(turns)].start if turns else 0
    above = page.text[max(0, first - _INTRODUCTION) : first]
    named = _named_above(above, [s for s in speakers - asking if not role_of(s, page.rules)], page.rules)
    return asking | named if named | asking != speakers or len(speakers) == 1 else asking


def _asks_in_pair(page: Page, turns: Mapping[int, Label], speakers: set[str]) -> set[str]:
    """The first of two letters for question and answer, such as `P` and `R`, where nearly all its turns ask, few others do."""
    pair = next(((q, a) for q, a in _PAIRS if {q, a} == speakers), None)
    if pair is None:
        return set()
    order = [*sorted(turns), len(page.lines)]
    asked: dict[str, list[bool]] = {}
    for i, stop in pairwise(order):
        said = page.text[turns[i].end : page.lines[stop - 1].end]
        asked.setdefault(turns[i].name.casefold(), []).append("?" in said)
    q, a = (sum(asked[k]) / len(asked[k]) for k in pair)
    return {pair[0]} if q >= 0.6 and a <= 0.25 else set()


def named_in_header(page: Page, speakers: set[str]) -> set[str]:
    """The speakers whom a header names as asking: by whole name, first name, or initials."""
    asking: set[str] = set()
    r = page.rules
    for key, value in page.metadata.items():
        if r.header.get(key.casefold()) == "researcher":
            for name in re.split(r",|;|&| en | and | und | et | y ", str(value).casefold()):
                short = re.search(r"\(([^()]{1,12})\)", name)
                words = re.sub(r"\([^()]*\)", " ", name).split()
                if words:
                    forms = {" ".join(words), words[0], "".join(w[0] for w in words)}
                    asking |= speakers & (forms | ({short[1].strip()} if short else set()))
    return asking


def _named_above(above: str, names: Iterable[str], r: Rules) -> set[str]:
    """The names that a text calls the one who asks: "Interviewer is …", "… (interviewer)", "interviewed by …"."""
    above = "\n".join(" ".join(line.split()) for line in above.casefold().split("\n"))
    roles = sorted((w for w in r.researcher if len(w) > 3), key=len, reverse=True)
    by = sorted(r.asked_by, key=len, reverse=True)
    if not any(w in above for w in (*roles, *by)):
        return set()
    role, asked = ("|".join(map(re.escape, some)) for some in (roles, by))
    out: set[str] = set()
    for name in names:
        if name not in above:
            continue
        me = rf"(?<!\w)(?:\w{{1,5}}\.\s)?{re.escape(name)}(?!\w)"
        told = (
            rf"(?<!\w)(?:{role})(?:\s{_IS}\s|\s?[:=(–—-]\s?| ){me}",
            rf"{me}\s?(?:[(,=:–—-]|{_IS}(?!\w))\s?(?:{_THE}\s?)?(?:{role})(?!\w)",
            rf"(?<!\w)(?:{role})\s?[:=]\s?[^\n;,()]{{1,40}}\({re.escape(name)}\)",
            rf"(?<!\w)(?:{asked})\s?:?\s{me}" if asked else "(?!)",
        )
        if any(re.search(pattern, above) for pattern in told):
            out.add(name)
    return out


def legend(page: Page, turns: Mapping[int, Label]) -> set[int]:
    """The lines of a legend in the form of turns, over the first one: "I: interviewer", "R: resident of the town".

    Each of its labels stands there once and speaks further down, and one of them is said to have a role.
    """
    out: list[int] = []
    names: set[str] = set()
    told = False
    for i in sorted(turns):
        one, line = turns[i], page.lines[i]
        said = page.text[one.end : line.end].strip()
        key = one.name.casefold()
        if key in names or not said or len(said) > 80 or said[-1] in "?!…" or (out and i != out[-1] + 1):
            break
        if not any(k > i and x.name.casefold() == key for k, x in turns.items()):
            break
        names.add(key)
        out.append(i)
        told = told or any(role_of(word.strip(".,;()"), page.rules) and len(word) > 2 for word in said.split())
    return set(out) if told and len(out) > 1 else set()


_MEANS = re.compile(r"[\[(*_]{0,3}(?P<key>[^=:\t\n()]{1,30}?)[\])*_]{0,3}\s*(?P<is>=|:|\t|\s[-–—]\s)\s*\S")


def explained(page: Page, turns: Mapping[int, Label]) -> set[int]:
    """The lines over the first turn that say who a label is: "I = interviewer", "B – Mrs Blom" (dashes: two lines at least)."""
    names = {one.name.casefold() for one in turns.values()}
    found = {
        i: m["is"]
        for i in range(page.rest, min(turns, default=0))
        if (m := _MEANS.match(page.lines[i].s[:160])) and m["key"].strip().casefold() in names
    }
    return set(found) if len(found) > 1 or "=" in found.values() else set()


def with_short_forms(found: Mapping[int, Label], r: Rules) -> dict[int, Label]:
    """The labels, those that are short for another under the name that it spells out: `I` is `Interviewer (I)`.

    So where what stands in brackets is a label itself, or where a letter spells out its role: "I (interviewer)".
    """
    written: dict[str, str] = {}
    for one in found.values():
        written.setdefault(one.name.casefold(), one.name)
    full: dict[str, str] = {}
    for name in written.values():
        if not (parts := _BRACKETED.match(name)):
            continue
        base, short = parts["name"].strip().casefold(), parts["short"].strip().casefold()
        if short in written and short != base:
            full.setdefault(short, name)
            if base in written:
                full.setdefault(base, name)
    for name in written.values():
        base, _, said = name.rstrip(")").partition("(")
        base, said = base.strip(), said.strip()
        key = base.casefold()
        if said and key in written and len(base) <= 3 and len(said) > 3 and _one(key, written):
            full.setdefault(key, name)
    for base in r.in_turns:  # "Vraag 1", "Vraag 2": the same person asks
        numbered = {k: name for k, name in written.items() if re.fullmatch(rf"{re.escape(base)}[ .#]*\d{{1,3}}\.?", k)}
        if len(numbered) > 1 and all(n == 1 for n in _times(found, numbered)):
            full.update({k: name.rstrip("0123456789 .#") for k, name in numbered.items()})
    return {i: one._replace(name=full.get(one.name.casefold(), one.name)) for i, one in found.items()}


def _times(found: Mapping[int, Label], keys: Collection[str]) -> list[int]:
    """Count how often labels (casefolded) occur."""
    return [sum(one.name.casefold() == k for one in found.values()) for k in keys]


def _one(key: str, written: Collection[str]) -> bool:
    """True if a label has only one remark in brackets beside it."""
    return sum(k.startswith((key + " (", key + "(")) for k in written) == 1
