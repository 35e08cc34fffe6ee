"""Walk folders and find the reader of each file: what `qda.importers.read` does."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, NamedTuple

from qda.core import numbers
from qda.core.codebooks import CODEBOOKS
from qda.core.drafts import Draft, Reading, ReadOptions
from qda.core.errors import Beside, QdaError, Refused
from qda.core.files import shown
from qda.core.message import Message
from qda.core.spread import Call, Spread
from qda.importers.common import packed
from qda.importers.common.opening import LARGEST, origin_of, some, too_large, why
from qda.importers.formats import IMPORTERS, SIGNS, TABLES

# The reader of a file as a whole, by suffix; and the suffixes of tables.
_READERS = {suffix: name for name, m in IMPORTERS.items() if name not in TABLES for suffix in m.suffixes}
_OF_TABLES = tuple(dict.fromkeys(suffix for name in TABLES for suffix in IMPORTERS[name].suffixes))
_CODEBOOKS = CODEBOOKS["qdc"].suffixes  # a .yaml or .csv may be anything else
_TWEETS = re.compile(r"tweets?(?:-part\d+)?\.js$", re.I)  # the one kind of file that a walk takes of an archive of X
_TOGETHER, _BYTES = 40, 2_000_000  # files that are read in one call elsewhere: so many, or of this size together
_REFUSALS = (OSError, UnicodeError, QdaError, ValueError)  # what a reader may raise for a file


class _File(NamedTuple):
    """A file to read: its path, and whether it was found in a folder."""

    path: str
    walked: bool = False


def read(
    paths: Sequence[str | os.PathLike[str]],
    options: ReadOptions,
    stdin: BinaryIO | None = None,
    spread: Spread | None = None,
) -> Iterator[Reading]:
    """Yield the outcome of each file, the saved pages of a thread as one; see `qda.importers.read`."""
    held = None
    items = _each(paths, options, stdin)
    for reading in _readings(items, options) if spread is None else _elsewhere(items, options, spread):
        if reading.draft is not None and "thread" in reading.draft.metadata:
            if held is None:
                from qda.importers.threads.join_pages import Held

                held = Held(options)
            if held.take(reading):
                continue
        yield reading
    if held is not None:
        yield from held.readings()


def _readings(items: Iterable[Reading | _File], options: ReadOptions) -> Iterator[Reading]:
    """Yield the outcome of each file, and what is known already."""
    for item in items:
        if isinstance(item, _File):
            yield from _file(item.path, options, item.walked)
        else:
            yield item


def _elsewhere(items: Iterable[Reading | _File], options: ReadOptions, spread: Spread) -> Iterator[Reading]:
    """Yield the same as `_readings`, the files read by others."""
    for found in spread.run(_some_readings, _calls(items, options)):
        yield from found


def _some_readings(items: Sequence[Reading | _File], options: ReadOptions, here: bool) -> Iterable[Reading]:
    """Return the outcome of some files; those of a file that is read `here` one after the other, as a table is long."""
    found = _readings(items, options)
    return found if here else list(found)


def _calls(items: Iterable[Reading | _File], options: ReadOptions) -> Iterator[Call]:
    """Yield files together, in their order; alone, and to be read here, what may hold many sources, and what is read already."""
    held: list[_File] = []
    n = 0
    for item in items:
        size = _one_text(item)
        if held and (size is None or len(held) == _TOGETHER or n + size > _BYTES):
            yield Call((held, options, False))
            held, n = [], 0
        if size is None or not isinstance(item, _File):
            yield Call(([item], options, True), here=True)
            continue
        held.append(item)
        n += size
    if held:
        yield Call((held, options, False))


def _one_text(item: Reading | _File) -> int | None:
    """Return the size of a file that is one text, document or page; None of another."""
    if not isinstance(item, _File) or not item.path.lower().endswith(tuple(_READERS.keys() - set(_OF_TABLES))):
        return None
    try:
        size = os.stat(item.path).st_size
    except (OSError, ValueError):
        return None
    return size if size <= LARGEST else None


def _each(
    paths: Sequence[str | os.PathLike[str]], options: ReadOptions, stdin: BinaryIO | None = None
) -> Iterator[Reading | _File]:
    """Yield each file, or the outcome of each source in a table."""
    from qda.importers.common import other_programs

    for note in other_programs.notes(shown(os.fspath(p)) for p in paths):
        yield Reading("", None, note=note)
    rows = options.form in TABLES
    suffixes = IMPORTERS[options.form].suffixes if rows else (*_READERS, *_OF_TABLES)
    for path in paths:
        given = os.fspath(path)
        if given == "-":
            yield from _rows("-", "stdin", options, stdin) if rows else _stdin(options, stdin)
            continue
        try:
            folder = os.path.isdir(given)
        except ValueError as e:  # a NUL in the name
            yield Reading(given, None, f"cannot be read ({e}): check the path")
            continue
        if folder and (project := other_programs.of_folder(given)) is not None:
            yield Reading(shown(given), None, project.why())
            continue
        if folder:
            any_ = False
            passed: dict[str, int] = {}
            for file, error in _walk(given, suffixes, passed):
                any_ = True
                if error:
                    yield Reading(file, None, error)
                elif rows:
                    yield from _rows(file, _stem(file), options, None)
                else:
                    yield _File(file, walked=True)
            if not any_:
                yield Reading(given, None, f"a folder with nothing to import: no {', '.join(suffixes)} in it")
            elif passed:
                yield Reading(given, None, note=_passed(given, passed))
        elif rows:
            yield from _rows(given, _stem(given), options, None)
        else:
            yield _File(given)


def _stem(path: str) -> str:
    return Path(packed.inside(path)[0]).stem


def _passed(folder: str, passed: dict[str, int]) -> str:
    """Return a note on the files of a folder that are not read, counted by suffix."""
    parts = [f"{n} {suffix or 'without a suffix'}" for suffix, n in sorted(passed.items(), key=lambda p: (-p[1], p[0]))]
    more = f" and {len(parts) - 12} more kinds" if len(parts) > 12 else ""
    n = sum(passed.values())
    return f"{n} file{'s' * (n > 1)} in {shown(folder)} not read: {', '.join(parts[:12])}{more}"


def _walk(folder: str, suffixes: tuple[str, ...], passed: dict[str, int]) -> Iterator[tuple[str, str]]:
    """Yield the files of a folder and of those below it, sorted: (path, ""), or (path, why it cannot be read).

    A project of another program is one of these, as a whole. Files with other suffixes are counted in `passed`.
    """
    from qda.importers.common import other_programs

    try:
        with os.scandir(folder) as it:
            entries = sorted((e for e in it if e.name[0] != "."), key=lambda e: e.name)
    except OSError as e:
        yield folder, why(e)
        return
    for entry in entries:
        try:
            below = entry.is_dir(follow_symlinks=False)
            if refused := other_programs.met(entry.path, below):
                yield entry.path, refused
            elif below:
                yield from _walk(entry.path, suffixes, passed)
            elif _may_read(entry.name, suffixes):
                yield entry.path, ""
            else:
                suffix = os.path.splitext(shown(entry.name))[1].lower()
                passed[suffix] = passed.get(suffix, 0) + 1
        except OSError as e:
            yield entry.path, why(e)


def _may_read(name: str, suffixes: tuple[str, ...]) -> bool:
    """True if a file in a folder is one that is read, packed or not."""
    texts = ".json" in suffixes
    return (
        packed.inside(name)[0].lower().endswith(suffixes)
        or (texts and packed.is_archive(name))
        or (texts and _TWEETS.match(name) is not None)
    )


def _file(path: str, options: ReadOptions, walked: bool = False) -> Iterator[Reading]:
    """Yield the sources of one file: nearly always one, or the reason why there is none.

    A table that was found in a folder, whose rows may be anything, is a note and no error.
    """
    from qda.importers.common import other_programs

    if "\0" in path:
        yield Reading(path, None, "no such file: check the path")
        return
    origin, named = origin_of(path), shown(path)
    held, packing = packed.inside(origin.rpartition("/")[2])
    stem, suffix = os.path.splitext(held)
    suffix = suffix.lower()
    if suffix == ".tar":
        yield from _archive(path, origin, named, options)
        return
    if not walked and (project := other_programs.of_file(path)) is not None:
        yield Reading(named, None, project.why())
        return
    if suffix in _CODEBOOKS:
        yield Reading(named, None, Message("codebook-not-text", "a codebook, not a text: take it in as a codebook"))
        return
    unnamed = packing and suffix not in _READERS and suffix not in _OF_TABLES  # RC_2019-01.zst, as Reddit's are
    dump = (unnamed or suffix in (".jsonl", ".ndjson")) and _dump(path)
    if suffix in _OF_TABLES and suffix not in _READERS and not dump:
        yield from _table(path, stem, options, walked)
        return
    reader = "forum_json" if dump else _READERS.get(suffix, "text")
    try:
        try:
            raw = packed.whole(path, options)
        except Refused as e:
            if not dump or getattr(e.message, "code", "") != "source-too-large":
                raise
            yield from _table(path, stem, options, walked)  # a thread is a source, not the file
            return
        for draft in _drafts(reader, raw, suffix, stem, origin, options):
            yield Reading(named, draft)
    except Beside as e:
        if walked:
            yield Reading(named, None, note=f"{named} is {e}")
        else:
            yield Reading(named, None, f"{e}: import what it belongs to")
    except _REFUSALS as e:
        yield Reading(named, None, _refusal(e))


def _archive(path: str, origin: str, named: str, options: ReadOptions) -> Iterator[Reading]:
    """Yield the texts and pages of an archive of files, in its order; tables and what nothing reads are counted in a note."""
    passed: dict[str, int] = {}
    any_ = False
    try:
        for member in packed.members(path):
            stem, suffix = os.path.splitext(member.name.rpartition("/")[2])
            suffix = suffix.lower()
            if suffix not in _READERS:
                passed[suffix] = passed.get(suffix, 0) + 1
                continue
            any_ = True
            inner = f"{origin}/{shown(member.name)}"
            try:
                if member.size > LARGEST and not options.large:
                    raise too_large(f"{member.size / 1e6:.0f} MB")
                for draft in _drafts(_READERS[suffix], member.file.read(), suffix, stem, inner, options):
                    yield Reading(f"{named}/{shown(member.name)}", draft)
            except Beside as e:
                yield Reading(named, None, note=f"{shown(member.name)} is {e}")
            except _REFUSALS as e:
                yield Reading(f"{named}/{shown(member.name)}", None, _refusal(e))
    except _REFUSALS as e:
        yield Reading(named, None, _refusal(e))
        return
    if not any_:
        yield Reading(named, None, "an archive with nothing to import: unpack it, and name what is in it")
    elif passed:
        yield Reading(named, None, note=_passed(path, passed))


def _refusal(e: Exception) -> str:
    """Return why a file did not come in, on one line."""
    if isinstance(e, OSError):
        return why(e)
    return e.message if isinstance(e, QdaError) else numbers.why(e)


def _dump(path: str) -> bool:
    """True if a file of JSON lines has a forum's records; others are tables."""
    from qda.importers.threads.json_dump import is_dump

    try:
        return os.path.isfile(path) and is_dump(path)
    except (OSError, QdaError):  # told when it is read
        return False


def _table(path: str, stem: str, options: ReadOptions, walked: bool) -> Iterator[Reading]:
    """Yield what a table holds of which nobody said what its rows are: posts, if its header clearly says so."""
    from dataclasses import replace

    from qda.importers.tables import posts

    named = shown(path)
    try:
        what = posts.hint(path, options)
    except _REFUSALS as e:
        yield Reading(named, None, _refusal(e))
        return
    if not what:
        note = Message("table-read-as-posts", "its header is one of posts: read as a table of posts")
        yield from _rows(path, stem, replace(options, form="posts"), None, note)
    elif walked:
        yield Reading(named, None, note=Message("", "{file}: {what}", file=named, what=what))
    else:
        yield Reading(named, None, what)


def _drafts(reader: str, raw: bytes, suffix: str, stem: str, origin: str, options: ReadOptions) -> list[Draft]:
    """Return what a reader makes of a file; QdaError when its first bytes and its name contradict each other."""
    for sign, (what, others) in SIGNS.items():
        if raw.startswith(sign) and sign not in IMPORTERS[reader].signs:
            named = f", though it is named {suffix}" if suffix and reader != "text" else ""
            raise QdaError(f"{what}{named}: give it the suffix {' or '.join(others)} if that is what it is")
    name = stem if stem.strip() else "text"
    told = ""
    if reader == "text":  # what most files are: not looked up each time
        from qda.importers import disguised
        from qda.importers.plain import text_file as text

        other = "" if options.form == "plain" else disguised.reader(raw, suffix, options.encoding)
        if not other:
            return [text.read(raw, name, origin, options)]
        told = f"{IMPORTERS[other].called}, though it is named {suffix}" if suffix and suffix != ".js" else ""
        reader = other
    if suffix == ".json" and options.form in ("auto", "interview", "plain"):
        from qda.importers.captions.transcript_json import is_transcript

        reader = "transcript_json" if is_transcript(raw) else reader
    got: Draft | list[Draft] = import_module(IMPORTERS[reader].module).read(raw, name, origin, options)
    drafts = got if isinstance(got, list) else [got]
    for draft in drafts if told else ():
        draft.notes.append(told)
    return drafts


def _stdin(options: ReadOptions, stdin: BinaryIO | None) -> Iterator[Reading]:
    if stdin is None:
        yield Reading("-", None, "there is no standard input here: name a file")
        return
    try:
        raw = stdin.read() if options.large else some(stdin)
        for draft in _drafts("text", raw, "", "stdin", "-", options):
            yield Reading("-", draft)
    except _REFUSALS as e:
        yield Reading("-", None, _refusal(e))


def _rows(path: str, stem: str, options: ReadOptions, stdin: BinaryIO | None, note: str = "") -> Iterator[Reading]:
    """Yield the sources of a table, a row or a thread each."""
    import csv

    module = import_module(IMPORTERS[options.form].module)
    origin, named, stem = origin_of(path), shown(path), shown(stem)
    if packed.is_archive(path):
        yield Reading(named, None, "an archive of files, not a table: unpack it, and name the table")
        return
    if not hasattr(module, "read"):
        yield Reading(named, None, f"{IMPORTERS[options.form].help}: there is no text in it")
        return
    try:
        for draft in module.read(path, stem if stem.strip() else "posts", origin, options, stdin):
            if note:
                draft.notes.insert(0, note)
                note = ""
            yield Reading(named, draft)
    except csv.Error:
        yield Reading(
            named, None, "not a table that can be read: is a quotation mark not closed? Save it as CSV in UTF-8"
        )
    except _REFUSALS as e:
        yield Reading(named, None, _refusal(e))
