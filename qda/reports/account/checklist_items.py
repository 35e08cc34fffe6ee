"""The items of reporting checklists, read from `standards/`: in words of our own, with the numbers of the originals."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from qda.core.errors import Refused, nearest
from qda.core.names import one_of

FOLDER = Path(__file__).parent / "standards"
STANDARDS = ("srqr", "coreq", "guregt", "sigsoft")


class Item(NamedTuple):
    """An item. `shown`: facts of a study that answer it, the first there is; `look`: types of memos that may, or `core`."""

    n: str
    section: str
    topic: str
    shown: tuple[str, ...]
    look: tuple[str, ...]


class Standard(NamedTuple):
    """A checklist: its short name, title, full reference, what is to be known of its numbers, and its items in order."""

    name: str
    title: str
    reference: str
    note: str
    items: tuple[Item, ...]


def standard(name: str) -> Standard:
    """Return a checklist by its name, in any case; UsageError, with the nearest, for one that is not known."""
    return _read(one_of("standard", name, STANDARDS))


@cache
def _read(name: str) -> Standard:
    with (FOLDER / f"{name}.toml").open("rb") as f:
        told = tomllib.load(f)
    items = tuple(
        Item(x["n"], x["section"], x["topic"], tuple(x.get("shown", ())), tuple(x.get("look", ())))
        for x in told["item"]
    )
    return Standard(name, told["title"], told["reference"], told.get("note", ""), items)


@cache
def commands() -> dict[str, str]:
    """Return for each fact that a study answers the command whose output has the answer."""
    return tomllib.loads((FOLDER / "facts.toml").read_text(encoding="utf-8"))


def item(of: Standard, n: str) -> Item:
    """Return an item by its number, with or without the letter that the standard puts before all of them; refused else."""
    wanted = n.strip().upper()
    letters = {x.n[0] for x in of.items if not x.n[0].isdigit()}
    for x in of.items:
        if x.n == wanted or (len(letters) == 1 and x.n[1:] == wanted):
            return x
    near = nearest(wanted, [x.n for x in of.items], 2)
    like = f" (there is {' or '.join(near)})" if near else ""
    raise Refused(
        "no-such-item", "{standard} has no item {item!r}{like}", standard=of.name, item=n.strip()[:40], like=like
    )


def sentences() -> list[str]:
    """Return what documents say of the items: sections, topics and notes, for translation."""
    every = [_read(name) for name in STANDARDS]
    texts = [t for s in every for x in s.items for t in (x.section, x.topic)] + [s.note for s in every if s.note]
    return list(dict.fromkeys(texts))


def offered(name: str) -> list[tuple[str, str]]:
    """Return number and topic of each item of a checklist; nothing for a name that is none."""
    return [(x.n, x.topic) for x in _read(name).items] if name in STANDARDS else []
