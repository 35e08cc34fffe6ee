"""Messages as values: with other texts in them, taken apart and put together, said in a language, counted and joined."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Mapping
from gettext import NullTranslations
from pathlib import Path
from typing import Any

import pytest

from qda.core import language
from qda.core.message import (
    Counted,
    Day,
    Message,
    all_of,
    chained,
    commas,
    day,
    either,
    n_of,
    say,
    say_n,
    word,
    worded,
)


class Loud:
    """A made-up language: everything in capitals, numbers with points, days turned round."""

    def text(self, sentence: str) -> str:
        return {"{a} and {b}": "{b} UND {a}", "own {said}": "EIGEN {said}"}.get(sentence, f"<{sentence}>")

    def plural(self, one: str, many: str, n: int) -> str:
        return f"<{one if n == 0 else many}>"

    def number(self, text: str) -> str:
        return text.replace(",", ".")

    def day(self, iso: str) -> str:
        return "-".join(reversed(iso.split("-")))


class Holds:
    """Something whose text is a message."""

    def message(self) -> Message:
        return Message("held", "held {x}", x="inside")


def parts(message: str) -> tuple[str, str, str, Mapping[str, Any]]:
    assert isinstance(message, Message)
    return str(message), message.code, message.template, message.fields


def test_a_message_reads_as_its_sentence_with_lists_and_messages_in_it() -> None:
    one = Message(
        "a-code", "{a}, {list}: {held} ({n:,})", a=say("x{y}", y=1), list=["b", say("c")], held=Holds(), n=1234
    )
    assert one == "x1, b, c: held inside (1,234)"
    assert (one.code, one.template) == ("a-code", "{a}, {list}: {held} ({n:,})")


def test_texts_anywhere_in_a_message_can_be_changed_and_nothing_else() -> None:
    one = Message("a-code", "text {a}, {list}: {held}, {n}", a=say("in {y}", y="deep"), list=("b", 3, say("c{d}", d="d")),
                  held=Holds(), n=7)  # fmt: skip
    other = one.with_texts(str.upper)
    assert other == "text in DEEP, B, 3, cD: held INSIDE, 7"
    assert (other.code, other.template) == (one.code, one.template)
    assert one == "text in deep, b, 3, cd: held inside, 7"


def test_counted_messages_and_days_stay_what_they_are_when_texts_are_changed() -> None:
    counted = Counted("{n} of {x}", "{n} of all {x}", 2, x="y")
    changed = counted.with_texts(str.upper)
    assert isinstance(changed, Counted) and (changed, changed.one, changed.many) == (
        "2 of all Y",
        counted.one,
        counted.many,
    )
    date = Day("2026-01-02t10")
    assert date.with_texts(str.upper) is date


@pytest.mark.parametrize(
    "message",
    [
        Message("c", "{a} {b}", a="x", b=2), Counted("{n} x{y}", "{n} xs{y}", 1, y="!"), Counted("{n} x", "{n} xs", 3),
        Day("2026-01-02"),
    ],
    ids=["sentence", "one", "many", "day"],
)  # fmt: skip
def test_a_message_that_was_copied_or_packed_is_the_same_message(message: Message) -> None:
    for other in (copy.deepcopy(message), pickle.loads(pickle.dumps(message))):
        assert type(other) is type(message) and parts(other) == parts(message)
        assert other.said({}, Loud()) == message.said({}, Loud())


def test_messages_that_are_added_stay_messages_on_either_side() -> None:
    for both, read in (
        (say("{a} and {b}", a=1, b=2) + "!", "2 UND 1!"),
        ("so: " + say("{a} and {b}", a=1, b=2), "so: 2 UND 1"),
    ):
        assert isinstance(both, Message) and both == read.replace("2 UND 1", "1 and 2")
        assert parts(both)[1] == ""


def test_a_front_end_says_its_own_sentence_for_a_code_and_for_codes_within() -> None:
    inner = Message("inner", "inner {x}", x="1")
    outer = Message("outer", "{a}: {list}", a=inner, list=[inner, "z"])
    assert outer.said({}) == "inner 1: inner 1, z"
    assert outer.said({"inner": "own {x}"}) == "own 1: own 1, z"
    assert outer.said({"outer": "({said}; {a})", "inner": "<{said}>"}) == "(<inner 1>: <inner 1>, z; <inner 1>)"
    assert Message("", "plain {x}", x="1").said({"": "never"}) == "plain 1"
    assert worded("no message", {"no message": "never"}, Loud()) == "no message"
    assert worded(inner, {"inner": "own {x}"}) == "own 1"
    assert Message("held-by", "{held}", held=Holds()).said({"held": "my {x}"}) == "my inside"
    assert Message("", "{held}", held=Holds()).said({}, Loud()) == "<<held inside>>"


def test_a_language_says_sentences_numbers_and_days_in_its_way() -> None:
    loud = Loud()
    assert worded(say("{a} and {b}", a=1234, b=say("x")), {}, loud) == "<x> UND 1234"
    assert worded(say("{n:,} of {yes}", n=1234, yes=True), {}, loud) == "<1.234 of True>"
    assert worded(say("{n} {n!r} {x:.1f}", n=1.5, x=2.25), {}, loud) == "<1.5 1.5 2.2>"
    assert worded(say_n("{n} one", "{n:,} many", 0), {}, loud) == "<0 one>"
    assert worded(say_n("{n} one", "{n:,} many", 4321), {}, loud) == "<4.321 many>"
    assert worded(day("2026-01-02"), {}, loud) == "02-01-2026"
    assert worded(day("2026-01-02"), {}) == "2026-01-02"
    assert Message("c", "{a}", a=2).said({"c": "own {said}"}, loud) == "EIGEN <2>"
    assert day(None) == day("") == "" and not isinstance(day(""), Message)


def test_a_number_stands_with_its_noun_in_one_or_many() -> None:
    assert [n_of(n, what) for n, what in ((1, "coding"), (0, "coding"), (1234, "category"), (2, "match"), (2, "gadget"))] == [
        "1 coding", "0 codings", "1,234 categories", "2 matches", "2 gadgets",
    ]  # fmt: skip
    assert [n_of(2, what) for what in ("inquiry", "sketch")] == ["2 inquiries", "2 sketches"]
    assert say_n("{n} x", "{n} xs", 1) == "1 x" and say_n("{n} x", "{n} xs", 0) == "0 xs"


def test_words_and_lists_read_as_one_says_them() -> None:
    assert word("a {b} c") == "a {b} c" and worded(word("open"), {}, Loud()) == "<open>"
    assert word(None) == word("") == ""
    for many, last in ((either, "or"), (all_of, "and")):
        assert [many(list(names)) for names in ("a", "ab")] == ["a", f"a {last} b"]
    assert all_of(["a", "b", "c"]) == "a, b and c"
    assert either(["a", "b", "c"]) == "a or b or c"


def test_what_is_chained_stays_a_message_only_where_there_is_one_in_it() -> None:
    assert (chained(["a", "b", "c"]), commas(iter(["a", "b"])), commas([])) == ("a; b; c", "a, b", "")
    assert not isinstance(chained(["a", "b"]), Message)
    one = say("x")
    assert chained([one]) is one
    every = chained([say(str(n)) for n in range(5)], " | ")
    assert isinstance(every, Message) and every == "0 | 1 | 2 | 3 | 4"
    assert chained([say("a"), say("b")]).said({}, Loud()) == "<<a>; <b>>"  # type: ignore[attr-defined]
    assert commas(["a", say("b"), "c"]) == "a, b, c"


PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "open"
msgstr "ouvért"

msgid "{n} code"
msgid_plural "{n} codes"
msgstr[0] "{n} un"
msgstr[1] "{n} deux"
"""


@pytest.fixture
def catalogues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of languages with one whose catalogue was not compiled."""
    (tmp_path / "fr" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "fr" / "LC_MESSAGES" / "qda.po").write_text(PO, encoding="utf-8")
    (tmp_path / "no-language").mkdir()
    monkeypatch.setattr(language, "FOLDER", tmp_path)
    return tmp_path


def said(catalogue: NullTranslations) -> tuple[str, str, str]:
    return (
        catalogue.gettext("open"),
        catalogue.ngettext("{n} code", "{n} codes", 1),
        catalogue.ngettext("{n} code", "{n} codes", 5),
    )


def test_a_catalogue_that_was_not_compiled_is_read_as_it_is_written(catalogues: Path) -> None:
    assert said(language._catalogue.__wrapped__("fr")) == ("ouvért", "{n} un", "{n} deux")
    assert language.languages() == ["en", "fr"]


def test_of_a_compiled_catalogue_and_a_written_one_the_newer_holds(catalogues: Path) -> None:
    import os
    from io import BytesIO

    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    folder = catalogues / "fr" / "LC_MESSAGES"
    held = BytesIO()
    write_mo(held, read_po(BytesIO(PO.replace("ouvért", "compiled").encode())))
    (folder / "qda.mo").write_bytes(held.getvalue())
    for when, first in ((99, "compiled"), (100, "compiled"), (101, "ouvért")):
        os.utime(folder / "qda.mo", (100, 100))
        os.utime(folder / "qda.po", (when, when))
        assert said(language._catalogue.__wrapped__("fr"))[0] == first
    (folder / "qda.po").unlink()
    assert said(language._catalogue.__wrapped__("fr"))[0] == "compiled"
