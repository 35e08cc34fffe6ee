"""Read whole numbers that people and files give: of any length, with errors in our own words.

Python refuses to read more than 4,300 digits, with advice for programmers; SQLite stores at most 63 bits; and some
signs that `str.isdigit` accepts (`²`) cannot be read by `int`. Every number from outside goes through this module.
"""

from __future__ import annotations

import re

from qda.core.errors import QdaError

LARGEST = 2**63 - 1  # what SQLite holds
TOO_LONG = "a number in it is longer than any that can be read: put it between quotes, or take it out"
_NUMBER = re.compile(r"[+-]?[0-9]+")
_SHOWN = 24  # digits of a number that are shown


def whole(text: str) -> int | None:
    """Return the whole number that a text is (figures 0 to 9, with or without a sign); None for any other text.

    A number larger than any in a study is returned as LARGEST + 1 (or its negative), whatever its length.
    """
    if len(text) < 19 and text.isascii() and text.isdigit():  # most numbers; what follows takes five times as long
        return int(text)
    text = text.strip()
    if not _NUMBER.fullmatch(text):
        return None
    digits = text.lstrip("+-").lstrip("0")
    n = LARGEST + 1 if len(digits) > 19 else min(int(digits or "0"), LARGEST + 1)
    return -n if text[0] == "-" else n


def counted(text: str) -> int:
    """Return the number, 0 or more, that a text is, such as an id.

    Any other text, and a number too large to store, gives -1, which no row has.
    """
    n = whole(text) if text[:1] not in "+-" else None
    return n if n is not None and n <= LARGEST else -1


def fits(n: int, text: str, what: str) -> int:
    """Return the number; QdaError when it is larger than a study can store. `what` is what the message calls it."""
    if abs(n) > LARGEST:
        raise QdaError(f"{what}: {short(text)} is larger than any number that a study can have")
    return n


def short(text: str) -> str:
    """Return a number for a message of one line: of a long one the beginning, and how long it is."""
    text = text.strip()
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}… ({len(text):,} characters)"


def why(e: Exception) -> str:
    """Return what an error says, in words for a person where Python advises programmers on numbers that are too long."""
    text = str(e)
    return TOO_LONG if "set_int_max_str_digits" in text else text
