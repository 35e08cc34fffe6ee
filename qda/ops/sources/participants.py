"""The people who wrote or spoke: listing them, their role and variables, and who is who."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from qda.core.drafts import Draft
from qda.core.errors import NotFound, QdaError
from qda.core.names import clean, key, near_duplicates, short, text
from qda.core.results import Said, Table
from qda.store.analysis import links, scope
from qda.store.analysis.scope import Filters
from qda.store.file.ids import new_uuid
from qda.store.history.door import Change
from qda.store.project import Study
from qda.store.texts import intake, people, sources

COLUMNS = ("participant", "role", "sources", "segments", "words")


def listing(
    study: Study,
    filters: Filters | None = None,
    *,
    include_researcher: bool = False,
    ids: Iterable[int] | None = None,
) -> Table:
    """The participants in the order of their numbers, with a column for each variable that one of them has; then uuids.

    `segments` leaves out boilerplate, `words` quotations too; the words of researchers count with
    `include_researcher` alone. With filters only who has a segment in what is filtered for. `ids`: just these.
    """
    db = study.db
    filters = filters or Filters()
    where, args = scope.resolve(db, filters).segment()
    marks = ", ".join("?" * len(sources.UNCOUNTED))
    count = {
        person: numbers
        for person, *numbers in db.execute(
            "select m.participant, count(distinct m.source), "
            f"count(*), sum(case when m.kind in ({marks}) then 0 else m.words end) "
            f"from segment m where m.participant is not null and m.kind <> 'boilerplate' and {where} group by 1",
            (*sources.UNCOUNTED, *args),
        )
    }
    variables = db.execute(
        "select id, name from variable x where holder = 'participant' "
        "and exists (select 1 from value v where v.variable = x.id) order by id"
    ).fetchall()
    values = {(p, v): value for p, v, value in db.execute("select participant, variable, value from value")}
    names, chosen = people.shown(db), None if ids is None else set(ids)
    rows, left_out = [], 0
    for id, role, uuid in db.execute("select id, role, uuid from participant order by id"):
        if (filters.any() and id not in count) or (chosen is not None and id not in chosen):
            continue
        n_sources, n_segments, words = count.get(id, (0, 0, 0))
        if role == "researcher" and not include_researcher:
            left_out, words = left_out + words, 0
        own = (values.get((id, v)) for v, _ in variables)
        rows.append((names[id], role, n_sources, n_segments, words, *own, uuid))
    notes = [f"participants over {filters}"] if ids is None else []
    notes += people.left_out(left_out)
    taken = {key(c) for c in (*COLUMNS, "uuid")}
    columns = (*COLUMNS, *(f"{n} (variable)" if key(n) in taken else n for _, n in variables))
    return Table((*columns, "uuid"), rows, notes=notes, brief=columns)


def set_values(study: Study, name: str, values: Mapping[str, str]) -> Said:
    """Set variables of a participant; an empty value takes one away. `role` is one of people.ROLES."""
    if not values:
        raise QdaError("say what to set: VARIABLE=VALUE; role is one of " + ", ".join(people.ROLES))
    said = Said()
    with study.change("participant set") as c:
        person = people.find(c.db, name)
        label = people.shown(c.db)[person]
        for variable, value in values.items():
            if key(variable) == "role":
                c.update("participant", person, role=role(value))
            elif key(variable) in ("participant", "name"):
                raise QdaError(f"to give {label!r} another name: `qda participant merge {label!r} --into NEW`")
            else:
                said.notes += give(c, variable, value, participant=person)
        c.summary = f"{label}: " + ", ".join(f"{k} = {short(v) or 'none'}" for k, v in values.items())
    if not c.changed:
        said.notes.append(f"{label} was so already; nothing changed")
    said.table = listing(study, include_researcher=True, ids=[person])
    return said


def role(value: str) -> str:
    """A role as it is stored; NotFound for one that there is not."""
    given = value.strip().casefold() or "participant"
    if given not in people.ROLES:
        raise NotFound("role", value, people.ROLES, f"it is one of {', '.join(people.ROLES)}")
    return given


def give(
    c: Change, variable: str, value: str, *, source: int | None = None, participant: int | None = None
) -> list[str]:
    """Give a source or a participant a value, made when the variable is new, or take it away; notes about it.

    A variable that nothing has any more goes.
    """
    holder = "source" if source is not None else "participant"
    variable = clean(variable, "variable")
    known = {k: (i, n) for i, n, k in c.db.execute("select id, name, key from variable where holder = ?", (holder,))}
    old = known.get(key(variable))
    if value:
        intake.set_value(c, variable, text(value, f"value of {variable}"), source=source, participant=participant)
        if old is None and (near := near_duplicates(variable, (n for _, n in known.values()))):
            return [f"made the new variable {variable!r}; it is close to {', '.join(map(repr, near[:3]))}"]
        return []
    held = source if source is not None else participant
    row = None
    if old is not None:
        row = c.db.execute(f"select id from value where variable = ? and {holder} = ?", (old[0], held)).fetchone()
    if old is None or row is None:
        return [f"there was no {variable!r} to take away"]
    c.delete("value", row[0])
    if not c.db.execute("select 1 from value where variable = ?", (old[0],)).fetchone():
        c.delete("variable", old[0])
    return []


def merge(study: Study, names: Sequence[str], into: str) -> Said:
    """Make one person of several. A new name gives the first of them that name; with one name it is a renaming.

    Segments, values and links move; where both have a value, the one of `into` stays. A person of several sources
    is one of the whole study.
    """
    said = Said()
    with study.change("participant merge") as c:
        chosen = list(dict.fromkeys(people.find(c.db, n) for n in names))
        shown = people.shown(c.db)
        target = _target(c, into, chosen, shown)
        new = None
        if target is None:
            target, new = chosen[0], clean(into, "participant")
            if near := near_duplicates(new, (n for i, n in shown.items() if i not in chosen)):
                said.notes.append(f"{new!r} is a new name; it is close to {', '.join(map(repr, near[:3]))}")
        others = [i for i in chosen if i != target]
        for other in others:
            said.notes += _absorb(c, other, target, shown)
        _settle(c, target, new)
        now = people.shown(c.db)[target]
        gone = ", ".join(shown[i] for i in chosen if i != target or new is not None)
        c.summary = f"{gone} {'into' if others else 'is now'} {now}"
    said.table = listing(study, include_researcher=True, ids=[target])
    return said


def _target(c: Change, into: str, chosen: Sequence[int], shown: Mapping[int, str]) -> int | None:
    """Whom `into` names; None for a name that is new or the label of the chosen alone. One of the chosen is refused."""
    plain = dict(c.db.execute("select id, name from participant"))
    exact = [i for i, name in shown.items() if key(name) == key(into)]
    if not exact:
        hits = {i for i, name in plain.items() if key(name) == key(into)}
        if hits - set(chosen):
            return people.find(c.db, into)  # or refused, when several have the label
        if len(chosen) > 1 or chosen[0] not in hits or plain[chosen[0]] != into.strip():
            return None
        exact = [chosen[0]]
    if exact[0] not in chosen:
        return people.find(c.db, into)
    if len(chosen) == 1 and plain[exact[0]] == shown[exact[0]] != into.strip():
        return None  # another way of writing the name
    raise QdaError(f"{shown[exact[0]]!r} can't be merged into itself")


def _absorb(c: Change, other: int, into: int, shown: Mapping[int, str]) -> list[str]:
    """Move all that hangs on one person to another; notes about what both had."""
    db, notes = c.db, []
    db.execute("update segment set participant = ? where participant = ?", (into, other))
    held = dict(db.execute("select variable, value from value where participant = ?", (into,)))
    for id, variable, value, name in db.execute(
        "select v.id, v.variable, v.value, x.name from value v join variable x on x.id = v.variable "
        "where v.participant = ? order by v.id",
        (other,),
    ).fetchall():
        if variable not in held:
            c.update("value", id, participant=into)
            continue
        if held[variable] != value:
            notes.append(f"{name}: {shown[into]!r} keeps {held[variable]!r}; {value!r} of {shown[other]!r} is dropped")
        c.delete("value", id)
    roles = dict(db.execute("select id, role from participant where id in (?, ?)", (into, other)))
    if roles[into] != roles[other]:
        notes.append(f"role: {shown[into]!r} keeps {roles[into]!r}; {shown[other]!r} was {roles[other]!r}")
    links.repoint(c, "participant", other, into)
    c.delete("participant", other)
    return notes


def _settle(c: Change, person: int, name: str | None = None) -> None:
    """Give a person a name, and make one who has segments elsewhere one of the whole study."""
    now, source, site = c.db.execute("select name, source, site from participant where id = ?", (person,)).fetchone()
    places = {s for (s,) in c.db.execute("select distinct source from segment where participant = ?", (person,))}
    home = None if places - {source} or (name is not None and _everywhere(c, name, site, person)) else source
    _free(c, name or now, site, home, person)
    c.update("participant", person, name=name or now, key=key(name or now), source=home)


def _everywhere(c: Change, name: str, site: str, person: int = 0) -> bool:
    """Whether a name given by hand is a person of the whole study, as an import takes it: a full name that is free."""
    full = not name.startswith("@") and intake.identity(name, Draft(name, ""))[2]
    held = c.db.execute(
        "select 1 from participant where key = ? and site = ? and source is null and id <> ?", (key(name), site, person)
    ).fetchone()
    return full and held is None


def _free(c: Change, name: str, site: str, home: int | None, person: int = 0) -> None:
    """Refused where another person has the name."""
    row = c.db.execute(
        "select id from participant where key = ? and site = ? and coalesce(source, 0) = ? and id <> ?",
        (key(name), site, home or 0, person),
    ).fetchone()
    if row:
        shown = people.shown(c.db)[row[0]]
        raise QdaError(
            f"there is another participant {shown!r} already: name a new person by --into, or merge with that one"
        )


def split(study: Study, name: str, where: Sequence[str], into: str) -> Said:
    """Make another person of what a participant wrote in some sources; of one source alone when it is one.

    The new person has the same role; values and links stay with the old one.
    """
    with study.change("participant split") as c:
        person = people.find(c.db, name)
        shown = people.shown(c.db)
        new = clean(into, "participant")
        role = c.db.execute("select role from participant where id = ?", (person,)).fetchone()[0]
        known = c.db.execute("select id, name from source").fetchall()
        wanted = scope.glob_ids("source", where, known, c.db)
        places = {s for (s,) in c.db.execute("select distinct source from segment where participant = ?", (person,))}
        moved = places & wanted
        given = " ".join(where)
        if not moved:
            raise QdaError(
                f"{shown[person]!r} has no segment in {given}; `qda participant list --source {given}` shows who has"
            )
        if moved == places:
            raise QdaError(
                f"all segments of {shown[person]!r} are in {given}: there is nothing to part; "
                f"`qda participant merge {shown[person]!r} --into NEW` gives another name"
            )
        home = next(iter(moved)) if len(moved) == 1 and not _everywhere(c, new, "") else None
        _free(c, new, "", home)
        other = c.insert(
            "participant", uuid=new_uuid(), name=new, key=key(new), source=home, site="", role=role, created_at=c.at
        )
        count = 0
        for source in sorted(moved):
            count += c.db.execute(
                "update segment set participant = ? where participant = ? and source = ?", (other, person, source)
            ).rowcount
        c.summary = f"{count} segment{'s' if count != 1 else ''} of {shown[person]} to {people.shown(c.db)[other]}"
    notes = []
    if study.db.execute("select 1 from value where participant = ?", (person,)).fetchone():
        notes.append(f"the variables stay with {people.shown(study.db)[person]!r}")
    return Said(listing(study, include_researcher=True, ids=[person, other]), notes)
