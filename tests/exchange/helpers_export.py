"""A reader of REFI-QDA projects of its own, for tests of what is exported: the standard library, and the schema."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from lxml import etree

XSD = etree.XMLSchema(etree.parse(str(Path(__file__).parent / "data" / "Project.xsd")))
Element = ET.Element


def local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


class Project:
    """A .qdpx; `utf16` and `crlf` (how much a CRLF counts) say how its program counts."""

    def __init__(self, path: Path, *, utf16: bool = False, crlf: int = 2) -> None:
        with zipfile.ZipFile(path) as archive:
            self.entries = {name: archive.read(name) for name in archive.namelist()}
            self.times = {info.date_time for info in archive.infolist()}
        (self.name,) = (n for n in self.entries if n.endswith(".qde"))
        self.utf16, self.crlf = utf16, crlf
        self.xml = self.entries[self.name]
        self.root = ET.fromstring(self.xml)
        self.codes = {c.get("guid"): c for c in self.every("Code")}

    def faults(self) -> list[str]:
        """What the schema finds."""
        XSD.validate(etree.fromstring(self.xml))
        return [str(e) for e in XSD.error_log]

    def every(self, tag: str) -> list[Element]:
        return [e for e in self.root.iter() if local(e) == tag]

    def one(self, tag: str, **attributes: str) -> Element:
        (found,) = (e for e in self.every(tag) if all(e.get(k) == v for k, v in attributes.items()))
        return found

    def children(self, element: Element, tag: str) -> list[Element]:
        return [e for e in element if local(e) == tag]

    def said(self, element: Element, tag: str) -> str:
        """The text of a child, "" without one."""
        return next((e.text or "" for e in element if local(e) == tag), "")

    def note(self, guid: str) -> str:
        """The text of a note."""
        return self.said(self.one("Note", guid=guid), "PlainTextContent")

    def notes_on(self, element: Element) -> list[str]:
        """The texts of the notes that an element refers to."""
        return [self.note(r.get("targetGUID", "")) for r in self.children(element, "NoteRef")]

    def text(self, source: Element) -> str:
        """A source's text as it stands in its file."""
        path = (source.get("plainTextPath") or "").removeprefix("internal://")
        return self.entries[f"sources/{path}"].decode("utf-8")

    def quote(self, source: Element, selection: Element) -> str:
        """What a selection has, with LF."""
        text = self.text(source)
        if self.crlf == 1:
            text = text.replace("\r\n", "\n")
        a, b = int(selection.get("startPosition", "")), int(selection.get("endPosition", ""))
        if self.utf16:
            return text.encode("utf-16-le")[2 * a : 2 * b].decode("utf-16-le").replace("\r\n", "\n")
        return text[a:b].replace("\r\n", "\n")

    def quotes(self) -> list[tuple[str, str, str]]:
        """(source, code, quote) of every coding, sorted."""
        out = []
        for source in (*self.every("TextSource"), *self.every("Representation")):
            for selection in self.children(source, "PlainTextSelection"):
                for coding in self.children(selection, "Coding"):
                    (ref,) = self.children(coding, "CodeRef")
                    code = self.codes[ref.get("targetGUID")].get("name") or ""
                    out.append((source.get("name") or "", code, self.quote(source, selection)))
        return sorted(out)

    def rows(self) -> list[Any]:
        """The lines of our own data, the first one aside."""
        return [json.loads(line) for line in self.entries["qda/study.jsonl"].decode().splitlines()][1:]
