"""Electronic books (.epub): the chapters in reading order, as web pages are read, headings and notes kept."""

from __future__ import annotations

import html.entities
import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from qda.core.drafts import Draft, ReadOptions
from qda.core.errors import QdaError
from qda.importers.common import html_text
from qda.importers.common.text_builder import Extract
from qda.importers.common.zip_xml import Archive, attribute, local, xml
from qda.importers.plain.text_file import extracted

if TYPE_CHECKING:
    from lxml.etree import _Element

_FONTS = (b"http://www.idpf.org/2008/embedding", b"http://ns.adobe.com/pdf/enc#RC")  # scrambled fonts are no lock
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,30});")
_KEPT = frozenset(("amp", "lt", "gt", "quot", "apos"))
_ALL = 120_000_000  # bytes of all chapters


def read(raw: bytes, name: str, origin: str, options: ReadOptions) -> Draft:
    """The draft of a book; QdaError when it is none, is locked, damaged or without text."""
    archive = Archive(raw, ".epub")
    archive.want("META-INF/container.xml")
    _locked(archive)
    files = [el for el in archive.xml("META-INF/container.xml").iter() if local(el) == "rootfile"]
    package = (attribute(files[0], "full-path") or "") if files else ""
    if package not in archive.names:
        raise QdaError("not an .epub that can be read: it does not say where its pages are; save it anew")
    root = archive.xml(package)
    out = Extract()
    out.metadata.update(_metadata(root))
    size = 0
    for part in _spine(root, posixpath.dirname(package), archive):
        page = archive.bytes(part)
        size += len(page)
        if size > _ALL:
            raise QdaError(
                f"more than {_ALL // 1_000_000} MB of pages: split the book, or save the chapters you need as .txt"
            )
        top = _chapter(page, part)
        body = next((el for el in top.iter() if local(el) == "body"), top)
        html_text.Writer(out).add(body)
    draft = extracted(out, raw, name, origin, options)
    draft.title = str(out.metadata.get("title", "")) or draft.title
    return draft


def _locked(archive: Archive) -> None:
    if "META-INF/rights.xml" in archive.names:
        raise QdaError("locked by its shop (DRM): only its own program opens it; ask for a copy without")
    if "META-INF/encryption.xml" in archive.names:
        for el in archive.xml("META-INF/encryption.xml").iter():
            how = attribute(el, "Algorithm") if local(el) == "EncryptionMethod" else None
            data = el.getparent()
            if how and local(data) == "EncryptedData" and not how.encode().startswith(_FONTS):
                raise QdaError("encrypted: only its own program opens it; ask for a copy without")


def _spine(root: _Element, folder: str, archive: Archive) -> list[str]:
    """The parts with the chapters, in reading order; the list of contents is left out."""
    items: dict[str, tuple[str, str]] = {}
    order: list[str] = []
    for el in root.iter():
        tag = local(el)
        if tag == "item":
            path = posixpath.normpath(posixpath.join(folder, unquote(attribute(el, "href") or "")))
            items[attribute(el, "id") or ""] = (path, attribute(el, "properties") or "")
        elif tag == "itemref":
            order.append(attribute(el, "idref") or "")
    out: list[str] = []
    for id in order:
        path, properties = items.get(id, ("", ""))
        if path in archive.names and "nav" not in properties.split() and path not in out:
            out.append(path)
    if not out:
        raise QdaError("not an .epub that can be read: it names no pages; save it anew")
    return out


def _chapter(page: bytes, part: str) -> _Element:
    """The tree of a chapter: as XML, which it should be, else as the HTML that it is."""
    from qda.importers.common.parsed_page import page_text

    text = page_text(page)
    if "<!ENTITY" in text[:20_000]:
        raise QdaError(f"{part} declares XML entities, which are not read: save it anew in another program")
    plain = re.sub(r"<\?xml[^>]*\?>|<!DOCTYPE[^>\[]*>", "", text[:5000]) + text[5000:]
    try:
        top = xml(_NAMED.sub(_letter, plain).encode("utf-8", "replace"), part)
    except QdaError:
        return html_text.tree(text)
    for el in top.iter():
        el.tag = local(el) or el.tag
    return top


def _letter(m: re.Match[str]) -> str:
    return m[0] if m[1] in _KEPT else html.entities.html5.get(m[1] + ";", m[0])


def _metadata(root: _Element) -> dict[str, str]:
    out: dict[str, str] = {}
    for el in root.iter():
        key = {"title": "title", "creator": "author", "publisher": "publisher", "date": "date"}.get(local(el))
        if key and el.text and el.text.strip() and local(el.getparent()) == "metadata":
            out.setdefault(key, " ".join(str(el.text).split())[:300])
    return out
