"""Dates of chats: figures whose order the file does not say, decided over the whole file; nothing is decided by one line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple


class Stamp(NamedTuple):
    """When a line says that it was written: three figures as they stand, hour, minute and second, the mark between figures."""

    figures: tuple[int, int, int]
    hour: int
    minute: int
    second: int | None
    mark: str = ""
    half: bool = False  # of a clock of twelve hours


_AFTER = ("p", "μ", "下", "오후", "午後")  # how the words for "after noon" begin


def hour_of(hour: int, half: str) -> int:
    """An hour of the day: `half` is what the clock says for before or after noon, "" on a clock of 24 hours."""
    if not half or hour > 12:
        return hour
    return hour % 12 + (12 if half.casefold().startswith(_AFTER) else 0)


def iso(stamp: Stamp, order: str) -> str | None:
    """A stamp as ISO 8601 without an offset, its figures in an order such as `dmy`; None for a day that there is not."""
    part = dict(zip(order, stamp.figures, strict=True))
    year = part["y"] if part["y"] > 99 else part["y"] + (2000 if part["y"] < 70 else 1900)
    try:
        when = datetime(year, part["m"], part["d"], stamp.hour, stamp.minute, stamp.second or 0)
    except ValueError:
        return None
    return when.isoformat(timespec="minutes" if stamp.second is None else "seconds")


def order_of(stamps: Sequence[Stamp], language: str = "") -> tuple[str, str]:
    """The order of the figures of all stamps (`dmy`, `mdy`, `ymd`), and why it is a guess; "" where the file shows it.

    A figure over 12 shows it, then a point between figures, then which order makes the lines follow each other; what is
    left is a guess: the order that makes them lie closer together, the clock of twelve hours in English, day first.
    """
    figures = [s.figures for s in stamps]
    if any(f[0] > 31 for f in figures):
        return ("ydm", "") if any(f[1] > 12 for f in figures) else ("ymd", "")
    if any(f[2] > 31 for f in figures) and any(f[0] > 12 for f in figures):
        return "dmy", ""
    if any(f[1] > 12 for f in figures):
        return "mdy", ""
    if any(f[0] > 12 for f in figures) or all(s.mark == "." for s in stamps):
        return "dmy", ""
    days = {order: [d for s in stamps if (d := iso(s, order))] for order in ("dmy", "mdy")}
    back = {order: sum(b < a for a, b in pairwise(d)) for order, d in days.items()}
    if back["dmy"] != back["mdy"]:
        return min(back, key=back.__getitem__), ""
    span = {order: _span(d) for order, d in days.items()}
    if span["dmy"] != span["mdy"]:
        return min(span, key=span.__getitem__), "so the messages lie closest together"
    if all(f[0] == f[1] for f in figures):
        return "dmy", ""  # 5/5: either way
    american = language in ("", "en") and all(s.half and s.mark == "/" for s in stamps)
    return ("mdy", "as in American English") if american else ("dmy", "as nearly everywhere")


def _span(days: Sequence[str]) -> float:
    when = [datetime.fromisoformat(d) for d in days]
    return (max(when) - min(when)).total_seconds() if when else 0.0


def told(stamp: Stamp, order: str, why: str) -> str:
    """The note on a guessed order; "" for one that the file shows."""
    if not why:
        return ""
    first = {"d": "the day", "m": "the month", "y": "the year"}[order[0]]
    shown = (stamp.mark or "/").join(map(str, stamp.figures))
    return f"dates such as {shown} are read with {first} first: a guess ({why}), the file does not show it"
