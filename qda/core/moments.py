"""Days and times that a person types, as moments of the log: in local time, written as the log writes them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from qda.core.errors import UsageError

_DAY = r"\d{4}-\d\d-\d\d"
_TYPED = re.compile(rf"({_DAY})(?:[T ](\d\d:\d\d)(:\d\d(?:\.(\d{{1,6}}))?)?\s?(Z|[+-]\d\d:?\d\d)?)?", re.ASCII)
_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


def first(text: str) -> str:
    """Return the first moment of a day or time, in UTC as the log has it; UsageError for any other text."""
    return _within(text)[0]


def last(text: str) -> str:
    """Return the last moment of a day, a minute or a second, in UTC as the log has it; UsageError for any other text.

    >>> last("2026-03-01 14:30Z")
    '2026-03-01T14:30:59.999999Z'
    """
    return _within(text)[1]


def _within(text: str) -> tuple[str, str]:
    found = _TYPED.fullmatch(text.strip())
    try:
        if found is None:
            raise ValueError
        day, minute, second, part, zone = found.groups()
        begin = datetime.fromisoformat(f"{day}T{minute or '00:00'}{(second or ':00')[:3]}{zone or ''}")
    except ValueError:
        raise UsageError(f"{text.strip()[:40]!r} is no day or time: write 2026-03-01, or '2026-03-01 14:30'") from None
    if part:
        begin = begin.replace(microsecond=int(part.ljust(6, "0")))
        span = timedelta(microseconds=10 ** (6 - len(part)))
    else:
        span = timedelta(seconds=1) if second else timedelta(minutes=1)
    try:
        after = begin + (span if minute else timedelta(days=1))
        return _utc(begin), _utc(after - timedelta(microseconds=1)) if minute else _utc(after, less=1)
    except (OverflowError, ValueError):  # the first and the last day that a calendar has
        return begin.strftime(_FORMAT), begin.replace(hour=23, minute=59, second=59, microsecond=999999).strftime(
            _FORMAT
        )


def _utc(when: datetime, less: int = 0) -> str:
    """A moment, or `less` microseconds before it, in UTC; one without a zone is local."""
    return (when.astimezone(UTC) - timedelta(microseconds=less)).strftime(_FORMAT)
