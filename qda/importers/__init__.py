"""Files in: each path becomes drafts of sources, or the reason why it was left out. Never touches a study.

`IMPORTERS` is the family's table: a new format is one module and one line here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple

from qda.core import numbers
from qda.core.drafts import Draft, Reading, ReadOptions
from qda.core.errors import Beside, QdaError
from qda.core.files import shown
from qda.importers.common.opening import origin_of, some, whole, why


class Importer(NamedTuple):
    """A member of the family: the module that reads it, the suffixes it is known by, one line of help."""

    module: str
    suffixes: tuple[str, ...]
    help: str


_TABLE = (".csv", ".tsv", ".jsonl", ".ndjson", ".xlsx", ".xlsm", ".ods", ".xls")
IMPORTERS: dict[str, Importer] = {
    "text": Importer(
        "qda.importers.plain.read",
        (".txt", ".text", ".md", ".markdown"),
        "text and Markdown: threads, interviews, articles",
    ),
    "docx": Importer("qda.importers.documents.docx", (".docx", ".docm", ".doc"), "Word documents"),
    "odt": Importer("qda.importers.documents.odt", (".odt", ".ott", ".fodt"), "OpenDocument texts"),
    "rtf": Importer("qda.importers.documents.rtf", (".rtf",), "rich text"),
    "pdf": Importer("qda.importers.documents.pdf", (".pdf",), "PDF with text in it"),
    "cues": Importer("qda.importers.captions.cues", (".vtt", ".srt"), "subtitles and machine transcripts"),
    "transcript_json": Importer(
        "qda.importers.captions.transcript_json",
        (".otr",),
        "transcripts as JSON: Whisper, WhisperX, aTrain, oTranscribe (.otr)",
    ),
    "html": Importer("qda.importers.web.html", (".html", ".htm", ".xhtml"), "web pages: threads and articles"),
    "epub": Importer("qda.importers.documents.epub", (".epub",), "electronic books"),
    "pandoc": Importer(
        "qda.importers.documents.pandoc",
        (
            ".org",
            ".rst",
            ".tex",
            ".latex",
            ".fb2",
            ".ipynb",
            ".textile",
            ".mediawiki",
            ".wiki",
            ".dokuwiki",
            ".opml",
            ".docbook",
            ".dbk",
            ".jats",
            ".typ",
            ".muse",
            ".t2t",
            ".djot",
            ".creole",
        ),
        "what pandoc reads, where it is installed",
    ),
    "forum_json": Importer(
        "qda.importers.threads.json_dump", (".json",), "threads as programs give them: Discourse, Reddit, …"
    ),
    "disqus": Importer("qda.importers.threads.disqus", (".xml",), "comments exported from Disqus"),
    "zipped": Importer(
        "qda.importers.chats.zipped", (".zip",), "chats as they are exported, in a ZIP: Slack, WhatsApp, …"
    ),
    "mbox": Importer("qda.importers.threads.mbox", (".mbox",), "mailing lists"),
    "posts": Importer("qda.importers.tables.posts", _TABLE, "a table with a row a post (--as posts)"),
    "table": Importer("qda.importers.tables.survey", _TABLE, "a survey with a row a person (--as table)"),
    "codings": Importer("qda.importers.tables.codings", _TABLE, "codings made elsewhere (--as codings)"),
}
FORMS = ("auto", "forum", "interview", "article", "plain", "posts", "table")
TABLES = ("posts", "table", "codings")  # what is read a row at a time; all others give a file's sources at once
_DOCUMENTS = frozenset(
    ".docx .doc .odt .pdf .rtf .html .htm .epub .vtt .srt .json .xml .zip .qdpx".split()  # noqa: SIM905
)
_ELSEWHERE = {
    ".qdc": "a codebook: bring it in with `qda codebook import`",
}
_KNOWN_AS = {
    "qda.importers.threads.json_dump": "JSON",
    "qda.importers.web.html": "a web page",
    "qda.importers.threads.disqus": "XML",
}
_TWEETS = re.compile(r"tweets?(?:-part\d+)?\.js$", re.I)  # the one kind of file that a walk takes of an archive of X
# What a file is by its first bytes, and the suffixes that such a file may have.
_SIGNS: tuple[tuple[bytes, str, tuple[str, ...]], ...] = (
    (b"%PDF-", "a PDF", (".pdf",)),
    (b"{\\rtf", "rich text", (".rtf", ".doc")),
    (
        b"PK\x03\x04",
        "a ZIP archive, as .docx, .odt and .epub are",
        (".docx", ".odt", ".epub", ".xlsx", ".ods", ".docm", ".ott", ".qdpx", ".zip"),
    ),
    (b"\xd0\xcf\x11\xe0", "an old or an encrypted Office file", (".doc", ".xls", ".docx", ".docm")),
)


def read(
    paths: Sequence[str | os.PathLike[str]], options: ReadOptions, stdin: BinaryIO | None = None
) -> Iterator[Reading]:
    """Yields a Reading a file, in the order given, or with `posts` and `table` one a source; forum threads come last.

    Folders are walked in sorted order: files with a suffix that `options.form` reads, not hidden ones. `-` is `stdin`.
    One file is read at a time; the saved pages of one thread come as one source. A bad file yields a Reading without a
    draft whose `error` says what is wrong and what to do; nothing is raised for it.
    """
    held = None
    for reading in _each(paths, options, stdin):
        if reading.draft is not None and "thread" in reading.draft.metadata:
            if held is None:
                from qda.importers.threads.join_pages import Held

                held = Held(options)
            if held.take(reading):
                continue
        yield reading
    if held is not None:
        yield from held.readings()


def _each(
    paths: Sequence[str | os.PathLike[str]], options: ReadOptions, stdin: BinaryIO | None = None
) -> Iterator[Reading]:
    """The outcome of each file, or with `posts` and `table` of each source."""
    from qda.importers.common import other_programs

    for note in other_programs.notes(shown(os.fspath(p)) for p in paths):
        yield Reading("", None, note=note)
    rows = options.form in TABLES
    suffixes = IMPORTERS[options.form].suffixes if rows else (*_readers(), *_TABLE)
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
                    yield from _rows(file, Path(file).stem, options, None)
                else:
                    yield from _file(file, options, walked=True)
            if not any_:
                yield Reading(given, None, f"a folder with nothing to import: no {', '.join(suffixes)} in it")
            elif passed:
                yield Reading(given, None, note=_passed(given, passed))
        elif rows:
            yield from _rows(given, Path(given).stem, options, None)
        else:
            yield from _file(given, options)


def _passed(folder: str, passed: dict[str, int]) -> str:
    """What a folder holds that is not read, counted by suffix."""
    parts = [f"{n} {suffix or 'without a suffix'}" for suffix, n in sorted(passed.items(), key=lambda p: (-p[1], p[0]))]
    more = f" and {len(parts) - 12} more kinds" if len(parts) > 12 else ""
    n = sum(passed.values())
    return f"{n} file{'s' * (n > 1)} in {shown(folder)} not read: {', '.join(parts[:12])}{more}"


def _walk(folder: str, suffixes: tuple[str, ...], passed: dict[str, int]) -> Iterator[tuple[str, str]]:
    """The files of a folder and those under it, sorted: (path, ""), or (path, why it cannot be read).

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
            elif entry.name.lower().endswith(suffixes) or (".json" in suffixes and _TWEETS.match(entry.name)):
                yield entry.path, ""
            else:
                suffix = os.path.splitext(shown(entry.name))[1].lower()
                passed[suffix] = passed.get(suffix, 0) + 1
        except OSError as e:
            yield entry.path, why(e)


def _readers() -> dict[str, str]:
    """The module that reads a file as a whole, by suffix."""
    return {suffix: m.module for name, m in IMPORTERS.items() if name not in TABLES for suffix in m.suffixes}


def _file(path: str, options: ReadOptions, walked: bool = False) -> Iterator[Reading]:
    """The sources of one file: nearly always one, or the reason why there is none.

    A table found on a walk through a folder, whose rows may be anything, is told and is no error.
    """
    from qda.importers.common import other_programs

    if "\0" in path:
        yield Reading(path, None, "no such file: check the path")
        return
    origin, named = origin_of(path), shown(path)
    stem, suffix = os.path.splitext(origin.rpartition("/")[2])
    suffix = suffix.lower()
    readers = _readers()
    if not walked and (project := other_programs.of_file(path)) is not None:
        yield Reading(named, None, project.why())
        return
    if suffix in _ELSEWHERE:
        yield Reading(named, None, _ELSEWHERE[suffix])
        return
    dump = suffix in (".jsonl", ".ndjson") and _dump(path)
    if suffix in _TABLE and suffix not in readers and not dump:
        yield from _table(path, stem, options, walked)
        return
    try:
        if dump:
            readers = {**readers, suffix: IMPORTERS["forum_json"].module}
        raw = whole(path, options)
        for draft in _drafts(readers.get(suffix, "qda.importers.plain.read"), raw, suffix, stem, origin, options):
            yield Reading(named, draft)
    except Beside as e:
        yield (
            Reading(named, None, note=f"{named} is {e}")
            if walked
            else Reading(named, None, f"{e}: import what it belongs to")
        )
    except OSError as e:
        yield Reading(named, None, why(e))
    except (UnicodeError, QdaError, ValueError) as e:
        yield Reading(named, None, numbers.why(e))


def _dump(path: str) -> bool:
    """Whether a file of JSON lines holds a forum's records; a table for all others."""
    from qda.importers.threads.json_dump import is_dump

    try:
        return os.path.isfile(path) and is_dump(path)
    except OSError:  # told when it is read
        return False


def _table(path: str, stem: str, options: ReadOptions, walked: bool) -> Iterator[Reading]:
    """A table of which nobody said what its rows are: posts, where its header clearly says so."""
    from dataclasses import replace

    from qda.importers.tables import posts

    try:
        what = posts.hint(path, options)
    except OSError as e:
        what = why(e)
    except (UnicodeError, QdaError, ValueError) as e:
        what = numbers.why(e)
    if not what:
        yield from _rows(
            path, stem, replace(options, form="posts"), None, "its header is one of posts: read as --as posts"
        )
    elif walked and what.startswith("a table"):
        yield Reading(shown(path), None, note=f"{shown(path)}: {what}")
    else:
        yield Reading(shown(path), None, what)


def _drafts(module: str, raw: bytes, suffix: str, stem: str, origin: str, options: ReadOptions) -> list[Draft]:
    """What a reader makes of a file; QdaError when its first bytes say that it is something else than its name does."""
    for sign, what, suffixes in _SIGNS:
        if raw.startswith(sign) and suffix not in suffixes:
            named = f", though it is named {suffix}" if suffix in _DOCUMENTS else ""
            raise QdaError(f"{what}{named}: give it the suffix {' or '.join(suffixes[:3])} if that is what it is")
    name = stem if stem.strip() else "text"
    told = ""
    if module == "qda.importers.plain.read":  # what most files are: not looked up each time
        from qda.importers import disguised
        from qda.importers.plain import read as text

        other = "" if options.form == "plain" else disguised.reader(raw, suffix, options.encoding)
        if not other:
            return [text.read(raw, name, origin, options)]
        told = f"{_KNOWN_AS[other]}, though it is named {suffix}" if suffix and suffix != ".js" else ""
        module = other
    import importlib

    if suffix == ".json" and options.form in ("auto", "interview", "plain"):
        from qda.importers.captions import transcript_json

        module = transcript_json.__name__ if transcript_json.is_transcript(raw) else module
    got: Draft | list[Draft] = importlib.import_module(module).read(raw, name, origin, options)
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
        for draft in _drafts("qda.importers.plain.read", raw, "", "stdin", "-", options):
            yield Reading("-", draft)
    except OSError as e:
        yield Reading("-", None, why(e))
    except (UnicodeError, QdaError, ValueError) as e:
        yield Reading("-", None, numbers.why(e))


def _rows(path: str, stem: str, options: ReadOptions, stdin: BinaryIO | None, note: str = "") -> Iterator[Reading]:
    import csv
    import importlib

    module = importlib.import_module(IMPORTERS[options.form].module)
    origin, named, stem = origin_of(path), shown(path), shown(stem)
    try:
        for draft in module.read(path, stem if stem.strip() else "posts", origin, options, stdin):
            if note:
                draft.notes.insert(0, note)
                note = ""
            yield Reading(named, draft)
    except OSError as e:
        yield Reading(named, None, why(e))
    except csv.Error:
        yield Reading(
            named,
            None,
            "not a table that can be read: is a quotation mark not closed? Save it as CSV in UTF-8",
        )
    except (UnicodeError, QdaError, ValueError) as e:
        yield Reading(named, None, numbers.why(e))
