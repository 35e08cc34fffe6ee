"""Coders, the codebook, variables and people of an export."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from qda import exporters
from qda.core.names import key
from qda.core.projects import derived, places
from qda.exporters import Entry
from qda.exporters.codebook_qdc import description
from qda.exporters.projects import elements
from qda.exporters.projects.variables import type_of
from qda.ops.coding.codebook import entries
from qda.ops.exchange.exported_notes import Notes
from qda.ops.exchange.exporting import Exporting
from qda.store.queries import exchange
from qda.store.texts import people

ROLE = derived("", "variable", "role")  # a variable of people that the study keeps as a field of its own


def coders(out: Exporting) -> None:
    """Write the users."""
    for _, uuid, name in exchange.coders(out.db):
        out.xml.add("Users", elements.user(uuid, name) + "\n")
        out.tally.kept("coder", "Users")


def codebook(out: Exporting, notes: Notes) -> None:
    """Write the codes with their notes, and a set for each category with members at home elsewhere."""
    top, found = entries(out.db, {})
    numbers = {entry.uuid: id for id, entry in found.items()}
    uncoded = exchange.never_coded(out.db)
    _sets(out, found)

    def element(entry: Entry) -> elements.Code:
        shown = entry if out.veiled is None else exporters.masked(entry, out.say)
        codable = entry.uuid not in uncoded
        if not codable and entry.level == "category":
            shown.level = "code"  # as it came: that nobody codes with it says that it is a category
        return elements.Code(
            entry.uuid, shown.name, entry.colour, codable, description(shown), notes.on("code", numbers[entry.uuid]),
            [element(e) for e in entry.codes],
        )  # fmt: skip

    for entry in top:
        out.xml.add("CodeBook", elements.code(element(entry)))
    out.tally.kept("code", "Codes", len(found))
    out.tally.kept("alias", "descriptions", sum(len(e.aliases) for e in found.values()))


def _sets(out: Exporting, found: dict[int, Entry]) -> None:
    named = Counter(key(e.name) for e in found.values())
    members: dict[str, list[str]] = {}
    for entry in found.values():
        for path in entry.categories:
            members.setdefault(path, []).append(entry.uuid)
    for entry in found.values():
        if held := members.get(entry.path):
            name = entry.name if named[key(entry.name)] == 1 else entry.path
            guid = derived(entry.uuid, "set")
            out.xml.add("Sets", elements.members(guid, out.say(name), "MemberCode", held))
            out.tally.kept("membership", "Sets", len(held))


class Variables:
    """The variables of an export with their types, and the values of sources and people as elements."""

    def __init__(self, out: Exporting) -> None:
        self._out = out
        self._people = {p.id: p for p in exchange.people(out.db, out.chosen)}
        known = {v.id: v for v in exchange.variables(out.db)}
        self._of_source: dict[int, list[str]] = {}
        self._of_person: dict[int, list[str]] = {}
        self.groups: dict[str, tuple[str, list[str]]] = {}  # value of `group` -> (guid of its set, guids of sources)
        used = set()
        for id, rows in groupby(exchange.values(out.db), itemgetter(0)):
            held = [(source, person, out.say(value)) for _, source, person, value in rows if self._goes(source, person)]
            if held:
                used.add(id)
                self._variable(known[id], held)
        for id, v in known.items():
            if id not in used and out.chosen is None:
                self._write(v.uuid, v.name, "Text")
        self._roles()

    def of_source(self, id: int) -> list[str]:
        """Return the values of a source, each an element."""
        return self._of_source.get(id, [])

    def people(self) -> Iterator[tuple[exchange.Person, str]]:
        """Yield the people that go out, each with the values as elements."""
        for id, person in self._people.items():
            yield person, "".join(self._of_person.get(id, ()))

    def _goes(self, source: int | None, person: int | None) -> bool:
        return person in self._people if source is None else self._out.goes(source)

    def _write(self, uuid: str, name: str, type: str) -> None:
        self._out.xml.add("Variables", elements.variable(uuid, self._out.say(name), type))
        self._out.tally.kept("variable", "Variables")

    def _variable(self, v: exchange.Variable, held: Sequence[tuple[int | None, int | None, str]]) -> None:
        out, type = self._out, type_of(value for _, _, value in held)
        self._write(v.uuid, v.name, type)
        for source, person, value in held:
            made = elements.variable_value(v.uuid, type, value)
            if source is not None:
                self._of_source.setdefault(source, []).append(made)
                if out.convention.group_sets and v.key == "group":
                    made = derived(v.uuid, "set", value)
                    self.groups.setdefault(value, (made, []))[1].append(out.sources[source][0])
            elif person is not None:
                self._of_person.setdefault(person, []).append(made)
        out.tally.kept("value", "VariableValues", len(held))

    def _roles(self) -> None:
        """Write everybody's role, which is no variable of the study's own and is not counted as one."""
        if self._people:
            self._out.xml.add("Variables", elements.variable(ROLE, "role", "Text"))
        for id, person in self._people.items():
            self._of_person.setdefault(id, []).append(elements.variable_value(ROLE, "Text", person.role))


def cases(out: Exporting, variables: Variables) -> None:
    """Write each participant as a case with the segments that are theirs, and where the convention wants it as a code."""
    names = people.shown(out.db)
    selections = _selections(out)
    at = next(selections, None)
    taken: Counter[str] = Counter()
    for person, values in variables.people():
        name = out.say(names[person.id])
        taken[key(name)] += 1
        if taken[key(name)] > 1:
            name = f"{name} ({taken[key(name)]})"
        held, chosen = list[int](), list[str]()
        if at is not None and at[0] == person.id:  # both come in order of number
            _, held, chosen = at
            at = next(selections, None)
        if person.source is not None and out.goes(person.source) and person.source not in held:
            held = [person.source, *held]
        out.xml.add("Cases", elements.case(person.uuid, name, values, [out.sources[s][0] for s in held], chosen))
        became = "Cases"
        if out.convention.case_codes:
            out.xml.add("CodeBook", elements.code(elements.Code(person.uuid, name)))
            became = "Cases and Codes"
        out.tally.kept("participant", became)


def _selections(out: Exporting) -> Iterator[tuple[int, list[int], list[str]]]:
    """Yield for each participant (number, their sources, the guids of their selections)."""
    twice = exchange.starts_twice(out.db, out.chosen)
    for person, rows in groupby(exchange.segments_by_person(out.db, out.chosen), itemgetter(0)):
        sources: list[int] = []
        guids: list[str] = []
        for source, held in groupby(rows, itemgetter(1)):
            sources.append(source)
            at = places(out.sources[source][0])
            guids += [at(segment_place(id in twice, start, end)) for _, _, id, start, end in held]
        yield person, sources, guids


def segment_place(twice: bool, start: int, end: int) -> str:
    """Return the place that names a segment's selection: where it begins; and ends, if an outer one begins there too."""
    return f"segment/{start}/{end}" if twice else f"segment/{start}"


def group_sets(out: Exporting, variables: Variables) -> None:
    """Write the sets of sources that the convention wants."""
    for value, (guid, sources) in variables.groups.items():
        out.xml.add("Sets", elements.members(guid, value, "MemberSource", sources))
