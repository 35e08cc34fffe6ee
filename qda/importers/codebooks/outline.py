"""Codebooks in YAML: `codes:`, a list of codes with their fields and, under `codes:`, those whose home they are.

Only the nodes are read and nothing is constructed, so that a tag can make no object, and `name: yes` or `name: 1.10`
is the text that stands there. Aliases (`*x`), the stuff of bombs, are refused.
"""

from __future__ import annotations

from typing import Any

from qda.core.errors import QdaError, nearest
from qda.importers.codebooks import TEXTS, Book, DraftCode
from qda.importers.decode import decode

DEEPEST = 50
LISTS = ("aliases", "categories")
KEYS = ("name", "level", *TEXTS, *LISTS, "colour", "uuid", "codes")
NOTHING = frozenset({"", "~", "null", "Null", "NULL"})


def read(raw: bytes) -> Book:
    """The codebook in the bytes of a YAML file."""
    import yaml

    text = decode(raw).text
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        _look(yaml.parse(text, Loader=loader))
        root = yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as e:
        at = f"line {e.problem_mark.line + 1}: " if e.problem_mark else ""
        raise QdaError(f"{at}is not YAML ({' '.join(str(e.problem or e.context).split())})") from None
    except (yaml.YAMLError, RecursionError) as e:
        raise QdaError(f"is not YAML ({' '.join(str(e).split())[:100]})") from None
    if root is None:
        raise QdaError("is empty: there is no codebook in it")
    notes: list[str] = []
    if isinstance(root, yaml.MappingNode):
        fields = _fields(root)
        if "codes" not in fields:
            raise QdaError(f"{_line(root)}: there is no `codes:` at the top")
        root = fields.pop("codes")
        if fields:
            notes.append(f"left out, as it belongs to no code: {', '.join(fields)}")
    return Book(_codes(root, "codes"), notes)


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
        return DraftCode(_text(node, "name"), _line(node))
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
    code = DraftCode(_text(fields.pop("name"), "name"), _line(node))
    for name, value in fields.items():
        if name == "codes":
            code.codes = _codes(value, name)
        else:
            setattr(code, name, _texts(value, name) if name in LISTS else _text(value, name))
    return code
