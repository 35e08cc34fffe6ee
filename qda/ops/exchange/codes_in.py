"""Coders, codes and sets of a project into the study: by uuid, then by name or path, else made."""

from __future__ import annotations

from qda.core.codebooks import CodeFields
from qda.core.errors import QdaError
from qda.core.names import key
from qda.core.projects import CodeForm, SetForm, derived
from qda.importers.codebooks.refi import MARK, describe
from qda.ops.exchange.taking import Taking, free, is_numbered, utc
from qda.store.analysis import codes, theory
from qda.store.analysis.links import Target
from qda.store.exchange import project_rows
from qda.store.history.door import Change

ANOTHER_CORE = "the study has its core category: that of the file is a category"
TEXTS = ("definition", "include", "exclude", "example")


def coders(t: Taking) -> None:
    """Make the users of the file coders."""
    held = project_rows.coders(t.db)
    by_uuid, by_name = {u: i for i, u, _ in held}, {k: i for i, _, k in held}
    for user in t.form.coders:
        name = t.name(user.name, "coder", "unnamed")
        found = by_uuid.get(user.guid) or by_name.get(key(name))
        if found is None:
            found = project_rows.add_coder(t.c, name, user.guid)
            by_uuid[user.guid] = by_name[key(name)] = found
        t.coders[user.guid] = found
        t.tally.kept("coder", "coders")


def home(c: Change, name: str) -> int | None:
    """Return the category of that name, made when new: codes that had no parent come under it. None for no name."""
    if not name.strip():
        return None
    found = codes.lookup(c.db, name)
    if found is not None:
        return found
    above, slash, last = name.rpartition("/")
    parent = codes.lookup(c.db, above) if slash and last.strip() else None
    return codes.make(c, last if parent is not None else name, parent=parent, level="category", origin="import")


class Codebook:
    """Takes the codes of a file in, homes before what is in them. `top` is the code under which those at the top come."""

    def __init__(self, t: Taking, top: int | None) -> None:
        self.t, self.top = t, top
        self.by_uuid = project_rows.numbers(t.db, "code", [code.guid for code in t.form.codes])
        self.before = {(code.parent, key(code.name)): code.id for code in codes.by_name(t.db)}
        self.claimed = set(self.by_uuid.values())
        self.taken = set(self.before)
        self.core = bool(theory.core(t.db))
        self.aliases: list[tuple[int, str]] = []

    def take(self) -> None:
        """Take all codes in."""
        for form in _homes_first(self.t.form.codes):
            self._code(form)

    def _code(self, form: CodeForm) -> None:
        t = self.t
        name = t.name(form.name, "code", "unnamed")
        parent = t.codes.get(form.parent, self.top)
        fields = CodeFields(name)
        if t.form.ours or MARK in form.description.split("\n"):
            describe(fields, form.description)
        else:
            fields.definition = form.description.strip()
        found, uuid = self.by_uuid.get(form.guid), form.guid
        if found is not None:
            self._compare(found, form, fields)
        else:
            found = self.before.get((parent, key(name)))
            if found is not None and found not in self.claimed:
                t.same("code")
                uuid = codes.row(t.db, found)["uuid"]
            else:
                found = self._make(form, fields, parent)
        self.claimed.add(found)
        t.codes[form.guid] = found
        about = Target("code", found, uuid, form.name)
        t.targets[form.guid] = [about]
        t.concern(form.notes, form.guid, [about])
        t.tally.kept("code", "codes" if form.codable else "categories")

    def _compare(self, id: int, form: CodeForm, fields: CodeFields) -> None:
        """Count a code that the study has with another name, home, colour or text."""
        was = codes.row(self.t.db, id)
        if form.codable and fields.level == "core" and was["level"] != "core":
            self.t.tally.note("code", ANOTHER_CORE)
        same = is_numbered(was["name"], fields.name) and all(was[n] == getattr(fields, n) for n in TEXTS)
        moved = form.parent in self.t.codes and was["parent"] != self.t.codes[form.parent]
        if not same or moved or (form.colour and (was["colour"] or "") != form.colour):
            self.t.differs("code")

    def _make(self, form: CodeForm, fields: CodeFields, parent: int | None) -> int:
        t = self.t
        level = (fields.level or "code") if form.codable else "category"
        if level not in codes.LEVELS:
            level = "code"
        if level == "core" and self.core:
            level = "category"
            t.tally.note("code", ANOTHER_CORE)
        self.core = self.core or level == "core"
        name = free(fields.name, lambda n: (parent, key(n)) in self.taken)
        self.taken.add((parent, key(name)))
        texts = {"uuid": form.guid} | {n: getattr(fields, n) for n in TEXTS if getattr(fields, n)}
        if form.colour:
            texts["colour"] = form.colour
        id = codes.bring(
            t.c, name, parent=parent, level=level, origin="import", texts=texts, coder=t.coder(form.coder),
            created_at=utc(form.created_at), codable=form.codable,
        )  # fmt: skip
        for alias in fields.aliases:
            codes.add_alias(t.c, id, alias)
        return id


def _homes_first(forms: list[CodeForm]) -> list[CodeForm]:
    """Order codes so that a home comes before what is in it; refused when one lies under itself or two have one guid."""
    by_guid: dict[str, CodeForm] = {}
    below: dict[str, list[CodeForm]] = {}
    for form in forms:
        if form.guid in by_guid:
            other = by_guid[form.guid]
            where = f" ({form.place})" if form.place else ""
            raise QdaError(f"two codes have the identifier {form.guid}: {other.name!r} and {form.name!r}{where}")
        by_guid[form.guid] = form
    for form in forms:
        below.setdefault(form.parent if form.parent in by_guid else "", []).append(form)
    out: list[CodeForm] = []
    todo = below.get("", [])[::-1]
    while todo:
        form = todo.pop()
        out.append(form)
        todo += below.get(form.guid, [])[::-1]
    if len(out) < len(forms):
        lost = next(f for f in forms if f not in out)
        raise QdaError(f"the code {lost.name!r} lies below itself: mend the project in the program that wrote it")
    return out


class Sets:
    """Takes sets in: those of codes before the sources, what became of all of them after these.

    `groups` has the names of the sets of sources that each source is in, by guid.
    """

    def __init__(self, t: Taking, top: int | None) -> None:
        self.t = t
        self.groups: dict[str, list[str]] = {}
        self.gathered: set[str] = set()  # sets that became categories
        held = project_rows.numbers(t.db, "code", [s.guid for s in t.form.sets])
        homes = {derived(guid, "set"): id for guid, id in t.codes.items()}
        for form in t.form.sets:
            name = t.name(form.name, "set", "unnamed")
            if members := list(dict.fromkeys(t.codes[g] for g in form.codes if g in t.codes)):
                category = homes.get(form.guid) or held.get(form.guid)
                if category is None:
                    category = _category(t, form, name, top)
                for member in members:
                    _join(t, member, category)
                self.gathered.add(form.guid)
            for source in form.sources:
                self.groups.setdefault(source, []).append(name)

    def finish(self) -> None:
        """Count the sets, and hold those of which nothing came in."""
        t = self.t
        for form in t.form.sets:
            became = ["categories with members"] if form.guid in self.gathered else []
            if any(source in t.sources for source in form.sources):
                became.append("the variable group of sources")
            if became:
                t.tally.kept("set", "; ".join(became))
                if form.notes:
                    t.tally.note("set", "members of sets that are notes are left out")
            elif form.sources:
                t.carry("set", form.guid, form.xml, "a set of sources that are carried")
            elif form.notes:
                t.carry("set", form.guid, form.xml, "a set of notes")
            else:
                t.carry("set", form.guid, form.xml, "a set without members")


def _category(t: Taking, form: SetForm, name: str, top: int | None) -> int:
    """Return the category that a set becomes: that of its name where the study has one, else a new one."""
    there = codes.in_home(t.db, name, top)
    if there is not None and codes.row(t.db, there)["level"] in codes.CATEGORY_LEVELS:
        return there
    name = free(name, lambda n: codes.in_home(t.db, n, top) is not None)
    texts = {"uuid": form.guid, "definition": form.description.strip()}
    return codes.bring(t.c, name, parent=top, level="category", origin="import", texts=texts, codable=False)


def _join(t: Taking, member: int, category: int) -> None:
    """Make a code a member of a category, unless it is that category, holds it or has it for its home."""
    if codes.row(t.db, member)["parent"] != category and category not in codes.below(t.db, [member]):
        codes.join(t.c, member, category)
