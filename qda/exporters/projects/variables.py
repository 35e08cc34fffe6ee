"""The type of a variable in REFI-QDA: the narrowest that gives every value back letter by letter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime

from qda.exporters.projects.elements import is_date

_INTEGER = re.compile(r"0|-?[1-9]\d{0,17}", re.ASCII)
_FLOAT = re.compile(r"-?(?:0|[1-9]\d*)\.(?:0|\d*[1-9])", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d)?", re.ASCII)


def _float(value: str) -> bool:
    return _FLOAT.fullmatch(value) is not None and value != "-0.0" and repr(float(value)) == value


def _date(value: str) -> bool:
    return _DATE.fullmatch(value) is not None and is_date(value)


def _time(value: str) -> bool:
    if _TIME.fullmatch(value) is None:
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


_TYPES: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("Boolean", lambda value: value in ("true", "false")),
    ("Integer", lambda value: _INTEGER.fullmatch(value) is not None),
    ("Float", _float),
    ("Date", _date),
    ("DateTime", _time),
)


def type_of(values: Iterable[str]) -> str:
    """Return the type for these values: `Boolean`, `Integer`, `Float`, `Date`, `DateTime`, else `Text`."""
    left = [name for name, _ in _TYPES]
    tests = dict(_TYPES)
    some = False
    for value in values:
        some = True
        left = [name for name in left if tests[name](value)]
        if not left:
            break
    return left[0] if some and left else "Text"
