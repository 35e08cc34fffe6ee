"""The article of a web page, or that over its comments: with its title, author and date, without what surrounds it.

It is found as readability does it, by where the paragraphs are; see `main_text` for the figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from qda.core.drafts import Draft, ReadOptions
from qda.core.errors import QdaError
from qda.importers.common.parsed_page import WebPage, page_text
from qda.importers.common.post_text import Quote, Quoted
from qda.importers.common.text_builder import Extract
from qda.importers.plain.text_file import extracted

if TYPE_CHECKING:
    from lxml.etree import _Element
    from selectolax.lexbor import LexborNode

    from qda.importers.common.assemble_thread import Post, Thread
    from qda.importers.web.profiles import Profile


@dataclass(slots=True)
class Over:
    """Article over the comments of a page: its parts, in order; none, with a note, if the page has none."""

    posts: list[Post] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    author: str = ""
    date: str = ""
    title: str = ""


def article(raw: bytes, name: str, origin: str, options: ReadOptions) -> Draft:
    """The article of a page, or a talk that stands on it in turns."""
    out, meta, title = _extract(raw, options.encoding)
    draft = extracted(out, raw, name, origin, replace(options, form="auto"))
    if options.form in ("article", "plain") or (options.form in ("auto", "forum") and draft.kind not in ("interview",)):
        again = "plain" if options.form == "plain" else "article"
        draft = extracted(out, raw, name, origin, replace(options, form=again))
        if author := meta.get("author"):
            one = author if ", " not in author else None
            draft.segments = [
                s._replace(author=s.author or one) if s.kind in ("paragraph", "heading") else s for s in draft.segments
            ]
    draft.title = title or draft.title
    if when := meta.get("date"):
        draft.date = draft.date or when
    return draft


def over(page: WebPage, comments: Iterable[LexborNode], options: ReadOptions, profile: Profile | None = None) -> Over:
    """The article over the comments of a page, found as that of any page once the comments are cut out.

    `comments` are the nodes that come in as comments; a profile's `article.body` is a hint, a person's own
    profile's is taken as it says.
    """
    from qda.importers.common import html_text
    from qda.importers.common.assemble_thread import Post
    from qda.importers.posts.comment_kinds import heads
    from qda.importers.web import noise, profiles

    marked = {(n.mem_id, noise.APART): n for n in comments}
    if profile is not None:
        for key, mark in (("article.body", noise.HINT), ("article.leave_out", noise.LEAVE)):
            if css := profile.css(key):
                marked |= {(n.mem_id, mark): n for n in page.tree.css(css)}
    sure = "" if profile is None or profile in profiles.built_in() else noise.OWN
    for (_, mark), node in marked.items():
        node.attrs[mark] = sure
    try:
        root = html_text.tree(page.tree.html or "<p></p>")
    finally:
        for (_, mark), node in marked.items():
            del node.attrs[mark]
    for el in list(root.iter()):
        if el.get(noise.APART) is not None:
            for child in list(el):
                el.remove(child)
            el.text = None
    out, meta, title, text = _written(root)
    if not text:
        return Over(notes=[f"no article found over the comments{_said(out)}"])
    draft = extracted(out, b"", "", "", replace(options, form="article"))
    one = author if ", " not in (author := meta.get("author", "")) else ""
    found = Over(author=one, date=meta.get("date", ""), title=title)
    place: dict[int, Post] = {}
    for at, s in enumerate(draft.segments):
        if s.parent is not None:
            more = Quote(
                s.start - draft.segments[s.parent].start, s.end - draft.segments[s.parent].start, Quoted(s.author or "")
            )
            place[s.parent].quotes.append(more)
            continue
        own = s.kind in ("paragraph", "heading")
        place[at] = Post(
            draft.text[s.start : s.end], s.author or (one or None if own else None), kind=s.kind, handle=False
        )
        place[at].date = s.date
        place[at].data = dict(s.metadata or {})
        found.posts.append(place[at])
    if found.posts and found.posts[0].kind == "heading" and found.posts[0].text == title:
        del found.posts[0]  # the source has it for its title
    if found.posts and heads(found.posts[-1].text):  # "Comments", in no box with them
        del found.posts[-1]
    found.notes += [
        n.replace("left out: ", "left out around the article: ", 1) for n in draft.notes if n.startswith("left out: ")
    ]
    return found


def under_article(
    page: WebPage, posts: list[Post], nodes: Sequence[LexborNode], thread: Thread, options: ReadOptions, comments: bool = True
) -> tuple[list[Post], list[str]]:  # fmt: skip
    """Comments with the article over them, and notes on what was left out around it.

    `nodes` are the elements that hold the comments; `comments` whether the page calls them so. A page whose text without
    them has no paragraph, or where nothing calls them comments too few, has no article: they are a thread of their own.
    """
    found = over(page, nodes, options)
    least = 60 if comments else 400  # characters of paragraphs
    if sum(len(p.text) for p in found.posts if p.kind == "paragraph" and len(p.text) >= 60) < least:
        lost = "no article found over the comments"
        said = [n if n.startswith(lost) else f"{lost}; {n}" for n in found.notes] or [lost]
        return posts, said if comments else []
    for p in found.posts:
        if p.kind in ("paragraph", "heading"):
            p.author = p.author or found.author or None
        p.when = found.date
    if found.title and found.title in thread.title:  # without the site's name
        thread.title = found.title
    thread.kind = "article"
    for p in posts:
        p.kind = "comment"
    return after(found.posts, posts), found.notes


def after(lead: list[Post], posts: list[Post]) -> list[Post]:
    """Posts after those of `lead`, the positions of answers mended."""
    for p in posts:
        if p.at is not None:
            p.at += len(lead)
    return lead + posts


def _said(out: Extract) -> str:
    return f"; left out: {', '.join(out.left_out)}" if out.left_out else ""


def _extract(raw: bytes, encoding: str) -> tuple[Extract, dict[str, str], str]:
    """The article's text, what the page says of itself, and its title. The page's tree is gone when this returns."""
    from qda.importers.common import html_text

    out, meta, title, text = _written(html_text.tree(page_text(raw, encoding)))
    if not text:
        raise QdaError(
            "no text on the page (made by a script in the browser?): save it there as text, or copy it to a .txt"
        )
    out.metadata.update(meta)
    return out, meta, title


def _written(root: _Element) -> tuple[Extract, dict[str, str], str, bool]:
    """The article of a page as written out, what the page says of itself, its title; False when there is no text."""
    from qda.importers.common import html_text
    from qda.importers.web import main_text, noise, page_metadata

    meta = page_metadata.metadata(root)
    title = meta.pop("title", "")
    out, left = Extract(), noise.Left()
    main, leave = main_text.find(root, left, title)
    if "date" not in meta and (when := page_metadata.dated(root, main, leave)):
        meta["date"] = when
    out.left_out.update(dict.fromkeys(left.said(), 1))
    inside = title and title in html_text.words(main)
    if title and not inside:
        out.add(title, "heading")
    html_text.Writer(out, leave, captions=True).add(main)
    return out, meta, title, bool(out.parts) and not (len(out.parts) == 1 and title and not inside)
