"""A day or a time of day as a person gives it, local: its first and its last moment in UTC, as the log keeps times."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from qda.core.errors import UsageError
from qda.core.message import Message

_FORM = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?")


def bounds(text: str) -> tuple[str, str]:
    """Return the first and the last moment of a day, a minute or a second, in UTC; UsageError for what is none.

    A local time that a clock shows twice in a year is read as the first.
    """
    given = text.strip()
    try:
        if not _FORM.fullmatch(given):
            raise ValueError
        start = datetime.fromisoformat(given)
        long = (
            timedelta(days=1)
            if len(given) == 10
            else timedelta(minutes=1)
            if len(given) == 16
            else timedelta(seconds=1)
        )
        end = start + long - timedelta(microseconds=1)
        return _stored(start), _stored(end)
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            Message(
                "date-unclear",
                "the date {date!r} is unclear: write it as 2026-11-22 or 2026-11-22T14:30",
                date=given[:60],
            )
        ) from None


def _stored(local: datetime) -> str:
    return local.astimezone().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
