"""Recognise what is certainly not part of a web page's article, and count what was left out: kind, pieces, words."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from typing import TYPE_CHECKING

from qda.importers.common.html_text import SKIPPED, hidden
from qda.importers.common.zip_xml import local

if TYPE_CHECKING:
    from lxml.etree import _Element

    Signs = Mapping[_Element, str]

_TAGS = {
    "nav": "navigation", "footer": "page footer", "aside": "side column", "form": "forms", "menu": "navigation",
    "dialog": "pop-ups", "amp-sidebar": "navigation", "amp-consent": "cookie texts", "amp-ad": "adverts",
}  # fmt: skip
_ROLES = {
    "navigation": "navigation", "contentinfo": "page footer", "complementary": "side column", "search": "search",
    "banner": "page header", "dialog": "pop-ups", "alertdialog": "pop-ups", "menu": "navigation",
    "menubar": "navigation", "form": "forms",
}  # fmt: skip
APART, HINT, LEAVE = "qda-apart", "qda-article", "qda-leave"  # attributes that the reader of the comments sets
OWN = "own"  # their value when a person's own profile said it
ELSEWHERE = "links to other pages"
COMMENTS = "comments"
BYLINES = "captions and bylines"
BUTTONS = "buttons to share"
OTHER = "other text of the page"
# Words in classes and ids, and what they are the sign of, in the languages that themes are written in.
_CLASSES = {
    "cookie texts": (
        r"cookies?\w* consent\w* gdpr cmp cmplz\w* onetrust\w* didomi\w* usercentrics\w* borlabs\w* cybot\w* "
        r"privacy-?(?:bar|notice|policy|banner)"
    ),
    "navigation": (
        r"nav navbar navigation\w* menus? breadcrumbs? pagination pager paging skip-?(?:link|to) toc sitemap subnav "
        r"topnav broodkruimels? kruimelpad navegaci[oó]n navega[cç][aã]o "
        r"(?:next|prev|previous|adjacent)-?(?:post|article|entry)s? post-?nav\w* post-?links? volgende-?vorige"
    ),
    "page footer": (r"footer\w* colophon copyright site-?info disclaimer fu(?:ss|ß)zeile pie-?(?:de-?)?p[aá]gina"),
    "page header": (r"masthead site-?header page-?header top-?bar logo"),
    "side column": (
        r"sidebar\w* side-?bar widget-?area rail aside secondary zijbalk zijkolom seitenleiste sidekick "
        r"barra-?lateral colonne-?laterale lateral"
    ),
    BUTTONS: (
        r"shar(?:e|es|ing|ed|er)(?:-?(?:buttons?|links?|icons?|bar|box|this|tools?|daddy))? sharedaddy social\w* "
        r"socials addtoany\w* (?:fb-|wp-?u)?likes? follow print toolbar tools rating\w* votes? "
        r"deel(?:knoppen|-?dit|-?knoppen|-?balk)? delen teilen\w* partager partage compartir compartilhar condividi "
        r"udostepnij"
    ),
    ELSEWHERE: (
        r"related\w* recommend(?:ed|ations?)? read-?(?:more|next|also) more-?(?:from|on|stories|news|articles) "
        r"most-?read popular trending teasers? promo outbrain taboola zergnet yarpp\w* see-?also tags? tag-?list "
        r"tag-?cloud categories jp-relatedposts lees-?(?:ook|meer|verder) meer-?(?:over|lezen|nieuws|artikelen) "
        r"gerelateerd\w* aanbevolen verwandte?\w* (?:[aä]hnliche|weitere)-?\w* mehr-?(?:zum|lesen|artikel)\w* "
        r"weiterlesen (?:lesen?|lies)-?(?:sie-?)?auch leggi-?anche "
        r"lea-?tambien lire-?aussi [aà]-?lire (?:articles?-)?(?:similaires|associes|lies) relacionad[ao]s? "
        r"notas-?relacionadas correlat[ie] leia-?(?:mais|tambem) leer-?(?:mas|tambien) te-?puede-?interesar "
        r"you-?may-?(?:also-?)?like suggested"
    ),
    "adverts": (
        r"ads? adv advert\w* advertisement advertentie\w* banner sponsor(?:ed)? dfp adsense\w* adslot promotion "
        r"anzeigen? werbung reclame publicidade? publicit[eé] pubblicit[aà] gesponsert"
    ),
    "calls to subscribe": (
        r"newsletter\w* subscri(?:be|ption)\w* sign-?up signup nieuwsbrief\w* paywall\w* donat(?:e|ion)\w* mailing "
        r"popup modal overlay lightbox abonn?eer\w* abonnement\w* abonnieren inscription bolet[ií]n suscr[ií]\w* "
        r"mailchimp mc4wp\w* aanmelden optin opt-?in"
    ),
    COMMENTS: (
        r"comments? comment-?(?:list|form|area|section|s-area)\w* disqus\w* reacties reactie-?\w* replies respond "
        r"kommentare? commentaires? comentarios? commenti livefyre wpd-?\w* wpdiscuz\w* komentarze"
    ),
    BYLINES: (
        r"byline by-line "
        r"(?:post-?|entry-?)?(?:author|autor|auteur|autore)-?(?:bio|box|info|card|block|about|description|profile) "
        r"about-?(?:the-?)?author over-?de-?auteur sobre-?(?:el-?)?autor ueber-?den-?autor bio bios credits? meta "
        r"post-?metadata (?:post|entry|article)-?(?:meta|info|date|author) saboxplugin\w* reading-?time leestijd "
        r"lesezeit"
    ),
}
_SIGNS = [
    (what, re.compile(rf"(?:^|[\s_-])(?:{'|'.join(said.split())})(?:$|[\s_-])", re.I))
    for what, said in _CLASSES.items()
]
# At the beginning of a name only: page builders call everything that they place a widget.
_WIDGET = re.compile(r"(?:^|\s)widgets?(?:$|[\s_-])", re.I)
_WORN = re.compile(
    r"(?:^|[\s_-])(?:author|autor|auteur|date|datum|fecha|time|posted|published|category|views|timestamp|dateline)(?:$|[\s_-])",
    re.I,
)
_BYLINE = re.compile(r"by-?line|dateline|author|auteur|autor", re.I)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
BODY = re.compile(
    r"(?:article|artikel|articulo|artigo|articolo|post|entry|story|news|blog|bericht|beitrag|main|page|nota|note|noticia|single)"
    r"[-_]{0,2}(?:body|contents?|text|tekst|inhoud|inhalt|texte|texto|testo|contenido|contenu|conteudo|contenuto|cuerpo|corps|prose)\b"
    r"|td-post-content|content[-_]{0,2}body|body[-_]{0,2}(?:text|content)|\barticle__body\b",
    re.I,
)
# What is said of a piece that lies around, or of every piece: "has-sidebar", WordPress's "tag-sharing".
_PREFIX = re.compile(
    r"\b(?:with|without|has|no|not|hide|show)-[\w-]+|(?<![\w-])(?:tag|category|cat|format|topic|section)-[\w-]+"
    r"|\belementor-widget(?:-(?:container|wrap))?(?![\w-])|\bso-panel\b.*|\bet_pb_(?:widget_area_)?module(?![\w-])|\bis-layout-[\w-]+",
    re.I,
)
_SILENT = SKIPPED - {"dialog", "button"}
_COMMENT = re.compile(
    r"(?:^|[\s_-])(?:comments?|reactie|reply|kommentar|comentario|commentaire)[_-]?\d+$|^c\d{2,}$", re.I
)
_ITEMS = {"comment", "post", "reactie", "comment-body", "kommentar", "comentario", "commentaire"}


def sign(el: _Element) -> str:
    """Name an element that is no part of an article, by its name, role, class or id; "" for others."""
    tag = local(el)
    if tag in _TAGS:
        return _TAGS[tag]
    role = el.get("role")
    if role in _ROLES:
        return _ROLES[role]
    if tag == "header" and not any(local(x) in ("h1", "h2") for x in el.iter()):
        return "page header"
    if tag == "address" and el.getparent() is not None and len("".join(el.itertext())) < 80:
        return BYLINES
    named = names(el)
    if len(named) < 2 or len(named) > 400 or tag in ("html", "body", "article", "main") or BODY.search(named):
        return ""
    named = _PREFIX.sub(" ", _CAMEL.sub("-", named))
    for what, words in _SIGNS:
        if words.search(named):
            return what if tag != "p" or _no_paragraph(el, named) else ""
    if tag == "p":
        return ""
    return "side column" if _WIDGET.search(named) else ""


def _no_paragraph(el: _Element, named: str) -> bool:
    """True if a paragraph with such a name is not text: a short one, but not a byline, which the rules for texts read."""
    return not _BYLINE.search(named) and len("".join(el.itertext())) < 300


def names(el: _Element) -> str:
    """An element's classes and id."""
    return f"{el.get('class') or ''} {el.get('id') or ''}".strip()


def worn(el: _Element) -> bool:
    """True if an element is named like those with the writer or date of an article; only short ones for such a name."""
    return (
        bool(_WORN.search(_CAMEL.sub("-", names(el))))
        or local(el) in ("time", "small")
        or "author" in (el.get("rel") or "")
    )


def link(el: _Element) -> bool:
    """True if an element is a link to follow; an anchor that others link to (`name`, `id`) is a place in the text."""
    return local(el) == "a" and (
        el.get("href") is not None or el.get("onclick") is not None or el.get("role") in ("button", "link")
    )


class Left:
    """Parts left out of a page, by kind: pieces and words."""

    def __init__(self) -> None:
        self.pieces: dict[str, int] = {}
        self.words: dict[str, int] = {}

    def count(
        self, body: _Element, main: _Element, left: Container[_Element], signs: Signs, known: Container[_Element]
    ) -> None:
        """Counts what of a page does not come in with its main element: what is in `left`, and what lies outside.

        `signs` tells what an element is; the words of those that are `known` come in by another way (the title,
        comments that were recognised).
        """
        for what, text in _stretches(body, main, left, signs, known):
            if n := len(text.split()):
                self.words[what] = self.words.get(what, 0) + n
        for el, what in signs.items():
            if what in self.words and not any(up in signs for up in el.iterancestors()):
                self.pieces[what] = self.pieces.get(what, 0) + _pieces(el, what)

    def said(self) -> list[str]:
        """Each kind with its numbers: `forms (18 words)`, `comments (12, 340 words)`."""
        out = []
        for what, words in self.words.items():
            n = self.pieces.get(what, 1)
            out.append(f"{what} ({f'{n}, ' if n > 1 else ''}{words} word{'s' * (words != 1)})")
        return out


def _stretches(
    body: _Element, main: _Element, left: Container[_Element], signs: Signs, known: Container[_Element]
) -> Iterator[tuple[str, str]]:
    """The runs of text that stay out, each with what it is."""
    from lxml import etree

    here: list[str] = []  # what each open element is: "" where its text comes in
    walk = etree.iterwalk(body, events=("start", "end"))
    for event, el in walk:
        tag = local(el)
        if event == "end":
            here.pop()
            if el is not body and el.tail and here and here[-1]:
                yield here[-1], el.tail
            continue
        above = here[-1] if here else OTHER
        if not tag or tag in _SILENT or el in known:
            what = ""
            walk.skip_subtree()
        elif el is main:
            what = ""
        elif above in ("", OTHER) and el in signs:
            what = signs[el]
        elif above == "":
            what = OTHER if el in left else "hidden text" if hidden(el) else "buttons" if tag == "button" else ""
        else:
            what = above
        here.append(what)
        if what and el.text:
            yield what, el.text


def _pieces(el: _Element, what: str) -> int:
    """Count the things of its kind in an element that is left out: comments, links, buttons; otherwise 1."""
    if what == COMMENTS:
        numbered = {x.get("id") for x in el.iter() if local(x) and _COMMENT.search(x.get("id") or "")}
        called: dict[str, int] = {}
        for x in el.iter("li", "article", "div"):
            if not _ITEMS.isdisjoint((x.get("class") or "").lower().split()):
                called[local(x)] = called.get(local(x), 0) + 1
        return max(len(numbered), *called.values(), sum(1 for _ in el.iter("time")), 1)
    if what in (BUTTONS, ELSEWHERE):
        return max(sum(1 for x in el.iter("a", "button") if "".join(x.itertext()).strip()), 1)
    return 1
