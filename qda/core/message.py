"""`Message`: a sentence that each front end may say in its own words.

What an operation refuses or notes is a sentence that holds everywhere: no option, command or key. Where a front end can
say more (which option, which key), the sentence has a code, and the front end's table has its own sentence for that code.

    raise Refused("coding-has-code", "coding {id} has that code already", id=7)

A Python caller reads the sentence as it stands here, and may ask for its `code` and `fields`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class Message(str):
    """A sentence with a code and fields; as a text it is the sentence itself.

    `template` is the sentence with `{fields}` in it, and `code` names it ("" for one that only holds other messages). A
    field may be a message again, or a list of texts, which is joined by commas.
    """

    __slots__ = ("code", "fields", "template")

    code: str
    template: str
    fields: Mapping[str, Any]

    def __new__(cls, code: str, template: str, /, **fields: Any) -> Message:
        self = super().__new__(cls, template.format_map(_joined(fields, {})))
        self.code, self.template, self.fields = code, template, fields
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (self.code, self.template, dict(self.fields))


def worded(text: str, sentences: Mapping[str, str]) -> str:
    """The text as a front end says it: a message by that front end's sentence for its code, any other text as it is.

    In a sentence `{said}` stands for what the message says by itself. Messages in fields are worded as well.
    """
    if not isinstance(text, Message):
        return text
    fields = _joined(text.fields, sentences)
    said = text.template.format_map(fields)
    own = sentences.get(text.code)
    return said if own is None else own.format_map({**fields, "said": said})


def chained(parts: Sequence[str]) -> str:
    """Sentences one after the other, with semicolons between; the messages among them keep their codes."""
    if not any(isinstance(part, Message) for part in parts):
        return "; ".join(parts)
    if len(parts) == 1:
        return parts[0]
    half = len(parts) // 2  # halves of halves: a thousand parts are ten messages deep
    return Message("", "{first}; {rest}", first=chained(parts[:half]), rest=chained(parts[half:]))


def _joined(fields: Mapping[str, Any], sentences: Mapping[str, str]) -> dict[str, Any]:
    return {name: _value(value, sentences) for name, value in fields.items()}


def _value(value: Any, sentences: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return worded(value, sentences)
    if isinstance(value, (list, tuple)):
        return ", ".join(str(_value(v, sentences)) for v in value)
    return value


def _again(code: str, template: str, fields: dict[str, Any]) -> Message:
    return Message(code, template, **fields)
