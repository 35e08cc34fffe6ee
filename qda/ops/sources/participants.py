"""The people who wrote or spoke: listing them, their role and variables, and who is who."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qda.core.drafts import Draft
from qda.core.errors import NotFound, QdaError, Refused
from qda.core.names import clean, key, near_duplicates, short, text
from qda.core.results import Said
from qda.reports.common import listings
from qda.store.analysis import scope, summaries
from qda.store.history.door import Change
from qda.store.project import Study
from qda.store.revisions import participants as joining
from qda.store.texts import intake, people

listing = listings.participants


def set_values(study: Study, name: str, values: Mapping[str, str]) -> Said:
    """Set variables of a participant; an empty value takes one away. `role` is one of `people.ROLES`."""
    if not values:
        raise Refused(
            "participant-set-nothing",
            "say what to set: a variable and its value; role is one of {roles}",
            roles=people.ROLES,
        )
    said = Said()
    with study.change("participant set") as c:
        person = people.find(c.db, name)
        label = people.name(c.db, person)
        alone = summaries.without_row(c.db)
        for variable, value in values.items():
            if key(variable) == "role":
                people.set_role(c, person, role(value))
            elif key(variable) in ("participant", "name"):
                raise Refused(
                    "participant-set-name",
                    "the name of {name!r} is none of the variables: merge them into the new name",
                    name=label,
                )
            else:
                said.notes += give(c, variable, value, participant=person)
        said.notes += summaries.left_alone(c.db, alone)
        c.summary = f"{label}: " + ", ".join(f"{k} = {short(v) or 'none'}" for k, v in values.items())
    if not c.changed:
        said.notes.append(f"{label} was so already; nothing changed")
    said.table = listing(study, include_researcher=True, ids=[person])
    return said


def role(value: str) -> str:
    """Return a role as it is stored; NotFound for any but `people.ROLES`."""
    given = value.strip().casefold() or "participant"
    if given not in people.ROLES:
        raise NotFound("role", value, people.ROLES, f"it is one of {', '.join(people.ROLES)}")
    return given


def give(
    c: Change, variable: str, value: str, *, source: int | None = None, participant: int | None = None
) -> list[str]:
    """Give a source or a participant a value for a variable, or take it away with ""; return notes about it.

    A new variable is made; a variable that nothing has any more is removed.
    """
    holder = "source" if source is not None else "participant"
    variable = clean(variable, "variable")
    if value:
        known = people.variables(c.db, holder)
        intake.set_value(c, variable, text(value, f"value of {variable}"), source=source, participant=participant)
        if key(variable) not in known and (near := near_duplicates(variable, known.values())):
            return [f"made the new variable {variable!r}; it is close to {', '.join(map(repr, near[:3]))}"]
        return []
    taken = intake.take_value(c, variable, source=source, participant=participant)
    return [] if taken else [f"there was no {variable!r} to take away"]


def merge(study: Study, names: Sequence[str], into: str) -> Said:
    """Make one person of several participants, or give one participant another name.

    `into` is one of the study's participants, or a new name, which the first of `names` gets. Segments, values and links
    move; where both have a value, the one of `into` stays. A person of several sources becomes one of the whole study.
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
        now = people.name(c.db, target)
        gone = ", ".join(shown[i] for i in chosen if i != target or new is not None)
        c.summary = f"{gone} {'into' if others else 'is now'} {now}"
    said.table = listing(study, include_researcher=True, ids=[target])
    return said


def _target(c: Change, into: str, chosen: Sequence[int], shown: Mapping[int, str]) -> int | None:
    """Return whom `into` names, or None for a new name or a label that only the chosen have; reject one of the chosen."""
    plain = people.labels(c.db)
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
    """Move all that hangs on one person to another; return notes about what both had."""
    kept, dropped = people.get(c.db, into).role, people.get(c.db, other).role
    joined: list[str] = []
    notes = [
        f"{x.variable}: {shown[into]!r} keeps {x.kept!r}; {x.dropped!r} of {shown[other]!r} is dropped"
        for x in joining.absorb(c, other, into, joined)
    ] + joined
    if kept != dropped:
        notes.append(f"role: {shown[into]!r} keeps {kept!r}; {shown[other]!r} was {dropped!r}")
    return notes


def _settle(c: Change, person: int, name: str | None = None) -> None:
    """Give a person a name; one who has segments in other sources than their own becomes one of the whole study."""
    now, source, site, _ = people.get(c.db, person)
    elsewhere = people.where_written(c.db, person) - {source}
    home = None if elsewhere or (name is not None and _everywhere(c, name, site, person)) else source
    _free(c, name or now, site, home, person)
    people.rename(c, person, name or now, home)


def _everywhere(c: Change, name: str, site: str, person: int = 0) -> bool:
    """True if a name given by hand is a person of the whole study, as an import takes it: a full name that is free."""
    full = not name.startswith("@") and intake.identity(name, Draft(name, ""))[2]
    return full and people.known_as(c.db, name, site, None, but=person) is None


def _free(c: Change, name: str, site: str, home: int | None, person: int = 0) -> None:
    """Reject a name that another person has."""
    if (other := people.known_as(c.db, name, site, home, but=person)) is not None:
        raise Refused(
            "participant-name-taken",
            "there is another participant {name!r} already: give a name that is free, or merge with that one",
            name=people.name(c.db, other),
        )


def split(study: Study, name: str, where: Sequence[str], into: str) -> Said:
    """Make another person, named `into`, of what a participant wrote in some sources (`where`: names or globs).

    The new person has the same role, and is a person of one source alone where it is one source. Values and links stay
    with the old one.
    """
    with study.change("participant split") as c:
        person = people.find(c.db, name)
        shown = people.shown(c.db)
        new = clean(into, "participant")
        role = people.get(c.db, person).role
        wanted = scope.source_ids(c.db, where)
        places = people.where_written(c.db, person)
        moved = places & wanted
        given = " ".join(where)
        if not moved:
            raise Refused(
                "participant-split-nothing", "{name!r} has no segment in {sources}", name=shown[person], sources=given
            )
        if moved == places:
            raise Refused(
                "participant-split-all",
                "all segments of {name!r} are in {sources}: there is nothing to part; a merge gives another name",
                name=shown[person],
                sources=given,
            )
        home = next(iter(moved)) if len(moved) == 1 and not _everywhere(c, new, "") else None
        _free(c, new, "", home)
        other = people.add(c, new, role, source=home)
        count = sum(people.hand_over(c, source, person, other) for source in sorted(moved))
        c.summary = f"{count} segment{'s' if count != 1 else ''} of {shown[person]} to {people.name(c.db, other)}"
    notes = []
    if people.has_values(study.db, person):
        notes.append(f"the variables stay with {people.name(study.db, person)!r}")
    return Said(listing(study, include_researcher=True, ids=[person, other]), notes)
