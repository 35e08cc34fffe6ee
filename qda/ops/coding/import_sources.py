"""The sources that rows of codings made elsewhere name: found by name or by file, or made out of the rows' quotes."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from qda.core.errors import QdaError
from qda.core.names import clean, key
from qda.store.history.door import Change
from qda.store.project import Study
from qda.store.queries.codings import origins, sources_by_key
from qda.store.texts import intake, sources

if TYPE_CHECKING:
    from qda.core.drafts import Draft, ReadOptions


class NamedSources:
    """Finds the sources that rows name: by name, or by the file that they came from, which other programs name.

    With `texts` a document that is in no source gets a number below 0 and becomes a source of its quotes (`made`).
    """

    def __init__(self, study: Study, *, texts: bool = False) -> None:
        self.db, self.texts = study.db, texts
        self.language = study.setting("language") or ""
        self._by_key = sources_by_key(study.db)
        self.known: dict[str, int] = {}  # as named -> the number found
        self._by_file: dict[str, str] = {}  # as named -> the source's name
        # by the last part of a file's name: number and name of the source, folders
        self._files: dict[str, list[tuple[int, str, tuple[str, ...]]]] | None = None
        self._made: dict[int, tuple[str, str]] = {}  # number -> the name, and the document as the table calls it
        self._quotes: dict[int, list[str]] = {}

    def find(self, name: str, quote: str | None) -> int:
        """Return the number of a source; QdaError when there is none, or when several came from that file."""
        found = self.known.get(name)
        if found is None:
            found = self._by_key.get(key(name)) or self._of_file(name)
            if found is None:
                found = self._missing(name) if self.texts and quote else sources.find(self.db, name)
            self.known[name] = found
        return found

    def found(self) -> list[int]:
        """Return the numbers of the sources that were found, in order."""
        return sorted({n for n in self.known.values() if n > 0})

    def quoted(self, number: int, name: str, quote: str | None) -> None:
        """Take a quote of a document of which a source is to be made; QdaError when no source can be made of it."""
        self._quotes[number].append(self._sound(name, quote))

    def _missing(self, name: str) -> int:
        """Return the number of a document that is to be made a source."""
        shown = clean(_without_suffix(name), "source name")
        number = next((n for n, (_, document) in self._made.items() if _parts(document) == _parts(name)), None)
        if number is None:
            number = -1 - len(self._made)
            self._made[number] = shown, name
            self._quotes[number] = []
        return number

    def _sound(self, name: str, quote: str | None) -> str:
        from qda.importers.common.encoding import refuse_binary

        if not quote:
            raise QdaError(f"there is no source {name!r}, and no quote to make it of")
        refuse_binary(quote)
        return quote.strip()

    def drafts(self, options: ReadOptions) -> dict[int, tuple[Draft, dict[str, tuple[int, int]]]]:
        """By number the sources to be made, each with the place of every quote."""
        from dataclasses import replace

        from qda.importers.tables.coded_segments import draft_of

        options = options if options.language else replace(options, language=self.language)
        taken = intake.taken(self.db)
        out = {}
        for number, (name, document) in self._made.items():
            if not self._quotes[number]:
                continue
            draft, places = draft_of(name, document, self._quotes[number], options)
            draft.name = intake.free_name(draft, taken)
            taken.add(key(draft.name))
            out[number] = draft, places
        return out

    def _of_file(self, name: str) -> int | None:
        """Return the source that came from a file of that name, whatever its suffix; None when there is none.

        Of several the one whose folders fit best; QdaError when that does not decide.
        """
        wanted = _parts(name)
        if self._files is None:
            self._files = {}
            for id, shown, origin in origins(self.db):
                for parts in {tuple(_parts(origin)), tuple(_parts(shown))}:
                    self._files.setdefault(parts[-1], []).append((id, shown, parts))
        best: dict[int, tuple[int, str]] = {}
        for id, shown, parts in self._files.get(wanted[-1], ()):
            fits = len(list(takewhile(lambda p: p[0] == p[1], zip(reversed(wanted), reversed(parts), strict=False))))
            best[id] = max(best.get(id, (0, "")), (fits, shown))
        most = max((fits for fits, _ in best.values()), default=0)
        hits = [(id, shown) for id, (fits, shown) in best.items() if fits == most]
        if len(hits) > 1:
            some = ", ".join(shown for _, shown in hits[:5]) + (" …" if len(hits) > 5 else "")
            raise QdaError(f"{name!r} may be the file of {len(hits)} sources ({some}): name the source")
        if not hits:
            return None
        self._by_file[name] = hits[0][1]
        return hits[0][0]

    def notes(self) -> list[str]:
        """Return a note on the sources that were found by their file."""
        if not self._by_file:
            return []
        n = len(self._by_file)
        some = ", ".join(f"{a} is {b}" for a, b in list(self._by_file.items())[:3]) + (", …" if n > 3 else "")
        return [f"{n} source{'s' * (n > 1)} found by {'their' if n > 1 else 'its'} file: {some}"]


def write(c: Change, drafts: dict[int, Draft]) -> dict[int, int]:
    """Put the sources made out of quotes into the study; return their numbers by the ones that they had."""
    writer = intake.Writer(c)
    for draft in drafts.values():
        writer.add(draft.name, draft)
    writer.flush()
    out = {}
    for number, draft in drafts.items():
        found = sources.called(c.db, draft.name)
        assert found is not None
        out[number] = found
    return out


def _without_suffix(file: str) -> str:
    """Return a file's name without its suffix if it is one that we import; another dot stays in the name."""
    from qda.importers import IMPORTERS

    stem, dot, suffix = file.rpartition(".")
    known = dot and stem and any(f".{suffix.casefold()}" in m.suffixes for m in IMPORTERS.values())
    return stem if known else file


def _parts(file: str) -> list[str]:
    """Return the parts of a path as keys, without the suffix of a file."""
    parts = [key(p) for p in file.replace("\\", "/").split("/") if p.strip()] or [""]
    parts[-1] = _without_suffix(parts[-1])
    return parts
