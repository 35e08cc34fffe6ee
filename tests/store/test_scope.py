"""Filters as a person gives them, and what they let through."""

from __future__ import annotations

import pytest

from qda.core.errors import NotFound, QdaError, Refused
from qda.store.analysis.scope import Filters, Scope, glob_ids, resolve
from qda.store.project import Study


def chosen(study: Study, **filters: list[str]) -> list[int]:
    """The codings that pass."""
    where, args = resolve(study.db, Filters(**filters)).coding()
    found = study.db.execute(
        f"select g.id from coding g left join segment m on m.id = g.segment where {where} order by g.id", args
    )
    return [i for (i,) in found]


def segments(study: Study, **filters: list[str]) -> list[int]:
    where, args = resolve(study.db, Filters(**filters)).segment()
    return [i for (i,) in study.db.execute(f"select m.id from segment m where {where} order by m.id", args)]


EVERY = list(range(1, 14))


@pytest.mark.parametrize(
    ("filters", "codings"),
    [
        ({}, EVERY),
        ({"source": ["THREAD-2"]}, [5, 8]),
        ({"source": ["thread*"]}, [1, 3, 5, 6, 8, 9, 11, 12]),
        ({"source": ["inter"]}, [2, 4, 7, 10, 13]),
        ({"source": ["thread-2", "interview-01"]}, [2, 4, 5, 7, 8, 10, 13]),
        ({"source": ["thread-[2]"]}, [5, 8]),
        ({"participant": ["R1"]}, [2, 4, 7, 10]),
        ({"participant": ["r1 (interview-01)"]}, [2, 4, 7, 10]),
        ({"participant": ["jan*"]}, [1, 8, 11, 12]),
        ({"participant": ["*"]}, EVERY),
        ({"code": ["loslaten"]}, [3, 4]),
        ({"code": ["Laten gaan"]}, [3, 4]),
        ({"code": ["eigen koers"]}, [9, 10]),
        ({"code": ["publieke meerwaarde/eigen koers"]}, [9, 10]),
        ({"code": ["*koers"]}, [9, 10]),
        ({"code": ["vertrouwen/*"]}, [3, 4]),
        ({"coder": ["Ben"]}, [9, 10, 11, 12, 13]),
        ({"coder": ["b?n", "anna"]}, EVERY),
        ({"source": ["thread-1"], "coder": ["ben"], "code": ["vertrouwen"]}, [12]),
        ({"where": ["municipality=Ede"]}, [1, 3, 6, 9, 11, 12]),
        ({"where": ["Municipality = Ede"]}, [1, 3, 6, 9, 11, 12]),
        ({"where": ["municipality=Ede", "municipality=Delft"]}, [1, 3, 5, 6, 8, 9, 11, 12]),
        ({"where": ["gender=v"]}, [2, 4, 7, 10]),
        ({"where": ["gender=v", "municipality=Ede"]}, []),
        ({"where": ["role=researcher"]}, [13]),
    ],
)
def test_which_codings_pass(filters: dict[str, list[str]], codings: list[int], filled: Study) -> None:
    assert chosen(filled, **filters) == codings


def test_a_code_by_the_end_of_its_path(filled: Study) -> None:
    with filled.change("test") as c:
        c.update("code", 6, parent=5)
        c.insert("code_alias", code=3, name="loslaten/verantwoordelijkheid", key="loslaten/verantwoordelijkheid")
    assert chosen(filled, code=["Loslaten/verantwoordelijkheid"]) == [6, 7], "before another name"
    with pytest.raises(QdaError):
        chosen(filled, code=["laten/verantwoordelijkheid"])


def test_which_segments_pass(filled: Study) -> None:
    assert segments(filled) == list(range(1, 13)) and segments(filled, source=["thread-2"]) == [6, 7, 8]
    assert segments(filled, participant=["Piet Puk"]) == [7, 8] and segments(filled, where=["gender=v"]) == [10, 12]
    assert segments(filled, source=["thread-1"], participant=["jan de vries"]) == [1] and segments(
        filled, code=["macht"]
    ) == list(range(1, 13))


@pytest.mark.parametrize(
    ("filters", "kind", "says"),
    [
        (
            {"source": ["thread"]},
            QdaError,
            "2 sources begin with 'thread': thread-1, thread-2; write 'thread*' for all",
        ),
        ({"source": ["x*"]}, QdaError, "no source matches 'x*'"),
        ({"code": ["x?"]}, QdaError, "no code matches 'x?'"),
        ({"coder": ["bem"]}, NotFound, "there is no coder 'bem'; did you mean 'ben'?"),
        (
            {"code": ["vertrouw"]},
            NotFound,
            "there is no code 'vertrouw'; did you mean 'vertrouwen' or 'vertrouwen/eigen koers' or 'vertrouwen/loslaten'?",
        ),
        ({"participant": ["Pit Puk"]}, NotFound, "there is no participant 'Pit Puk'; did you mean 'Piet Puk'?"),
        ({"where": ["municipality"]}, Refused, "'municipality': write VARIABLE=VALUE"),
        ({"where": [" =x"]}, Refused, "' =x': write VARIABLE=VALUE"),
    ],
)
def test_what_is_refused(filters: dict[str, list[str]], kind: type[QdaError], says: str, filled: Study) -> None:
    with pytest.raises(kind) as e:
        resolve(filled.db, Filters(**filters))
    assert str(e.value) == says and type(e.value) is kind


def test_many_sources_of_one_beginning() -> None:
    known = [(n, f"draad-{n}") for n in range(1, 6)]
    says = "5 sources begin with 'draad': draad-1, draad-2, draad-3, draad-4, draad-5; write 'draad*' for all"
    with pytest.raises(QdaError) as e:
        glob_ids("source", ["draad"], known)
    assert str(e.value) == says
    with pytest.raises(QdaError) as e:
        glob_ids("source", ["draad"], [*known, (6, "draad-6")])
    assert (
        str(e.value)
        == "6 sources begin with 'draad': draad-1, draad-2, draad-3, draad-4, draad-5 …; write 'draad*' for all"
    )
    with pytest.raises(NotFound):
        glob_ids("coder", ["draad"], known)
    with pytest.raises(NotFound):
        glob_ids("source", [""], known)
    assert glob_ids("source", [], known) == set() and glob_ids("source", ["draad-1", "DRAAD-[23]"], known) == {1, 2, 3}
    assert glob_ids("source", ["a[1]"], [(1, "a[1]"), (2, "a1")]) == {1}, "a name first"


def test_by_pseudonym() -> None:
    class Shown:
        @staticmethod
        def shown(name: str) -> str:
            return name.replace("Anna", "P01").replace("Bert", "P02")

    known = [(1, "Anna"), (2, "Bert")]
    assert glob_ids("participant", ["p01"], known, Shown()) == {1} and glob_ids(
        "participant", ["P0*"], known, Shown()
    ) == {1, 2}
    assert glob_ids("participant", ["ann*"], known, Shown()) == {1}
    with pytest.raises(QdaError, match=r"^no participant matches 'P0\*'$"):
        glob_ids("participant", ["P0*"], known)


def test_filters_in_a_footer() -> None:
    assert str(Filters()) == "the whole study" and not Filters().any()
    assert str(Filters(source=["a*"], coder=["ben", "cor"], where=["x=1"])) == "source a*, coder ben or cor, where x=1"
    assert str(Filters(participant=["p"], code=["c"])) == "participant p, code c"
    for one in ({"source": ["a"]}, {"participant": ["a"]}, {"code": ["a"]}, {"coder": ["a"]}, {"where": ["a=b"]}):
        assert Filters(**one).any() is True


def test_conditions_are_empty_without_filters() -> None:
    assert Scope().coding() == ("1", []) and Scope().segment() == ("1", [])
    where, args = Scope(sources={2, 1}, coders=set()).coding("x", "y")
    assert args == ["[1, 2]", "[]"] and where.startswith("x.source in ") and "x.coder in " in where
    where, args = Scope(participants={3}, source_or_person=[({2, 1}, {5})]).segment("y")
    assert args == ["[3]", "[1, 2]", "[5]"] and where.startswith("y.participant in ") and "(y.source in " in where
