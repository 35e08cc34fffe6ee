"""Taking what the importers read into a study, file by file: names, files that came in before, threads that grew."""

from __future__ import annotations

import sqlite3
from collections import Counter
from typing import Any

from qda.core.drafts import Draft, Reading
from qda.core.errors import Refused
from qda.core.message import Message, chained
from qda.core.names import key, short
from qda.core.results import Table
from qda.ops.sources import grown_threads
from qda.store.texts import intake, sources

KEPT = 50_000_000  # characters of threads that a dry run keeps, for further files of theirs
FIRST = 3  # rows of a table that a dry run shows as they will come in
IMPORTED = ("file", "source", "kind", "language", "segments", "participants", "note", "dates")


class Imported:
    """Result of an import: a table of the imported files, and the files that were refused."""

    def __init__(self) -> None:
        self.rows: list[tuple[Any, ...]] = []
        self.errors: list[str] = []
        self.notes: list[str] = []

    @property
    def table(self) -> Table:
        """Return a row for each file that came in; `dates` says from when to when its segments are dated."""
        return Table(IMPORTED, self.rows, wrap=("note", "file"), said=("note",))


class Intake:
    """Takes in what the importers read, a file as a whole or not at all: a table may give threads before a bad row."""

    def __init__(self, out: Imported, db: sqlite3.Connection, name: str, writer: intake.Writer | None) -> None:
        self.out, self.db, self.name, self.writer = out, db, name, writer
        self.taken = intake.taken(db)
        self.hashes = sources.known_files(db)
        self.origins = sources.origins(db)
        self.threads = grown_threads.in_study(db)
        self.pending: dict[grown_threads.Identity, grown_threads.Pending] = {}  # of a dry run, up to so many characters
        self.kept = 0
        self.grown = 0
        self.named = ""
        self.looked: tuple[str, int] = ("", 0)  # a table, and how many of its first rows were shown
        self.path: str | None = None
        # Rows of surveys that came in before, by table: how many, which note says so, the first one's source, and the notes
        # that the next row passes on.
        self.rows_known: tuple[Counter[str], dict[str, int], dict[str, str], dict[str, list[str]]] = (
            Counter(),
            {},
            {},
            {},
        )
        self.before: tuple[int, int, set[str], dict[str, str], dict[grown_threads.Identity, str]] = (
            0,
            0,
            set(),
            {},
            {},
        )

    def take(self, reading: Reading, variables: dict[str, str]) -> None:
        """Take one reading in; an error takes back what came from the same file before it."""
        path, draft, error, note = reading
        if note:
            self.out.notes.append(note)
            return
        if draft is None:
            named = not path or error.startswith((f"{path}: ", f"{path} "))
            self.out.errors.append(error if named else Message("", "{path}: {why}", path=path, why=error))
            if path == self.path:
                self._back()
            return
        if path != self.path and draft.kind in ("posts", "table"):
            self._mark()
        self.path = path
        if draft.kind == "table":
            if draft.sha256 in self.hashes:
                self._known(path, draft)
                return
            draft.notes[:0] = self.rows_known[3].pop(path, [])
        if draft.sha256 in self.hashes:
            self.out.notes.append(f"{path} is in the study already, as {self.hashes[draft.sha256]}; skipped")
            return
        if self.name and self.named:
            raise Refused(
                "import-name-of-two",
                "a name is for one source, and {first} and {second} are two: import them without it",
                first=self.named,
                second=path,
            )
        known = None if self.name else grown_threads.identity(draft)
        if known is not None and self._grows(path, draft, known, variables):
            return
        if self._changed(path, draft):
            return
        shown = _name(draft, self.name, self.taken)
        self.named = path
        self.hashes[draft.sha256] = shown
        draft.variables.update(variables)
        self._tell(path, shown, draft, draft.segments, [] if self.writer else ["would come in"])
        if not self.writer and draft.kind in ("posts", "table"):
            shown_before = self.looked[1] if self.looked[0] == path else 0
            first = _first(path, draft)[: FIRST - shown_before]
            self.looked = (path, shown_before + len(first))
            self.out.notes += first
        if not self.writer:
            self.out.notes += [Message("", "{path}: {row}", path=path, row=row) for row in draft.misfits]
        if known is not None:
            self.threads[known] = shown
            if not self.writer and known[0] != "posts" and self.kept < KEPT:  # a table has a thread once
                self.kept += len(draft.text)
                self.pending[known] = grown_threads.Pending(draft)
        if self.writer:
            self.writer.add(shown, draft)

    def _known(self, path: str, draft: Draft) -> None:
        """Note that a row of a survey is in the study already: one note for the table says how many rows are."""
        seen, at, first, notes = self.rows_known
        if seen[path] == 0:
            at[path], first[path] = len(self.out.notes), self.hashes[draft.sha256]
            self.out.notes.append("")
        seen[path] += 1
        n = seen[path]
        what = (
            f"1 row is in the study already, as {first[path]}"
            if n == 1
            else (f"{n} rows are in the study already, as {first[path]} and {n - 1} more")
        )
        self.out.notes[at[path]] = f"{path}: {what}; skipped"
        notes.setdefault(path, []).extend(draft.notes)

    def _grows(self, path: str, draft: Draft, known: grown_threads.Identity, variables: dict[str, str]) -> bool:
        """Add a thread's new posts to the source that it is in already; False when it is a thread of its own."""
        name = self.threads.get(known)
        if name is None:
            return False
        held, source = self.pending.get(known), 0
        if held is not None:
            have = held.draft
        else:
            if self.writer:
                self.writer.flush()  # the thread may be one of this import
            there = sources.called(self.db, name)
            if there is None:
                return False
            source = there
            have = grown_threads.as_draft(self.db, source)
        grown = grown_threads.growth(have, draft)
        if draft.kind == "posts" and known[0] == "posts" and not (grown.added.known or grown.added.linked):
            return False  # a thread of another table that is called the same
        found = grown.added
        told: list[str] = [f"{grown.new} new post{'s' * (grown.new != 1)} added to {name}; {found.known} were there"]
        if found.edited:
            told.append(
                Message("thread-posts-edited", "{n} of these read differently now", n=found.edited, source=name)
            )
        if found.unknown:
            told.append(
                f"{found.unknown} post{'s answer' if found.unknown > 1 else ' answers'} a post that is not here"
            )
        lacks, total = grown_threads.lacks_now(have.metadata, draft.metadata, grown)
        if lacks:
            told.append(f"{lacks} of the {total} posts {'are' if lacks > 1 else 'is'} not in the study")
        alone = ("not here", " not in the file")  # what the file's own notes say of it without the others
        draft.notes = [n for n in draft.notes if not any(a in n for a in alone)]
        self.hashes[draft.sha256] = name
        if not grown.new:
            nothing = f"{path}: no new posts for {name}; skipped"
            self.out.notes.append(chained([nothing, *told[1:]]))
            return True
        self._tell(path, name, draft, grown.segments, told if self.writer else ["would come in", *told])
        self.grown += 1
        if held is not None:
            held.extend(draft, grown)
        elif self.writer is not None:
            grown_threads.write(self.writer.c, source, draft, grown, variables)
            self.writer.renew()
        return True

    def _changed(self, path: str, draft: Draft) -> bool:
        """Leave a file out, with a note, if it came in before with another text of which it still has half the words.

        True if it is left out.
        """
        earlier = self.origins.get(draft.origin)
        if earlier is None or path == "-" or self.name:
            return False
        source = sources.called(self.db, earlier)
        if source is None or not _related(sources.text(self.db, source), draft.text):
            draft.notes.append(f"{path} came in before with other content, as {earlier}: both are in the study now")
            return False
        self.out.notes.append(
            Message(
                "import-file-changed",
                "{path} has changed since it came in as {source}; skipped: update that source with it, or give it a name of "
                "its own",
                path=path,
                source=earlier,
            )
        )
        return True

    def _tell(self, path: str, name: str, draft: Draft, segments: list[Any], notes: list[str]) -> None:
        persons = len({s.author for s in segments if s.author is not None})
        dates = sorted({s.date[:10] for s in segments if s.date} or {(draft.date or "")[:10]})
        span = dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}"
        note = chained([*notes, *draft.notes])
        self.out.rows.append((path, name, draft.kind, draft.language, len(segments), persons, note, span))

    def _mark(self) -> None:
        if self.writer:
            self.writer.mark()
        self.before = (
            len(self.out.rows), len(self.out.notes), set(self.taken), dict(self.hashes), dict(self.threads),
        )  # fmt: skip

    def _back(self) -> None:
        if self.writer:
            self.writer.back()
        rows, notes, self.taken, self.hashes, self.threads = self.before
        self.pending = {}
        if self.path is not None:
            self.rows_known[0].pop(self.path, None)
        del self.out.rows[rows:]
        del self.out.notes[notes:]
        self.path = None


def _first(path: str, draft: Draft) -> list[str]:
    """Return the first posts or answers of a table as they would come in, as notes."""
    out = []
    for s in [s for s in draft.segments if s.kind in ("post", "answer")][:FIRST]:
        said = short(" ".join(draft.text[s.start : s.end].split()), 60)
        out.append(f"{path}: {s.author or 'no author'}, {s.date or 'no date'}: “{said}”")
    return out


def _related(old: str, new: str) -> bool:
    """True if two texts have at least half of the words of the shorter one in common."""
    a, b = Counter(old.split()), Counter(new.split())
    return (a & b).total() * 2 >= min(a.total(), b.total())


def _name(draft: Draft, name: str, taken: set[str]) -> str:
    if name:
        if key(name) in taken:
            raise Refused(
                "import-name-taken",
                "there is a source {name!r} already; give a name that is free, and one file",
                name=name,
            )
        shown = name
    else:
        shown = intake.free_name(draft, taken)
    taken.add(key(shown))
    return shown
