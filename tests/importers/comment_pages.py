# ruff: noqa: E501 (markup stands on one line)
"""Pages of articles with comments, as software and sites without a profile write them: the same three comments on each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

TITLE = "De veerpont vaart niet meer"
ARTICLE = (
    "De pont tussen de twee oevers ligt sinds maandag stil, en wie aan de overkant werkt, rijdt nu twintig kilometer om.",
    "De schipper zegt dat hij het drie jaar lang heeft zien aankomen en dat niemand in het gemeentehuis naar hem luisterde.",
    "Volgens de wethouder komt er in het voorjaar een onderzoek naar een brug, maar daar is nog geen geld voor gevonden.",
)


class C(NamedTuple):
    """A comment: whose, when, its words, and how many above it the one stands that it answers."""

    n: int
    who: str
    when: datetime
    words: str
    to: int = 0

    @property
    def iso(self) -> str:
        return f"{self.when:%Y-%m-%dT%H:%M:%S}"


ONE = C(
    4101, "Wietske Bron", datetime(2019, 5, 3, 9, 12), "Mijn zoon fietst nu elke ochtend langs de dijk naar school."
)
TWO = C(4102, "harm74", datetime(2019, 5, 3, 14, 2), "Dat is precies wat wij in de raad hebben gezegd.", 1)
THREE = C(4103, "Lotte D.", datetime(2019, 12, 24, 20, 45), "Klopt.")
ALL = (ONE, TWO, THREE)
MONTHS = {
    "nl": "januari februari maart april mei juni juli augustus september oktober november december".split(),  # noqa: SIM905
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),  # noqa: SIM905
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),  # noqa: SIM905
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),  # noqa: SIM905
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre".split(),  # noqa: SIM905
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro".split(),  # noqa: SIM905
}


def told(when: datetime, language: str) -> str:
    """A date with its time as a page in a language writes it."""
    month, clock = MONTHS[language][when.month - 1], f"{when:%H:%M}"
    return {
        "nl": f"{when.day} {month} {when.year} om {clock.replace(':', '.')} uur",
        "de": f"{when.day}. {month} {when.year} um {clock} Uhr",
        "fr": f"le {when.day} {month} {when.year} à {clock.replace(':', 'h')}",
        "es": f"{when.day} de {month} de {when.year} a las {clock}",
        "it": f"{when.day} {month} {when.year} alle ore {clock}",
        "pt": f"{when.day} de {month} de {when.year} às {clock}",
    }[language]


def page(comments: str, head: str = "", article: str = "", language: str = "nl") -> str:
    """A page of an article with comments under it, and what stands around both on any site."""
    text = article or f'<div class="stuk"><h1>{TITLE}</h1>{"".join(f"<p>{p}</p>" for p in ARTICLE)}</div>'
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>{TITLE} - Het Streekblad</title>{head}</head><body>'
        f'<div class="top"><a href="/">Voorpagina</a> <a href="/regio">Regio</a> <a href="/sport">Sport</a></div>{text}{comments}'
        '<div class="onder"><a href="/contact">Contact</a> <a href="/over">Over ons</a></div></body></html>'
    )


def nested(one: Callable[[C, str], str]) -> str:
    """The three comments, the second in what holds the replies to the first."""
    return one(ONE, one(TWO, "")) + one(THREE, "")


def blogger_old() -> str:
    rows = "".join(
        f'<dt class="comment-author " id="c{c.n}"><a name="c{c.n}"></a><div class="avatar-image-container"></div><a href="https://www.blogger.com/profile/{c.n}" rel="nofollow">{c.who}</a> zei...</dt><dd class="comment-body" id="Blog1_cmt-{c.n}"><p>{c.words}</p></dd><dd class="comment-footer"><span class="comment-timestamp"><a href="https://x.example/?showComment={int(c.when.timestamp())}000#c{c.n}" title="reactiepermalink">{told(c.when, "nl")}</a><span class="item-control"><a href="https://www.blogger.com/delete"><img src="x.gif"></a></span></span></dd>'
        for c in ALL
    )
    return page(
        f'<div class="comments" id="comments"><h4>3 opmerkingen:</h4><dl id="comments-block">{rows}</dl><p class="comment-footer"><a href="https://www.blogger.com/comment">Een reactie posten</a></p></div>',
        '<meta content="blogger" name="generator">',
    )


def blogger_new() -> str:
    def one(c: C, under: str) -> str:
        return f'<li class="comment" id="c{c.n}"><div class="avatar-image-container"><img src="a.png" alt=""></div><div class="comment-block"><div class="comment-header"><cite class="user"><a href="https://www.blogger.com/profile/{c.n}" rel="nofollow">{c.who}</a></cite><span class="icon user "></span><span class="datetime secondary-text"><a rel="nofollow" href="https://x.example/p.html?showComment=1#c{c.n}">{told(c.when, "fr")}</a></span></div><p class="comment-content">{c.words}</p><span class="comment-actions secondary-text"><a class="comment-reply" target="_self">Répondre</a><span class="item-control"><a target="_self">Supprimer</a></span></span></div><div class="comment-replies"><div class="comment-thread inline-thread"><span class="thread-toggle"><span class="thread-arrow"></span><span class="thread-count"><a target="_self">Réponses</a></span></span><ol class="thread-chrome">{under}</ol><div class="comment-replybox-single"></div></div></div></li>'

    return page(
        f'<section class="comments threaded" id="comments"><h3 class="title">3 commentaires:</h3><div class="comments-content"><div id="comment-holder"><div class="comment-thread toplevel-thread"><ol id="top-ra">{nested(one)}</ol><div class="continue"><a>Ajouter un commentaire</a></div></div></div></div></section>',
        '<meta content="blogger" name="generator">',
        language="fr",
    )


def wpdiscuz7() -> str:
    def one(c: C, under: str) -> str:
        level = 2 if c.to else 1
        return f'<div id="wpd-comm-{c.n}_{ONE.n if c.to else 0}" class="comment even thread-even depth-{level} wpd-comment wpd_comment_level-{level}"><div class="wpd-comment-wrap wpd-blog-guest"><div class="wpd-comment-left"><div class="wpd-avatar"><img alt="{c.who}" src="a.png"></div></div><div id="comment-{c.n}" class="wpd-comment-right"><div class="wpd-comment-header"><div class="wpd-comment-author">{c.who}</div><div class="wpd-comment-date" title="{c.when.day}. {MONTHS["de"][c.when.month - 1]} {c.when.year} {c.when:%H:%M}"><i class="far fa-clock"></i> vor 5 Jahren</div><div class="wpd-comment-link"><span title="Link"></span></div></div><div class="wpd-comment-text"><p>{c.words}</p></div><div class="wpd-comment-footer"><div class="wpd-vote"><div class="wpd-vote-up"></div><div class="wpd-vote-result">{c.n % 7}</div></div><div class="wpd-reply-button"><span>Antworten</span></div><div class="wpd-toggle"></div></div></div></div>{under}</div>'

    return page(
        f'<div class="wpdiscuz_top_clearing"></div><div id="comments" class="comments-area"><div id="wpdcom" class="wpdiscuz_unauth wpd-default"><div class="wpd-thread-head"><div class="wpd-thread-info" data-comments-count="3"><span>3</span> Kommentare</div></div><div id="wpd-threads" class="wpd-thread-wrapper"><div class="wpd-thread-list">{nested(one)}</div></div></div></div>',
        '<meta name="generator" content="WordPress 6.1">',
        language="de",
    )


def drupal7() -> str:
    def one(c: C) -> str:
        return f'<a id="comment-{c.n}"></a><div class="comment clearfix" about="/comment/{c.n}#comment-{c.n}" typeof="sioc:Post sioct:Comment"><div class="attribution"><div class="submitted"><span property="dc:date dc:created" content="{c.iso}+02:00" datatype="xsd:dateTime" rel="sioc:has_creator">Door <span class="username" lang="" about="/users/x" typeof="sioc:UserAccount" property="foaf:name" datatype="">{c.who}</span> op <a href="/comment/{c.n}#comment-{c.n}">{c.when:%d/%m/%Y} - {c.when:%H:%M}</a></span></div></div><div class="comment-text"><h3 property="dc:title"><a href="/comment/{c.n}#comment-{c.n}" class="permalink" rel="bookmark">{c.words[:24]}</a></h3><div class="content"><span rel="sioc:reply_of" resource="/node/8" class="rdf-meta element-hidden"></span><div class="field field-name-comment-body field-type-text-long field-label-hidden"><div class="field-items"><div class="field-item even" property="content:encoded"><p>{c.words}</p></div></div></div></div><ul class="links inline"><li class="comment-reply first last"><a href="/comment/reply/8/{c.n}">reageer</a></li></ul></div></div>'

    return page(
        f'<div id="comments" class="comment-wrapper"><h2 class="title">Reacties</h2>{one(ONE)}<div class="indented">{one(TWO)}</div>{one(THREE)}<h2 class="title comment-form">Nieuwe reactie inzenden</h2><form class="comment-form"><label>Uw naam</label><input></form></div>',
        '<meta name="Generator" content="Drupal 7">',
    )


def drupal9() -> str:
    def one(c: C) -> str:
        parent = (
            f'<p class="parent visually-hidden">In reply to <a href="/comment/{ONE.n}#comment-{ONE.n}" class="permalink" rel="bookmark" hreflang="en">{ONE.words[:20]}</a> by <span lang="" typeof="schema:Person" property="schema:name">{ONE.who}</span></p>'
            if c.to
            else ""
        )
        return f'<article data-comment-user-id="{c.n % 3}" id="comment-{c.n}" about="/comment/{c.n}" typeof="schema:Comment" class="comment js-comment"><mark class="hidden" data-comment-timestamp="{int(c.when.timestamp())}"></mark><footer class="comment__meta"><article typeof="schema:Person" about="/user/3" class="profile"></article><p class="comment__submitted">Submitted by <span rel="schema:author"><span lang="" typeof="schema:Person" property="schema:name" datatype="">{c.who}</span></span> on {c.when:%a, %m/%d/%Y - %H:%M} <span property="schema:dateCreated" content="{c.iso}+00:00" class="rdf-meta hidden"></span></p>{parent}<a href="/comment/{c.n}#comment-{c.n}" hreflang="en">Permalink</a></footer><div class="comment__content"><h3 property="schema:name" datatype=""><a href="/comment/{c.n}#comment-{c.n}" class="permalink" rel="bookmark">{c.words[:20]}</a></h3><div property="schema:text" class="text-formatted field field--name-comment-body field--type-text-long field--label-hidden field__item"><p>{c.words}</p></div><ul class="links inline"><li class="comment-reply"><a href="/comment/reply/node/8/comment/{c.n}">Reply</a></li></ul></div></article>'

    return page(
        f'<section class="field field--name-comment field--type-comment comment-wrapper"><h2 class="title">Comments</h2>{one(ONE)}<div class="indented">{one(TWO)}</div>{one(THREE)}</section>',
        '<meta name="Generator" content="Drupal 9">',
        language="en",
    )


def spip() -> str:
    def one(c: C, under: str) -> str:
        return f'<li class="forum-fil"><div class="forum-message"><div class="forum-chapo"><strong class="forum-titre"><a href="#forum{c.n}" name="forum{c.n}" id="forum{c.n}">{TITLE}</a></strong><small><abbr class="published" title="{c.iso}Z">{told(c.when, "fr")}</abbr>, <span class="sep">par</span> <span class="vcard author"><span class="fn">{c.who}</span></span></small></div><div class="forum-texte"><p>{c.words}</p><p class="forum-repondre-message"><a href="?id_forum={c.n}" rel="noindex nofollow">Répondre à ce message</a></p></div></div>{f"<ul>{under}</ul>" if under else ""}</li>'

    return page(
        f'<div id="forum"><h2>Vos commentaires</h2><ul class="forum">{nested(one)}</ul></div>',
        '<meta name="generator" content="SPIP 3.2">',
        language="fr",
    )


def spip_plugin() -> str:
    rows = "".join(
        f'<li class="comment item odd" id="comment{c.n}"><div class="comment-meta"><p class="comment-infos"><a href="#comment{c.n}" title="Lien permanent" class="permalink">#</a> <abbr class="dtreviewed" title="{c.iso}Z">{told(c.when, "fr")}</abbr><span class="sep">, </span><strong>par <span class="comment-author vcard"><a class="url fn n" href="https://w.example" rel="nofollow">{c.who}</a></span></strong></p></div><div class="comment-content"><p>{c.words}</p></div></li>'
        for c in ALL
    )
    return page(f'<div class="comments"><h2>3 Messages</h2><ul class="comments-list">{rows}</ul></div>', language="fr")


def jcomments() -> str:
    rows = "".join(
        f'<div class="{"even" if k % 2 else "odd"}" id="comment-item-{c.n}"><div class="rbox"><div class="rbox_tl"></div><div class="rbox_m"><div class="comment-box"><span class="comments-vote"><span id="comment-vote-holder-{c.n}"><a href="#" class="vote-good" title="Goed"></a><span class="vote-good">+{k}</span></span></span><a class="comment-anchor" href="#comment-{c.n}" id="comment-{c.n}">#{k + 1}</a><span class="comment-author">{c.who}</span><span class="comment-date">{c.when:%d-%m-%Y %H:%M}</span><div class="comment-body" id="comment-body-{c.n}">{c.words}</div><span class="comments-buttons"><a href="#">Citeer</a></span></div></div></div></div>'
        for k, c in enumerate(ALL)
    )
    return page(
        f'<div id="jc"><div id="comments"><h4>Reacties</h4><div id="comments-list" class="comments-list">{rows}</div></div></div>'
    )


def typepad() -> str:
    rows = "".join(
        f'<div class="comment comment-{"odd" if k % 2 else "even"}" id="comment-6a00d{c.n}"><div class="comment-content"><p>{c.words}</p></div><p class="comment-footer">Posted by: <a href="https://w.example/{k}" rel="nofollow">{c.who}</a> | <a href="#comment-6a00d{c.n}">{c.when:%B %d, %Y at %I:%M %p}</a></p></div>'
        for k, c in enumerate(ALL)
    )
    return page(
        f'<div class="comments"><h3 class="comments-header">Comments</h3><div class="comments-body">{rows}</div></div>',
        language="en",
    )


def movable_type() -> str:
    rows = "".join(
        f'<div id="c{c.n}"><p>{c.words}</p></div><p class="posted">Posted by: {c.who} at {c.when:%B %d, %Y %I:%M %p}</p>'
        for c in ALL
    )
    return page(
        f'<div class="blogbody"><div class="comments-head"><a name="comments"></a>Comments</div><div class="comments-body">{rows}</div></div>',
        language="en",
    )


def squarespace() -> str:
    def one(c: C, under: str) -> str:
        return f'<div class="sqs-comment" id="comment-5cc{c.n}"><div class="comment-header"><div class="author-info"><span class="author"><span class="user-name">{c.who}</span></span><span class="comment-date">{c.when:%B %d, %Y %H:%M}</span><div class="comment-like"><span class="like-count">0 Likes</span></div></div></div><div class="comment-body"><p>{c.words}</p></div><div class="comment-actions"><a class="reply">Reply</a></div><div class="comment-replies">{under}</div></div>'

    return page(
        f'<div class="squarespace-comments" id="comments-x"><div class="comments-header"><span>Comments (3)</span></div><div class="comment-list">{nested(one)}</div></div>',
        language="en",
    )


def substack() -> str:
    def one(c: C, under: str) -> str:
        return f'<div class="comment" role="article" aria-label="Comment by {c.who}"><div id="comment-{c.n}" class="comment-anchor"></div><table class="comment-content"><tbody><tr><td class="comment-head"><div class="user-head"><img src="a.png"></div></td><td class="comment-rest"><div class="comment-meta"><span class="commenter-name"><a href="https://substack.example/@x">{c.who}</a></span><span class="commenter-publication">Dijkbrieven</span><a href="https://p.example/comment/{c.n}" title="{c.when:%b %d, %Y, %I:%M %p}" class="comment-timestamp">{c.when:%b} {c.when.day}, {c.when.year}</a></div><div class="comment-body"><p>{c.words}</p></div><div class="comment-actions"><a class="like-button">Like (3)</a><a>Reply</a><a>Share</a></div></td></tr></tbody></table>{f"<div class=comment-list><div class=comment-list-items>{under}</div></div>" if under else ""}</div>'

    return page(
        f'<div class="comments-page"><h4>3 Comments</h4><div class="comment-list"><div class="comment-list-items">{nested(one)}</div></div></div>',
        language="en",
    )


def isso() -> str:
    def one(c: C, under: str) -> str:
        return f'<div class="isso-comment" id="isso-{c.n}"><div class="isso-avatar"><svg></svg></div><div class="isso-text-wrapper"><div class="isso-comment-header" role="meta"><span class="isso-author">{c.who}</span><span class="isso-spacer">•</span><a class="isso-permalink" href="#isso-{c.n}"><time title="{c.when:%a %b %d %Y}" datetime="{c.iso}.000Z">6 jaar geleden</time></a><span class="isso-note"></span></div><div class="isso-text"><p>{c.words}</p></div><div class="isso-comment-footer"><span class="isso-votes">2</span><a class="isso-upvote" href="#"></a><a class="isso-reply" href="#">Antwoord</a></div><div class="isso-follow-up">{under}</div></div></div>'

    return page(
        f'<section id="isso-thread"><h4 class="isso-thread-heading">3 Reacties</h4><div id="isso-root">{nested(one)}</div></section>'
    )


def commento() -> str:
    def one(c: C, under: str) -> str:
        return f'<div id="commento-comment-card-{c.n}ab" class="commento-card" style="border-left: 2px solid"><div class="commento-header"><div class="commento-avatar">W</div><a class="commento-name" href="https://w.example">{c.who}</a><div class="commento-subtitle"><div class="commento-score">{c.n % 5} points</div><div class="commento-timeago" title="{c.when:%a %b %d %Y %H:%M:%S} GMT+0200">6 years ago</div></div></div><div><div class="commento-body"><p>{c.words}</p></div><div class="commento-options"><button type="button" title="Reply">Reply</button></div></div><div id="commento-comment-children-{c.n}" class="commento-card-children">{under}</div></div>'

    return page(
        f'<div id="commento"><div class="commento-main-area"><div class="commento-comments">{nested(one)}</div></div></div>',
        language="en",
    )


def facebook() -> str:
    rows = "".join(
        f'<div class="_3-8y _5nz1 clearfix"><div class="_8o _8s lfloat _ohe"><img class="_1ci img" src="a.jpg" alt=""></div><div class="_42ef"><div class="_3-8m"><span class=" _2uma"><a class=" UFICommentActorName" dir="ltr" href="https://www.facebook.example/x{c.n}" target="_blank">{c.who}</a></span><div class="_30o4"><span><span class="_5mdd"><span>{c.words}</span></span></span></div></div><div class="_2vq9 fsm fwn fcg"><a href="#">Vind ik leuk</a> · <a href="#">Beantwoorden</a> · <span><i class="_3-8_"></i>{c.n % 9}</span> · <a class="uiLinkSubtle" href="https://www.facebook.example/c{c.n}"><abbr title="vrijdag {c.when.day} {MONTHS["nl"][c.when.month - 1]} {c.when.year} om {c.when:%H:%M}" data-utime="{int(c.when.timestamp())}" class="timestamp livetimestamp">6 j.</abbr></a></div></div></div>'
        for c in ALL
    )
    return page(
        f'<div id="fbcommenttree"><div class="_56q9"><div class="_491z clearfix"><span class=" _50f7">3 reacties</span></div><div class="_4k-6">{rows}</div></div></div>'
    )


def coral() -> str:
    def one(c: C, under: str) -> str:
        return f'<div class="coral coral-comment coral-indent-{1 if c.to else 0} Comment-root" id="comment-{c.n}-x" data-testid="comment-{c.n}" tabindex="-1" role="article" aria-label="Reactie van {c.who}"><div class="Comment-topBar"><button type="button" class="coral coral-username coral-comment-username"><span class="Username-root">{c.who}</span></button><span class="coral coral-comment-userTag">Abonnee</span><time class="coral coral-timestamp" datetime="{c.iso}.000Z" title="{c.when:%d-%m-%Y, %H:%M}">6 jaar geleden</time></div><div class="coral coral-content coral-comment-content">{c.words}</div><div class="coral-comment-actionBar"><button>Respecteer<span>2</span></button><button>Antwoord</button><a class="coral-comment-shareButton" href="#">Delen</a></div></div>{under}'

    return page(
        f'<section aria-label="Reacties"><div id="coral_thread"><div class="coral coral-stream">{nested(one)}</div></div></section>'
    )


def news() -> str:
    rows = "".join(
        f'<article class="ReactionItem__Wrap-sc-1x" data-comment-id="{c.n}"{f" data-parent-id={ONE.n}" if c.to else ""}><div class="ReactionItem__Head-sc-2y"><strong class="sc-3a">{c.who}</strong><span class="sc-3b">Lezer uit Drenthe</span><span class="sc-3c">{told(c.when, "nl")}</span></div><div class="sc-4d"><p>{c.words}</p></div><div class="sc-5e"><span>12</span><a href="#">Reageer</a><a href="#">Meld misbruik</a></div></article>'
        for c in ALL
    )
    return page(f'<section id="reacties"><h2>Reacties (3)</h2><div class="sc-0">{rows}</div></section>')


def microdata() -> str:
    rows = "".join(
        f'<li itemprop="comment" itemscope itemtype="http://schema.org/Comment"><span itemprop="creator" itemscope itemtype="http://schema.org/Person"><b itemprop="name">{c.who}</b></span> <meta itemprop="dateCreated" content="{c.iso}+02:00"><small>{c.when:%d.%m.%y}</small><div itemprop="text">{c.words}</div></li>'
        for c in ALL
    )
    return page(
        f"<ul>{rows}</ul>",
        article=f'<div itemscope itemtype="http://schema.org/NewsArticle"><h1 itemprop="headline">{TITLE}</h1><div itemprop="articleBody">{"".join(f"<p>{p}</p>" for p in ARTICLE)}</div></div>',
    )


def json_ld() -> str:
    import json

    told_ = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE, "datePublished": "2019-05-02T08:00:00+02:00", "author": {"name": "Redactie"},
        "comment": [{"@type": "Comment", "author": {"@type": "Person", "name": c.who}, "dateCreated": c.iso, "text": c.words} for c in ALL],
    }  # fmt: skip
    return page("", f'<script type="application/ld+json">{json.dumps(told_)}</script>')


def hatom() -> str:
    rows = "".join(
        f'<div class="hentry" id="r{c.n}"><p class="entry-content">{c.words}</p><p><span class="vcard author"><span class="fn">{c.who}</span></span>, <abbr class="published" title="{c.iso}+02:00">{told(c.when, "it")}</abbr></p></div>'
        for c in ALL
    )
    return page(f'<div class="commenti hfeed"><h3>3 commenti</h3>{rows}</div>', language="it")


def wordpress_2005() -> str:
    rows = "".join(
        f'<li class="{"alt" if k % 2 else ""}" id="comment-{c.n}"><cite><a href="https://w.example/{k}" rel="external nofollow">{c.who}</a></cite> Says:<br /><small class="commentmetadata"><a href="#comment-{c.n}" title="">{c.when:%B} {c.when.day}, {c.when.year} at {c.when:%I:%M %p}</a> <a href="/wp-admin/x">e</a></small><p>{c.words}</p></li>'
        for k, c in enumerate(ALL)
    )
    return page(
        f'<h3 id="comments">3 Responses</h3><ol class="commentlist">{rows}</ol><h3 id="respond">Leave a Reply</h3><form id="commentform"><p>Name (required)</p></form>',
        '<meta name="generator" content="WordPress 1.5">',
        language="en",
    )


def portuguese() -> str:
    def one(c: C, under: str) -> str:
        return f'<li class="comentario" id="li-comment-{c.n}"><div class="caixa"><p class="autor-do-comentario"><strong>{c.who}</strong> disse:</p><p class="data-do-comentario">{told(c.when, "pt")}</p><div class="texto-do-comentario"><p>{c.words}</p></div><p class="responder"><a rel="nofollow" href="?replytocom={c.n}#respond">Responder</a></p></div>{f"<ul class=filhos>{under}</ul>" if under else ""}</li>'

    return page(
        f'<div id="comentarios"><h3>3 comentários</h3><ul class="lista-de-comentarios">{nested(one)}</ul></div>',
        language="pt",
    )


def edited() -> str:
    rows = "".join(
        f'<div class="commentaar commentaar-item" id="comment-{c.n}"><div class="links"><a class="naam" href="/gebruiker/{c.n}">{c.who}</a><div class="rang">Trouwe lezer</div><div>Lid sinds: 12-03-2011</div><div>Berichten: 1.204</div></div><div class="rechts"><div class="wanneer">{c.when:%d-%m-%Y %H:%M}</div><div class="bericht"><p>{c.words}</p></div><div class="wijziging">Laatst bewerkt op 01-02-2021 10:10</div><div class="duimen"><span>7</span> mensen vinden dit leuk</div></div></div>'
        for c in ALL
    )
    return page(f'<div id="reacties"><h2>Reacties</h2>{rows}</div>')


def lines() -> str:
    rows = "".join(
        f'<p id="reactie{c.n}"><b>{c.who}</b> ({c.when:%d-%m-%Y %H:%M})<br>{c.words}<br><a href="#">Reageer</a></p>'
        for c in ALL
    )
    return page(f'<div class="reacties"><h3>3 reacties</h3>{rows}</div>')


def shadowless_custom() -> str:
    def one(c: C, under: str) -> str:
        return f'<x-comment author-name="{c.who}" comment-key="{c.n}"><div slot="head"><span class="handle">{c.who}</span> <relative-time datetime="{c.iso}Z">vor 6 Jahren</relative-time></div><div slot="text"><p>{c.words}</p></div>{under}</x-comment>'

    return page(f"<x-comment-list>{nested(one)}</x-comment-list>", language="de")


def styled_components() -> str:
    def one(c: C) -> str:
        return f'<div class="_3sf33" style="padding-left: {16 if not c.to else 37}px;"><div class="Comment t1_ab{c.n} P8SGAKM top-level"><div class="_36AIN"><i class="threadline"></i></div><span class="_2jdyz">level {2 if c.to else 1}</span><div class="_3tw__"><div class="_3QEK3"><a class="wM6sc" data-testid="comment_author_link" href="/user/{c.who}/">{c.who}</a><span class="_1wzhG">{c.n % 90} points</span><span>·</span><a class="_3yx4D" href="https://www.praat.example/r/x/{c.n}/" rel="nofollow" data-testid="comment_timestamp"><span>{told(c.when, "de")}</span></a></div></div><div data-testid="comment" class="_3cjCp"><div class="_292io RichTextJSON-root"><p class="_1qeIA">{c.words}</p></div></div><div class="_3KgrO"><button>Reply</button><button>Share</button><span>Report</span></div></div></div>'

    return page(f'<div class="_1YCqQ"><div class="_1ump7">{"".join(map(one, ALL))}</div></div>', language="en")


PAGES: dict[str, tuple[Callable[[], str], bool]] = {
    # name -> the page, and whether it tells that the second comment answers the first
    "blogger_old": (blogger_old, False), "blogger_new": (blogger_new, True), "wpdiscuz7": (wpdiscuz7, True), "drupal7": (drupal7, True), "drupal9": (drupal9, True),
    "spip": (spip, True), "spip_plugin": (spip_plugin, False), "jcomments": (jcomments, False), "typepad": (typepad, False), "movable_type": (movable_type, False),
    "squarespace": (squarespace, True), "substack": (substack, True), "isso": (isso, True), "commento": (commento, True), "facebook": (facebook, False),
    "coral": (coral, True), "news": (news, True), "microdata": (microdata, False), "json_ld": (json_ld, False), "hatom": (hatom, False),
    "wordpress_2005": (wordpress_2005, False), "portuguese": (portuguese, True), "edited": (edited, False), "lines": (lines, False),
    "custom_elements": (shadowless_custom, True), "styled_components": (styled_components, True),
}  # fmt: skip
