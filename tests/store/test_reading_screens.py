"""What the full-screen coder asks of a study: sources, progress, memos at a place, quotes, what waits, what changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from qda.core.drafts import Draft
from qda.core.errors import NotFound
from qda.ops.agreement import stability as again
from qda.ops.sources import edit
from qda.ops.study import study as history
from qda.store.analysis import codes, codings, stability
from qda.store.file import layer
from qda.store.history.door import Change
from qda.store.project import Study
from qda.store.queries import navigation, source_view
from qda.store.queries.navigation import Held, Place, Quote, Waiting
from qda.store.queries.source_view import Changed
from qda.store.texts import sources


def test_sources_by_name_and_title(filled: Study) -> None:
    db = filled.db
    every = [(1, "thread-1"), (2, "thread-2"), (3, "interview-01")]
    assert navigation.rows(db) == navigation.rows(db, "  ") == every
    assert navigation.rows(db, "THREAD") == every[:2] and navigation.rows(db, "ad-2") == every[1:2]
    assert navigation.rows(db, "xyz") == []
    with filled.change("source set") as c:
        c.update("source", 1, title="Het Veld")
        c.update("source", 2, title="")
    assert navigation.rows(db, "het veld") == every[:1] and navigation.rows(db, "thread-2") == every[1:2]

    def shown(text: str) -> str:
        return text.replace("Veld", "P09").replace("interview", "gesprek")

    assert navigation.rows(db, "p09", shown) == navigation.rows(db, "veld", shown) == every[:1]
    assert navigation.rows(db, "gesprek", shown) == navigation.rows(db, "interview-01", shown) == every[2:]
    assert navigation.rows(db, "", shown) == every and navigation.rows(db, "xyz", shown) == []


def test_the_source_beside(filled: Study) -> None:
    db = filled.db
    assert navigation.beside(db, 1, 1) == (2, "thread-2") and navigation.beside(db, 3, -1) == (2, "thread-2")
    assert navigation.beside(db, 3, 1) is None and navigation.beside(db, 1, -1) is None
    assert navigation.beside(db, 1, 5) == (2, "thread-2") and navigation.beside(db, 3, 0) == (2, "thread-2")


def test_a_source_by_number_and_uuid(filled: Study) -> None:
    db = filled.db
    held = navigation.source(db, 2)
    assert held is not None and held == Held(held.uuid, "thread-2", "Thread-2")
    assert navigation.of_uuid(db, held.uuid) == 2
    assert navigation.source(db, 9) is None and navigation.of_uuid(db, "none") is None


def test_how_far_a_source_is_coded(filled: Study) -> None:
    """41-51, 68-87, 20-30, 150-161, 169-176 and 259-262 of 133 + 74 + 70 characters that are no boilerplate."""
    db = filled.db
    assert navigation.progress(db, [1, 2]) == {1: 60 / 277, 2: 29 / 147}
    assert navigation.progress(db, [3])[3] == (10 + 7 + 3 + 11 + 10) / (35 + 65 + 27 + 60)
    assert navigation.progress(db, []) == {} == navigation.progress(db, [9])
    with filled.change("code") as c:
        layout = sources.layout(db, 2)
        for start, end in ((0, 30), (10, 20), (10, 40), (13, 40)):
            codings.add(c, 2, layout, start, end, 3)
    assert navigation.progress(db, [2]) == {2: (40 + 19) / 147}
    with filled.change("code") as c:
        codings.add(c, 2, sources.layout(db, 2), 0, 151, 3)
    assert navigation.progress(db, [2]) == {2: 1.0}, "the blanks between segments are no more than all of it"
    with filled.change("segment set") as c:
        for id in (6, 7, 8):
            c.update("segment", id, kind="boilerplate")
    assert navigation.progress(db, [2]) == {}


def test_memos_at_a_place(filled: Study) -> None:
    def found(**place: object) -> list[tuple[str, int]]:
        return [(kind, memo.id) for kind, memo in navigation.memos_on(filled.db, **place)]  # type: ignore[arg-type]

    assert found(source=1) == [("source", 1)] and found(source=2) == []
    assert found(source=2, segment=3) == [] and found(source=2, segment=2) == [("segment", 1)]
    assert found(source=1, codes=[5, 6], segment=2) == [("code", 2), ("code", 1)]
    assert found(source=1, codings=[1], codes=[5]) == [("coding", 1), ("code", 2)]
    assert found(source=2, codings=[2], codes=[1]) == []


def test_quotes_of_a_code_and_of_those_under_it(filled: Study) -> None:
    db = filled.db
    found, n = navigation.quotes(db, 5)
    assert n == 2 and found == [
        Quote(3, 1, "thread-1", 169, 176, "loslaten", "oslaten", "Mia 😀 Öztürk", "participant"),
        Quote(4, 3, "interview-01", 67, 74, "loslaten", "oslaten", "R1", "participant"),
    ]
    found, n = navigation.quotes(db, 2)
    assert n == 9 and [q.coding for q in found] == [12, 1, 9, 3, 8, 13, 4, 10, 2]
    assert (found[5].author, found[5].role) == ("Interviewer", "researcher")
    found, n = navigation.quotes(db, 2, most=2)
    assert n == 9 and [q.coding for q in found] == [12, 1]
    assert navigation.quotes(db, 99) == ([], 0)
    with filled.change("code") as c:
        codings.add(c, 1, sources.layout(db, 1), 0, 329, 7)
    (long,), n = navigation.quotes(db, 7)
    assert (len(long.text), long.end, n) == (200, 329, 1) and long.text == sources.text(db, 1)[:200]


def test_what_waits_to_be_read(filled: Study) -> None:
    db = filled.db
    first, second = Waiting(1, 259, 262, 6, 6, "autocode"), Waiting(3, 37, 40, 7, 6, "autocode")
    assert navigation.waiting(db) == {6: 2}
    assert navigation.next_waiting(db) == first
    assert navigation.next_waiting(db, at=first[:4]) == second
    assert navigation.next_waiting(db, at=(1, 259, 262, 5)) == first
    assert navigation.next_waiting(db, at=second[:4]) is None
    assert navigation.next_waiting(db, backward=True) == second
    assert navigation.next_waiting(db, at=second[:4], backward=True) == first
    assert navigation.next_waiting(db, at=first[:4], backward=True) is None
    assert navigation.next_waiting(db, 6) == first and navigation.next_waiting(db, 2) is None
    assert navigation.next_waiting(db, 6, first[:4]) == second and navigation.next_waiting(db, 99) is None
    with filled.change("code") as c:
        for start, end in ((300, 310), (300, 305)):
            codings.add(c, 1, sources.layout(db, 1), start, end, 5, origin="autocode", confirmed=False)
    after = navigation.next_waiting(db, at=first[:4])
    assert after is not None and after[:4] == (1, 300, 305, 15)
    assert navigation.next_waiting(db, 2) == after, "a code under it"
    assert navigation.next_waiting(db, at=(1, 300, 310, 14), backward=True) == after


def test_stale_codings_wait_too(filled: Study) -> None:
    db = filled.db
    unread = navigation.next_waiting(db)
    assert unread is not None and unread.coding == 6 and navigation.waiting(db, [1, 6]) == {2: 1, 6: 2}
    assert (
        not navigation.waits(db, 1)
        and navigation.waits(db, 1, [1])
        and navigation.waits(db, 6)
        and not navigation.waits(db, 99)
    )
    seen, at = [], None
    while (found := navigation.next_waiting(db, at=at, stale=[1, 2, 6])) is not None:
        seen.append(found.coding)
        at = found[:4]
    assert sorted(seen) == [1, 2, 6, 7]
    places = {id: place for id, *place in db.execute('select id, source, start, "end" from coding')}
    assert seen == sorted(seen, key=lambda id: (places[id], id))
    with filled.change("test") as c:
        codings.change(c, 1, coder=layer.make(c))
    assert not navigation.waits(db, 1, [1]) and navigation.waits(db, 2, [1, 2]), (
        "what was settled together waits for nobody"
    )


def test_what_is_drawn_is_passed_over(filled: Study) -> None:
    db = filled.db
    again.draw(filled, n=2, seed=1)
    hidden = stability.hidden(db, "anna")
    drawn = {
        id for id, source, start, end in db.execute('select id, source, start, "end" from coding')
        if stability.touches(hidden.get(source, ()), start, end)
    }  # fmt: skip
    assert drawn
    seen, at = set(), None
    every = [id for (id,) in db.execute("select id from coding")]
    while (found := navigation.next_waiting(db, at=at, coder="anna", stale=every)) is not None:
        seen.add(found.coding)
        at = found[:4]
    assert seen and not seen & drawn
    assert navigation.next_waiting(db, at=None, coder="anna", stale=drawn) == navigation.next_waiting(db, coder="anna")
    for (code,) in db.execute("select id from code").fetchall():
        whole, n = navigation.quotes(db, code)
        left, rest = navigation.quotes(db, code, coder="anna")
        assert left == [q for q in whole if q.coding not in drawn] and rest == n - len(whole) + len(left)


def test_codes_that_were_given_last(filled: Study) -> None:
    db = filled.db
    assert navigation.recent_codes(db, "Ben") == [2, 1, 3] and navigation.recent_codes(db, "anna") == [2, 6, 1, 5]
    assert navigation.recent_codes(db, "anna", 2) == [2, 6] and navigation.recent_codes(db, "cor") == []


def test_whether_there_is_enough_to_learn_from(filled: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    assert navigation.enough_to_learn(filled.db) is True
    monkeypatch.setattr(navigation, "FEWEST", 11)
    assert navigation.enough_to_learn(filled.db) is True, "eleven codings are confirmed"
    monkeypatch.setattr(navigation, "FEWEST", 12)
    assert navigation.enough_to_learn(filled.db) is False
    monkeypatch.setattr(navigation, "FEWEST", 5)
    monkeypatch.setattr(navigation, "MOST_SEGMENTS", 12)
    assert navigation.enough_to_learn(filled.db) is True
    monkeypatch.setattr(navigation, "MOST_SEGMENTS", 11)
    assert navigation.enough_to_learn(filled.db) is False


def test_the_last_lines_of_the_log(filled: Study) -> None:
    db = filled.db
    n = source_view.last_change(db)
    assert n == 10 and navigation.latest(db) == (
        10,
        "selective storyline",
        "selective storyline of the filled study",
        "do",
    )
    assert navigation.last_turn(db) == 0 and not navigation.texts_changed(db, 2) and navigation.texts_changed(db, 1)
    history.undo(filled)
    assert navigation.last_turn(db) == 11 == source_view.last_change(db)
    history.redo(filled)
    assert navigation.last_turn(db) == 12
    with filled.change("participant set") as c:
        c.update("participant", 1, name="Jan Vries", key="jan vries")
    assert navigation.texts_changed(db, 12) and not navigation.texts_changed(db, 13) and navigation.last_turn(db) == 12


def test_an_empty_log(study: Study) -> None:
    study.db.execute("drop trigger if exists h_change_D")
    assert source_view.last_change(study.db) == 1 and navigation.last_turn(study.db) == 0
    latest = navigation.latest(study.db)
    assert latest is not None and latest.kind == "base"


def test_what_would_take_away_every_source(study: Study) -> None:
    from filled_study import INTERVIEW, THREAD_1, THREAD_2

    from qda.store.texts import intake

    def bring(*drafts: Draft) -> None:
        with study.change("import") as c:
            writer = intake.Writer(c)
            for d in drafts:
                writer.add(d.name, d)
            writer.flush()

    assert navigation.would_empty(study.db, "undo") is False
    bring(THREAD_1, THREAD_2)
    assert navigation.would_empty(study.db, "undo") is True and navigation.would_empty(study.db, "redo") is False
    assert navigation.would_empty(study.db, "undo", "anna") and not navigation.would_empty(study.db, "undo", "ben")
    bring(INTERVIEW)
    assert navigation.would_empty(study.db, "undo") is False
    history.undo(study)
    assert navigation.would_empty(study.db, "undo") is True and navigation.would_empty(study.db, "redo") is False
    with study.change("codebook add") as c:
        codes.make(c, "raad")
    assert navigation.would_empty(study.db, "undo") is False
    with study.change("source remove") as c:
        for (id,) in c.db.execute("select id from source").fetchall():
            c.delete("source", id)
    history.undo(study)
    assert navigation.would_empty(study.db, "redo") is True
    assert navigation.would_empty(study.db, "redo", "anna") and not navigation.would_empty(study.db, "redo", "ben")


def test_where_a_change_happened(filled: Study) -> None:
    db = filled.db
    assert navigation.places(db, 4)[0] == Place(1, 41, 51) and len(navigation.places(db, 4)) == 8
    assert [p.source for p in navigation.places(db, 7)][:3] == [1, 1, 1], "a memo's segment and coding"
    assert Place(1, 90, 133) in navigation.places(db, 7) and navigation.places(db, 2) == []
    with filled.change("uncode") as c:
        codings.remove(c, 8)
        codings.remove(c, 9)
    n = source_view.last_change(db)
    assert navigation.places(db, n) == [Place(2, 13, 23), Place(1, 150, 161)]
    history.undo(filled)
    assert sorted(navigation.places(db, n + 1)) == [Place(1, 150, 161), Place(2, 13, 23)]
    with filled.change("coding set") as c:
        c.update("coding", 5, note="anders")
    assert navigation.places(db, n + 2) == [Place(2, 86, 105)]


def test_a_source_for_the_screen(filled: Study) -> None:
    db = filled.db
    text = source_view.source_text(db, "thread-2")
    assert (text.id, text.name, text.title, text.language) == (2, "thread-2", "Thread-2", "nl")
    assert text.layout.text == sources.text(db, 2) and [s.id for s in text.layout.segments] == [6, 7, 8]
    with filled.change("source set") as c:
        c.update("source", 2, title="", language="")
    again = source_view.source_text_by_id(db, 2)
    assert (again.title, again.language) == ("", "")
    with pytest.raises(NotFound) as e:
        source_view.source_text_by_id(db, 9)
    assert str(e.value) == "there is no source '9'; it has been removed"


def test_codings_for_the_screen(filled: Study) -> None:
    db = filled.db
    with filled.change("code") as c:
        c.update("code", 2, colour="#aa0000")
        codings.add(c, 2, sources.layout(db, 2), 13, 40, 3)
    found = source_view.source_codings(db, 2)
    assert [g.id for g in found] == [14, 8, 5], "by start, the longer first"
    assert found[1] == (8, 13, 23, 2, "vertrouwen", "#aa0000", "anna", True, "'n' \"q\"", "hand")
    assert [g.id for g in source_view.source_codings(db, 2, [5, 8, 1])] == [8, 5]
    assert source_view.source_codings(db, 2, []) == []
    waits = source_view.source_codings(db, 1, [6, 12])
    assert [(g.coder, g.confirmed, g.colour) for g in waits] == [("ben", True, "#aa0000"), ("anna", False, "")]


def test_what_changed_since_the_last_look(filled: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    db = filled.db
    now = source_view.last_change(db)
    assert source_view.changed_since(db, now) == Changed(frozenset(), False)
    assert source_view.changed_since(db, 3) == Changed(frozenset(range(1, 14)), False)

    def after(change: Callable[[Change], object]) -> Changed:
        before = source_view.last_change(db)
        with filled.change("something") as c:
            change(c)
        return source_view.changed_since(db, before)

    assert after(lambda c: codings.remove(c, 5)) == Changed(frozenset([5]), False)
    assert after(lambda c: codes.make(c, "nieuw")) == Changed(frozenset(), False)
    assert after(lambda c: c.update("code", 1, name="x", key="x")) == Changed(None, False)
    assert after(lambda c: c.update("coder", 2, name="Ben")) == Changed(None, False)
    assert after(lambda c: c.update("segment", 8, kind="comment")) == Changed(frozenset(), True)
    assert after(lambda c: c.update("source", 2, title="x")) == Changed(frozenset(), True)
    assert after(lambda c: c.update("memo", 2, title="x")) == Changed(frozenset(), False)

    def several(note: str) -> Callable[[Change], None]:
        def step(c: Change) -> None:
            for id in (1, 2, 3):
                c.update("coding", id, note=note)

        return step

    monkeypatch.setattr(source_view, "MANY", 2)
    assert after(several("x")) == Changed(frozenset([1, 2, 3]), False)
    monkeypatch.setattr(source_view, "MANY", 1)
    assert after(several("y")) == Changed(None, False)


def test_many_codings_at_once_are_read_anew(filled: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_view, "MANY", 2)
    columns = [
        "uuid",
        "source",
        "start",
        "end",
        "code",
        "coder",
        "origin",
        "confirmed",
        "created_at",
        "words",
        "note",
        "pinned",
    ]
    for n, codings_touched in ((3, frozenset([14, 15, 16])), (4, None)):
        before = source_view.last_change(filled.db)
        with filled.change("import") as c:
            c.bulk(
                "coding", [(f"{n}{k}", 1, n, n + k + 1, 7, 1, "import", 1, c.at, 1, "", 0) for k in range(n)], columns
            )
        assert source_view.changed_since(filled.db, before) == Changed(codings_touched, False)


def test_a_source_that_came_in(filled: Study) -> None:
    from filled_study import THREAD_2

    from qda.store.texts import intake

    before = source_view.last_change(filled.db)
    with filled.change("import") as c:
        writer = intake.Writer(c)
        writer.add("weer", THREAD_2)
        writer.flush()
    assert source_view.changed_since(filled.db, before) == Changed(frozenset(), True)
    before = source_view.last_change(filled.db)
    edit.remove(filled, "weer")
    assert source_view.changed_since(filled.db, before).segments is True
