"""Find the writer, date and words of a post on a page without a profile.

All posts of a page are read together: what stands at the same place in most of them is told with more certainty than in
one. A page may mark a name, a date and a text in a standard way (schema.org, RDFa, hAtom, `time`); else classes tell them;
else the one text in a post's head that looks like a name, and the one date outside its words.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qda.importers.common.post_text import Quoted, Text, words
from qda.importers.common.quotations import quoted_name
from qda.importers.posts import post_words
from qda.importers.posts.post_heads import WHEN, Candidate, called, choose, dates_in, names_in, with_clock
from qda.importers.posts.post_pieces import LINE, QUOTE, Piece, flatten, inside, quoted, text_of, ups
from qda.importers.posts.post_words import Said, date_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_TITLES = frozenset(("h2", "h3", "h4", "h5"))
_FLOW = frozenset("p dd li td blockquote pre".split())  # noqa: SIM905
_HOLDS = frozenset("div section article dd td tr tbody table main".split())  # noqa: SIM905
_TEXT = re.compile(
    r"(?:comment|reply|post|message|msg|entry|forum|reactie|kommentar|commentaire|comentario|commento|bericht|"
    r"beitrag|answer|update|response|usertext)s?[-_ ]*"
    r"(?:body|content|text|texte?o?|tekst|copy|message|msg|html|rendered|contents|inhoud|inhalt|bericht|corps)\b"
    r"|(?:^|\s)(?:(?:article|review)-?body|text|schema:text|content:encoded|sioc:content|e-content|"
    r"usertext|md|markdown|rich-?text|userhtml)(?=\s|$)"
)
_WEAK_TEXT = re.compile(
    r"(?:^|[\s_-])(?:text|body|content|message|tekst|texte|texto|testo|inhalt|inhoud|description|bericht|nachricht|"
    r"words|copy)(?=$|[\s_-])"
)
_SIGN = re.compile(r"signature|sigblock|handtekening|signatur")
_EXACT = re.compile(
    r"(?:^|\s)(?:fn|comment-?date|comment-?meta(?:data)?|comment-?time|datetime|timestamp|date)(?=\s|$)"
)


@dataclass(slots=True)
class Parts:
    """Parts of a post: `author` and `when` as written, "" if missing; `text` without the words around it."""

    author: str = ""
    when: str = ""
    text: Text = field(default_factory=Text)
    title: str = ""
    sure: bool = False  # the page marks the writer as one: it is not only a text that looks like a name
    edits: frozenset[str] = frozenset()  # dates at which it was changed, ISO 8601


def read(
    posts: Sequence[Sequence[LexborNode]], inner: Collection[int], base: str = "", title: str = "",
    bodies: Sequence[LexborNode | None] | None = None,
) -> list[Parts]:  # fmt: skip
    """Reads posts, each one element or a run of neighbours. `inner` are the `mem_id` of all of them: a post's words are not
    those of one that lies in it.

    `bodies` tells the texts where a profile found them: then only writers and dates are looked for.
    """
    said = post_words.said()
    cuts: list[set[int]] = [set() for _ in posts]
    flat = [flatten(roots, inner, cut) for roots, cut in zip(posts, cuts, strict=True)]
    ranges = _marked(flat) if bodies is None else [_range(f, b) for f, b in zip(flat, bodies, strict=True)]
    who, when, edits = _heads(flat, ranges, said)
    if bodies is None and any(ranges) and _heard(who, when) * 4 < len(posts) * 6:
        nothing: list[tuple[int, int] | None] = [None for _ in flat]
        again = _heads(flat, nothing, said)  # what is marked as the text may hold the head as well
        if _heard(*again[:2]) >= _heard(who, when) + len(posts) / 2:
            ranges, (who, when, edits) = nothing, again
    out = []
    for n, f in enumerate(flat):
        parts = Parts(who[n].said, with_clock(f, when[n]), sure=who[n].strength >= 2, edits=frozenset(edits[n]))
        if bodies is None:
            for found in (who[n], when[n]):
                if found.at >= 0 and not _glued(f, found):
                    f[found.at].off = True
        out.append(parts)
    if bodies is None:
        places = _places(flat, ranges, who, when, said)
        for n, f in enumerate(flat):
            out[n].text = _words(
                f, posts[n], ranges[n], places[n], cuts[n], said, base, title, out[n].when if _glued(f, when[n]) else ""
            )
            out[n].title = _title(f, ranges[n], {who[n].at, when[n].at, *places[n]}, who[n].said)
    return out


def _heads(
    flat: list[list[Piece]], ranges: list[tuple[int, int] | None], said: Said
) -> tuple[list[Candidate], list[Candidate], list[set[str]]]:  # fmt: skip
    """The writer, the date, and the dates of edits of each post, looked for outside its text."""
    edits: list[set[str]] = [set() for _ in flat]
    dates = [dates_in(f, r, said, e) for f, r, e in zip(flat, ranges, edits, strict=True)]
    when = choose(dates)
    names = [names_in(f, r, w, said) for f, r, w in zip(flat, ranges, when, strict=True)]
    return choose(names, names=True), when, edits


def _heard(who: list[Candidate], when: list[Candidate]) -> int:
    """Count the names and dates that were found."""
    return sum(bool(c.said) for c in (*who, *when))


def _range(f: list[Piece], body: LexborNode | None) -> tuple[int, int] | None:
    """Find the place of a text from a profile among the pieces of its post."""
    if body is not None:
        for n, p in enumerate(f):
            if p.node.mem_id == body.mem_id and not p.text and p.above >= 0:
                return (n, p.end) if _clean(f, n) else None
    return None


def _clean(f: list[Piece], at: int) -> bool:
    """True if an element has nothing marked as a writer and no date, apart from quotations."""
    for n, p in enumerate(f[at + 1 : f[at].end], at + 1):
        if p.text or not (p.names or p.tag in ("time", "cite")):
            continue
        head: object = p.tag in ("time", "cite") or _EXACT.search(p.names) or called(p) >= 3
        head = head or (WHEN.search(p.names) and p.end - n < 8 and date_in(text_of(f, n, most=80), 30))
        if head and not quoted(f, at, n):
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
            if not size or (strong == 1 and WHEN.search(p.names) and date_in(text_of(f, n, most=80), 30)):
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


def _places(
    flat: list[list[Piece]],
    ranges: list[tuple[int, int] | None],
    who: list[Candidate],
    when: list[Candidate],
    said: Said,
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
            for up in ups(f, f[k].above):
                if f[up].tag in _HOLDS and f[up].path not in seen:
                    seen.add(f[up].path)
                    sizes[f[up].path] += len(f[k].text)
    best = ""
    total = sum(len(flat[n][k].text) for n, here in enumerate(free) for k in here)
    while True:
        deeper = [
            (size, p)
            for p, size in sizes.items()
            if p.startswith(best + ">") and "." in p and p.count(">") == best.count(">") + 1
        ]
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
        inside = {k for k in here if any(f[up].path == best for up in ups(f, f[k].above))} if best else here
        out.append(inside or here)
    return out


def _glued(f: list[Piece], found: Candidate) -> bool:
    """True if the text with the date continues with the post's words."""
    text = f[found.at].text if found.at >= 0 else ""
    when, end = post_words.opening(text)
    return bool(when) and when == found.said and any(c.isalnum() for c in text[end:])


def _free(f: list[Piece], who: int, when: int, said: Said) -> set[int]:
    """The texts of a post that are neither its name nor its date, nor what stands on their lines, nor buttons."""
    if when >= 0 and f[when].text and not f[when].off:  # its words go on after the date
        return {when} | {
            k for k, p in enumerate(f) if k > when and p.text and not any(f[up].off for up in ups(f, p.above))
        }
    heads = {f[k].line for k in (who, when) if k >= 0}
    heads.update(f[k].line for at in (who, when) if at >= 0 for k in range(at, f[at].end) if f[k].text)
    apart = {k for at in (who, when) if at >= 0 for k in range(at, max(f[at].end, at + 1))}
    lines: dict[int, list[int]] = defaultdict(list)
    for k, p in enumerate(f):
        if p.text and k not in apart and not any(f[up].off for up in ups(f, p.above)):
            lines[p.line].append(k)
    out: set[int] = set()
    kept: dict[int, list[int]] = {}
    spare: set[int] = set()
    for line, some in lines.items():
        text = " ".join(f[k].text for k in some)
        if line in heads:
            block = next((f[up].tag for up in ups(f, f[some[0]].above) if f[up].tag in LINE), "")
            bare = post_words.bare(text, said.head)
            if not bare:
                continue
            if (block not in _FLOW and len(text) <= 60) or len(bare) <= 3:
                spare.update(some)
                continue
        kept[line] = some
    order = sorted(kept)
    for end in (-1, 0):
        while order and post_words.button(text := " ".join(f[k].text for k in kept[order[end]]), said):
            if len(order) == 1 and not any(c.isalpha() for c in text):  # "+1"
                break
            spare.update(kept[order.pop(end)])
    for line in order:
        out.update(kept[line])
    if not out:  # "Anna: yes"
        out = {k for k in spare if not post_words.button(f[k].text, said)}
    return out


def _words(
    f: list[Piece], roots: Sequence[LexborNode], body: tuple[int, int] | None, place: set[int], leave: set[int],
    said: Said, base: str, title: str, glued: str = "",
) -> Text:  # fmt: skip
    """The words of a post and the quotations in them: those of its `body`, else those at the positions `place`.

    `leave` are the posts that lie in it; what else is no word of it is put there too.
    """
    if not f:
        return Text()
    if body is not None:
        top = f[body[0]].node
        for k in range(body[0] + 1, body[1]):
            p = f[k]
            if p.text or quoted(f, body[0], k):
                continue
            if _SIGN.search(p.names) or (p.off and not f[p.above].off and len(text_of(f, k)) < 200):
                leave.add(p.node.mem_id)
    else:
        top = next((r for r in roots if any(_within(f, k, r) for k in place)), roots[0])
        for k, p in enumerate(f):
            if k not in place if p.text else p.off and place.isdisjoint(range(k, p.end)):
                leave.add(p.node.mem_id)
        leave.discard(top.mem_id)
    quotes: dict[int, Quoted] = {}
    for n, p in enumerate(f):
        named = p.tag == "blockquote" or (QUOTE.search(p.names) and not _TEXT.search(p.names))
        if named and not p.text and p.above >= 0 and p.node.mem_id != top.mem_id:
            cite = next((text_of(f, k) for k in range(n + 1, p.end) if f[k].tag == "cite"), "")
            quotes[p.node.mem_id] = Quoted(quoted_name(cite))
    text = words(top, leave=leave, quotes=quotes, base=base, title=title)
    if body is None:
        _strip(text, said, glued)
    return text


def _title(f: list[Piece], body: tuple[int, int] | None, apart: set[int], author: str) -> str:
    """The heading of a post, outside its words and its head."""
    for n, p in enumerate(f):
        if p.tag not in _TITLES or p.off or inside(n, body) or not apart.isdisjoint(range(n, p.end)):
            continue
        title = text_of(f, n).split("\n")[0]
        if title and title != author:
            return title[:300]
    return ""


def _within(f: list[Piece], at: int, root: LexborNode) -> bool:
    return bool(f[ups(f, at)[-1]].node.mem_id == root.mem_id)


def _strip(text: Text, said: Said, glued: str) -> None:
    """Takes "says:" and the like off the beginning of words that stood behind a name, and the date `glued` to them."""
    when, opened = post_words.opening(text.text) if glued else ("", 0)
    cut = opened if opened and when == glued else post_words.lead(text.text, said)
    if cut and cut < len(text.text):
        text.text = text.text[cut:]
        for q in text.quotes:
            q.start, q.end = max(q.start - cut, 0), q.end - cut
