"""What an import only carries: kept once, in order, and given back as it came."""

from __future__ import annotations

from qda.core.projects import derived
from qda.ops.study import study as study_ops
from qda.store import check
from qda.store.exchange import carried
from qda.store.exchange.carried import Carried
from qda.store.project import Study

FILM = {"path": "internal://film.mp4", "sha256": "0" * 64, "bytes": 12, "name": "0.mp4"}
ONE = Carried("graph", derived("", "g"), xml='<Graph name="a &amp; b"/>', why="a picture", program="NVivo")
TWO = Carried("media", derived("", "m"), None, derived("", "s"), "<VideoSource/>", (FILM,))


def test_it_comes_back_as_it_was_and_once(study: Study) -> None:
    for new in (2, 0):
        with study.change("test") as c:
            assert carried.add(c, [ONE, TWO, ONE]) == new
            c.summary = "carried"
        assert carried.every(study.db) == [ONE, TWO]
    assert list(check.run(study.db)) == []
    study_ops.undo(study, anyone=True)
    assert carried.every(study.db) == []
    study_ops.redo(study, anyone=True)
    assert carried.every(study.db) == [ONE, TWO]


def test_it_goes_with_its_source(filled: Study) -> None:
    (area, media) = carried.every(filled.db)
    assert (area.thing, area.source, media.thing, media.source) == ("area", 1, "media", None)
    with filled.change("test") as c:
        c.delete("source", 1)
        c.summary = "removed"
    assert carried.every(filled.db) == [media]
    study_ops.undo(filled, anyone=True)
    assert carried.every(filled.db) == [area, media]
    assert list(check.run(filled.db)) == []
