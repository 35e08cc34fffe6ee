"""A page of software that nobody prepared for: posts told by a structure that repeats with a name and a date in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qda.core.drafts import Draft, ReadOptions
from qda.importers.forum_dates import absolute, is_relative
from qda.importers.forum_page import WebPage
from qda.importers.forum_text import Quoted, plain, words
from qda.importers.profiles import quoted_name
from qda.importers.threads import Post, Thread, assemble, nobody

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MOST = 150_000  # elements of a page that is looked at
_UNSEEN = frozenset("script style noscript template svg head nav select button textarea footer iframe".split())  # noqa: SIM905
_NAMES = re.compile(r"author|user|poster|nick|member|byline|creator|profile|naam|auteur|autor|sender|commenter", re.I)
_WHO = re.compile(
    r"(?:^|[/?=_-])(?:u|users?|members?|profiles?|author|people|mitglied|membre|leden|profil|lid)[/=?_-]", re.I
)
_WHEN = re.compile(r"date|time|when|posted|datum|zeit", re.I)
_QUOTE = "blockquote, [class*=quote], [class*=citaat], [class*=zitat]"
_SIGN = "[class*=signature], [class*=sigblock]"


@dataclass(slots=True)
class _Node:
    """An element of the page: where it stands, how much text it holds."""

    node: LexborNode
    above: int
    depth: int
    key: str
    text: int = 0
    marks: list[int] = field(default_factory=list)


def draft(page: WebPage, name: str, options: ReadOptions) -> Draft | None:
    """The posts of a page, or None when no structure on it repeats with a name and a date in most of its members."""
    body = page.tree.body
    if body is None:
        return None
    nodes = _walk(body)
    if nodes is None:
        return None
    best: tuple[float, list[tuple[int, Post]]] = (0, [])
    for group in _groups(nodes):
        posts = _posts(nodes, group, page)
        size = sum(len(p.text) for _, p in posts)
        if posts and size > best[0] * 1.05:
            best = (size, posts)
    found = best[1]
    if not found or best[0] < 0.3 * nodes[0].text:
        return None
    thread = Thread("", title=page.title, site=page.site, url=page.url, now=page.saved, infer=True)
    thread.american = page.language in ("en-us", "en", "")
    lead = _lead(nodes, found[0][0])
    written = [p for _, p in found]
    if lead:
        thread.kind = "article"
        for p in written:
            p.kind = "comment"
    made = assemble(lead + written, thread, name, options)
    del made.metadata["thread"]  # nothing tells one thread of such software from another
    made.notes.insert(
        0, f"software not known: {len(found)} posts told by a structure that repeats with names and dates"
    )
    return made


def _walk(body: LexborNode) -> list[_Node] | None:
    """The elements of the page in order, each with the length of its text; None for too many."""
    out: list[_Node] = []
    stack: list[tuple[LexborNode, int, int]] = [(body, -1, 0)]
    while stack:
        node, above, depth = stack.pop()
        tag = node.tag or "-"
        if tag == "-text":
            if above >= 0:
                out[above].text += len((node.text_content or "").strip())
            continue
        if tag[0] == "-" or tag in _UNSEEN:
            continue
        if len(out) >= MOST:
            return None
        here = len(out)
        names = (node.attributes.get("class") or "").split()
        kind = " ".join(
            sorted({re.sub(r"\d+", "0", n) for n in names if not n.startswith(("odd", "even", "first", "last"))})
        )
        out.append(_Node(node, above, depth, f"{tag}.{kind}"))
        under: list[tuple[LexborNode, int, int]] = []
        child = node.child
        while child is not None:
            under.append((child, here, depth + 1))
            child = child.next
        stack += reversed(under)
    for n in range(len(out) - 1, 0, -1):
        out[out[n].above].text += out[n].text
    return out


def _groups(nodes: list[_Node]) -> list[list[int]]:
    """Elements of one kind at one depth under parents of one kind: the ten groups with most text, twice or more."""
    groups: dict[tuple[str, str, int], list[int]] = {}
    for n, item in enumerate(nodes[1:], 1):
        if item.text >= 20:
            groups.setdefault((item.key, nodes[item.above].key, item.depth), []).append(n)
    several = [g for g in groups.values() if len(g) > 1]
    return sorted(several, key=lambda g: -sum(nodes[n].text for n in g))[:16]


def _posts(nodes: list[_Node], group: list[int], page: WebPage) -> list[tuple[int, Post]]:
    """The posts of a group, with the elements that they are; none when most have no name or no date."""
    out: list[tuple[int, Post]] = []
    misses = 0
    for n in group:
        post = _post(nodes[n].node, page)
        if post is None:
            misses += 1
            if misses > 3 and misses * 2 > len(out) + misses:
                return []
        else:
            out.append((n, post))
    if len(out) < 2 or misses * 5 > len(group) * 2:
        return []
    if len({p.when for _, p in out}) < 2 and len({p.author for _, p in out}) < 2:
        return []
    return out if sum(len(p.text) for _, p in out) >= 30 * len(out) else []


def _post(node: LexborNode, page: WebPage) -> Post | None:
    when, dated = _date(node)
    if dated is None:
        return None
    who, by = _author(node)
    if by is None:
        return None
    apart = {dated.mem_id, by.mem_id}
    body = _body(node, apart)
    leave = apart | {n.mem_id for n in node.css(_SIGN)}
    quotes = {q.mem_id: Quoted(quoted_name(plain(q.css_first("cite")))) for q in node.css(_QUOTE)}
    quotes.pop(node.mem_id, None)
    text = words(body, leave=leave, quotes=quotes, base=page.url, title=page.title)
    if not text.text:
        return None
    post = Post(text.text, who, when, quotes=text.quotes, handle=not nobody(who))
    found = re.search(r"(\d+)\D*$", node.attributes.get("id") or "")
    post.id = found[1] if found else ""
    if text.links:
        post.data["links"] = text.links
    return post


def _date(node: LexborNode) -> tuple[str, LexborNode | None]:
    """The date in a post and the element that says it: a `time`, an element called so, or any short one."""
    for at in node.css("time, abbr[title], [datetime]")[:5]:
        attrs = at.attributes
        for text in (attrs.get("datetime"), attrs.get("title"), plain(at)):
            if text and (absolute(text) or is_relative(text)):
                return text, at
    short: list[tuple[int, str, LexborNode]] = []
    for at in node.css("*")[:400]:
        if at.mem_id == node.mem_id or at.tag in _UNSEEN:
            continue
        text = " ".join((at.text(deep=True) or "").split()) if _small(at) else ""
        if 4 <= len(text) <= 80 and any(c.isdigit() for c in text) and (absolute(text) or is_relative(text)):
            called = bool(_WHEN.search(at.attributes.get("class") or ""))
            short.append((-100 * called + len(text), text, at))
    if not short:
        return "", None
    _, text, at = min(short, key=lambda s: s[0])
    return text, at


def _small(node: LexborNode) -> bool:
    child, n = node.child, 0
    while child is not None:
        n += 1
        child = child.next
        if n > 8:
            return False
    return True


def _author(node: LexborNode) -> tuple[str, LexborNode | None]:
    """The name in a post and the element that says it."""
    best: tuple[int, str, LexborNode | None] = (0, "", None)
    for at in node.css("[itemprop=author], [rel=author], a, b, strong, span, div, td, dt, p, h3, h4, h5, cite, em")[
        :400
    ]:
        if not _small(at):
            continue
        attrs = at.attributes
        called = f"{attrs.get('class')} {attrs.get('id')} {attrs.get('itemprop')} {attrs.get('rel')}"
        score = 3 * bool(_NAMES.search(called)) + 2 * bool(at.tag == "a" and _WHO.search(attrs.get("href") or ""))
        if not score:
            continue
        text = quoted_name(plain(at))
        if not 2 <= len(text) <= 40 or text.isdigit() or len(text.split()) > 5:
            continue
        score += at.tag in ("a", "b", "strong", "cite")
        if score > best[0]:
            best = (score, text, at)
    return best[1], best[2]


def _body(node: LexborNode, apart: set[int]) -> LexborNode:
    """The element with most text that holds neither the name nor the date; the post itself when that is little of it."""
    above: set[int] = set()
    for at in node.css("*"):
        if at.mem_id in apart:
            up = at
            while up is not None and up.mem_id != node.mem_id:
                above.add(up.mem_id)
                up = up.parent  # type: ignore[assignment]
    best, size = node, 0
    whole = len((node.text(deep=True) or "").strip())
    stack = [node]
    while stack:
        child = stack.pop().child
        while child is not None:
            if (child.tag or "-")[0] != "-" and child.tag not in _UNSEEN:
                if child.mem_id in above:
                    stack.append(child)
                elif (length := len((child.text(deep=True) or "").strip())) > size:
                    best, size = child, length
            child = child.next
    return best if size * 2 >= whole else node


def _lead(nodes: list[_Node], first: int) -> list[Post]:
    """The paragraphs of an article over its comments."""
    texts = []
    for item in nodes[1:first]:
        if item.key.startswith("p.") and item.text >= 60:
            texts.append(words(item.node).text)
    if sum(map(len, texts)) < 400:
        return []
    return [Post(t, kind="paragraph", handle=False) for t in texts if t]
