"""Say that coders have read sources whole, take it back, list it."""

from __future__ import annotations

from collections.abc import Sequence

from qda.core.errors import NotFound, QdaError, Refused
from qda.core.names import key
from qda.core.results import Said, Table
from qda.store.analysis import scope, source_done
from qda.store.file import layer
from qda.store.project import Study
from qda.store.texts import sources

COLUMNS = ("source", "coder", "by", "at", "codings", "uuid")


def listing(study: Study, only: Sequence[tuple[str, str]] | None = None) -> Table:
    """List which coder has read which source whole, who said so and when, and the coder's codings there."""
    rows = [row for row in source_done.rows(study.db) if only is None or (row[0], row[1]) in only]
    return Table(COLUMNS, rows, brief=COLUMNS[:-1])


def done(study: Study, names: Sequence[str], coders: Sequence[str] = (), *, taken_back: bool = False) -> Said:
    """Record that coders, else the acting one, have read these sources whole; or take it back.

    It is one change. A source for which it is said already, or was not, is noted and stays as it is.
    """
    if not names:
        raise QdaError("name the sources that were read")
    with study.change("source done") as c:
        chosen = sorted(scope.source_ids(c.db, names))
        known = {key(name): (id, name) for id, name in layer.coders(c.db)}
        of: dict[int, str] = {}
        for name in coders or [study.coder]:
            if key(name) not in known:
                if coders:
                    raise NotFound("coder", name, [n for _, n in known.values()])
                known[key(name)] = (c.coder_id, name)
            id, called = known[key(name)]
            of[id] = called
        if (held := layer.find(c.db)) in of:
            raise Refused(
                "layer-reads-nothing", "{name!r} holds what was settled: it has read nothing", name=of[held or 0]
            )
        said = source_done.said(c.db, chosen, of)
        pairs = [(source, coder) for source in chosen for coder in of if ((source, coder) in said) == taken_back]
        for pair in pairs:
            if taken_back:
                source_done.remove(c, said[pair])
            else:
                source_done.add(c, *pair)
        called_ = dict(sources.names(c.db))
        which = ", ".join(dict.fromkeys(called_[source] for source, _ in pairs[:5])) + (" …" if len(pairs) > 5 else "")
        who = ", ".join(dict.fromkeys(of[coder] for _, coder in pairs))
        c.summary = f"{who} {'has not' if taken_back else 'has'} read whole: {which}" if pairs else ""
    rest = len(chosen) * len(of) - len(pairs)
    notes = (
        [f"{rest} of them {'was' if rest == 1 else 'were'} {'not said' if taken_back else 'said already'}"]
        if rest
        else []
    )
    return Said(listing(study, [(called_[s], of[k]) for s in chosen for k in of]), notes)
