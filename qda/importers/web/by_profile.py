"""Read the posts on a saved page of a forum or of comments by a profile of selectors."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from qda.core.drafts import Draft, ReadOptions
from qda.importers.common.assemble_thread import Post, Thread, assemble, left_out, nobody
from qda.importers.common.parsed_page import WebPage, host
from qda.importers.common.places import first
from qda.importers.common.post_text import Quoted, Text, words
from qda.importers.common.quotations import quoted_name
from qda.importers.common.thread_dates import absolute, is_relative, parsed
from qda.importers.posts.post_fill import buttons, fill, pinged
from qda.importers.web.page_article import after, over
from qda.importers.web.profiles import Profile

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_DIGITS = re.compile(r"\d+")
_CODE = re.compile(r"[a-z0-9]{2,16}")  # of figures and letters, as Reddit has them
_NUMBERED = re.compile(
    r"(?:p|c|post|pid|msg|message|comment|reply|id|entry|item|node|elcomment|discussion|topic|post_?message)?\d+"
)
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d(?::\d\d)?(?:\s?[ap]\.?m\.?)?", re.I)


def by_profile(page: WebPage, profile: Profile, name: str, options: ReadOptions) -> Draft | None:
    """Return the thread on a page; None when there is no post with text where the profile says."""
    thread = _thread(page, profile)
    left: Counter[str] = Counter()
    nodes = _posts(page, profile)
    posts: list[Post] = []
    place: dict[int, int] = {}
    levels: list[int] = []
    heads = {n.mem_id for n in page.tree.css(css)} if (css := profile.css("post.head")) else set()
    bodies: list[LexborNode] = []
    held: list[list[LexborNode]] = []
    for node in nodes:
        if (css := profile.css("post.advert")) and node.css_first(css) is not None:
            left["advert"] += 1
            continue
        if profile.kind == "comment" and (ping := pinged(node)):
            left[ping] += 1
            continue
        head = _before(node, heads)
        post = _post(node, head, profile, thread, page, left, place, bodies)
        if post is not None:
            place[node.mem_id] = len(posts)
            posts.append(post)
            held.append([node] if head is None else [head, node])
            if indent := profile.places.get("post.indent"):
                _indented(posts, levels, first(indent, node))
    if not posts:
        return None
    nodes += _pings(page, profile, nodes, left)
    fill(posts, held, bodies, {n.mem_id for n in nodes}, thread.url)
    if not thread.site and (hosts := Counter(filter(None, (host(p.link) for p in posts)))):
        thread.site = hosts.most_common(1)[0][0]
    if thread.id and not thread.site:  # two forums may both have a topic 12
        thread.id = f"{thread.id} {thread.title}"[:200]
    told: list[str] = []
    if profile.kind == "comment":
        lead, told = _lead(page, profile, nodes, thread, options)
        posts = after(lead, posts)
        thread.kind = "article" if lead else thread.kind
    draft = assemble(posts, thread, name, options)
    draft.notes += told
    said = f"{profile.name}: " if thread.pages < 2 else f"page {thread.page} of {thread.pages}, {profile.name}: "
    what = "post" if profile.kind == "post" else "comment"
    count = sum(s.kind == what for s in draft.segments)
    draft.notes.insert(0, f"{said}{count} {what}{'s' * (count != 1)}" + left_out(left))
    return draft


def _pings(page: WebPage, profile: Profile, nodes: list[LexborNode], left: Counter[str]) -> list[LexborNode]:
    """The pingbacks that stand in a list of their own under comments; counts them."""
    if profile.kind != "comment":
        return []
    known = {n.mem_id for n in nodes}
    out: list[LexborNode] = []
    for node in page.tree.css("li[class*=pingback], li[class*=trackback], li[class*=webmention]"):
        if node.mem_id not in known and _above(node, known) is None and (ping := pinged(node)):
            known.add(node.mem_id)
            left[ping] += 1
            out.append(node)
    return out


def _indented(posts: list[Post], levels: list[int], told: str) -> None:
    """An indented post answers the nearest one above it that is indented less; the first of a thread is not at all."""
    found = _DIGITS.search(told)
    level = int(found[0]) if found and len(found[0]) < 6 else -1
    levels.append(level)
    if level < 0 and posts[-1].at is not None:  # the page nests it
        return
    posts[-1].at = next((n for n in range(len(levels) - 2, -1, -1) if levels[n] < level), None)


def _posts(page: WebPage, profile: Profile) -> list[LexborNode]:
    """The nodes of the posts; one that lies in another is taken only where the software nests them."""
    nodes = list({n.mem_id: n for n in page.tree.css(profile.css("post.each"))}.values())
    if profile.flags.get("post.nested") or len(nodes) < 2:
        return nodes
    known = {n.mem_id for n in nodes}
    return [n for n in nodes if _above(n, known) is None]


def _above(node: LexborNode, known: Container[int]) -> int | None:
    """The nearest node above that is among those known."""
    up = node.parent
    while up is not None:
        if up.mem_id in known:
            return up.mem_id
        up = up.parent
    return None


def _thread(page: WebPage, profile: Profile) -> Thread:
    root = page.tree.root
    places = profile.places
    thread = Thread(profile.name, title=page.title, site=page.site, url=page.url, now=page.saved)
    if root is None:
        return thread
    thread.title = first(places.get("thread.title"), root) or page.title
    url = first(places.get("thread.url"), root)
    if url:
        thread.url = _join(page.url, url) if page.url or not url.startswith("/") else ""
    thread.site = page.site or host(thread.url) or first(places.get("thread.site"), root)
    thread.id = first(places.get("thread.id"), root)
    numbers = [_DIGITS.search(first(places.get(f"thread.{k}"), root)) for k in ("page", "pages")]
    thread.page, thread.pages = (int(n[0]) if n and len(n[0]) < 7 else 0 for n in numbers)
    thread.pages = max(thread.page, thread.pages)
    if thread.pages > 1 and not thread.page:
        thread.page = 1
    if thread.now is None and (saved := first(places.get("thread.saved"), root)):
        thread.now = parsed(absolute(saved, page.language == "en-us"))
    thread.american = page.language in ("en-us", "en", "")
    thread.infer = bool(profile.flags.get("post.quote_answers", True))
    return thread


def _before(node: LexborNode, heads: Container[int]) -> LexborNode | None:
    """The head of a post that stands before it and not in it, where there is one."""
    up = node.prev if heads else None
    while up is not None and (up.tag or "-")[0] == "-":
        up = up.prev
    return up if up is not None and up.mem_id in heads else None


def _post(
    node: LexborNode, head: LexborNode | None, profile: Profile, thread: Thread, page: WebPage, left: Counter[str],
    place: dict[int, int], bodies: list[LexborNode],
) -> Post | None:  # fmt: skip
    css = profile.css

    def told(key: str) -> str:
        places = profile.places.get(f"post.{key}")
        return first(places, node) or (first(places, head) if head is not None else "")

    nested = bool(profile.flags.get("post.nested"))
    body = next((b for s in profile.lists["post.body"] if (b := node.css_first(s)) is not None), None)
    if body is not None and nested and body.mem_id != node.mem_id:
        above = _above(body, {*place, node.mem_id})
        body = body if above == node.mem_id and not _deeper(body, node, profile) else None
    if body is None:
        left["post without text"] += 1
        return None
    text = _text(body, node, profile, thread, page, left)
    if not text.text:
        left["post without text"] += 1
        return None
    bodies.append(body)
    post = Post(text.text, quotes=text.quotes, kind=profile.kind)
    post.author = told("author")[:200] or None
    post.when = _when(told("date"), told("day"))
    number = _DIGITS.search(told("number"))
    post.number = number[0] if number else ""
    post.id = _id(told("id"))
    link = told("link")
    post.link = _join(thread.url, link) if link and not link.startswith(("#", "javascript:")) else ""
    post.title = told("title")[:300]
    post.reply = _id(told("reply_to"))
    if post.reply and profile.flags.get("post.reply_by") == "number":
        post.reply = "#" + post.reply
    if nested:
        above = _above(node, place)
        post.at = place[above] if above is not None else None
    elif not post.reply and thread.infer:
        post.reply = next((q.said.post for q in text.quotes if q.said.post), "")
    guest = css("post.guest")
    post.handle = not (guest and node.css_first(guest) is not None) and not nobody(post.author or "")
    if text.links:
        post.data["links"] = text.links
    return post


def _when(date: str, day: str) -> str:
    """A post's date as written; a day in words ("Yesterday, 9:12") gives way to the same day in figures, where there is one."""
    if not day or not is_relative(date):
        return date
    clock = _CLOCK.search(date)
    return day if clock is None or _CLOCK.search(day) else f"{day}, {clock[0]}"


def _deeper(body: LexborNode, node: LexborNode, profile: Profile) -> bool:
    """True if a body that was found is in a post inside this one."""
    inner = {n.mem_id for n in node.css(profile.css("post.each"))} - {node.mem_id}
    return body.mem_id in inner or _above(body, inner) is not None


def _text(
    body: LexborNode, node: LexborNode, profile: Profile, thread: Thread, page: WebPage, left: Counter[str]
) -> Text:
    css = profile.css
    leave: set[int] = set()
    if out := css("post.leave_out"):
        leave.update(n.mem_id for n in body.css(out))
    if sign := css("post.signature"):
        signed = node.css(sign)
        leave.update(n.mem_id for n in signed)
        if any(words(n).text for n in signed[:2]):
            left["signature"] += 1
    if profile.flags.get("post.nested") and body.css_first(css("post.each")) is not None:
        leave.update({n.mem_id for n in body.css(css("post.each"))} - {body.mem_id})
    if profile.kind == "comment":
        leave |= buttons(body)
    quotes: dict[int, Quoted] = {}
    for key in ("quote.before", "quote.each"):
        if sel := css(key):
            for q in body.css(sel):
                who = quoted_name(first(profile.places.get("quote.author"), q)) if key == "quote.each" else ""
                who = who or (quoted_name(" ".join(words(q).text.split())[:200]) if key == "quote.before" else "")
                post = _id(first(profile.places.get("quote.post"), q))
                quotes[q.mem_id] = Quoted(who, post, key == "quote.before")
    keep = {n.mem_id for n in body.css(css("post.hidden"))} if css("post.hidden") else set()
    text = words(body, leave=leave, quotes=quotes, keep=keep, base=thread.url, title=page.title)
    if line := profile.flags.get("post.signature_line"):
        _cut(text, line, left)
    return text


def _cut(text: Text, line: re.Pattern[str], left: Counter[str]) -> None:
    """Takes off what stands under the line that begins a signature."""
    pos = len(text.text)
    for piece in reversed(text.text.split("\n")[-40:]):
        pos -= len(piece)
        if len(piece) < 200 and line.search(piece):
            if pos > 0 and not any(q.end > pos for q in text.quotes):
                text.text = text.text[:pos].rstrip()
                left["signature"] += 1
            return
        pos -= 1


def _lead(
    page: WebPage, profile: Profile, nodes: list[LexborNode], thread: Thread, options: ReadOptions
) -> tuple[list[Post], list[str]]:
    """The article over the comments, a post a heading or paragraph, and notes on what was left out around it."""
    found = over(page, nodes, options, profile)
    root = page.tree.root
    author = (first(profile.places.get("article.author"), root)[:200] if root is not None else "") or found.author
    when = (first(profile.places.get("article.date"), root) if root is not None else "") or found.date
    for post in found.posts:
        if post.kind in ("paragraph", "heading"):
            post.author = post.author or author or None
        post.when = when
    if thread.title == page.title and found.title and found.title in page.title:  # without the site's name
        thread.title = found.title
    return found.posts, found.notes


def _id(text: str) -> str:
    """A post's id: the last run of figures of an attribute such as `post-6331411`; all of it where figures alone are no id."""
    if _CODE.fullmatch(text) and not _NUMBERED.fullmatch(text):
        return text
    found = _DIGITS.findall(text[-60:])
    return found[-1] if found else text[:60]


def _join(base: str, url: str) -> str:
    try:
        return urljoin(base, url)[:2000] if base else (url if "://" in url[:9] else "")
    except ValueError:
        return ""
