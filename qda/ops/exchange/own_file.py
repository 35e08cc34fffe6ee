"""The data of qda's own in a project: from them a study comes back whole, with all that the standard has no place for."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from hashlib import file_digest
from typing import IO, NamedTuple, Protocol

from qda.ops.exchange.tally import Tally
from qda.store.exchange import reading, rows_in
from qda.store.exchange.carried import Carried
from qda.store.exchange.reading import NAME
from qda.store.exchange.standing import Fate
from qda.store.exchange.texts_in import Altered
from qda.store.history.door import Change

# table of the study -> what the table of an import calls its rows, and what they became
THINGS = {
    "coder": ("coder", "coders"), "code": ("code", "codes"), "source": ("source", "sources"),
    "segment": ("segment", "segments"), "participant": ("participant", "participants"),
    "variable": ("variable", "variables"), "value": ("value", "values"), "coding": ("coding", "codings"),
    "memo": ("memo", "memos"), "relation": ("relation", "relations"), "membership": ("membership", "memberships"),
    "code_alias": ("alias", "aliases"), "property": ("property", "properties"),
    "placement": ("placement", "placements"), "comparison": ("comparison", "comparisons"),
    "negative": ("negative", "negative cases"), "sampling": ("sampling", "sampling entries"),
    "judgement": ("judgement", "judgements"), "summary": ("summary", "summaries"),
    "condition": ("condition", "conditions and consequences"), "setting": ("setting", "settings"),
    "stability": ("stability", "draws of stretches to be coded again"),
    "pile": ("pile", "piles"), "sorting": ("sorting", "places of memos"),
    "checklist": ("checklist", "answers to checklists"),
    "storyline": ("storyline", "versions of the storyline"),
}  # fmt: skip
_HEAD = 1 << 20  # bytes of a first line, at most


class Entries(Protocol):
    """An archive whose entries can be opened by name; KeyError for one that it does not have."""

    def open(self, name: str) -> IO[bytes]:
        """Open an entry for reading."""


class Own(NamedTuple):
    """What came of own data: what is to be said, and what is carried (with the files of media that it needs)."""

    notes: list[str]
    carried: list[Carried]


def believed(archive: Entries, qde: str) -> bool:
    """True if the archive has data of qda's own that were written with the XML as it is now, the entry `qde`.

    Where another program has been at the project since, the XML alone holds.
    """
    try:
        with archive.open(NAME) as f:
            head = reading.head(f.readline(_HEAD).decode("utf-8"))
        with archive.open(qde) as f:
            return file_digest(f, "sha256").hexdigest() == head.project  # type: ignore[arg-type]
    except (KeyError, UnicodeDecodeError, reading.NoHead):
        return False


def take_in(
    c: Change, archive: Entries, tally: Tally, *, into: int | None = None, tick: Callable[[], None] = lambda: None
) -> Own:
    """Take the data of qda's own into the study, inside a change, and count them in the table.

    into: the code under which codes without a home come. tick: called after each source. Altered: a text is another than
    the one that was exported, so that the data cannot be believed; take the change back, and the XML instead. QdaError: the
    data are of a newer qda, or damaged.
    """
    taken = rows_in.take(c, _lines(archive), lambda uuid: _text(archive, uuid), into=into, tick=tick)
    for table, (thing, became) in THINGS.items():
        of_the_study = taken.of_the_study if table == "setting" else 0
        _count(tally, thing, became, taken.fates[table], of_the_study)
    for row in taken.carried:
        shell = row.thing == "source" and row.source  # what is left of a PDF whose text is a source: counted as that
        if row.thing != "media" and not shell:  # the files of a row are counted one by one
            tally.carried(row.thing, row.why)
    return Own(taken.notes, taken.carried)


def _count(tally: Tally, thing: str, became: str, fate: Fate, aside: int) -> None:
    """Count what became of rows; `aside`: so many are no things of their own, and stay as they are."""
    tally.kept(thing, became, fate.new + fate.same + fate.differs + fate.joined - aside)
    if aside:
        fate.differs = 0  # another name of the study is no loss
    if fate.joined:
        tally.note(thing, f"{fate.joined} {'are' if fate.joined > 1 else 'is'} in the study with another identifier")
    if fate.differs:
        tally.note(thing, f"{fate.differs} {'differ' if fate.differs > 1 else 'differs'}: kept as here")
    for why, n in fate.left.items():
        tally.lost(thing, why, n)


def _lines(archive: Entries) -> Iterator[str]:
    read = 0
    with archive.open(NAME) as f, io.TextIOWrapper(f, "utf-8", newline="\n") as lines:
        try:
            for line in lines:
                read += 1
                yield line
        except UnicodeDecodeError:
            raise reading.wrong(read + 1, "or one soon after it is no UTF-8") from None


def _text(archive: Entries, uuid: str) -> str:
    try:
        with archive.open(f"sources/{uuid}.txt") as f:
            return f.read().decode("utf-8")
    except KeyError:
        raise Altered(f"the text of the source {uuid} is not in the project") from None
    except UnicodeDecodeError:
        raise Altered(f"the text of the source {uuid} is no UTF-8") from None


__all__ = ["Altered", "Entries", "Own", "believed", "take_in"]
