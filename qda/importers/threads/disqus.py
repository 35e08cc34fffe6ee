"""The export of a site's comments that Disqus gives (XML): a source a page of the site, with the comments under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qda.core.drafts import Draft, ReadOptions
from qda.core.errors import QdaError
from qda.importers.common.assemble_thread import Thread, assemble
from qda.importers.common.parsed_page import host
from qda.importers.common.zip_xml import local, xml
from qda.importers.threads.dump_records import Found, post_of, rich
from qda.importers.threads.json_dump import signed

if TYPE_CHECKING:
    from lxml.etree import _Element


def read(raw: bytes, name: str, origin: str, options: ReadOptions) -> list[Draft]:
    """The threads of an export, those without a comment left out; QdaError for XML of another kind."""
    root = xml(raw, "the file")
    if local(root) != "disqus":
        raise QdaError(f"XML of a kind that is not known (<{local(root)}>): an export of Disqus begins with <disqus>")
    pages: dict[str, Found] = {}
    deleted = 0
    for item in root:
        if local(item) == "thread":
            url = _text(item, "link")
            pages[_id(item)] = Found(Thread("Disqus", _id(item), url, host(url), _text(item, "title")))
        elif local(item) == "post":
            if "true" in (_text(item, "isDeleted"), _text(item, "isSpam")):
                deleted += 1
                continue
            under = _id(_child(item, "thread"))
            author = _child(item, "author")
            who = _text(author, "name") or _text(author, "username") if author is not None else ""
            post = post_of(
                rich(_text(item, "message")), who, _text(item, "createdAt"), _id(item), _id(_child(item, "parent"))
            )
            post.kind = "comment"
            pages.setdefault(under, Found(Thread("Disqus", under))).add(post)
    found = [f for f in pages.values() if f.posts]
    if not found:
        raise QdaError("an export of Disqus without a single comment: nothing to import")
    out = []
    for page in found:
        page.posts.sort(key=lambda p: p.when)
        title = " ".join(page.thread.title.split())[:80].rstrip()
        own = name if len(found) == 1 else title or f"{name}-{page.thread.id}"
        draft = assemble(page.posts, page.thread, own, options)
        draft.notes.insert(0, f"Disqus: {len(page.posts)} comment{'s' * (len(page.posts) != 1)}")
        out.append(draft)
    if deleted:
        out[0].notes.append(f"left out of the whole file: {deleted} deleted or marked as spam")
    return signed(out, raw, origin)


def _child(item: _Element, name: str) -> _Element | None:
    return next((c for c in item if local(c) == name), None)


def _text(item: _Element, name: str) -> str:
    child = _child(item, name)
    return (child.text or "").strip() if child is not None else ""


def _id(item: _Element | None) -> str:
    """The number that Disqus gives, an attribute in its own namespace."""
    if item is None:
        return ""
    return next((v for k, v in item.attrib.items() if str(k).endswith("}id") or k == "id"), "")
