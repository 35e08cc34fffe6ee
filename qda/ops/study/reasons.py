"""Give a change a reason after it was made."""

from __future__ import annotations

from qda.core.errors import QdaError, Refused
from qda.core.names import short
from qda.core.names import text as checked
from qda.core.results import Said, Table
from qda.reports.common.listings import CHANGES
from qda.store.history import log, reasons
from qda.store.project import Study


def give(study: Study, n: int, text: str) -> Said:
    """Give change n of the log a reason; return the line as the log shows it.

    The reason is itself a change, undone as any other; the line that it is about and its hash stay as they were. A change
    may have several.
    """
    reason = checked(" ".join(text.split()), "reason")
    if not reason:
        raise QdaError("the reason is empty: say why")
    line = reasons.uuid_of(study.db, n)
    if not line:
        raise Refused("no-such-change", "there is no change {n} in the log", n=n)
    with study.change("log because") as c:
        about = log.line_where(c.db, "c.uuid = ?", line)
        new = reasons.add(c, line, reason)
        named = f"#{about.n} {about.command} by {about.coder}" if about else f"#{n}"
        c.summary = f"reason for {named}: {short(reason, 200)}"
    found = [e for e in log.entries(study.db) if e.n == n]
    table = Table(CHANGES, found, brief=CHANGES[:6], wrap=("summary", "because"))
    return Said(table, [] if new else [f"change {n} has that reason already; nothing was changed"])
