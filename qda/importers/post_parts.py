"""Who wrote a post, when, and which words are its own, on a page for whose marks there is no profile.

All posts of a page are read together: what stands at the same place in most of them is told with more certainty than in
one. A page may mark a name, a date and a text in a standard way (schema.org, RDFa, hAtom, `time`); else classes tell them;
else the one text in a post's head that looks like a name, and the one date outside its words.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from qda.importers import post_words
from qda.importers.forum_dates import absolute
from qda.importers.forum_text import Quoted, Text, hidden, words
from qda.importers.post_words import Said, date_in, holds, name_in
from qda.importers.profiles import quoted_name

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MOST = 4000  # elements and texts of one post that are looked at
UNSEEN = frozenset("script style noscript template svg select textarea input iframe object canvas audio video".split())  # noqa: SIM905
_LINE = frozenset(
    """address article aside blockquote br center dd details div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header
    hr li main nav ol p pre section table tbody td th tr ul summary""".split()  # noqa: SIM905
)
_FLOW = frozenset("p dd li td blockquote pre".split())  # noqa: SIM905
_HOLDS = frozenset("div section article dd td tr tbody table main".split())  # noqa: SIM905
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NAMING = ("class", "id", "itemprop", "property", "rel", "slot", "data-testid", "data-role", "component", "data-qa", "data-test")
_WRITER = re.compile(r"(?:^|\s)(?:author|creator|schema:author|schema:creator|sioc:has_creator|dc:creator|foaf:name|fn|p-author|accountname)(?=\s|$)")
_NAMED = re.compile(
    r"(?:comment|post|message|reply|entry)[\w-]*(?:author|writer|user|name|poster|creator|by|autor|auteur|sender)\b|author[\w-]*name|user-*_*name"
    r"|screen-?name|display-?name|nick-?name|full-?name|author-?link|\bby-?line|\bposter\b|commenter|\bpseudo\b|gebruikersnaam|benutzername"
)
_CALLED = re.compile(r"author|user|poster|nick|member|byline|creator|profile|naam\b|\bname|-name|auteur|autor|autore|utente|usuario|sender|commenter|persoon|verfasser|\bwho\b|\bby\b")
# The last word of a class that is that of something else about a writer, or of something else altogether.
_NO_NAME = frozenset(
    """avatar gravatar rank rang badge badges title role count counter date datum time stamp timestamp ago location city joined since karma score points status
    group parent mention permalink icon online stats posts country action actions content body tag tags flair level bio publication company label
    menu image img photo picture replied message number""".split()  # noqa: SIM905
)
WHO = re.compile(r"(?:^|[/?=_-])(?:u|users?|members?|profiles?|author|people|mitglied|membre|leden|profil|perfil|utente|lid|gebruiker)[/?=_-]|/@\w", re.I)
_WHEN = re.compile(r"date|time(?!line)|when|posted|datum|zeit|fecha|\bdata\b|published|publi|created|\bago\b|\bage\b|stamp|wanneer|tijd")
_WRITTEN = re.compile(r"(?:^|\s)(?:datepublished|datecreated|commenttime|schema:datecreated|schema:datepublished|dc:date|dc:created|dcterms:created|dt-published|published)(?=\s|$)")
_EDIT = re.compile(r"edit|modif|updated|bewerkt|bearbeitet|gewijzigd|revis")
_JOIN = re.compile(r"joined|member-?since|registered|last-?(?:seen|active|visit)|birth")
_STAMPS = (
    "datetime", "data-datetime", "data-timestamp", "data-time", "data-utime", "data-date", "data-created", "data-created-at", "data-published", "ts",
    "unixtime", "content", "title", "data-original-title", "data-tooltip", "aria-label", "data-tip", "data-title", "timestamp", "date", "data-unix",
)  # fmt: skip
_OWN_WRITER = ("data-author", "author", "data-username", "data-user-name", "data-author-name", "data-commenter", "data-comment-author", "data-commenter-name")
_OWN_STAMP = ("data-timestamp", "data-time", "data-date", "data-created", "data-created-at", "created-timestamp", "created", "data-datetime", "data-comment-date", "data-published-at")
_SHOWN = re.compile(r"[?&#](?:showcomment|ts|time|timestamp)=(\d{10}(?:\d{3})?)", re.I)
_TEXT = re.compile(
    r"(?:comment|reply|post|message|msg|entry|forum|reactie|kommentar|commentaire|comentario|commento|bericht|beitrag|answer|update|response|usertext)s?[-_ ]*"
    r"(?:body|content|text|texte?o?|tekst|copy|message|msg|html|rendered|contents|inhoud|inhalt|bericht|corps)\b"
    r"|(?:^|\s)(?:commenttext|articlebody|reviewbody|text|schema:text|content:encoded|sioc:content|e-content|usertext|md|markdown|rich-?text|userhtml)(?=\s|$)"
)
_WEAK_TEXT = re.compile(r"(?:^|[\s_-])(?:text|body|content|message|tekst|texte|texto|testo|inhalt|inhoud|description|bericht|nachricht|words|copy)(?=$|[\s_-])")
_ANY = "actions?|votes?|voting|karma|share|sharing|report|permalink|moderation|gravatar|avatar|toolbar|awaiting|signature|sigblock|dropdown|badges?|rank|rang|awards?"
_EDGE = (
    "buttons?|btn|controls?|likes?|rating|social|flag|user-?title|score|points|count|counter|menu|tools|options|reply-?(?:link|button|btn|form)|edited|"
    "edit-?(?:link|date|info|history)|in-?reply-?to|respond|knoppen|online|toggle|attributes|visually-?hidden|wijziging"
)
# What an element is called that stands around the words: in any part of its class, or at either end of one.
AROUND = re.compile(
    rf"(?:^|[\s_-])(?:{_ANY})(?=$|[\s_-])|(?:^|\s)(?:{_EDGE})(?=$|[\s_-])|(?:^|[\s_-])(?:{_EDGE}|label)(?=$|\s)|\blinks inline\b"
)
_REPLY = re.compile(r"repl(?:y|ies)|repond|responder|antwort|beantwoord|reageer|rispond|svara|besvar")
_SIGN = re.compile(r"signature|sigblock|handtekening|signatur")
_QUOTE = re.compile(r"quote|citaat|zitat|citation|\bcita\b")


@dataclass(slots=True)
class Piece:
    """An element or a text of a post. `path` says where it stands, `names` what its attributes call it; `end` is after its last."""

    node: LexborNode
    tag: str
    above: int
    path: str
    line: int
    text: str = ""
    names: str = ""
    end: int = 0
    off: bool = False  # of what stands around the words: a button, a quotation's head, a count


@dataclass(slots=True)
class Parts:
    """What is told of a post: `author` and `when` as written, "" where nothing does; `text` without what stands around it."""

    author: str = ""
    when: str = ""
    text: Text = field(default_factory=Text)
    title: str = ""
    sure: bool = False  # the page marks the writer as one: it is not only a text that looks like a name
    edits: frozenset[str] = frozenset()  # dates at which it was changed, ISO 8601


class _Found(NamedTuple):
    """Something that may be a post's writer or date: how strong, what, and the piece that says it (-1: the post itself)."""

    strength: float
    said: str
    at: int
    path: str


def read(
    posts: Sequence[Sequence[LexborNode]], inner: Collection[int], base: str = "", title: str = "",
    bodies: Sequence[LexborNode | None] | None = None,
) -> list[Parts]:  # fmt: skip
    """Reads posts, each one element or a run of neighbours. `inner` are the `mem_id` of all of them: a post's words are not
    those of one that lies in it.

    `bodies` tells the texts where a profile found them: then only writers and dates are looked for.
    """
    said = post_words.said()
    flat = [_flat(roots, inner, said) for roots in posts]
    if bodies is not None:
        ranges = [_range(f, b) for f, b in zip(flat, bodies, strict=True)]
    else:
        ranges = _marked(flat)
    edits: list[set[str]] = [set() for _ in flat]
    dates = [_dates(f, r, said, e) for f, r, e in zip(flat, ranges, edits, strict=True)]
    when = _choose(dates)
    names = [_names(f, r, w, said) for f, r, w in zip(flat, ranges, when, strict=True)]
    who = _choose(names, names=True)
    out = []
    for n, f in enumerate(flat):
        parts = Parts(who[n].said, _with_clock(f, when[n]), sure=who[n].strength >= 2, edits=frozenset(edits[n]))
        if bodies is None:
            for found in (who[n], when[n]):
                if found.at >= 0:
                    f[found.at].off = True
        out.append(parts)
    if bodies is None:
        places = _places(flat, ranges, who, when, said)
        for n, f in enumerate(flat):
            _words(out[n], f, posts[n], ranges[n], places[n], who[n], when[n], said, base, title)
    return out


def _flat(roots: Sequence[LexborNode], inner: Collection[int], said: Said) -> list[Piece]:
    """The elements and texts of a post in order, without those of posts that lie in it."""
    out: list[Piece] = []
    line = 0
    own = {r.mem_id for r in roots}
    stack: list[tuple[LexborNode | None, int]] = [(r, -1) for r in reversed(roots)]
    while stack:
        node, above = stack.pop()
        if node is None:
            out[above].end = len(out)
            line += out[above].tag in _LINE
            continue
        tag = node.tag or "-"
        if tag == "-text":
            if text := " ".join((node.text_content or "").split()):
                out.append(Piece(node, tag, above, out[above].path if above >= 0 else "", line, text, end=len(out) + 1))
            continue
        if tag[0] == "-" or tag in UNSEEN or len(out) > MOST:
            continue
        key = node.mem_id
        if key in inner and key not in own:
            continue
        attrs = node.attributes
        if key not in own and hidden(attrs):
            continue
        if tag in _LINE:
            line += 1
            if tag == "br":
                continue
        names = _CAMEL.sub("-", " ".join(v for k in _NAMING if (v := attrs.get(k)))).lower()
        first = names.split(" ", 1)[0]
        up = out[above].path if above >= 0 else ""
        path = "" if key in own and len(own) == 1 else f"{up}>{tag}.{re.sub('[0-9]+', '0', first)}"
        piece = Piece(node, tag, above, path, line, names=names)
        if key not in own:
            piece.off = (above >= 0 and out[above].off) or tag in ("button", "nav", "form", "label") or bool(AROUND.search(names))
            if not piece.off and names and _REPLY.search(names):
                piece.off = _link_alone(node)
        out.append(piece)
        stack.append((None, len(out) - 1))
        at = len(stack)
        child = node.child
        while child is not None:
            stack.append((child, len(out) - 1))
            child = child.next
        stack[at:] = stack[: at - 1 : -1]
    return out


def _link_alone(node: LexborNode) -> bool:
    """Whether an element is a short link and nothing else."""
    text = (node.text(deep=True) or "").strip()
    if not text or len(text) > 60:
        return not text
    links = [node] if node.tag == "a" else node.css("a")
    return bool(links) and sum(len((a.text(deep=True) or "").strip()) for a in links) >= len(text) - 4


def _text(f: list[Piece], at: int, but: int = -1, most: int = 300) -> str:
    """The text of a piece on one line, lines parted by `\\n`; without that of the piece `but`."""
    out: list[str] = []
    size, line = 0, -1
    n = at
    while n < max(f[at].end, at + 1):
        if n == but:
            n = f[n].end
            continue
        if f[n].text:
            out.append(("\n" if line not in (-1, f[n].line) else " " if out else "") + f[n].text)
            line = f[n].line
            size += len(f[n].text)
            if size > most:
                break
        n += 1
    return "".join(out)


def _range(f: list[Piece], body: LexborNode | None) -> tuple[int, int] | None:
    """Where a text that a profile found stands among the pieces of its post."""
    if body is not None:
        for n, p in enumerate(f):
            if p.node.mem_id == body.mem_id and not p.text and p.above >= 0:
                return (n, p.end) if _clean(f, n) else None
    return None


def _clean(f: list[Piece], at: int) -> bool:
    """Whether an element holds nothing that is called a writer or says a date, outside quotations."""
    for n, p in enumerate(f[at + 1 : f[at].end], at + 1):
        if p.text or not (p.names or p.tag in ("time", "cite")):
            continue
        head = p.tag in ("time", "cite") or _EXACT.search(p.names) or _called(p) >= 3
        head = head or (_WHEN.search(p.names) and p.end - n < 8 and date_in(_text(f, n, most=80), 30))
        if head and not _quoted(f, at, n):
            return False
    return True


def _marked(flat: list[list[Piece]]) -> list[tuple[int, int] | None]:
    """The element of each post that the page marks as its text, where it holds neither the name nor the date.

    One kind of element for all: that which most posts have; where several do, that with most text.
    """
    kinds: dict[tuple[int, str], list[float]] = defaultdict(lambda: [0, 0, 0])
    ranks: list[dict[int, tuple[int, str]]] = []
    for f in flat:
        here: dict[int, tuple[int, str]] = {}
        met: set[tuple[int, str]] = set()
        for n, p in enumerate(f):
            if p.text or p.off or p.above < 0 or not p.names or len(p.names) > 300 or n > 600:
                continue
            strong = 2 if _TEXT.search(p.names) else 1 if _WEAK_TEXT.search(p.names) else 0
            size = sum(len(x.text) for x in f[n : p.end] if not x.off) if strong else 0
            if not size:
                continue
            key = strong, p.path
            here[n] = key
            clean = _clean(f, n)
            if key not in met:
                kinds[key][0] += 1
                kinds[key][1] += clean
            kinds[key][2] += size
            met.add(key)
        ranks.append(here)
    many = len(flat)
    usable = [k for k, (n, clean, _) in kinds.items() if n * 3 >= many and clean * 10 >= n * 9]
    out: list[tuple[int, int] | None] = []
    order = sorted(usable, key=lambda k: (-k[0], -min(kinds[k][0] * 10 // many, 9), -kinds[k][2], len(k[1])))
    for f, here in zip(flat, ranks, strict=True):
        at = next((n for k in order for n, key in here.items() if key == k), None)
        out.append(None if at is None else (at, f[at].end))
    return out


_EXACT = re.compile(r"(?:^|\s)(?:fn|comment-?date|comment-?meta(?:data)?|comment-?time|datetime|timestamp|date)(?=\s|$)")


def _quoted(f: list[Piece], top: int, at: int) -> bool:
    """Whether a piece lies in a quotation under `top`."""
    while at > top:
        if f[at].tag == "blockquote" or _QUOTE.search(f[at].names):
            return True
        at = f[at].above
    return False


def _in(at: int, where: tuple[int, int] | None) -> bool:
    return where is not None and where[0] <= at < where[1]


def _dates(f: list[Piece], body: tuple[int, int] | None, said: Said, edits: set[str]) -> list[_Found]:
    out: list[_Found] = []
    if not f:
        return out
    for root in (p for p in f if p.above < 0 and not p.text):
        attrs = root.node.attributes
        for key in _OWN_STAMP:
            if (value := attrs.get(key)) and (date := date_in(value, 40)):
                out.append(_Found(4, date, -1, "@" + key))
                break
    alone = sum(p.above < 0 for p in f) == 1
    for n, p in enumerate(f[:1200]):
        if _in(n, body) or (alone and p.above < 0):
            continue
        strength, value = _dated(f, n, p)
        if not strength:
            continue
        around = f"{_before(f, n)} {value}"
        called = " ".join(f[k].names for k in _up(f, n) if f[k].above >= 0)
        if _EDIT.search(called) or holds(said.edited, around):
            edits.add(absolute(value) or "")
        elif not (_JOIN.search(called) or holds(said.joined, around) or _quoted(f, 0, n)):
            out.append(_Found(strength, value, n, p.path))
    return out


def _dated(f: list[Piece], n: int, p: Piece) -> tuple[float, str]:
    """How surely a piece says a date, and which; 0 where it says none."""
    own = p.text or _text(f, n, most=120)
    if p.text:
        return (1.0, found) if (found := date_in(p.text, 60)) else (0.5, at) if (at := post_words.only_clock(p.text)) else (0, "")
    attrs = p.node.attributes
    base = 5.0 if _WRITTEN.search(p.names) else 4.0 if p.tag in ("time", "abbr") or "time" in p.tag or "ago" in p.tag else 0
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
        named = bool(_WHEN.search(p.names))
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
    if _WHEN.search(p.names):
        return 3.0 - 0.01 * max(lead, 0), shown
    return (1.2 - 0.05 * max(lead, 0), shown) if lead < 20 else (0, "")


def _before(f: list[Piece], at: int) -> str:
    """What stands before a piece on its line or, alone on a line, ends with a colon on the line before."""
    line = f[at].line
    out: list[str] = []
    for p in reversed(f[max(0, at - 12) : at]):
        if p.text:
            if p.line == line or (not out and p.text.endswith(":") and p.line >= line - 3):
                out.append(p.text)
            else:
                break
    return " ".join(reversed(out))[-60:]


def _up(f: list[Piece], at: int) -> list[int]:
    out = []
    while at >= 0:
        out.append(at)
        at = f[at].above
    return out


def _choose(found: list[list[_Found]], names: bool = False) -> list[_Found]:
    """For each post the likeliest: what is strong in itself, and stands where others have it too."""
    nothing = _Found(0, "", -1, "")
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


def _with_clock(f: list[Piece], found: _Found) -> str:
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


def _names(f: list[Piece], body: tuple[int, int] | None, when: _Found, said: Said) -> list[_Found]:
    out: list[_Found] = []
    if not f:
        return out
    for root in (p for p in f if p.above < 0 and not p.text):
        attrs = root.node.attributes
        for key in _OWN_WRITER:
            if (value := (attrs.get(key) or "").strip()) and not value.isdigit() and len(value) <= 100:
                out.append(_Found(6, value, -1, "@" + key))
                break
        if label := post_words.by_label(attrs.get("aria-label") or ""):
            out.append(_Found(2.5, label, -1, "@aria-label"))
    first = min((body[0] if body else len(f)), len(f))
    alone = sum(p.above < 0 for p in f) == 1
    for n, p in enumerate(f[:1200]):
        if _in(n, body) or (when.at >= 0 and f[when.at].end > n > when.at) or _quoted(f, 0, n):
            continue
        if n == when.at and p.tag in ("time", "abbr", "a"):
            continue
        if p.above < 0 and (alone or p.text):
            continue
        strength = _called(p)
        if not strength and not (p.text or p.tag in ("a", "b", "strong", "h3", "h4", "h5", "span", "p", "dt", "em", "i")):
            continue
        if any(f[k].off for k in _up(f, n)) and strength < 4:
            continue
        raw = _text(f, n, when.at if n < when.at < p.end else -1, 200).strip()
        name = name_in(raw.split("\n")[0], strength >= 4, said)
        if not name:
            continue
        if holds(said.answers, _before(f, n)) or holds(said.answers, raw[:40]):
            continue
        if not strength:  # one text that looks like a name: in the head alone
            beside = when.at >= 0 and p.line == f[when.at].line
            by = post_words.by_before(_before(f, n))
            if body is None and when.at >= 0 and p.line > f[when.at].line + 1:
                continue
            if (n > first and not beside and not by) or (body is None and when.at < 0):
                continue
            strength = 2.5 if by else 1 + 0.5 * (p.tag in ("b", "strong", "a", "h3", "h4")) - 0.1 * (p.tag in ("p",)) - 0.2 * bool(p.text)
        if p.tag in ("a", "b", "strong", "cite") and strength >= 2:
            strength += 0.5
        if n > first:
            strength -= 0.2
        out.append(_Found(strength - 0.002 * len(name), name, n, p.path))
    return out


def _called(p: Piece) -> float:
    """How surely what an element is called makes it the name of a writer."""
    if p.text:
        return 0
    if _WRITER.search(p.names):
        return 5.0
    best = 0.0
    bad = False
    for token in p.names.split():
        if token.replace("-", "_").rstrip("_0123456789").rpartition("_")[2] in _NO_NAME:
            bad = True
        elif _NAMED.search(token):
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


def _places(
    flat: list[list[Piece]], ranges: list[tuple[int, int] | None], who: list[_Found], when: list[_Found], said: Said
) -> list[set[int]]:
    """For posts whose text nothing marks: the positions of the texts that are their words.

    What is neither name nor date nor a button is free; where most of what is free on the page stands, the words are.
    """
    free: list[set[int]] = []
    sizes: Counter[str] = Counter()
    for n, f in enumerate(flat):
        here = _free(f, who[n].at, when[n].at, said) if ranges[n] is None else set()
        free.append(here)
        for k in here:
            seen = set()
            for up in _up(f, f[k].above):
                if f[up].tag in _HOLDS and f[up].path not in seen:
                    seen.add(f[up].path)
                    sizes[f[up].path] += len(f[k].text)
    best = ""
    total = sum(len(flat[n][k].text) for n, here in enumerate(free) for k in here)
    while True:
        deeper = [(size, p) for p, size in sizes.items() if p.startswith(best + ">") and "." in p and p.count(">") == best.count(">") + 1]
        size, path = max(deeper, default=(0, ""))
        if size * 4 < total * 3 or not size:
            # a frame without a name of its own may stand between
            further = [(s, p) for p, s in sizes.items() if p.startswith(best + ">") and s * 4 >= total * 3 and s]
            if not further:
                break
            size, path = max(further, key=lambda x: (-x[1].count(">"), x[0]))
        best = path
    out = []
    for f, here in zip(flat, free, strict=True):
        inside = {k for k in here if any(f[up].path == best for up in _up(f, f[k].above))} if best else here
        out.append(inside or here)
    return out


def _free(f: list[Piece], who: int, when: int, said: Said) -> set[int]:
    """The texts of a post that are neither its name nor its date, nor what stands on their lines, nor buttons."""
    heads = {f[k].line for k in (who, when) if k >= 0}
    heads.update(f[k].line for at in (who, when) if at >= 0 for k in range(at, f[at].end) if f[k].text)
    apart = {k for at in (who, when) if at >= 0 for k in range(at, max(f[at].end, at + 1))}
    lines: dict[int, list[int]] = defaultdict(list)
    for k, p in enumerate(f):
        if p.text and k not in apart and not any(f[up].off for up in _up(f, p.above)):
            lines[p.line].append(k)
    out: set[int] = set()
    kept: dict[int, list[int]] = {}
    spare: set[int] = set()
    for line, some in lines.items():
        text = " ".join(f[k].text for k in some)
        if line in heads:
            block = next((f[up].tag for up in _up(f, f[some[0]].above) if f[up].tag in _LINE), "")
            bare = post_words.bare(text, said.head)
            if not bare:
                continue
            if block not in _FLOW and len(text) <= 60 or len(bare) <= 3:
                spare.update(some)
                continue
        kept[line] = some
    order = sorted(kept)
    while order and post_words.button(" ".join(f[k].text for k in kept[order[-1]]), said):
        spare.update(kept[order.pop()])
    while order and post_words.button(" ".join(f[k].text for k in kept[order[0]]), said):
        spare.update(kept[order.pop(0)])
    for line in order:
        out.update(kept[line])
    if not out:  # "Anna: yes"
        out = {k for k in spare if not post_words.button(f[k].text, said)}
    return out


def _words(
    parts: Parts, f: list[Piece], roots: Sequence[LexborNode], body: tuple[int, int] | None, place: set[int], who: _Found,
    when: _Found, said: Said, base: str, title: str,
) -> None:  # fmt: skip
    """The words of a post and the quotations in them, put into `parts`."""
    if not f:
        return
    leave: set[int] = set()
    top: LexborNode
    if body is not None:
        top = f[body[0]].node
        inside = set(range(*body))
        for k in range(body[0] + 1, body[1]):
            p = f[k]
            if not p.text and (_SIGN.search(p.names) or p.off and not f[p.above].off and not _quoted(f, body[0], k)):
                if not any(x.text for x in f[k : p.end]) or len(_text(f, k)) < 200 or _SIGN.search(p.names):
                    leave.add(p.node.mem_id)
        known = {p.node.mem_id for p in f}
        leave |= {n.mem_id for n in top.css("*") if n.mem_id not in known and (n.tag or "-") in _LINE and n.tag != "br"} if len(inside) < MOST else set()
    else:
        leave = {p.node.mem_id for k, p in enumerate(f) if p.text and k not in place}
        known = {p.node.mem_id for p in f}
        top = next((r for r in roots if any(_within(f, k, r) for k in place)), roots[0])
        leave |= {n.mem_id for n in top.css("*") if n.mem_id not in known and n.tag not in ("br", "img")}
        leave |= {p.node.mem_id for p in f if not p.text and p.off and not any(k in place for k in range(f.index(p), p.end))} if len(f) < 400 else set()
        leave.discard(top.mem_id)
    quotes: dict[int, Quoted] = {}
    for n, p in enumerate(f):
        if not p.text and p.above >= 0 and (p.tag == "blockquote" or _QUOTE.search(p.names)) and p.node.mem_id != top.mem_id and not _TEXT.search(p.names):
            cite = next((_text(f, k) for k in range(n + 1, p.end) if f[k].tag == "cite"), "")
            quotes[p.node.mem_id] = Quoted(quoted_name(cite))
    text = words(top, leave=leave, quotes=quotes, base=base, title=title)
    if body is None:
        _strip(text, said)
    parts.text = text
    for n, p in enumerate(f):
        if p.tag in ("h2", "h3", "h4", "h5") and not _in(n, body) and n != who.at and not p.off and n not in place:
            if (named := _text(f, n).split("\n")[0]) and named != parts.author and not any(x in range(n, p.end) for x in (who.at, when.at, *place)):
                parts.title = named[:300]
                break


def _within(f: list[Piece], at: int, root: LexborNode) -> bool:
    return f[_up(f, at)[-1]].node.mem_id == root.mem_id


def _strip(text: Text, said: Said) -> None:
    """Takes "says:" and the like off the beginning of words that stood behind a name."""
    cut = post_words.lead(text.text, said)
    if cut and cut < len(text.text):
        text.text = text.text[cut:]
        for q in text.quotes:
            q.start, q.end = max(q.start - cut, 0), q.end - cut
