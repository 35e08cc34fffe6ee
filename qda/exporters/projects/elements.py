"""Elements of a REFI-QDA project as text: fast, escaped, the children in the order that the schema wants.

Every function returns one element. Identifiers and times come as the study has them; a time that is none is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from qda.exporters.codebook_qdc import COLOUR, xml

_IN_TEXT = re.compile("[&<>\r]")
_IN_VALUE = re.compile('[&<>"\t\n\r]')
_SAID = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_VALUE = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)
_TIME = re.compile(
    r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?"
    r"(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d)?",
    re.ASCII,
)
NAMED = 70  # characters of a quote that name its selection


def is_time(given: str) -> bool:
    """True if a time is one as the schema wants it, such as `2026-11-22T14:30:00Z`."""
    if _TIME.fullmatch(given) is None:
        return False
    return (given[8:10] < "29" and given[:4] != "0000") or is_date(given[:10])


def is_date(given: str) -> bool:
    """True if there is such a day (`2026-11-22`)."""
    try:
        date.fromisoformat(given)
    except ValueError:
        return False
    return True


def text(value: str) -> str:
    """Return a text as the content of an element."""
    value = xml(value)
    return value.translate(_SAID) if _IN_TEXT.search(value) else value


def value(value: str) -> str:
    """Return a text as the value of an attribute, without the quotation marks."""
    value = xml(value)
    return value.translate(_VALUE) if _IN_VALUE.search(value) else value


def refs(name: str, guids: Iterable[str]) -> str:
    """Return elements that refer to others, such as `NoteRef`."""
    return "".join(f'<{name} targetGUID="{guid}"/>' for guid in guids)


def made(coder: str, at: str) -> str:
    """Return the attributes for who made something, and when."""
    who = f' creatingUser="{coder}"' if coder else ""
    return f'{who} creationDateTime="{at}"' if is_time(at) else who


def described(description: str) -> str:
    """Return a Description, or nothing."""
    return f"<Description>{text(description)}</Description>" if description else ""


def element(name: str, attributes: str, *children: str) -> str:
    """Return an element; `attributes` begin with a blank."""
    inside = "".join(children)
    return f"<{name}{attributes}>{inside}</{name}>" if inside else f"<{name}{attributes}/>"


def user(guid: str, name: str) -> str:
    """A User."""
    return f'<User guid="{guid}" name="{value(name)}"/>'


class Code(NamedTuple):
    """A code; `codes` are the codes under it, `notes` guids of notes on it."""

    guid: str
    name: str
    colour: str = ""
    codable: bool = True
    description: str = ""
    notes: Sequence[str] = ()
    codes: Sequence[Code] = ()


def code(given: Code) -> str:
    """A Code with the codes under it, at any depth."""
    out: list[str] = []
    todo: list[Code | str] = [given]
    while todo:
        c = todo.pop()
        if isinstance(c, str):
            out.append(c)
            continue
        codable = "true" if c.codable else "false"
        colour = f' color="{c.colour}"' if COLOUR.fullmatch(c.colour) else ""
        head = f'<Code guid="{c.guid}" name="{value(c.name)}" isCodable="{codable}"{colour}'
        inside = described(c.description) + refs("NoteRef", c.notes)
        if not inside and not c.codes:
            out.append(f"{head}/>\n")
            continue
        out.append(f"{head}>{inside}" + ("\n" if c.codes else ""))
        todo.append("</Code>\n")
        todo += reversed(c.codes)
    return "".join(out)


def variable(guid: str, name: str, type: str) -> str:
    """A Variable of one of REFI's types."""
    return f'<Variable guid="{guid}" name="{value(name)}" typeOfVariable="{type}"/>\n'


def variable_value(variable: str, type: str, given: str) -> str:
    """A VariableValue."""
    return (
        f'<VariableValue><VariableRef targetGUID="{variable}"/><{type}Value>{text(given)}</{type}Value></VariableValue>'
    )


def case(guid: str, name: str, values: str, sources: Iterable[str], selections: Iterable[str]) -> str:
    """A Case with its values (elements), the sources that it is in and its selections."""
    return (
        element(
            "Case",
            f' guid="{guid}" name="{value(name)}"',
            values,
            refs("SourceRef", sources),
            refs("SelectionRef", selections),
        )
        + "\n"
    )


def coding(guid: str, code: str, coder: str, at: str, notes: Iterable[str] = ()) -> str:
    """A Coding; `code`, `coder` and `notes` are guids."""
    return f'<Coding guid="{guid}"{made(coder, at)}><CodeRef targetGUID="{code}"/>{refs("NoteRef", notes)}</Coding>'


def selection(
    guid: str, name: str, start: int, end: int, codings: str = "", notes: Iterable[str] = (), description: str = ""
) -> str:
    """A PlainTextSelection with its codings (elements)."""
    return (
        element(
            "PlainTextSelection",
            f' guid="{guid}" name="{value(name)}" startPosition="{start}" endPosition="{end}"',
            described(description),
            codings,
            refs("NoteRef", notes),
        )
        + "\n"
    )


def note(guid: str, name: str, said: str, coder: str = "", at: str = "", rich: str = "") -> str:
    """A Note with its text inside, and the path of a file with its form."""
    formatted = f' richTextPath="{value(rich)}"' if rich else ""
    return (
        f'<Note guid="{guid}" name="{value(name)}"{formatted}{made(coder, at)}>'
        f"<PlainTextContent>{text(said)}</PlainTextContent></Note>\n"
    )


def link(guid: str, name: str, origin: str, target: str, notes: Iterable[str] = ()) -> str:
    """A Link from one thing to another."""
    named = f' guid="{guid}" name="{value(name)}" direction="OneWay" originGUID="{origin}" targetGUID="{target}"'
    return element("Link", named, refs("NoteRef", notes)) + "\n"


def members(guid: str, name: str, member: str, guids: Iterable[str]) -> str:
    """A Set; `member` is the element of each, such as `MemberCode`."""
    return element("Set", f' guid="{guid}" name="{value(name)}"', refs(member, guids)) + "\n"
