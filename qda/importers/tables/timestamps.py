"""The dates of a table as programs write them: the order of day and month told by the whole column, zones, halves of a day."""

from __future__ import annotations

import re
from collections.abc import Iterable

from qda.importers.common.dates import parse_date

_FIGURES = re.compile(r"(\d{1,2})(?:([-/.])(\d{1,2})\2(\d{4})|([-/.])(\d{1,2})\5(\d{2}))(?![\d/.-])")
_HALVES = re.compile(
    r"\d{1,2}/\d{1,2}/\d{2,4},?\s+\d{1,2}:\d{2}(?::\d{2})?\s?[AP]M\b"
)  # as programs of the United States write it
_ZONE = re.compile(r"\s*\(?\b(?:GMT|UTC)\s*(?:([+-])(\d{1,2})(?::?(\d{2}))?)?\)?$", re.I)
_NAMED_ZONE = re.compile(
    r"\s*\b(?:CET|CEST|MEZ|MESZ|WET|WEST|EET|EEST|OEZ|OESZ|BST|E[SD]T|C[SD]T|M[SD]T|P[SD]T|AKST|AKDT|HST|IST|SAST)\.?$"
)
_MORNING = re.compile(r"(?<=\d)\s*(?:a\.?\s?m\.?|vorm(?:ittags|\.)?)(?!\w)", re.I)
_AFTERNOON = re.compile(r"(?<=\d)\s*(?:p\.?\s?m\.?|nachm(?:ittags|\.)?)(?!\w)", re.I)
_CTIME = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2} \d{1,2}) (\d{2}:\d{2}:\d{2}) ([+-]\d{2}):?(\d{2}) (\d{4})$")
SAMPLE = 2000  # cells from which a column's order is told


def month_first(cells: Iterable[str]) -> bool | None:
    """True if the dates of a column are month, day, year (3/24/2026); None if all of them are ambiguous.

    None as well where some can only be the one and some only the other: each is then read by itself.
    """
    return order(cells)[0]


def order(cells: Iterable[str]) -> tuple[bool | None, str]:
    """`month_first` of a column, and what is told of it: "" where its figures leave no doubt.

    Where all could be either, slashes with AM and PM in capitals say month first, as such dates are written nowhere else.
    """
    days = months = open_ = halves = 0
    for cell in map(str.strip, cells):
        if found := _FIGURES.match(cell):
            a, b = int(found[1]), int(found[3] or found[6])
            days += a > 12
            months += b > 12
            open_ += a <= 12 and b <= 12 and a != b
            halves += _HALVES.match(cell) is not None
    if days and not months:
        return False, ""
    if months and not days:
        return True, ""
    if open_ and not days and halves >= open_:
        return True, "the order of day and month is open in the dates: month first, as they have AM and PM"
    if days or open_:
        return None, "the order of day and month is open in the dates: day first where both could be"
    return False, ""


def stamp(text: str, months: bool | None = None) -> str | None:
    """A cell of a column of dates as ISO 8601, or None when it is not read; `months` as `month_first` tells it.

    An offset that is written as one (`GMT+1`) is kept, a zone that has only a name is left out.
    """
    text = text.strip()
    if (plain := parse_date(text)) is not None and not (months and _FIGURES.match(text)):
        return plain
    if not text or len(text) > 80:
        return None
    offset = ""
    if old := _CTIME.match(text):  # Sat Mar 05 10:00:00 +0000 2022
        text, offset = f"{old[1]}, {old[5]} {old[2]}", f"{old[3]}:{old[4]}"
    if zone := _ZONE.search(text):
        offset = f"{zone[1]}{int(zone[2]):02d}:{zone[3] or '00'}" if zone[1] else "+00:00"
        text = text[: zone.start()]
    text = _NAMED_ZONE.sub("", text)
    text = _AFTERNOON.sub(" pm", _MORNING.sub(" am", text))
    if found := _FIGURES.match(text):
        a, b, year = int(found[1]), int(found[3] or found[6]), found[4] or f"20{found[7]}"
        month, day = (a, b) if months or (months is None and b > 12) else (b, a)
        text = f"{year}-{month:02d}-{day:02d}{text[found.end() :]}"
    iso = parse_date(text)
    return iso + offset if iso and offset and "T" in iso else iso
