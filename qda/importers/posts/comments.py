"""Comments and posts of software without a profile: found by what the page marks in a standard way, then by what repeats.

Tried are elements that are called comments (schema.org, RDFa, ARIA, hAtom, their class, id or an attribute), then whatever
repeats with a name and a date in a part of the page for comments; `repeating_posts.py` looks at the rest of the page.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qda.importers.common.assemble_thread import Post, nobody
from qda.importers.common.parsed_page import WebPage
from qda.importers.common.post_text import plain
from qda.importers.posts import post_parts, post_words
from qda.importers.posts.comment_answers import answered, held, ids, levels
from qda.importers.posts.comment_kinds import Item, called, headed, is_part, live, repeated, surely
from qda.importers.posts.post_fill import pinged
from qda.importers.posts.post_heads import WHO
from qda.importers.posts.post_parts import Parts

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

SAMPLE = 40  # posts of a kind by which it is judged
_PINGS = re.compile(r"(?:^|[_-])(?:pingback|trackback|webmention)(?=$|[_-])")

_PARAGRAPH = 60  # characters of running text: more than a heading over comments has


@dataclass(slots=True)
class Found:
    """Posts or comments that were found, with the elements that hold them; what was left out, by kind."""

    posts: list[Post] = field(default_factory=list)
    nodes: list[Sequence[LexborNode]] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=dict)
    members: list[tuple[int, ...]] = field(default_factory=list)
    told: tuple[float, float, float] = (0, 0, 0)  # how many have words, a name, a date
    score: float = 0
    marked: bool = False
    live: bool = False  # entries of a live ticker, which nobody signs
    apart: LexborNode | None = None  # what holds them all and little else: their heading, the form for another


def find(page: WebPage, items: list[Item]) -> Found | None:
    """The comments of a page, or None when nothing on it is marked as one, or stands in a part for them."""
    headed(items)
    best: Found | None = None
    named = called(items)
    for members in named:
        found = judge(page, items, members)
        if found is not None:
            found.marked = True
            found.score += 0.5 * all(surely(items[m[0]]) for m in members)
            if best is None or found.score > best.score * 1.001:
                best = found
    if best is not None:
        best = _joined(page, items, best, named)
    if best is None:
        for members in repeated(items):
            found = judge(page, items, members, strict=True)
            if found is not None and (best is None or found.score > best.score * 1.001):
                found.marked = True
                best = found
    if best is None:
        return None
    return whole(page, items, best)


def _joined(page: WebPage, items: list[Item], best: Found, named: list[list[tuple[int, ...]]]) -> Found:
    """The comments that were found with those of other kinds, such as replies of a class of their own."""
    for members in named:
        have = set(best.members)
        starts = sorted(m[0] for m in have)
        more = [m for m in members if m not in have and bisect(starts, m[0]) == bisect(starts, items[m[-1]].end - 1)]
        if (
            not more
            or any(len(m) > 1 for m in (*members, *best.members))
            or judge(page, items, more, strict=len(more) > 1) is None
        ):
            continue
        both = judge(page, items, sorted(have | set(more)))
        if both is not None and all(b >= a + 0.8 * len(more) for a, b in zip(best.told, both.told, strict=True)):
            both.marked = best.marked
            best = both
    return best


def judge(page: WebPage, items: list[Item], members: list[tuple[int, ...]], strict: bool = False) -> Found | None:
    """Judge by its first members whether a group is posts: most have words, and a name or a date.

    `strict` asks for both in most, and for more than one member.
    """
    sample = sorted(members)[:SAMPLE]
    parts = _read(page, items, sample, members)
    made = [p for p in parts if p.text.text]
    if not made or len(made) * 2 < len(parts):
        return None
    names, dates = sum(bool(p.author) for p in made), sum(bool(p.when) for p in made)
    clocks = sum(bool(post_words.only_clock(p.when)) for p in made)
    ticker = live(items, members[0][0])
    if clocks * 2 > len(made) and not ticker:  # a time alone says when only in what is told as it happens
        return None
    if strict:
        if len(made) < 2 or names * 5 < len(made) * 4 or dates * 5 < len(made) * 4:
            return None
        if len({p.when for p in made}) < 2 and len({p.author for p in made}) < 2:
            return None
    elif max(names, dates) * 2 < len(made) or (len(made) == 1 and min(names, dates) < 1):
        return None
    if teasers(items, sample, parts):
        return None
    size = sum(min(len(p.text.text), 2000) for p in made)
    score = (len(made) + names + dates + size / 100_000) * len(members) / len(sample)
    share = len(members) / len(sample)
    told = (len(made) * share, names * share, dates * share)
    return Found(
        live=ticker and not names,
        score=score,
        told=told,
        members=members,
        nodes=[tuple(items[n].node for n in m) for m in members],
    )


def _read(
    page: WebPage, items: list[Item], members: Sequence[tuple[int, ...]], all_: Sequence[tuple[int, ...]]
) -> list[Parts]:
    inner = {items[n].node.mem_id for m in all_ for n in m}
    parts = post_parts.read([[items[n].node for n in m] for m in members], inner, page.url, page.title)
    if live(items, members[0][0]) and not any(p.sure for p in parts):  # a heading may look like a name
        for p in parts:
            p.title, p.author = p.title or p.author, ""
    return parts


def teasers(items: list[Item], members: Sequence[tuple[int, ...]], parts: Sequence[Parts]) -> bool:
    """True if most members lead to other pages: their headings are links, or their words are one link."""
    count = 0
    for m, part in zip(members, parts, strict=True):
        size, linked = sum(items[n].text for n in m), sum(items[n].linked for n in m)
        words = len(part.text.text)
        leads = False
        for item in items[m[0] : items[m[-1]].end]:
            if item.tag in ("h1", "h2", "h3", "h4") and item.linked and any(map(_away, item.node.css("a[href]"))):
                leads = leads or not part.author or part.author not in plain(item.node)
            elif item.tag == "a" and (
                (item.text > 30 and item.text * 2 > size) or (item.text > 12 and item.text * 10 > words * 8)
            ):
                leads = leads or (_away(item.node) and plain(item.node) != part.author)
        up = items[m[0]]
        while up.above >= 0 and not leads:
            up = items[up.above]
            leads = up.tag == "a"
        count += leads or (linked * 10 > size * 7 and size > 80)
    return count * 2 > len(members)


def _away(link: LexborNode) -> bool:
    """True if a link leads to another page of the site: not within this page, to a comment, a person, or another site."""
    href, rel = link.attributes.get("href") or "", link.attributes.get("rel") or ""
    if not href or "#" in href or "omment" in href or href.startswith("javascript") or WHO.search(href):
        return False
    return not any(x in rel for x in ("external", "author", "ugc", "nofollow"))


def whole(page: WebPage, items: list[Item], found: Found) -> Found:
    """All posts of the kind that was found, with ids, links and answers; pingbacks are left out and counted."""
    members = sorted(found.members)
    parts = _read(page, items, members, members)
    first = {items[m[0]].node.mem_id: k for k, m in enumerate(members)}
    depths = levels(items, members)
    over = [held(items, m, first) for m in members]
    own = ids(items, members)
    told = {i: k for k, i in enumerate(own) if i}
    kept: dict[int, int] = {}
    stack: list[tuple[int, int]] = []
    for k, (m, p) in enumerate(zip(members, parts, strict=True)):
        if ping := pinged(items[m[0]].node):
            found.left[ping] = found.left.get(ping, 0) + 1
            continue
        if not p.text.text:
            found.left["empty comment"] = found.left.get("empty comment", 0) + 1
            continue
        post = Post(p.text.text, p.author[:200] or None, p.when[:100], own[k], quotes=p.text.quotes, title=p.title)
        post.handle = bool(post.author) and not nobody(post.author or "")
        if p.text.links:
            post.data["links"] = p.text.links
        up = over[k]
        while up is not None and up not in kept:  # one that has no words of its own
            up = over[up]
        if up is None and depths and over[k] is None:
            while stack and stack[-1][0] >= depths[k]:
                stack.pop()
            up = stack[-1][1] if stack else None
            stack.append((depths[k], k))
        if up is not None:
            post.at = kept[up]
        elif (to := answered(items, m)) and to in told and told[to] != k:
            post.reply = to
        kept[k] = len(found.posts)
        found.posts.append(post)
    _rest(items, members, found)
    found.apart = _around(items, members)
    return found


def _around(items: list[Item], members: Sequence[tuple[int, ...]]) -> LexborNode | None:
    """The largest element that holds all the members and little else: not what they are about, however short it is."""
    if not members:
        return None
    size, end = 0, -1
    for m in members:
        if m[0] >= end:
            size += sum(items[n].text for n in m)
            end = items[m[-1]].end
    last = max(m[-1] for m in members)
    first = min(m[0] for m in members)
    best, up, begun = None, items[first].above, first
    while up >= 0 and items[up].tag not in ("body", "main") and items[up].text - size <= max(300, size // 4):
        if _about(items, up + 1, begun) or _own(items, up) > _PARAGRAPH:
            break
        if items[up].end > last:
            best = items[up].node
        begun, up = up, items[up].above
    return best


def _own(items: list[Item], at: int) -> int:
    """The characters that stand in an element and in none of those in it."""
    size, n = items[at].text, at + 1
    while n < items[at].end:
        size, n = size - items[n].text, items[n].end
    return size


def _about(items: list[Item], start: int, end: int) -> bool:
    """True if these elements before the comments have a title or a paragraph, outside forms."""
    n = start
    while n < end:
        item = items[n]
        if item.tag == "form":
            n = item.end
            continue
        if item.tag == "h1" or (item.end <= end and item.text - item.linked > _PARAGRAPH):
            return True
        n += 1
    return False


def _rest(items: list[Item], members: Sequence[tuple[int, ...]], found: Found) -> None:
    """Counts the pingbacks that are of another kind than the comments."""
    inside: set[int] = set()
    for m in members:
        inside.update(range(m[0], items[m[-1]].end))
    last = -1
    for n, item in enumerate(items):
        if n < last or n in inside or not item.text:
            continue
        for t in item.tokens:
            if _PINGS.search(t) and not is_part(t) and (ping := pinged(item.node)):
                found.left[ping] = found.left.get(ping, 0) + 1
                found.nodes.append((item.node,))
                last = item.end
                break
