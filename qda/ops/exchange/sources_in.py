"""Sources of a project into the study, in batches: texts with their segments, and the codings on them."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from os.path import splitext

from qda.core.drafts import Draft, ReadOptions
from qda.core.errors import QdaError
from qda.core.names import key
from qda.core.projects import SourceForm, derived
from qda.importers.plain import text_file
from qda.ops.exchange.codings_in import Codings, Here
from qda.ops.exchange.media_in import Media
from qda.ops.exchange.people_in import DESCRIPTION, GROUP, Cases, Variables
from qda.ops.exchange.taking import Taking, free, numbered, tidy
from qda.store.analysis.links import Target
from qda.store.exchange import project_rows
from qda.store.exchange.carried import Carried
from qda.store.texts import intake, sources

BATCH = 300  # sources
BATCH_CHARACTERS = 3_000_000
BATCH_CODINGS = 20_000
KINDS = {"pdf": "a PDF without a text layer", "picture": "a picture", "audio": "sound", "video": "film"}
OTHER_TEXT = "has another text here: it came in as a source of its own"


@dataclass(slots=True)
class Batch:
    """Sources that are read and not yet written."""

    forms: list[SourceForm] = field(default_factory=list)
    characters: int = 0
    codings: int = 0

    def add(self, form: SourceForm) -> None:
        """Take one more."""
        self.forms.append(form)
        self.characters += len(form.text or "")
        self.codings += sum(len(s.codings) for s in form.selections)

    @property
    def full(self) -> bool:
        """True if it is time to write."""
        return (
            len(self.forms) >= BATCH or self.characters >= BATCH_CHARACTERS or self.codings >= BATCH_CODINGS
        )  # fmt: skip


class Sources:
    """Takes the sources of a file in, with all that is on them."""

    def __init__(
        self, t: Taking, variables: Variables, cases: Cases, media: Media, groups: dict[str, list[str]], language: str
    ) -> None:
        self.t, self.variables, self.cases, self.media, self.groups = t, variables, cases, media, groups
        self.options = ReadOptions(language=language)
        self.codings = Codings(t)
        self.taken = intake.taken(t.db)
        self.lengths = project_rows.lengths(t.db)
        self.claimed: set[int] = set()
        self.written = 0

    def take(self) -> None:
        """Take all sources in."""
        batch = Batch()
        for form in self.t.form.sources():
            self.t.tick()
            if form.text is None or not form.text.strip():
                self._carry(form)
                continue
            batch.add(form)
            if batch.full:
                self._write(batch)
                batch = Batch()
        self._write(batch)

    # -- sources without a text ----------------------------------------------------------------------------------------

    def _carry(self, form: SourceForm) -> None:
        """Hold a source that has no text, with all in it."""
        t = self.t
        why = form.why or (KINDS.get(form.kind) if form.text is None else "") or "without a text"
        files = self.media.of(form, held=bool(form.xml))
        if form.xml:
            t.keep(Carried("source", form.guid, None, "", form.xml, files, why, t.form.program))
        t.tally.carried("source", why)
        within = "in a source that is carried"
        for selection in form.selections:
            t.tally.carried("coding", within, len(selection.codings))
            if not selection.codings:
                t.tally.carried("selection", within)
        for area in form.areas:
            t.tally.carried("area", within)
            t.tally.carried("coding", within, len(area.codings))
        t.tally.carried("coding-of-source", within, len(form.whole))
        t.tally.carried("value", within, len(form.values))

    # -- texts -------------------------------------------------------------------------------------------------------------

    def _write(self, batch: Batch) -> None:
        """Write a batch: the texts that are new, then what is on all of them."""
        if not batch.forms:
            return
        t = self.t
        there = project_rows.numbers(t.db, "source", [form.guid for form in batch.forms])
        uuids: dict[str, str] = {}  # guid -> uuid in the study, of the new ones
        found: dict[str, int] = {}
        for form in batch.forms:
            assert form.text is not None
            stem = splitext(form.origin.replace("\\", "/").rpartition("/")[2])[0]
            given = t.name(form.name or stem, "source", "source")
            id, uuid = self._known(form, there)
            if id is not None:
                found[form.guid] = id
                self.claimed.add(id)
            else:
                uuids[form.guid] = uuid
                self._new(form, uuid, given)
        t.writer.flush()
        numbers = project_rows.numbers(t.db, "source", uuids.values())
        found.update({guid: numbers[uuid] for guid, uuid in uuids.items()})
        forms: dict[int, list[SourceForm]] = {}
        for form in batch.forms:
            forms.setdefault(found[form.guid], []).append(form)
        new = set(numbers.values())
        self.codings.begin(batch.forms, [id for id in forms if id not in new])
        for id, layout in sources.layouts(t.db, forms):
            head = sources.head(t.db, id)
            for form in forms[id]:
                self._on(form, Here(id, head.uuid, head.name, layout, form.guid in uuids, head.uuid != form.guid))
        self.codings.flush()
        self.variables.flush()

    def _known(self, form: SourceForm, there: dict[str, int]) -> tuple[int | None, str]:
        """Return the source of the study that this one is, or None and the uuid that it gets."""
        t, text = self.t, form.text or ""
        held = there.get(form.guid)
        if held is not None and project_rows.same_text(t.db, held, text):
            return held, ""
        uuid = form.guid
        if held is not None:
            uuid = derived(form.guid, "text", sha256(text.encode("utf-8", "surrogatepass")).hexdigest())
            t.tally.note("source", f"{form.name or form.guid} {OTHER_TEXT}")
            if (again := project_rows.numbers(t.db, "source", [uuid])) and uuid in again:
                return again[uuid], ""
        alike = [i for i in self.lengths.get(len(text), ()) if project_rows.same_text(t.db, i, text)]
        if alike:
            others = [i for i in alike if i not in self.claimed and i not in there.values()] or alike
            named = [i for i in others if key(sources.head(t.db, i).name) == key(tidy(form.name))]
            t.same("source")
            return (named or others)[0], ""
        return None, uuid

    def _new(self, form: SourceForm, uuid: str, given: str) -> None:
        """Hand a new source to the writer, under the name given or one that is free."""
        name = free(given, lambda n: key(n) in self.taken)
        self.taken.add(key(name))
        draft = self._draft(form, name)
        if name != given:
            draft.title = given
        draft.metadata.update(form.metadata)
        if form.description.strip():
            draft.metadata[DESCRIPTION] = form.description.strip()
        persons = self.cases.fill(form, draft)
        self.t.writer.add(name, draft, uuid=uuid, persons=persons)
        self.written += 1

    def _draft(self, form: SourceForm, name: str) -> Draft:
        """Return the source with its segments, as any text file comes in."""
        from dataclasses import replace

        text = form.text or ""
        try:
            draft = text_file.recognise(text, name, self.options)
        except QdaError:  # a rule that has nothing to go on
            draft = None
        if draft is None or draft.text != text:  # offsets are into this very text
            draft = text_file.recognise(text, name, replace(self.options, form="plain"))
        draft.origin = form.origin or name
        draft.sha256 = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        return draft

    def _on(self, form: SourceForm, here: Here) -> None:
        """Take in what is on a source."""
        t = self.t
        t.sources[form.guid] = here.source
        about = Target("source", here.source, here.uuid, here.name)
        t.targets[form.guid] = [about]
        t.concern(form.notes, form.guid, [about])
        t.tally.kept("source", "sources")
        files = self.media.of(form, held=bool(form.shell))
        if form.shell or files:
            t.keep(
                Carried(
                    "source" if form.shell else "media", form.guid, here.source, here.uuid, form.shell, files, "the file itself",
                    t.form.program,
                )
            )  # fmt: skip
        segments = self.cases.settle(form, here.source, here.name, here.layout, here.new)
        self.codings.take(form, here, segments)
        self.variables.give(form.values, source=here.source)
        own = self.variables.called(GROUP, form.values)
        if groups := [name for name in self.groups.get(form.guid, ()) if key(name) not in own]:
            name = numbered(GROUP, 2) if own else GROUP  # the file has a variable of that name too
            self.variables.add(name, "; ".join(groups), source=here.source)
