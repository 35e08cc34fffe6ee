"""Comments and posts of software without a profile: found by what the page marks in a standard way, then by what repeats.

Tried are elements that are called comments (schema.org, RDFa, ARIA, hAtom, their class, id or an attribute), then whatever
repeats with a name and a date in a part of the page for comments; `repeating.py` looks at the rest of the page.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qda.importers import post_parts, post_words
from qda.importers.forum_page import WebPage
from qda.importers.forum_text import plain
from qda.importers.post_fill import pinged
from qda.importers.post_parts import UNSEEN, Parts
from qda.importers.threads import Post, nobody

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MOST = 150_000  # elements of a page that is looked at
SAMPLE = 40  # posts of a kind by which it is judged
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_DIGITS = re.compile(r"\d+")
_HEADINGS = ("h2", "h3", "h4", "h5", "strong")
_TYPES = re.compile(r"(?:^|[\s/:])(?:Comment|UserComments|Answer|Post|DiscussionForumPosting|Reply)$")
_ONE = r"comment|commentaire|reactie|kommentar|comentario|commento|reaktion|reply|antwoord|antwort|respuesta|reponse|resposta|risposta|response"
_IS = re.compile(rf"(?:^|[-_])(?:(?:{_ONE})s?|reacties|opinion|leserbrief|reaction|komentarz|komentar|hozzaszolas|yorum|kommentti|forum-fil|forum-message)(?:$|[-_])")
_WEAK = re.compile(r"(?:^|[-_])(?:post|message|bericht|beitrag|entry|hentry|h-entry|h-cite|item|ticker|update|note|answer|feedback|review|media|thread)(?:$|[-_])")
_PARTS = frozenset(
    """author name avatar date time meta metadata count counter form link links action actions vote votes like likes header head footer title button buttons
    icon label children info user username list area section respond permalink text texte texto content depth parent edit moderation submit field input
    textarea number holder nav navigation pagination page policy rules login notice closed open toggle score rating more tools by comments replies reacties
    kommentare commentaires comentarios commenti responses reactions reaktionen thread threads stream tree""".split()  # noqa: SIM905
)
_AREA = re.compile(
    r"(?:^|[-_])(?:comments|commentlist|comment-?(?:list|area|section|thread|stream|container|wrapper|holder)s?|commentaires|reacties|kommentare|kommentarer|comentarios|commenti|"
    r"reaktionen|reactions|responses|replies|discussion|discussie|diskussion|conversation|respuestas|respostas|opinions|komentarze|disqus|forum|livefyre|coral|"
    r"hyvor|isso|commento|cusdis|giscus|utterances|fb-?comment\w*|comment-?tree|liveblog|live-?ticker|ticker|live)(?:$|[-_])"
)
_NOT_HERE = re.compile(r"recent|latest|widget|sidebar|recente|letzte|neueste|derniers|ultimos|popular|top-?comments|(?:^|[-_])nav(?:$|[-_])|menu|breadcrumb|carousel|slider")
_NEWEST = re.compile(r"(?<!\w)(?:recent|recente|latest|laatste|nieuwste|letzte|neueste|neuesten|derniers|dernières|últimos|ultimi|recientes|recenti|elsewhere)(?!\w)")
_LIVE = re.compile(r"(?:^|[-_])(?:live|ticker|liveticker|live-?blog\w*|minute)(?:$|[-_])")
_PINGS = re.compile(r"(?:^|[_-])(?:pingback|trackback|webmention)(?=$|[_-])")
_LEVEL = re.compile(r"(?:^|[\s_-])(?:depth|level|indent|nest(?:ing|ed)?|i)[-_]?(\d{1,2})(?=$|[\s_-])")
_SHIFT = re.compile(r"(?:margin|padding)-left\s*:\s*(\d{1,4})(?:\.\d+)?\s*(?:px|em|rem|%)", re.I)
_SAID_LEVEL = re.compile(r"^\s*(?:level|niveau|ebene|nivel)\s+(\d{1,2})\s*$", re.I)
_UNDER = re.compile(r"indent|child|repl|thread|nest|sub|answer|inner|respons|antw|react|kinder", re.I)
_IDS = ("data-comment-id", "data-commentid", "data-comment", "data-post-id", "data-reply-id", "data-id", "thingid", "data-uid", "data-node-id", "data-key")
_PARENTS = (
    "data-parent-id", "data-parent-comment-id", "data-comment-parent", "data-parentid", "data-parent", "data-reply-to", "data-replyto", "data-in-reply-to",
    "parentid", "data-parent-comment",
)  # fmt: skip
_NAMED_ID = re.compile(r"(?:^|[_-])(?:c|comm?|comment|commentaire|kommentar|reactie|reply|post|msg|message|forum|p|id|li-comment|div-comment|entry|bericht|node)[-_]?(\d+)")


def _surely(item: Item) -> bool:
    """Whether an element is called a comment and no more: by its whole class, a numbered id, or a standard mark."""
    attrs = item.attrs
    if any(k in attrs for k in _IDS[:3]) or attrs.get("role") == "comment" or _TYPES.search(attrs.get("itemtype") or ""):
        return True
    named = (*item.tokens, _token(attrs.get("id") or ""))
    return any(re.fullmatch(rf"(?:[\w]+[-_]+)?(?:{_ONE}|c)(?:[-_]?(?:item|entry|card|root|single|0))*", t) for t in named if t)


def _part(token: str) -> bool:
    """Whether a class is that of a part of comments, or of all of them, rather than of one."""
    parts = [p for p in re.split("[-_]+", token) if p and p != "0"]
    return not parts or parts[-1] in _PARTS or "form" in parts or "respond" in parts


@dataclass(slots=True)
class Item:
    """An element of the page: where it stands, what it is called, how much text it holds."""

    node: LexborNode
    tag: str
    above: int
    tokens: tuple[str, ...]
    attrs: dict[str, str | None]
    text: int = 0
    linked: int = 0
    end: int = 0
    area: bool = False  # it lies in a part of the page for comments
    beside: bool = False  # it lies in a list of the newest comments, a menu


@dataclass(slots=True)
class Found:
    """What was found: a post or comment each, with the elements that hold it; what was left out, by what it is."""

    posts: list[Post] = field(default_factory=list)
    nodes: list[Sequence[LexborNode]] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=dict)
    members: list[tuple[int, ...]] = field(default_factory=list)
    told: tuple[float, float, float] = (0, 0, 0)  # how many have words, a name, a date
    score: float = 0
    marked: bool = False
    live: bool = False  # entries of a live ticker, which nobody signs
    apart: LexborNode | None = None  # what holds them all and little else: their heading, the form for another


def walk(body: LexborNode) -> list[Item] | None:
    """The elements of a page in order; None for a page of too many."""
    out: list[Item] = []
    stack: list[tuple[LexborNode | None, int]] = [(body, -1)]
    while stack:
        node, above = stack.pop()
        if node is None:
            item = out[above]
            item.end = len(out)
            if item.tag == "a":
                item.linked = item.text
            if item.above >= 0:
                out[item.above].text += item.text
                out[item.above].linked += item.linked
            continue
        tag = node.tag or "-"
        if tag == "-text":
            if above >= 0:
                out[above].text += len((node.text_content or "").strip())
            continue
        if tag[0] == "-" or tag in UNSEEN:
            continue
        if len(out) >= MOST:
            return None
        attrs = node.attributes
        tokens = tuple(_token(t) for t in (attrs.get("class") or "").split()[:12])
        item = Item(node, tag, above, tokens, attrs)
        if above >= 0:
            item.area, item.beside = out[above].area, out[above].beside
        called = (*tokens, _token(attrs.get("id") or ""))
        if tag != "body" and not item.area and any(_AREA.search(t) for t in called if t):
            item.area = True
        if tag in ("nav", "header") or (tag != "body" and any(_NOT_HERE.search(t) for t in called if t)):
            item.beside = item.beside or tag != "header" or not item.area
        out.append(item)
        stack.append((None, len(out) - 1))
        at = len(stack)
        child = node.child
        while child is not None:
            stack.append((child, len(out) - 1))
            child = child.next
        stack[at:] = stack[: at - 1 : -1]
    return out


def _token(name: str) -> str:
    return _DIGITS.sub("0", _CAMEL.sub("-", name)).lower()[:80]


def find(page: WebPage, items: list[Item]) -> Found | None:
    """The comments of a page, or None when nothing on it is marked as one, or stands in a part for them."""
    _headed(items)
    best: Found | None = None
    called = _called(items)
    for members in called:
        found = judge(page, items, members)
        if found is not None:
            found.marked = True
            found.score += 0.5 * all(_surely(items[m[0]]) for m in members)
            if best is None or found.score > best.score * 1.001:
                best = found
    if best is not None:
        best = _joined(page, items, best, called)
    if best is None:
        for members in _repeated(items):
            found = judge(page, items, members, strict=True)
            if found is not None and (best is None or found.score > best.score * 1.001):
                found.marked = True
                best = found
    if best is None:
        return None
    return whole(page, items, best)


def _joined(page: WebPage, items: list[Item], best: Found, called: list[list[tuple[int, ...]]]) -> Found:
    """The comments that were found with those of other kinds, such as replies of a class of their own."""
    for members in called:
        have = set(best.members)
        more = [m for m in members if m not in have and not any(m[0] < b[0] < items[m[-1]].end for b in best.members)]
        if not more or any(len(m) > 1 for m in (*members, *best.members)) or judge(page, items, more, strict=len(more) > 1) is None:
            continue
        both = judge(page, items, sorted(have | set(more)))
        if both is not None and all(b >= a + 0.8 * len(more) for a, b in zip(best.told, both.told, strict=True)):
            both.marked = best.marked
            best = both
    return best


def _headed(items: list[Item]) -> None:
    """Marks what follows a heading such as "3 comments" as a part of the page for comments; "Latest comments" is none."""
    said = post_words.said()
    for n, item in enumerate(items):
        if not 0 < item.text <= 60 or item.linked or n + 1 < item.end and item.tag not in _HEADINGS:
            continue
        text = plain(item.node).casefold()
        counted = any(c.isdigit() for c in text)
        rest = re.sub(r"[\d.,()\[\]:!…-]+", " ", text).split()
        if _NEWEST.search(text) and any(w in said.words for w in rest):
            pass
        elif not rest or len(rest) > (4 if item.tag in _HEADINGS else 1) or not any(w in said.words for w in rest):
            continue
        elif item.tag not in _HEADINGS and not counted:
            continue
        up = n
        while items[up].above > 0 and items[items[up].above].text <= 60:
            up = items[up].above
        top = items[up].above
        newest = bool(_NEWEST.search(text))
        if newest and top > 0 and items[top].tag != "main":
            items[top].beside = True
        for k in range(n + 1, items[top].end if top >= 0 else len(items)):
            items[k].area, items[k].beside = True, items[k].beside or newest


def _called(items: list[Item]) -> list[list[tuple[int, ...]]]:
    """The kinds of elements that are called comments or posts, each as its members."""
    kinds: dict[tuple[str, str], list[int]] = defaultdict(list)
    for n, item in enumerate(items[1:], 1):
        if item.beside or item.text < 2:
            continue
        attrs = item.attrs
        for key in ("typeof", "itemtype"):
            if (value := attrs.get(key)) and _TYPES.search(value.split()[0] if key == "typeof" else value):
                kinds[item.tag, f"{key}:{value.rpartition('/')[2][:40]}"].append(n)
        if (attrs.get("itemprop") or "") in ("comment", "suggestedAnswer", "acceptedAnswer") and item.tag not in ("meta", "link"):
            kinds[item.tag, "itemprop"].append(n)
        if (role := attrs.get("role")) in ("comment",) or (role == "article" and (item.area or attrs.get("aria-label"))):
            kinds[item.tag, f"role:{role}"].append(n)
        for key in _IDS[:3]:
            if key in attrs:
                kinds[item.tag, key].append(n)
        if "-" in item.tag and re.search(r"comment|reply", item.tag) and not _part(item.tag):
            kinds[item.tag, ""].append(n)
        own = _token(attrs.get("id") or "")
        if own and "0" in own and (_IS.search(own) and not _part(own) or item.area and re.match(r"c0$|p0$|post-?0$", own)):
            kinds[item.tag, "#" + own].append(n)
        for t in set(item.tokens):
            if _IS.search(t):
                if not _part(t):
                    kinds[item.tag, t].append(n)
            elif item.area and _WEAK.search(t) and not _part(t):
                kinds[item.tag, t].append(n)
    out = [[(n,) for n in members] for members in kinds.values()]
    return [*_largest(out, items, 24), *_runs(items)]


def _largest(groups: list[list[tuple[int, ...]]], items: list[Item], most: int) -> list[list[tuple[int, ...]]]:
    """The groups with most text, each set of members once."""
    once = {tuple(g): g for g in groups}
    return sorted(once.values(), key=lambda g: -sum(items[m[0]].text for m in g))[:most]


def _runs(items: list[Item]) -> list[list[tuple[int, ...]]]:
    """Comments that are several neighbours each: `dt` and `dd`, or a line with the name over a block with the text."""
    children: dict[int, list[int]] = defaultdict(list)
    for n, item in enumerate(items[1:], 1):
        children[item.above].append(n)
    out = []
    for up, under in children.items():
        if len(under) < 2 or items[up].beside or items[up].tag in ("ul", "ol", "tr", "head"):
            continue
        starts: dict[str, list[int]] = defaultdict(list)
        for n in under:
            item = items[n]
            name = item.attrs.get("id") or (item.attrs.get("name") if item.tag == "a" else "") or ""
            if item.tag == "dt":
                starts["dt"].append(n)
            elif name and re.fullmatch(rf"(?:c|p|post|comm|{_ONE})[-_]?0", _token(name)):
                starts[f"{item.tag}#{_token(name)}"].append(n)
            elif any(re.search(rf"(?:{_ONE}|post|message)[-_](?:author|header|head|meta|name|info|title|by)$", t) for t in item.tokens):
                starts[item.tag + item.tokens[0]].append(n)
        if not (items[up].area or any(_IS.search(t) for k in under for t in items[k].tokens)):
            continue
        for some in starts.values():
            if len(some) > 1 or (items[up].area and len(under) <= 4 and some == under[:1]):
                out.append([tuple(n for n in under if a <= n < b) for a, b in zip(some, [*some[1:], items[up].end], strict=True)])
    return _largest([g for g in out if all(len(m) > 1 for m in g)], items, 4)


def _repeated(items: list[Item]) -> list[list[tuple[int, ...]]]:
    """What repeats in parts of the page for comments: elements of one kind under parents of one kind, twice or more."""
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for n, item in enumerate(items[1:], 1):
        if item.area and not item.beside and item.text >= 8:
            groups[item.tag, kind(item), items[item.above].tag, kind(items[item.above])].append(n)
    return _largest([[(n,) for n in g] for g in groups.values() if len(g) > 1], items, 16)


def kind(item: Item) -> str:
    """What an element is called, without what tells one of a kind from another."""
    return " ".join(sorted({t for t in item.tokens if not t.startswith(("odd", "even", "first", "last", "depth", "level"))}))


def judge(page: WebPage, items: list[Item], members: list[tuple[int, ...]], strict: bool = False) -> Found | None:
    """Whether the members of a group are posts, by the first of them: most have words, and a name or a date.

    `strict` asks for both in most, and for more than one member.
    """
    sample = sorted(members)[:SAMPLE]
    parts = _read(page, items, sample, members)
    made = [p for p in parts if p.text.text]
    if not made or len(made) * 2 < len(parts):
        return None
    names, dates = sum(bool(p.author) for p in made), sum(bool(p.when) for p in made)
    clocks = sum(bool(post_words.only_clock(p.when)) for p in made)
    live = _live(items, members[0][0])
    if clocks * 2 > len(made) and not live:  # a time alone says when only in what is told as it happens
        return None
    if strict:
        if len(made) < 2 or names * 5 < len(made) * 4 or dates * 5 < len(made) * 4:
            return None
        if len({p.when for p in made}) < 2 and len({p.author for p in made}) < 2:
            return None
    elif max(names, dates) * 2 < len(made) or (len(made) == 1 and min(names, dates) < 1):
        return None
    if teasers(items, sample, [p.author for p in parts]):
        return None
    size = sum(min(len(p.text.text), 2000) for p in made)
    score = (len(made) + names + dates + size / 100_000) * len(members) / len(sample)
    share = len(members) / len(sample)
    told = (len(made) * share, names * share, dates * share)
    return Found(live=live and not names, score=score, told=told, members=members, nodes=[tuple(items[n].node for n in m) for m in members])


def _live(items: list[Item], n: int) -> bool:
    """Whether an element lies in a live blog or a ticker."""
    return any(_LIVE.search(t) for k in (n, *_above(items, n)) for t in (*items[k].tokens, _token(items[k].attrs.get("id") or "")))


def _read(page: WebPage, items: list[Item], members: Sequence[tuple[int, ...]], all_: Sequence[tuple[int, ...]]) -> list[Parts]:
    inner = {items[n].node.mem_id for m in all_ for n in m}
    parts = post_parts.read([[items[n].node for n in m] for m in members], inner, page.url, page.title)
    if _live(items, members[0][0]) and not any(p.sure for p in parts):  # a heading may look like a name
        for p in parts:
            p.title, p.author = p.title or p.author, ""
    return parts


def teasers(items: list[Item], members: Sequence[tuple[int, ...]], names: Sequence[str]) -> bool:
    """Whether most members lead to other pages: their headings are links, or most of their words are."""
    count = 0
    for m, name in zip(members, names, strict=True):
        first = items[m[0]]
        size, linked = sum(items[n].text for n in m), sum(items[n].linked for n in m)
        leads = False
        for item in items[m[0] : items[m[-1]].end]:
            if item.tag in ("h1", "h2", "h3", "h4") and item.linked and _away(item.node):
                leads = leads or not name or name not in plain(item.node)
            elif item.tag == "a" and item.text > 30 and item.text * 2 > size and _away(item.node.parent or item.node):
                leads = True
        up = first
        while up.above >= 0 and not leads:
            up = items[up.above]
            leads = up.tag == "a"
        count += leads or (linked * 10 > size * 7 and size > 80)
    return count * 2 > len(members)


def _away(node: LexborNode) -> bool:
    """Whether a link in an element leads to another page: not to a place on this one, nor to a person."""
    for a in node.css("a[href]")[:3]:
        href = a.attributes.get("href") or ""
        if href and "#" not in href and "omment" not in href and not post_parts.WHO.search(href) and not href.startswith("javascript"):
            rel = a.attributes.get("rel") or ""
            return not any(x in rel for x in ("external", "author", "ugc", "nofollow"))
    return False


def whole(page: WebPage, items: list[Item], found: Found) -> Found:
    """All posts of the kind that was found, with ids, links and answers; pingbacks are left out and counted."""
    members = sorted(found.members)
    parts = _read(page, items, members, members)
    first = {items[m[0]].node.mem_id: k for k, m in enumerate(members)}
    levels = _levels(items, members)
    above = [_held(items, m, first) for m in members]
    ids = _ids(items, members, parts)
    told = {i: k for k, i in enumerate(ids) if i}
    kept: dict[int, int] = {}
    stack: list[tuple[int, int]] = []
    for k, (m, p) in enumerate(zip(members, parts, strict=True)):
        if ping := pinged(items[m[0]].node):
            found.left[ping] = found.left.get(ping, 0) + 1
            continue
        if not p.text.text:
            found.left["comment without text"] = found.left.get("comment without text", 0) + 1
            continue
        post = Post(p.text.text, p.author[:200] or None, p.when[:100], ids[k], quotes=p.text.quotes, title=p.title)
        post.handle = bool(post.author) and not nobody(post.author or "")
        if p.text.links:
            post.data["links"] = p.text.links
        held = above[k]
        while held is not None and held not in kept:  # one that has no words of its own
            held = above[held]
        if held is None and levels and above[k] is None:
            while stack and stack[-1][0] >= levels[k]:
                stack.pop()
            held = stack[-1][1] if stack else None
            stack.append((levels[k], k))
        if held is not None:
            post.at = kept[held]
        elif (to := _answered(items, m)) and to in told and told[to] != k:
            post.reply = to
        kept[k] = len(found.posts)
        found.posts.append(post)
    _rest(items, members, found)
    found.apart = _around(items, members)
    return found


def _around(items: list[Item], members: Sequence[tuple[int, ...]]) -> LexborNode | None:
    """The largest element that holds all the members and little else."""
    lines = [set(_above(items, m[0])) for m in members]
    every = set.intersection(*lines) if lines else set()
    size = 0
    end = -1
    for m in members:
        if m[0] >= end:
            size += sum(items[n].text for n in m)
            end = items[m[-1]].end
    best = None
    for up in sorted(every, reverse=True):
        if items[up].tag in ("body", "main") or items[up].text - size > max(300, size // 4):
            break
        best = items[up].node
    return best


def _above(items: list[Item], n: int) -> list[int]:
    out = []
    while (n := items[n].above) >= 0:
        out.append(n)
    return out


def _rest(items: list[Item], members: Sequence[tuple[int, ...]], found: Found) -> None:
    """Counts the pingbacks that are of another kind than the comments."""
    inside = set()
    for m in members:
        inside.update(range(m[0], items[m[-1]].end))
    last = -1
    for n, item in enumerate(items):
        if n < last or n in inside or not item.text:
            continue
        for t in item.tokens:
            if _PINGS.search(t) and not _part(t) and (ping := pinged(item.node)):
                found.left[ping] = found.left.get(ping, 0) + 1
                found.nodes.append((item.node,))
                last = item.end
                break


def _held(items: list[Item], m: tuple[int, ...], first: dict[int, int]) -> int | None:
    """Which member another lies in, or stands indented under."""
    n = m[0]
    up = items[n].above
    below = n
    while up >= 0:
        if (k := first.get(items[up].node.mem_id)) is not None:
            return k
        below, up = up, items[up].above
        frame = items[below]
        called = (*frame.tokens, frame.attrs.get("id") or "", frame.tag if "-" in frame.tag else "")
        if frame.node.mem_id not in first and any(_UNDER.search(t) for t in called):
            prev = items[below].node.prev
            while prev is not None and ((prev.tag or "-")[0] == "-" or prev.tag == "a"):
                prev = prev.prev
            if prev is not None and (k := first.get(prev.mem_id)) is not None:
                return k
    return None


def _levels(items: list[Item], members: Sequence[tuple[int, ...]]) -> list[int]:
    """How far each member is indented by what the page says; [] when all are alike or most say nothing."""
    out = []
    for m in members:
        item = items[m[0]]
        attrs = item.attrs
        value = next((v for key in ("data-depth", "depth", "aria-level", "data-level", "data-nesting", "data-indent") if (v := attrs.get(key)) and v.isdigit()), "")
        if not value and (found := _LEVEL.search((attrs.get("class") or "").lower())):
            value = found[1]
        if not value:
            for style in (attrs.get("style") or "", (items[item.above].attrs.get("style") or "") if item.above >= 0 else ""):
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
    if len(told) * 2 < len(out) and not any(v > min(told, default=0) for v in told) or len(set(out)) < 2:
        return []
    least = min(told, default=0)
    return [v if v >= 0 else min(least, 0) for v in out]


def _ids(items: list[Item], members: Sequence[tuple[int, ...]], parts: Sequence[Parts]) -> list[str]:
    """What the page calls each member, the first way that tells them apart; "" for each when none does."""
    ways: list[list[str]] = []
    for key in _IDS:
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
        found = _NAMED_ID.search(own) or _DIGITS.search(own)
        named.append((found[1] if found.re.groups else found[0]) if found else "")
        full.append(own[:60])
    ways += [named, full]
    for way in ways:
        some = [w for w in way if w]
        if len(some) * 2 > len(way) and len(set(some)) == len(some) and not any(len(w) > 60 for w in some):
            return way
    return [""] * len(members)


def _answered(items: list[Item], m: tuple[int, ...]) -> str:
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
        if re.search(r"parent|in-?reply-?to|reply-?to", called) and "reply-link" not in called or post_words.holds(said.answers, near):
            target = (item.attrs.get("href") or "").rpartition("#")[2]
            found = _NAMED_ID.search(target) or _DIGITS.search(target)
            if found:
                return found[1] if found.re.groups else found[0]
    return ""
