"""Dates of posts as pages and exports write them: machine dates, names of months, figures, "3 days ago", "Yesterday".

What is relative is counted from the time at which the page was saved, or from the newest date on it; the words for it
stand in `rules/*.toml` under `[ages]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache

from qda.importers.common.dates import find_date, parse_date, parse_time
from qda.importers.common.rules import tables

_OFFSET = re.compile(r"([+-]\d{2})(\d{2})$")
_HOURS = re.compile(r"[+-]\d{2}$")
_LONG = 200  # characters of a line that is looked at for a date
FIGURES = re.compile(r"(?<![\d./-])(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?![\d./-])")
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800}
_MONTHS = {"month": 1, "year": 12}
_AND = r"(?:,|\s+(?:and|en|und|et))?\s+"  # between the units of an age


@cache
def _ages() -> tuple[re.Pattern[str], dict[str, str], re.Pattern[str], dict[str, int], re.Pattern[str]]:
    """The pattern of an age, its units by word, the pattern of a day that is named, what each such day means, and the
    pattern of a further unit."""
    units: dict[str, str] = {}
    days: dict[str, int] = {}
    before: list[str] = []
    after: list[str] = []
    ones: list[str] = []
    now: list[str] = []
    for _, table in tables():
        ages = table.get("ages", {})
        for unit in (*_SECONDS, *_MONTHS):
            units.update(dict.fromkeys(ages.get(unit, []), unit))
        for name, value in (("today", 0), ("yesterday", 1), ("day_before", 2)):
            days.update(dict.fromkeys(ages.get(name, []), value))
        for n, names in enumerate(ages.get("weekdays", [])):
            days.update(dict.fromkeys(names.split(), 100 + n))  # Monday is 100
        before += ages.get("before", [])
        after += ages.get("after", [])
        ones += ages.get("one", [])
        now += ages.get("now", [])

    def either(words: Iterable[str]) -> str:
        return "|".join(sorted(map(re.escape, words), key=len, reverse=True)) or "(?!)"

    unit, one = either(units), either(ones)

    def amount(k: int) -> str:
        return rf"(?:(?:about|circa|ongeveer|over|etwa|environ)\s+)?(?P<n{k}>\d{{1,4}}|{one})\s{{0,3}}(?P<u{k}>{unit})"

    age = re.compile(
        rf"(?<!\w)(?:(?P<now>{either(now)})(?!\w)"
        rf"|(?:{either(before)})\s+{amount(1)}(?!\w)"
        rf"|{amount(2)}(?:{_AND}\d{{1,3}}\s{{0,3}}(?:{unit})){{0,2}}\s+(?:{either(after)})(?!\w)"
        rf"|^\s*{amount(3)}\.?\s*$)",
        re.I,
    )
    day = re.compile(rf"(?<!\w)(?P<day>{either(days)})(?!\w)\.?(?P<rest>[^\n]{{0,40}})", re.I)
    return age, units, day, days, re.compile(rf"{_AND}(\d{{1,3}})\s{{0,3}}({unit})(?!\w)", re.I)


def machine(text: str) -> str | None:
    """A date as a program writes it (ISO 8601, seconds since 1970), its offset written `+02:00`; None for another."""
    text = text.strip()
    if text[4:5] == "-" and len(text) <= 40:
        text = text[:10] + "T" + text[11:].replace(" ", "") if text[10:11] in (" ", "T") else text
        try:
            datetime.fromisoformat(text)
        except ValueError:
            return None
        if len(text) > 10:
            text = _OFFSET.sub(r"\1:\2", text)
            text = text + ":00" if _HOURS.search(text[11:]) else text
        return text
    whole = text.partition(".")[0]
    if whole.isdecimal() and whole.isascii() and len(whole) in (9, 10, 13):
        return moment(int(whole[:10]) if len(whole) == 13 else int(whole))
    return None


def moment(seconds: float) -> str | None:
    """Seconds since 1970 as ISO 8601; None where they are no date."""
    try:
        return datetime.fromtimestamp(int(seconds), tz=UTC).isoformat()
    except (OverflowError, ValueError, OSError):
        return None


def month_first(texts: Iterable[str], american: bool = False) -> bool:
    """True if dates in figures begin with the month, as any of them shows; `american` if all of them are ambiguous."""
    for text in texts:
        if found := FIGURES.search(text[:_LONG]):
            if found[2] == ".":
                return False
            if int(found[1]) > 12:
                return False
            if int(found[3]) > 12:
                return True
    return american


def absolute(text: str, months: bool = False) -> str | None:
    """The date in a line, as ISO 8601, or None when there is none or it is relative. `months`: the month comes first."""
    text = " ".join(text.split())[:_LONG]
    if not text:
        return None
    if iso := machine(text):
        return iso
    if found := FIGURES.search(text):
        day, month = (int(found[3]), int(found[1])) if months else (int(found[1]), int(found[3]))
        if month > 12 >= day:
            day, month = month, day
        year = int(found[4]) + (0 if len(found[4]) == 4 else 2000 if int(found[4]) < 70 else 1900)
        try:
            iso = datetime(year, month, day).date().isoformat()
        except ValueError:
            return None
        clock = parse_time(text[found.end() : found.end() + 20])
        return f"{iso}T{clock}" if clock else iso
    if exact := parse_date(text):
        return exact
    got = find_date(text)
    if got and len(got[0]) == 10 and (clock := parse_time(text[got[2] : got[2] + 16])):
        return f"{got[0]}T{clock}"
    return got[0] if got else None


def is_relative(text: str) -> bool:
    """True if a line gives the time of writing as an age or a named day."""
    age, _, day, *_ = _ages()
    text = text[:_LONG]
    return bool(age.search(text) or day.search(text))


def relative(text: str, now: datetime) -> str | None:
    """The date that an age or a named day means when it is `now`, as exactly as it says; None when it is neither.

    Seconds to hours give a time; days, weeks, months and years give a day.
    """
    age, units, day, days, more = _ages()
    text = " ".join(text.split())[:_LONG]
    if found := age.search(text):
        if found["now"]:
            return now.isoformat(timespec="minutes")
        k = next(k for k in (1, 2, 3) if found[f"u{k}"])
        parts = [(found[f"n{k}"], found[f"u{k}"])]
        at = found.end(f"u{k}")
        while (also := more.match(text, at)) and len(parts) < 3:  # "1 year, 3 months ago"
            parts.append((also[1], also[2]))
            at = also.end()
        try:
            return _ago(parts, units, now)
        except (OverflowError, ValueError):
            return None
    if found := day.search(text):
        back = days.get(found["day"].casefold(), -1)
        if back < 0:
            return None
        if back >= 100:
            back = (now.weekday() - (back - 100)) % 7 or 7
        iso = (now - timedelta(days=back)).date().isoformat()
        clock = parse_time(found["rest"])
        return f"{iso}T{clock}" if clock else iso
    return None


def _ago(parts: list[tuple[str, str]], units: dict[str, str], now: datetime) -> str:
    """The date that lies some units of time back; a day when the finest of them is no more exact."""
    then, fine = now, False
    for n, unit in parts:
        count, name = int(n) if n.isdecimal() else 1, units.get(unit.casefold()) or units[unit]
        if name in _SECONDS:
            then -= timedelta(seconds=count * _SECONDS[name])
            fine = name in ("second", "minute", "hour")
        else:
            then = _months_back(then, count * _MONTHS[name])
    return then.isoformat(timespec="minutes") if fine else then.date().isoformat()


def parsed(iso: str | None) -> datetime | None:
    """A date of ours as a datetime, without a time zone when it has none."""
    try:
        return datetime.fromisoformat(iso) if iso else None
    except ValueError:
        return None


def newest(dates: Iterable[str | None]) -> datetime | None:
    """The latest of several dates: those without a time zone are compared as UTC, and given back as they came."""
    best: datetime | None = None
    for iso in dates:
        when = parsed(iso)
        if when is not None and (best is None or _utc(when) > _utc(best)):
            best = when
    return best


def _utc(when: datetime) -> datetime:
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _months_back(now: datetime, months: int) -> datetime:
    at = now.year * 12 + now.month - 1 - months
    year, month = divmod(at, 12)
    for day in (now.day, 28):
        try:
            return now.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    raise ValueError("before the first year")
