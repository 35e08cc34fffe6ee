"""Keep a spreadsheet from running a text cell as a formula: defuse what we write, restore what we read.

Spreadsheets read a cell of a CSV file that begins with one of `RISKY` as a formula (OWASP, "CSV Injection"). A leading
apostrophe prevents that. A text that itself begins with apostrophes and then such a character gets one more, so that
`undefuse(defuse(text)) == text` for every text.
"""

from __future__ import annotations

RISKY = frozenset("=+-@\t\r\n＝＋－＠")
SUSPECT = RISKY | {"'"}  # only texts that begin with one of these may be changed by defuse


def defuse(text: str) -> str:
    """Return the text with a leading apostrophe if a spreadsheet would run it, else unchanged."""
    return "'" + text if text.lstrip("'")[:1] in RISKY else text


def undefuse(text: str) -> str:
    """Return the text that was given to `defuse`."""
    return text[1:] if text[:1] == "'" and text.lstrip("'")[:1] in RISKY else text
