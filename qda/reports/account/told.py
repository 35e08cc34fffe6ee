"""What the accounts of the log have in common: whose changes are wanted, and how a reason is said."""

from __future__ import annotations

from collections.abc import Sequence

from qda.core.message import chained, say
from qda.store.analysis import scope
from qda.store.analysis.scope import Filters
from qda.store.history import log
from qda.store.project import Study


def coders(study: Study, filters: Filters) -> set[str] | None:
    """Return the coders whose changes are wanted, as the log writes them; None for all."""
    if not filters.coder:
        return None
    names = list(enumerate(log.coders(study.db)))
    wanted = scope.glob_ids("coder", filters.coder, names)
    return {name for i, name in names if i in wanted}


def because(reason: str, later: Sequence[str]) -> str:
    """Return the reason that was given with a change and its later ones, each of these marked, as a document says them."""
    if not later:
        return reason
    return chained([*([reason] if reason else []), *(say("{reason} (later)", reason=text) for text in later)])
