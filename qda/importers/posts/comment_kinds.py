"""The elements of a page, and the kinds of them that may be its comments: by what they are called, or by what repeats."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qda.importers.common.post_text import plain
from qda.importers.posts import post_words
from qda.importers.posts.post_pieces import UNSEEN, below

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MOST = 150_000  # elements of a page that is looked at
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
DIGITS = re.compile(r"\d+")
_HEADINGS = ("h2", "h3", "h4", "h5", "strong")
_TYPES = re.compile(r"(?:^|[\s/:])(?:Comment|UserComments|Answer|Post|DiscussionForumPosting|Reply)$")
_ONE = (
    r"comment|commentaire|reactie|kommentar|comentario|commento|reaktion|reply|antwoord|antwort|respuesta|reponse|"
    r"resposta|risposta|response"
)
_IS = re.compile(
    rf"(?:^|[-_])(?:(?:{_ONE})s?|reacties|opinion|leserbrief|reaction|komentarz|komentar|hozzaszolas|yorum|kommentti|"
    rf"forum-fil|forum-message)(?:$|[-_])"
)
_WEAK = re.compile(
    r"(?:^|[-_])(?:post|message|bericht|beitrag|entry|hentry|h-entry|h-cite|item|ticker|update|note|answer|feedback|"
    r"review|media|thread)(?:$|[-_])"
)
_PARTS = frozenset(
    """author name avatar date time meta metadata count counter form link links action actions vote votes like likes header
    head footer title button buttons icon label children info user username list area section respond permalink text texte
    texto content depth parent edit moderation submit field input textarea number holder nav navigation pagination page
    policy rules login notice closed open toggle score rating more tools by comments replies reacties kommentare commentaires
    comentarios commenti responses reactions reaktionen thread threads stream tree""".split()  # noqa: SIM905
)
_AREA = re.compile(
    r"(?:^|[-_])(?:comments|commentlist|comment-?(?:list|area|section|thread|stream|container|wrapper|holder)s?|"
    r"commentaires|reacties|kommentare|kommentarer|comentarios|commenti|"
    r"reaktionen|reactions|responses|replies|discussion|discussie|diskussion|conversation|respuestas|respostas|"
    r"opinions|komentarze|disqus|forum|livefyre|coral|"
    r"hyvor|isso|commento|cusdis|giscus|utterances|fb-?comment\w*|comment-?tree|liveblog|live-?ticker|ticker|live)(?:$|[-_])"
)
_NOT_HERE = re.compile(
    r"recent|latest|widget|sidebar|recente|letzte|neueste|derniers|ultimos|popular|top-?comments|(?:^|[-_])nav(?:$|"
    r"[-_])|menu|breadcrumb|carousel|slider"
)
_NEWEST = re.compile(
    r"(?<!\w)(?:recent|recente|latest|laatste|nieuwste|letzte|neueste|neuesten|derniers|dernières|últimos|ultimi|"
    r"recientes|recenti|elsewhere)(?!\w)"
)
_PLACE = re.compile(r"(?:odd|even|first|last|depth|level)|alt(?:$|[-_]?0$)")
_LIVE = re.compile(r"(?:^|[-_])(?:live|ticker|liveticker|live-?blog\w*|minute)(?:$|[-_])")
IDS = (
    "data-comment-id",
    "data-commentid",
    "data-comment",
    "data-post-id",
    "data-reply-id",
    "data-id",
    "thingid",
    "data-uid",
    "data-node-id",
    "data-key",
)


def surely(item: Item) -> bool:
    """True if an element is named as one comment, no more: by its whole class, a numbered id, or a standard mark."""
    attrs = item.attrs
    if any(k in attrs for k in IDS[:3]) or attrs.get("role") == "comment" or _TYPES.search(attrs.get("itemtype") or ""):
        return True
    named = (*item.tokens, _token(attrs.get("id") or ""))
    return any(
        re.fullmatch(rf"(?:[\w]+[-_]+)?(?:{_ONE}|c)(?:[-_]?(?:item|entry|card|root|single|0))*", t) for t in named if t
    )


def is_part(token: str) -> bool:
    """True if a class names a part of comments, or all of them, rather than one."""
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
        below(stack, node, len(out) - 1)
    return out


def _token(name: str) -> str:
    return DIGITS.sub("0", _CAMEL.sub("-", name)).lower()[:80]


def headed(items: list[Item]) -> None:
    """Marks what follows a heading such as "3 comments" as a part of the page for comments; "Latest comments" is none."""
    said = post_words.said()
    for n, item in enumerate(items):
        if not 0 < item.text <= 60 or item.linked or (n + 1 < item.end and item.tag not in _HEADINGS):
            continue
        text = plain(item.node).casefold()
        counted = any(c.isdigit() for c in text)
        rest = _bare(text)
        if _NEWEST.search(text) and any(w in said.words for w in rest):
            pass
        elif (
            not rest
            or len(rest) > (4 if item.tag in _HEADINGS else 1)
            or not any(w in said.words for w in rest)
            or (item.tag not in _HEADINGS and not counted)
        ):
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


def _bare(text: str) -> list[str]:
    return re.sub(r"[\d.,()\[\]:!…-]+", " ", text).split()


def heads(text: str) -> bool:
    """True if a line is only a heading of comments: "Reacties (3)"."""
    said, rest = post_words.said(), _bare(text.casefold())
    return 0 < len(rest) <= 2 and rest[0 if len(rest) == 1 else -1] in said.words and len(text) <= 40


def called(items: list[Item]) -> list[list[tuple[int, ...]]]:
    """The kinds of elements that are called comments or posts, each as its members."""
    kinds: dict[tuple[str, str], list[int]] = defaultdict(list)
    for n, item in enumerate(items[1:], 1):
        if item.beside or item.text < 2:
            continue
        attrs = item.attrs
        for key in ("typeof", "itemtype"):
            if (value := attrs.get(key)) and _TYPES.search(value.split()[0] if key == "typeof" else value):
                kinds[item.tag, f"{key}:{value.rpartition('/')[2][:40]}"].append(n)
        if (attrs.get("itemprop") or "") in ("comment", "suggestedAnswer", "acceptedAnswer") and item.tag not in (
            "meta",
            "link",
        ):
            kinds[item.tag, "itemprop"].append(n)
        if (role := attrs.get("role")) in ("comment",) or (
            role == "article" and (item.area or attrs.get("aria-label"))
        ):
            kinds[item.tag, f"role:{role}"].append(n)
        for key in IDS[:3]:
            if key in attrs:
                kinds[item.tag, key].append(n)
        if "-" in item.tag and re.search(r"comment|reply", item.tag) and not is_part(item.tag):
            kinds[item.tag, ""].append(n)
        own = _token(attrs.get("id") or "")
        if (
            own
            and "0" in own
            and ((_IS.search(own) and not is_part(own)) or (item.area and re.match(r"c0$|p0$|post-?0$", own)))
        ):
            kinds[item.tag, "#" + own].append(n)
        for t in set(item.tokens):
            if _IS.search(t):
                if not is_part(t):
                    kinds[item.tag, t].append(n)
            elif item.area and _WEAK.search(t) and not is_part(t):
                kinds[item.tag, t].append(n)
    out: list[list[tuple[int, ...]]] = [[(n,) for n in members] for members in kinds.values()]
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
            elif any(
                re.search(rf"(?:{_ONE}|post|message)[-_](?:author|header|head|meta|name|info|title|by)$", t)
                for t in item.tokens
            ):
                starts[item.tag + item.tokens[0]].append(n)
        if not (items[up].area or any(_IS.search(t) for k in under for t in items[k].tokens)):
            continue
        for some in starts.values():
            if len(some) > 1 or (items[up].area and len(under) <= 4 and some == under[:1]):
                out.append(
                    [
                        tuple(n for n in under if a <= n < b)
                        for a, b in zip(some, [*some[1:], items[up].end], strict=True)
                    ]
                )
    return _largest([g for g in out if all(len(m) > 1 for m in g)], items, 4)


def repeated(items: list[Item]) -> list[list[tuple[int, ...]]]:
    """Find what repeats in the page's parts for comments, twice or more: elements of one kind under parents of one kind, and
    elements of one class wherever they stand (answers that lie in one another, names such as `k3` that a number parts)."""
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for n, item in enumerate(items[1:], 1):
        if item.area and not item.beside and item.text >= 8:
            groups[item.tag, kind(item), items[item.above].tag, kind(items[item.above])].append(n)
            if named := item.attrs.get("class"):
                groups[item.tag, named].append(n)
    return _largest([[(n,) for n in g] for g in groups.values() if len(g) > 1], items, 16)


def kind(item: Item) -> str:
    """Return the kind of an element: its name without what differs within a kind, such as a number or position."""
    return " ".join(sorted({t.rstrip("0").rstrip("-_") for t in item.tokens if not _PLACE.match(t)}))


def live(items: list[Item], n: int) -> bool:
    """True if an element is in a live blog or a ticker."""
    return any(
        _LIVE.search(t)
        for k in (n, *above(items, n))
        for t in (*items[k].tokens, _token(items[k].attrs.get("id") or ""))
    )


def above(items: list[Item], n: int) -> list[int]:
    out = []
    while (n := items[n].above) >= 0:
        out.append(n)
    return out
