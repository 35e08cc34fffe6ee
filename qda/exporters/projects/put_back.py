"""What came with another program's project, put back: the same element in the order of the schema, whatever it was like.

Attributes and elements that the schema does not have are left out; what it demands and is missing is made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from qda.core.projects import derived, guid
from qda.exporters.codebook_qdc import COLOUR
from qda.exporters.projects import elements
from qda.exporters.projects.schema import ELEMENTS, NEEDED, STRING, TYPES, WORDS

_INTEGER = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_FORMS = {  # how a value is written, by element
    "BooleanValue": re.compile(r"true|false|0|1"),
    "IntegerValue": re.compile(r"[+-]?\d+", re.ASCII),
    "FloatValue": re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII),
    "DateValue": re.compile(r"\d{4}-\d\d-\d\d", re.ASCII),
}


@dataclass(slots=True)
class PutBack:
    """How elements are put back.

    `shown` makes a text (a name, a description) one that may leave the program; `paths` has new values for attributes that
    name a file; `place` maps the two ends of a selection in the stored text to what the program counts.
    """

    shown: Callable[[str], str] = str
    paths: dict[str, str] | None = None
    place: Callable[[int, int], tuple[int, int]] | None = None

    def element(self, xml: str, *more: str, **attributes: str) -> str:
        """Return an element as it is written; nothing for one that is none of a project's or says nothing.

        `more` are elements that are written in it too, each where the schema has it; one that may stand there once only
        when there is none yet. `attributes` are values to write instead of its own.
        """
        found = parsed(xml)
        if found is None or (tag := _local(found)) not in ELEMENTS:
            return ""
        for name, value in attributes.items():
            found.set(name, value)
        made = self._written(found, tag, ELEMENTS[tag], more)
        return made + "\n" if made else ""

    def _written(self, e: Any, tag: str, type: str, more: Sequence[str] = ()) -> str:
        if type == STRING:
            return f"<{tag}>{elements.text(self.shown(''.join(e.itertext())))}</{tag}>"
        own = TYPES[type]
        children: dict[str, list[str]] = {}
        for child in e:
            name = _local(child)
            kind = own.children.get(name)
            if kind is None or (kind.endswith("1") and name in children):
                continue
            if made := self._written(child, name, kind.removesuffix("1")):
                children.setdefault(name, []).append(made)
        for xml in more:
            name = tag_of(xml)
            if name in own.children and not (own.children[name].endswith("1") and name in children):
                children.setdefault(name, []).append(xml)
        if (needed := NEEDED.get(type)) and needed not in children:
            return ""
        if type == "VariableValue":
            children = _one_value(children)
        attributes = self._attributes(e, own.attributes)
        if attributes is None:
            return ""
        return elements.element(tag, attributes, *("".join(children.get(name, ())) for name in own.children))

    def _attributes(self, e: Any, own: dict[str, str]) -> str | None:
        """Return the attributes, None when one is missing without which the element means nothing."""
        given = {str(name).rpartition("}")[2]: str(value) for name, value in e.attrib.items()}
        if "startPosition" in own and self.place is not None:
            start, end = given.get("startPosition", ""), given.get("endPosition", "")
            if _INTEGER.fullmatch(start) and _INTEGER.fullmatch(end):
                start, end = map(str, self.place(int(start), int(end)))
                given |= {"startPosition": start, "endPosition": end}
        out = []
        for name, kind in own.items():
            value = self._value(name, kind.rstrip("!"), given.get(name))
            if value is None and kind.endswith("!"):
                if kind == "guid!" and name != "guid":
                    return None
                value = {"guid!": derived("", "guid", *sorted(given.items())), "integer!": "0"}.get(kind, "")
            if value is not None:
                out.append(f' {name}="{elements.value(value)}"')
        return "".join(out)

    def _value(self, name: str, kind: str, given: str | None) -> str | None:
        if given is None:
            return None
        if kind == "text":
            if name.casefold().endswith("path"):
                return (self.paths or {}).get(given, given)
            return self.shown(given)
        given = given.strip()
        if kind == "guid":
            return guid(given, "guid") if given else None
        if kind == "integer":
            return given if _INTEGER.fullmatch(given) else None
        if kind == "time":
            return given if elements.is_time(given) else None
        if kind == "colour":
            return given if COLOUR.fullmatch(given) else None
        return given if given in WORDS[kind] else None


def _one_value(children: dict[str, list[str]]) -> dict[str, list[str]]:
    """Keep one value, as text where it is not of the type that it says."""
    out = {"VariableRef": children["VariableRef"]}
    for name, made in [(name, made[0]) for name, made in children.items() if name != "VariableRef"][:1]:
        said = made.removeprefix(f"<{name}>").removesuffix(f"</{name}>")
        fits = _fits(name, said.strip())
        out[name if fits else "TextValue"] = [made if fits else f"<TextValue>{said}</TextValue>"]
    return out


def _fits(name: str, said: str) -> bool:
    if name == "DateTimeValue":
        return elements.is_time(said)
    form = _FORMS.get(name)
    return form is None or (form.fullmatch(said) is not None and (name != "DateValue" or elements.is_date(said)))


def parsed(xml: str) -> Any:
    """Return a piece of XML as an element, None when it is none."""
    etree: Any = import_module("lxml.etree")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(xml.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def tag_of(xml: str) -> str:
    """Return the name of the element that a piece of XML is, "" when it is none."""
    m = re.match(r"\s*<(?:[\w.-]+:)?([\w.-]+)", xml)
    return m[1] if m else ""
