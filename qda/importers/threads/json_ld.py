"""Posts and comments as schema.org has them, in JSON-LD: a file of its own, or what a page says for search engines."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from typing import Any

from qda.core.drafts import Draft, ReadOptions
from qda.importers.common.assemble_thread import Post, Thread, assemble, nobody
from qda.importers.common.post_text import Text, fragment, words

_POSTS = frozenset({"DiscussionForumPosting", "Comment", "Question", "Answer", "SocialMediaPosting", "UserComments"})
_PAGES = frozenset({"Article", "BlogPosting", "NewsArticle", "WebPage", "QAPage", "VideoObject", "CreativeWork"})
_UNDER = ("comment", "suggestedAnswer", "acceptedAnswer", "hasPart", "mainEntity", "replies")
_DEEPEST = 60  # comments on comments


def read_json(told: Any, name: str, options: ReadOptions) -> Draft | None:
    """Return the thread in a file of JSON-LD, or None."""
    thread = Thread("schema.org")
    return made(posts_of(told, thread), thread, name, options)


def made(
    posts: list[Post], thread: Thread, name: str, options: ReadOptions, around: Sequence[str] = ()
) -> Draft | None:
    """Return the draft of marked-up posts with notes on what stands around them; None for a single one outside a forum."""
    if len(posts) < 2 and not any(p.data.pop("forum", False) for p in posts):
        return None
    for p in posts:
        p.data.pop("forum", None)
    if not all(p.kind in ("comment", "paragraph", "heading", "quoted") for p in posts):
        for p in posts:
            p.kind = "post"
    draft = assemble(posts, thread, name, options)
    count = sum(p.kind in ("post", "comment") for p in posts)
    what = "comment" if any(p.kind == "comment" for p in posts) else "post"
    draft.notes += around
    draft.notes.insert(0, f"read by its schema.org data: {count} {what}{'s' * (count != 1)}")
    return draft


def posts_of(told: Any, thread: Thread) -> list[Post]:
    """Return the posts in JSON-LD, each after the one that it answers."""
    out: list[Post] = []
    stack: list[tuple[Any, int | None, int]] = [(told, None, 0)]
    while stack:
        item, above, depth = stack.pop()
        if depth > _DEEPEST:
            continue
        if isinstance(item, list):
            stack += [(x, above, depth + 1) for x in reversed(item)]
            continue
        if not isinstance(item, dict):
            continue
        kinds = {str(k).rpartition("/")[2] for k in _listed(item.get("@type"))}
        here = above
        if kinds & _POSTS and (post := _post(item, kinds)) is not None:
            post.at = above
            here = len(out)
            out.append(post)
        if kinds & (_POSTS | _PAGES) and above is None and (title := item.get("headline") or item.get("name")):
            thread.title = thread.title or str(title)[:300]
        under = [
            item[k]
            for k in (("@graph", *_UNDER) if kinds & (_POSTS | _PAGES) or not kinds else ("@graph",))
            if k in item
        ]
        stack += [(x, here, depth + 1) for x in reversed(under)]
    return out


def _post(item: dict[str, Any], kinds: set[str]) -> Post | None:
    raw = next(
        (item[k] for k in ("text", "articleBody", "commentText", "description") if isinstance(item.get(k), str)), ""
    )
    text = _as_text(raw)
    if not text.text and isinstance(item.get("headline"), str):
        text = Text(item["headline"].strip())
    if not text.text:
        return None
    who = next(iter(_listed(item.get("author") or item.get("creator"))), None)
    author = who.get("name") if isinstance(who, dict) else who
    post = Post(text.text, str(author).strip()[:200] or None if author else None, quotes=text.quotes)
    post.handle = bool(post.author) and not nobody(post.author or "")
    post.when = str(item.get("datePublished") or item.get("dateCreated") or item.get("commentTime") or "")[:100]
    link = item.get("url") or item.get("@id") or ""
    post.link = link[:2000] if isinstance(link, str) and link.startswith("http") else ""
    post.id = (
        str(item.get("identifier") or post.link)[:200] if isinstance(item.get("identifier") or "", (str, int)) else ""
    )
    if "DiscussionForumPosting" in kinds:
        post.data["forum"] = True
    elif kinds & {"Comment", "UserComments"}:
        post.kind = "comment"
    return post


def _as_text(raw: str) -> Text:
    """A text field, which is HTML with some software and plain with other."""
    if (
        "<" in raw
        and (node := fragment(raw)) is not None
        and node.css_first("p, br, div, a, blockquote, b, i, em, ul") is not None
    ):
        return words(node)
    return Text(html.unescape(raw).replace("\r\n", "\n").replace("\r", "\n").strip())


def _listed(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        yield from value
    elif value is not None:
        yield value
