"""Read web pages: a chat or a thread if there is one, else the article."""

from __future__ import annotations

from qda.core.drafts import Draft, ReadOptions
from qda.importers.web import chat_html, forum_html
from qda.importers.web.page_article import article


def read(raw: bytes, name: str, origin: str, options: ReadOptions) -> Draft | list[Draft]:
    """Return the thread or article of a page; QdaError when it is no HTML or has no text."""
    if options.form in ("auto", "forum"):
        if chat := chat_html.drafts(raw, name, origin, options):
            return chat
        if posts := forum_html.drafts(raw, name, origin, options):
            return posts
    draft = article(raw, name, origin, options)
    if options.form in ("auto", "forum"):
        draft.notes.insert(0, f"no posts found on the page: it came in as {_a(draft.kind)}")
    return draft


def _a(kind: str) -> str:
    return {"article": "an article", "interview": "an interview"}.get(kind, "paragraphs")
