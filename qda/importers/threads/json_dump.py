"""Threads as the programs of forums give them: JSON or JSON lines, told by the keys that their records have.

`dump_shapes.py` has the shapes; a file of another one is refused with what may be done with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256
from itertools import islice
from typing import Any

from qda.core import numbers
from qda.core.drafts import Draft, ReadOptions
from qda.core.errors import Beside, QdaError, Refused, place_of
from qda.importers.common.assemble_thread import assemble, left_out, not_whole
from qda.importers.common.encoding import decode
from qda.importers.common.packed import unpacked
from qda.importers.threads.dump_chats import beside
from qda.importers.threads.dump_records import Found, Near, records, unwrapped
from qda.importers.threads.dump_shapes import KNOWN, SHAPES
from qda.importers.threads.json_ld import read_json

_FIRST = 200_000  # bytes looked at to tell what a file of JSON lines is


def read(raw: bytes, name: str, origin: str, options: ReadOptions, near: Near | None = None) -> list[Draft]:
    """Return the threads in a file of JSON, JSON lines or JSON in JavaScript, each a draft; QdaError for other JSON.

    `near` gives the files beside it; without one these are the files of its folder.
    """
    text = decode(raw, options.encoding).text
    if not text.strip():
        raise QdaError("empty: there is nothing to read")
    told = _values(unwrapped(text))
    near = near or Near(origin)
    found: list[Found] = []
    for shape in SHAPES:
        items = [r for r in records(told) if shape.fits(r)]
        if items:
            found = shape.read(items, told, near) if shape.near else shape.read(items, told)
            break
    else:
        if (made := read_json(told, name, options)) is not None:
            return signed([made], raw, origin)
        if what := beside(near.stem, told):
            raise Beside(what)
        raise Refused(
            "json-of-no-forum",
            "JSON, but none of a forum that is known ({known}): for one row per post or person, write "
            "JSON lines and import them as a table of posts or of answers",
            known=KNOWN,
        )
    out = [draft_of(f, name, len(found) > 1, options) for f in found if f.posts]
    if not out:
        raise QdaError(f"a file of {shape.name} without a single post with text: nothing to import")
    return signed(out, raw, origin)


def is_dump(path: str) -> bool:
    """True if the first records of a file of JSON lines are a forum's or a chat's."""
    with unpacked(path) as f:
        head = f.read(_FIRST)
    lines = head.split(b"\n")
    return is_forum(islice(lines if len(head) < _FIRST else lines[:-1], 5))


def is_forum(lines: Iterable[str | bytes]) -> bool:
    """True if any of these lines of JSON is a record of a forum or a chat."""
    for line in lines:
        try:
            told = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if any(shape.lines and shape.fits(r) for r in records(told) for shape in SHAPES):
            return True
    return False


def _values(text: str) -> Any:
    """Parse a JSON file; return its value, or a list of the values of its lines."""
    try:
        return json.loads(text)
    except RecursionError:
        raise QdaError("JSON nested too deep to be a forum's: nothing to import") from None
    except ValueError as e:
        if numbers.why(e) == numbers.TOO_LONG:
            raise QdaError(numbers.TOO_LONG) from None
        if "\n" not in text.strip() or "Extra data" not in str(e):
            raise QdaError(f"no JSON that can be read{place_of(e)}: it may have been cut off") from None
    out = []
    for n, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                out.append(json.loads(line))
            except (ValueError, RecursionError) as e:
                raise QdaError(f"line {n} is no JSON ({numbers.why(e)}): it may have been cut off") from None
    return out


def draft_of(found: Found, name: str, several: bool, options: ReadOptions) -> Draft:
    """Return the draft of a thread, named after its title if a file has `several`; its notes say what was left out."""
    thread = found.thread
    if several:
        title = " ".join(thread.title.split())[:80].rstrip()
        name = title or f"{name}-{thread.id}"
    draft = assemble(found.posts, thread, found.name or name, options)
    count = sum(s.parent is None for s in draft.segments)
    aside = "".join(f"; {n} {what}" for what, n in found.aside.items() if n)
    draft.notes.insert(0, f"{thread.software}: {count} post{'s' * (count != 1)}{aside}{left_out(found.left)}")
    if lacks := found.lacks():
        total = found.total or lacks + (found.given or count + found.left.total())
        draft.metadata["thread"] |= {"lacks": lacks, "of": total}
        draft.notes.insert(1, not_whole(lacks, total))
    if found.more:
        draft.notes.append("the file says that more follows: save the next pages as well")
    draft.notes += found.notes
    for s in draft.segments:
        if "\0" in draft.text[s.start : s.end]:
            raise QdaError("NUL characters in a post: damaged, mend the file first")
    return draft


def signed(drafts: list[Draft], raw: bytes, origin: str) -> list[Draft]:
    """Return the drafts of one file with their origin and a hash: the file's, or of each draft's own content."""
    for draft in drafts:
        draft.origin = origin
        draft.sha256 = sha256(raw if len(drafts) == 1 else _content(draft)).hexdigest()
    return drafts


def _content(draft: Draft) -> bytes:
    posts = "\x1e".join(f"{s.author}\x1f{s.date}" for s in draft.segments)
    return f"{draft.metadata['thread']}\x1d{draft.text}\x1d{posts}".encode("utf-8", "replace")
