"""Theirs merged codes and ours did nothing with them: it is taken as it was done, and nothing is there to settle."""

from __future__ import annotations

from pathlib import Path

import pytest
from sides import both, named, one, own_work, parted

from qda.ops.coding import codebook_merge
from qda.ops.theory import categories

INSIDE, TRUST, CORE = "publieke meerwaarde/eigen koers", "vertrouwen", "macht"
MERGES: list[list[tuple[list[str], str]]] = [
    [([INSIDE, "publieke meerwaarde"], "samen")],  # a code and the one that it lies under
    [(["vertrouwen/loslaten"], "vertrouwen/eigen koers"), ([TRUST], CORE)],  # and then where it lay
    [(["publieke meerwaarde"], CORE), (["verantwoordelijkheid"], TRUST)],
    [([CORE], TRUST)],  # the core goes into another
    [([CORE, "verantwoordelijkheid"], "een nieuwe")],
]


@pytest.mark.parametrize("merges", MERGES, ids=["home", "home later", "two", "core", "core anew"])
def test_nothing_is_told_where_ours_did_nothing(
    merges: list[tuple[list[str], str]], filled_file: Path, tmp_path: Path
) -> None:
    with parted(filled_file, tmp_path) as sides:
        base = named(sides.ours)
        for names, into in merges:
            codebook_merge.merge(sides.theirs, names, into)
        with sides.ours.change("own") as c:
            own_work(c)
        wanted = both(base, named(sides.ours), named(sides.theirs))
        sides.merge()
        got = named(sides.ours)
        assert sum(got.pop("link").values()) == sum(wanted.pop("link").values())  # these remember a path of that moment
        assert sides.told() == [] and got == wanted
        assert sides.merge() == {}


@pytest.mark.parametrize("made", [False, True])
def test_a_core_that_theirs_handed_over(made: bool, filled_file: Path, tmp_path: Path) -> None:
    """Theirs made another the core, one that was there or a new one, and removed the old: there is one core, as there."""
    with parted(filled_file, tmp_path) as sides:
        with sides.theirs.change("core") as c:
            (old,) = c.db.execute("select id from code where level = 'core'").fetchone()
            c.delete("code", old)
            if made:
                c.insert("code", uuid="een kern", name="kern", key="kern", level="core", origin="hand", created_at=c.at)
            else:
                c.update("code", 2, level="core")
        with sides.ours.change("own") as c:
            own_work(c)
        sides.merge()
        assert sides.told() == []
        assert one(sides.ours, "select group_concat(name) from code where level = 'core'") == (
            "kern" if made else TRUST
        )


def test_a_core_that_ours_rests_work_on_stays_the_core(filled_file: Path, tmp_path: Path) -> None:
    with parted(filled_file, tmp_path) as sides:
        with sides.theirs.change("core") as c:
            (old,) = c.db.execute("select id from code where level = 'core'").fetchone()
            c.delete("code", old)
            c.update("code", 2, level="core")
        categories.category(sides.ours, CORE, definition="van lea")
        sides.merge()
        assert {k["kind"] for k in sides.told()} == {"core", "used-removed"}
        assert one(sides.ours, "select group_concat(name) from code where level = 'core'") == CORE
