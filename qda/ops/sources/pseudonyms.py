"""Showing people by pseudonym: putting it on and off, writing the key, and saying beforehand what would be replaced."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from qda.core import names as naming
from qda.core import pseudonym_key
from qda.core.errors import QdaError, Refused, UsageError
from qda.core.message import Message
from qda.core.names import clean, key
from qda.core.pseudonym_key import Row
from qda.core.results import Said, Table
from qda.core.text.masking import WORD, Masker, word_key
from qda.store.project import Study
from qda.store.queries import researcher_texts
from qda.store.texts import pseudonyms, sources
from qda.store.texts.intake import PARTICLES
from qda.store.texts.pseudonyms import SETTING, Person

COLUMNS = ("pseudonym", "name", "forms", "places", "sources", "state")
LEFT = ("kind", "text", "places", "sources", "where")
WIDTH = 2  # figures of a pseudonym at least


def pseudonymise(
    study: Study,
    file: str = "",
    *,
    also: Mapping[str, str] | None = None,
    beside: bool = False,
    dry_run: bool = False,
    left: bool = False,
) -> Said:
    """Show names by pseudonym from now on, and write the key. Done again, it gives pseudonyms to those who came since.

    The key is the file `file`, else the one that `QDA_KEY` names, else where it was written before. `beside` allows a key
    in the study's own folder. With `dry_run` nothing is written: the table has a row for each person, with the number of
    places in the texts that would be replaced; with `left` it has what looks like a person and would stay, in the texts and
    in what researchers wrote. QdaError without a place for the key, or with the key of another study.
    """
    if left and not dry_run:
        raise UsageError(
            Message("pseudonyms-left-alone", "what would be left is listed in a dry run: ask for that as well")
        )
    path = pseudonyms.place(study, file)
    if path is None and not dry_run:
        raise Refused(
            "pseudonyms-no-key",
            "say where the key is to be kept: a file in a folder other than {folder}, or QDA_KEY",
            folder=_folder(study),
        )
    there = path is not None and path.exists()
    if path is not None:
        _apart(study, path, beside)
    if not there and study.setting(SETTING) and not dry_run:
        raise Refused(
            "pseudonyms-key-gone",
            "names are shown by pseudonym already and the key is not at {path}: bring it there; a new key would give "
            "other pseudonyms",
            path=path,
        )
    given = pseudonym_key.read(path) if path is not None and there else []
    persons = pseudonyms.people(study.db)
    if given and persons and any(r.uuid for r in given) and not {r.uuid for r in given} & {p.uuid for p in persons}:
        raise QdaError(f"{path} is the key of another study: name another file")
    words = _Words(study)
    fresh = _rows(given, persons, words, also or {})
    every = [*given, *fresh]
    names = pseudonyms.masker(study, every)
    if dry_run:
        if left:
            return _left(study, names.masker)
        return _rehearsed(study, every, fresh, names.masker)
    assert path is not None
    named = sum(1 for r in every if r.pseudonym)
    with _with_key(study, path, fresh, there), study.change("participant pseudonymise") as c:
        pseudonyms.put_on(c, path)
        c.summary = (
            f"names are shown by pseudonym: {named} in the key, {sum(1 for r in fresh if r.pseudonym)} of them new"
        )
    said = Said(notes=[c.summary] if c.changed else ["everyone has a pseudonym; nothing changed"])
    said.notes += [
        f"the key is {path}: keep it apart from the study, and a copy of it",
        Message("pseudonyms-reveal", "the study keeps the real names; they can be shown once, or from then on"),
        Message(
            "pseudonyms-was-left",
            "what looks like a name, a number or an address and was left can be listed in a dry run",
        ),
    ]
    return said


@contextmanager
def _with_key(study: Study, path: Path, fresh: Sequence[Row], there: bool) -> Iterator[None]:
    """Write the new rows of the key; take them out again if the study's setting, which needs them, was not made."""
    before = study.setting(SETTING)
    size = path.stat().st_size if there else 0
    if not there:
        pseudonym_key.write(path, fresh)
    elif fresh:
        pseudonym_key.extend(path, fresh)
    try:
        yield
    except BaseException:
        if study.setting(SETTING) == before:  # an interrupt may also come when the change is made already
            if there:
                os.truncate(path, size)
            else:
                path.unlink(missing_ok=True)
        raise


def off(study: Study) -> Said:
    """Show the real names again, and leave the key as it is."""
    with study.change("participant pseudonymise") as c:
        if (key_file := pseudonyms.put_off(c)) is None:
            raise QdaError("names are shown as they are: nothing to take back")
        c.summary = "names are shown as they are"
    return Said(notes=[c.summary, f"the key is left where it is: {key_file}"])


def _folder(study: Study) -> Path:
    return study.path.absolute().resolve().parent


def _apart(study: Study, path: Path, beside: bool) -> None:
    folder, key_path = _folder(study), path.absolute().resolve()
    naming.text(str(path), "path of the key")  # the study keeps it
    if path.is_dir():
        raise QdaError(f"{path} is a folder; name a file")
    if folder in key_path.parents and not beside:
        raise Refused(
            "pseudonyms-key-beside",
            "{path} lies in the study's folder and would travel with it: name a file elsewhere",
            path=path,
        )


class _Words:
    """Counts how often each word is in the texts with a capital, and how often in small letters."""

    def __init__(self, study: Study) -> None:
        self.high: Counter[str] = Counter()
        self.low: Counter[str] = Counter()
        for _, _, text in sources.every_text(study.db):
            for word, n in Counter(WORD.findall(text)).items():
                (self.high if word[0].isupper() else self.low)[word_key(word)] += n

    def small(self, form: str, names: Iterable[str]) -> bool:
        """True if a form of one word is replaced in small letters too, because it is no ordinary word of the texts.

        Last names with a particle (`de Boer`) are ordinary words more often than not: one place in small letters is enough.
        """
        k = word_key(form)
        if not pseudonyms.capital_only(form) or " " in form or len(k) < 4:
            return False
        said = [name.split() for name in names]
        after = any(b == form and a.casefold() in PARTICLES for words in said for a, b in pairwise(words))
        return self.low[k] <= (0 if after else self.high[k])

    def __contains__(self, pseudonym: str) -> bool:
        k = word_key(pseudonym)
        return k in self.high or k in self.low


def _rows(given: Sequence[Row], persons: Sequence[Person], words: _Words, also: Mapping[str, str]) -> list[Row]:
    """Return rows for those whom the key does not have yet."""
    have = {r.uuid for r in given if r.uuid}
    taken = {r.pseudonym.casefold() for r in given} | {key(n) for p in persons for n in p.names}
    out: list[Row] = []
    new = [p for p in persons if p.uuid not in have]
    width = max(WIDTH, len(str(len(given) + len(new))))
    n = 0
    for person in new:
        bare = all(map(pseudonyms.nameless, person.names))
        if bare or person.role == "researcher":
            if person.role != pseudonyms.FORMER:
                out.append(Row("", person.name, (), person.uuid))
            continue
        n += 1
        while (shown := f"P{n:0{width}d}").casefold() in taken or shown in words:
            n += 1
        taken.add(shown.casefold())
        forms = list(dict.fromkeys(f for name in sorted(person.names) for f in pseudonyms.forms(name)))
        forms += [f.lower() for f in forms if words.small(f, person.names)]
        out.append(Row(shown, person.name, tuple(f for f in forms if f != person.name), person.uuid))
    for name, shown in also.items():
        if not shown.strip() or not name.strip():
            raise UsageError(
                Message("pseudonyms-also", "{name}={shown}: give both a name and a pseudonym", name=name, shown=shown)
            )
        name, shown = clean(name), clean(shown, "pseudonym")
        if any(key(r.name) == key(name) and r.pseudonym for r in (*given, *out)):
            raise QdaError(f"the key has {name!r} already: change it in the key")
        if shown.casefold() in taken:
            raise QdaError(f"{shown!r} is taken: choose another pseudonym for {name!r}")
        taken.add(shown.casefold())
        out.append(Row(shown, name, (name.lower(),) if words.small(name, [name]) else ()))
    return out


def _rehearsed(study: Study, every: Sequence[Row], fresh: Sequence[Row], masker: Masker) -> Said:
    places: Counter[str] = Counter()
    found_in: Counter[str] = Counter()
    for name, _, text in sources.every_text(study.db):
        here = Counter(p for f in masker.find(text, name) for p in f.pseudonym.split("/"))
        places += here
        found_in.update(here.keys())
    new = set(fresh)
    rows = [
        (
            r.pseudonym or None, r.name, list(r.forms), places[r.pseudonym], found_in[r.pseudonym],
            ("as it is" if not r.pseudonym else "new" if r in new else "in the key"),
        )
        for r in every
    ]  # fmt: skip
    named = sum(1 for r in every if r.pseudonym)
    return Said(
        Table(COLUMNS, rows, wrap=("name",)),
        [
            f"{named} people would be shown by pseudonym, {places.total()} places in the texts; nothing was changed",
            Message(
                "pseudonyms-would-be-left",
                "what looks like a name, a number or an address and would be left can be listed",
            ),
        ],
    )


def _left(study: Study, masker: Masker) -> Said:
    from qda.ops.sources.unmasked_names import Residue

    residue, language = Residue(masker), study.setting("language") or ""
    for name, spoken, text in sources.every_text(study.db):
        residue.read(name, spoken or "", text)
    for words in researcher_texts.texts(study.db):
        residue.read(words.source, language, words.text, where=words.where, bare=words.bare)
    found = residue.left()
    kinds = Counter(x.kind for x in found)
    said = ", ".join(f"{n} {kind}" for kind, n in kinds.items()) or "nothing was found"
    return Said(
        Table(LEFT, found, wrap=("text", "where")),
        [
            f"left as it is: {said}; found by patterns, so look through texts, memos and notes yourself as well",
            Message("pseudonyms-replace-too", "one of these is replaced too when it is given a pseudonym"),
        ],
    )
