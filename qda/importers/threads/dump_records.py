"""Records of dumps and services: what their fields hold, as posts. No field is trusted to be of the type that it should be."""

from __future__ import annotations

import html
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from qda.importers.common.assemble_thread import Post, Thread
from qda.importers.common.places import Place, first
from qda.importers.common.post_text import Quote, Quoted, Text, fragment, words
from qda.importers.common.quotations import quoted_name
from qda.importers.common.thread_order import GONE

Record = dict[str, Any]
DEEPEST = 200  # answers to answers
# Whom a quotation in the markup of Discourse names, and which post.
_QUOTED = [Place("", "data-username", None), Place(".title", "", None)]
_QUOTED_POST = [Place("", "data-post", re.compile(r"(\d+)"))]


@dataclass(slots=True)
class Found:
    """A thread with its posts, and what is told of those that did not come in.

    `left` counts what was left out by what it is, `aside` what came in but is no one's own words. `total` is how many posts
    the file says that the thread has, `given` how many records of it the file holds, `missing` how many more it says that
    there are; `more` says that pages follow. `name` is the source's, where the file's own name says nothing.
    """

    thread: Thread
    posts: list[Post] = field(default_factory=list)
    left: Counter[str] = field(default_factory=Counter)
    aside: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    total: int = 0
    given: int = 0
    missing: int = 0
    more: bool = False
    name: str = ""

    def add(self, post: Post) -> None:
        """Takes a post, or counts it when it has no text."""
        if post.text:
            self.posts.append(post)
        else:
            self.left["without text"] += 1

    def lacks(self) -> int:
        """Count the posts of the thread that the file lacks, if the file itself says so."""
        return max(self.missing, self.total - (self.given or len(self.posts) + self.left.total()), 0)


class Shape(NamedTuple):
    """A program's records: which are its own, what they make, whether they come as JSON lines too.

    `near`: it wants the files beside its own as a third argument.
    """

    name: str
    fits: Callable[[Record], bool]
    read: Callable[..., list[Found]]
    lines: bool = True
    near: bool = False


_ASSIGNED = re.compile(r"\s*(?:(?:var|let|const)\s+)?[A-Za-z_$][\w$.\[\]\"']{0,80}\s*=\s*(?=[\[{])")


def unwrapped(text: str) -> str:
    """JSON without the JavaScript that gives it a name (`window.YTD.tweets.part0 = [`); a text without it as it stands."""
    found = _ASSIGNED.match(text[:400])
    return text[found.end() :].rstrip().rstrip(";") if found else text


class Near:
    """The files beside the one that is read, and in the folder above: exports keep names of people apart.

    `get` gives the bytes of a path, or None; without it they are read from disk.
    """

    LARGEST = 50_000_000  # bytes

    def __init__(self, path: str, get: Callable[[str], bytes | None] | None = None) -> None:
        self._at, base = os.path.split(path)
        self.stem = os.path.splitext(base)[0]
        self.folder = os.path.basename(self._at if self._at or get else os.getcwd())
        self._get = get or self._disk

    def told(self, name: str) -> Any:
        """Parse a file of JSON, or of JSON in JavaScript; None if it has none that can be read."""
        for folder in (self._at, os.path.dirname(self._at)):
            raw = self._get(os.path.join(folder, name))
            if raw is None:
                continue
            try:
                return json.loads(unwrapped(raw.decode("utf-8-sig")))
            except (ValueError, RecursionError):
                return None
        return None

    def _disk(self, path: str) -> bytes | None:
        try:
            if not os.path.isfile(path) or os.path.getsize(path) > self.LARGEST:
                return None
            with open(path, "rb") as f:
                return f.read()
        except (OSError, ValueError):
            return None


def records(told: Any) -> Iterator[Record]:
    """The objects of a file, those in the lists that services wrap them in too."""
    stack = [told]
    while stack:
        item = stack.pop()
        if isinstance(item, list):
            stack += reversed(item)
        elif isinstance(item, dict):
            yield item
            for key in (
                "items",
                "hits",
                "response",
                "orderedItems",
                "ancestors",
                "descendants",
                "latest_posts",
                "posts",
                "messages",
                "data",
            ):
                inner = item.get(key)
                if isinstance(inner, list) or (key == "data" and isinstance(inner, dict) and "children" not in inner):
                    stack.append(inner)


def scalar(value: Any) -> str:
    """A field that is a text or a number; "" for any other."""
    return str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""


def mapping(value: Any) -> Record:
    """A field that is an object; an empty one for any other."""
    return value if isinstance(value, dict) else {}


def listed(value: Any) -> list[Any]:
    """A field that is a list; an empty one for any other."""
    return value if isinstance(value, list) else []


def rich(raw: Any, leave: str = "", quote: str = "blockquote") -> Text:
    """The text of a field of HTML."""
    node = fragment(scalar(raw)) if raw else None
    if node is None:
        return Text()
    out = {n.mem_id for n in node.css(leave)} if leave else frozenset[int]()
    quotes = {}
    for q in node.css(quote):
        who = first(_QUOTED, q)
        quotes[q.mem_id] = Quoted(quoted_name(who), first(_QUOTED_POST, q))
    return words(node, leave=out, quotes=quotes)


def marked(raw: Any) -> Text:
    """A text field whose quotations are lines that begin with `>`, as in Markdown and mail."""
    text = scalar(raw).replace("\r\n", "\n").replace("\r", "\n").strip()
    out, pos, start, end = Text(text), 0, -1, -1
    for line in (*text.split("\n"), ""):
        stripped = line.strip()
        if stripped[:1] == ">" and stripped.strip("> "):
            start = pos + len(line) - len(line.lstrip()) if start < 0 else start
            end = pos + len(line.rstrip())
        elif start >= 0 and stripped[:1] != ">":
            out.quotes.append(Quote(start, end, Quoted()))
            start = -1
        pos += len(line) + 1
    return out


def post_of(
    text: Text, author: Any, when: Any, id: Any = "", reply: Any = "", link: Any = "", number: Any = ""
) -> Post:
    """A post of a record's fields; one of a name or a text that was deleted has none."""
    name = " ".join(scalar(author).split())[:200]
    post = Post("" if text.text in GONE else text.text, None if not name or name in GONE else name, scalar(when)[:60])
    post.quotes, post.id, post.reply, post.link, post.number = (
        text.quotes,
        scalar(id),
        scalar(reply),
        scalar(link),
        scalar(number),
    )
    if text.links:
        post.data["links"] = text.links
    if name in GONE:
        post.data["author"] = name
    return post


def grouped(
    items: list[Record], key: Callable[[Record], str], make_thread: Callable[[str], Thread]
) -> dict[str, Found]:
    """A thread without posts for each key that the records have, in their order."""
    out: dict[str, Found] = {}
    for item in items:
        id = key(item)
        if id not in out:
            out[id] = Found(make_thread(id))
    return out


def top_of(id: str, parents: Mapping[str, str]) -> str:
    """Return the record that a chain of answers leads up to from one; `parents` says which each answers."""
    steps = 0
    while parents.get(id) and steps < DEEPEST:
        id, steps = parents[id], steps + 1
    return id


def unescaped(value: Any) -> str:
    """A field of plain text in which HTML's signs are spelt out."""
    return html.unescape(scalar(value)).replace("\0", "").strip()


def seconds(value: Any) -> str:
    """Seconds since 1970, without a fraction."""
    return scalar(value).partition(".")[0]


def counted(value: Any) -> int:
    """A number of things that a record tells, as a number or as text; 0 where it tells none."""
    text = scalar(value).partition(".")[0]
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 16 else 0
