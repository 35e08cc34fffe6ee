"""Fill in what a profile does not find of a page's posts: writers and dates in unusual places, and what is not a post."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from qda.importers.common.assemble_thread import Post, nobody
from qda.importers.common.thread_dates import absolute
from qda.importers.posts import post_words

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from qda.importers.posts.post_parts import Parts

_PING = re.compile(r"(?:^|[\s_-])(pingback|trackback|webmention)s?(?=$|[\s_-])", re.I)
_PINGED = re.compile(r"^\s*(pingback|trackback)s?\s*(?::|\s(?:by|from|van|von|de|da|par|por)\b)", re.I)


def pinged(node: LexborNode) -> str:
    """Name an element among comments that nobody wrote here: pingback, trackback; "" for a comment."""
    attrs = node.attributes
    named = f"{attrs.get('class') or ''} {attrs.get('id') or ''}"
    if found := _PING.search(named):
        return found[1].lower()
    if "omment" in named and len(text := " ".join((node.text(deep=True) or "").split())) < 300:
        return _said(text)
    return ""


def _said(text: str) -> str:
    found = _PINGED.search(text)
    return found[1].lower() if found else ""


def fill(
    posts: Sequence[Post], held: Sequence[Sequence[LexborNode]], bodies: Sequence[LexborNode], nodes: Collection[int], base: str
) -> None:  # fmt: skip
    """Gives posts the writers and dates that a profile did not find, and those of writing where it took those of edits.

    `held` are the elements of each post, `bodies` its text, `nodes` the `mem_id` of all posts. What is found counts only
    when it is right for those posts of which the profile tells the same. Comments whose text holds their head are read anew.
    """
    from qda.importers.posts import post_parts

    parts = post_parts.read(held, nodes, base, bodies=bodies)
    if posts[0].kind == "comment":
        without = sum(not (p.author or q.author) or not (p.when or q.when) for p, q in zip(posts, parts, strict=True))
        names = [p.author or q.author for p, q in zip(posts, parts, strict=True)]
        headed = sum(_headed(p.text, name) for p, name in zip(posts, names, strict=True))
        if without * 2 >= len(posts) or headed * 2 >= len(posts):
            parts = post_parts.read(held, nodes, base)
            _without_heads(posts, parts)
    known = [(p, q) for p, q in zip(posts, parts, strict=True) if p.author]
    if len(known) < len(posts) and sum(p.author == q.author for p, q in known) * 2 >= len(known):
        for p, q in zip(posts, parts, strict=True):
            if not p.author and q.author:
                p.author = q.author[:200]
                p.handle = not nobody(q.author)
    days = [(absolute(p.when), absolute(q.when), q, p) for p, q in zip(posts, parts, strict=True)]
    told = [(own, other) for own, other, _, p in days if p.when]
    same = sum(bool(own and other and own[:10] == other[:10]) for own, other in told)
    if same * 2 < len(told):
        return
    for own, other, q, p in days:
        if not p.when:
            p.when = q.when[:100]
        elif own and other and own != other and own[:10] == other[:10] and len(own) == 10 < len(other):
            p.when = other  # the time of day stands beside the date
        elif own and other and own[:10] != other[:10] and own in q.edits:
            p.when = q.when[:100]


def _headed(text: str, name: str) -> bool:
    """True if a text begins with its writer's name, or with a line that has a date."""
    first = text.split("\n", 1)[0]
    return (bool(name) and text.startswith(name)) or (len(first) <= 60 and bool(post_words.date_in(first, 12)))


def _without_heads(posts: Sequence[Post], parts: Sequence[Parts]) -> None:
    """Takes the name and the date off texts that hold them, where they were found there."""
    for p, q in zip(posts, parts, strict=True):
        own = " ".join(p.text.split())
        new = " ".join(q.text.text.split())
        name = p.author or q.author
        if new and new != own and _headed(p.text, name) and own.removesuffix(new) != own:
            p.text, p.quotes = q.text.text, q.text.quotes


def buttons(body: LexborNode) -> set[int]:
    """The elements in a comment's text that are no words of it: counts of likes, links to answer or report."""
    from qda.importers.posts.post_pieces import AROUND

    said = post_words.said()
    out: set[int] = set()
    for node in body.css("[class]"):
        named = (node.attributes.get("class") or "").lower()
        if len(named) < 300 and AROUND.search(named):
            text = " ".join((node.text(deep=True) or "")[:200].split())
            if len(text) <= 60 and post_words.button(text, said):
                out.add(node.mem_id)
    return out
