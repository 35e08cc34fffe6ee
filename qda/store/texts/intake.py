"""Putting what importers read into a study: names that are free, people who are one or several, rows in batches."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from qda.core.job_titles import given, job
from qda.core.names import key
from qda.store.file.ids import new_uuid, new_uuids
from qda.store.texts.sources import UNCOUNTED

if TYPE_CHECKING:
    from qda.core.drafts import Draft
    from qda.store.history.door import Change


def own_words(draft: Draft) -> list[int]:
    """The words of each of a draft's segments, those of segments inside it left out."""
    spans = draft.segments
    counts = [len(draft.text[s.start : s.end].split()) for s in spans]
    for i, s in enumerate(spans):
        if s.parent is not None:
            counts[s.parent] -= counts[i]
    return counts


class Writer:
    """Puts drafts into a study in batches, inside one change.

    A person is one participant across sources by full name, or by handle on one site; a label that names no one and a
    single given name are persons of their own in each source. `joined` tells who was found in more than one source,
    `apart` the labels like full names that may be jobs, and so were kept apart: name -> persons.
    """

    BATCH = 400
    BATCH_CHARACTERS = 4_000_000

    def __init__(self, c: Change) -> None:
        self.c, self.db = c, c.db
        self.drafts: list[tuple[str, Draft]] = []
        self.uuids: list[str] = []  # of the drafts, "" for a new one
        self.persons: list[Mapping[str, int]] = []  # of each draft: label -> participant who is known already
        self.characters = 0
        self.count = 0
        self.batch = 0  # how many were written
        self.joined: dict[int, set[int]] = {}
        self.apart: dict[str, list[int]] = {}
        self._variables: dict[tuple[str, str], int] = {}
        self._marked = False
        self.people = self._known_people()
        self.before = set(self.people)  # whom the study knew: a doubtful name is joined with one of them

    def _known_people(self) -> dict[tuple[str, str], int]:
        rows = self.db.execute("select id, key, site from participant where source is null")
        return {(k, site): i for i, k, site in rows}

    def knows(self, name: str, person: int) -> None:
        """A person of the whole study was added by another hand."""
        self.people[key(name), ""] = person

    def mark(self) -> None:
        """Remember this place, so that `back` can take back all that is added after it."""
        self.flush()
        if self._marked:
            self.db.execute("release marked")
        self.db.execute("savepoint marked")
        self._marked = True
        self._count_then, self._joined_then = self.count, {i: set(s) for i, s in self.joined.items()}

    def back(self) -> None:
        """Take back what was added since `mark`."""
        self._clear()
        if not self._marked:
            return
        self.db.execute("rollback to marked")
        self.db.execute("release marked")
        self._marked = False
        self.count, self.joined = self._count_then, self._joined_then
        self.renew()

    def renew(self) -> None:
        """People and variables were made by another hand within the same change: look them up again."""
        self._variables, self.people = {}, self._known_people()

    def _clear(self) -> None:
        self.drafts, self.uuids, self.persons, self.characters = [], [], [], 0
        self.batch += 1

    def add(self, name: str, draft: Draft, *, uuid: str = "", persons: Mapping[str, int] | None = None) -> None:
        """Take one draft under a name that is free; written with its batch.

        `persons` are participants that are known already, by labels of the draft.
        """
        self.drafts.append((name, draft))
        self.uuids.append(uuid)
        self.persons.append(persons or {})
        self.characters += len(draft.text)
        self.count += 1
        if len(self.drafts) >= self.BATCH or self.characters >= self.BATCH_CHARACTERS:
            self.flush()

    def flush(self) -> None:
        """Write what has gathered."""
        if not self.drafts:
            return
        from qda.core.text.sentences import VERSION

        c = self.c
        words = [own_words(d) for _, d in self.drafts]
        uuids = [given or new for given, new in zip(self.uuids, new_uuids(len(self.drafts)), strict=True)]
        ids = c.bulk(
            "source",
            (
                (
                    u, name, key(name), d.kind, d.title, d.language, d.text, len(d.text),
                    sum(w for w, s in zip(ws, d.segments, strict=True) if s.kind not in UNCOUNTED),
                    d.sha256, d.origin, d.date, c.at, json.dumps(d.metadata, ensure_ascii=False), VERSION,
                )
                for u, (name, d), ws in zip(uuids, self.drafts, words, strict=True)
            ),
        )  # fmt: skip
        people = self._people(ids)
        first = c.next_id("segment")
        rows: list[tuple[object, ...]] = []
        for source, (_, d), ws in zip(ids, self.drafts, words, strict=True):
            base = first + len(rows)
            for n, (s, w) in enumerate(zip(d.segments, ws, strict=True)):
                rows.append(
                    (
                        source, n + 1, s.kind, None if s.parent is None else base + s.parent,
                        None if s.author is None else people[(source, s.author)], s.author, s.date,
                        None if s.reply_to is None else base + s.reply_to, s.start, s.end, w,
                        json.dumps(s.metadata, ensure_ascii=False) if s.metadata else None,
                    )
                )  # fmt: skip
        c.bulk("segment", rows)
        for source, (_, d) in zip(ids, self.drafts, strict=True):
            for variable, value in d.variables.items():
                self.set_value(variable, value, source=source)
            for label, values in d.participants.items():
                for variable, value in values.items():
                    if variable == "role":
                        c.update("participant", people[(source, label)], role=value)
                    else:
                        self.set_value(variable, value, participant=people[(source, label)])
        self._clear()

    def set_value(self, name: str, value: object, *, source: int | None = None, participant: int | None = None) -> None:
        """Give a source or a participant a value for a variable that is made when new."""
        set_value(self.c, name, value, source=source, participant=participant, known=self._variables)

    def _people(self, ids: range) -> dict[tuple[int, str], int]:
        """Number of the participant for each (source, label) of the batch; new ones are inserted."""
        out: dict[tuple[int, str], int] = {}
        rows: list[tuple[str, str, str, int | None, str, str, str]] = []
        next_id = self.c.next_id("participant")
        for source, (_, d), persons in zip(ids, self.drafts, self.persons, strict=True):
            here: dict[str, int] = {}  # the source's own persons: "INTERVIEWER" is "Interviewer"
            out.update({(source, label): person for label, person in persons.items()})
            for s in d.segments:
                if s.author is None or (source, s.author) in out:
                    continue
                doubt = False
                name, site, everywhere = identity(s.author, d, handle=bool(s.metadata and s.metadata.get("handle")))
                if not everywhere and (doubt := like_full_name(name)):
                    everywhere = (key(name), site) in self.before
                person = self.people.get((key(name), site)) if everywhere else here.get(key(name))
                if person is None:
                    person = next_id + len(rows)
                    rows.append((new_uuid(), name, key(name), None if everywhere else source, site, s.role, self.c.at))
                    if everywhere:
                        self.people[(key(name), site)] = person
                    else:
                        here[key(name)] = person
                        if doubt:
                            self.apart.setdefault(key(name), []).append(person)
                elif everywhere:
                    self.joined.setdefault(person, set()).add(source)
                out[(source, s.author)] = person
        if rows:
            self.c.bulk("participant", rows)
        return out


def identity(label: str, draft: Draft, *, handle: bool = False) -> tuple[str, str, bool]:
    """Identify the person of a label: (name, site, whether it is the same person in every source).

    A handle (`@name`, one that the page marks as such, or in a table of posts any single word that is no plain given
    name) is one person on its site, a table being a site of its own; a full name is one person everywhere; a role, an
    initial with a number or a single given name is a person of this source alone. So is a job ("Head Nurse"), and what
    may be one: two capitalised words that begin with no known given name, beside a label such as Interviewer.
    """
    name = " ".join(label.split())
    site = str(draft.metadata.get("site", ""))
    given = name.isalpha() and name[:1].isupper()
    if not handle and draft.kind == "posts" and " " not in name and not given and not generic(name):
        handle, site = True, site or draft.origin
    if handle or name.startswith("@"):
        return name.removeprefix("@"), site, True
    if name.endswith(")") and " (" in name and generic(name.rpartition(" (")[2]):
        name = name.rpartition(" (")[0]  # "Lies Bakker (interviewer)"
    elif name.endswith(")") and (short := _SHORT.match(name)) and full_name(short[1]):
        name = short[1]  # "Nora Bakker (NB)"
    return name, "", full_name(name) and not _in_doubt(name, draft)


def _in_doubt(name: str, draft: Draft) -> bool:
    """True if a label like a full name may be a job: it is beside a label for a role, and nothing says otherwise.

    A given name that is known, initials or a particle tell, and a header that has the name.
    """
    words = name.split()
    if draft.kind != "interview" or given(name) or any(w.endswith(".") or w[0].islower() for w in words):
        return False
    if any(key(name) in key(str(v)) for v in draft.metadata.values()):
        return False
    return any(s.role == "researcher" and s.author is not None and generic(s.author) for s in draft.segments)


def like_full_name(name: str) -> bool:
    """True if a label has the form of a full name, even if it is a job."""
    return full_name(name, jobs=True)


def full_name(name: str, *, jobs: bool = False) -> bool:
    """True if a label is a given name or initials and a last name: neither is a role, title, letter or number.

    A job is none, unless `jobs` lets it pass.
    """
    parts = [p for p in name.split() if any(ch.isalpha() for ch in p)]
    while parts and parts[0].strip(".").casefold() in TITLES:
        parts = parts[1:]
    if len(parts) < 2 or any(ch.isdigit() for ch in name) or generic(name) or (not jobs and job(name)):
        return False
    first, last = parts[0], parts[-1]
    particle = first.casefold() in PARTICLES  # "De Wit", "Van der Meer": a last name alone
    return first[0].isupper() and last[0].isupper() and not particle and sum(ch.isalpha() for ch in last) > 1


_SHORT = re.compile(r"(.{3,60}?)\s*\([A-Z.]{1,5}\)$")
GENERIC = frozenset(
    (
        "anoniem", "anonymous", "anonieme", "gast", "guest", "onbekend", "unknown", "iemand", "interviewer",
        "interviewee", "respondent", "moderator", "geïnterviewde", "deelnemer", "participant", "spreker", "speaker",
        "vraag", "antwoord", "question", "answer", "q", "a", "v", "i", "r", "onderzoeker", "researcher", "gespreksleider",
        "facilitator", "respondente", "deelneemster", "informant", "burger", "bewoner", "resident",
    )
)  # fmt: skip


# What stands before a last name; with a last name alone it names nobody for certain ("mevrouw De Wit", "Wethouder Smit").
TITLES = frozenset(
    (
        "mevrouw", "mevr", "mw", "meneer", "mijnheer", "de", "heer", "dhr", "dr", "drs", "ir", "ing", "mr", "prof", "professor",
        "mrs", "ms", "miss", "sir", "madam", "wethouder", "burgemeester", "secretaris", "gemeentesecretaris", "griffier",
        "raadslid", "mayor", "clerk", "councillor", "alderman", "frau", "herr", "madame", "monsieur",
    )
)  # fmt: skip
PARTICLES = frozenset(("van", "de", "der", "den", "het", "ten", "ter", "te", "'t", "’t", "von", "vd", "v.d."))


def generic(name: str) -> bool:
    """True if a label names a role, not a person (`Respondent`, `Spreker 2`, `Anonieme gast`); `A. Smit` is a person."""
    parts = [part.strip(".:0123456789#()").casefold() for part in name.split()]
    return any(part in GENERIC and (len(part) > 1 or len(parts) == 1) for part in parts)


def set_value(
    c: Change, name: str, value: object, *, source: int | None = None, participant: int | None = None,
    known: dict[tuple[str, str], int] | None = None,
) -> None:  # fmt: skip
    """Give a source or a participant a value; the variable is made when new, an empty value takes it away."""
    holder = "source" if source is not None else "participant"
    place = (key(name), holder)
    known = {} if known is None else known
    if place not in known:
        row = c.db.execute("select id from variable where key = ? and holder = ?", place).fetchone()
        known[place] = (
            row[0]
            if row
            else c.insert("variable", uuid=new_uuid(), name=name, key=place[0], holder=holder, created_at=c.at)
        )
    held = source if source is not None else participant
    row = c.db.execute(f"select id from value where variable = ? and {holder} = ?", (known[place], held)).fetchone()
    text = "" if value is None else str(value)
    if row and text == "":
        c.delete("value", row[0])
    elif row:
        c.update("value", row[0], value=text)
    elif text != "":
        c.insert("value", variable=known[place], source=source, participant=participant, value=text)


def take_value(c: Change, name: str, *, source: int | None = None, participant: int | None = None) -> bool:
    """Take a value of a source or a participant away, and the variable too when nothing has it any more.

    False if there was no such value.
    """
    holder, held = ("source", source) if source is not None else ("participant", participant)
    found = c.db.execute("select id from variable where holder = ? and key = ?", (holder, key(name))).fetchone()
    row = found and c.db.execute(f"select id from value where variable = ? and {holder} = ?", (*found, held)).fetchone()
    if not row:
        return False
    c.delete("value", row[0])
    if not c.db.execute("select 1 from value where variable = ?", found).fetchone():
        c.delete("variable", found[0])
    return True


def taken(db: sqlite3.Connection) -> set[str]:
    """The keys of all names that sources have."""
    return {k for (k,) in db.execute("select key from source")}


def free_name(draft: Draft, taken: Iterable[str]) -> str:
    """A name that no source has: the file's stem, else `folder/stem`, and so on upwards, else with a number."""
    taken = taken if isinstance(taken, (set, frozenset)) else set(taken)
    if key(draft.name) not in taken:
        return draft.name
    name = draft.name
    for folder in reversed(draft.origin.split("/")[:-1]):
        if folder in ("", ".", ".."):
            continue
        name = f"{folder}/{name}"
        if key(name) not in taken:
            return name
    n = 2
    while key(f"{draft.name} ({n})") in taken:
        n += 1
    return f"{draft.name} ({n})"
