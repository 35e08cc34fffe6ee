# ruff: noqa: E501 (markup stands on one line)
"""The last of the pages made as the software's own templates make them: Invision, Forumotion's skins, bbPress, Ning, and boards
of open source (FluxBB, Flarum, NodeBB, Vanilla)."""

from __future__ import annotations

from collections.abc import Sequence

from forum_pages import SITE, TITLE, P, shell, theme
from forum_templates import AVATAR, BUTTON, RANK, dutch, note, quoted, signed


@theme
def invision_4_7(posts: Sequence[P], page: int, of: int) -> str:
    """The author also in a pane for telephones, a rank's own date, the note of an edit inside the text."""
    out = ""
    for p in posts:
        name = p.author if p.guest else f"<a href='{SITE}/profile/9-x/' class='ipsType_break'>{p.author}</a>"
        quote = quoted(
            p,
            '<blockquote class="ipsQuote" data-ipsquote="" data-ipsquote-contentapp="forums" data-ipsquote-contentcommentid="POST" data-ipsquote-contentid="55" data-ipsquote-timestamp="1" data-ipsquote-userid="9" data-ipsquote-username="NAME"><div class="ipsQuote_citation">DATE, NAME zei:</div><div class="ipsQuote_contents"><p>WORDS</p></div></blockquote>',
        )
        out += f"""<a id='findComment-{p.id}'></a><a id='comment-{p.id}'></a><article id='elComment_{p.id}' class='cPost ipsBox ipsResponsive_pull ipsComment ipsComment_parent ipsClearfix ipsClear ipsColumns ipsColumns_noSpacing ipsColumns_collapsePhone'><div class='cAuthorPane cAuthorPane_mobile ipsResponsive_showPhone'><div class='cAuthorPane_photo'><a href='x' class="ipsUserPhoto">{AVATAR}</a></div><div class='cAuthorPane_content'><h3 class='ipsType_sectionHead cAuthorPane_author ipsType_break'>{name}<span class='ipsMargin_left:half'></span></h3><div class='ipsType_light ipsType_reset'><a href='x' rel="nofollow">Geplaatst <time datetime='{p.iso}Z'>{dutch(p.when)}</time></a></div></div></div>
<aside class='ipsComment_author cAuthorPane ipsColumn ipsColumn_medium ipsResponsive_hidePhone'><h3 class='ipsType_sectionHead cAuthorPane_author ipsType_blendLinks ipsType_break'><strong>{name}</strong></h3><ul class='cAuthorPane_info ipsList_reset'><li data-role='photo' class='cAuthorPane_photo'>{AVATAR}</li><li data-role='group'>{RANK}</li><li data-role='stats'><span title="Lid sinds"><time datetime='2002-01-01T10:00:00Z'>1 januari 2002</time></span></li></ul></aside>
<div class='ipsColumn ipsColumn_fluid ipsMargin:none'><div id='comment-{p.id}_wrap' data-controller='core.front.core.comment' data-commentApp='forums' data-commentID="{p.id}" data-quoteData='{{"userid":9,"username":"{p.author}","timestamp":1,"contentid":55}}' class='ipsComment_content ipsType_medium'><div class='ipsComment_meta ipsType_light ipsFlex'><div class='ipsType_reset ipsResponsive_hidePhone'><a href='{SITE}/topic/55-stilte/?do=findComment&amp;comment={p.id}' rel="nofollow" title='Link naar bericht' class='ipsType_blendLinks'>Geplaatst <time datetime='{p.iso}Z' title='x' data-short='3 j'>{dutch(p.when)}</time></a><span class='ipsResponsive_hidePhone'>{note(p, "(NOTE)")}</span></div><ul class='ipsList_inline ipsComment_tools'><li><a href='#elControls' class='ipsComment_ellipsis'>{BUTTON}</a></li></ul></div><div class='cPost_contentWrap ipsPad'><div data-role='commentContent' class='ipsType_normal ipsType_richText ipsPadding_bottom ipsContained' data-controller='core.front.core.lightboxedImages'>{quote}<p>{p.html}</p>{note(p, "<span class='ipsType_reset ipsType_medium ipsType_light' data-excludequote><strong>NOTE <time datetime='2021-01-01T10:00:00Z'>1 jan</time> door Beheer</strong><br>Reden: spelling</span>")}</div><div class='ipsItemControls'><ul class='ipsComment_controls'><li><a>{BUTTON}</a></li></ul></div>{signed(p, "<div data-role='memberSignature' class='ipsBorder_top ipsPadding_vertical'><div class='ipsType_light ipsType_richText'><p>SIGN</p></div></div>")}</div></div></div></article>"""
    nav = f"<ul class='ipsPagination' id='elPagination_1' data-ipsPagination data-pages='{of}'><li class='ipsPagination_first ipsPagination_inactive'><a>1</a></li><li class='ipsPagination_page ipsPagination_active'><a href='x' data-page='{page}'>{page}</a></li><li class='ipsPagination_pageJump'><a href='#'>Pagina {page} van {of}</a></li></ul>"
    return shell(
        f'<link rel="canonical" href="{SITE}/topic/55-stilte/{"" if page == 1 else f"page/{page}/"}">',
        f'<body class="ipsApp ipsApp_front ipsJS_none" data-pageapp="forums" data-pagecontroller="topic"><div class="ipsPageHeader ipsResponsive_pull ipsBox"><h1 class="ipsType_pageTitle ipsContained_container"><span class="ipsType_break ipsContained"><span>{TITLE}</span></span></h1></div>{nav}<div data-role="commentFeed" data-controller="core.front.core.moderation"><form>{out}</form></div></body>',
    )


@theme
def invision_5(posts: Sequence[P], page: int, of: int) -> str:
    """The group stands in the heading with the name, the date in a panel beside the photo."""
    out = ""
    for p in posts:
        name = (
            p.author
            if p.guest
            else f'<a href="{SITE}/profile/9-x/" rel="nofollow" class="ipsUsername" dir="ltr">{p.author}</a>'
        )
        quote = quoted(
            p,
            '<blockquote class="ipsQuote" cite="x" data-ipsquote="" data-ipsquote-contentcommentid="POST" data-ipsquote-contentid="55" data-ipsquote-username="NAME"><div class="ipsQuote_citation">NAME zei:</div><div class="ipsQuote_contents"><p>WORDS</p></div></blockquote>',
        )
        line = f'<time datetime="{p.iso}Z" title="x" data-short="3 j" class="ipsTime">{dutch(p.when)}</time>'
        out += f"""<a id="findComment-{p.id}"></a><div id="comment-{p.id}"></div><article data-ips-hook="postWrapper" id="elComment_{p.id}" class="ipsEntry js-ipsEntry ipsEntry--post" data-membergroup="3"><aside class="ipsEntry__author-column"><div class="ipsAvatarStack">{AVATAR}</div><h3 class="ipsEntry__username">{name}</h3><ul class="ipsEntry__authorFields"><li data-el="group">{RANK}</li></ul></aside><aside data-ips-hook="topicAuthorColumn" class="ipsEntry__header" data-feedid="topic-55"><div class="ipsEntry__header-align"><div class="ipsPhotoPanel"><div class="ipsAvatarStack" data-ips-hook="postUserPhoto">{AVATAR}</div><div class="ipsPhotoPanel__text"><h3 data-ips-hook="postUsername" class="ipsEntry__username">{name} <span class="ipsEntry__group">{RANK}</span></h3><p class="ipsPhotoPanel__secondary"><a href="{SITE}/topic/55-stilte/#comment-{p.id}" rel="nofollow">{line}</a></p></div></div><ul data-ips-hook="postBadgesSecondary" class="ipsBadges"><li><span class="ipsBadge ipsBadge--author">Auteur</span></li></ul></div></aside>
<div id="comment-{p.id}_wrap" data-controller="core.front.core.comment" data-commentid="{p.id}" class="ipsEntry__content js-ipsEntry__content"><div class="ipsEntry__post"><div class="ipsEntry__meta"><a href="{SITE}/topic/55-stilte/#findComment-{p.id}" class="ipsEntry__date" rel="nofollow">{line}</a><ul data-ips-hook="postBadges" class="ipsBadges"><li><span class="ipsBadge ipsBadge--author">Auteur</span></li></ul></div><div data-ips-hook="postContent" class="ipsRichText ipsRichText--user" data-role="commentContent">{quote}<p>{p.html}</p>{note(p, '<p class="i-color_soft i-font-size_-1 ipsEdited" data-excludequote data-el="edited"><i class="fa-solid fa-pen-to-square"></i> <strong class="i-font-weight_600">NOTE</strong></p>')}</div>{signed(p, '<div data-role="memberSignature" class="ipsEntry__signature"><div class="ipsRichText"><p>SIGN</p></div></div>')}</div><div class="ipsEntry__footer"><menu class="ipsEntry__controls" data-role="commentControls"><li><a>{BUTTON}</a></li></menu></div></div></article>"""
    nav = f'<ul class="ipsPagination" data-ips-pagination data-pages="{of}"><li class="ipsPagination__page ipsPagination__active"><a href="x" data-page="{page}">{page}</a></li></ul>'
    return shell(
        f'<link rel="canonical" href="{SITE}/topic/55-stilte/{"" if page == 1 else f"page/{page}/"}">',
        f'<body data-ips-app="forums" class="ipsApp"><header class="ipsPageHeader"><h1 class="ipsPageHeader__title">{TITLE}</h1></header>{nav}<div class="ipsBlockSpacer" id="ipsTopicView" data-ips-topic-ui="traditional"><section data-role="commentFeed">{out}</section></div></body>',
    )


_VOTE = '<div class="vote gensmall"><div class="vote-button"><a href="x">+</a></div><div title="stemmen" class="vote-no-bar">----</div><div class="vote-button"><a href="x">-</a></div></div>'
_RULES = '<div class="post row1" id="forum_rules"><div class="h3">&nbsp;Forumregels</div><table class="postbody"><tr><td class="rules content">Wees aardig: Meld dit bericht</td></tr></table></div>'


def _fm(page: int, of: int, body: str) -> str:
    link = f"{SITE}/t55-stilte" if page == 1 else f"{SITE}/t55p3-stilte"
    return shell(
        f'<link rel="canonical" href="{link}" /><script src="https://illiweb.com/rs3/jquery.js"></script>', body
    )


def _fm_date(p: P) -> str:
    return dutch(p.when, short=True, join=" - ")


def _fm_quote(p: P) -> str:
    return quoted(p, "<blockquote><cite>NAME schreef:</cite>WORDS</blockquote>")


@theme
def forumotion_prosilver(posts: Sequence[P], page: int, of: int) -> str:
    """The skin phpBB3: votes before the text, the author's name strong in the profile, the forum's rules made as a post."""
    out = ""
    for p in posts:
        name = f'<a href="/u9"><span style="color:#c00"><strong>{p.author}</strong></span></a>'
        quote = quoted(p, '<dl class="codebox"><dt><cite>NAME schreef:</cite></dt><dd>WORDS</dd></dl>')
        out += f"""<div id="p{p.id}" class="post row{p.n % 2 + 1} online post--{p.id}" style=""><div class="inner"><span class="corners-top"><span></span></span><div style="position: relative; top: -30px; width: 1px;" id="{p.id}"></div><div class="postbody"><ul class="profile-icons"><li><a class="i_icon_quote">{BUTTON}</a></li></ul><h2 class="topic-title"><img src="t.gif" alt="" /> <a href="{SITE}/t55-stilte#{p.id}">Re: {TITLE}</a></h2><p class="author"><img src="https://illiweb.com/x.gif" alt="Bericht" title="Bericht" />&nbsp;van&nbsp;{name} {_fm_date(p)}</p><div class="clearfix"></div>{_VOTE}<div style="display:none"></div><div class="content clearfix"><div>{quote}{p.html}</div></div>{note(p, '<br /><br /><span class="edited-message">NOTE op di 5 mrt - 10:00; in totaal 1 keer bewerkt</span>')}{signed(p, f'<div class="signature_div" id="sig{p.id}">SIGN</div>')}</div><div class="postprofile" id="profile{p.id}"><dl><dt><a href="/u9">{AVATAR}</a><br /><strong style="font-size:1.2em">{name}</strong></dt><dd>{RANK}</dd><dd><span class="label"><span style="color:#000;">Aantal berichten</span> : </span>12</dd></dl></div><div class="clear"></div><p class="right"><a href="#top">Naar boven</a></p></div></div>"""
    nav = f'<p class="pagination">Pagina <b>{page}</b> van <b>{of}</b>&nbsp;&bull;&nbsp;<strong>{page}</strong><span class="page-sep">, </span><a href="/t55p3-stilte">2</a>&nbsp;&nbsp;<a href="/t55p3-stilte">Volgende</a></p>'
    return _fm(
        page,
        of,
        f'<div id="page-body"><div class="topic-actions"><h1 class="page-title"><a href="/t55-stilte">{TITLE}</a></h1>{nav}</div>{out}{_RULES}</div>',
    )


@theme
def forumotion_invision(posts: Sequence[P], page: int, of: int) -> str:
    """The skin Invision: votes are the first box in the post's own; a menu under the name that nobody has opened."""
    out = ""
    for p in posts:
        name = f'<a href="/u9"><strong>{p.author}</strong></a>'
        out += f"""<div id="p{p.id}" class="post  clearfix post--{p.id}" style=""><div class="post-container"><div class="postbody clearfix"><div class="postprofile" id="profile{p.id}"><div class="postprofile-head post-header"><div class="popmenubutton-new-out popmenubutton"><a href="javascript:void(0);"><strong>{p.author}</strong></a></div><div id="pm{p.id}" class="popupmenu clearfix" style="display:none;"><ul><li class="popupmenu-item">{BUTTON}</li></ul></div></div><dl class="postprofile-details postdetails"><dt>{AVATAR}<br />{name}</dt><dd>{RANK}</dd><dd>Aantal berichten : 12</dd></dl></div><div class="postbody-head postdetails post-header"><ul class="post-info"><li></li><li>Bericht n°{p.n}</li></ul><h3><img src="t.gif" alt="" /> <a href="{SITE}/t55-stilte#{p.id}">Re: {TITLE}</a></h3><p class="author"><img src="https://illiweb.com/x.gif" alt="Bericht" />&nbsp;van&nbsp;{name} {_fm_date(p)}</p></div>
<div class="post-entry">{_VOTE}<div>{_fm_quote(p)}{p.html}</div><div class="clear"></div>{note(p, '<br /><span class="edited-message">NOTE op di 5 mrt - 10:00; in totaal 1 keer bewerkt</span>')}</div>{signed(p, f'<br /><div id="sig{p.id}" class="signature_div">SIGN</div>')}<div class="fa_like_div"><button class="rep-button"><span>Leuk</span></button></div></div></div><div class="post-footer clearfix"><ul class="misc-icons"><li><a href="#top">Naar boven</a></li></ul></div></div>"""
    nav = f'<div class="pagination topic-options">Pagina <b>{page}</b> van <b>{of}</b> &nbsp; <b>{page}</b>, <a href="/t55p3-stilte">2</a></div>'
    return _fm(
        page, of, f'{nav}<div class="borderwrap"><div class="maintitle floated"><h1>{TITLE}</h1></div>{out}</div>'
    )


@theme
def forumotion_punbb(posts: Sequence[P], page: int, of: int) -> str:
    """The skin punBB: number, subject and date in one heading, votes and text in one box, a signature of another class."""
    out = ""
    for p in posts:
        out += f"""<div class="post post--{p.id}" style=""><a name="{p.id}"></a><div class="postmain"><div id="p{p.id}" class="posthead"><h2><strong>{p.n}</strong> <img src="t.gif" alt="" /> <a href="{SITE}/t55-stilte#{p.id}">Re: {TITLE}</a> {_fm_date(p)}</h2></div><div class="postbody"><div class="user"><div class="user-ident"><h4 class="username"><a href="/u9"><strong>{p.author}</strong></a></h4><div class="user-basic-info">{AVATAR}<br />{RANK}</div></div><div class="user-info">Aantal berichten : 12</div></div><div class="post-entry"><div class="entry-content">{_VOTE}<div><div>{_fm_quote(p)}{p.html}</div><div class="clear"></div></div><p>{note(p, '<span class="edited-message">NOTE op di 5 mrt - 10:00; in totaal 1 keer bewerkt</span>')}</p></div></div></div>{signed(p, '<div class="sig-content">SIGN</div>')}<div class="postfoot"><div class="post-options">{BUTTON}</div></div></div></div>"""
    nav = f'<div class="paged-head clearfix"><p class="paging">Pagina <strong>{page}</strong> van <strong>{of}</strong></p></div>'
    return _fm(
        page,
        of,
        f'<div class="pun"><div class="pun-crumbs"><p class="crumbs"><a href="/">Index</a> <strong><a href="/t55-stilte">{TITLE}</a></strong></p></div><div id="pun-visit"></div><div class="main paged"><h1 class="cattitle">{TITLE}</h1>{nav}<div class="main-content topic">{out}</div></div></div>',
    )


@theme
def forumotion_phpbb2(posts: Sequence[P], page: int, of: int) -> str:
    """The skin phpBB2: a row a post, the date after the subject in one span, another row of the same class under it."""
    out = ""
    for p in posts:
        out += f"""<tr class="post post--{p.id}" id="p{p.id}" style=""><td class="row{p.n % 2 + 1}" valign="top" width="150"><span class="name"><a name="{p.id}" id="{p.id}"></a><strong><a href="/u9"><strong>{p.author}</strong></a></strong></span><br /><span class="postdetails poster-profile">{RANK}<br />{AVATAR}<br /><br />Aantal berichten : 12<br />Registratiedatum : 01-01-02</span><br /><img src="https://illiweb.com/fa/empty.gif" alt="" /></td><td class="row{p.n % 2 + 1}" valign="top" width="100%" height="28"><table width="100%" border="0" cellspacing="0" cellpadding="0"><tr><td><span class="postdetails"><img src="m.gif" alt="Bericht" border="0" />Onderwerp: Re: {TITLE}&nbsp; &nbsp;<img src="t.gif" alt="" border="0" />{_fm_date(p)}</span></td><td valign="top" nowrap="nowrap" class="post-options">{BUTTON}</td></tr><tr><td colspan="2" class="hr"><hr /></td></tr><tr><td colspan="2">{_VOTE}<div class="postbody"><div>{_fm_quote(p)}{p.html}</div><div class="clear"></div>{signed(p, '<div class="signature_div"><br />_________________<br />SIGN</div>')}</div><span class="gensmall">{note(p, "NOTE op di 5 mrt - 10:00; in totaal 1 keer bewerkt")}</span></td></tr></table></td></tr><tr class="post--{p.id}" style=""><td class="row1 browse-arrows" align="center"><a href="#top">Naar boven</a></td><td class="row1 messaging gensmall"><table><tr><td>{BUTTON}</td></tr></table></td></tr>"""
    nav = f'<tr><td class="row1 pagination" colspan="2" align="right"><span class="gensmall">Pagina <b>{page}</b> van <b>{of}</b></span></td></tr>'
    return _fm(
        page,
        of,
        f'<table><tr><td><h1 class="cattitle">{TITLE}</h1></td></tr></table><table class="forumline" width="100%">{nav}<tr><th class="thLeft">Auteur</th><th class="thRight">Bericht</th></tr>{out}</table>',
    )


@theme
def bbpress_2_6(posts: Sequence[P], page: int, of: int) -> str:
    """A lead topic in a list of its own, heads of columns that look as posts do, dates beside the posts and not in them."""
    lead, out = "", ""
    for p in posts:
        kind = "topic" if p.n == 1 else "reply"
        quote = quoted(p, "<blockquote><cite>NAME schreef:</cite><p>WORDS</p></blockquote>")
        name = (
            f'<span class="bbp-author-avatar">{AVATAR}</span><span class="bbp-author-name">{p.author}</span>'
            if p.guest
            else f'<a href="{SITE}/forums/users/x/" title="Bekijk het profiel" class="bbp-author-link"><span class="bbp-author-avatar">{AVATAR}</span><span class="bbp-author-name">{p.author}</span></a>'
        )
        meta = f'<div class="bbp-meta"><span class="bbp-{kind}-post-date">{dutch(p.when, join=" om ")}</span><a href="{SITE}/forums/topic/stilte/#post-{p.id}" class="bbp-{kind}-permalink">#{p.id}</a><span class="bbp-admin-links">{BUTTON}</span></div>'
        revision = note(
            p,
            f'<ul id="bbp-{kind}-revision-log-{p.id}" class="bbp-{kind}-revision-log"><li class="bbp-{kind}-revision-log-item">NOTE</li></ul>',
        )
        own = "" if p.n > 1 else f'id="post-{p.id}" '
        post = f"""<div {own}class="loop-item-{p.n} user-id-9 bbp-parent-forum-3 odd post-{p.id} {kind} type-{kind} status-publish hentry"><div class="bbp-{kind}-author">{name}<div class="bbp-author-role">{RANK}</div></div><div class="bbp-{kind}-content">{quote}<p>{p.html}</p>{revision}{signed(p, '<div class="bbp-signature">SIGN</div>')}</div></div>"""
        head = (
            f'<div class="bbp-topic-header">{meta}</div>'
            if p.n == 1
            else f'<div id="post-{p.id}" class="bbp-reply-header">{meta}</div>'
        )
        if p.n == 1:
            lead = f'<ul id="bbp-topic-55-lead" class="bbp-lead-topic"><li class="bbp-header"><div class="bbp-topic-author">Maker</div><div class="bbp-topic-content">Topic</div></li><li class="bbp-body">{head}{post}</li><li class="bbp-footer"><div class="bbp-topic-author">Maker</div><div class="bbp-topic-content">Topic</div></li></ul>'
        else:
            out += head + post
    heads = '<div class="bbp-reply-author">Auteur</div><div class="bbp-reply-content">Reacties</div>'
    nav = f'<div class="bbp-pagination"><div class="bbp-pagination-count">Berichten {page} tot 3</div><div class="bbp-pagination-links"><span aria-current="page" class="page-numbers current">{page}</span><a class="page-numbers" href="x">2</a></div></div>'
    return shell(
        f'<link rel="canonical" href="{SITE}/forums/topic/stilte/{"" if page == 1 else f"page/{page}/"}" />',
        f'<body class="topic bbpress single single-topic postid-55"><h1 class="entry-title">{TITLE}</h1><div class="entry-content"><div id="bbpress-forums" class="bbpress-wrapper">{lead}{nav}<ul id="topic-55-replies" class="forums bbp-replies"><li class="bbp-header">{heads}</li><li class="bbp-body">{out}</li><li class="bbp-footer">{heads}</li></ul></div></div></body>',
    )


@theme
def ning_topic(posts: Sequence[P], page: int, of: int) -> str:
    """A network in English: "Posted by", "Permalink", "Reply by", the hour as 9:12am."""
    out = ""
    for p in posts:
        clock = f"{(p.when.hour - 1) % 12 + 1}:{p.when:%M}{'am' if p.when.hour < 12 else 'pm'}"
        when = f"{p.when:%B} {p.when.day}, {p.when.year} at {clock}"
        if p.n == 1:
            out += f"""<div class="xg_module xg_module_with_dialog"><div class="xg_headline xg_headline-img xg_headline-2l"><div class="ib"><span class="xg_avatar"><a class="fn url" href="{SITE}/profile/x" title="{p.author}"><span class="table_img dy-avatar dy-avatar-64">{AVATAR}</span></a></span></div><div class="tb"><h1>{TITLE}</h1><ul class="navigation byline"><li><a class="nolink">Posted by </a><a href="/profile/x">{p.author}</a><a class="nolink"> on {when} in </a><a href="x">Algemeen</a></li><li><a class="xg_sprite xg_sprite-view" href="x">View Discussions</a></li></ul></div></div><div class="xg_module_body"><div class="discussion" data-category=""><div class="description"><div class="xg_user_generated"><p>{p.html}</p></div></div></div><p class="small" id="tagsList">Tags: </p><div class="left-panel"><p class="share-links clear">{BUTTON}</p></div></div></div><div class="xg_module"><div id="discussionReplies"><div class="xg_module_body"><h3 id="comments">Replies to This Discussion</h3>"""
        else:
            quote = quoted(p, "<blockquote><cite>NAME said:</cite><div><p>WORDS</p></div></blockquote>")
            level = 1 if p.quote == 2 else 0
            out += f"""<dl _id="55:Comment:{p.id}" _scrolltocommentid="55:Comment:{p.id}" class="discussion clear i{level} xg_lightborder"><dt class="byline"><a name="55:Comment:{p.id}" id="cid-55:Comment:{p.id}"></a><span class="xg_avatar"><a class="fn url" href="{SITE}/profile/x"><span class="table_img dy-avatar dy-avatar-48 ">{AVATAR}</span></a></span><a name="first_comment" href="{SITE}/forum/topics/stilte?commentId=55%3AComment%3A{p.id}" class="xg_sprite xg_sprite-permalink">Permalink</a> Reply by <a href="{SITE}/xn/detail/u_x" class="fn url">{p.author}</a> on <span class="timestamp">{when}</span></dt><dd><div class="description" id="desc_55Comment{p.id}"><div class="xg_user_generated">{quote}<p>{p.html}</p></div></div></dd><dd><ul class="actionlinks"><li class="actionlink"><a>{BUTTON}</a></li></ul></dd></dl>"""
    return shell(
        f'<link rel="canonical" href="{SITE}/forum/topics/stilte" />',
        f'<div id="xg_body">{out}</div></div></div><ul class="pagination easyclear"><li><span>{page}</span></li></ul><p>Powered by Ning</p></div>',
    )


@theme
def fluxbb_1_5(posts: Sequence[P], page: int, of: int) -> str:
    """FluxBB, and PunBB 1.2 with it: the date is the link in the heading."""
    out = ""
    for p in posts:
        name = (
            f"<strong>{p.author}</strong>" if p.guest else f'<strong><a href="profile.php?id=4">{p.author}</a></strong>'
        )
        quote = quoted(
            p, '<div class="quotebox"><cite>NAME schreef:</cite><blockquote><div><p>WORDS</p></div></blockquote></div>'
        )
        out += f"""<div id="p{p.id}" class="blockpost row{"odd" if p.n % 2 else "even"}{" firstpost blockpost1" if p.n == 1 else ""}"><h2><span><span class="conr">#{p.n}</span> <a href="{SITE}/viewtopic.php?pid={p.id}#p{p.id}">{p.when:%Y-%m-%d %H:%M:%S}</a></span></h2><div class="box"><div class="inbox"><div class="postbody"><div class="postleft"><dl><dt>{name}</dt><dd class="usertitle"><strong>{RANK}</strong></dd><dd class="postavatar">{AVATAR}</dd><dd><span>Lid sinds: 2002-01-01</span></dd><dd><span>Berichten: 12</span></dd></dl></div><div class="postright"><h3>Re: {TITLE}</h3><div class="postmsg">{quote}<p>{p.html}</p>{note(p, '<p class="postedit"><em>NOTE (2019-03-05 10:00:00)</em></p>')}</div>{signed(p, '<div class="postsignature postmsg"><hr />SIGN</div>')}</div></div></div><div class="inbox"><div class="postfoot clearb"><div class="postfootleft"><p><span>Offline</span></p></div><div class="postfootright"><ul><li class="postreport"><span><a href="x">{BUTTON}</a></span></li></ul></div></div></div></div></div>"""
    here, there = (
        f'<strong class="item1">{page}</strong>',
        f'<a href="viewtopic.php?id=55&amp;p={3 - page}">{3 - page}</a>',
    )
    nav = f'<p class="pagelink conl"><span class="pages-label">Pagina\'s: </span>{here + " " + there if page == 1 else there + " " + here}</p>'
    return shell(
        f'<link rel="canonical" href="{SITE}/viewtopic.php?id=55{"" if page == 1 else "&amp;p=2"}" />',
        f'<div id="punviewtopic" class="pun"><div class="punwrap"><div class="linkst"><div class="inbox crumbsplus"><ul class="crumbs"><li><a href="index.php">Index</a></li><li><span>»&#160;</span><strong><a href="{SITE}/viewtopic.php?id=55">{TITLE}</a></strong></li></ul><div class="pagepost">{nav}</div></div></div>{out}<div id="brdfooter"><p id="poweredby">Powered by <a href="x">FluxBB</a></p></div></div></div>',
    )


@theme
def flarum_dom(posts: Sequence[P], page: int, of: int) -> str:
    """The page as browsers save it; a quotation's writer is a mention before it."""
    out = ""
    for p in posts:
        quote = quoted(
            p,
            '<blockquote class="uncited"><div><p><a href="x" class="PostMention" data-id="POST">NAME</a> WORDS</p></div></blockquote>',
        )
        out += f"""<div class="PostStream-item" data-index="{p.n - 1}" data-time="{p.iso}Z" data-number="{p.n}" data-id="{p.id}" data-type="comment"><article class="CommentPost Post"><div><header class="Post-header"><ul><li class="item-user"><div class="PostUser"><h3 class="PostUser-name"><a href="{SITE}/u/x"><img class="Avatar PostUser-avatar" src="a.png" alt=""><span class="username">{p.author}</span></a></h3><ul class="PostUser-badges badges"><li><div class="Badge">{RANK}</div></li></ul></div></li><li class="item-meta"><div class="Dropdown PostMeta"><a class="Dropdown-toggle"><time pubdate="" datetime="{p.iso}Z" title="x" data-humantime="">4 mrt 2019</time></a><div class="Dropdown-menu dropdown-menu"><span class="PostMeta-number">Bericht #{p.n}</span> <span class="PostMeta-time"><time>{dutch(p.when)}</time></span></div></div></li>{note(p, '<li class="item-edited"><span class="PostEdited">NOTE</span></li>')}</ul></header><div class="Post-body">{quote}<p>{p.html}</p></div><aside class="Post-actions"><ul><li><button>{BUTTON}</button></li></ul></aside><footer class="Post-footer"><ul><li class="item-replies"><div class="Post-mentionedBy">Koos57 reageerde hierop.</div></li></ul></footer></div></article></div>"""
    return shell(
        f'<meta name="generator" content="Flarum"><link rel="canonical" href="{SITE}/d/55-stilte">',
        f'<div id="app" class="App"><div class="DiscussionPage"><div class="DiscussionPage-discussion"><header class="Hero DiscussionHero"><ul class="DiscussionHero-items"><li class="item-title"><h1 class="DiscussionHero-title">{TITLE}</h1></li></ul></header><div class="PostStream">{out}</div></div></div></div>',
    )


@theme
def nodebb_harmony(posts: Sequence[P], page: int, of: int) -> str:
    """Everything about a post in attributes of its list item; a quotation told by the mention over it."""
    out = ""
    for p in posts:
        quote = quoted(
            p,
            f'<p dir="auto"><a class="plugin-mentions-user plugin-mentions-a" href="/user/x">@NAME</a> zei in <a href="{SITE}/post/POST">{TITLE}</a>:</p><blockquote><p dir="auto">WORDS</p></blockquote>',
        )
        out += f"""<li component="post" class="pt-4 self-post topic-owner-post" data-index="{p.n - 1}" data-pid="{p.id}" data-uid="9" data-timestamp="{int(p.when.timestamp())}000" data-username="{p.author}" data-userslug="x" itemprop="comment" itemtype="http://schema.org/Comment" itemscope><a component="post/anchor" data-index="{p.n - 1}" id="{p.n - 1}"></a><meta itemprop="datePublished" content="{p.iso}Z"><div class="d-flex align-items-start gap-3 post-container-parent"><div class="bg-body d-none d-sm-block rounded-circle"><a href="/user/x">{AVATAR}</a></div><div class="post-container d-flex gap-2"><div class="d-flex align-items-start post-header" itemprop="author" itemscope itemtype="https://schema.org/Person"><div class="d-flex gap-1 flex-wrap"><meta itemprop="name" content="{p.author}"><a class="fw-bold text-nowrap" href="/user/x" data-username="{p.author}" data-uid="9">{p.author}</a><span class="badge rounded-1">{RANK}</span><span class="text-muted">schreef op <a href="/post/{p.id}" class="timeago" title="{p.iso}Z">4 mrt 2019</a></span><span component="post/editor" class="visually-hidden">{note(p, "NOTE")}</span></div><div class="d-flex"><a href="/post/{p.id}" class="post-index text-muted d-none d-md-inline">#{p.n}</a></div></div><div class="content text-break" component="post/content" itemprop="text">{quote}<p dir="auto">{p.html}</p></div><div component="post/footer" class="post-footer border-bottom pb-2">{signed(p, '<div component="post/signature" data-uid="9" class="text-xs text-muted mt-2"><p>SIGN</p></div>')}<div component="post/actions"><a component="post/reply">{BUTTON}</a></div></div></div></div></li>"""
    nav = f'<div component="pagination" class="text-center pagination-container"><ul class="pagination hidden-xs"><li class="page page-item active"><a class="page-link" data-page="{page}">{page}</a></li></ul></div>'
    return shell(
        f'<link rel="canonical" href="{SITE}/topic/55/stilte"><script>var config = JSON.parse("nodebb");</script>',
        f'<div data-widget-area="header"></div><h1 component="post/header" class="tracking-tight"><span component="topic/title">{TITLE}</span></h1><ul component="topic" class="posts timeline list-unstyled" data-tid="55" data-cid="2">{out}</ul>{nav}',
    )


@theme
def vanilla_2(posts: Sequence[P], page: int, of: int) -> str:
    """The first post is a discussion of its own, the others items of a list."""
    first, out = "", ""
    for p in posts:
        quote = quoted(
            p,
            '<blockquote class="Quote UserQuote"><div class="QuoteAuthor blockquote-line"><a href="/profile/x" rel="nofollow">NAME</a> zei:</div><div class="QuoteText blockquote-line"><p>WORDS</p></div></blockquote>',
        )
        what = "Discussion" if p.n == 1 else "Comment"
        link = f"{SITE}/discussion/55/stilte" if p.n == 1 else f"{SITE}/discussion/comment/{p.id}/#Comment_{p.id}"
        body = f"""<div class="Item-Header {what}Header"><div class="AuthorWrap"><span class="Author"><a title="{p.author}" href="/profile/x" class="PhotoWrap">{AVATAR}</a><a href="/profile/x" class="Username">{p.author}</a></span><span class="AuthorInfo"><span class="MItem Rank">{RANK}</span></span></div><div class="Meta {what}Meta"><span class="MItem DateCreated"><a href="{link}" class="Permalink" name="Item_{p.n}" rel="nofollow"><time title="x" datetime="{p.iso}+00:00">maart 2019</time></a></span>{note(p, '<span class="MItem">NOTE</span>')}</div></div><div class="Item-BodyWrap"><div class="Item-Body"><div class="Message userContent">{quote}{p.html}</div><div class="Reactions">{BUTTON}</div>{signed(p, '<div class="Signature UserSignature userContent">SIGN</div>')}</div></div>"""
        if p.n == 1:
            first = f'<div id="Discussion_{p.id}" class="Item ItemDiscussion Role_Member"><div class="Discussion">{body}</div></div>'
        else:
            out += f'<li class="Item Alt ItemComment Role_Member" id="Comment_{p.id}"><div class="Comment">{body}</div></li>'
    nav = f'<span class="PagerWrap"><div id="PagerBefore" class="Pager NumberedPager"><a class="Highlight Pager-p p-{page} FirstPage">{page}</a></div></span>'
    return shell(
        f'<link rel="canonical" href="{SITE}/discussion/55/stilte{"" if page == 1 else f"/p{page}"}" />',
        f'<body id="vanilla_discussion_index" class="Vanilla Discussion isDesktop index"><div class="MessageList Discussion"><div class="PageTitle"><div class="Options">{BUTTON}</div><h1>{TITLE}</h1></div>{first}</div><div class="CommentsWrap">{nav}<div class="DataBox DataBox-Comments"><h2 class="CommentHeading">Reacties</h2><ul class="MessageList DataList Comments">{out}</ul></div></div></body>',
    )
