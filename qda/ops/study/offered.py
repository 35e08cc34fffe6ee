"""Find names for the shell to offer while a command is typed; people by pseudonym if the study asks for it.

Names are found as operations find them, so that what is on the line already (a source, a category, a coding) says what
may follow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from qda.core.errors import QdaError
from qda.core.names import key
from qda.store.analysis import codes, conditions, links, theory
from qda.store.project import Study
from qda.store.queries import offered
from qda.store.queries.offered import Offer
from qda.store.texts import sources


class Offered:
    """The names of one study; each method returns pairs (value, a word on it).

    reveal: show real names whatever the study says. Raises QdaError when names are to be shown by pseudonym and the key
    cannot be read: then nothing of the study may be shown.
    """

    def __init__(self, study: Study, *, reveal: bool = False) -> None:
        self.db = study.db
        self._shown: Callable[[str], str] = str
        if not reveal and study.setting("pseudonyms"):
            from qda.ops.sources.masking import Veiled

            self._shown = Veiled(study).text

    def _veil(self, found: Iterable[Offer]) -> list[Offer]:
        return [(self._shown(value), self._shown(said)) for value, said in found]

    def sources(self) -> list[Offer]:
        """Return every source."""
        return self._veil(offered.sources(self.db))

    def codes(self, typed: str = "") -> list[Offer]:
        """Return every code, by path where that is needed or typed."""
        return self._veil(offered.named_codes(self.db, typed))

    def categories(self, typed: str = "") -> list[Offer]:
        """Return every category, the core included."""
        return self._veil(offered.named_codes(self.db, typed, codes.CATEGORY_LEVELS))

    def piles(self) -> list[Offer]:
        """Return every pile of memos by its path, with how many memos lie in it."""
        return self._veil(offered.named_piles(self.db))

    def people(self) -> list[Offer]:
        """Return everyone who wrote or spoke."""
        return self._veil(offered.participants(self.db))

    def labels(self) -> list[Offer]:
        """Return the labels of turns."""
        return self._veil(offered.labels(self.db))

    def coders(self) -> list[Offer]:
        """Return everyone who codes; their names are shown as they are."""
        return offered.coders(self.db)

    def variables(self, *holders: str) -> list[Offer]:
        """Return the variables of `source` or `participant`, of both when neither is given."""
        return self._veil(offered.variables(self.db, holders or ("source", "participant")))

    def values(self, variable: str, *holders: str) -> list[Offer]:
        """Return the values of a variable."""
        return self._veil(offered.values(self.db, variable, holders or ("source", "participant")))

    def languages(self) -> list[Offer]:
        """Return the languages of the sources."""
        return offered.languages(self.db)

    def numbers(self, kind: str, typed: str = "") -> list[Offer]:
        """Return the numbers of codings, memos, relations and so on, newest first."""
        return [(n, self._shown(said)) for n, said in offered.numbers(self.db, kind, typed)]

    def segments(self, source: str) -> list[Offer]:
        """Return the numbers of the segments of a source; none when there is no such source."""
        try:
            found = offered.segments(self.db, sources.find(self.db, source))
        except QdaError:
            return []
        return [(n, self._shown(said)) for n, said in found]

    def places(self, typed: str) -> list[Offer]:
        """Return SOURCE#N: the segments of the source typed, or of the only one that begins so; else each source with a `#`."""
        name, hash, _ = typed.rpartition("#")
        if hash and name and (found := self.segments(name)):
            return [(f"{name}#{n}", said) for n, said in found]
        begun = [(value, said) for value, said in self.sources() if key(value).startswith(key(typed))]
        if len(begun) == 1:
            value = begun[0][0]
            return [(f"{value}#{n}", said) for n, said in self.segments(value)]
        return [(f"{value}#", said) for value, said in begun]

    def condition_levels(self) -> list[Offer]:
        """Return the levels of the conditional matrix, near to far."""
        return self._veil((level, "") for level in conditions.levels(self.db))

    def relation_types(self) -> list[Offer]:
        """Return the types of relations with their role in the paradigm."""
        return self._veil(theory.types(self.db))

    def properties(self, category: str = "") -> list[Offer]:
        """Return the properties of a category, or of all as CATEGORY/PROPERTY, with their dimension."""
        if category:
            try:
                found = theory.properties(self.db, codes.find(self.db, category))
            except QdaError:
                return []
            return self._veil((p.name, p.shown()) for p in found)
        names, paths = codes.names(self.db), codes.paths(self.db)
        unique = self._unique(names)
        return self._veil(
            (f"{names[p.category] if p.category in unique else paths[p.category]}/{p.name}", p.shown())
            for p in theory.properties(self.db)
        )

    @staticmethod
    def _unique(names: dict[int, str]) -> set[int]:
        held: dict[str, list[int]] = {}
        for i, name in names.items():
            held.setdefault(key(name), []).append(i)
        return {ids[0] for ids in held.values() if len(ids) == 1}

    def properties_of(self, coding: str) -> list[Offer]:
        """Return the properties on which a coding may be placed: by name, by CATEGORY/PROPERTY where two have one name."""
        found = theory.properties(self.db)
        if coding.isdecimal():
            code = offered.code_of(self.db, coding)
            gathered = codes.gathered(self.db)
            found = [p for p in found if code in gathered.get(p.category, ())]
        names = codes.names(self.db)
        often = [key(p.name) for p in found]
        return self._veil(
            (p.name if often.count(key(p.name)) == 1 else f"{names[p.category]}/{p.name}", names[p.category])
            for p in found
        )

    def points(self, coding: str, name: str) -> list[Offer]:
        """Return where a coding may be placed on a property: its points or kinds, and `low` and `high` for the ends."""
        category, _, last = name.rpartition("/")
        try:
            found = theory.properties(self.db, codes.find(self.db, category) if category else None)
        except QdaError:
            return []
        code = offered.code_of(self.db, coding) if coding.isdecimal() else None
        gathered = codes.gathered(self.db)
        of = [p for p in found if key(p.name) == key(last) and (code is None or code in gathered.get(p.category, ()))]
        out: list[Offer] = []
        for p in of:
            out += [(point, p.name) for point in p.points]
            if p.kind == "range" and p.points:
                out += [("low", p.points[0]), ("high", p.points[-1])]
        return self._veil(out)

    def linked(self, kind: str, name: str) -> list[Offer] | None:
        """Return the names that may follow `kind:` in a link, of which `name` is typed; None where there is no such kind."""
        if kind in links.NUMBERED:
            return self.numbers(kind, name)
        found: dict[str, Callable[[], list[Offer]]] = {
            "source": self.sources,
            "segment": lambda: self.places(name),
            "code": lambda: self.codes(name),
            "category": lambda: self.categories(name),
            "property": self.properties,
            "participant": self.people,
        }
        return found[kind]() if kind in found else None
