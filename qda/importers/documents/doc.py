"""Files that are named .doc: what programs export under that name is often rich text or a web page."""

from __future__ import annotations

from qda.core.drafts import Draft, ReadOptions


def read(raw: bytes, name: str, origin: str, options: ReadOptions) -> Draft:
    """The draft of the rich text or the page; QdaError for a document of old Word, with what to do."""
    if raw.startswith(b"{\\rtf"):
        from qda.importers.documents import rtf

        return rtf.read(raw, name, origin, options)
    if raw[:400].lstrip().lower().startswith((b"<html", b"<!doctype html")):
        from qda.importers.web.page_article import article

        return article(raw, name, origin, options)
    from qda.importers.documents import docx

    return docx.read(raw, name, origin, options)
