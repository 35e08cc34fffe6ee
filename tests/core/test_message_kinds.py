"""Messages by themselves: what each kind says in English, in a front end's words and in a language, and what it stays."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from qda.core import message
from qda.core.errors import QdaError
from qda.core.message import Message, all_of, chained, commas, day, either, n_of, say, say_n, word, worded


class Loud:
    """A language that shouts: each of its ways of saying something can be told from the others."""

    def text(self, sentence: str) -> str:
        return sentence.replace("code", "CODE")

    def plural(self, one: str, many: str, n: int) -> str:
        return f"<{one if n == 1 else many}>"

    def number(self, text: str) -> str:
        return text.replace(",", ".")

    def day(self, iso: str) -> str:
        return f"day {iso}"


class Told:
    """Something whose text is a message."""

    def message(self) -> str:
        return say("a code called {name}", name="x")

    def __str__(self) -> str:
        return str(self.message())


LOUD = Loud()
KINDS: list[tuple[str, str, str]] = [
    (Message("known", "code {id} is gone", id=7), "code 7 is gone", "CODE 7 is gone"),
    (say("{n:,} words of {what}", n=12345, what="code"), "12,345 words of code", "12.345 words of code"),
    (say("{share} of it", share=0.5), "0.5 of it", "0.5 of it"),
    (say("yes: {it}", it=True), "yes: True", "yes: True"),
    (say_n("{n} code", "{n} codes", 1), "1 code", "<1 code>"),
    (say_n("{n} code", "{n} codes", 2), "2 codes", "<2 codes>"),
    (say("made {at}", at=day("2026-01-02")), "made 2026-01-02", "made day 2026-01-02"),
    (say("of {all}", all=["a", say("code {n}", n=1)]), "of a, code 1", "of a, CODE 1"),
    (say("of {all}", all=("a", 2500)), "of a, 2500", "of a, 2500"),
    (say("{it}", it=Told()), "a code called x", "a CODE called x"),
    (say("{it}: code", it=say("a code")) + "!", "a code: code!", "a CODE: CODE!"),
    ("in " + say("code"), "in code", "in CODE"),
    (word("co{d}e"), "co{d}e", "co{d}e"),
    (commas(["a", say("code")]), "a, code", "a, CODE"),
    (chained([say("one code"), "two", say("three codes"), "four"]), "one code; two; three codes; four",
     "one CODE; two; three CODEs; four"),
    (either(["a code", "b", "c"]), "a code or b or c", "a code or b or c"),
    (all_of(["a", "b", say("code")]), "a, b and code", "a, b and CODE"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "english", "loud"), KINDS, ids=[english for _, english, _ in KINDS])
def test_a_message_in_english_and_in_a_language(said: str, english: str, loud: str) -> None:
    assert said == english and str(said) == english
    assert worded(said, {}) == english and worded(said, {}, LOUD) == loud


@pytest.mark.parametrize("said", [m for m, _, _ in KINDS if "Told" not in repr(getattr(m, "fields", ""))], ids=str)
def test_a_message_that_was_sent_to_another_process_is_the_same_message(said: str) -> None:
    again = pickle.loads(pickle.dumps(said))
    assert (again, type(again)) == (said, type(said))
    if isinstance(said, Message):
        assert (again.code, again.template) == (said.code, said.template)
    assert worded(again, {}, LOUD) == worded(said, {}, LOUD)


def test_a_front_end_has_its_own_sentence_for_a_code_and_may_quote_the_message() -> None:
    said = Message("known", "code {id} is gone", id=7)
    assert worded(said, {"known": "{said}: press u"}) == "code 7 is gone: press u"
    assert worded(said, {"known": "{id} went; code!"}, LOUD) == "7 went; CODE!"
    assert worded(said, {"other": "no"}) == "code 7 is gone" and worded("known", {"known": "no"}) == "known"
    within = say("{what}; nothing came in", what=said)
    assert worded(within, {"known": "{id} went"}) == "7 went; nothing came in"
    assert worded(say("{all}", all=[said, said]), {"known": "{id} went"}) == "7 went, 7 went"


def test_texts_in_fields_are_changed_wherever_they_are_and_the_sentence_stays() -> None:
    said = Message(
        "known", "{a} {b} {c} {d} {e}", a="jan", b=["piet", say("for {who}", who="mia")], c=7, d=say("of {who}", who="jan"),
        e=day("2026-01-02"),
    )  # fmt: skip
    changed = said.with_texts(str.upper)
    assert changed == "JAN PIET, for MIA 7 of JAN 2026-01-02" and (changed.code, changed.template) == (
        "known",
        said.template,
    )
    assert said == "jan piet, for mia 7 of jan 2026-01-02", "the message itself stays as it is"
    counted = say_n("{n} code of {who}", "{n} codes of {who}", 2, who="jan")
    assert isinstance(counted, Message)
    assert worded(counted.with_texts(str.upper), {}, LOUD) == "<2 codes of JAN>"
    told = Message("", "{it}", it=Told()).with_texts(str.upper)
    assert told == "a code called X" and worded(told, {}, LOUD) == "a CODE called X"
    assert Message("", "{it}", it=None).with_texts(str.upper) == "None"


@pytest.mark.parametrize(
    ("n", "what", "said"),
    [(1, "coding", "1 coding"), (2, "coding", "2 codings"), (1200, "category", "1,200 categories"), (0, "match", "0 matches"),
     (3, "study", "3 studies"), (2, "new code", "2 new codes"), (2, "branch", "2 branches")],
)  # fmt: skip
def test_a_number_with_its_noun(n: int, what: str, said: str) -> None:
    assert n_of(n, what) == said


def test_nouns_that_are_translated_are_written_as_the_others() -> None:
    assert all(many == message._many(one) for one, many in message.NOUNS.items())


def test_hardly_anything_to_say() -> None:
    assert (
        word("") == word(None) == day("") == day(None) == ""
        and commas([]) == ""
        and either(["a"]) == all_of(["a"]) == "a"
    )
    assert chained(["a", "b"], " - ") == "a - b" and not isinstance(chained(["a", "b"]), Message)
    assert isinstance(commas([say("a")]), Message)
    many: list[Any] = [say("{n}", n=n) for n in range(3000)]
    assert chained(many, "") == "".join(map(str, range(3000))), "a thousand parts are no thousand deep"


def test_a_refusal_says_its_message() -> None:
    assert str(QdaError(Message("known", "code {id}", id=1))) == "code 1"
