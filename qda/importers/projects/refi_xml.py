"""The XML of a REFI-QDA project, read a piece at a time, and pieces of it written as an export can put them back.

Elements are known by their names without namespace, so that a file with another namespace, or with two, reads the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING, Any

from qda.core.errors import place_of
from qda.core.projects import derived, guid
from qda.importers.projects.archive import Archive

if TYPE_CHECKING:
    from lxml.etree import _Element

MARKS = 2_000_000  # elements and attributes that are held at once: each takes about 200 bytes of memory
_PIECE = 1 << 16
_PROLOG = re.compile(rb"<[A-Za-z_:\x80-\xff]")
_LIMIT = re.compile(r"huge|too (?:long|big)|excessive|limit", re.I)  # libxml2 on what is larger than it reads
# Attributes that hold a guid.
_GUIDS = frozenset(
    """guid targetGUID creatingUser modifyingUser creatingUserGUID modifyingUserGUID representedGUID originGUID sourceVertex
    targetVertex fromSyncPoint toSyncPoint""".split()  # noqa: SIM905
)
START, END = "\x01", "\x02"  # stand for the positions of a selection until they are known; XML cannot hold them


class Guids:
    """Identifiers as qda keeps them. What is no UUID becomes one that is made of the project (`key`) and itself."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._seen: dict[str, set[int]] = {}
        self._again: dict[tuple[str, int], int] = {}
        self._refs: dict[str, str] = {}

    def ref(self, raw: str | None) -> str:
        """Return the guid that an attribute refers to, "" for none."""
        if not raw:
            return ""
        known = self._refs.get(raw)
        if known is None:
            known = guid(raw, "refi", self._key) if raw.strip().strip("{}") else ""
            if len(self._refs) < 10_000:
                self._refs[raw] = known
        return known

    def own(self, kind: str, raw: str | None) -> str:
        """Return the guid of a thing: one that is missing, or that a thing of its kind had before, is made of its place."""
        seen = self._seen.setdefault(kind, set())
        one = self.ref(raw) if raw in self._refs else guid(raw, "refi", self._key) if raw and raw.strip("{} ") else ""
        if not one:
            one = derived("", "refi", self._key, kind, len(seen))
        first = int(one.replace("-", ""), 16)
        number = first
        while number in seen:
            self._again[kind, first] = n = self._again.get((kind, first), 1) + 1
            one = derived(one, kind, n)
            number = int(one.replace("-", ""), 16)
        seen.add(number)
        return one

    def forget(self, kinds: Collection[str]) -> None:
        """Forget the things of these kinds, to read them once more."""
        for kind in kinds:
            self._seen.pop(kind, None)
        self._again = {key: n for key, n in self._again.items() if key[0] not in kinds}


class Elements:
    """The elements of a project's XML in their order, with what they hold once they end.

    Iterating gives `(starts, depth, element)`; the root has depth 1. Whoever is through with an element says `done`.
    QdaError for XML that is not well formed, that declares a document type, or that would take too much memory.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._held = 0

    def __iter__(self) -> Iterator[tuple[bool, int, _Element]]:
        from lxml import etree

        parser = etree.XMLPullParser(
            events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
            remove_comments=True, remove_pis=True, collect_ids=False,
        )  # fmt: skip
        depth = 0
        with self._archive.open(self._archive.qde) as f:
            try:
                while piece := f.read(_PIECE):
                    if not depth:
                        self._prolog(piece)
                    self._held += piece.count(b"<") + piece.count(b"=")
                    parser.feed(piece)
                    for event, element in parser.read_events():
                        if event == "start":
                            depth += 1
                            if depth == 1 and element.getroottree().docinfo.doctype:
                                raise self._declares()
                            yield True, depth, element
                        else:
                            yield False, depth, element
                            depth -= 1
                    if self._held > MARKS:
                        raise self._archive.error(
                            f"{self._archive.qde} has a part of more than {MARKS:,} elements and attributes: not read"
                        )
                parser.close()
            except etree.XMLSyntaxError as e:
                at = place_of(e) if e.lineno else "".join(f" at line {told.line}" for told in parser.feed_error_log[:1])
                what = "has a text or a nesting that is too long" if _LIMIT.search(str(e)) else "is not well-formed XML"
                raise self._archive.error(
                    f"{self._archive.qde} {what}{at}: export it again, or mend it there"
                ) from None

    def done(self, element: _Element) -> None:
        """Free what an element that has ended holds, and all that stands before it beside it."""
        element.clear()
        above = element.getparent()
        if above is not None:
            while element.getprevious() is not None:
                del above[0]
        self._held = 0

    def _prolog(self, piece: bytes) -> None:
        plain = piece.replace(b"\0", b"")  # UTF-16 looks the same
        root = _PROLOG.search(plain)
        if b"<!DOCTYPE" in plain[: root.start() if root else None]:
            raise self._declares()

    def _declares(self) -> Exception:
        return self._archive.error(f"{self._archive.qde} declares a document type or entities: it is not read")


_LOCAL: dict[str, str] = {}


def local(element: _Element) -> str:
    """Return an element's name without its namespace, "" for what is no element."""
    tag: Any = element.tag
    name = _LOCAL.get(tag)
    if name is None:
        name = tag.rpartition("}")[2] if isinstance(tag, str) else ""
        if len(_LOCAL) < 1000:
            _LOCAL[tag] = name
    return name


def text_in(element: _Element) -> str:
    """Return all text in an element."""
    return "".join(element.itertext()) if len(element) else element.text or ""


def described(element: _Element) -> str:
    """Return the Description of an element, "" for none."""
    return next((text_in(child) for child in element if local(child) == "Description"), "")


_IN_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_IN_VALUE = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
)


def piece(
    element: _Element, ref: Callable[[str], str], *, inner: Collection[str] | None = None, moved: bool = False
) -> str:
    """Return an element as XML without namespaces, its guids as qda keeps them.

    `inner` names the children that are taken along, None all. With `moved` the positions of a selection are `START` and
    `END`, to be filled in.
    """
    name = local(element)
    out = [f"<{name}"]
    for key, value in element.items():
        if key[:1] == "{":  # of another namespace, such as where the schema is
            continue
        if key in _GUIDS:
            value = ref(value)
        if moved and key in ("startPosition", "endPosition"):
            value = START if key[0] == "s" else END
        out.append(f' {key}="{value.translate(_IN_VALUE)}"')
    children = [child for child in element if local(child) and (inner is None or local(child) in inner)]
    text = element.text or ""
    if children:
        out.append(">" if not text.strip() else f">{text.translate(_IN_TEXT)}")
        for child in children:
            out.append(piece(child, ref))
            if child.tail and child.tail.strip():
                out.append(child.tail.translate(_IN_TEXT))
    elif text and inner is None:
        out.append(f">{text.translate(_IN_TEXT)}")
    else:
        return "".join([*out, "/>"])
    out.append(f"</{name}>")
    return "".join(out)
