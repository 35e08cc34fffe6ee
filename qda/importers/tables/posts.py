"""A table with a row a post: a source a thread, whatever the number of posts, in flat memory."""

from __future__ import annotations

import marshal
import re
from array import array
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from itertools import islice
from typing import Any, BinaryIO

from qda.core.drafts import Draft, DraftSegment, ReadOptions
from qda.core.errors import QdaError, Refused
from qda.core.message import Message
from qda.core.text.language import guess
from qda.importers.common.encoding import refuse_binary
from qda.importers.common.opening import LARGEST
from qda.importers.formats import IMPORTERS
from qda.importers.tables import coded_segments, survey_tools
from qda.importers.tables.columns import squashed
from qda.importers.tables.rows import Rows, clean
from qda.importers.tables.timestamps import SAMPLE, order, stamp

FIELDS = IMPORTERS["posts"].fields
_NUMBER = re.compile(r"(?:(\d+(?:[-.]\d+)*)[-.])?\d+")
_NOTED = 5  # rows named in a note


def read(path: str, stem: str, origin: str, options: ReadOptions, stdin: BinaryIO | None = None) -> Iterator[Draft]:
    """Yields a draft a thread, in the order in which threads begin; one named `stem` where no column tells the thread.

    The file is read twice: first the threads' names alone, then the posts. Threads whose rows stand together are
    streamed; scattered ones go through a temporary file, so that memory stays flat. Raises QdaError naming the row or
    the columns.
    """
    with Rows(path, options, stdin) as rows:
        at = {f: rows.find(f, options.columns, required=f == "text") for f in FIELDS}
        for field in options.columns:
            if field not in FIELDS:
                raise QdaError(f"posts have no field {field!r}: it is one of {', '.join(FIELDS)}")
        _comments_of_posts(rows, at, options)
        numbered = _numbers(rows) if at["id"] is None and at["reply_to"] is None else None
        make = _maker(rows, at, numbered, origin, options)
        thread = at["thread"]
        notes = [n for n in (rows.note, _missing(rows, at)) if n]
        found = False
        groups: Iterable[tuple[str, Iterable[tuple[int, list[str]]]]]
        if thread is None:
            groups = [(stem, rows)]
        elif _together(rows, thread):
            groups = _runs(rows, thread)
        else:
            groups = _scattered(rows, thread)
        for name, group in groups:
            draft = make(name or stem, group, notes)
            if draft is not None:
                found = True
                notes = []
                yield draft
        if not found:
            raise QdaError(f"no row has text in column {rows.columns[at['text'] or 0]!r}: nothing to import")


def _missing(rows: Rows, at: dict[str, int | None]) -> str:
    """Return the note for a table in which no column has the writer of a post, or its date."""
    lacking = [f for f in ("author", "date") if at[f] is None]
    if not lacking:
        return ""
    columns = ", ".join(" ".join(c.split()) for c in rows.columns[:8]) + (", …" if len(rows.columns) > 8 else "")
    if len(lacking) > 1:
        return Message(
            "no-columns-of-posts",
            "no column is known as one for author or date ({columns}): say which",
            columns=columns,
        )
    return Message(
        "no-column-of-posts",
        "no column is known as one for {field} ({columns}): say which",
        field=lacking[0],
        columns=columns,
    )


def _comments_of_posts(rows: Rows, at: dict[str, int | None], options: ReadOptions) -> None:
    """In a table of comments with a number for the comment and one for its post, the post is the thread."""
    names = [squashed(c) for c in rows.columns]
    post, comment = ("postid" in names and names.index("postid")), ("commentid" in names and names.index("commentid"))
    if post is False or comment is False or "id" in options.columns or at["id"] != post:
        return
    at["id"] = comment
    if at["thread"] is None and at["reply_to"] != post:
        at["thread"] = post


def _numbers(rows: Rows) -> int | None:
    """The first column, where it numbers posts and their answers (`1`, `1-1`, `2`); None without one."""
    if not rows.columns or squashed(rows.header[0]) not in ("", "#", "no", "nr", "number", "nummer"):
        return None
    cells = [c.strip() for c in islice(rows.column(0), SAMPLE) if c.strip()]
    if not cells or not all(_NUMBER.fullmatch(c) for c in cells) or len(set(cells)) < len(cells):
        return None
    return 0 if any(_answered(c) in set(cells) for c in cells) else None


def _answered(number: str) -> str:
    """The number of the post that one answers, by its own: `1-2` answers `1`; "" for a post of its own."""
    found = _NUMBER.fullmatch(number.strip())
    return found[1] or "" if found else ""


def hint(path: str, options: ReadOptions) -> str:
    """ "" where a table's header clearly is one of posts: text, author and date by their usual names; else what to do."""
    with Rows(path, options) as rows:
        if not options.columns and coded_segments.known(rows, {}) is not None:
            return Message("table-of-codings", "a table, of codings by its header: take it in as codings")
        if not options.columns and not survey_tools.layout(rows).plain:
            return Message(
                "table-of-a-survey", "a table, of a survey by its header: take it in as answers, a row a person"
            )
        at = [rows.find(f, options.columns) for f in ("text", "author", "date")]
        if None not in at and len(set(at)) == 3:
            return ""
        if all(rows.find(f, {}) is not None for f in ("source", "code")):
            return Message("table-of-codings", "a table, of codings by its header: take it in as codings")
        some = rows.named()
    return Message(
        "table-of-what",
        "a table: say what its rows are, posts, people or codings; its columns are {columns}",
        columns=some,
    )


def _thread(cell: str) -> str:
    """A thread's name as its cell says it: a cell of blanks is an empty one."""
    return " ".join(cell.split())


def _together(rows: Rows, thread: int) -> bool:
    """True if the rows of every thread are together: one pass that keeps one hash per thread."""
    seen: set[int] = set()
    last: str | None = None
    for name in map(_thread, rows.column(thread)):
        if name != last:
            key = hash(name)
            if key in seen:
                return False
            seen.add(key)
            last = name
    return True


def _runs(rows: Rows, thread: int) -> Iterator[tuple[str, list[tuple[int, list[str]]]]]:
    group: list[tuple[int, list[str]]] = []
    last: str | None = None
    for item in rows:
        name = _thread(item[1][thread])
        if name != last:
            if group and last is not None:
                yield last, group
            group, last = [], name
        group.append(item)
    if group and last is not None:
        yield last, group


def _scattered(rows: Rows, thread: int) -> Iterator[tuple[str, Iterator[tuple[int, list[str]]]]]:
    """Groups rows by thread through a temporary file: memory holds one offset a row and no text."""
    import tempfile

    places: dict[str, array[int]] = {}
    with tempfile.TemporaryFile() as spool:
        pos = 0
        for item in rows:
            piece = marshal.dumps(item)
            places.setdefault(_thread(item[1][thread]), array("Q")).append(pos)
            spool.write(len(piece).to_bytes(8, "little"))
            spool.write(piece)
            pos += 8 + len(piece)

        def load(offsets: array[int]) -> Iterator[tuple[int, list[str]]]:
            for offset in offsets:
                spool.seek(offset)
                size = int.from_bytes(spool.read(8), "little")
                yield marshal.loads(spool.read(size))

        for name, offsets in places.items():
            yield name, load(offsets)


_Make = Callable[[str, Iterable[tuple[int, list[str]]], list[str]], Draft | None]


def _maker(rows: Rows, at: dict[str, int | None], numbered: int | None, origin: str, options: ReadOptions) -> _Make:
    from qda.importers.common.thread_order import GONE, NONE, Answers, bare

    text_at, author_at, date_at, title_at = at["text"], at["author"], at["date"], at["title"]
    id_at, reply_at = at["id"] if numbered is None else numbered, at["reply_to"]
    months, open_ = order(islice(rows.column(date_at), SAMPLE)) if date_at is not None else (False, "")
    assert text_at is not None
    taken = {i for i in at.values() if i is not None}
    others = [(i, c) for i, c in enumerate(rows.columns) if i not in taken and c]

    def make(name: str, group: Iterable[tuple[int, list[str]]], notes: list[str]) -> Draft | None:
        digest = sha256()
        texts: list[str] = []
        segments: list[DraftSegment] = []
        quoted: list[int] = []
        ids: Answers[int] = Answers()
        replies: list[tuple[int, str]] = []
        empty: list[int] = []
        gone: list[int] = []
        unread: list[int] = []
        nobody = undated = 0
        misfits: list[str] = []
        title, titled, pos = "", "", 0
        for number, row in group:
            digest.update("\x1f".join(row).encode("utf-8", "surrogatepass") + b"\x1e")
            text = row[text_at]
            if "\r" in text or text[:1] == "'":
                text = clean(text)
            words = text.strip()
            if words in GONE:
                gone.append(number)
                misfits.append(f"row {number}: its words were deleted ({words}): left out")
                continue
            if not words:
                empty.append(number)
                misfits.append(f"row {number} has no text: left out")
                continue
            if texts:
                pos += 2
            start = pos if words is text else pos + len(text) - len(text.lstrip())
            pos += len(text)
            if pos > LARGEST and not options.large:
                raise Refused(
                    "thread-too-large",
                    "thread {name!r} is more than a source's 20 MB: allow a larger source, or name a thread column",
                    name=name,
                )
            texts.append(text)
            data: dict[str, Any] = {}
            date = None
            if date_at is not None and (written := row[date_at].strip()):
                date = stamp(written, months)
                if date is None:
                    data["date"] = written
                    unread.append(number)
                    misfits.append(f"row {number}: the date {written[:60]!r} is not read, kept as written")
            elif date_at is not None:
                undated += 1
            if id_at is not None and row[id_at]:
                data["id"] = clean(row[id_at])
                ids.add(data["id"].strip(), len(segments))
            if title_at is not None and row[title_at] != titled and (own := clean(row[title_at]).strip()) != title:
                if title and own:
                    data["title"] = own
                elif own:
                    title, titled = own, row[title_at]
            answered = clean(row[reply_at]).strip() if reply_at is not None else ""
            if answered or (numbered is not None and (answered := _answered(row[numbered]))):
                replies.append((len(segments), answered))
            for i, column in others:
                if row[i]:
                    data[column] = clean(row[i])
            author = row[author_at].strip() or None if author_at is not None else None
            author = None if author in GONE else author
            if author and author[0] == "'":
                author = clean(author)
            nobody += author is None and author_at is not None
            if words[0] == ">" or "\n>" in words:
                quoted.append(len(segments))
            segments.append(
                DraftSegment("post", start, start + len(words), author, date, None, None, "participant", data or None)
            )
        if gone:
            notes.append(f"{len(gone)} deleted post{'s' * (len(gone) > 1)} left out (row {_some(gone)})")
        if empty:
            notes.append(f"{len(empty)} row{'s' * (len(empty) > 1)} without text left out (row {_some(empty)})")
        if unread:
            notes.append(f"{len(unread)} date{'s' * (len(unread) > 1)} not read, kept as written (row {_some(unread)})")
        for n, what in ((nobody, "author"), (undated, "date")):
            if n:
                notes.append(f"{n} of {len(segments)} posts {'has' if n == 1 else 'have'} no {what}")
        if open_ and texts:
            notes.append(open_)
        if not texts:
            return None
        text = "\n\n".join(texts)
        if "\0" in text or (rows.json and not text.isascii()):  # JSON can spell half a surrogate pair
            refuse_binary(text)
        unknown = 0
        own = bare(name)
        for position, answered in replies:
            target = ids.find(answered)
            if target is None and (
                answered.casefold() in NONE or answered[:3] == "t3_" or answered == name or bare(answered) == own
            ):
                continue  # no one, or the thread itself: what Reddit calls the parent of its first comments
            if target is None:
                data = dict(segments[position].metadata or {})
                data["reply_to"] = answered
                misfits.append(f"a post answers {answered[:60]!r}, which is not here: kept in the metadata")
                segments[position] = segments[position]._replace(metadata=data)
                unknown += 1
            elif target != position:
                segments[position] = segments[position]._replace(reply_to=target)
        if _newest_first(segments):
            text, segments = _turned(texts, segments)
            quoted = [len(segments) - 1 - n for n in quoted]
            notes.append("the newest post stood first: they are in the order in which they were written")
        if quoted:
            segments = _with_quotes(text, segments, set(quoted))
        draft = Draft(name, text, "posts", title, guess(text) or options.language, _first(segments), segments)
        draft.sha256, draft.origin, draft.notes = digest.hexdigest(), origin, list(notes)
        draft.misfits = misfits
        for _, column in others:  # what all posts of a thread have alike is said of the thread, and can be filtered by
            values = {(s.metadata or {}).get(column) for s in segments if s.parent is None}
            if len(values) == 1 and (value := values.pop()):
                draft.variables[column] = value
        if unknown:
            draft.notes.append(
                f"{unknown} post{'s answer posts that are' if unknown > 1 else ' answers a post that is'} not here: "
                "kept in the metadata"
            )
        return draft

    return make


def _newest_first(segments: list[DraftSegment]) -> bool:
    """True if the posts run from the newest to the oldest, by their dates, or by their answers if none has a date."""
    from itertools import pairwise

    from qda.importers.common.thread_order import moments

    answers = [s.reply_to > n for n, s in enumerate(segments) if s.reply_to is not None]
    if answers and all(answers) and not any(s.date for s in segments):
        return True  # undated, and each answer stands before what it answers
    if len(segments) < 2 or not segments[0].date or not segments[-1].date or segments[0].date <= segments[-1].date:
        return False
    if any(a.date is None or b.date is None or a.date[:10] < b.date[:10] for a, b in pairwise(segments)):
        return False
    when = moments(s.date for s in segments)
    return when is not None and all(a >= b for a, b in pairwise(when))


def _turned(texts: list[str], segments: list[DraftSegment]) -> tuple[str, list[DraftSegment]]:
    """A thread from its last post to its first: the text, and the segments with their offsets and answers."""
    last, pos = len(texts) - 1, 0
    starts, at = [], 0
    for piece in texts:
        starts.append(at)
        at += len(piece) + 2
    out = []
    for n in range(last, -1, -1):
        s, shift = segments[n], pos - starts[n]
        reply = None if s.reply_to is None else last - s.reply_to
        out.append(s._replace(start=s.start + shift, end=s.end + shift, reply_to=reply))
        pos += len(texts[n]) + 2
    return "\n\n".join(reversed(texts)), out


def _some(rows: list[int]) -> str:
    return ", ".join(map(str, rows[:_NOTED])) + (", …" if len(rows) > _NOTED else "")


def _first(segments: list[DraftSegment]) -> str | None:
    """The date of the first post, the source's."""
    return segments[0].date if segments else None


def _with_quotes(text: str, segments: list[DraftSegment], quoted: set[int]) -> list[DraftSegment]:
    """The segments with the lines that begin with `>` marked inside the posts that hold them; positions mended."""
    out: list[DraftSegment] = []
    place: list[int] = []
    for n, post in enumerate(segments):
        place.append(len(out))
        out.append(post)
        if n not in quoted:
            continue
        parent, pos, begin, end = len(out) - 1, post.start, -1, -1
        for line in text[post.start : post.end].split("\n"):
            stripped = line.strip()
            if stripped[:1] == ">":
                start = pos + len(line) - len(line.lstrip())
                begin, end = (start if begin < 0 else begin), start + len(stripped)
            elif begin >= 0:
                out.append(DraftSegment("quoted", begin, end, parent=parent))
                begin = -1
            pos += len(line) + 1
        if begin >= 0:
            out.append(DraftSegment("quoted", begin, end, parent=parent))
    return [s if s.reply_to is None else s._replace(reply_to=place[s.reply_to]) for s in out]
