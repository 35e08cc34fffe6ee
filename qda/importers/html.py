"""Web pages: a thread by `forum_html`; else the article, with its title, author and date, without what surrounds it.

The article is found as readability does it, by where the paragraphs are; see `html_main` for the figures.
"""

from __future__ import annotations

import re
from dataclasses import replace
from importlib.util import find_spec

from qda.core.drafts import Draft, ReadOptions
from qda.core.errors import QdaError
from qda.importers.extract import Extract

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.I)
_XML_CHARSET = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w-]{2,30})", re.I)
LINE_MAX = 1_000_000


def read(raw: bytes, name: str, origin: str, options: ReadOptions) -> Draft | list[Draft]:
    """The thread or article of a page; QdaError when it is no HTML or holds no text."""
    if options.form in ("auto", "forum") and find_spec("qda.importers.forum_html"):
        from qda.importers import chat_html, forum_html

        if chat := chat_html.drafts(raw, name, origin, options):
            return chat
        if posts := forum_html.drafts(raw, name, origin, options):
            return posts
    draft = article(raw, name, origin, options)
    if options.form in ("auto", "forum"):
        draft.notes.insert(0, f"no posts found on the page: it came in as {_a(draft.kind)}")
    return draft


def article(raw: bytes, name: str, origin: str, options: ReadOptions) -> Draft:
    """The article of a page, or a talk that stands on it in turns."""
    out, meta, title = _extract(raw, options.encoding)
    draft = out.draft(raw, name, origin, replace(options, form="auto"))
    if options.form in ("article", "plain") or (options.form in ("auto", "forum") and draft.kind not in ("interview",)):
        again = "plain" if options.form == "plain" else "article"
        draft = out.draft(raw, name, origin, replace(options, form=again))
        if author := meta.get("author"):
            one = author if ", " not in author else None
            draft.segments = [
                s._replace(author=s.author or one) if s.kind in ("paragraph", "heading") else s for s in draft.segments
            ]
    draft.title = title or draft.title
    if when := meta.get("date"):
        draft.date = draft.date or when
    return draft


def _extract(raw: bytes, encoding: str) -> tuple[Extract, dict[str, str], str]:
    """The article's text, what the page says of itself, and its title. The page's tree is gone when this returns."""
    from qda.importers import html_main, html_text

    root = html_text.tree(page_text(raw, encoding))
    meta = html_main.metadata(root)
    out = Extract()
    main, left = html_main.find(root, out.left_out)
    title = meta.pop("title", "")
    inside = title and title in html_text.words(main)
    if title and not inside:
        out.add(title, "heading")
    html_text.Writer(out, left).add(main)
    if not out.parts or (len(out.parts) == 1 and title and not inside):
        raise QdaError(
            "no text on the page (made by a script in the browser?): save it there as text, or copy it to a .txt"
        )
    out.metadata.update(meta)
    return out, meta, title


def page_text(raw: bytes, encoding: str = "") -> str:
    """The text of a page's bytes: by `encoding`, a byte order mark, what the page declares, else as a text file's."""
    from qda.importers.decode import decode

    if not encoding and not raw.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        found = _XML_CHARSET.search(raw[:200]) or _CHARSET.search(raw[:4000])
        if found:
            said = found[1].decode("ascii", "replace").lower()
            try:
                return raw.decode("cp1252" if said in ("iso-8859-1", "latin-1", "latin1", "us-ascii") else said)
            except (LookupError, UnicodeError):  # it says one thing and is another
                return decode(raw).text
    return decode(raw, encoding).text


def _a(kind: str) -> str:
    return {"article": "an article", "interview": "an interview"}.get(kind, "paragraphs")
