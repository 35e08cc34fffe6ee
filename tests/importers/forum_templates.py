# ruff: noqa: E501 (markup stands on one line)
"""Pages as the software's own templates make them, read beside them: XenForo, phpBB, Discourse, vBulletin, SMF, MyBB.

Each enters its themes beside those of `forum_pages`, with what stands around posts on a real page: avatars, ranks, buttons,
notes of edits, counters, a page-number bar, machine-readable attributes. The texts are those of `forum_pages`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from forum_pages import ADVERT, SIGNATURE, SITE, TITLE, P, said, shell, theme, words

EDITED = "Laatst bewerkt door Beheer"
BUTTON = "Meld dit bericht"
RANK = "Vaste bezoeker"
AVATAR = '<img src="a.png" alt="Avatar van een lid" class="avatar" width="48" height="48">'
_MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()  # noqa: SIM905


def dutch(d: datetime, clock: str = "%H:%M", short: bool = False, join: str = ", ") -> str:
    """A date as Dutch pages write it: 4 maart 2019, 09:12."""
    month = _MONTHS[d.month - 1]
    month = {"maart": "mrt"}.get(month, month[:3]) if short else month
    return f"{d.day} {month} {d.year}{join}{d:{clock}}"


def note(p: P, markup: str) -> str:
    """A note of an edit under the first post."""
    return markup.replace("NOTE", EDITED) if p.n == 1 else ""


def signed(p: P, markup: str) -> str:
    """A signature where the post has one."""
    return markup.replace("SIGN", SIGNATURE) if p.signed else ""


def quoted(p: P, markup: str) -> str:
    """A quotation of another post: NAME, POST, NUMBER and WORDS stand for whom, its id, its number and what."""
    if not p.quote:
        return ""
    q = said(p)
    return (
        markup.replace("NAME", q.author)
        .replace("POST", str(q.id))
        .replace("NUMBER", str(q.n))
        .replace("WORDS", words(q))
        .replace("DATE", dutch(q.when, short=True))
    )


@theme
def xenforo_2_3(posts: Sequence[P], page: int, of: int) -> str:
    """Microdata, a share button that readers by ear get, reactions, the note of an edit in the message."""
    out = ""
    for p in posts:
        name = (
            f'<span class="username " dir="auto" data-xf-init="member-tooltip"><span itemprop="name">{p.author}</span></span>'
            if p.guest
            else f'<a href="/members/{p.author}.9/" class="username " dir="auto" data-user-id="9"><span itemprop="name">{p.author}</span></a>'
        )
        quote = quoted(
            p,
            '<blockquote data-attributes="member: 9" data-quote="NAME" data-source="post: POST" class="bbCodeBlock bbCodeBlock--expandable bbCodeBlock--quote js-expandWatch"><div class="bbCodeBlock-title"><a href="/goto/post?id=POST" class="bbCodeBlock-sourceJump" rel="nofollow" data-xf-click="attribution" data-content-selector="#post-POST">NAME zei:</a></div><div class="bbCodeBlock-content"><div class="bbCodeBlock-expandContent js-expandContent ">WORDS</div><div class="bbCodeBlock-expandLink js-expandLink"><a role="button" tabindex="0">Klik om te vergroten...</a></div></div></blockquote>',
        )
        out += f"""<article class="message message--post js-post js-inlineModContainer" data-author="{p.author}" data-content="post-{p.id}" id="js-post-{p.id}" itemscope itemtype="https://schema.org/Comment" itemid="{SITE}/posts/{p.id}/"><meta itemprop="parentItem" itemscope itemid="{SITE}/threads/stilte.55/"><span class="u-anchorTarget" id="post-{p.id}"></span><div class="message-inner">
<div class="message-cell message-cell--user"><section class="message-user" itemprop="author" itemscope itemtype="https://schema.org/Person"><meta itemprop="url" content="x"><div class="message-avatar "><div class="message-avatar-wrapper"><a href="/members/x.9/" class="avatar avatar--m">{AVATAR}</a></div></div><div class="message-userDetails"><h4 class="message-name">{name}</h4><h5 class="userTitle message-userTitle" dir="auto" itemprop="jobTitle">{RANK}</h5></div><div class="message-userExtras"><dl class="pairs pairs--justified"><dt>Lid sinds</dt><dd>1 aug 2014</dd></dl><dl class="pairs pairs--justified"><dt>Berichten</dt><dd>3.783</dd></dl></div></section></div>
<div class="message-cell message-cell--main"><div class="message-main js-quickEditTarget"><header class="message-attribution message-attribution--split"><ul class="message-attribution-main listInline "><li class="u-concealed"><a href="/threads/stilte.55/post-{p.id}" rel="nofollow" itemprop="url"><time class="u-dt" dir="auto" datetime="{p.iso}+0100" data-timestamp="1" data-date="{dutch(p.when)}" data-short="12d" title="{dutch(p.when)}" itemprop="datePublished">Gisteren om {p.when:%H:%M}</time></a></li></ul><ul class="message-attribution-opposite message-attribution-opposite--list "><li><a href="/threads/stilte.55/post-{p.id}" class="message-attribution-gadget" aria-label="Delen" rel="nofollow"><i class="fa--xf far fa-share-alt"></i></a></li><li class="u-hidden js-embedCopy"><a href="javascript:">Kopieer</a></li><li><a href="/posts/{p.id}/bookmark" class="bookmarkLink"><span class="js-bookmarkText u-srOnly">Bladwijzer</span></a></li><li><a href="/threads/stilte.55/post-{p.id}" rel="nofollow">#{p.n}</a></li></ul></header>
<div class="message-content js-messageContent"><div class="message-userContent lbContainer js-lbContainer "><article class="message-body js-selectToQuote"><div itemprop="text"><div class="bbWrapper">{quote}{p.html}</div></div><div class="js-selectToQuoteEnd">&nbsp;</div></article></div>{note(p, '<div class="message-lastEdit">NOTE: <time class="u-dt" datetime="2021-01-01T10:00:00+0100">1 jan 2021</time></div>')}{signed(p, '<aside class="message-signature"><div class="bbWrapper">SIGN</div></aside>')}</div>
<footer class="message-footer"><div class="message-actionBar actionBar"><a class="actionBar-action">{BUTTON}</a></div><div class="reactionsBar js-reactionsList is-active"><span class="u-srOnly">Reacties:</span><a class="reactionsBar-link"><bdi>Truus</bdi> en 3 anderen</a></div></footer></div></div></div></article>"""
    bar = "".join(
        f'<li class="pageNav-page{" pageNav-page--current" if n == page else ""}"><a href="/threads/stilte.55/page-{n}">{n}</a></li>'
        for n in range(1, of + 1)
    )
    html = shell(
        f'<link rel="canonical" href="{SITE}/threads/stilte.55/{"" if page == 1 else f"page-{page}"}">',
        f'<div class="p-title"><h1 class="p-title-value">{TITLE}</h1></div><nav class="pageNavWrapper"><div class="pageNav"><ul class="pageNav-main">{bar}</ul><a class="pageNav-jump pageNav-jump--next">Volgende</a></div></nav><div class="block-body js-replyNewMessageContainer">{out}</div>',
    )
    return html.replace("<html ", '<html id="XF" data-template="thread_view" data-content-key="thread-55" ')


@theme
def xenforo_1_5(posts: Sequence[P], page: int, of: int) -> str:
    """The date is an `abbr` with seconds since 1970, its words relative."""
    out = ""
    for p in posts:
        quote = quoted(
            p,
            '<div class="bbCodeBlock bbCodeQuote" data-author="NAME"><aside><div class="attribution type">NAME zei: <a href="goto/post?id=POST#post-POST" class="AttributionLink">&uarr;</a></div><blockquote class="quoteContainer"><div class="quote">WORDS</div><div class="quoteExpand">Klik om te vergroten...</div></blockquote></aside></div>',
        )
        out += f"""<li id="post-{p.id}" class="message   " data-author="{p.author}"><div class="messageUserInfo" itemscope="itemscope"><div class="messageUserBlock "><div class="avatarHolder"><a href="members/9/" class="avatar Av9m">{AVATAR}</a></div><h3 class="userText"><a href="members/9/" class="username" dir="auto" itemprop="name">{p.author}</a><em class="userTitle" itemprop="title">{RANK}</em></h3><div class="extraUserInfo"><dl class="pairsJustified"><dt>Berichten:</dt><dd><a href="x">1.123</a></dd></dl></div></div></div>
<div class="messageInfo primaryContent"><strong class="newIndicator"><span></span>Nieuw</strong><div class="messageContent"><article><blockquote class="messageText SelectQuoteContainer ugc baseHtml">{quote}{p.html}<div class="messageTextEndMarker">&nbsp;</div></blockquote></article></div>{note(p, '<div class="editDate">NOTE: <span class="DateTime">1 jan 2021</span></div>')}{signed(p, '<div class="baseHtml signature messageText ugc"><aside>SIGN</aside></div>')}
<div class="messageMeta ToggleTriggerAnchor"><div class="privateControls"><span class="item muted"><span class="authorEnd"><a href="members/9/" class="username author" dir="auto">{p.author}</a>,</span> <a href="threads/stilte.55/#post-{p.id}" title="Permanente link" class="datePermalink"><abbr class="DateTime" data-time="{int(p.when.timestamp())}" data-diff="11481" title="{dutch(p.when)}">Gisteren om {p.when:%H:%M}</abbr></a></span><a class="item control report">{BUTTON}</a></div><div class="publicControls"><a href="threads/stilte.55/#post-{p.id}" class="item muted postNumber hashPermalink">#{p.n}</a><a class="LikeLink item control like"><span class="LikeLabel">Vind ik leuk</span></a></div></div><div id="likes-post-{p.id}"><div class="likesSummary secondaryContent">Truus vindt dit leuk.</div></div></div></li>"""
    nav = f'<div class="PageNav" data-page="{page}" data-range="2" data-start="2" data-end="{of}" data-last="{of}"><span class="pageNavHeader">Pagina {page} van {of}</span><nav><a href="x" class="currentPage ">{page}</a></nav></div>'
    html = shell(
        f'<base href="{SITE}/"><link rel="canonical" href="{SITE}/threads/stilte.55/">',
        f'<div class="titleBar"><h1>{TITLE}</h1><p id="pageDescription" class="muted ">Discussie in Algemeen</p></div>{nav}<ol class="messageList" id="messageList">{out}</ol>',
    )
    return html.replace("<html ", '<html id="XenForo" ')


@theme
def phpbb_3_1(posts: Sequence[P], page: int, of: int) -> str:
    """prosilver of 3.1 and 3.2: no `time`; a note under the content, a signature in the post's own box, quote without an id."""
    out = ""
    for p in posts:
        full = (
            f'<span class="username">{p.author}</span>'
            if p.guest
            else f'<a href="./memberlist.php?mode=viewprofile&amp;u=4" style="color: #AA0000;" class="username-coloured">{p.author}</a>'
        )
        quote = quoted(p, "<blockquote><div><cite>NAME schreef:</cite>WORDS</div></blockquote>")
        out += f"""<div id="p{p.id}" class="post has-profile bg{p.n % 2 + 1} online"><div class="inner"><dl class="postprofile" id="profile{p.id}"><dt class="has-profile-rank has-avatar"><div class="avatar-container"><a href="./memberlist.php?u=4" class="avatar">{AVATAR}</a></div>{full}</dt><dd class="profile-rank">{RANK}</dd><dd class="profile-posts"><strong>Berichten:</strong> 12</dd><dd class="profile-joined"><strong>Lid geworden op:</strong> 01 jan 2002, 10:00</dd><dd class="profile-contact"><strong>Contact:</strong><div class="dropdown-container dropdown-left"><a href="#" class="dropdown-trigger">Contacteer {p.author}</a></div></dd></dl>
<div class="postbody"><div id="post_content{p.id}"><h3 {'class="first"' if p.n == 1 else ""}><a href="#p{p.id}">Re: {TITLE}</a></h3><ul class="post-buttons"><li><a href="./posting.php?mode=quote&amp;p={p.id}" title="Citeer" class="button icon-button quote-icon"><span>{BUTTON}</span></a></li></ul><p class="author"><a href="{SITE}/viewtopic.php?p={p.id}#p{p.id}"><img src="i.gif" width="11" height="9" alt="Bericht" /></a><span class="responsive-hide">door <strong>{full}</strong> &raquo; </span>{dutch(p.when, short=True)} </p>
<div class="content">{quote}{p.html}</div>{note(p, '<div class="notice">NOTE op 05 mrt 2019, 10:00, in totaal 2 keer bewerkt.<br /><strong>Reden:</strong> <em>spelling</em></div>')}{signed(p, f'<div id="sig{p.id}" class="signature">SIGN</div>')}</div></div><div class="back2top"><a href="#wrap" class="top" title="Omhoog">Omhoog</a></div></div></div><hr class="divider" />"""
    bar = "".join(
        f'<li class="active"><span>{n}</span></li>'
        if n == page
        else f'<li><a href="./viewtopic.php?f=2&amp;t=55&amp;start={n * 3}">{n}</a></li>'
        for n in range(1, of + 1)
    )
    nav = f'<div class="topic-actions"><div class="pagination">5 berichten &bull;<ul>{bar}<li class="next"><a href="x" rel="next">Volgende</a></li></ul></div></div>'
    return shell(
        f'<link rel="canonical" href="{SITE}/viewtopic.php?t=55">',
        f'<body id="phpbb" class="nojs notouch section-viewtopic ltr "><div id="wrap"><div id="page-body" role="main"><h2 class="topic-title"><a href="./viewtopic.php?f=2&amp;t=55">{TITLE}</a></h2>{nav}{out}</div></div></body>',
    )


@theme
def subsilver2(posts: Sequence[P], page: int, of: int) -> str:
    """phpBB 3's other style: a table a post, the signature in a `postbody` of its own, the note small."""
    out = ""
    for p in posts:
        row = f"row{2 - p.n % 2}"
        quote = quoted(p, '<div class="quotetitle">NAME schreef:</div><div class="quotecontent">WORDS</div>')
        out += f"""<table class="tablebg" width="100%" cellspacing="1"><tr class="{row}"><td align="center" valign="middle"><a name="p{p.id}"></a><b class="postauthor">{p.author}</b></td><td width="100%" height="25"><table width="100%" cellspacing="0"><tr><td class="gensmall" width="100%"><div style="float: left;">&nbsp;<b>Onderwerp:</b> <a href="#p{p.id}">Re: {TITLE}</a></div><div style="float: right;"><a href="{SITE}/viewtopic.php?p={p.id}#p{p.id}"><img src="i.gif" alt="Bericht" /></a><b>Geplaatst:</b> {dutch(p.when, short=True)}&nbsp;</div></td></tr></table></td></tr>
<tr class="{row}"><td valign="top" class="profile"><table cellspacing="4" align="center" width="150"><tr><td class="postdetails">{RANK}</td></tr><tr><td>{AVATAR}</td></tr></table><span class="postdetails"><br /><b>Geregistreerd:</b> 01 jan 2002, 10:00<br /><b>Berichten:</b> 12</span></td><td valign="top"><table width="100%" cellspacing="5"><tr><td><div class="postbody">{quote}{p.html}</div>{signed(p, '<div class="postbody"><br />_________________<br />SIGN</div>')}{note(p, '<br /><br /><span class="gensmall">NOTE op 05 mrt 2019, 10:00, in totaal 1 keer bewerkt.</span>')}<br clear="all" /><br /><table width="100%" cellspacing="0"><tr valign="middle"><td class="gensmall" align="right"><a class="imageset">{BUTTON}</a></td></tr></table></td></tr></table></td></tr>
<tr class="{row}"><td class="profile"><strong><a href="#wrapheader">Omhoog</a></strong></td><td><div class="gensmall" style="float: left;">&nbsp;<a href="x"><img src="p.gif" alt="Profiel" /></a></div></td></tr><tr><td class="spacer" colspan="2" height="1"><img src="spacer.gif" alt="" /></td></tr></table>"""
    nav = f'<table width="100%" cellspacing="1"><tr><td class="nav" valign="middle" nowrap="nowrap">&nbsp;Pagina <strong>{page}</strong> van <strong>{of}</strong><br /></td><td class="gensmall" nowrap="nowrap">&nbsp;[ 5 berichten ]&nbsp;</td></tr></table>'
    return shell(
        "",
        f'<body class="ltr"><div id="wrapheader">phpBB</div><div id="pageheader"><h2><a class="titles" href="{SITE}/viewtopic.php?f=2&amp;t=55">{TITLE}</a></h2></div><div id="pagecontent">{nav}{out}</div></body>',
    )


@theme
def discourse_2018(posts: Sequence[P], page: int, of: int) -> str:
    """The page as it was served until 2018: no class on a post, its author in bold."""
    out = ""
    for p in posts:
        quote = quoted(
            p,
            '<aside class="quote" data-post="NUMBER" data-topic="55"><div class="title"><div class="quote-controls"></div><img alt="" width="20" height="20" src="a.png" class="avatar">NAME:</div><blockquote><p>WORDS</p></blockquote></aside>',
        )
        out += f"""<div itemscope itemtype='http://schema.org/DiscussionForumPosting'><div class='creator'><span><a href='{SITE}/u/{p.author}'><b itemprop='author'>{p.author}</b></a> (Vol voornaam) <time datetime='{p.iso}Z' itemprop='datePublished'>{p.iso} UTC</time></span><span itemprop='position'>#{p.n}</span></div><div class='post' itemprop='articleBody'>{quote}<p>{p.html}</p></div><meta itemprop='interactionCount' content='UserLikes:3'><meta itemprop='headline' content='{TITLE}'><hr><a href="https://elders.example">Elders genoemd</a><hr></div>"""
    link = f"{SITE}/t/stilte/55" + ("" if page == 1 else f"?page={page}")
    return shell(
        f'<meta name="generator" content="Discourse 1.9.0"><link rel="canonical" href="{link}">',
        f'<h1><a href="/t/stilte/55">{TITLE}</a></h1><hr>{out}<div role="navigation" itemscope itemtype="http://schema.org/SiteNavigationElement"><span itemprop="url"><b><a rel="next" itemprop="name" href="x">Volgende pagina</a></b></span></div>',
    )


@theme
def discourse_dom(posts: Sequence[P], page: int, of: int) -> str:
    """The page as browsers save it: the number in an id and a label, an edit counter, a topic map, an accepted answer."""
    out = ""
    for p in posts:
        quote = quoted(
            p,
            '<aside class="quote no-group" data-username="NAME" data-post="NUMBER" data-topic="55"><div class="title" data-has-quote-controls="true"><div class="quote-controls"><button class="quote-toggle">^</button></div><img alt="" width="24" height="24" src="a.png" class="avatar"> NAME:</div><blockquote id="quote-id-55-NUMBER-0"><p>WORDS</p></blockquote></aside>',
        )
        tab = quoted(
            p,
            '<div class="post-info"><a class="reply-to-tab" title="Laad het bericht" href="/t/stilte/55/NUMBER"><svg></svg><img class="avatar"><span>NAME</span></a></div>',
        )
        first = f"""<div class="cooked"><aside class="quote accepted-answer" data-post="3" data-topic="55"><div class="title">{BUTTON} <span class="by">door <a data-user-card="x">Koos57</a></span> in <a class="back">bericht #3</a></div><blockquote>Dit is de oplossing.</blockquote></aside></div>"""
        topic_map = '<div class="topic-map"><section class="map map-collapsed"><ul><li class="created-at"><h4>gemaakt</h4><span class="relative-date" data-time="1" data-format="tiny">6j</span></li></ul></section></div>'
        edits = note(
            p,
            '<div class="post-info edits"><button class="widget-button btn-flat" title="NOTE"><span class="d-button-label">1</span></button></div>',
        )
        out += f"""<div class="topic-post clearfix topic-owner regular sticky-avatar"><article id="post_{p.n}" aria-label="bericht #{p.n} van @{p.author}" role="region" data-post-id="{p.id}" data-topic-id="55" data-user-id="9" class="boxed onscreen-post"><span tabindex="-1" class="tabLoc"></span><div class="row"><div class="topic-avatar"><div class="post-avatar"><a class="trigger-user-card main-avatar " href="{SITE}/u/x" data-user-card="x">{AVATAR}</a></div></div>
<div class="topic-body clearfix"><div role="heading" aria-level="2" class="topic-meta-data"><div class="names trigger-user-card"><span class="first username"><a href="{SITE}/u/x" data-user-card="x">{p.author}</a></span><span class="user-title">{RANK}</span></div><div class="post-infos">{edits}{tab}<div class="post-info post-date"><a class="widget-link post-date" href="{SITE}/t/stilte/55/{p.n}" title="Datum bericht"><span title="{dutch(p.when)}" data-time="{int(p.when.timestamp())}167" data-format="tiny" class="relative-date">6j</span></a></div></div></div>
<div class="regular contents"><div class="cooked">{quote}<p>{p.html}</p></div>{first if p.n == 1 else ""}<section class="post-menu-area clearfix"><nav class="post-controls expanded"><div class="actions"><button class="widget-button">{BUTTON}</button></div></nav></section></div><section class="post-actions"></section>{topic_map if p.n == 1 else ""}</div></div></article></div>"""
    return shell(
        f'<meta name="generator" content="Discourse 3.1.0"><link rel="canonical" href="{SITE}/t/stilte/55"><noscript>Scripts aan</noscript>',
        f'<section class="ember-view" id="topic" data-topic-id="55"><div id="topic-title"><div class="title-wrapper"><h1 data-topic-id="55"><a class="fancy-title" href="/t/stilte/55">{TITLE}</a></h1></div></div><div class="post-stream">{out}</div></section>',
    )


@theme
def vbulletin_5_saved(posts: Sequence[P], page: int, of: int) -> str:
    """The author without microdata, buttons to share in the post, an own (empty) box for comments under it."""
    out = ""
    for p in posts:
        quote = quoted(
            p,
            '<div class="bbcode_container"><div class="bbcode_quote"><div class="quote_container"><div class="bbcode_quote_container vb-icon vb-icon-quote-large"></div><div class="bbcode_postedby">Oorspronkelijk geplaatst door <strong>NAME</strong> <a href="/node/POST#postPOST" rel="nofollow"><img class="inlineimg" src="v.png" alt="Bekijk bericht" /></a></div><div class="message">WORDS</div></div></div></div>',
        )
        out += f"""<li data-node-id="{p.id}" data-node-publishdate="1414157660" class="b-post js-post js-comment-entry__parent h-restore--on-preview b-post--text OLD__list-item js-conversation-reply" itemscope itemtype="http://schema.org/Comment"><a id="post{p.id}" class="anchor"></a><meta itemprop="url" content="#"><div class="l-row l-row__fixed--left"><div class="l-col__fixed-3"><div class="userinfo b-userinfo b-post__hide-when-deleted" itemprop="author" itemscope itemtype="http://schema.org/Person"><a href="{SITE}/member/9" class="b-avatar b-avatar--m">{AVATAR}</a><div class="b-userinfo__details"><div class="author h-text-size--14"><strong><a href="{SITE}/member/9">{p.author}</a></strong></div><div class="usertitle">{RANK}</div><ul class="b-userinfo__additional-info-block"><li class="b-userinfo__additional-info"><label>Lid sinds:</label> <span>aug 2014</span></li></ul></div></div><ul class="b-sharing-menu"><li class="b-sharing-menu__item"><a>{BUTTON}</a></li></ul></div>
<div class="js-post__content-wrapper l-col__flex-3"><div class="b-post__body h-clearfix"><div class="b-post__arrow"></div><div class="b-post__content js-post__content b-post__hide-when-deleted"><hr class="b-divider--section"><div class="b-media"><div class="b-media__img--rev"><a class="b-post__count" href="{SITE}/forum/55-stilte?p={p.id}#post{p.id}">#{p.n}</a></div><div class="b-media__body"><h2 class="b-post__title js-post-title">{TITLE}</h2><div class="b-post__timestamp OLD__post-date"><time itemprop="dateCreated" datetime="{p.iso}">{p.when:%m-%d-%Y, %I:%M %p}</time></div></div></div>
<div class="OLD__post-content h-padding-vert-xl"><div class="js-post__content-text OLD__post-content-text restore h-wordwrap" itemprop="text">{quote}{p.html}</div>{note(p, '<div class="b-post__edit-history">NOTE; <time datetime="2021-01-01T10:00:00">1 jan</time></div>')}{signed(p, '<div class="b-post__signature js-post-signature">SIGN</div>')}</div></div><div class="b-post__footer"><ul class="h-left js-post-info"></ul><ul class="js-post-controls"><li class="b-post-control"><span class="b-post-control__label"><b>12 vinden dit leuk</b></span></li></ul></div><div class="b-comment-entry js-comment-entry h-hide"><h2>Reactie</h2><textarea></textarea></div><div class="b-comments js-comments h-hide"><ul class="b-comments__comments"></ul></div></div></div></div></li>"""
    nav = f'<div class="pagenav-container h-clearfix js-pagenav-container"><input type="text" class="h-center textbox number js-pagenum" value="{page}"><span class="pagetotal">{of}</span></div>'
    return shell(
        f'<meta name="generator" content="vBulletin 5.7.5"><link rel="canonical" href="{SITE}/forum/algemeen/55-stilte{"" if page == 1 else f"/page{page}"}">',
        f'<div class="b-module"><h1 class="main-title js-main-title">{TITLE}</h1>{nav}<ul class="conversation-list list-container h-clearfix thread-view">{out}</ul></div>',
    )


@theme
def vbulletin_4_2(posts: Sequence[P], page: int, of: int) -> str:
    """The post's title inside the content, the note under it, a second anchor with the number, English dates in words."""
    out = ""
    for p in posts:
        quote = quoted(
            p,
            '<div class="bbcode_container"><div class="bbcode_quote"><div class="quote_container"><div class="bbcode_quote_container"></div><div class="bbcode_postedby"><img src="q.png" alt="Quote" /> Originally Posted by <strong>NAME</strong> <a href="showthread.php?p=POST#postPOST" rel="nofollow"><img class="inlineimg" src="v.png" alt="View Post" /></a></div><div class="message">WORDS</div></div></div></div>',
        )
        out += f"""<li class="postbitlegacy postbitim postcontainer old" id="post_{p.id}"><div class="posthead"><span class="postdate old"><span class="date">{p.when:%B} {p.when.day}th, {p.when.year},&nbsp;<span class="time">{p.when:%I:%M %p}</span></span></span><span class="nodecontrols"><a name="post{p.id}" href="{SITE}/showthread.php?55-stilte&amp;p={p.id}&amp;viewfull=1#post{p.id}" class="postcounter">#{p.n}</a><a id="postcount{p.id}" name="{p.n}"></a></span></div>
<div class="postdetails"><div class="userinfo"><div class="username_container"><div class="popupmenu memberaction"><a class="username offline popupctrl" href="member.php?9" title="{p.author} is offline"><strong>{p.author}</strong></a><ul class="popupbody popuphover memberaction_body"><li class="left"><a href="x">{BUTTON}</a></li></ul></div></div><span class="usertitle">{RANK}</span><a class="postuseravatar" href="member.php?9">{AVATAR}</a><hr><dl class="userinfo_extra"><dt>Join Date</dt><dd>Jan 2002</dd><dt>Posts</dt><dd>12</dd></dl></div>
<div class="postbody"><div class="postrow has_after_content"><h2 class="title icon">Re: {TITLE}</h2><div class="content"><div id="post_message_{p.id}"><blockquote class="postcontent restore ">{quote}{p.html}</blockquote></div></div></div><div class="after_content">{note(p, '<blockquote class="postcontent lastedited">NOTE; January 1st, 2021 at 10:00 AM.</blockquote>')}{signed(p, '<blockquote class="signature restore"><div class="signaturecontainer">SIGN</div></blockquote>')}</div><div class="cleardiv"></div></div></div><div class="postfoot"><div class="textcontrols floatcontainer"><span class="postcontrols"><a class="newreply" href="x">{BUTTON}</a></span></div></div><hr></li>"""
    nav = f'<div class="pagination_top"><form class="pagination popupmenu nohovermenu"><span><a href="javascript://" class="popupctrl">Page {page} of {of}</a></span><span class="selected"><a href="javascript://" title="Results">{page}</a></span><span><a href="x">{of}</a></span></form></div>'
    return shell(
        f'<meta name="generator" content="vBulletin 4.2.5"><link rel="canonical" href="{SITE}/showthread.php?55-stilte{"" if page == 1 else f"/page{page}"}">',
        f'<div id="pagetitle" class="pagetitle"><h1>Thread: <span class="threadtitle"><a href="x" title="Reload this Page">{TITLE}</a></span></h1></div>{nav}<div id="postlist" class="postlist restrain"><ol id="posts" class="posts" start="1">{out}</ol></div><p>{ADVERT}</p>',
        "en",
    )
