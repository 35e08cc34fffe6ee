"""JSON: a table as one array with an object a line, a record as one object.

Letters stay letters; the few characters that a terminal or an editor would obey (C1 controls, overrides of direction)
are written as `\\u009b`, which reads back as the same text.
"""

from __future__ import annotations

import json
import re
from typing import Any, BinaryIO

from qda.core.results import Record, Table

_OBEYED = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufeff\ud800-\udfff]")
_BYTES = 1 << 16  # gathered before a write


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def _text(value: Any, encoder: json.JSONEncoder) -> str:
    try:
        text = encoder.encode(value)
    except ValueError:  # not a number, infinity: JSON has no word for them
        text = encoder.encode(_finite(value))
    return text if text.isascii() and "\x7f" not in text else _OBEYED.sub(_escaped, text)


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if value - value == 0 else None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    return value


def write(result: Table | Record, out: BinaryIO, *, raw: bool, width: int | None, colour: bool) -> None:
    """Write a table as an array of objects, a record as one object with two spaces of indent."""
    if isinstance(result, Record):
        encoder = json.JSONEncoder(ensure_ascii=False, allow_nan=False, indent=2, default=str)
        out.write((_text(dict(result.fields), encoder) + "\n").encode("utf-8"))
        return
    encoder = json.JSONEncoder(ensure_ascii=False, allow_nan=False, default=str)
    pieces: list[str] = []
    size = 0
    between = "[\n"
    for row in result.dicts():
        text = _text(row, encoder)
        pieces += (between, text)
        between = ",\n"
        size += len(text)
        if size > _BYTES:
            out.write("".join(pieces).encode("utf-8"))
            pieces, size = [], 0
    pieces.append("[]\n" if between == "[\n" else "\n]\n")
    out.write("".join(pieces).encode("utf-8"))
