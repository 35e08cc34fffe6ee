"""Records of dumps and services: what their fields hold, as posts. No field is trusted to be of the type that it should be."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from qda.importers.forum_text import Quote, Quoted, Text, fragment, words
from qda.importers.profiles import first, make, quoted_name
from qda.importers.threads import Post, Thread

Record = dict[str, Any]
DEEPEST = 200  # answers to answers
GONE = frozenset({"[deleted]", "[removed]", "[ Removed by Reddit ]"})
_DISCOURSE = make(
    {
        "name": "Discourse", "recognise": "p", "post": {"each": "p", "body": "p"},
        "quote": {"each": "aside.quote", "author": ["@data-username", ".title"], "post": ["@data-post ~ (\\d+)"]},
    },
    "discourse",
)  # fmt: skip


@dataclass(slots=True)
class Found:
    """A thread with its posts; `empty` counts those without text."""

    thread: Thread
    posts: list[Post] = field(default_factory=list)
    empty: int = 0

    def add(self, post: Post) -> None:
        """Takes a post, or counts it when it has no text."""
        if post.text:
            self.posts.append(post)
        else:
            self.empty += 1


class Shape(NamedTuple):
    """A program's records: which are its own, what they make, and whether they come as JSON lines too."""

    name: str
    fits: Callable[[Record], bool]
    read: Callable[[list[Record], Any], list[Found]]
    lines: bool = True


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
        who = first(_DISCOURSE.places["quote.author"], q)
        quotes[q.mem_id] = Quoted(quoted_name(who), first(_DISCOURSE.places["quote.post"], q))
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


def unescaped(value: Any) -> str:
    """A field of plain text in which HTML's signs are spelt out."""
    return html.unescape(scalar(value)).replace("\0", "").strip()


def seconds(value: Any) -> str:
    """Seconds since 1970, without a fraction."""
    return scalar(value).partition(".")[0]
