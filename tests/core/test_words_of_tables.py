"""The program's words in tables, as files in any of its languages have them: heads of columns and values."""

from __future__ import annotations

from qda.core import words
from qda.core.message import Message


def test_values_of_a_column_are_found_in_every_language_in_small_letters() -> None:
    found = words.values("status")
    dutch = {
        "hypothese": "hypothesis", "ondersteund": "supported", "genuanceerd": "qualified", "weerlegd": "refuted",
        "niet opgepakt": "not taken up",
    }  # fmt: skip
    assert {name: found[name] for name in dutch} == dutch
    assert {found[value] for value in words.VALUES["status"]} == words.VALUES["status"] == set(found.values())
    assert all(name == name.casefold() for name in found)
    assert words.values("side").keys() >= {"for", "against"} and "hypothese" not in words.values("side")


def test_a_column_that_has_no_words_of_the_program_has_none_in_any_language() -> None:
    assert words.values("confirmed") == words.values("note") == {}


def test_heads_are_found_in_every_language_each_by_its_key() -> None:
    heads = words.heads()
    some = {
        "codering": "coding",
        "a author": "a_author",
        "auteur a": "a_author",
        "bron a": "a_source",
        "a text": "a_text",
    }
    assert {name: heads[name] for name in some} == some
    assert {head.replace(" ", "_") for head in words.HEADS} == set(heads.values())


def test_a_type_of_relations_of_the_program_is_a_word_and_one_of_a_study_is_as_it_is_called() -> None:
    assert isinstance(words.reading("causes"), Message) and words.reading("causes") == "causes"
    own = words.reading("leads to {this}")
    assert own == "leads to {this}" and not isinstance(own, Message)


def test_every_word_is_listed_once_in_order() -> None:
    every = words.every()
    assert every == sorted(set(every))
    assert set(every) >= {*words.HEADS, *words.FACTS, *words.MARKS, *words.OTHERS, *words.VALUES["status"]}
    assert not {value for column in words.VALUES.values() for value in column} - set(every)
