"""Codebooks in YAML: `codes:`, a list of codes with their fields and, under `codes:`, those whose home they are.

Only the nodes are read and nothing is constructed, so that a tag can make no object, and `name: yes` or `name: 1.10`
is the text that stands there. Aliases (`*x`), the stuff of bombs, are refused.
"""

from __future__ import annotations

import re
from typing import Any

from qda.core.errors import QdaError, nearest
from qda.importers.codebooks import TEXTS, Book, DraftCode
from qda.importers.common.encoding import decode

DEEPEST = 50
LISTS = ("aliases", "categories")
KEYS = ("name", "level", *TEXTS, *LISTS, "colour", "uuid", "codes")
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")  # YAML 1.1, 5.1
NOTHING = frozenset({"", "~", "null", "Null", "NULL"})


def read(raw: bytes) -> Book:
    """The codebook in the bytes of a YAML file."""
    root = nodes(raw)
    if root is None:
        raise QdaError("is empty: there is no codebook in it")
    notes: list[str] = []
    if root.id == "mapping":
        fields = _fields(root)
        if "codes" not in fields:
            raise QdaError(f"{_line(root)}: there is no `codes:` at the top")
        root = fields.pop("codes")
        if fields:
            notes.append(f"left out, as it belongs to no code: {', '.join(fields)}")
    return Book(_codes(root, "codes"), notes)


def nodes(raw: bytes) -> Any:
    """Return the root node of a YAML file, None for an empty one; QdaError for aliases, depth, and what is no YAML."""
    import yaml

    text = decode(raw).text
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        _look(yaml.parse(text, Loader=loader))
        return yaml.compose(text, Loader=loader)
    except (yaml.YAMLError, RecursionError) as e:
        raise _refusal(text, e) from None


def _refusal(text: str, e: Exception) -> QdaError:
    """Say in our own words what is wrong with a text that the library cannot read; only the place is the library's.

    A library may stop at a depth, or at something behind an alias, before `_look` has seen either: the slower parser,
    which has no such bound and reads no further than it must, is asked first.
    """
    import yaml

    try:
        _look(yaml.parse(text, Loader=yaml.SafeLoader))
    except QdaError as ours:
        return ours
    except (yaml.YAMLError, RecursionError):
        pass  # what it says is the library's; `e` has the place
    if bad := _UNREADABLE.search(text):
        line = text.count("\n", 0, bad.start()) + 1
        return QdaError(f"line {line}: is not YAML: it holds the control character U+{ord(bad[0]):04X}; take it out")
    mark = getattr(e, "problem_mark", None) or getattr(e, "context_mark", None)
    if mark is None:
        return QdaError("is not YAML: check how its lines are indented and quoted")
    lines = text.splitlines()
    there = _there(lines, mark.line)
    begun = getattr(e, "context_mark", None)
    if not there and begun is not None and (there := _there(lines, begun.line)):
        return QdaError(f"line {begun.line + 1}: is not YAML: a bracket or a quote of {there!r} is not closed")
    what = f", where {there!r} stands" if there else ""
    return QdaError(
        f"line {mark.line + 1}: is not YAML{what}: check brackets, quotes, colons and how far it is indented"
    )


def _there(lines: list[str], i: int) -> str:
    return " ".join(lines[i].split())[:60] if i < len(lines) else ""


def _look(events: Any) -> None:
    """Refuse aliases and depth before anything is built from them."""
    depth = 0
    for event in events:
        kind = type(event).__name__
        if kind == "AliasEvent":
            raise QdaError(f"line {event.start_mark.line + 1}: the alias *{event.anchor} is not read: write it out")
        depth += kind in ("SequenceStartEvent", "MappingStartEvent")
        depth -= kind in ("SequenceEndEvent", "MappingEndEvent")
        if depth > 2 * DEEPEST:
            raise QdaError(f"line {event.start_mark.line + 1}: codes lie more than {DEEPEST} deep")


def _line(node: Any) -> str:
    return f"line {node.start_mark.line + 1}"


def _fields(node: Any) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name, value in node.value:
        word = name.value if isinstance(name.value, str) else "?"
        if word in out:
            raise QdaError(f"{_line(name)}: `{word}:` stands there twice")
        out[word] = value
    return out


def _text(node: Any, what: str) -> str:
    if not isinstance(node.value, str):
        raise QdaError(f"{_line(node)}: `{what}` is one text, not a list or a mapping")
    return "" if not node.style and node.value in NOTHING else str(node.value)


def _texts(node: Any, what: str) -> list[str]:
    if isinstance(node.value, str):
        one = _text(node, what)
        return [one] if one else []
    if node.id != "sequence":
        raise QdaError(f"{_line(node)}: `{what}` is a list of texts")
    return [text for item in node.value if (text := _text(item, what))]


def _codes(node: Any, what: str) -> list[DraftCode]:
    if node.id == "scalar" and not _text(node, what):
        return []
    if node.id != "sequence":
        raise QdaError(f"{_line(node)}: `{what}` is a list of codes, each beginning with `- name:`")
    return [_code(item) for item in node.value]


def _code(node: Any) -> DraftCode:
    if node.id == "scalar":  # the shortest form: a name alone
        return DraftCode(_text(node, "name"), where=_line(node))
    if node.id != "mapping":
        raise QdaError(f"{_line(node)}: a code is a mapping with a name, not a list")
    fields = {("colour" if n == "color" else n): v for n, v in _fields(node).items()}
    for name, value in fields.items():
        if name not in KEYS:
            near = nearest(name, KEYS)
            did = f"did you mean `{near[0]}`?" if near else f"it is one of {', '.join(KEYS)}"
            raise QdaError(f"{_line(value)}: unknown key `{name}`; {did}")
    if "name" not in fields:
        raise QdaError(f"{_line(node)}: a code without a name")
    code = DraftCode(_text(fields.pop("name"), "name"), where=_line(node))
    for name, value in fields.items():
        if name == "codes":
            code.codes = _codes(value, name)
        else:
            setattr(code, name, _texts(value, name) if name in LISTS else _text(value, name))
    return code
