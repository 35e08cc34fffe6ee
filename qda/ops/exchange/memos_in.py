"""Notes, links and graphs of a project: memos on what refers to them, relations, and what is carried."""

from __future__ import annotations

import re
from collections.abc import Iterable

from qda.core.errors import QdaError
from qda.core.names import key
from qda.core.projects import LinkForm, NoteForm, derived, reading
from qda.ops.exchange.media_in import Media
from qda.ops.exchange.taking import Taking, utc
from qda.store.analysis import links, memos, theory_changes
from qda.store.analysis.links import IN_TEXT, NUMBERED, Target
from qda.store.exchange import project_rows
from qda.store.exchange.carried import Carried

UNNAMED = "associated-with"
FORMATTED = "a file of a note, such as its formatted text"
BOTH_WAYS = "in both directions"
FOR_READING = "written by qda for people to read: the file has no data of what it says"
_ASIDE = "[\u2060["  # looks as [[ does and is no link


class Notes:
    """Takes notes in as memos, and links as relations or as what memos are on."""

    def __init__(self, t: Taking, media: Media) -> None:
        self.t, self.media = t, media
        self.notes = {note.guid: note for note in t.form.memos}
        self.study = Target("study", 0, "study", links.name_of(t.db, "study", 0))
        self.relations = project_rows.relations(t.db)  # uuid -> (number, a, type, b)
        self.between = {(a, type, b): (id, uuid) for uuid, (id, a, type, b) in self.relations.items()}
        self.types = project_rows.relation_types(t.db)
        self.changed = 0
        self.own = {link.guid for link in t.form.links}

    def take(self) -> None:
        """Take all notes, links and graphs in."""
        t = self.t
        t.concern(t.form.about, "", [self.study])
        others = [link for link in t.form.links if not self._relation(link)]
        between = [link for link in others if link.origin in self.notes and link.target in self.notes]
        for link in others:
            if link not in between:
                self._link(link)
        for note in t.form.memos:
            self._note(note)
            if note.media and (files := self.media.of(note, held=note.text is None)):
                t.keep(Carried("media", note.guid, None, note.guid, "", files, FORMATTED, t.form.program))
        for link in between:
            self._between(link)
        self._described()
        if self.changed:
            t.tally.note("memo", f"{self.changed} may be for reading and changed by another program: memos now")
        for graph in t.form.graphs:
            t.carry("graph", graph.guid, graph.xml, "a picture of codes and links")

    # -- links -------------------------------------------------------------------------------------------------------------

    def _relation(self, link: LinkForm) -> bool:
        """Make a link between two codes a relation; False for any other link."""
        t = self.t
        if link.origin not in t.codes or link.target not in t.codes:
            return False
        a, b = t.codes[link.origin], t.codes[link.target]
        if a == b:
            t.carry("relation", link.guid, link.xml, "of a code with itself")
            return True
        place = (a, self._type(link.name), b)
        held, there = self.relations.get(link.guid), self.between.get(place)
        if held is not None:
            id, uuid = held[0], link.guid
            if held[1:] != place:
                t.differs("relation")
        elif there is not None:
            id, uuid = there
            if uuid in self.own:
                t.tally.lost("relation", "the same relation twice")
                return True
            t.same("relation")
        else:
            note = BOTH_WAYS if link.direction == "Bidirectional" else ""
            id, uuid = theory_changes.add_relation(t.c, *place, "hypothesis", note, uuid=link.guid), link.guid
            self.between[place] = (id, uuid)
        about = [Target("relation", id, uuid, str(id))]
        t.targets[link.guid] = about
        t.concern(link.notes, link.guid, about)
        t.tally.kept("relation", "relations")
        if link.direction == "Bidirectional":
            t.tally.note("relation", f"those {BOTH_WAYS} say so in their note")
        return True

    def _type(self, name: str) -> int:
        t = self.t
        named = t.name(name, "relation", UNNAMED) if name.strip() else UNNAMED
        if key(named) not in self.types:
            self.types[key(named)] = theory_changes.add_type(t.c, named, "")
        return self.types[key(named)]

    def _link(self, link: LinkForm) -> None:
        """Let a link between a note and something say what the memo is on; carry any other."""
        t = self.t
        for note, other in ((link.origin, link.target), (link.target, link.origin)):
            if note in self.notes and self.notes[note].text is not None:
                about = self._targets(other)
                if about:
                    t.concern([note], other, about)
                    t.tally.kept("link", "what memos are on")
                    return
        t.carry("link", link.guid, link.xml, "a link between other things than codes")

    def _between(self, link: LinkForm) -> None:
        """Put the memo at the beginning of a link on the one at its end."""
        t = self.t
        on, about = t.targets.get(link.origin), t.targets.get(link.target)
        if on and about and on != about:
            memos.attach(t.c, on[0].id, about)
            t.tally.kept("link", "what memos are on")
        else:
            t.carry("link", link.guid, link.xml, "a link of a note that is no memo")

    def _targets(self, guid: str) -> list[Target]:
        """Return what a guid is in the study: of a case that is a code too the participant."""
        found = self.t.targets.get(guid, [])
        return [x for x in found if x.kind == "participant"] or found

    # -- notes -------------------------------------------------------------------------------------------------------------

    def _note(self, note: NoteForm) -> None:
        t = self.t
        for guid in note.on:
            if guid == "study":
                t.concern([note.guid], "", [self.study])
            else:
                t.concern([note.guid], guid, self._targets(guid))
        if note.text is None:
            t.carry("memo", note.guid, note.xml, note.why or "a note without a text")
            return
        about = t.about.get(note.guid, [])
        if any(note.guid == reading(guid, note.text) for guid, _ in dict.fromkeys(about)):
            t.tally.lost("memo", FOR_READING)
            return
        if t.form.ours and note.guid[14:15] == "5" and note.guid not in t.spent and about:
            self.changed += 1
        if note.guid in t.spent:
            t.tally.kept("memo", "notes of codings")
            if not about:
                return
        else:
            t.tally.kept("memo", "memos")
        self._memo(note, [target for _, target in about])

    def _memo(self, note: NoteForm, on: Iterable[Target]) -> None:
        """Make a note a memo, unless the study has it."""
        t = self.t
        on = list(dict.fromkeys(on))
        text = (note.text or "").strip("\n") or note.name.strip()
        stored, inside = self._stored(text)
        held = project_rows.numbers(t.db, "memo", [note.guid]).get(note.guid)
        title = t.name(note.name, "memo", "") if note.name.strip() else ""
        if held is not None:
            memo = memos.one(t.db, held)
            if memo.stored != stored and memo.text != text:
                t.differs("memo")
            t.targets[note.guid] = [Target("memo", held, note.guid, "")]
            return
        type = note.type if note.type in memos.TYPES else ""
        if not type:
            type = "code" if any(x.kind in ("code", "category", "coding") for x in on) else "theoretical"
        id = memos.keep(
            t.c, title=title, type=type, stored=stored, inside=inside, date=None, on=on, uuid=note.guid,
            coder=t.coder(note.coder), created_at=utc(note.created_at),
        )  # fmt: skip
        t.targets[note.guid] = [Target("memo", id, note.guid, "")]

    def _stored(self, text: str) -> tuple[str, list[Target]]:
        """Return a text as memos are stored. Links by name are ours alone; whatever else looks like one stays as it looks."""
        inside: list[Target] = []

        def put(match: re.Match[str]) -> str:
            kind, name = match[1], match[2]
            if self.t.form.ours and kind in links.KINDS and kind not in NUMBERED:
                try:
                    target = links.resolve(self.t.db, f"{kind}:{name}")
                except QdaError:  # it is not in this study
                    pass
                else:
                    inside.append(target)
                    return f"[[{target.kind}:{target.uuid}]]"
            return match[0].replace("[[", _ASIDE, 1)

        return IN_TEXT.sub(put, text), inside

    def _described(self) -> None:
        """Make memos of what is described without being a note: selections without a code, and the project."""
        t = self.t
        for selection, about in t.described:
            note = NoteForm(
                derived(selection.guid, "description"), "", selection.description.strip(), coder=selection.coder,
                created_at=selection.created_at,
            )  # fmt: skip
            self._memo(note, [about])
        text = t.form.description.strip()
        if text:
            self._memo(NoteForm(derived("", "project", t.form.name, text), t.form.name, text), [self.study])
            t.tally.note("memo", "the description of the project is a memo on the study")
