# ruff: noqa: E501 (markup stands on one line)
"""More themes for the tests: vBulletin, MyBB, WoltLab, Invision, Forumotion, Ning, bbPress, WordPress, Disqus."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence

from forum_pages import ADVERT, SIGNATURE, SITE, TITLE, P, said, shell, theme, words


def _advert(n: int, markup: str) -> str:
    return markup if n == 1 else ""


@theme
def vbulletin5(posts: Sequence[P], page: int, of: int) -> str:
    out = ""
    for p in posts:
        q = said(p) if p.quote else None
        quote = (
            f'<div class="bbcode_container"><div class="bbcode_quote"><div class="quote_container"><div class="bbcode_quote_container vb-icon"></div><div class="bbcode_postedby">Originally posted by <strong>{q.author}</strong> <a href="/node/{q.id}#post{q.id}" rel="nofollow"></a></div><div class="message">{words(q)}</div></div></div></div>'
            if q
            else ""
        )
        sign = f'<div class="b-post__signature js-post-signature">{SIGNATURE}</div>' if p.signed else ""
        out += f"""<li class="b-post js-post" data-node-id="{p.id}" itemscope><div class="b-post__body"><div class="b-userinfo"><div class="author h-text-size--14" itemprop="author"><strong><a href="{SITE}/member/{p.author}"><span itemprop="name">{p.author}</span></a></strong></div></div>
<div class="b-post__content js-post__content"><div class="b-post__arrow"></div><div class="b-post__timestamp"><time itemprop="dateCreated" datetime="{p.iso}">{p.when:%m-%d-%Y, %I:%M %p}</time></div><a href="{SITE}/forum/55-stilte?p={p.id}#post{p.id}" class="b-post__count js-show-post-link">#{p.n}</a><div class="js-post__content-text OLD__post-content-text h-wordwrap" itemprop="text">{quote}{p.html}</div>{sign}</div></div></li>""" + _advert(
            p.n, f'<li class="b-post b-post--ad"><div class="b-post__content">{ADVERT}</div></li>'
        )
    nav = f'<div class="pagenav-container"><input type="text" class="textbox js-pagenum" value="{page}"><span class="pagetotal">{of}</span></div>'
    url = f"{SITE}/forum/algemeen/55-stilte" + ("" if page == 1 else f"/page{page}")
    return shell(
        f'<meta name="generator" content="vBulletin 5.6.0"><link rel="canonical" href="{url}">',
        f'<h1 class="b-module__title main-title">{TITLE}</h1>{nav}<ul class="conversation-list">{out}</ul>',
    )


@theme
def vbulletin4(posts: Sequence[P], page: int, of: int) -> str:
    out = ""
    for p in posts:
        q = said(p) if p.quote else None
        quote = (
            f'<div class="bbcode_container"><div class="bbcode_quote"><div class="quote_container"><div class="bbcode_quote_container"></div><div class="bbcode_postedby"><img src="q.png" alt="Quote" /> Originally Posted by <strong>{q.author}</strong> <a href="showthread.php?p={q.id}#post{q.id}" rel="nofollow"><img src="v.png" alt="View Post" /></a></div><div class="message">{words(q)}</div></div></div></div>'
            if q
            else ""
        )
        name = (
            f'<span class="username guest">{p.author}</span>'
            if p.guest
            else f'<a class="username offline popupctrl" href="member.php?9"><strong>{p.author}</strong></a>'
        )
        sign = (
            f'<div class="after_content"><blockquote class="signature restore"><div class="signaturecontainer">{SIGNATURE}</div></blockquote></div>'
            if p.signed
            else ""
        )
        out += f"""<li class="postbitlegacy postbitim postcontainer" id="post_{p.id}"><div class="posthead"><span class="postdate old"><span class="date">{p.when:%m-%d-%Y},&nbsp;<span class="time">{p.when:%I:%M %p}</span></span></span><span class="nodecontrols"><a name="post{p.id}" href="{SITE}/showthread.php?55-stilte&amp;p={p.id}#post{p.id}" class="postcounter">#{p.n}</a></span></div>
<div class="postdetails"><div class="userinfo"><div class="username_container">{name}</div><span class="usertitle">Lid</span></div><div class="postbody"><div class="postrow has_after_content"><h2 class="title icon">Re: {TITLE}</h2><div class="content"><div id="post_message_{p.id}"><blockquote class="postcontent restore ">{quote}{p.html}</blockquote></div></div>{sign}</div></div></div></li>""" + _advert(
            p.n, f'<li class="ad">{ADVERT}</li>'
        )
    nav = f'<div class="pagination"><span><a class="popupctrl">Page {page} of {of}</a></span><span class="selected"><a href="x">{page}</a></span></div>'
    url = f"{SITE}/showthread.php?55-stilte" + ("" if page == 1 else f"/page{page}")
    return shell(
        f'<meta name="generator" content="vBulletin 4.2.2" /><link rel="canonical" href="{url}" />',
        f'<h1>Thread: <span class="threadtitle"><a href="x">{TITLE}</a></span></h1>{nav}<ol id="posts" class="posts">{out}</ol>',
        "en",
    )


@theme
def vbulletin3(posts: Sequence[P], page: int, of: int) -> str:
    out = ""
    for p in posts:
        q = said(p) if p.quote else None
        quote = (
            f'<div style="margin:20px; margin-top:5px; "><div class="smallfont" style="margin-bottom:2px">Quote:</div><table cellpadding="6" width="100%"><tr><td class="alt2" style="border:1px inset"><div>Originally Posted by <strong>{q.author}</strong> <a href="showthread.php?p={q.id}#post{q.id}" rel="nofollow"><img src="v.gif" alt="View Post" /></a></div><div style="font-style:italic">{words(q)}</div></td></tr></table></div>'
            if q
            else ""
        )
        sign = f"<div>__________________<br />{SIGNATURE}</div>" if p.signed else ""
        out += (
            f"""<div align="center"><div class="page"><table id="post{p.id}" class="tborder" width="100%"><tr><td class="thead" style="font-weight:normal"><a name="post{p.id}"><img src="p.gif" alt="Old" /></a> {p.when:%m-%d-%Y, %I:%M %p}</td><td class="thead" align="right">#<a href="{SITE}/showpost.php?p={p.id}&amp;postcount={p.n}" target="new" id="postcount{p.id}" name="{p.n}"><strong>{p.n}</strong></a></td></tr>
<tr valign="top"><td class="alt2" width="175"><div id="postmenu_{p.id}"><a class="bigusername" href="member.php?u=9">{p.author}</a></div><div class="smallfont">Senior Member</div><div class="smallfont">Join Date: Jan 2002</div></td><td class="alt1" id="td_post_{p.id}"><div class="smallfont"><strong>Re: {TITLE}</strong></div><hr size="1" />
<div id="post_message_{p.id}">{quote}{p.html}</div>{sign}</td></tr></table></div></div>""".replace(
                "<div>__", '<div class="signature">__'
            )
            + _advert(p.n, f'<div align="center">{ADVERT}</div>')
        )
    nav = f'<table><tr><td class="vbmenu_control">Page {page} of {of}</td><td class="alt2"><span class="smallfont"><strong>{page}</strong></span></td></tr></table>'
    return shell(
        f'<meta name="generator" content="vBulletin 3.8.7" /><link rel="canonical" href="{SITE}/showthread.php?t=55" />',
        f'<table><tr><td class="navbar"><strong>{TITLE}</strong></td></tr></table><div class="pagenav">{nav}</div>{out}',
        "en",
    )


@theme
def mybb18(posts: Sequence[P], page: int, of: int) -> str:
    out = ""
    for p in posts:
        q = said(p) if p.quote else None
        quote = (
            f'<blockquote class="mycode_quote"><cite><span> ({q.when:%d-%m-%Y, %H:%M})</span>{q.author} schreef:  <a href="{SITE}/showthread.php?pid={q.id}#pid{q.id}" class="quick_jump"></a></cite>{words(q)}</blockquote>'
            if q
            else ""
        )
        name = p.author if p.guest else f'<a href="{SITE}/member.php?uid=9"><span>{p.author}</span></a>'
        sign = f'<div class="signature scaleimages">{SIGNATURE}</div>' if p.signed else ""
        out += f"""<a name="pid{p.id}" id="pid{p.id}"></a><div class="post " id="post_{p.id}"><div class="post_author"><div class="author_avatar"></div><div class="author_information"><strong><span class="largetext">{name}</span></strong><br /><span class="smalltext">Lid</span></div><div class="author_statistics">Berichten: 12</div></div>
<div class="post_content"><div class="post_head"><div class="float_right"><strong><a href="{SITE}/showthread.php?tid=55&amp;pid={p.id}#pid{p.id}">#{p.n}</a></strong></div><span class="post_date">{p.when:%d-%m-%Y, %H:%M} <span class="post_edit" id="edited_by_{p.id}">(Dit bericht is bewerkt)</span></span></div><div class="post_body scaleimages" id="pid_{p.id}">{quote}{p.html}</div>{sign}</div><div class="post_controls"><a>Zoek</a></div></div>""" + _advert(
            p.n, f'<div class="advert">{ADVERT}</div>'
        )
    nav = f'<div class="pagination"><span class="pages">Pagina\'s ({of}):</span> <span class="pagination_current">{page}</span></div>'
    url = f"{SITE}/thread-55" + (".html" if page == 1 else f"-page-{page}.html")
    return shell(
        f'<link rel="canonical" href="{url}" />',
        f'<table class="tborder"><tr><td class="thead"><div><span class="active" id="thread_title">{TITLE}</span></div></td></tr></table>{nav}<div id="posts">{out}</div><div id="copyright">MyBB</div>',
    )


@theme
def mybb16(posts: Sequence[P], page: int, of: int) -> str:
    out = ""
    for p in posts:
        q = said(p) if p.quote else None
        quote = (
            f'<blockquote><cite><span> ({q.when:%m-%d-%Y %I:%M %p})</span>{q.author} Wrote:  <a href="{SITE}/showthread.php?pid={q.id}#pid{q.id}" class="quick_jump"></a></cite>{words(q)}</blockquote>'
            if q
            else ""
        )
        sign = f'<hr size="1" width="25%" align="left" /><div class="signature">{SIGNATURE}</div>' if p.signed else ""
        out += f"""<table border="0" class="tborder" id="post_{p.id}"><tr><td class="tcat"><div class="float_left smalltext">{p.when:%m-%d-%Y, %I:%M %p}</div><div class="float_right"><strong>Post: <a href="{SITE}/showthread.php?tid=55&amp;pid={p.id}#pid{p.id}">#{p.n}</a></strong></div></td></tr>
<tr><td class="trow1 post_author"><strong><span class="largetext"><a href="member.php?uid=9">{p.author}</a></span></strong><br /><span class="smalltext">Junior Member</span></td></tr><tr><td class="trow2 post_content"><span class="smalltext"><strong>RE: {TITLE}</strong></span><br /><div class="post_body" id="pid_{p.id}">{quote}{p.html}</div>{sign}</td></tr></table>""" + _advert(
            p.n, f'<table class="tborder"><tr><td>{ADVERT}</td></tr></table>'
        )
    nav = f'<div class="pagination"><span class="pages">Pages ({of}):</span> <span class="pagination_current">{page}</span></div>'
    return shell(
        f'<link rel="canonical" href="{SITE}/thread-55.html" />',
        f'{nav}<table class="tborder"><tr><td class="thead"><div><strong>{TITLE}</strong></div></td></tr></table><div id="posts">{out}</div><div>Powered By MyBB</div>',
        "en",
    )


@theme
def woltlab6(posts: Sequence[P], page: int, of: int) -> str:
    out = ""
    for p in posts:
        q = said(p) if p.quote else None
        quote = (
            f'<blockquote class="quoteBox collapsibleBbcode jsCollapsibleBbcode quoteBoxSimple" cite="{SITE}/thread/55-stilte/?postID={q.id}#post{q.id}"><div class="quoteBoxIcon"><img src="a.png" alt=""></div><div class="quoteBoxTitle"><a href="{SITE}/thread/55-stilte/?postID={q.id}#post{q.id}">Zitat von {q.author}</a></div><div class="quoteBoxContent"><p>{words(q)}</p></div></blockquote>'
            if q
            else ""
        )
        name = (
            f'<span class="username" itemprop="name">{p.author}</span>'
            if p.guest
            else f'<a href="{SITE}/user/9/" class="username userLink" data-object-id="9" itemprop="url"><span itemprop="name">{p.author}</span></a>'
        )
        sign = f'<div class="messageSignature"><div>{SIGNATURE}</div></div>' if p.signed else ""
        out += f"""<li id="post{p.id}" class="anchorFixedHeader"><article class="wbbPost message messageSidebarOrientationLeft jsClipboardObject jsMessage" data-post-id="{p.id}" data-object-id="{p.id}" itemprop="comment"><div class="messageSidebar member"><div class="messageAuthor"><div class="messageAuthorContainer">{name}</div></div></div>
<div class="messageContent"><header class="messageHeader"><div class="messageHeaderBox"><ul class="messageHeaderMetaData"><li><a href="{SITE}/thread/55-stilte/?postID={p.id}#post{p.id}" class="permalink messagePublicationTime"><woltlab-core-date-time date="{p.iso}+01:00">{p.when:%d. %B %Y um %H:%M}</woltlab-core-date-time></a></li></ul></div><ul class="messageQuickOptions"><li><a href="{SITE}/thread/55-stilte/?postID={p.id}#post{p.id}" class="jsTooltip jsButtonShare">#{p.n}</a></li></ul></header><div class="messageBody"><div class="messageText" itemprop="text">{quote}<p>{p.html}</p></div></div><footer class="messageFooter">{sign}<button>Zitieren</button></footer></div></article></li>""" + _advert(
            p.n, f'<li><div class="wcfAdLocation">{ADVERT}</div></li>'
        )
    nav = f'<woltlab-core-pagination page="{page}" count="{of}"></woltlab-core-pagination>'
    url = f"{SITE}/thread/55-stilte/" + ("" if page == 1 else f"?pageNo={page}")
    return shell(
        f'<link rel="canonical" href="{url}">',
        f'<body id="tpl_wbb_thread" data-template="thread" data-application="wbb"><header class="contentHeader"><div class="contentHeaderTitle"><h1 class="contentTitle">{TITLE}</h1></div></header>{nav}<ul class="wbbThreadPostList messageList">{out}</ul></body>',
        "de",
    )


@theme
def woltlab4(posts: Sequence[P], page: int, of: int) -> str:
    """Burning Board 4: the date in a `time`, quotations with a header."""
    out = ""
    for p in posts:
        q = said(p) if p.quote else None
        quote = (
            f'<blockquote class="container containerPadding quoteBox" cite="{SITE}/index.php?thread/55/&amp;postID={q.id}#post{q.id}"><header><h3><a href="{SITE}/index.php?thread/55/&amp;postID={q.id}#post{q.id}">Zitat von {q.author}</a></h3></header><div>{words(q)}</div></blockquote>'
            if q
            else ""
        )
        sign = f'<div class="messageSignature"><div>{SIGNATURE}</div></div>' if p.signed else ""
        out += f"""<li id="post{p.id}" class="marginTop"><article class="wbbPost message dividers" data-post-id="{p.id}" data-object-id="{p.id}"><div><section class="messageContent"><div><header class="messageHeader"><ul class="messageQuickOptions"><li><a href="x" class="jsTooltip permalink">{p.n}</a></li></ul><div class="messageHeadline"><h1>{TITLE}</h1><p><span class="username"><a href="{SITE}/index.php?user/9/">{p.author}</a></span> <a class="permalink" href="{SITE}/index.php?thread/55/&amp;postID={p.id}#post{p.id}"><time datetime="{p.iso}+01:00" class="datetime">{p.when:%d.%m.%Y}</time></a></p></div></header>
<div class="messageBody"><div><div class="messageText">{quote}{p.html}</div></div>{sign}</div></div></section></div></article></li>""" + _advert(
            p.n, f'<li class="boxAd">{ADVERT}</li>'
        )
    return shell(
        f'<link rel="canonical" href="{SITE}/thread/55-stilte/" />',
        f'<body id="tplThread"><header class="boxHeadline"><h1><a href="x">{TITLE}</a></h1></header><nav class="pageNavigation" data-pages="{of}"><ul><li class="active"><span>{page}</span></li></ul></nav><ul class="wbbThreadPostList messageList">{out}</ul><a>WoltLab</a></body>',
        "de",
    )


@theme
def invision4(posts: Sequence[P], page: int, of: int) -> str:
    out = ""
    for p in posts:
        q = said(p) if p.quote else None
        quote = (
            f'<blockquote class="ipsQuote" data-ipsquote="" data-ipsquote-contentcommentid="{q.id}" data-ipsquote-username="{q.author}" data-ipsquote-timestamp="1"><div class="ipsQuote_citation">Op {q.when:%d-%m-%Y om %H:%M}, zei {q.author}:</div><div class="ipsQuote_contents"><p>{words(q)}</p></div></blockquote>'
            if q
            else ""
        )
        name = p.author if p.guest else f'<a href="{SITE}/profile/9/" class="ipsType_break">{p.author}</a>'
        sign = (
            f'<div data-role="memberSignature" class="ipsBox_alt"><div class="ipsType_light">{SIGNATURE}</div></div>'
            if p.signed
            else ""
        )
        data = html.escape(
            json.dumps(
                {
                    "userid": 9,
                    "username": p.author,
                    "timestamp": int(p.when.timestamp()),
                    "contentid": 55,
                    "contentcommentid": p.id,
                }
            )
        )
        out += f"""<a id="findComment-{p.id}"></a><article id="elComment_{p.id}" class="cPost ipsBox ipsComment ipsComment_parent ipsClearfix"><aside class="ipsComment_author cAuthorPane"><h3 class="cAuthorPane_author ipsType_blendLinks"><strong>{name}</strong></h3><ul><li>Leden</li></ul></aside>
<div class="ipsColumn ipsColumn_fluid"><div id="comment-{p.id}_wrap" data-commentid="{p.id}" data-quotedata="{data}" class="ipsComment_content ipsType_medium"><div class="ipsComment_meta ipsType_light"><div class="ipsType_reset"><a href="{SITE}/topic/55-stilte/?do=findComment&amp;comment={p.id}" class="ipsType_blendLinks">Geplaatst: <time datetime="{p.iso}Z" title="{p.when:%d-%m-%y %H:%M}">{p.when:%d %B}</time></a></div></div>
<div class="cPost_contentWrap"><div data-role="commentContent" class="ipsType_normal ipsType_richText">{quote}<p>{p.html}</p></div>{sign}</div></div></div></article>""" + _advert(
            p.n, f'<div class="cWidgetContainer">{ADVERT}</div>'
        )
    nav = f'<ul class="ipsPagination" data-pages="{of}"><li class="ipsPagination_page ipsPagination_active"><a>{page}</a></li></ul>'
    url = f"{SITE}/topic/55-stilte/" + ("" if page == 1 else f"page/{page}/")
    return shell(
        f'<link rel="canonical" href="{url}">',
        f'<body class="ipsApp" data-controller="core.front.core.app"><h1 class="ipsType_pageTitle"><span>{TITLE}</span></h1>{nav}<div data-role="commentFeed" data-feedid="topic-55">{out}</div></body>',
    )


@theme
def invision3(posts: Sequence[P], page: int, of: int) -> str:
    out = ""
    for p in posts:
        q = said(p) if p.quote else None
        quote = (
            f'<p class="citation">{q.author}, on {q.when:%d %b %Y - %I:%M %p}, said:<a class="snapback" rel="citation" href="{SITE}/index.php?app=forums&amp;pid={q.id}"><img src="s.png" alt="" /></a></p><div class="blockquote"><blockquote class="ipsBlockquote" data-author="{q.author}" data-cid="{q.id}"><p>{words(q)}</p></blockquote></div>'
            if q
            else ""
        )
        sign = f'<div class="signature" data-memberid="9">{SIGNATURE}</div>' if p.signed else ""
        out += f"""<div class="post_block hentry clear clearfix column_view" id="post_id_{p.id}"><div class="post_wrap"><h3 class="row2"><span class="post_id right ipsType_small"><a rel="bookmark" href="{SITE}/index.php?/topic/55-stilte/#entry{p.id}">#{p.n}</a></span><span class="author vcard"><a class="url fn" href="x">{p.author}</a></span></h3>
<div class="post_body"><p class="posted_info desc lighter ipsType_small">Posted <abbr class="published" itemprop="commentTime" title="{p.iso}+00:00">{p.when:%d %B %Y - %I:%M %p}</abbr></p><div itemprop="commentText" class="post entry-content">{quote}<p>{p.html}</p></div>{sign}</div></div></div>""" + _advert(
            p.n, f'<div class="ad_top">{ADVERT}</div>'
        )
    return shell(
        f'<link rel="canonical" href="{SITE}/index.php?/topic/55-stilte/" />',
        f'<body id="ipboard_body"><h1 class="ipsType_pagetitle">{TITLE}</h1><ul class="pagination"><li class="pagejump"><a>Page {page} of {of}</a></li><li class="page active">{page}</li></ul><div class="ipsBox">{out}</div></body>',
        "en",
    )


@theme
def forumotion_phpbb3(posts: Sequence[P], page: int, of: int) -> str:
    out = ""
    for p in posts:
        q = said(p) if p.quote else None
        quote = f'<dl class="codebox"><dt><cite>{q.author} schreef:</cite></dt><dd>{words(q)}</dd></dl>' if q else ""
        name = p.author if p.guest else f'<a href="/u9"><strong>{p.author}</strong></a>'
        sign = f'<div class="signature_div" id="sig{p.id}">{SIGNATURE}</div>' if p.signed else ""
        out += (
            f"""<div id="p{p.id}" class="post row2 post--{p.id}"><div class="inner"><div class="postbody"><h2 class="topic-title"><a href="{SITE}/t55-stilte#{p.id}">Re: {TITLE}</a></h2><p class="author"><img src="https://illiweb.com/x.gif" alt="Bericht" />&nbsp;van&nbsp;{name} {p.when:%d %b %Y - %H:%M}</p>
<div class="content clearfix"><div>{quote}{p.html}</div><div class="clear"></div></div>{sign}</div><div class="postprofile" id="profile{p.id}"><dl><dt>{name}</dt><dd>Aantal berichten : 12</dd></dl></div></div></div>""".replace(
                "Mar ", "mrt "
            )
            + _advert(
                p.n,
                f'<div id="p0" class="post row1 post--0"><div class="inner"><div class="postbody"><div class="content clearfix"><div>{ADVERT}</div></div></div></div></div>',
            )
        )
    url = f"{SITE}/t55-stilte" if page == 1 else f"{SITE}/t55p3-stilte"
    return shell(
        f'<link rel="canonical" href="{url}" />',
        f'<div id="page-body"><h1 class="page-title"><a href="/t55-stilte">{TITLE}</a></h1><p class="pagination">Pagina <strong>{page}</strong> van <strong>{of}</strong></p>{out}</div>',
    )


@theme
def bbpress(posts: Sequence[P], page: int, of: int) -> str:
    out = ""
    for p in posts:
        kind = "topic" if p.n == 1 else "reply"
        q = said(p) if p.quote else None
        parent = f" bbp-parent-reply-{q.id}" if q and q.n > 1 else ""
        quote = (
            f'<blockquote class="d4p-bbp-quote" cite="{SITE}/forums/topic/stilte/#post-{q.id}"><div class="d4p-bbp-quote-title"><a href="#post-{q.id}">{q.author} wrote:</a></div><p>{words(q)}</p></blockquote>'
            if q
            else ""
        )
        name = (
            f'<span class="bbp-author-name">{p.author}</span>'
            if p.guest
            else f'<a href="{SITE}/forums/users/{p.author}/" class="bbp-author-link"><span class="bbp-author-avatar"><img alt="" src="a.png"></span><span class="bbp-author-name">{p.author}</span></a>'
        )
        sign = f'<div class="bbp-signature">{SIGNATURE}</div>' if p.signed else ""
        out += f"""<div id="post-{p.id}" class="bbp-reply-header"><div class="bbp-meta"><span class="bbp-reply-post-date">{p.when:%d %B %Y om %H:%M}</span><a href="{SITE}/forums/topic/stilte/#post-{p.id}" class="bbp-reply-permalink">#{p.id}</a></div></div>""".replace(
            "March", "maart"
        ).replace("Novem", "novem")
        meta = f'<div class="bbp-meta"><span class="bbp-reply-post-date">{p.when:%d-%m-%Y om %H:%M}</span><a href="{SITE}/forums/topic/stilte/#post-{p.id}" class="bbp-{kind}-permalink">#{p.id}</a></div>'
        out += (
            f"""<div class="post-{p.id} {kind} type-{kind} status-publish hentry{parent}">{meta}<div class="bbp-{kind}-author">{name}<div class="bbp-author-role">Deelnemer</div></div><div class="bbp-{kind}-content">{quote}<p>{p.html}</p>{sign}</div></div>"""
            + _advert(p.n, f'<div class="adsbygoogle">{ADVERT}</div>')
        )
    nav = f'<div class="bbp-pagination"><div class="bbp-pagination-links"><span aria-current="page" class="page-numbers current">{page}</span></div></div>'
    url = f"{SITE}/forums/topic/stilte/" + ("" if page == 1 else f"page/{page}/")
    return shell(
        f'<link rel="canonical" href="{url}" />',
        f'<h1 class="entry-title">{TITLE}</h1><div id="bbpress-forums" class="bbpress-wrapper">{nav}<ul id="topic-55-replies" class="forums bbp-replies"><li class="bbp-body">{out}</li></ul></div>',
    )


@theme
def ning(posts: Sequence[P], page: int, of: int) -> str:
    out = ""
    for p in posts:
        when = f"{p.when:%d %B %Y op %I:%M%p}".replace("March", "Maart").replace("AM", "am").replace("PM", "pm")
        if p.n == 1:
            out += f"""<div class="xg_module xg_module_with_dialog"><div class="xg_headline"><div class="tb"><h1>{TITLE}</h1><ul class="navigation byline"><li><a class="nolink">Geplaatst door </a><a href="/profile/{p.author}">{p.author}</a><a class="nolink"> op {when} in Algemeen</a></li></ul></div></div><div class="xg_module_body"><div class="discussion" data-category=""><div class="description"><div class="xg_user_generated"><p>{p.html}</p></div></div></div></div></div>"""
        else:
            level = 1 if p.quote == 2 else 0
            q = said(p) if p.quote else None
            quote = f"<blockquote><cite>{q.author} zei:</cite><div>{words(q)}</div></blockquote>" if q else ""
            out += f"""<dl _id="55:Comment:{p.id}" class="discussion clear i{level} xg_lightborder"><dt class="byline"><a name="55:Comment:{p.id}" id="cid-55:Comment:{p.id}"></a><span class="xg_avatar"><a class="fn url" href="http://net.example/profile/{p.author}"><img alt="" src="a.png"></a></span> <a name="x" href="/xn/detail/u_{p.author}?user=9" class="fn url">{p.author}</a> <span class="timestamp">{when}</span></dt><dd><div class="description" id="desc_55Comment{p.id}"><div class="xg_user_generated">{quote}<p>{p.html}</p></div></div></dd></dl>"""
        out += _advert(p.n, f'<div class="xg_module html_module"><div>{ADVERT}</div></div>')
    return shell(
        f'<link rel="canonical" href="{SITE}/forum/topics/stilte" />',
        f'<div id="xg_body">{out}<p>Gemaakt door Truus. Verzorgd door Ning</p></div>',
    )
