"""The recognisers' rules: patterns by language and by site, read from `rules/*.toml` and compiled once.

Another language is one more file with the tables of nl.toml, another site one with those of ning.toml: every file in
the folder is read, none is named here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

TIME = r"\d{1,2}[.:]\d{2}(?:[.:]\d{2})?(?:\s?[ap]\.?m\b\.?)?"
_PLACES = {
    "name": r"\S.{0,79}?",
    "date": r"\S.{0,39}?",
    "time": TIME,
    "n": r"\d[\d.,\s]{0,14}",
    "age": r"\S.{0,59}?",
    "site": r"\S.{0,79}?",
    "rest": r"[^.?!]{0,120}[.?!]?",  # of the sentence
}


class Head(NamedTuple):
    """A line that says who wrote what follows: a template of nl.toml's [heads]; `kind` is comment, reply or post."""

    kind: str
    template: str
    first: str  # its first word, "" when it begins with the name
    needle: str  # what every such line holds


@dataclass(slots=True)
class Rules:
    """Everything the recognisers know, of all languages and sites together; words are casefolded."""

    greetings: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)  # first word -> further words
    everyone: set[str] = field(default_factory=set)
    honorifics: set[str] = field(default_factory=set)
    ands: set[str] = field(default_factory=set)
    strong: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    weak: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    nouns: set[str] = field(default_factory=set)  # the last words of sign-offs
    with_name: set[str] = field(default_factory=set)  # greetings that are one only with a name: "Beste"
    thanks: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    thanked_for: set[str] = field(default_factory=set)  # "for", "your", "reply": words after thanks that add nothing
    thanked_whose: set[str] = field(default_factory=set)
    thanked: set[str] = field(default_factory=set)
    postscripts: set[str] = field(default_factory=set)
    particles: set[str] = field(default_factory=set)
    not_names: set[str] = field(default_factory=set)
    organisations: set[str] = field(default_factory=set)  # words in the names of organisations
    months: dict[str, int] = field(default_factory=dict)
    weekdays: set[str] = field(default_factory=set)
    time_after: set[str] = field(default_factory=set)
    heads: list[Head] = field(default_factory=list)
    heads_of: dict[str, list[Head]] = field(default_factory=dict)  # first word -> those a line with it may be
    heads_named: list[Head] = field(default_factory=list)  # those that begin with the name
    views: list[str] = field(default_factory=list)
    bylines: list[str] = field(default_factory=list)
    datelines: list[str] = field(default_factory=list)
    researcher: set[str] = field(default_factory=set)
    participant: set[str] = field(default_factory=set)
    not_speakers: set[str] = field(default_factory=set)
    asked_by: set[str] = field(default_factory=set)  # what stands before the name of who held an interview
    credits: set[str] = field(default_factory=set)  # what stands before who made a picture, a text or a translation
    in_turns: set[str] = field(default_factory=set)  # labels that people also say or write within a turn
    header: dict[str, str] = field(default_factory=dict)  # key -> date, title, author, researcher or known
    exact: dict[str, str] = field(default_factory=dict)  # a whole line -> line, weak, footer, thread
    patterns: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # first word -> (template, class)
    teaser_labels: set[str] = field(default_factory=set)
    teaser_more: set[str] = field(default_factory=set)
    calls: re.Pattern[str] = field(default_factory=lambda: re.compile("(?!)"))  # "Schrijf je … in voor de nieuwsbrief"
    age: re.Pattern[str] = field(default_factory=lambda: re.compile("(?!)"))
    reading: re.Pattern[str] = field(default_factory=lambda: re.compile("(?!)"))
    social: frozenset[str] = frozenset()  # the first words of greetings and sign-offs
    first: dict[str, tuple[str, ...]] = field(default_factory=dict)  # first word -> how rules' lines begin


def tables(pattern: str = "*.toml") -> list[tuple[str, dict[str, Any]]]:
    """The rule files as read: (name, tables), by name."""
    import tomllib
    from pathlib import Path

    found = sorted((Path(__file__).parent.parent / "rules").glob(pattern))
    return [(f.name, tomllib.loads(f.read_text(encoding="utf-8"))) for f in found]


@cache
def rules() -> Rules:
    """All rules, compiled; the files are read once, when first needed."""
    r = Rules()
    ages: dict[str, list[str]] = {"units": [], "after": [], "one": []}
    reading: list[str] = []
    calls: list[str] = []
    for _, t in tables():
        _people(r, t)
        _dates(r, t, ages)
        page = t.get("page", {})
        r.views += page.get("views", [])
        reading += page.get("reading_time", [])
        r.bylines += page.get("byline", [])
        r.datelines += page.get("dateline", [])
        for kind, target in (
            ("researcher", r.researcher),
            ("participant", r.participant),
            ("not_speakers", r.not_speakers),
            ("in_turns", r.in_turns),
            ("asked_by", r.asked_by),
            ("credits", r.credits),
        ):
            target.update(x.casefold() for x in t.get("labels", {}).get(kind, []))
        for what in ("known", "researcher", "author", "title", "date"):
            r.header.update(dict.fromkeys((k.casefold() for k in t.get("header", {}).get(what, [])), what))
        _furniture(r, t.get("furniture", {}))
        call = t.get("call", {})
        if call:
            calls.append(rf"{_either(call.get('verbs', []))}\b[^.?!]*\b{_either(call.get('objects', []))}")
        r.teaser_labels.update(x.casefold() for x in t.get("teaser", {}).get("labels", []))
        r.teaser_more.update(x.casefold() for x in t.get("teaser", {}).get("more", []))
    one, units, after = (_either(ages[k]) for k in ("one", "units", "after"))
    r.age = re.compile(rf"(?:(?:\d{{1,3}}|{one})\s+{units},?(?:\s+(?:en|and)?)?\s*){{1,3}}\s?{after}", re.I)
    if calls:  # at the beginning of a sentence, and not inside quotation marks
        r.calls = re.compile(rf"(?:^|[.?!]\s+)(?:{'|'.join(calls)})", re.I)
    r.reading = re.compile(rf"<?\s*\d{{1,3}}\s*{_either(reading)}", re.I)
    r.bylines.sort(key=len, reverse=True)
    r.datelines.sort(key=len, reverse=True)
    r.heads.sort(key=lambda h: -len(h.template))  # the one that says most is tried first
    r.heads_named = [h for h in r.heads if not h.first]
    r.heads_of = {first: [h for h in r.heads if h.first in ("", first)] for first in {h.first for h in r.heads} - {""}}
    prefixes: dict[str, set[str]] = {}
    literal = [re.split(r"[*{]", h.template, maxsplit=1)[0] for h in r.heads if h.first] + list(r.exact)
    literal += [re.split(r"[*{]", t, maxsplit=1)[0] for entries in r.patterns.values() for t, _ in entries]
    literal += [re.split(r"[*{]", v, maxsplit=1)[0] for v in r.views]
    for table in (r.greetings, r.strong, r.weak):
        literal += [" ".join((word, *rest)) for word, entries in table.items() for rest in entries]
    for phrase in literal:
        if words := phrase.casefold().split():
            prefixes.setdefault(words[0].rstrip(",.!:;"), set()).add(" ".join(words))
    r.social = frozenset({*r.greetings, *r.strong})
    r.first = {word: tuple(sorted(full)) for word, full in prefixes.items()}
    return r


@cache
def spoken(language: str = "") -> Rules:
    """How people greet, sign and thank in one language, or in all where it has no such tables.

    `first` holds the first words of these lines alone.
    """
    r = Rules()
    own = [t for _, t in tables(f"{language}.toml" if language.isalpha() else "*.toml") if "greeting" in t]
    for t in own or [t for _, t in tables() if "greeting" in t]:
        _people(r, t)
    r.first = {word: () for table in (r.greetings, r.strong, r.weak, r.thanks) for word in table}
    return r


def words_of(phrase: str) -> list[str]:
    """A line's words as the rules compare them: casefolded, typographic apostrophes made straight."""
    return phrase.casefold().replace("’", "'").split()


@cache
def template(text: str) -> re.Pattern[str]:
    """The pattern of a template such as `Reactie van {name} op {date} op {time}`; it stands for a whole line.

    Compiled when a line first asks for it: all of them together would cost as much as importing a thousand texts.
    """
    out = []
    for part in re.split(r"(\{\w+\}|\*|\s+)", text):
        if part == "*":
            out.append(".{0,160}?")
        elif part.isspace():
            out.append(r"\s{1,4}")
        elif part.startswith("{") and part.endswith("}"):
            out.append(f"(?P<{part[1:-1]}>{_PLACES.get(part[1:-1], '.{1,60}?')})")
        else:
            out.append(re.escape(part))
    return re.compile("".join(out) + r"\s*:?$", re.I)


def _either(words: list[str]) -> str:
    return "(?:" + "|".join(re.escape(w) for w in sorted(set(words), key=len, reverse=True)) + ")" if words else "(?!)"


def _phrases(target: dict[str, list[tuple[str, ...]]], phrases: list[str]) -> None:
    for phrase in phrases:
        first, *rest = words_of(phrase)
        first = first.rstrip(",.!;:)")  # as lines are looked up: "m.v.g." is told by "m.v.g"
        known = target.setdefault(first, [])
        if tuple(rest) not in known:
            known.append(tuple(rest))
            known.sort(key=len, reverse=True)


def _people(r: Rules, t: dict[str, Any]) -> None:
    greeting, signoff = t.get("greeting", {}), t.get("signoff", {})
    _phrases(r.greetings, greeting.get("words", []))
    r.everyone.update(w.casefold() for w in greeting.get("everyone", []))
    r.honorifics.update(w.casefold() for w in greeting.get("honorifics", []))
    r.ands.update(greeting.get("and", []))
    r.with_name.update(w.casefold() for w in greeting.get("with_name", []))
    thanks = t.get("thanks", {})
    _phrases(r.thanks, thanks.get("words", []))
    for key, target in (("for", r.thanked_for), ("whose", r.thanked_whose), ("what", r.thanked)):
        target.update(w.casefold() for w in thanks.get(key, []))
    _phrases(r.strong, signoff.get("strong", []))
    _phrases(r.weak, signoff.get("weak", []))
    r.nouns.update(w.casefold() for w in signoff.get("nouns", []))
    r.postscripts.update(w.casefold() for w in signoff.get("postscript", []))
    r.particles.update(signoff.get("particles", []))
    r.not_names.update(w.casefold() for w in signoff.get("not_names", []))
    r.organisations.update(w.casefold() for w in t.get("organisation", {}).get("words", []))
    for kind, texts in t.get("heads", {}).items():
        for text in texts:
            literal = max(re.split(r"\{\w+\}", text), key=len)
            first = "" if text.startswith("{") else text.split()[0].casefold()
            r.heads.append(Head(kind, text, first, literal.strip(" ,:") and literal))


def _dates(r: Rules, t: dict[str, Any], ages: dict[str, list[str]]) -> None:
    dates = t.get("dates", {})
    for n, names in enumerate(dates.get("months", []), 1):
        r.months.update(dict.fromkeys(names.casefold().split(), n))
    r.weekdays.update(dates.get("weekdays", []))
    r.time_after.update(dates.get("time_after", []))
    for key in ages:
        ages[key] += dates.get(f"age_{key}", [])


def _furniture(r: Rules, t: dict[str, Any]) -> None:
    for key, as_ in (
        ("weak", "weak"),
        ("lines", "line"),
        ("footers", "footer"),
        ("thread", "thread"),
        ("powered", "powered"),
        ("related", "related"),
        ("site", "line"),
    ):
        for text in t.get(key, []):
            line = " ".join(text.split()).casefold()
            if "*" in line or "{" in line:
                r.patterns.setdefault(line.split(" ", 1)[0].rstrip("*"), []).append((text, as_))
            elif as_ != "weak" or line not in r.exact:
                r.exact[line] = as_
    for entries in r.patterns.values():  # a more telling class first
        entries.sort(key=lambda e: ("powered", "line", "related", "thread", "footer", "weak").index(e[1]))
