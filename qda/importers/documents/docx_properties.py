"""Read the properties of paragraphs and runs in a Word document: bold, hidden, numbered.

Automatic numbering may put words before paragraphs: "Interviewer:" in a list of speakers, "Question 3".
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qda.importers.common.zip_xml import attribute, local

if TYPE_CHECKING:
    from lxml.etree import _Element

_OFF = ("0", "false", "off")
_PLACE = re.compile(r"%([1-9])")


@dataclass(slots=True)
class _Level:
    text: str = ""
    form: str = "decimal"
    start: int = 1


class Numbering:
    """The numberings of a document, counted on as its paragraphs are read in order."""

    def __init__(self, part: _Element | None) -> None:
        self.levels: dict[str, dict[str, _Level]] = {}  # by the abstract numbering
        self.of: dict[str, str] = {}  # a numbering -> the abstract one
        self.own: dict[str, dict[str, _Level]] = {}  # levels that a numbering has otherwise
        self.counts: dict[str, Counter[int]] = {}
        for el in part if part is not None else ():
            if local(el) == "abstractNum":
                self.levels[attribute(el, "abstractNumId") or ""] = _levels(el)
            elif local(el) == "num":
                id = attribute(el, "numId") or ""
                for x in el:
                    if local(x) == "abstractNumId":
                        self.of[id] = attribute(x, "val") or ""
                    elif local(x) == "lvlOverride":
                        self.own.setdefault(id, {}).update(_levels(x))

    def words(self, id: str, level: str) -> str:
        """Return the words that a numbering puts before the next paragraph of a level; "" for a number or bullet."""
        if not id or id == "0" or not level.isdecimal():
            return ""
        abstract = self.of.get(id, "")
        known = {**self.levels.get(abstract, {}), **self.own.get(id, {})}
        here = known.get(level)
        if here is None:
            return ""
        n = int(level)
        counts = self.counts.setdefault(abstract, Counter())
        counts[n] += 1
        for deeper in [k for k in counts if k > n]:
            del counts[deeper]
        said = _PLACE.sub("", here.text)
        letters = sum(c.isalpha() for c in said)
        if not letters or (here.form == "bullet" and not said.rstrip().endswith(":")):
            return ""

        def number(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            one = known.get(str(at), _Level())
            return _written(one.start + counts[at] - 1 if counts[at] else one.start, one.form)

        return _PLACE.sub(number, here.text).strip()


def emphatic(run: _Element) -> bool:
    """True if a run is bold, italic, underlined, in capitals or in a style of characters."""
    return (
        len(run) > 0
        and local(run[0]) == "rPr"
        and any(
            local(x) == "rStyle"
            or (local(x) in ("b", "i", "u", "caps", "smallCaps") and attribute(x, "val") not in (*_OFF, "none"))
            for x in run[0]
        )
    )


def vanishes(props: _Element) -> bool:
    """True if the properties hide a run."""
    return any(local(x) == "vanish" and attribute(x, "val") not in _OFF for x in props)


def numbered(props: _Element) -> tuple[str, str]:
    """The numbering and the level that a paragraph's properties name."""
    said = {local(x): attribute(x, "val") or "" for x in props}
    return said.get("numId", ""), said.get("ilvl", "0")


def _levels(el: _Element) -> dict[str, _Level]:
    out: dict[str, _Level] = {}
    for x in el:
        if local(x) != "lvl":
            continue
        made = _Level()
        for y in x:
            value = attribute(y, "val") or ""
            if local(y) == "lvlText":
                made.text = value[:60]
            elif local(y) == "numFmt":
                made.form = value
            elif local(y) == "start" and value.isdecimal():
                made.start = int(value[:9])
        out[attribute(x, "ilvl") or "0"] = made
    return out


def _written(n: int, form: str) -> str:
    """A number as a level writes it: figures, letters, Roman figures, or nothing."""
    if form == "none":
        return ""
    if form in ("lowerLetter", "upperLetter") and n > 0:
        letter = chr(ord("a") + (n - 1) % 26) * ((n - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman") and 0 < n < 4000:
        out = ""
        for value, sign in ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
                            (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):  # fmt: skip
            out += sign * (n // value)
            n %= value
        return out.upper() if form == "upperRoman" else out
    return str(n)
