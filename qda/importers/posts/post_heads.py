"""Choose a post's writer and date among candidates: by how surely the page marks them, and where other posts have theirs."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import NamedTuple

from qda.importers.common.thread_dates import absolute
from qda.importers.posts import post_words
from qda.importers.posts.post_pieces import Piece, before, inside, quoted, text_of, ups
from qda.importers.posts.post_words import Said, date_in, holds, name_in

_WRITER = re.compile(
    r"(?:^|\s)(?:author|creator|schema:author|schema:creator|sioc:has_creator|dc:creator|foaf:name|fn|p-author|"
    r"accountname)(?=\s|$)"
)
_NAMED = re.compile(
    r"(?:comment|post|message|reply|entry)[\w-]*(?:author|writer|user|name|poster|creator|by|autor|auteur|sender)\b|"
    r"author[\w-]*name|user-*_*name"
    r"|screen-?name|display-?name|nick-?name|full-?name|author-?link|\bby-?line|\bposter\b|commenter|\bpseudo\b|"
    r"gebruikersnaam|benutzername"
)
_CALLED = re.compile(
    r"author|user|poster|nick|member|byline|creator|profile|naam\b|\bname|-name|auteur|autor|autore|utente|usuario|"
    r"sender|commenter|persoon|verfasser|\bwho\b|\bby\b"
)
_A_NAME = frozenset(
    """author username nickname nick auteur autor autora autore poster commenter usuario utente gebruikersnaam benutzername
    screenname displayname fullname pseudo handle""".split()  # noqa: SIM905
)
# The last word of a class that is that of something else about a writer, or of something else altogether.
_NO_NAME = frozenset(
    """avatar gravatar rank rang badge badges title role count counter date datum time stamp timestamp ago location
    city joined since karma score points status
    group parent mention permalink icon online stats posts country action actions content body tag tags flair level bio
    publication company label
    menu image img photo picture replied message number""".split()  # noqa: SIM905
)
WHO = re.compile(
    r"(?:^|[/?=_-])(?:u|users?|members?|profiles?|author|people|mitglied|membre|leden|profil|perfil|utente|lid|gebruiker)[/?=_-]|/@\w",
    re.I,
)
WHEN = re.compile(
    r"date|time(?!line)|when|posted|datum|zeit|fecha|\bdata\b|published|publi|created|\bago\b|\bage\b|stamp|wanneer|tijd"
)
_WRITTEN = re.compile(
    r"(?:^|\s)(?:(?:schema:)?date-?(?:published|created)|comment-?time|dc:date|dc:created|"
    r"dcterms:created|dt-published|published)(?=\s|$)"
)
_EDIT = re.compile(
    r"(?:^|[\s_-])(?:edit|edits|edited(?:by|on|at)?|last-?edit(?:ed)?|edit-?(?:date|time|info|note|history)|modified|date-?modified|"
    r"last-?modified|updated|date-?updated|bewerkt|bearbeitet|gewijzigd|wijziging|modifi[eé]|revision|revised)(?=$|[\s_-])"
)
_JOIN = re.compile(r"joined|member-?since|registered|last-?(?:seen|active|visit)|birth")
_STAMPS = (
    "datetime", "data-datetime", "data-timestamp", "data-time", "data-utime", "data-date", "data-created",
    "data-created-at", "data-published", "ts",
    "unixtime", "content", "title", "data-original-title", "data-tooltip", "aria-label", "data-tip", "data-title",
    "timestamp", "date", "data-unix",
)  # fmt: skip
_OWN_WRITER = (
    "data-author",
    "author",
    "data-username",
    "data-user-name",
    "data-author-name",
    "data-commenter",
    "data-comment-author",
    "data-commenter-name",
)
_OWN_STAMP = (
    "data-timestamp",
    "data-time",
    "data-date",
    "data-created",
    "data-created-at",
    "created-timestamp",
    "created",
    "data-datetime",
    "data-comment-date",
    "data-published-at",
)
_NAME_TAGS = frozenset("a b strong cite em i span".split())  # noqa: SIM905
_SHOWN = re.compile(r"[?&#](?:showcomment|ts|time|timestamp)=(\d{10}(?:\d{3})?)", re.I)


class Candidate(NamedTuple):
    """Something that may be a post's writer or date: how strong, what, and the piece that says it (-1: the post itself)."""

    strength: float
    said: str
    at: int
    path: str


def dates_in(f: list[Piece], body: tuple[int, int] | None, said: Said, edits: set[str]) -> list[Candidate]:
    out: list[Candidate] = []
    if not f:
        return out
    for root in (p for p in f if p.above < 0 and not p.text):
        attrs = root.node.attributes
        for key in _OWN_STAMP:
            if (value := attrs.get(key)) and (date := date_in(value, 40)):
                out.append(Candidate(4, date, -1, "@" + key))
                break
    alone = sum(p.above < 0 for p in f) == 1
    for n, p in enumerate(f[:1200]):
        if inside(n, body) or (alone and p.above < 0):
            continue
        strength, value = _dated(f, n, p)
        if not strength:
            continue
        around = f"{before(f, n)} {_over(f, n)} {value}"
        called = " ".join(f[k].names for k in ups(f, n) if f[k].above >= 0)
        if _EDIT.search(called) or holds(said.edited, around):
            edits.add(absolute(value) or "")
        elif not (_JOIN.search(called) or holds(said.joined, around) or quoted(f, 0, n)):
            out.append(Candidate(strength, value, n, p.path))
    return out


def _over(f: list[Piece], at: int) -> str:
    """The short text that stands right before a piece on a line of its own, as in `<dt>Joined</dt><dd>2014</dd>`."""
    for p in reversed(f[max(0, at - 6) : at]):
        if p.text:
            return (
                p.text
                if p.line != f[at].line
                and len(p.text) <= 30
                and f[p.above].tag in ("dt", "th", "td", "label", "span", "b")
                else ""
            )
    return ""


def _dated(f: list[Piece], n: int, p: Piece) -> tuple[float, str]:
    """Return the date in a piece and how sure it is; 0 if there is none."""
    own = p.text or text_of(f, n, most=120)
    if p.text:
        return (
            (1.0, found)
            if (found := post_words.opening(p.text)[0] or date_in(p.text, 60))
            else (0.5, at)
            if (at := post_words.only_clock(p.text))
            else (0, "")
        )
    attrs = p.node.attributes
    base = (
        5.0
        if _WRITTEN.search(p.names)
        else 4.0
        if p.tag in ("time", "abbr") or "time" in p.tag or "ago" in p.tag
        else 0
    )
    value = ""
    for key in _STAMPS:
        raw = attrs.get(key)
        if not raw or (key in ("content", "title", "aria-label", "data-title") and len(raw) > 80):
            continue
        if value := date_in(raw, 40):
            break
    if value:
        shown = date_in(own, 60)
        if shown:
            value = post_words.finer(value, shown)
        elif clock := post_words.clock(own):
            value = post_words.finer(value, f"{value[:10]} {clock}")
        named = bool(WHEN.search(p.names))
        return max(base, 3.0 if named else 2.0), value
    if p.tag == "a" and (epoch := _SHOWN.search(attrs.get("href") or "")):
        shown = date_in(own, 60)
        return 3.5, shown or epoch[1]
    if len(own) > 120 or not own:
        return 0, ""
    shown = date_in(own, 60)
    if not shown:
        at = post_words.only_clock(own)
        return (0.9, at) if at and "\n" not in own else (0, "")
    if base:
        return base - 0.5, shown
    lead = len(own) - len(shown)
    if WHEN.search(p.names):
        return 3.0 - 0.01 * max(lead, 0), shown
    return (1.2 - 0.05 * max(lead, 0), shown) if lead < 20 else (0, "")


def choose(found: list[list[Candidate]], names: bool = False) -> list[Candidate]:
    """For each post the likeliest: what is strong in itself, and stands where others have it too."""
    nothing = Candidate(0, "", -1, "")
    many = len(found)
    places: Counter[str] = Counter()
    same: dict[str, set[str]] = defaultdict(set)
    for some in found:
        places.update({c.path for c in some})
        for c in some:
            same[c.path].add(c.said)
    out = []
    for some in found:
        best, top = nothing, 0.0
        for c in some:
            score = c.strength + 1.5 * places[c.path] / many
            if names and many >= 3 and len(same[c.path]) == 1 and c.strength < 5 and places[c.path] >= 3:
                score -= 2.5  # the same in all: a rank
            if names and c.strength <= 1 and places[c.path] * 2 < many:
                continue
            if score > top:
                best, top = c, score
        out.append(best)
    return out


def with_clock(f: list[Piece], found: Candidate) -> str:
    """A date with the time of day that stands beside it on its line, where it has none itself."""
    if found.at < 0 or not found.said or post_words.clock(found.said) or len(found.said) > 60:
        return found.said
    line = f[found.at].line
    for n in range(f[found.at].end, min(f[found.at].end + 8, len(f))):
        p = f[n]
        if p.text:
            if p.line > line + 2 or not p.text:
                break
            if clock := post_words.only_clock(p.text):
                return f"{found.said} {clock}"
            if p.line != line:
                break
    return found.said


def names_in(f: list[Piece], body: tuple[int, int] | None, when: Candidate, said: Said) -> list[Candidate]:
    out: list[Candidate] = []
    if not f:
        return out
    for root in (p for p in f if p.above < 0 and not p.text):
        attrs = root.node.attributes
        for key in _OWN_WRITER:
            if (value := (attrs.get(key) or "").strip()) and not value.isdigit() and len(value) <= 100:
                out.append(Candidate(6, value, -1, "@" + key))
                break
        if label := post_words.by_label(attrs.get("aria-label") or ""):
            out.append(Candidate(2.5, label, -1, "@aria-label"))
    first = min((body[0] if body else len(f)), len(f))
    alone = sum(p.above < 0 for p in f) == 1
    spot = _spot(f, when)
    for n, p in enumerate(f[:1200]):
        beside_it = when.at >= 0 and f[when.at].end > n > when.at  # "3 May at 7:52, by <b>Anna</b>" in one element
        if inside(n, body) or spot[0] <= n < spot[1] or quoted(f, 0, n):
            continue
        if n == when.at and p.tag in ("time", "abbr", "a"):
            continue
        if p.above < 0 and (alone or p.text):
            continue
        strength = called(p)
        if beside_it and strength < 3 and not (p.tag in _NAME_TAGS and post_words.by_before(before(f, n))):
            continue
        if not strength and not (
            p.text or p.tag in ("a", "b", "strong", "h3", "h4", "h5", "span", "p", "dt", "em", "i")
        ):
            continue
        if any(f[k].off for k in ups(f, n)) and strength < 4:
            continue
        raw = text_of(f, n, when.at if n < when.at < p.end else -1, 200).strip()
        name = name_in(raw.split("\n")[0], strength >= 4, said)
        if not name:
            continue
        if holds(said.answers, before(f, n)) or holds(said.answers, raw[:40]):
            continue
        if not strength:  # one text that looks like a name: in the head alone
            beside = when.at >= 0 and p.line == f[when.at].line
            by = post_words.by_before(before(f, n))
            if body is None and when.at >= 0 and p.line > f[when.at].line + 1:
                continue
            if (n > first and not beside and not by) or (body is None and when.at < 0):
                continue
            strength = (
                2.5
                if by
                else 1
                + 0.5 * (p.tag in ("b", "strong", "a", "h3", "h4"))
                - 0.1 * (p.tag in ("p",))
                - 0.2 * bool(p.text)
            )
        if p.tag in ("a", "b", "strong", "cite") and strength >= 2:
            strength += 0.5
        if n > first:
            strength -= 0.2
        out.append(Candidate(strength - 0.002 * len(name), name, n, p.path))
    return out


def _spot(f: list[Piece], when: Candidate) -> tuple[int, int]:
    """The pieces that say the date: where more stands in the element that does, the one text in it that says it."""
    if when.at < 0:
        return -1, -1
    end = max(f[when.at].end, when.at + 1)
    alone = next((n for n in range(when.at + 1, end) if f[n].text and date_in(f[n].text, 60) == when.said), None)
    return (when.at + 1, end) if alone is None else (alone, alone + 1)


def called(p: Piece) -> float:
    """Score how surely the name of an element (its class, id or attributes) marks the name of a writer."""
    if p.text:
        return 0
    if _WRITER.search(p.names):
        return 5.0
    best = 0.0
    bad = False
    for token in p.names.split():
        last = token.replace("-", "_").rstrip("_0123456789").rpartition("_")[2]
        if last in _NO_NAME:
            bad = True
        elif last in _A_NAME or _NAMED.search(token):
            return 4.0
        elif _CALLED.search(token):
            best = 3.0
    if bad:
        return best and 2.0
    if p.tag == "cite":
        return 3.0
    href = (p.node.attributes.get("href") or "") if p.tag == "a" else ""
    if href and (WHO.search(href) or ("external" in p.names and "url" in p.names)):
        return max(best, 2.5)
    return best
