"""REFI-QDA codebooks (.qdc), as other programs write them: any namespace, braces and capitals in identifiers, an empty
`<Sets/>`. `isCodable="false"` is a category, a set the further category of its members.

What we write into a Description for want of a field (see `qda.exporters.codebook_qdc`) is taken out of it again.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from qda.core.codebooks import CodeFields
from qda.core.errors import QdaError, place_of
from qda.core.names import key
from qda.importers.codebooks import Book, DraftCode, walk

MARK = "-- qda --"  # the line in a Description after which our own fields follow
LABELS = {"Level": "level", "Include": "include", "Exclude": "exclude", "Example": "example", "Alias": "aliases"}


def read(raw: bytes) -> Book:
    """The codebook in the bytes of a .qdc file."""
    plain = raw.replace(b"\0", b"")  # UTF-16 looks the same
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise QdaError("declares a document type or entities, which a codebook has no use for: it is not read")
    etree: Any = import_module("lxml.etree")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as e:
        raise QdaError(f"is not XML{place_of(e)}") from None
    if _local(root) != "CodeBook":
        what = "a project, not a codebook" if _local(root) == "Project" else f"<{_local(root)}>, not <CodeBook>"
        raise QdaError(f"is XML of another kind: {what}")
    notes: list[str] = []
    ours = (root.get("origin") or "").startswith("qda")
    codes = [_code(e, ours) for holder in _all(root, "Codes") for e in _all(holder, "Code")]
    by_uuid = {c.uuid: c for c in walk(codes)}
    for holder in _all(root, "Sets"):
        for found in _all(holder, "Set"):
            _set(found, codes, by_uuid, notes)
    return Book(codes, notes)


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _all(element: Any, name: str) -> list[Any]:
    return [e for e in element if _local(e) == name]


def _uuid(element: Any) -> str:
    return str(element.get("guid") or "").strip().strip("{}").casefold()


def _code(element: Any, ours: bool) -> DraftCode:
    where = f"line {element.sourceline}"
    name = element.get("name")
    if not name or not name.strip():
        raise QdaError(f"{where}: a code without a name")
    # a foreign name may hold a line break, which XML keeps when it is written as a character reference
    code = DraftCode(" ".join(name.split("\n")), where=where, uuid=_uuid(element))
    code.colour = (element.get("color") or "").strip()
    if (element.get("isCodable") or "true").strip().casefold() in ("false", "0"):
        code.level = "category"
    described = _all(element, "Description")
    if described:
        text = "".join(described[0].itertext())
        describe(code, text if ours else text.strip())
    code.codes = [_code(e, ours) for e in _all(element, "Code")]
    return code


def describe(code: CodeFields, text: str) -> None:
    """Give a code what its Description holds: the definition, and after our mark the fields that the format lacks."""
    lines = text.split("\n")
    if MARK not in lines:
        code.definition = text
        return
    at = len(lines) - 1 - lines[::-1].index(MARK)
    code.definition = "\n".join(lines[:at])
    values: list[tuple[str, str]] = []
    for line in lines[at + 1 :]:
        label, colon, value = line.partition(":")
        if colon and label in LABELS:
            values.append((LABELS[label], value.removeprefix(" ")))
        elif values and line.startswith("  "):
            values[-1] = (values[-1][0], f"{values[-1][1]}\n{line[2:]}")
        elif line.strip():
            code.definition = text  # not as we wrote it: nothing is taken out
            return
    for field, value in values:
        if field == "aliases":
            code.aliases.append(value)
        else:
            setattr(code, field, value)


def _set(element: Any, codes: list[DraftCode], by_uuid: dict[str, DraftCode], notes: list[str]) -> None:
    """Members of a set belong to the category that has its name; it is made when no code has."""
    name = " ".join((element.get("name") or "").split())
    if not name:
        notes.append(f"line {element.sourceline}: a set without a name was left out")
        return
    members = [_uuid(m) for m in _all(element, "MemberCode")]
    missing = [m for m in members if m not in by_uuid]
    if missing:
        notes.append(f"the set {name!r} names {len(missing)} codes that are not in the file: left out")
    if not any(key(name) in (key(c.name), key(path)) for path, c in _paths(codes)):
        made = DraftCode(name, where=f"line {element.sourceline}", level="category", uuid=_uuid(element))
        for described in _all(element, "Description"):
            made.definition = "".join(described.itertext()).strip()
        codes.append(made)
    for member in members:
        if member in by_uuid and name not in by_uuid[member].categories:
            by_uuid[member].categories.append(name)


def _paths(codes: list[DraftCode], above: str = "") -> Iterator[tuple[str, DraftCode]]:
    for code in codes:
        yield above + code.name, code
        yield from _paths(code.codes, f"{above}{code.name}/")
