"""A codebook in the exchange format REFI-QDA (.qdc), valid against its schema.

The format knows a name, a description, a colour and nesting. Level, inclusion, exclusion, example and aliases follow
the definition in the Description, after a line `-- qda --`, one labelled line each (further lines indented by two
spaces), which people can read in any program and our importer takes out again. Further categories become sets.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from qda.core.errors import QdaError
from qda.core.names import key
from qda.exporters import Entry, walk

NAMESPACE = "urn:QDA-XML:codebook:1.0"
MARK = "-- qda --"
COLOUR = re.compile(r"#(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def write(entries: Sequence[Entry]) -> bytes:
    """The codebook as XML in UTF-8, LF, without a byte order mark; refused when there are no codes."""
    if not entries:
        raise QdaError("the codebook is empty, and a .qdc holds at least one code: make a code first")
    etree: Any = import_module("lxml.etree")
    root = etree.Element(_tag("CodeBook"), nsmap={None: NAMESPACE}, origin="qda")
    _codes(etree, etree.SubElement(root, _tag("Codes")), entries)
    _sets(etree, root, entries)
    etree.indent(root, space="  ")
    data: bytes = etree.tostring(root, xml_declaration=False, encoding="UTF-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + data + b"\n"


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _codes(etree: Any, parent: Any, entries: Sequence[Entry]) -> None:
    for entry in entries:
        colour = {"color": entry.colour} if COLOUR.fullmatch(entry.colour or "") else {}
        element = etree.SubElement(
            parent, _tag("Code"), guid=entry.uuid, name=xml(entry.name), isCodable="true", **colour
        )
        if text := description(entry):
            etree.SubElement(element, _tag("Description")).text = xml(text)
        _codes(etree, element, entry.codes)


def xml(text: str) -> str:
    """Return the text with U+FFFD for each character that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)


def description(entry: Entry) -> str:
    """Return the definition, with what has no field in the format after it."""
    lines = [] if entry.level == "code" else [f"Level: {entry.level}"]
    for label in ("include", "exclude", "example"):
        if value := getattr(entry, label):
            lines.append(f"{label.capitalize()}: " + value.replace("\n", "\n  "))
    lines += [f"Alias: {alias}" for alias in entry.aliases]
    if not lines and MARK not in entry.definition.split("\n"):
        return entry.definition
    return "\n".join([entry.definition, MARK, *lines])


def _sets(etree: Any, root: Any, entries: Sequence[Entry]) -> None:
    """A set for each category with codes at home elsewhere, called by its name, by its path where two have one."""
    members: dict[str, list[str]] = {}
    named: dict[str, int] = {}
    for entry in walk(entries):
        named[key(entry.name)] = named.get(key(entry.name), 0) + 1
        for path in entry.categories:
            members.setdefault(path, []).append(entry.uuid)
    holder = None
    for entry in walk(entries):
        if entry.path in members:
            if holder is None:
                holder = etree.SubElement(root, _tag("Sets"))
            name = entry.name if named[key(entry.name)] == 1 else entry.path
            guid = str(uuid.uuid5(uuid.UUID(entry.uuid), "set"))
            made = etree.SubElement(holder, _tag("Set"), guid=guid, name=xml(name))
            for member in members.pop(entry.path):
                etree.SubElement(made, _tag("MemberCode"), guid=member)
