"""Find the page's own ids of comments, and which comment answers which: by nesting, indentation, or words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qda.importers.common.post_text import plain
from qda.importers.posts import post_words
from qda.importers.posts.comment_kinds import DIGITS, IDS, Item

_LEVEL = re.compile(r"(?:^|[\s_-])(?:depth|level|indent|nest(?:ing|ed)?|i)[-_]?(\d{1,2})(?=$|[\s_-])")
_SHIFT = re.compile(r"(?:margin|padding)-left\s*:\s*(\d{1,4})(?:\.\d+)?\s*(?:px|em|rem|%)", re.I)
_SAID_LEVEL = re.compile(r"^\s*(?:level|niveau|ebene|nivel)\s+(\d{1,2})\s*$", re.I)
_UNDER = re.compile(r"indent|child|repl|thread|nest|sub|answer|inner|respons|antw|react|kinder", re.I)
_PARENTS = (
    "data-parent-id", "data-parent-comment-id", "data-comment-parent", "data-parentid", "data-parent",
    "data-reply-to", "data-replyto", "data-in-reply-to",
    "parentid", "data-parent-comment",
)  # fmt: skip
_NAMED_ID = re.compile(
    r"(?:^|[_-])(?:c|comm?|comment|commentaire|kommentar|reactie|reply|post|msg|message|forum|p|id|li-comment|"
    r"div-comment|entry|bericht|node)[-_]?(\d+)"
)


def held(items: list[Item], m: tuple[int, ...], first: dict[int, int]) -> int | None:
    """Find the member that contains another, or under which it is indented."""
    n = m[0]
    up = items[n].above
    below = n
    while up >= 0:
        if (k := first.get(items[up].node.mem_id)) is not None:
            return k
        below, up = up, items[up].above
        frame = items[below]
        called = (*frame.tokens, frame.attrs.get("id") or "", frame.tag if "-" in frame.tag else "")
        listed = frame.tag in ("ul", "ol") and up >= 0 and items[up].tag == "li"  # a list in a list
        if frame.node.mem_id not in first and (listed or any(_UNDER.search(t) for t in called)):
            prev = items[below].node.prev
            while prev is not None and ((prev.tag or "-")[0] == "-" or prev.tag == "a"):
                prev = prev.prev
            if prev is not None and (k := first.get(prev.mem_id)) is not None:
                return k
    return None


def levels(items: list[Item], members: Sequence[tuple[int, ...]]) -> list[int]:
    """Read how far the page indents each member; [] if all are alike or most give no value."""
    out = []
    for m in members:
        item = items[m[0]]
        attrs = item.attrs
        value = next(
            (
                v
                for key in ("data-depth", "depth", "aria-level", "data-level", "data-nesting", "data-indent")
                if (v := attrs.get(key)) and v.isdigit()
            ),
            "",
        )
        if not value and (found := _LEVEL.search((attrs.get("class") or "").lower())):
            value = found[1]
        if not value:
            for style in (
                attrs.get("style") or "",
                (items[item.above].attrs.get("style") or "") if item.above >= 0 else "",
            ):
                if found := _SHIFT.search(style):
                    value = found[1]
                    break
        if not value:
            for inner in items[m[0] + 1 : min(items[m[-1]].end, m[0] + 25)]:
                if inner.tag == "span" and 5 < inner.text < 12 and (found := _SAID_LEVEL.match(plain(inner.node))):
                    value = found[1]
                    break
        out.append(int(value) if value and len(value) < 6 else -1)
    told = [v for v in out if v >= 0]
    if (len(told) * 2 < len(out) and not any(v > min(told, default=0) for v in told)) or len(set(out)) < 2:
        return []
    least = min(told, default=0)
    return [v if v >= 0 else min(least, 0) for v in out]


def ids(items: list[Item], members: Sequence[tuple[int, ...]]) -> list[str]:
    """Return the page's own ids of the members, by the first way that tells them apart; "" for each if none does."""
    ways: list[list[str]] = []
    for key in IDS:
        ways.append([items[m[0]].attrs.get(key) or "" for m in members])
    named, full = [], []
    for m in members:
        own = items[m[0]].attrs.get("id") or ""
        if not own:
            for item in items[m[0] + 1 : min(m[0] + 6, items[m[-1]].end)]:
                name = item.attrs.get("id") or (item.attrs.get("name") if item.tag == "a" else "") or ""
                if _NAMED_ID.search(name):
                    own = name
                    break
        if not own:
            prev = items[m[0]].node.prev
            while prev is not None and (prev.tag or "-")[0] == "-":
                prev = prev.prev
            if prev is not None and prev.tag == "a":
                own = prev.attributes.get("id") or prev.attributes.get("name") or ""
        found = _NAMED_ID.search(own) or DIGITS.search(own)
        named.append((found[1] if found.re.groups else found[0]) if found else "")
        full.append(own[:60])
    ways += [named, full]
    for way in ways:
        some = [w for w in way if w]
        if len(some) * 2 > len(way) and len(set(some)) == len(some) and not any(len(w) > 60 for w in some):
            return way
    return [""] * len(members)


def answered(items: list[Item], m: tuple[int, ...]) -> str:
    """The id of the post that a member says it answers."""
    attrs = items[m[0]].attrs
    for key in _PARENTS:
        if (value := attrs.get(key)) and value not in ("0", "null", "undefined"):
            return value.rpartition("_")[2] if key == "parentid" else value
    said = post_words.said()
    for item in items[m[0] + 1 : items[m[-1]].end]:
        if item.tag != "a" or "#" not in (item.attrs.get("href") or ""):
            continue
        up = items[item.above]
        called = " ".join((*item.tokens, *up.tokens, item.attrs.get("rel") or ""))
        near = plain(up.node)[:60] if up.text < 120 else ""
        if (re.search(r"parent|in-?reply-?to|reply-?to", called) and "reply-link" not in called) or post_words.holds(
            said.answers, near
        ):
            target = (item.attrs.get("href") or "").rpartition("#")[2]
            found = _NAMED_ID.search(target) or DIGITS.search(target)
            if found:
                return found[1] if found.re.groups else found[0]
    return ""
