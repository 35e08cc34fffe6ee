"""Cases, variables and values of a project: participants, what is known of them, and what is known of sources."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from qda.core.drafts import Draft
from qda.core.names import key
from qda.core.projects import CaseForm, SourceForm, Values, derived
from qda.ops.exchange.taking import Taking, free, numbered, tidy
from qda.store.analysis.links import Target
from qda.store.exchange import project_rows
from qda.store.texts import people
from qda.store.texts.intake import full_name
from qda.store.texts.segment_layout import Layout, Segment
from qda.store.texts.sources import UNCOUNTED

ROLE = "role"
DESCRIPTION = "description"
UNNAMED = "unnamed"
GROUP = "group"


class Variables:
    """The file's variables in the study: a row for sources and one for participants, as they are used; and their values."""

    def __init__(self, t: Taking) -> None:
        self.t = t
        self.forms = {form.guid: form for form in t.form.variables}
        rows = project_rows.variables(t.db)
        self.by_uuid = {(uuid, holder): id for id, uuid, _, holder in rows}
        self.uuids = {uuid for _, uuid, _, _ in rows}
        self.by_key = {(k, holder): id for id, _, k, holder in rows}
        self.used: set[str] = set()
        self.roles = self._roles()
        self.new: list[tuple[str, int, int | None, int | None, str]] = []
        self.written: dict[tuple[int, int | None, int | None], str] = {}

    def _roles(self) -> set[str]:
        """The variables of cases that say what role a person has: called so, with no other values than qda's roles."""
        named = {guid for guid, form in self.forms.items() if key(form.name) == ROLE}
        for case in self.t.form.cases:
            named -= {guid for guid, value in case.values if key(value) not in people.ROLES}
        return named

    def variable(self, guid: str, holder: str) -> int:
        """Return the study's variable for one of the file's, made when it is first used."""
        form = self.forms[guid]
        self.used.add(guid)
        second = derived(guid, holder)
        found = self.by_uuid.get((guid, holder)) or self.by_uuid.get((second, holder))
        if found is not None:
            return found
        name = tidy(form.name) or UNNAMED
        if holder == "participant" and key(name) == ROLE:
            name = numbered(name, 2)  # the role of a participant is one of four words
        found = self._row(name, holder, second if guid in self.uuids else guid)
        self.by_uuid[guid, holder] = found
        return found

    def called(self, name: str, values: Values) -> set[str]:
        """Return the keys of the values that some of these are for a variable of that name."""
        return {key(value) for guid, value in values if guid in self.forms and key(self.forms[guid].name) == name}

    def own(self, name: str, holder: str) -> int:
        """Return a variable of our own making: what the file says of a source or case in another way."""
        return self._row(name, holder, derived("", "variable", holder, key(name)))

    def _row(self, name: str, holder: str, uuid: str) -> int:
        found = self.by_key.get((key(name), holder))
        if found is None:
            found = project_rows.add_variable(self.t.c, name, holder, uuid)
            self.by_key[key(name), holder] = found
            self.uuids.add(uuid)
        return found

    def give(self, values: Values, *, source: int | None = None, person: int | None = None) -> None:
        """Give a source or a participant its values of the file."""
        holder = "source" if source is not None else "participant"
        for guid, value in values:
            if guid not in self.forms:
                self.t.tally.lost("value", "of a variable that is not in the file")
            elif holder == "participant" and guid in self.roles:
                self.used.add(guid)
                self.t.tally.kept("value", "roles")
            else:
                self.new.append(("value", self.variable(guid, holder), source, person, value))

    def add(self, name: str, value: str, *, source: int | None = None, person: int | None = None) -> None:
        """Give a source or a participant a value that the file says in another way; nothing is counted."""
        holder = "source" if source is not None else "participant"
        self.new.append(("", self.own(name, holder), source, person, value))

    def flush(self) -> None:
        """Write the values that have gathered."""
        t = self.t
        held = project_rows.values(
            t.db,
            sources={s for _, _, s, _, _ in self.new if s is not None},
            participants={p for _, _, _, p, _ in self.new if p is not None},
        )
        rows = []
        for thing, variable, source, person, value in self.new:
            place = (variable, source, person)
            if place in self.written:
                if thing and self.written[place] != value:
                    t.tally.lost(thing, "another value of the same variable came before it")
                elif thing:
                    t.tally.lost(thing, "the same value twice")
                continue
            self.written[place] = value
            if place in held and held[place] != value and thing:
                t.differs(thing)
            elif place not in held:
                rows.append((variable, source, person, value))
            if thing:
                t.tally.kept(thing, "values of participants" if source is None else "values of sources")
        if rows:
            project_rows.add_values(t.c, rows)
        self.new = []

    def finish(self) -> None:
        """Make the variables that nothing uses, and count all."""
        for guid, form in self.forms.items():
            if guid not in self.used:
                self.variable(guid, "participant")
            self.t.name(form.name, "variable", UNNAMED)  # counts a name that had to change
            if key(form.name) == ROLE and guid not in self.roles:
                self.t.tally.note("variable", "the role in the file has other words than a participant's role")
            self.t.tally.kept("variable", "roles" if guid in self.roles else "variables")
        described = sum(bool(form.description.strip()) for form in self.forms.values())
        if described:
            self.t.tally.note(
                "variable", f"{described} {'have' if described > 1 else 'has'} a description, which is left out"
            )


class Cases:
    """The file's cases: participants of the study, and whose words which segments are."""

    def __init__(self, t: Taking, variables: Variables) -> None:
        self.t, self.variables = t, variables
        self.whole: dict[str, list[CaseForm]] = {}
        self.of_selection: dict[str, list[CaseForm]] = {}
        self.of_source: dict[str, CaseForm] = {}  # nameless cases of one source
        self.named: list[CaseForm] = []
        self.names: dict[str, str] = {}
        self.first = t.c.next_id("participant")
        held = project_rows.numbers(t.db, "participant", [case.guid for case in t.form.cases])
        self.filled: dict[str, str] = {}  # the label that segments without one got, by source
        self.labels = people.labels(t.db)
        self.before = set(held)  # cases that the study has
        self.claimed: set[int] = set(held.values())
        self.idle: set[int] = set()
        t.people.update(held)
        for case in t.form.cases:
            if not case.name.strip() and len(set(case.sources)) == 1:
                self.of_source.setdefault(case.guid, case)
                continue
            self.named.append(case)
            self.names[case.guid] = t.name(case.name, "participant", UNNAMED)
            for source in dict.fromkeys(case.sources):
                self.whole.setdefault(source, []).append(case)
            for selection in case.selections:
                self.of_selection.setdefault(selection, []).append(case)

    def concerning(self, source: SourceForm) -> list[CaseForm]:
        """Return the cases of a source: of the whole of it, or of selections in it."""
        found = {case.guid: case for case in self.whole.get(source.guid, ())}
        if self.of_selection:
            for selection in source.selections:
                for case in self.of_selection.get(selection.guid, ()):
                    found[case.guid] = case
        return list(found.values())

    def label(self, case: CaseForm, labels: Collection[str | None], source: str) -> str | None:
        """Return the label of a source that is the case's name, as it is written or with the source's name behind it."""
        name = key(self.names[case.guid])
        for label in labels:
            if label is not None and name in (key(label), key(f"{label} ({source})")):
                return label
        if self.t.form.ours and name.endswith(")"):  # people of one source or site are shown with it
            bare = name.rpartition(" (")[0]
            return next((x for x in labels if x is not None and key(x).removeprefix("@") == bare), None)
        return None

    def fill(self, form: SourceForm, draft: Draft) -> dict[str, int]:
        """Give the segments of a draft that have nobody to the case of the whole source; return label -> participant."""
        for case in self.whole.get(form.guid, ()):
            if self.label(case, {s.author for s in draft.segments}, form.name):
                continue
            free_ = [i for i, s in enumerate(draft.segments) if s.author is None and s.kind not in UNCOUNTED]
            if free_:
                name = self.names[case.guid]
                for i in free_:
                    draft.segments[i] = draft.segments[i]._replace(author=name)
                self.filled[form.guid] = name
                return {name: self.person(case)}
        return {}

    def settle(self, form: SourceForm, source: int, name: str, layout: Layout, new: bool) -> dict[str, Segment]:
        """Find who of a source's speakers is which case; return the segments that selections of cases are, by guid."""
        here = self.concerning(form)
        if not here:
            return {}
        segments = layout.segments
        at = {(s.start, s.end): s for s in segments}
        speakers = dict.fromkeys(s.author for s in segments if s.author is not None)
        for case in here:
            label = self.label(case, speakers, name) or self.label(case, speakers, form.name)
            if label is not None:
                self._speaks(case, self._speaker(case, [s.participant for s in segments if s.author == label]), source)
            elif not new and case.guid not in self.before:
                self._fill_held(case, form, segments)
        out: dict[str, Segment] = {}
        given: set[int] = set()
        for selection in form.selections:
            for case in self.of_selection.get(selection.guid, ()):
                segment = at.get((selection.start, selection.end))
                if segment is None:
                    continue
                out[selection.guid] = segment
                person = self.person(case)
                if segment.id in given:  # of two cases the first
                    continue
                given.add(segment.id)
                if segment.participant != person and (new or segment.participant is None):
                    written = segment.author if segment.author != self.filled.get(form.guid) else None
                    self._give(segment._replace(author=written), person, self.names[case.guid])
        return out

    def _speaker(self, case: CaseForm, persons: Iterable[int | None]) -> int | None:
        """Return who of those to whom a label's segments belong is called so; the first where none is."""
        found = list(dict.fromkeys(p for p in persons if p is not None))
        called = [p for p in found if key(self.labels.get(p, "")) == key(self.names[case.guid])]
        return next(iter(called or found), None)

    def _fill_held(self, case: CaseForm, form: SourceForm, segments: Iterable[Segment]) -> None:
        """Give the segments of a source of the study that have nobody to a case of the whole of it that is new."""
        if case not in self.whole.get(form.guid, ()):
            return
        for s in segments:
            if s.participant is None and s.kind not in UNCOUNTED:
                self._give(s, self.person(case), self.names[case.guid])

    def _give(self, segment: Segment, person: int, name: str) -> None:
        if segment.participant is not None and segment.participant >= self.first:
            self.idle.add(segment.participant)
        project_rows.give_segment(self.t.c, segment.id, person, segment.author or name)

    def _speaks(self, case: CaseForm, speaker: int | None, source: int) -> None:
        """Make a speaker of a source the case."""
        t = self.t
        held = t.people.get(case.guid)
        if speaker is None or speaker == held:
            return
        if held is None:
            if speaker in self.claimed:
                return
            t.people[case.guid] = speaker
            self.claimed.add(speaker)
            if speaker >= self.first:
                project_rows.identify(t.c, speaker, case.guid)
            else:
                t.same("participant")
            return
        if speaker < self.first or speaker in self.claimed:
            return
        people.hand_over(t.c, source, speaker, held)
        self.idle.add(speaker)
        who = people.get(t.db, held)
        if held >= self.first and who.source is not None and people.known_as(t.db, who.name, who.site, None) is None:
            people.rename(t.c, held, who.name, None)  # one person in several sources

    def person(self, case: CaseForm) -> int:
        """Return the participant that a case is: whoever has that full name in the whole study, or a new one."""
        t = self.t
        if case.guid in t.people:
            return t.people[case.guid]
        name = self.names[case.guid]
        there = people.known_as(t.db, name, "", None)
        if there is not None and there not in self.claimed and (there >= self.first or full_name(self.labels[there])):
            found = there
            if there < self.first:
                t.same("participant")
            else:  # who speaks by that full name in another source
                project_rows.identify(t.c, there, case.guid)
        else:
            name = free(name, lambda n: people.known_as(t.db, n, "", None) is not None)
            found = people.add(t.c, name, "participant", uuid=case.guid)
            t.writer.knows(name, found)
        self.claimed.add(found)
        t.people[case.guid] = found
        return found

    def of_sources(self) -> None:
        """Give the values of nameless cases to their sources."""
        for case in self.of_source.values():
            source = self.t.sources.get(case.sources[0])
            if source is None:  # it has no text: what is known of the case stays with a participant
                self.named.append(case)
                self.names[case.guid] = self.t.name(case.name, "participant", UNNAMED)
                continue
            self.variables.give(case.values, source=source)
            if case.description.strip():
                self.variables.add(DESCRIPTION, case.description.strip(), source=source)
            self.t.concern(case.notes, case.guid, self.t.targets.get(case.sources[0], ()))
            self.t.tally.kept("participant", "variables of a source")

    def finish(self) -> None:
        """Make the cases participants that are not yet, and write what is known of each."""
        t = self.t
        self.of_sources()
        for case in self.named:
            person = self.person(case)
            self._role(case, person)
            self.variables.give(case.values, person=person)
            if case.description.strip():
                self.variables.add(DESCRIPTION, case.description.strip(), person=person)
            t.tally.kept("participant", "participants")
        self.variables.flush()
        people.drop_idle(t.c, sorted(self.idle - self.claimed))
        known = project_rows.uuids(t.db, "participant")
        for case in self.named:
            person = t.people[case.guid]
            about = Target("participant", person, known[person], self.names[case.guid])
            t.targets.setdefault(case.guid, []).append(about)
            t.concern(case.notes, case.guid, [about])

    def _role(self, case: CaseForm, person: int) -> None:
        for guid, value in case.values:
            if guid in self.variables.roles and person >= self.first and people.role(self.t.db, person) != key(value):
                people.set_role(self.t.c, person, key(value))
