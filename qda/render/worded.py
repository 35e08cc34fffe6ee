"""A result in the words of a front end: the one place where messages inside results become its sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from qda.core.message import Message
from qda.core.results import Result, Table, said_of

Say = Callable[[str], str]
# Parts of documents that hold the words of the study alone, and there are many.
_KNOWN = 1000
_OWN_WORDS = ("CodedText", "Quoted", "Entry", "Listed", "Memo", "Step")


def in_words(result: Result, say: Say) -> Result:
    """Return the result with each `Message` in it as `say` words it: in notes, fields, facts and prose.

    Of a table's cells only the columns that it names in `said` are looked at, since there may be a million rows; rows that
    stream go on streaming. What holds no message is left as it is.
    """
    known: dict[
        int, tuple[str, str]
    ] = {}  # a mark stands at a hundred thousand quotes; held, so that its id stays its own

    def once(text: str) -> str:
        if (found := known.get(id(text))) is not None:
            return found[1]
        said = say(text)
        if len(known) < _KNOWN:
            known[id(text)] = text, said
        return said

    return _worded(result, once)  # type: ignore[no-any-return]


def _worded(thing: Any, say: Say) -> Any:
    if isinstance(thing, str):
        return say(thing) if isinstance(thing, Message) else thing
    kind = type(thing).__name__
    if kind == "Quote":  # many, hence first: beside its marks and its note it has the words of the study alone
        marks, note = thing.marks, thing.note
        if not isinstance(note, Message) and not [mark for mark in marks if isinstance(mark, Message)]:
            return thing
        marks = tuple([say(mark) if isinstance(mark, Message) else mark for mark in marks])
        return thing.said(marks, None if note is None else _worded(note, say))
    if isinstance(thing, Table):
        title, drawing = (_worded(part, say) for part in (thing.title, thing.drawing))
        notes = said_of(thing.rows, thing.notes, lambda note: _worded(note, say))
        rows = _rows(thing, say) if thing.said else thing.rows
        return replace(thing, rows=rows, notes=notes, title=title, drawing=drawing)
    if isinstance(thing, (list, tuple)):
        said = [_worded(part, say) for part in thing]
        return thing if all(a is b for a, b in zip(said, thing, strict=True)) else type(thing)(said)
    if isinstance(thing, Mapping):
        return {name: _worded(part, say) for name, part in thing.items()}
    if kind in _OWN_WORDS:
        return thing
    if is_dataclass(thing) and not isinstance(thing, type):
        parts = {f.name: getattr(thing, f.name) for f in fields(thing)}
        changed = {name: new for name, part in parts.items() if (new := _worded(part, say)) is not part}
        return replace(thing, **changed) if changed else thing
    return thing


def _rows(table: Table, say: Say) -> Iterator[Sequence[Any]]:
    at = [n for n, name in enumerate(table.columns) if name in table.said]
    for row in table.rows:
        cells = list(row)
        for n in at:
            cells[n] = _worded(cells[n], say)
        yield cells
