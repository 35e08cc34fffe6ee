"""A page of software that nobody prepared for: posts told by a structure that repeats with a name and a date in it."""

from __future__ import annotations

import re
from collections import defaultdict

from qda.importers.common.parsed_page import WebPage
from qda.importers.posts.comment_kinds import Item, kind
from qda.importers.posts.comments import Found, judge, whole

_PERSON = re.compile(
    r"(?:^|[/?&._-])(?:u|~|users?|members?|profiles?|authors?|people|persons?|leden|lid|gebruikers?|profiel|auteurs?|mitglied(?:er)?"
    r"|benutzer|profil|membres?|utilisateurs?|miembros?|usuarios?|perfil)(?:[/=._-]|$)",
    re.I,
)
_HEADING_LINKS = ", ".join(f"h{n} a[href]" for n in range(1, 7))


def find(page: WebPage, items: list[Item]) -> Found | None:
    """The posts of a page, or None when no structure on it repeats with a name and a date in most of its members.

    They must be a good part of the page: at its foot there may be a list of other pages, with their writers and dates.
    """
    best: Found | None = None
    most = 0
    for group in _groups(items):
        size = sum(items[n].text for n in _top(items, group))
        if size < 0.3 * items[0].text or size <= most * 1.05 or _teasers(items, group):
            continue
        found = judge(page, items, [(n,) for n in group], strict=True)
        if found is None:
            continue
        got = whole(page, items, found)
        words = sum(len(p.text) for p in got.posts)
        if (
            len(got.posts) > 1
            and words >= 15 * len(got.posts)
            and words >= 0.3 * (items[0].text - size + words)
            and words > most * 1.05
        ):
            best, most = got, words
    return best


def _groups(items: list[Item]) -> list[list[int]]:
    """Elements of one kind under parents of one kind: the groups with most text, twice or more."""
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for n, item in enumerate(items[1:], 1):
        if item.text >= 8 and not item.beside:
            up = items[item.above]
            groups[item.tag, kind(item), up.tag, kind(up)].append(n)
    several = [g for g in groups.values() if len(g) > 1]
    return sorted(several, key=lambda g: -sum(items[n].text for n in g))[:16]


def _teasers(items: list[Item], group: list[int]) -> bool:
    """True if most of a group have a heading that links to another page: they are teasers, not posts."""
    leading = 0
    for n in group:
        links = [a.attributes for a in items[n].node.css(_HEADING_LINKS)]
        leading += any(
            "#" not in (href := a.get("href") or "#")
            and "author" not in (a.get("rel") or "")
            and not _PERSON.search(href)
            for a in links
        )
    return leading * 2 > len(group)


def _top(items: list[Item], group: list[int]) -> list[int]:
    """Those of a group that lie in no other of it."""
    out: list[int] = []
    end = -1
    for n in group:
        if n >= end:
            out.append(n)
            end = items[n].end
    return out
