"""Dates and ages as people and forum software write them, to ISO 8601."""

from __future__ import annotations

import re
from datetime import date as Date
from datetime import datetime, tzinfo
from functools import cache

from qda.importers.common.rules import TIME, rules

_NUMERIC = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_TIME = re.compile(r"(\d{1,2})(?:[.:]|\s?h\s?)(\d{2})(?:[.:](\d{2}))?(?:\s?([ap])\.?m\b\.?)?", re.I)


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    r = rules()
    month = "|".join(sorted(map(re.escape, r.months), key=len, reverse=True))
    day = "|".join(sorted(map(re.escape, r.weekdays), key=len, reverse=True))
    after = "|".join(sorted(map(re.escape, r.time_after), key=len, reverse=True))
    written = (
        rf"(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th|\.|er|e)?\s+(?:of\s+|de\s+)?(?P<m1>{month})\b\.?,?\s+(?:del?\s+)?(?P<y1>\d{{4}}))"
        rf"|(?:(?P<m2>{month})\b\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y2>\d{{4}}))"
        r"|(?P<iso>\d{4}[-/.]\d{1,2}[-/.]\d{1,2})|(?P<num>\d{1,2}[-/.]\d{1,2}[-/.]\d{4})"
    )
    clock = rf"(?:(?:\s*[,T|]?\s*(?:om|op|at|um|à|-|–)?\s*)(?P<time>{TIME})(?:\s*(?:{after})(?!\w))?)?"
    found = re.compile(rf"(?<![\w.-])(?:(?:{day})\.?,?\s+)?(?:{written}){clock}(?!\d)", re.I)
    return found, re.compile(rf"\s*(?:{TIME})(?:\s*(?:{after}))?\.?\s*$", re.I)


def find_date(text: str) -> tuple[str, int, int] | None:
    """The first date in a short line: (ISO 8601, start, end), or None. Day before month where figures leave it open."""
    found = _patterns()[0].search(text)
    if not found:
        return None
    g = found.groupdict()
    try:
        if g["iso"] or g["num"]:
            day = _numeric(g["iso"] or g["num"])
        else:
            month = rules().months[(g["m1"] or g["m2"]).casefold()]
            day = Date(int(g["y1"] or g["y2"]), month, int(g["d1"] or g["d2"]))
    except (ValueError, KeyError):
        return None
    if day is None:
        return None
    clock = parse_time(g["time"]) if g["time"] else ""
    return (f"{day.isoformat()}T{clock}" if clock else day.isoformat()), found.start(), found.end()


def parse_date(text: str, time: str = "") -> str | None:
    """A date, with a time when there is one, as ISO 8601: as it stands when it is ISO already, else None if unread.

    An offset that the text carries is kept; none is made up.
    """
    text = text.strip()
    if text[4:5] == "-":
        try:
            datetime.fromisoformat(text)
        except ValueError:
            pass
        else:
            text = text.replace(" ", "T", 1) if text[10:11] == " " else text
            return text if not time else _with_time(text[:10], time)
    if not text or len(text) > 80:
        return None
    if text.isdecimal() and len(text) in (10, 13):  # seconds or milliseconds since 1970, as APIs give them
        return datetime.fromtimestamp(int(text[:10]), tz=_utc()).isoformat()
    found = find_date(text)
    if not found:
        return None
    iso, start, end = found
    if text[:start].strip(" ,(") or text[end:].strip(" ,.)"):
        return None
    return _with_time(iso, time)


def parse_time(text: str) -> str:
    """A time of day such as `8.29`, `16:45`, `16h45` or `4:05pm` as HH:MM or HH:MM:SS, or ""."""
    found = _TIME.search(text)
    if not found:
        return ""
    hour, minute = int(found[1]), int(found[2])
    if found[4]:
        hour = hour % 12 + (12 if found[4] in "pP" else 0)
    if hour > 23 or minute > 59 or int(found[3] or 0) > 59:
        return ""
    return f"{hour:02d}:{minute:02d}" + (f":{found[3]}" if found[3] else "")


def _with_time(iso: str, time: str) -> str:
    clock = parse_time(time) if time else ""
    return f"{iso[:10]}T{clock}" if clock else iso


def _numeric(text: str) -> Date | None:
    found = _NUMERIC.match(text)
    if not found:
        return None
    if found[1]:
        return Date(int(found[1]), int(found[2]), int(found[3]))
    day, month, year = int(found[4]), int(found[5]), int(found[6])
    if month > 12 >= day:  # 03/24/2011
        day, month = month, day
    return Date(year, month, day)


def _utc() -> tzinfo:
    from datetime import UTC

    return UTC
