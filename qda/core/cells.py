"""Text cells that a spreadsheet would run as a formula: made harmless in what we write, restored in what we read.

Spreadsheets read a cell of a CSV file that begins with one of `RISKY` as a formula (OWASP, "CSV Injection"). A leading
apostrophe stops them. A text that itself begins with apostrophes and then such a character gets one more, so that
`undefuse(defuse(text)) == text` for every text.
"""

from __future__ import annotations

RISKY = frozenset("=+-@\t\r\n＝＋－＠")
SUSPECT = RISKY | {"'"}  # only texts that begin with one of these may be changed by defuse


def defuse(text: str) -> str:
    """The text with a leading apostrophe when a spreadsheet would run it, else as it is."""
    return "'" + text if text.lstrip("'")[:1] in RISKY else text


def undefuse(text: str) -> str:
    """The text that `defuse` was given."""
    return text[1:] if text[:1] == "'" and text.lstrip("'")[:1] in RISKY else text
