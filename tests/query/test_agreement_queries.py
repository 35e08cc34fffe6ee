"""Who coded what and who has read what, as agreement between coders counts it."""

from __future__ import annotations

from qda.store.analysis import scope, source_done
from qda.store.analysis.scope import Filters
from qda.store.analysis.stability import Item
from qda.store.project import Study
from qda.store.queries import agreement, counts
from qda.store.queries import stability as drawn
from qda.store.queries.agreement import Counted, Kept

HAND, PATTERN = ["hand"], ["autocode"]
EVERY = [1, 2, 3]


def test_coders_are_all_of_the_study_and_those_with_codings_of_the_kind_asked_for(filled: Study) -> None:
    assert agreement.coders(filled.db) == [(1, "anna"), (2, "ben"), (3, "consensus")]
    assert agreement.with_codings(filled.db, unconfirmed=True) == {1, 2, 3}
    with filled.door.change("code", "anna") as c:
        for id in (9, 10, 11, 12, 13):
            c.update("coding", id, confirmed=0)
    assert agreement.with_codings(filled.db, unconfirmed=True) == {1, 2, 3}
    assert agreement.with_codings(filled.db, unconfirmed=False) == {1, 3}


def test_codings_come_by_place_of_the_coders_and_sources_asked_for(filled: Study) -> None:
    def ids(of: list[int], sources: list[int] | None, *, unconfirmed: bool = True) -> list[int]:
        return [g.id for g in agreement.codings(filled.db, of, sources, unconfirmed=unconfirmed)]

    assert ids([1, 2], None) == [12, 1, 11, 9, 3, 6, 8, 5, 13, 7, 4, 10, 2]
    assert ids([1, 2], None, unconfirmed=False) == [12, 1, 11, 9, 3, 8, 5, 13, 4, 10, 2]
    assert ids([1], [3, 1]) == [1, 3, 6, 7, 4, 2]
    assert ids([1], [3, 1], unconfirmed=False) == [1, 3, 4, 2]
    assert ids([], None) == ids([1], []) == []
    first = next(agreement.codings(filled.db, [2, 3], [1], unconfirmed=False))
    assert first == Counted(1, 20, 30, 2, 2, 12)
    assert ids([2, 3], [1]) == [12, 14, 11, 9]


def test_what_is_left_out_and_what_a_pattern_made_is_counted(filled: Study) -> None:
    assert agreement.kept(filled.db, [1, 2], EVERY, PATTERN) == Kept(2, 0)
    with filled.door.change("code", "anna") as c:
        c.update("coding", 6, confirmed=1)
    assert agreement.kept(filled.db, [1, 2], EVERY, PATTERN) == Kept(1, 1)
    assert agreement.kept(filled.db, [1, 2], [1], PATTERN) == Kept(0, 1)
    assert agreement.kept(filled.db, [2], EVERY, PATTERN) == agreement.kept(filled.db, [], [], PATTERN) == Kept(0, 0)
    assert agreement.kept(filled.db, [2], EVERY, HAND) == Kept(0, 5)
    assert agreement.unconfirmed_by_pattern(filled.db, [1, 2], EVERY, PATTERN) == 1
    assert agreement.unconfirmed_by_pattern(filled.db, [1, 2], EVERY, HAND) == 0
    assert agreement.unconfirmed_by_pattern(filled.db, [1], [1], PATTERN) == 0
    assert agreement.unconfirmed_by_pattern(filled.db, [2], EVERY, PATTERN) == 0


def test_who_used_a_code_anywhere(filled: Study) -> None:
    every = {(2, 1), (5, 1), (1, 1), (6, 1), (3, 2), (1, 2), (2, 2)}
    assert set(agreement.coders_of_codes(filled.db, [1, 2], unconfirmed=True)) == every
    assert set(agreement.coders_of_codes(filled.db, [1, 2], unconfirmed=False)) == every - {(6, 1)}
    assert sorted(agreement.coders_of_codes(filled.db, [2], unconfirmed=True)) == [(1, 2), (2, 2), (3, 2)]


def test_segments_are_let_through_by_people_and_variables_alone(filled: Study) -> None:
    def admitted(**filters: list[str]) -> set[int] | None:
        return agreement.segments_admitted(filled.db, scope.resolve(filled.db, Filters(**filters)))

    assert admitted() is admitted(code=["vertrouwen"]) is admitted(source=["thread-1"]) is None
    assert admitted(participant=["Jan de Vries"]) == {1, 6}
    assert admitted(participant=["Piet Puk"]) == {7, 8}
    assert admitted(where=["gender=v"]) == {10, 12}
    assert admitted(where=["municipality=Ede", "gender=v"]) == set()


def test_segments_have_the_value_by_which_they_are_grouped(filled: Study) -> None:
    kinds = agreement.grouped(filled.db, counts.grouping(filled.db, "kind"))
    assert kinds == {
        1: "post", 2: "quoted", 3: "post", 4: "boilerplate", 5: "post", 6: "post", 7: "post", 8: "post", 9: "turn", 10: "turn",
        11: "turn", 12: "turn",
    }  # fmt: skip
    places = agreement.grouped(filled.db, counts.grouping(filled.db, "municipality"))
    assert places == {
        **dict.fromkeys(range(1, 6), "Ede"),
        **dict.fromkeys((6, 7, 8), "Delft"),
        **dict.fromkeys(range(9, 13)),
    }


def test_sources_have_their_names_and_languages_and_who_has_read_them(filled: Study) -> None:
    assert agreement.names_of_sources(filled.db) == {1: "thread-1", 2: "thread-2", 3: "interview-01"}
    with filled.door.change("source set", "anna") as c:
        c.update("source", 2, language="")
        source_done.add(c, 3, 2)
        source_done.add(c, 1, 2)
    assert agreement.languages(filled.db) == {1: "nl", 2: "", 3: "nl"}
    assert list(agreement.said_done(filled.db)) == [(1, 1), (1, 2), (3, 2)]


def test_codings_made_after_a_place_of_their_source_was_settled_are_counted(filled: Study) -> None:
    assert agreement.after_decisions(filled.db, [1, 2], EVERY) == 0
    with filled.door.change("code", "anna") as c:
        for id in (3, 11, 2):
            c.update("coding", id, created_at="2999-01-01T00:00:00Z")
    assert agreement.after_decisions(filled.db, [1, 2], EVERY) == 2  # the third lies in a source with none
    assert agreement.after_decisions(filled.db, [2], EVERY) == 1
    assert agreement.after_decisions(filled.db, [1, 2], [2, 3]) == 0


def test_uuids_are_those_of_the_rows_asked_for(filled: Study) -> None:
    expected = dict(filled.db.execute("select id, uuid from coding where id in (3, 5)"))
    assert agreement.uuids(filled.db, "coding", [5, 3, 99]) == expected
    assert set(agreement.uuids(filled.db, "coder", [1, 2])) == {1, 2}


def test_a_drawn_stretch_is_shown_with_who_said_it_where_and_when(filled: Study) -> None:
    """The day is that of its segment, else that of its source; a stretch in no segment has nobody."""
    with filled.change("test") as c:
        c.update("source", 1, date="2026-01-01")
        c.update("segment", 3, date="2026-02-02")
        c.update("participant", 2, role="researcher")

    def item(id: int, start: int, end: int, source: int = 1) -> Item:
        return Item(id, "", 1, source, start, end, "", None, frozenset(), frozenset())

    shown = drawn.words(filled.db, [item(1, 150, 161), item(2, 41, 51), item(3, 13, 23, 2), item(4, 150, 161)], 4)
    assert shown[1] == shown[4] == drawn.Words(
        "thread-1", 3, "Mia 😀 Öztürk", "researcher", "2026-02-02", "een ", "eigen koers", "; he",
    )  # fmt: skip
    assert shown[2] == drawn.Words(
        "thread-1", 1, "Jan de Vries", "participant", "2026-01-01", "en. ", "Vertrouwen", " is "
    )
    assert shown[3] == drawn.Words("thread-2", 1, "Jan de Vries", "participant", None, "ver ", "vertrouwen", ": de")
    assert drawn.words(filled.db, [item(5, 3, 13)])[5][5:] == ("", "secretaris", "")
