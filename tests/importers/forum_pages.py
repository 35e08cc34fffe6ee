# ruff: noqa: E501 (markup stands on one line)
"""Forum pages written for the tests, with the markup that each software's own theme has; the texts are invented.

`THEMES` holds a function for each theme: it makes a page of a list of posts. `pages` gives two pages of one thread, the
second with one post of the first again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

TITLE = "Wie bewaakt het stiltegebied?"
SITE = "https://forum.heideveld.example"
ADVERT = "Koop nu een grasmaaier met korting"
SIGNATURE = "Wie stil is hoort meer"


@dataclass(frozen=True)
class P:
    """A post of the sample: `quote` is the number of the post whose first words it quotes."""

    n: int
    author: str
    when: datetime
    text: str
    quote: int = 0
    guest: bool = False
    signed: bool = False

    @property
    def id(self) -> int:
        return 7000 + self.n * 3

    @property
    def iso(self) -> str:
        return self.when.isoformat()

    @property
    def html(self) -> str:
        return self.text.replace("\n", "<br />\n")


POSTS = (
    P(1, "Veldmuis", datetime(2019, 3, 4, 9, 12), "De bordjes staan er, maar niemand kijkt ernaar.\nWie bewaakt dit eigenlijk?", signed=True),
    P(2, "Koos57", datetime(2019, 3, 4, 20, 45), "Bij ons loopt een vrijwilliger elke zondag een ronde.", 1),
    P(3, "Oud lid", datetime(2019, 3, 6, 7, 5), "Ik ben hier weg, maar dit wilde ik nog kwijt: het was er vroeger stiller.", guest=True),
    P(4, "Veldmuis", datetime(2019, 3, 17, 22, 30), "Een ronde op zondag helpt niet tegen brommers op woensdag.", 2, signed=True),
    P(5, "de_uil", datetime(2020, 11, 23, 16, 1), "Wij hebben het de gemeente gevraagd en kregen netjes antwoord."),
)  # fmt: skip


def said(p: P) -> P:
    """The post that a post quotes."""
    return next(q for q in POSTS if q.n == p.quote)


def words(p: P) -> str:
    """What is quoted of a post: its first line."""
    return p.text.split("\n")[0]


def shell(head: str, body: str, lang: str = "nl") -> str:
    """A page around a body, with a menu and a footer that are no posts."""
    return f"""<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="utf-8"><title>{TITLE} - Heideveld</title>{head}
<script>var x = "<div class='post'>geen bericht</div>";</script><style>.post {{ color: red }}</style></head>
{body if body.startswith("<body") else f"<body>{body}</body>"}</html>"""


Theme = Callable[[Sequence[P], int, int], str]
THEMES: dict[str, Theme] = {}


def theme(make: Theme) -> Theme:
    """Enters a theme under its function's name."""
    THEMES[make.__name__] = make
    return make


def pages(make: Theme) -> tuple[str, str]:
    """The sample thread as two pages: posts 1 to 3, then 3 to 5."""
    return make(POSTS[:3], 1, 2), make(POSTS[2:], 2, 2)


def _advert(n: int, html: str) -> str:
    return html if n == 1 else ""


def _xf_quote(p: P) -> str:
    if not p.quote:
        return ""
    q = said(p)
    return f"""<blockquote data-attributes="member: 9" data-quote="{q.author}" data-source="post: {q.id}" class="bbCodeBlock bbCodeBlock--expandable bbCodeBlock--quote js-expandWatch"><div class="bbCodeBlock-title"><a href="/goto/post?id={q.id}" class="bbCodeBlock-sourceJump">{q.author} schreef:</a></div><div class="bbCodeBlock-content"><div class="bbCodeBlock-expandContent">{words(q)}</div><div class="bbCodeBlock-expandLink"><a>Klik om te vergroten...</a></div></div></blockquote>"""


@theme
def xenforo2(posts: Sequence[P], page: int, of: int) -> str:
    out = ""
    for p in posts:
        name = (
            f'<span class="username">{p.author}</span>'
            if p.guest
            else f'<a href="/leden/{p.author}.9/" class="username" data-user-id="9">{p.author}</a>'
        )
        sign = f'<aside class="message-signature"><div class="bbWrapper">{SIGNATURE}</div></aside>' if p.signed else ""
        out += f"""<article class="message message--post js-post" data-author="{p.author}" data-content="post-{p.id}" id="js-post-{p.id}"><div class="message-inner">
<div class="message-cell message-cell--user"><section class="message-user"><div class="message-avatar"><img src="a.jpg" alt="{p.author}"></div><h4 class="message-name">{name}</h4><h5 class="userTitle">Bekend gezicht</h5></section></div>
<div class="message-cell message-cell--main"><header class="message-attribution"><ul class="message-attribution-main listInline"><li><a href="/threads/stilte.55/post-{p.id}"><time class="u-dt" datetime="{p.iso}+0100" data-time="1">{p.when:%d %B}</time></a></li></ul><ul class="message-attribution-opposite"><li><a href="#">Delen</a></li><li><a href="/threads/stilte.55/post-{p.id}">#{p.n}</a></li></ul></header>
<div class="message-content"><div class="message-userContent"><article class="message-body js-selectToQuote"><div class="bbWrapper">{_xf_quote(p)}{p.html}</div></article></div>{sign}</div>
<footer class="message-footer"><a class="actionBar-action">Reageren</a></footer></div></div></article>""" + _advert(
            p.n, f'<div class="samCodeUnit">{ADVERT}</div>'
        )
    nav = f"""<nav class="pageNavWrapper"><ul class="pageNav-main">{"".join(f'<li class="pageNav-page{" pageNav-page--current" if n == page else ""}"><a href="page-{n}">{n}</a></li>' for n in range(1, of + 1))}</ul></nav>"""
    url = f"{SITE}/threads/stilte.55/" + ("" if page == 1 else f"page-{page}")
    html = shell(
        f'<link rel="canonical" href="{url}">',
        f'<div class="p-title"><h1 class="p-title-value">{TITLE}</h1></div>{nav}{out}',
    )
    return html.replace("<html ", '<html id="XF" data-template="thread_view" data-content-key="thread-55" ')


@theme
def xenforo1(posts: Sequence[P], page: int, of: int) -> str:
    out = ""
    for p in posts:
        q = said(p) if p.quote else None
        quote = (
            f'<div class="bbCodeBlock bbCodeQuote" data-author="{q.author}"><aside><div class="attribution type">{q.author} zei: <a href="goto/post?id={q.id}#post-{q.id}" class="AttributionLink">&uarr;</a></div><blockquote class="quoteContainer"><div class="quote">{words(q)}</div><div class="quoteExpand">Klik hier</div></blockquote></aside></div>'
            if q
            else ""
        )
        sign = f'<div class="baseHtml signature messageText ugc"><aside>{SIGNATURE}</aside></div>' if p.signed else ""
        out += (
            f"""<li id="post-{p.id}" class="message" data-author="{p.author}"><div class="messageUserInfo"><h3 class="userText"><a class="username" href="members/{p.author}/">{p.author}</a></h3></div>
<div class="messageInfo primaryContent"><div class="messageContent"><article><blockquote class="messageText SelectQuoteContainer ugc baseHtml">{quote}{p.html}<div class="messageTextEndMarker">&nbsp;</div></blockquote></article></div>{sign}
<div class="messageMeta"><div class="privateControls"><span class="item muted"><a class="username author">{p.author}</a>, <a href="threads/stilte.55/#post-{p.id}" class="datePermalink"><span class="DateTime" title="{p.when:%d %B %Y om %H:%M}">{p.when:%d %b %Y}</span></a></span></div><div class="publicControls"><a href="threads/stilte.55/#post-{p.id}" class="item muted postNumber hashPermalink">#{p.n}</a></div></div></div></li>""".replace(
                "March", "maart"
            ).replace("November", "november")
            + _advert(p.n, f'<li class="advert funbox">{ADVERT}</li>')
        )
    nav = f'<div class="PageNav" data-page="{page}" data-last="{of}"><nav><a href="x" class="currentPage">{page}</a></nav></div>'
    html = shell(
        f'<link rel="canonical" href="{SITE}/threads/stilte.55/">',
        f'<div class="titleBar"><h1>{TITLE}</h1></div>{nav}<ol class="messageList" id="messageList">{out}</ol>',
    )
    return html.replace("<html ", '<html id="XenForo" ')


@theme
def phpbb3(posts: Sequence[P], page: int, of: int) -> str:
    out = ""
    for p in posts:
        q = said(p) if p.quote else None
        quote = (
            f'<blockquote><div><cite><a href="./memberlist.php?u=4">{q.author}</a> schreef: <a href="./viewtopic.php?p={q.id}#p{q.id}" data-post-id="{q.id}">&uarr;</a><span class="responsive-hide">{q.when:%d %b %Y, %H:%M}</span></cite>{words(q)}</div></blockquote>'
            if q
            else ""
        )
        name = (
            f'<span class="username">{p.author}</span>'
            if p.guest
            else f'<a href="./memberlist.php?u=4" class="username">{p.author}</a>'
        )
        sign = f'<div id="sig{p.id}" class="signature">{SIGNATURE}</div>' if p.signed else ""
        out += f"""<div id="p{p.id}" class="post has-profile bg2"><div class="inner"><dl class="postprofile" id="profile{p.id}"><dt class="has-profile-rank"><div class="avatar-container"></div>{name}</dt><dd class="profile-posts"><strong>Berichten:</strong> 12</dd></dl>
<div class="postbody"><div id="post_content{p.id}"><h3><a href="./viewtopic.php?p={p.id}#p{p.id}">Re: {TITLE}</a></h3><ul class="post-buttons"><li><a title="Citeer"><span>Citeer</span></a></li></ul>
<p class="author"><a class="unread" href="./viewtopic.php?p={p.id}#p{p.id}"><span class="sr-only">Bericht</span></a><span class="responsive-hide">door <strong>{name}</strong> &raquo; </span><time datetime="{p.iso}+00:00">{p.when:%d %b %Y, %H:%M}</time></p>
<div class="content">{quote}{p.html}</div>{sign}</div></div></div></div><hr class="divider" />""" + _advert(
            p.n, f'<div class="post has-profile"><div class="ad-in-post">{ADVERT}</div></div>'
        )
    nav = f"""<div class="pagination">5 berichten<ul>{"".join(f'<li class="active"><span>{n}</span></li>' if n == page else f'<li><a class="button" href="./viewtopic.php?t=55&start={n * 3}">{n}</a></li>' for n in range(1, of + 1))}<li class="arrow next"><a>Volgende</a></li></ul></div>"""
    start = "" if page == 1 else "&amp;start=3"
    head = f'<link rel="canonical" href="{SITE}/viewtopic.php?t=55{start}">'
    return shell(
        head,
        f'<body id="phpbb" class="nojs notouch section-viewtopic ltr"><div id="page-body" class="page-body"><h2 class="topic-title"><a href="./viewtopic.php?t=55">{TITLE}</a></h2>{nav}{out}</div></body>',
    )


@theme
def phpbb30(posts: Sequence[P], page: int, of: int) -> str:
    """prosilver of 3.0: the date is text, a quotation names nobody's post, the author stands under the text."""
    out = ""
    for p in posts:
        q = said(p) if p.quote else None
        quote = f"<blockquote><div><cite>{q.author} schreef:</cite>{words(q)}</div></blockquote>" if q else ""
        sign = f'<div id="sig{p.id}" class="signature">{SIGNATURE}</div>' if p.signed else ""
        out += (
            f"""<div id="p{p.id}" class="post bg1"><div class="inner"><span class="corners-top"><span></span></span><div class="postbody"><h3><a href="#p{p.id}">Re: {TITLE}</a></h3>
<p class="author"><a href="./viewtopic.php?p={p.id}#p{p.id}"><img src="i.gif" width="11" height="9" alt="Bericht" /></a>door <strong><a href="./memberlist.php?u=4">{p.author}</a></strong> &raquo; {p.when:%d %b %Y, %H:%M} </p>
<div class="content">{quote}{p.html}</div>{sign}</div><dl class="postprofile" id="profile{p.id}"><dt><a href="./memberlist.php?u=4">{p.author}</a></dt><dd><strong>Berichten:</strong> 12</dd></dl></div></div>""".replace(
                "Mar ", "mrt "
            )
            + _advert(p.n, f'<div class="reclame">{ADVERT}</div>')
        )
    nav = f'<div class="pagination">5 berichten &bull; Pagina <strong>{page}</strong> van <strong>{of}</strong></div>'
    return shell(
        "",
        f'<body id="phpbb" class="section-viewtopic ltr"><div id="wrap"><div id="page-body"><h2><a href="{SITE}/viewtopic.php?f=2&amp;t=55">{TITLE}</a></h2>{nav}{out}</div></div></body>',
    )


@theme
def phpbb2(posts: Sequence[P], page: int, of: int) -> str:
    """subSilver: tables, a signature under a line of underscores, English dates."""
    out = ""
    for p in posts:
        q = said(p) if p.quote else None
        quote = (
            f'</span><table width="90%" align="center"><tr><td><span class="genmed"><b>{q.author} wrote:</b></span></td></tr><tr><td class="quote">{words(q)}</td></tr></table><span class="postbody"><br />'
            if q
            else ""
        )
        sign = f"<br />_________________<br />{SIGNATURE}" if p.signed else ""
        out += f"""<tr><td width="150" class="row1" rowspan="2"><span class="name"><a name="{p.id}"></a><b>{p.author}</b></span><br /><span class="postdetails">Joined: 01 Jan 2002<br />Posts: 12</span></td>
<td class="row1" width="100%" height="28"><table width="100%"><tr><td width="100%"><a href="{SITE}/viewtopic.php?p={p.id}#{p.id}"><img src="i.gif" alt="Post" /></a><span class="postdetails">Posted: {p.when:%a %b %d, %Y %I:%M %p}<span class="gen">&nbsp;</span>&nbsp; &nbsp;Post subject: Re: {TITLE}</span></td><td nowrap="nowrap"><a href="posting.php?mode=quote"><img src="q.gif" alt="Reply with quote" /></a></td></tr><tr><td colspan="2"><hr /></td></tr>
<tr><td colspan="2"><span class="postbody">{quote}{p.html}{sign}</span><span class="gensmall"></span></td></tr></table></td></tr><tr><td class="row1"><span class="nav"><a href="#top">Back to top</a></span></td></tr>""" + _advert(
            p.n, f'<tr><td colspan="2">{ADVERT}</td></tr>'
        )
    return shell(
        "",
        f"""<table><tr><td><a class="maintitle" href="viewtopic.php?t=55&amp;start=0">{TITLE}</a></td></tr></table><table class="forumline" width="100%">{out}</table>
<table><tr><td><span class="nav">Page <b>{page}</b> of <b>{of}</b></span></td></tr></table><span class="copyright">Powered by phpBB</span>""",
        "en",
    )


@theme
def discourse_served(posts: Sequence[P], page: int, of: int) -> str:
    out = ""
    for p in posts:
        q = said(p) if p.quote else None
        quote = (
            f'<aside class="quote no-group" data-username="{q.author}" data-post="{q.n}" data-topic="55"><div class="title"><div class="quote-controls"></div><img alt="" class="avatar" src="a.png"> {q.author}:</div><blockquote><p>{words(q)}</p></blockquote></aside>'
            if q
            else ""
        )
        out += f"""<div id="post_{p.n}" itemprop="comment" itemscope itemtype="http://schema.org/Comment" class="topic-body crawler-post"><div class="crawler-post-meta"><span class="creator" itemprop="author" itemscope itemtype="http://schema.org/Person"><a itemprop="url" rel="nofollow" href="{SITE}/u/{p.author}"><span itemprop="name">{p.author}</span></a></span>
<link itemprop="mainEntityOfPage" href="{SITE}/t/stilte/55"><span class="crawler-post-infos"><time itemprop="datePublished" datetime="{p.iso}Z" class="post-time">{p.when:%B %d, %Y, %I:%M%p}</time><meta itemprop="dateModified" content="{p.iso}Z"><span itemprop="position">{p.n}</span></span></div>
<div class="post" itemprop="text">{quote}<p>{p.html}</p></div><div itemprop="interactionStatistic"><span class="post-likes">3 Likes</span></div></div>""" + _advert(
            p.n, f'<div class="house-creative">{ADVERT}</div>'
        )
    url = f"{SITE}/t/stilte/55" + ("" if page == 1 else f"?page={page}")
    return shell(
        f'<meta name="generator" content="Discourse 3.2.0"><link rel="canonical" href="{url}">',
        f'<body class="crawler"><div id="topic-title"><h1><a href="/t/stilte/55">{TITLE}</a></h1></div>{out}</body>',
    )


@theme
def discourse_browser(posts: Sequence[P], page: int, of: int) -> str:
    out = ""
    for p in posts:
        q = said(p) if p.quote else None
        quote = (
            f'<aside class="quote no-group" data-username="{q.author}" data-post="{q.n}" data-topic="55"><div class="title"><div class="quote-controls"><svg></svg></div> {q.author}:</div><blockquote><p>{words(q)}</p></blockquote></aside>'
            if q
            else ""
        )
        tab = f'<a class="reply-to-tab" href="/t/stilte/55/{q.n}"><span>{q.author}</span></a>' if q else ""
        out += f"""<div class="topic-post clearfix regular" data-post-number="{p.n}"><article id="post_{p.n}" data-post-id="{p.id}" data-topic-id="55" class="boxed onscreen-post"><div class="row"><div class="topic-body clearfix"><div class="topic-meta-data"><div class="names trigger-user-card"><span class="first username"><a href="/u/{p.author}" data-user-card="{p.author}">{p.author}</a></span></div>
<div class="post-infos">{tab}<div class="post-info post-date"><a class="post-date" href="/t/stilte/55/{p.n}"><span class="relative-date" data-time="{int(p.when.timestamp())}000" data-format="tiny">6j</span></a></div></div></div>
<div class="regular contents"><div class="cooked">{quote}<p>{p.html}</p></div><section class="post-menu-area"><button>Antwoord</button></section></div></div></div></article></div>""" + _advert(
            p.n, f'<div class="google-dfp-ad">{ADVERT}</div>'
        )
    return shell(
        f'<meta name="generator" content="Discourse 3.4.0"><meta property="og:url" content="{SITE}/t/stilte/55">',
        f'<div id="topic-title"><h1 data-topic-id="55"><a class="fancy-title">{TITLE}</a></h1></div><div class="post-stream">{out}</div>',
    )


@theme
def smf21(posts: Sequence[P], page: int, of: int) -> str:
    out = ""
    for p in posts:
        q = said(p) if p.quote else None
        quote = (
            f'<blockquote class="bbc_standard_quote"><cite><a href="{SITE}/index.php?msg={q.id}">Citaat van: {q.author} op {q.when:%d %B %Y, %H:%M:%S}</a></cite>{words(q)}</blockquote>'
            if q
            else ""
        )
        name = (
            p.author
            if p.guest
            else f'<a href="{SITE}/index.php?action=profile;u=4" title="Bekijk profiel">{p.author}</a>'
        )
        sign = f'<div class="signature" id="msg_{p.id}_signature">{SIGNATURE}</div>' if p.signed else ""
        out += (
            f"""<div class="windowbg" id="msg{p.id}"><div class="post_wrapper"><div class="poster"><h4>{name}</h4><ul class="user_info"><li class="postcount">Berichten: 12</li></ul></div>
<div class="postarea"><div class="keyinfo"><div id="subject_{p.id}" class="subject_title"><a href="{SITE}/index.php?msg={p.id}" rel="nofollow">Re: {TITLE}</a></div><span class="page_number floatright">#{p.n}</span><div class="postinfo"><span class="messageicon"></span><a href="{SITE}/index.php?msg={p.id}" rel="nofollow" class="smalltext">{p.when:%d %B %Y, %H:%M:%S}</a></div></div>
<div class="post"><div class="inner" data-msgid="{p.id}" id="msg_{p.id}">{quote}{p.html}</div></div><div class="under_message"><ul class="quickbuttons"><li><a>Citaat</a></li></ul></div></div><div class="moderatorbar">{sign}</div></div></div>""".replace(
                "March", "maart"
            )
            + _advert(p.n, f'<div class="windowbg advert">{ADVERT}</div>')
        )
    nav = f'<div class="pagelinks"><span class="pages">Pagina\'s</span><span class="current_page">{page}</span><a class="nav_page" href="{SITE}/index.php?topic=55.3">{of}</a><a class="nav_page" href="x">Volgende</a></div>'
    url = f"{SITE}/index.php?topic=55.{(page - 1) * 3}"
    return shell(
        f'<link rel="canonical" href="{url}">',
        f'<div id="display_head" class="information"><h2 class="display_title"><span id="top_subject">{TITLE}</span></h2></div>{nav}<div id="forumposts"><form>{out}</form></div><div id="footer">SMF 2.1 &copy; Simple Machines</div>',
    )


@theme
def smf20(posts: Sequence[P], page: int, of: int) -> str:
    """Curve of 2.0: the quotation's head stands before it."""
    out = ""
    for p in posts:
        q = said(p) if p.quote else None
        quote = (
            f'<div class="quoteheader"><div class="topslice_quote"><a href="{SITE}/index.php?topic=55.msg{q.id}#msg{q.id}">Quote from: {q.author} on {q.when:%B %d, %Y, %I:%M:%S %p}</a></div></div><blockquote class="bbc_standard_quote">{words(q)}</blockquote><div class="quotefooter"><div class="botslice_quote"></div></div>'
            if q
            else ""
        )
        sign = f'<div class="signature" id="msg_{p.id}_signature">{SIGNATURE}</div>' if p.signed else ""
        out += f"""<div class="windowbg2"><span class="topslice"><span></span></span><div class="post_wrapper"><div class="poster"><h4><a href="{SITE}/index.php?action=profile;u=4" title="View the profile">{p.author}</a></h4></div>
<div class="postarea"><div class="flow_hidden"><div class="keyinfo"><div class="messageicon"><img src="x.gif" alt="" /></div><h5 id="subject_{p.id}"><a href="{SITE}/index.php?topic=55.msg{p.id}#msg{p.id}" rel="nofollow">Re: {TITLE}</a></h5><div class="smalltext">&#171; <strong>Reply #{p.n} on:</strong> {p.when:%B %d, %Y, %I:%M:%S %p} &#187;</div></div></div>
<div class="post"><div class="inner" id="msg_{p.id}">{quote}{p.html}</div></div></div><div class="moderatorbar">{sign}</div></div></div>""" + _advert(
            p.n, f'<div class="windowbg">{ADVERT}</div>'
        )
    nav = (
        f'<div class="pagelinks floatleft">Pages: [<strong>{page}</strong>] <a class="navPages" href="x">{of}</a></div>'
    )
    return shell(
        f'<link rel="canonical" href="{SITE}/index.php?topic=55.0" />',
        f'<div id="forumposts"><div class="cat_bar"><h3 class="catbg">Author <span id="author">Topic: {TITLE} (Read 900 times)</span></h3></div>{nav}{out}</div>',
        "en",
    )
