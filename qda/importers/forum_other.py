"""Saved pages of forums and comments of software for which there is no profile."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from qda.core.drafts import Draft, ReadOptions
from qda.importers import forum_html, profiles
from qda.importers.forum_page import WebPage
from qda.importers.profiles import Profile
from qda.importers.threads import Post, Thread, assemble, left_out

if TYPE_CHECKING:
    from qda.importers.comments import Found


def draft(page: WebPage, name: str, options: ReadOptions) -> Draft | None:
    """The posts or comments of a page for which there is no profile, by whichever way finds most of them whole."""
    from qda.importers import comments, repeating, schema_org

    told = schema_org.draft(page, name, options)
    items = comments.walk(page.tree.body) if page.tree.body is not None else None
    if items is None:
        return told
    found = comments.find(page, items)
    if found is None and told is None and (found := repeating.find(page, items)) is not None:
        said = f"software not known: {len(found.posts)} posts told by a structure that repeats with names and dates"
        return _made(page, found, said, name, options)
    made = None if found is None or not found.posts else _made(page, found, "", name, options)
    if told is None or made is None:
        return told or made
    by_marks, by_schema = _whole(made), _whole(told)
    return made if by_marks > by_schema or (by_marks == by_schema and made.kind == "article" != told.kind) else told


def _whole(draft: Draft) -> int:
    """How much a draft tells of its posts: each counts, and each with a name, with a date, as an answer."""
    return sum(
        4 + bool(s.author) + bool(s.date) + (s.reply_to is not None)
        for s in draft.segments
        if s.parent is None and s.kind in ("post", "comment")
    )


@cache
def _as_profile() -> Profile:
    """What was found without a profile, as one: so that the article over it is found in the same way."""
    return profiles.make(
        {"kind": "comment", "recognise": ["[data-qda-post]"], "article": {"leave_out": ["[data-qda-apart]"]},
         "post": {"each": ["[data-qda-post]"], "body": ["[data-qda-post]"]}},
        "comments",
    )  # fmt: skip


def _made(page: WebPage, found: Found, said: str, name: str, options: ReadOptions) -> Draft:
    """The draft of posts or comments that no profile found, under the article where there is one."""
    thread = Thread("", title=page.title, site=page.site, url=page.url, now=page.saved, infer=True)
    thread.american = page.language in ("en-us", "en", "")
    for nodes in found.nodes:
        for node in nodes:
            node.attrs["data-qda-post"] = ""
    if found.apart is not None:
        found.apart.attrs["data-qda-apart"] = ""
    if found.marked:
        for p in found.posts:
            p.kind = "comment"
    left = Counter(found.left)
    posts = under_article(page, found.posts, thread, left)
    what = posts[-1].kind
    count = len(found.posts)
    made = assemble(posts, thread, name, options)
    del made.metadata["thread"]  # nothing tells one thread of such software from another
    said = said or f"software not known: {count} {what}{'s' * (count != 1)} told by what the page calls them"
    made.notes.insert(0, said + left_out(left))
    return made


def under_article(page: WebPage, posts: list[Post], thread: Thread, left: Counter[str] | None = None) -> list[Post]:
    """Comments with the article over them, where the page has one; then the thread is an article's."""
    lead = forum_html.article_over(page, _as_profile(), thread, Counter() if left is None else left)
    if not lead:
        return posts
    thread.kind = "article"
    for p in posts:
        p.kind = "comment"
    return lead + [forum_html.moved(p, len(lead)) for p in posts]
