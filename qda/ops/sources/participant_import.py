"""Import roles and variables of participants from a table with one row per person: all or nothing."""

from __future__ import annotations

from typing import BinaryIO, NamedTuple

from qda.core.drafts import Draft, ReadOptions
from qda.core.errors import QdaError, Refused, nearest
from qda.core.message import Message, chained
from qda.core.names import clean, key, near_duplicates
from qda.core.results import Said, Table
from qda.ops.sources import participants
from qda.store.history.door import Change
from qda.store.project import Study
from qda.store.texts import intake, people

SHOWN = 20  # so many rows that do not fit are named
FIRST = 10  # rows that a dry run shows
_COUNTS = ("sources", "segments", "words")  # of our own listing: the study counts them, a table doesn't set them
_NEW = -1


class Row(NamedTuple):
    """A row that fits: its number, who it is (`_NEW` for one to be made), the name, and the values to be set."""

    number: int
    person: int
    name: str
    values: dict[str, str]


def read(
    study: Study, path: str, options: ReadOptions | None = None, *, new: bool = False, dry_run: bool = False,
    stdin: BinaryIO | None = None,
) -> Said:  # fmt: skip
    """Set roles and variables of participants from a table: a column for each variable; an empty cell changes nothing.

    The column of names is found by its usual names, or named by `options.columns`. Names that the study does not have are
    rejected, with the nearest ones; with `new` they become participants. A dry run shows the first rows as they would come
    in, and says for each row that does not fit why. QdaError if a row does not fit: then nothing comes in.
    """
    rows, bad, columns, notes = _rows(study, path, options or ReadOptions(), new, stdin)
    count = f"{len(rows)} participant{'s' * (len(rows) != 1)}"
    if dry_run:
        cells = [(r.number, r.name, *(r.values.get(c) for c in columns)) for r in rows[:FIRST]]
        made = sum(r.person == _NEW for r in rows)
        told = f"{count} would get what their rows say" + (f", {made} of them new" if made else "")
        return Said(
            Table(("row", "participant", *columns), cells, named=columns),
            [*notes, f"{told}; nothing was changed", *bad],
        )
    if bad:
        more = f"; and {len(bad) - SHOWN} more" if len(bad) > SHOWN else ""
        fit = f"{len(bad)} rows do not fit" if len(bad) > 1 else "a row does not fit"
        raise QdaError(
            Message(
                "",
                "{path}: {fit}, nothing came in: {rows}{more}",
                path=path,
                fit=fit,
                rows=chained(bad[:SHOWN]),
                more=more,
            )
        )
    with study.change("participant import") as c:
        made = 0
        ids = []
        known = people.variables(c.db, "participant")
        held: dict[tuple[str, str], int] = {}
        for r in rows:
            person = r.person
            if person == _NEW:
                person = _make(c, r.name)
                made += 1
            ids.append(person)
            for variable, value in r.values.items():
                if key(variable) == "role":
                    people.set_role(c, person, value)
                else:
                    intake.set_value(c, variable, value, participant=person, known=held)
        c.summary = f"{count} from {path}: {', '.join(columns)}"
    for variable in columns:
        if key(variable) not in known and (near := near_duplicates(variable, known.values())):
            notes.append(f"made the new variable {variable!r}; it is close to {', '.join(map(repr, near[:3]))}")
    if made:
        notes.append(f"{made} of them are new: they have no segment yet")
    if not c.changed:
        return Said(None, [*notes, f"{count} had these values already; nothing was changed"])
    return Said(participants.listing(study, include_researcher=True, ids=ids), notes)


def _make(c: Change, name: str) -> int:
    who, site = _identity(name)
    return people.add(c, who, "participant", site=site)


def _identity(name: str) -> tuple[str, str]:
    """Return name and site of the person whom a label makes: `@lies` and `Lies (interviewer)` are called by less."""
    who, site, _ = intake.identity(name, Draft(name, ""), handle=name.startswith("@"))
    return who, site


def _rows(
    study: Study, path: str, options: ReadOptions, new: bool, stdin: BinaryIO | None
) -> tuple[list[Row], list[str], list[str], list[str]]:
    """Return the rows that fit, why others do not, the columns that are set, and notes."""
    from qda.importers.tables.rows import Rows
    from qda.importers.tables.rows import clean as cell

    names, by_name = people.shown(study.db), people.by_label(study.db)
    shown = {key(n): i for i, n in names.items()}
    if (veil := getattr(study.db, "shown", None)) is not None:
        shown = {key(veil(n)): i for i, n in names.items()} | shown
    out: list[Row] = []
    bad: list[str] = []
    seen: dict[int | str, Row] = {}
    with Rows(path, options, stdin) as rows:
        for field in options.columns:
            if field != "participant":
                raise QdaError(f"a table of participants has no field {field!r}: only participant=COLUMN")
        who = rows.find("participant", options.columns, required=True)
        own = all(any(key(c) == n for c in rows.columns) for n in _COUNTS)
        chosen = [
            (i, _variable(c))
            for i, c in enumerate(rows.columns)
            if i != who and not (own and key(c) in (*_COUNTS, "uuid"))
        ]
        notes = [rows.note] if rows.note else []
        used: dict[str, None] = {}
        for number, row in rows:
            name = " ".join(cell(row[who or 0]).split())
            values = {c: v for i, c in chosen if (v := cell(row[i]).strip())}
            if not name:
                bad += [f"row {number} names no participant"] * bool(values)
                continue
            try:
                person = _person(study, name, shown, by_name, names, new)
                if role := next((v for c, v in values.items() if key(c) == "role"), None):
                    values = {c: v for c, v in values.items() if key(c) != "role"} | {"role": participants.role(role)}
            except QdaError as e:
                bad.append(Message("", "row {number}: {why}", number=number, why=e.message))
                continue
            mark = person if person != _NEW else key(_identity(name)[0])
            same = seen.get(mark)
            if same is not None:
                other = [c for c, v in values.items() if same.values.get(c, v) != v]
                if other:
                    bad.append(f"row {number}: {name!r} was in row {same.number} already, with another {other[0]}")
                else:
                    same.values.update(values)
                continue
            made = Row(number, person, names.get(person, name), values)
            seen[mark] = made
            used |= dict.fromkeys(values)
            out.append(made)
    if not out and not bad:
        raise QdaError(f"{path} has a header and no rows")
    return out, bad, [c for _, c in chosen if c in used or (key(c) == "role" and "role" in used)], notes


def _variable(column: str) -> str:
    return clean(column.removesuffix(" (variable)"), "variable")


def _person(
    study: Study, name: str, shown: dict[str, int], by_name: dict[str, list[int]], names: dict[int, str], new: bool
) -> int:
    """Return whom a name means: the one shown by it, else the only one with that label, else the one whom it would make.

    `_NEW` for one to be made.
    """
    if (known := shown.get(key(name))) is not None:
        return known
    hits = by_name.get(key(name), [])
    if len(hits) > 1:
        raise QdaError(
            f"{len(hits)} participants are called {name!r}: {', '.join(names[i] for i in hits[:4])}; name one"
        )
    if hits:
        return hits[0]
    who, site = _identity(name)
    if who != name and (there := people.known_as(study.db, who, site, None)) is not None:
        return there
    if new:
        clean(name, "participant")
        return _NEW
    if near := nearest(name, names.values()):
        raise QdaError(f"there is no participant {name!r}; did you mean {' or '.join(map(repr, near))}?")
    raise Refused("participant-import-unknown", "there is no participant {name!r}", name=name)
