"""Read saved pages of forums and comments of software for which there is no profile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from qda.core.drafts import Draft, ReadOptions
from qda.importers.common.assemble_thread import Post, Thread, assemble, left_out
from qda.importers.common.parsed_page import WebPage
from qda.importers.common.thread_dates import absolute
from qda.importers.posts import comment_kinds, comments, repeating_posts
from qda.importers.posts.post_words import only_clock
from qda.importers.web import schema_org
from qda.importers.web.page_article import under_article

if TYPE_CHECKING:
    from qda.importers.posts.comments import Found


def draft(page: WebPage, name: str, options: ReadOptions) -> Draft | None:
    """Return the posts or comments of a page without a profile, read in the way that finds most of them complete."""
    told = schema_org.draft(page, name, options)
    items = comment_kinds.walk(page.tree.body) if page.tree.body is not None else None
    if items is None:
        return told
    found = comments.find(page, items)
    if found is None and told is None and (found := repeating_posts.find(page, items)) is not None:
        said = f"software not known: {len(found.posts)} posts told by a structure that repeats with names and dates"
        return _made(page, found, said, name, options)
    made = None if found is None or not found.posts else _made(page, found, "", name, options)
    if told is None or made is None:
        return told or made
    by_marks, by_schema = _whole(made), _whole(told)
    return made if by_marks > by_schema or (by_marks == by_schema and made.kind == "article" != told.kind) else told


def _whole(draft: Draft) -> int:
    """Score a draft by its posts: one for each, and more for a name, a date, an answer."""
    return sum(
        4 + bool(s.author) + bool(s.date) + (s.reply_to is not None)
        for s in draft.segments
        if s.parent is None and s.kind in ("post", "comment")
    )


def _made(page: WebPage, found: Found, said: str, name: str, options: ReadOptions) -> Draft:
    """The draft of posts or comments that no profile found, under the article where there is one."""
    thread = Thread("", title=page.title, site=page.site, url=page.url, now=page.saved, infer=True)
    thread.american = page.language in ("en-us", "en", "")
    if found.marked:
        for p in found.posts:
            p.kind = "comment"
    nodes = [n for some in found.nodes for n in some]
    if found.apart is not None:
        nodes.append(found.apart)
    posts, told = under_article(page, found.posts, nodes, thread, options, comments=found.marked)
    left = Counter(found.left)
    if found.live:
        told += _on_the_day(found.posts, posts[0].when)
        for p in found.posts:
            p.kind = "post"
    what = posts[-1].kind
    count = len(found.posts)
    made = assemble(posts, thread, name, options)
    del made.metadata["thread"]  # nothing tells one thread of such software from another
    said = said or f"software not known: {count} {what}{'s' * (count != 1)} told by what the page calls them"
    made.notes += told
    made.notes.insert(0, said + left_out(left))
    return made


def _on_the_day(posts: Sequence[Post], told: str) -> list[str]:
    """Gives entries that say a time alone the day of the article over them, where it has one; a note on it."""
    day = (absolute(told) or "")[:10]
    some = [p for p in posts if only_clock(p.when)]
    if not day or not some:
        return []
    for p in some:
        p.when = f"{day} {p.when}"
    return [f"{len(some)} entries say a time and no day: taken to be of {day}, the day of the page"]
