"""Show people by pseudonym: the study's setting, the names of its people, and the masker made from them and the key.

The setting `pseudonyms` is a JSON object: `key`, where the key was written, and `digest`, that file's SHA-256. Nothing
here is loaded for a study that does not have it.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from qda.core import pseudonym_key
from qda.core.errors import Refused
from qda.core.names import key
from qda.core.pseudonym_key import Row
from qda.core.text.masking import Form, Masker
from qda.store.history.door import Change, unpack
from qda.store.project import Study
from qda.store.texts import settings
from qda.store.texts.intake import GENERIC, PARTICLES, TITLES

SETTING = "pseudonyms"
FORMER = "former"  # the role of someone whom only the history knows


class Person(NamedTuple):
    """Someone whom the study knows: all names that they have or had; `source` of one who is a person of one source only."""

    uuid: str
    name: str
    role: str
    names: frozenset[str]
    source: str = ""


def place(study: Study, named: str = "") -> Path | None:
    """Return the path of the key: the file named, else `QDA_KEY`, else where it was written; None if there is none."""
    path = named or os.environ.get("QDA_KEY", "")
    if not path and (setting := study.setting(SETTING)):
        path = json.loads(setting)["key"]
    return Path(path) if path else None


def rows(study: Study) -> list[Row]:
    """Return the rows of the study's key; refused, with what to do, if it is missing or belongs to another study."""
    path = place(study)
    if path is None or not path.exists():
        raise Refused(
            "key-away", "names are shown by pseudonym here and the key is not at {path}: bring it there or set QDA_KEY=FILE",
            path=str(path),
        )  # fmt: skip
    try:
        found = pseudonym_key.read(path)
    except OSError as e:
        why = (e.strerror or str(e)).lower()
        raise Refused("key-unreadable", "the key {path} cannot be read ({why})", path=str(path), why=why) from None
    ours = {u for (u,) in study.db.execute("select uuid from participant")}
    theirs = {row.uuid for row in found if row.uuid}
    if (
        ours
        and theirs
        and not ours & theirs
        and json.loads(study.setting(SETTING) or "{}").get("digest") != digest(path)
    ):
        raise Refused(
            "key-of-another",
            "{path} is the key of another study: bring this study's, or set QDA_KEY=FILE",
            path=str(path),
        )
    return found


def put_on(c: Change, path: Path) -> None:
    """Have the study show its people by pseudonym, with the key in this file."""
    value = json.dumps({"key": os.path.abspath(path), "digest": digest(path)}, ensure_ascii=False)
    settings.put(c, SETTING, value)


def put_off(c: Change) -> str | None:
    """Have the study show the real names again; return where the key is, or None where they were shown already."""
    was = settings.remove(c, SETTING)
    return None if was is None else str(json.loads(was)["key"])


# The tables whose rows say who there is, and how they are shown.
NAMING = ("participant", "segment", "source", "setting", "coder")


def last_row_of_history(db: sqlite3.Connection) -> int:
    """Return the number of the last row that the history recorded; 0 where there is none."""
    return int(db.execute("select coalesce(max(id), 0) from change_row").fetchone()[0])


def naming_changed(db: sqlite3.Connection, after: int) -> set[str]:
    """Return which of the tables `NAMING` were changed after this row of the history."""
    marks = ", ".join("?" * len(NAMING))
    return {
        table
        for (table,) in db.execute(
            f"select distinct tbl from change_row where id > ? and tbl in ({marks})", (after, *NAMING)
        )
    }


def digest(path: Path) -> str:
    """SHA-256 of the key."""
    return pseudonym_key.digest(path)


def people(db: sqlite3.Connection) -> list[Person]:
    """Everyone who wrote or spoke, with the labels that stand with their segments and the names that they had before.

    Those who were taken out of the study follow, with the role `former`: the log still names them.
    """
    names: dict[int, set[str]] = {}
    facts = {}
    for id, uuid, name, role, source in db.execute(
        "select p.id, p.uuid, p.name, p.role, s.name from participant p left join source s on s.id = p.source order by p.id"
    ):
        facts[id] = (uuid, name, role, source or "")
        names[id] = {name}
    for id, author in db.execute("select distinct participant, author from segment where author is not null"):
        if id in names:
            names[id].add(author)
    former: dict[str, set[str]] = {}
    for id, uuid, name in _history(db):
        if id in names:
            names[id].add(name)
        elif uuid:
            former.setdefault(uuid, set()).add(name)
    out = [Person(uuid, n, role, frozenset(names[i]), source) for i, (uuid, n, role, source) in facts.items()]
    return out + [Person(uuid, min(had), FORMER, frozenset(had)) for uuid, had in former.items()]


def _history(db: sqlite3.Connection) -> Iterator[tuple[int, str, str]]:
    """(number, uuid or "", name) of participants as they were before a change."""
    for number, before in db.execute(
        "select key, before from change_row where tbl = 'participant' and op in ('D', 'U') order by id"
    ):
        for id, image in unpack(number, before):
            if "name" in image:
                yield id, image.get("uuid", ""), image["name"]


def nameless(label: str) -> bool:
    """True if a label names no one: a role, a title, a letter, a number (`Interviewer`, `R1`, `Wethouder`)."""
    if sum(c.isdigit() for c in label) >= 7:
        return False  # a telephone number
    parts = [re.sub(r"^[\W\d_]+|[\W\d_]+$", "", part).casefold() for part in re.split(r"[\s(),/]+", label)]
    if not any(parts):
        return not any(not c.isascii() for c in label)
    return all(len(p) < 2 or p in GENERIC or p in TITLES or p in PARTICLES for p in parts)


def forms(name: str) -> list[str]:
    """The ways in which a name is said: the whole, a last name with what stands before it, its words, an initial.

    >>> forms("Anna de Vries")
    ['Anna de Vries', 'A. de Vries', 'de Vries', 'Anna', 'Vries']
    """
    whole = " ".join(name.split())
    bare = re.sub(r"\s*\([^)]*\)", "", whole).strip() or whole
    words = bare.split()
    while len(words) > 1 and _plain(words[0]) in TITLES | GENERIC and _plain(words[0]) not in PARTICLES:
        words = words[1:]
    out = [whole, bare, " ".join(words)]
    own = [w for w in words if _plain(w) not in PARTICLES | TITLES | GENERIC]
    if len(words) > 1 and len(own) > 1:
        first = next(i for i in range(1, len(words)) if i >= len(words) - 1 or words[i] != own[0])
        last = " ".join(words[first:])
        out += [f"{words[0][0]}. {last}", last]
    capitals = any(w[:1].isupper() for w in own)
    for word in own if len(words) > 1 else []:
        for part in dict.fromkeys((word, *re.split(r"[-‐‑]", word))):
            said = part.strip(".,;:'\"’“”")
            if sum(c.isalpha() for c in said) > 2 and (said[:1].isupper() or not capitals) and not nameless(said):
                out.append(said)
    return list(dict.fromkeys(f for f in out if not nameless(f)))


def _plain(word: str) -> str:
    return word.strip(".,;:()").casefold()


def capital_only(form: str) -> bool:
    """True if a form may also be an ordinary word in small letters: it is one capitalised word."""
    own = [w for w in form.split() if _plain(w) not in PARTICLES]
    return len(own) < 2 and any(c.isupper() for c in form) and not any(c.isdigit() or c in "_@" for c in form)


def as_forms(text: str, pseudonym: str, source: str = "", *, anyhow: bool = False) -> Form:
    """A form; with `anyhow` it is found in small letters as well."""
    return Form(text, pseudonym, capital_only(text) and not anyhow, source)


class Names(NamedTuple):
    """The masker, how many people have no pseudonym yet, and the coders, who are shown by their own names."""

    masker: Masker
    new: int
    coders: frozenset[str]


def masker(study: Study, key_rows: list[Row] | None = None) -> Names:
    """The masker of a study whose names are shown by pseudonym.

    Someone whom the key does not have is shown as `P?1`, `P?2` and so on; researchers and labels that name no one are shown
    as they are, unless the key has them with a pseudonym.
    """
    given = rows(study) if key_rows is None else key_rows
    by = {row.uuid: row for row in given if row.uuid}
    out: list[Form] = []
    unknown = new = 0
    persons = people(study.db)
    home = {person.uuid: person.source for person in persons}
    for row in given:
        if row.pseudonym:
            out += [as_forms(f, row.pseudonym, home.get(row.uuid, "")) for f in (row.name, *row.forms) if f]
    for person in persons:
        held = by.get(person.uuid)
        if held is not None and not held.pseudonym:
            continue
        if held is None:
            if person.role == "researcher" or all(map(nameless, person.names)):
                continue
            unknown += 1
            new += person.role != FORMER
        shown = held.pseudonym if held is not None else f"P?{unknown}"
        for name in sorted(person.names):
            if person.source and (held is not None or not nameless(name)):
                out.append(Form(f"{name} ({person.source})", shown))
            out += [as_forms(f, shown, person.source, anyhow=held is None) for f in forms(name)]
    made = Masker(out)
    for row in given:  # a pseudonym that is a name would be replaced in its turn
        if row.pseudonym and (found := made.mask(row.pseudonym)) != row.pseudonym:
            raise Refused(
                "pseudonym-is-a-name",
                "a pseudonym of the key is, or holds, a name that is shown as {shown!r}: choose another",
                shown=found,
            )
    coders = frozenset(key(name) for (name,) in study.db.execute("select name from coder"))
    return Names(made, new, coders)
