"""Whole numbers that people and files give: of any length, in any script, refused in our words.

Python refuses to read more than 4,300 digits, with advice to programmers; SQLite holds no more than 63 bits; and what
`str.isdigit` takes (`²`) is not always what `int` reads. Every number that comes from outside passes here.
"""

from __future__ import annotations

import re

from qda.core.errors import QdaError

LARGEST = 2**63 - 1  # what SQLite holds
TOO_LONG = "a number in it is longer than any that can be read: put it between quotes, or take it out"
_NUMBER = re.compile(r"[+-]?[0-9]+")
_SHOWN = 24  # digits of a number that are shown


def whole(text: str) -> int | None:
    """The number that a text is, None for one that is none: figures 0 to 9 with a sign or without, outer blanks aside.

    A number that is larger than any in a study comes out as LARGEST + 1 (or its negative), whatever its length.
    """
    text = text.strip()
    if not _NUMBER.fullmatch(text):
        return None
    digits = text.lstrip("+-").lstrip("0")
    n = LARGEST + 1 if len(digits) > 19 else min(int(digits or "0"), LARGEST + 1)
    return -n if text[0] == "-" else n


def counted(text: str) -> int:
    """A number from 0 that a text is, such as an id; -1, which no row has, for one that is none or that no study holds."""
    n = whole(text) if text[:1] not in "+-" else None
    return n if n is not None and n <= LARGEST else -1


def fits(n: int, text: str, what: str) -> int:
    """The number, refused when it is larger than any that a study can have; `what` is how the refusal calls it."""
    if abs(n) > LARGEST:
        raise QdaError(f"{what}: {short(text)} is larger than any number that a study can have")
    return n


def short(text: str) -> str:
    """A number as it can be shown in one line: of a long one its beginning and how long it is."""
    text = text.strip()
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}… ({len(text):,} characters)"


def why(e: Exception) -> str:
    """What an error says, for a person: Python's advice about numbers that are too long is for programmers."""
    text = str(e)
    return TOO_LONG if "set_int_max_str_digits" in text else text
