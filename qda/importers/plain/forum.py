"""Forum threads as text: posts told by their head lines, or, without any, by greetings and sign-offs."""

from __future__ import annotations

from dataclasses import dataclass, field

from qda.core.message import Message
from qda.importers.common.greetings import (
    Greeting,
    author_forms,
    closing_signoff,
    greeted_forms,
    greeting,
    organisation,
    plain_name,
    signoff,
)
from qda.importers.common.headings import is_bullet, shaped, title_of
from qda.importers.common.lines import ALNUM, Page
from qda.importers.common.quotations import mark_quotes
from qda.importers.plain.boilerplate import Marks
from qda.importers.plain.headed_posts import headed, position, thanked

LONG = 100_000  # characters of a page whose words are looked up in a set


@dataclass(slots=True)
class _Post:
    first: int
    end: int = 0
    names: list[str] = field(default_factory=list)  # greeted
    author: str | None = None
    guessed: bool = False


def recognise(page: Page, m: Marks, forced: bool = False) -> bool:
    """Makes a thread of the page; False when nothing on it says that it is one (then nothing was added)."""
    for i in m.related:
        page.lines[i].kind = "paragraph"
    if _thread(page, m, forced):
        return True
    first = min(m.heads, default=len(page.lines))
    for i in m.related:
        if i < first:
            page.lines[i].kind = "boilerplate"
    return False


def _thread(page: Page, m: Marks, forced: bool) -> bool:
    replies = [i for i, h in m.heads.items() if h.kind != "comment"]
    if m.heads and (m.thread >= 0 or forced or len(replies) == len(m.heads)) and not _article_head(page, m):
        return _by_heads(page, m)
    if m.heads or m.tweets or not (m.social or m.thread >= 0 or forced):
        return False
    posts, signs = _split(page, m)
    if not (m.thread >= 0 or forced or (len(posts) > 1 and signs > 1)) or not posts:
        return False
    page.kind = "forum"
    _emit(page, posts)
    return True


def _article_head(page: Page, m: Marks) -> bool:
    """A single "Posted by" line over a text with no replies: a blog post, not a thread."""
    kinds = [h.kind for h in m.heads.values()]
    return m.thread < 0 and kinds == ["post"]


def _by_heads(page: Page, m: Marks) -> bool:
    page.kind = "forum"
    first = min(m.heads)
    opening = [i for i in range(page.rest, first) if page.lines[i].kind == "paragraph"]
    title = _title(page, opening, m.heads[first].kind == "post")
    body = opening[title:] if m.heads[first].kind != "post" or len(opening) - title > 2 else []
    i = page.rest
    if body:
        page.flat(i, body[0])
        names: list[str] = []
        post = _Post(body[0], first)
        posts = _split_range(page, body[0], first, m)[0] if len(body) > 1 else []
        post.author = posts[-1].author if posts else None
        post.names = names
        mark_quotes(page, body[0], first)
        page.outer("post", body[0], first, author=post.author)
    else:
        page.flat(i, first)
    i = first
    while i < len(page.lines):
        i = headed(page, m, i, "post")
    return True


def _title(page: Page, opening: list[int], head: bool = False) -> int:
    """Marks the headings over the first post, the last the title; returns how many lines they took.

    They stand over a greeting or a text, or over the first post's head line (`head`). On a page that does not tell its
    site's name, that and the motto are among them.
    """
    n = 0
    while n < min(len(opening), 3):
        i = opening[n]
        line = page.lines[i]
        if not (page.first_of_block(i) and page.last_of_block(i) and shaped(line)) or greeting(line, page.rules):
            break
        if line.s[-1] == "!" or (n + 1 == len(opening) and not head):
            break
        n += 1
    if n and n < len(opening):
        after = page.lines[opening[n]]
        short = len(after.s) <= 80 and after.s[-1] not in ".!?" and page.last_of_block(opening[n])
        if short and not greeting(after, page.rules):
            n = 0
    for i in opening[:n]:
        page.lines[i].kind = "heading"
    if n and n != 2 and not page.title:
        page.title = title_of(page.lines[opening[n - 1]])
    return n


def _split(page: Page, m: Marks) -> tuple[list[_Post], int]:
    opening = [i for i in range(page.rest, len(page.lines)) if page.lines[i].kind == "paragraph"]
    if not opening:
        return [], 0
    skip = _title(page, opening)
    posts, signs = _split_range(page, opening[skip], len(page.lines), m)
    if skip and not (m.thread >= 0 or (len(posts) > 1 and signs > 1)):
        for i in opening[:skip]:
            page.lines[i].kind = "paragraph"
        page.title = page.title if page.rest else ""
    return posts, signs


def _known_names(page: Page, i: int, j: int) -> set[str]:
    """First words of names that are greeted, or that sign with a sign-off, in lines i to j."""
    out: set[str] = set()
    lines, r = page.lines, page.rules
    for k in range(i, j):
        if hello := greeting(lines[k], r) if page.first_of_block(k) else None:
            out.update(n.split()[0].casefold() for n in hello.names)
            out.update(n.split()[-1].casefold() for n in hello.names)
        off = signoff(lines[k], r)
        if off and off.name:
            out.add(off.name.split()[0].casefold())
        elif off and k + 1 < j and (name := plain_name(lines[k + 1].s, r, lower=off.strong)):
            out.add(name.split()[0].casefold())
    return out


def _split_range(page: Page, i: int, j: int, m: Marks) -> tuple[list[_Post], int]:
    """The posts in lines i to j, and how many signs of posts there were: greetings first, sign-offs last."""
    lines, r = page.lines, page.rules
    known = _known_names(page, i, j)
    posts: list[_Post] = []
    now: _Post | None = None
    signs = 0
    closed = False  # the post has been signed: what follows, if it is text, is another
    waiting = False  # a sign-off has been read whose name must come
    for k in range(i, j):
        line = lines[k]
        if line.kind != "paragraph":
            if m.thread == k or (
                line.kind == "boilerplate" and page.lines[k].norm in r.exact and r.exact[line.norm] == "thread"
            ):
                now, closed, waiting = None, False, False
            continue
        starts = page.first_of_block(k)
        hello = _hail(page, k, j) if starts or closed else None
        if starts and hello is None and now is not None and _vocative(page, k, known, j) and not waiting:
            hello = Greeting([line.s.rstrip(" ,")], True)
        if waiting and now is not None:
            waiting = False
            name = plain_name(line.s, r, lower=True) if signoff(line, r) is None else ""
            if name and len(line.s) <= 60 and (hello is None or not hello.alone):
                now.author, closed = name, True
                signs += 1
                now.end = k + 1
                continue
            if not hello:
                closed = True
        if (
            now is None
            or (hello is not None and (closed or hello.alone or now.first < k))
            or (closed and _new_text(page, k, starts))
        ):
            now = _Post(k, k + 1, hello.names if hello else [])
            signs += hello is not None
            posts.append(now)
            closed = False
        now.end = k + 1
        off = signoff(line, r) or (closing_signoff(line, r) if page.last_of_block(k) else None)
        if off and off.name:
            now.author, closed = off.name, True
            signs += 1
        elif off and (off.strong or _name_next(page, k, j)):
            waiting = True
            signs += off.strong and not _name_next(page, k, j)
        elif not closed and now.first < k and (name := _bare_name(page, k, j, known)):
            now.author, closed = name, True
            signs += 1
    _deduce(posts)
    return posts, signs


def _hail(page: Page, k: int, j: int) -> Greeting | None:
    """The greeting that line k is or begins with; "Dank Theo," over more words is one too."""
    line, r = page.lines[k], page.rules
    hello = greeting(line, r)
    if hello or line.s[-1] not in ",!" or not page.first_of_block(k) or k + 1 >= j:
        return hello
    after, name = page.lines[k + 1], thanked(line, r)
    if not name or after.kind != "paragraph" or greeting(after, r) or plain_name(after.s, r):
        return None
    return Greeting([name], True)


def _vocative(page: Page, k: int, known: set[str], j: int) -> bool:
    """True if a line is a name with a comma ("Eric,") that addresses someone in the thread."""
    s = page.lines[k].s
    if len(s) > 40 or not s.endswith(",") or not page.last_of_block(k) or signoff(page.lines[k], page.rules):
        return False
    name = plain_name(s, page.rules)
    return bool(name) and len(name.split()) <= 3 and (name.split()[0].casefold() in known or k + 1 < j)


def _name_next(page: Page, k: int, j: int) -> bool:
    """True if the line after line k is only a name."""
    if k + 1 >= j:
        return False
    line = page.lines[k + 1]
    named = line.kind == "paragraph" and len(line.s) <= 50 and signoff(line, page.rules) is None
    return named and bool(plain_name(line.s, page.rules))


def _bare_name(page: Page, k: int, j: int, known: set[str]) -> str:
    """The name, if line k is no more than one and signs the post: it ends its block and a post can end there."""
    line, r = page.lines[k], page.rules
    if len(line.s) > 50 or line.s[-1] in ":;?,":
        return ""
    name = plain_name(line.s, r)
    if not name or organisation(name, r):
        return ""
    nxt = k + 1
    if nxt >= j or page.lines[nxt].kind == "boilerplate" or _hail(page, nxt, j):
        return name
    if not page.last_of_block(k):
        return ""
    if name.split()[0].casefold() in known:
        return name
    if any(_in_small_letters(page, w) for w in name.split() if w[0].isupper()):
        return ""  # "Publieke waarde": a heading in the post
    before = page.lines[k - 1].s
    if before[-1] not in ".!?)…" or is_bullet(page.lines[nxt]):
        return ""
    return name if len(name.split()) > 1 or len(name) <= 14 else ""


def _in_small_letters(page: Page, word: str) -> bool:
    """True if the page also writes a word in small letters, so that it is not a name."""
    low = word.lower()
    if len(page.text) > LONG:  # a search from the start for each name goes over the text once a name
        written = page.written()
        if low.isalnum() or not all(run in written for run in ALNUM.findall(low)):
            return low in written
    at = page.text.find(low)
    while at >= 0:
        around = page.text[at - 1 : at] + page.text[at + len(low) : at + len(low) + 1]
        if not any(map(str.isalnum, around)):
            return True
        at = page.text.find(low, at + 1)
    return False


def _new_text(page: Page, k: int, starts: bool) -> bool:
    """True if line k, after a signature, is the text of another post, not more of the signature (a function, a place)."""
    line = page.lines[k]
    first = line.norm.split(" ", 1)[0].rstrip(":.") if line.norm else ""
    if not starts or first in page.rules.postscripts or first + "." in page.rules.postscripts:
        return False
    return len(line.s) > 70 or line.s[-1] in ".!?:" or not page.last_of_block(k) or is_bullet(line)


def _deduce(posts: list[_Post]) -> None:
    """Names an unsigned post's writer when a later one greets someone who has signed none, and only one is unsigned."""
    known: set[str] = set()
    single: set[str] = set()
    unsigned: list[_Post] = []
    for post in posts:
        for name in post.names:
            whole, first = greeted_forms(name)
            if len(unsigned) == 1 and whole not in known and first not in single:
                one = unsigned.pop()
                one.author, one.guessed = name, True
                known |= author_forms(name)
        if post.author is None:
            unsigned.append(post)
        else:
            known |= author_forms(post.author)
            if " " not in post.author:
                single.add(post.author.casefold())


def _emit(page: Page, posts: list[_Post]) -> None:
    i = page.rest
    for post in posts:
        page.flat(i, post.first)
        mark_quotes(page, post.first, post.end)
        data = {"author_from": "greeting"} if post.guessed else None
        page.outer("post", post.first, post.end, author=post.author, reply_to=position(page, post.names), metadata=data)
        i = post.end
    page.flat(i, len(page.lines))
    if any(p.author is None for p in posts):
        page.notes.append(Message("posts-not-signed", "some posts are not signed: name their writers"))
