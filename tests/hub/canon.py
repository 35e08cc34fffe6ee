"""What a study holds as a hub would have it: every thing by what the hub calls it, without times and what is counted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from qda.store import project
from qda.store.hub import state
from qda.store.hub.difference import Difference, _loose
from qda.store.hub.wire import TABLES
from qda.store.merge.things import BY_TABLE, WHEN
from qda.store.project import Study

# A link is known by what it names; at which of the rows there it points is found out in each file.
_POINTS = {
    "source",
    "segment",
    "coding",
    "code",
    "property",
    "relation",
    "participant",
    "other",
    "comparison",
    "negative",
    "sampling",
}
ASIDE = {
    "link": {"created_at", "label", *_POINTS},
    "segment": {"words", "metadata"},
}


def of(study: Study) -> dict[str, dict[str, Any]]:
    """Return table -> identity -> columns and lists."""
    home = state.home(study.db)
    names = state.names(study.db, home.study) if home else {}
    out: dict[str, dict[str, Any]] = {t: {} for t in TABLES}
    over = Difference(study.db, 0, names, None)
    for one in over.over():
        t = one.thing
        if t.table == "conflict":  # one whose thing was gone was not taken: tests of their own look at conflicts
            continue
        aside = (WHEN | BY_TABLE[t.table].aside) - ({"text"} if t.table == "source" else set())
        assert t.row is not None
        row = {
            n: _loose(v) if isinstance(v, str) else v
            for n, v in zip(over.columns[t.table], t.row, strict=True)
            if n not in aside
        }
        lists = {
            of: sorted(
                json.dumps({n: v for n, v in zip(over.columns[of], r, strict=True) if n not in ASIDE.get(of, ())})
                for r in rows
                if of != "link" or r[over.columns["link"].index("kind")] != "segment"
            )
            for of, rows in t.lists.items()
            if not of.endswith(
                "_version"
            )  # an earlier text that one side took back stays with the other, as in any merge
        }
        out[t.table][t.uuid] = (row, lists)
    return out


def at(path: Path) -> dict[str, dict[str, Any]]:
    """Return what the study in a file holds."""
    with project.open_study(path) as study:
        return of(study)


def differences(a: dict[str, dict[str, Any]], b: dict[str, dict[str, Any]]) -> list[str]:
    """Return what two studies do not hold alike, in words."""
    out = []
    for table in TABLES:
        for uuid in sorted(a[table].keys() | b[table].keys()):
            one, other = a[table].get(uuid), b[table].get(uuid)
            if one != other:
                what: Any
                if one and other:
                    what = {n: (v, other[0][n]) for n, v in one[0].items() if other[0][n] != v} or [
                        sorted(set(a[of]) ^ set(b[of])) for a, b in ((one[1], other[1]),) for of in a
                    ]
                else:
                    what = ("only", "here" if one else "there", (one or other))
                out.append(f"{table} {uuid[:13]}: {str(what)[:1500]}")
    return out
