"""Read posts and comments that a page marks up for search engines: schema.org as JSON-LD or as microdata."""

from __future__ import annotations

import json
from functools import cache

from qda.core.drafts import Draft, ReadOptions
from qda.importers.common.assemble_thread import Post, Thread
from qda.importers.common.parsed_page import WebPage
from qda.importers.threads.json_ld import made, posts_of
from qda.importers.web.by_profile import by_profile
from qda.importers.web.page_article import under_article
from qda.importers.web.profiles import Profile, make


def draft(page: WebPage, name: str, options: ReadOptions) -> Draft | None:
    """Return the thread that a page marks up; None when it marks up none with a text and a writer."""
    found = [d for d in (_by_json(page, name, options), _by_microdata(page, name, options)) if d is not None]
    return max(found, key=lambda d: sum(s.parent is None for s in d.segments), default=None)


def _by_json(page: WebPage, name: str, options: ReadOptions) -> Draft | None:
    posts: list[Post] = []
    thread = Thread("schema.org", title=page.title, site=page.site, url=page.url, now=page.saved)
    for node in page.tree.css('script[type="application/ld+json"]'):
        try:
            told = json.loads(node.text() or "")
        except (ValueError, RecursionError):
            continue  # a page may carry several, and a broken one of them says nothing about the others
        posts += posts_of(told, thread)
    if posts and all(p.kind == "comment" for p in posts):
        posts, told_ = under_article(page, posts, [], thread, options)
        return made(posts, thread, name, options, told_)
    return made(posts, thread, name, options)


@cache
def _microdata() -> Profile:
    kinds = ("DiscussionForumPosting", "Comment", "Question", "Answer", "SocialMediaPosting", "UserComments")
    each = [f"[itemtype$='schema.org/{k}']" for k in kinds]
    whens = ("datePublished", "dateCreated", "commentTime")
    dates = [f"[itemprop={k}]@{a}" for k in whens for a in ("datetime", "content")]
    return make(
        {
            "name": "schema.org",
            "recognise": each,
            "thread": {"title": ["[itemprop=headline]", "h1"], "id": []},
            "post": {
                "each": each,
                "nested": True,
                "author": ["[itemprop=author] [itemprop=name]", "[itemprop=creator] [itemprop=name]", "[itemprop=author]@content",
                           "[itemprop=author]", "[itemprop=creator]"],
                "date": [*dates, "time@datetime", "[itemprop=datePublished]", "[itemprop=dateCreated]"],
                "id": ["@id", "[itemprop=url]@href", "@data-id"],
                "link": ["[itemprop=url]@href", "link[itemprop=url]@href"],
                "number": ["[itemprop=position]"],
                "body": ["[itemprop=text]", "[itemprop=commentText]", "[itemprop=articleBody]", "[itemprop=description]"],
            },
            "quote": {"each": ["blockquote"], "author": ["cite", "@data-author"]},
        },
        "schema.org",
    )  # fmt: skip


def _by_microdata(page: WebPage, name: str, options: ReadOptions) -> Draft | None:
    profile = _microdata()
    if not profile.fits(page.raw, page.tree):
        return None
    made = by_profile(page, profile, name, options)
    if made is None or sum(s.parent is None for s in made.segments) < 2:
        return None
    made.notes[0] = "read by its schema.org data: " + made.notes[0].partition(": ")[2]
    return made
