"""`Message`: a sentence that each front end may say in its own words, and a document in its language.

What is refused or noted below the front ends is a sentence that holds everywhere: no option, command or key. Where a
front end can say more (which option, which key), the sentence has a code, and the front end's table has its own
sentence for that code.

    raise Refused("coding-has-code", "coding {id} has that code already", id=7)

A Python caller reads the sentence as it is here, and may look at its `code` and `fields`. What a document says is a message
as well: `say("changed {at}", at=day(at))`, or `say_n("{n} quote", "{n} quotes", n)` where a number decides. It reads as
English until a document is made in another language (`qda.core.language`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol


class Tongue(Protocol):
    """A language as messages need it: translations of sentences, and how numbers and dates are written."""

    def text(self, sentence: str) -> str:
        """Return a sentence, with its fields in braces, in this language."""

    def plural(self, one: str, many: str, n: int) -> str:
        """Return the one of two sentences that goes with a number, in this language."""

    def number(self, text: str) -> str:
        """Return a number that was written as in English."""

    def day(self, iso: str) -> str:
        """Return an ISO date, or date and time, as one reads it."""


_PLAIN = {str, int}  # fields that are written as they are


class Message(str):
    """A sentence with a code and fields; used as a text, it is the sentence itself.

    `template` is the sentence with `{fields}` in it; `code` identifies it ("" for one that front ends say as it is).
    A field may be a message itself, something whose text is one (`message()`), or a list of texts, which are joined by
    commas. Two messages that are added stay messages.
    """

    __slots__ = ("code", "fields", "template")

    code: str
    template: str
    fields: Mapping[str, Any]

    def __new__(cls, code: str, template: str, /, **fields: Any) -> Message:
        plain = _PLAIN.issuperset(map(type, fields.values()))  # a listing may have one a row
        self = super().__new__(cls, template.format_map(fields if plain else _joined(fields, {}, None)))
        self.code, self.template, self.fields = code, template, fields
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (self.code, self.template, dict(self.fields))

    def __add__(self, other: str) -> Message:
        return Message("", "{first}{then}", first=self, then=other)

    def __radd__(self, other: str) -> Message:
        return Message("", "{first}{then}", first=other, then=self)

    def with_texts(self, change: Callable[[str], str]) -> Message:
        """Return the same sentence with each text in its fields as `change` makes it; its code and template stay."""
        make, (*parts, fields) = self.__reduce__()
        return make(*parts, {name: _changed(value, change) for name, value in fields.items()})  # type: ignore[no-any-return]

    def said(self, sentences: Mapping[str, str], tongue: Tongue | None = None) -> str:
        """Return the sentence as a front end says it (`sentences`), in a language."""
        if tongue is None and not self.code and _PLAIN.issuperset(map(type, self.fields.values())):
            return str(self)
        fields = _joined(self.fields, sentences, tongue)
        said = self._sentence(tongue).format_map(fields)
        own = sentences.get(self.code) if self.code else None
        if own is None:
            return said
        return (own if tongue is None else tongue.text(own)).format_map({**fields, "said": said})

    def _sentence(self, tongue: Tongue | None) -> str:
        return self.template if tongue is None else tongue.text(self.template)


class Counted(Message):
    """A sentence that depends on a number, the field `n`: `template` is the English one for that number."""

    __slots__ = ("many", "one")

    one: str
    many: str

    def __new__(cls, one: str, many: str, n: int, /, **fields: Any) -> Counted:
        self = super().__new__(cls, "", one if n == 1 else many, n=n, **fields)
        assert isinstance(self, Counted)
        self.one, self.many = one, many
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _counted, (self.one, self.many, dict(self.fields))

    def _sentence(self, tongue: Tongue | None) -> str:
        return self.template if tongue is None else tongue.plural(self.one, self.many, self.fields["n"])


class Day(Message):
    """An ISO date, or date and time: as text it is that, in a document it reads as one says it."""

    __slots__ = ()

    def __new__(cls, iso: str, /) -> Day:
        self = super().__new__(cls, "", "{iso}", iso=iso)
        assert isinstance(self, Day)
        return self

    def with_texts(self, change: Callable[[str], str]) -> Message:
        """Return the date itself."""
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return Day, (str(self),)

    def said(self, sentences: Mapping[str, str], tongue: Tongue | None = None) -> str:
        """Return the date as it is, or as one reads it in a language."""
        return str(self) if tongue is None else tongue.day(str(self))


def say(sentence: str, /, **fields: Any) -> str:
    """Return a sentence of a document, a `Message`, which is said in the document's language."""
    return Message("", sentence, **fields)


def say_n(one: str, many: str, n: int, /, **fields: Any) -> str:
    """Return a sentence of a document for a number `n`: `one` where it is 1, else `many`."""
    return Counted(one, many, n, **fields)


def phrase(sentence: str) -> str:
    """Return a sentence of a table, which is said with its fields where it is used."""
    return sentence


def forms(one: str, many: str) -> tuple[str, str]:
    """Return two sentences for `say_n`, where a table holds them."""
    return one, many


def day(iso: str | None) -> str:
    """Return an ISO date, or date and time, for a document, which writes it as its language does; "" for none."""
    return Day(iso) if iso else ""


def _many(noun: str) -> str:
    return noun[:-1] + "ies" if noun.endswith("y") else noun + ("es" if noun.endswith("ch") else "s")


NOUNS = {  # those that are translated
    noun: _many(noun)
    for noun in (
        "block", "category", "character", "claim", "code", "coder", "coding", "comparison", "condition", "connection",
        "consequence", "figure",
        "incident", "match", "memo", "more stretch", "move", "negative case", "new code", "open negative case", "other quote",
        "pair", "participant", "pile", "path", "place", "placement", "property", "question", "quote", "relation", "row",
        "sampling entry", "segment", "sentence", "setting", "source", "storyline", "stretch", "suggestion", "summary", "text",
        "word",
    )
}  # fmt: skip


def n_of(n: int, what: str) -> str:
    """Return a number with its noun: `1 coding`, `2 codings`, `3 categories`; `NOUNS` has those that are translated."""
    return Counted(f"{{n:,}} {what}", f"{{n:,}} {NOUNS.get(what) or _many(what)}", n)


def word(text: str | None) -> str:
    """Return a word of the program, such as a status, that a document says in its language; "" for none."""
    return Message("", text.replace("{", "{{").replace("}", "}}")) if text else ""


def either(items: Sequence[str]) -> str:
    """Return `a`, `a or b`, `a or b or c`."""
    return items[0] if len(items) == 1 else say("{first} or {last}", first=either(items[:-1]), last=items[-1])


def all_of(items: Sequence[str]) -> str:
    """Return `a`, `a and b`, `a, b and c`."""
    return items[0] if len(items) == 1 else say("{first} and {last}", first=commas(items[:-1]), last=items[-1])


def worded(text: str, sentences: Mapping[str, str], tongue: Tongue | None = None) -> str:
    """Return the text as a front end says it: a message by the sentence for its code, any other text unchanged.

    In a sentence `{said}` stands for what the message says by itself. Messages in fields are worded as well. With a
    `tongue` it is said in that language.
    """
    return text.said(sentences, tongue) if isinstance(text, Message) else text


def chained(parts: Sequence[str], between: str = "; ") -> str:
    """Sentences one after the other, with semicolons between; the messages among them stay messages."""
    if not any(isinstance(part, Message) for part in parts):
        return between.join(parts)
    if len(parts) == 1:
        return parts[0]
    half = len(parts) // 2  # halves of halves: a thousand parts are ten messages deep
    first, rest = chained(parts[:half], between), chained(parts[half:], between)
    return Message("", "{first}{between}{rest}", first=first, between=between, rest=rest)


def commas(parts: Iterable[str]) -> str:
    """Texts with commas between; the messages among them stay messages."""
    return chained(list(parts), ", ")


class _Number:
    """A number in a field: it is written as the language writes it."""

    def __init__(self, value: float, tongue: Tongue) -> None:
        self._value, self._tongue = value, tongue

    def __format__(self, spec: str) -> str:
        return self._tongue.number(format(self._value, spec))

    def __str__(self) -> str:
        return self._tongue.number(str(self._value))

    __repr__ = __str__


def _joined(fields: Mapping[str, Any], sentences: Mapping[str, str], tongue: Tongue | None) -> dict[str, Any]:
    return {name: _value(value, sentences, tongue) for name, value in fields.items()}


def _value(value: Any, sentences: Mapping[str, str], tongue: Tongue | None) -> Any:
    if isinstance(value, str):
        return worded(value, sentences, tongue)
    if isinstance(value, (list, tuple)):
        return ", ".join(str(_value(v, sentences, tongue)) for v in value)
    if tongue is not None and isinstance(value, (int, float)) and not isinstance(value, bool):
        return _Number(value, tongue)
    if (own := getattr(value, "message", None)) is not None and callable(own):
        return worded(own(), sentences, tongue)
    return value


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, Message):
        return value.with_texts(change)
    if isinstance(value, str):
        return change(value)
    if isinstance(value, (list, tuple)):
        return [_changed(v, change) for v in value]
    if (own := getattr(value, "message", None)) is not None and callable(own):
        return _changed(own(), change)
    return value


def _again(code: str, template: str, fields: dict[str, Any]) -> Message:
    return Message(code, template, **fields)


def _counted(one: str, many: str, fields: dict[str, Any]) -> Counted:
    return Counted(one, many, fields.pop("n"), **fields)
