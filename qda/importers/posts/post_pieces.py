"""A post's elements and texts in a row, without those of posts that lie in it, and what they are called."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qda.importers.common.post_text import hidden

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MOST = 4000  # elements and texts of one post that are looked at
UNSEEN = frozenset("script style noscript template svg select textarea input iframe object canvas audio video".split())  # noqa: SIM905
LINE = frozenset(
    """address article aside blockquote br center dd details div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header
    hr li main nav ol p pre section table tbody td th tr ul summary""".split()  # noqa: SIM905
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NAMING = (
    "class",
    "id",
    "itemprop",
    "property",
    "rel",
    "slot",
    "data-testid",
    "data-role",
    "component",
    "data-qa",
    "data-test",
)
_ANY = (
    "actions?|votes?|voting|karma|share|sharing|report|permalink|moderation|gravatar|avatar|toolbar|awaiting|"
    "signature|sigblock|dropdown|badges?|rank|rang|awards?"
)
_EDGE = (
    "buttons?|btn|controls?|likes?|rating|social|flag|user-?title|score|points|count|counter|menu|tools|options|"
    "reply-?(?:link|button|btn|form)|edited|modified|"
    "edit-?(?:link|date|info|history)|in-?reply-?to|respond|knoppen|online|toggle|attributes|visually-?hidden|wijziging"
)
# What an element is called that stands around the words: in any part of its class, or at either end of one.
AROUND = re.compile(
    rf"(?:^|[\s_-])(?:{_ANY})(?=$|[\s_-])|(?:^|\s)(?:{_EDGE})(?=$|[\s_-])|(?:^|[\s_-])(?:{_EDGE}|label)(?=$|\s)|\blinks inline\b"
)
_REPLY = re.compile(r"repl(?:y|ies)|repond|responder|antwort|beantwoord|reageer|rispond|svara|besvar")
QUOTE = re.compile(r"quote|citaat|zitat|citation|\bcita\b")


@dataclass(slots=True)
class Piece:
    """An element or a text of a post: `path` is where it stands, `names` what its attributes call it, `end` after its last."""

    node: LexborNode
    tag: str
    above: int
    path: str
    line: int
    text: str = ""
    names: str = ""
    end: int = 0
    off: bool = False  # of what stands around the words: a button, a quotation's head, a count


def flatten(roots: Sequence[LexborNode], inner: Collection[int], cut: set[int]) -> list[Piece]:
    """The elements and texts of a post in order, without those of posts that lie in it, whose `mem_id` come into `cut`."""
    out: list[Piece] = []
    line = 0
    own = {r.mem_id for r in roots}
    ids: set[str] = set()  # of the post, and of what stands in its head
    stack: list[tuple[LexborNode | None, int]] = [(r, -1) for r in reversed(roots)]
    while stack:
        node, above = stack.pop()
        if node is None:
            out[above].end = len(out)
            line += out[above].tag in LINE
            continue
        tag = node.tag or "-"
        if tag == "-text":
            if text := " ".join((node.text_content or "").split()):
                out.append(Piece(node, tag, above, out[above].path if above >= 0 else "", line, text, end=len(out) + 1))
            continue
        if tag[0] == "-" or tag in UNSEEN or len(out) > MOST:
            continue
        key = node.mem_id
        if key in inner and key not in own:
            cut.add(key)
            continue
        attrs = node.attributes
        if it := attrs.get("id"):
            ids.add(it)
        if key not in own and hidden(attrs):
            continue
        if tag in LINE:
            line += 1
            if tag == "br":
                continue
        names = _CAMEL.sub("-", " ".join(v for k in _NAMING if (v := attrs.get(k)))).lower()
        first = names.split(" ", 1)[0]
        up = out[above].path if above >= 0 else ""
        path = "" if key in own and len(own) == 1 else f"{up}>{tag}.{re.sub('[0-9]+', '0', first)}"
        piece = Piece(node, tag, above, path, line, names=names)
        if key not in own:
            piece.off = (
                (above >= 0 and out[above].off)
                or tag in ("button", "nav", "form", "label")
                or bool(AROUND.search(names))
            )
            if not piece.off and names and _REPLY.search(names):
                piece.off = _link_alone(node)
            if not piece.off and tag == "a" and "#" in (href := attrs.get("href") or ""):
                piece.off = href.rpartition("#")[2] in ids  # a link to itself: its number, "Permalink", its date
        out.append(piece)
        stack.append((None, len(out) - 1))
        below(stack, node, len(out) - 1)
    return out


def below(stack: list[tuple[LexborNode | None, int]], node: LexborNode, place: int) -> None:
    """Puts the children of a node on a stack of what is still to be walked, the first on top, each with its parent's place."""
    at = len(stack)
    child = node.child
    while child is not None:
        stack.append((child, place))
        child = child.next
    stack[at:] = stack[: at - 1 : -1]


def _link_alone(node: LexborNode) -> bool:
    """True if an element is only a short link."""
    text = (node.text(deep=True) or "").strip()
    if not text or len(text) > 60:
        return not text
    links = [node] if node.tag == "a" else node.css("a")
    return bool(links) and sum(len((a.text(deep=True) or "").strip()) for a in links) >= len(text) - 4


def text_of(f: list[Piece], at: int, but: int = -1, most: int = 300) -> str:
    """The text of a piece on one line, lines parted by `\\n`; without that of the piece `but`."""
    out: list[str] = []
    size, line = 0, -1
    n = at
    while n < max(f[at].end, at + 1):
        if n == but:
            n = f[n].end
            continue
        if f[n].text:
            out.append(("\n" if line not in (-1, f[n].line) else " " if out else "") + f[n].text)
            line = f[n].line
            size += len(f[n].text)
            if size > most:
                break
        n += 1
    return "".join(out)


def quoted(f: list[Piece], top: int, at: int) -> bool:
    """True if a piece is in a quotation under `top`."""
    while at > top:
        if f[at].tag == "blockquote" or QUOTE.search(f[at].names):
            return True
        at = f[at].above
    return False


def inside(at: int, where: tuple[int, int] | None) -> bool:
    return where is not None and where[0] <= at < where[1]


def before(f: list[Piece], at: int) -> str:
    """Return the text before a piece on its line or, if it is alone, the line before it that ends with a colon."""
    line = f[at].line
    out: list[str] = []
    for p in reversed(f[max(0, at - 12) : at]):
        if p.text:
            if p.line == line or (not out and p.text.endswith(":") and p.line >= line - 3):
                out.append(p.text)
            else:
                break
    return " ".join(reversed(out))[-60:]


def ups(f: list[Piece], at: int) -> list[int]:
    out = []
    while at >= 0:
        out.append(at)
        at = f[at].above
    return out
