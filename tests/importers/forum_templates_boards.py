# ruff: noqa: E501 (markup stands on one line)
"""More pages as the software's own templates make them: vBulletin 3, SMF, MyBB, WoltLab, Invision, Forumotion's skins."""

from __future__ import annotations

from collections.abc import Sequence

from forum_pages import SITE, TITLE, P, shell, theme
from forum_templates import AVATAR, BUTTON, EDITED, RANK, dutch, note, quoted, signed

assert EDITED


@theme
def vbulletin_3_8(posts: Sequence[P], page: int, of: int) -> str:
    """A row of tables a post; signature and note are small blocks after the message, told by nothing but their line."""
    out = ""
    for p in posts:
        quote = quoted(
            p,
            '<div style="margin:20px; margin-top:5px; "><div class="smallfont" style="margin-bottom:2px">Citaat:</div><table cellpadding="6" cellspacing="0" border="0" width="100%"><tr><td class="alt2" style="border:1px inset"><div>Oorspronkelijk geplaatst door <strong>NAME</strong> <a href="showthread.php?p=POST#postPOST" rel="nofollow"><img class="inlineimg" src="v.gif" border="0" alt="Bekijk bericht" /></a></div><div style="font-style:italic">WORDS</div></td></tr></table></div>',
        )
        out += f"""<!-- post #{p.id} --><div align="center"><div class="page" style="width:100%; text-align:left"><div style="padding:0px 25px 0px 25px"><div id="edit{p.id}" style="padding:0px 0px 6px 0px"><table id="post{p.id}" class="tborder" cellpadding="6" cellspacing="0" border="0" width="100%" align="center"><tr><td class="thead" style="font-weight:normal; border: 1px solid #D1D1E1; border-right: 0px"><!-- status icon and date --><a name="post{p.id}"><img class="inlineimg" src="old.gif" alt="Oud" border="0" /></a> {p.when:%d-%m-%Y, %H:%M} <!-- / status icon and date --></td><td class="thead" style="font-weight:normal" align="right">&nbsp; #<a href="{SITE}/showpost.php?p={p.id}&amp;postcount={p.n}" target="new" rel="nofollow" id="postcount{p.id}" name="{p.n}"><strong>{p.n}</strong></a> &nbsp;</td></tr>
<tr valign="top"><td class="alt2" width="175"><div id="postmenu_{p.id}"><a class="bigusername" href="member.php?u=9">{p.author}</a><script type="text/javascript">vbmenu_register("postmenu");</script></div><div class="smallfont">{RANK}</div><div class="smallfont">&nbsp;<br /><a href="member.php?u=9">{AVATAR}</a></div><div class="smallfont">&nbsp;<br /><div>Lid sinds: jan 2002</div><div>Berichten: 12</div></div></td><td class="alt1" id="td_post_{p.id}"><!-- icon and title --><div class="smallfont"><img class="inlineimg" src="icon1.gif" alt="Standaard" border="0" /><strong>Re: {TITLE}</strong></div><hr size="1" style="color:#D1D1E1" /><!-- / icon and title --><!-- message --><div id="post_message_{p.id}">{quote}{p.html}</div><!-- / message -->{signed(p, "<!-- sig --><div>__________________<br />SIGN</div><!-- / sig -->")}{note(p, '<!-- edit note --><div class="smallfont"><hr size="1" /><em>NOTE; 05-03-2019 om 10:00. Reden: spelling</em></div><!-- / edit note -->')}</td></tr>
<tr><td class="alt2"><img class="inlineimg" src="user_offline.gif" alt="{p.author} is offline" border="0" /></td><td class="alt1" align="right"><a href="newreply.php?do=newreply&amp;p={p.id}" rel="nofollow">{BUTTON}</a></td></tr></table></div></div></div></div>"""
    nav = f'<div class="pagenav" align="right"><table class="tborder" cellpadding="3"><tr><td class="vbmenu_control" style="font-weight:normal">Pagina {page} van {of}</td><td class="alt2"><span class="smallfont" title="Resultaten"><strong>{page}</strong></span></td></tr></table></div>'
    return shell(
        f'<meta name="generator" content="vBulletin 3.8.7" /><link rel="canonical" href="{SITE}/showthread.php?t=55" />',
        f'<table class="tborder"><tr><td class="alt1"><table><tr><td class="navbar" style="font-size:10pt; padding-top:1px"><a href="x"><img src="n.gif" alt="Herlaad" /></a> <strong>{TITLE}</strong></td></tr></table></td></tr></table>{nav}<div id="posts">{out}<div id="lastpost"></div></div>',
    )


@theme
def smf_2_1(posts: Sequence[P], page: int, of: int) -> str:
    """The note of an edit stands by the date, quick buttons under the post, the subject hidden by its class alone."""
    out = ""
    for p in posts:
        link = (
            p.author
            if p.guest
            else f'<a href="{SITE}/index.php?action=profile;u=4" title="Bekijk het profiel van {p.author}">{p.author}</a>'
        )
        quote = quoted(
            p,
            f'<blockquote class="bbc_standard_quote"><cite><a href="{SITE}/index.php?msg=POST">Citaat van: NAME op DATE</a></cite>WORDS</blockquote>',
        )
        out += f"""<div class="windowbg" id="msg{p.id}"><div class="post_wrapper"><div class="poster"><h4><span class="off" title="Offline"></span> {link}</h4><ul class="user_info"><li class="membergroup">{RANK}</li><li class="avatar"><a href="x">{AVATAR}</a></li><li class="icons"></li><li class="postcount">Berichten: 12</li><li class="blurb">Mijn motto</li><li class="poster_ip">Gelogd</li></ul></div>
<div class="postarea"><div class="keyinfo"><div id="subject_{p.id}" class="subject_title subject_hidden"><a href="{SITE}/index.php?msg={p.id}" rel="nofollow">{TITLE}</a></div>{f'<span class="page_number floatright">#{p.n - 1}</span>' if p.n > 1 else ""}<div class="postinfo"><span class="messageicon" style="position: absolute; z-index: -1;"><img src="xx.png" alt=""></span><a href="{SITE}/index.php?msg={p.id}" rel="nofollow" title="{TITLE}" class="smalltext">{dutch(p.when, "%H:%M:%S")}</a><span class="spacer"></span><span class="smalltext modified floatright{" mvisible" if p.n == 1 else ""}" id="modified_{p.id}">{note(p, "<em>NOTE</em>: 5 maart 2019, 10:00:00")}</span></div><div id="msg_{p.id}_quick_mod"></div></div>
<div class="post"><div class="inner" data-msgid="{p.id}" id="msg_{p.id}">{quote}{p.html}</div></div><div class="under_message"><ul class="floatleft"><li class="smflikebutton" id="msg_{p.id}_likes"><a class="msg_like">Vind ik leuk</a></li></ul><ul class="quickbuttons"><li><a>{BUTTON}</a></li></ul></div></div><div class="moderatorbar">{signed(p, f'<div class="signature" id="msg_{p.id}_signature">SIGN</div>')}</div></div></div>"""
    other = 2 if page == 1 else 1
    here = f'<span class="current_page">{page}</span>'
    there = f'<a class="nav_page" href="{SITE}/index.php?topic=55.{(other - 1) * 3}">{other}</a>'
    bar = f'<span class="pages">Pagina&#039;s</span>{here + there if page == 1 else there + here}<a class="nav_page" href="x"><span class="main_icons next_page"></span></a>'
    return shell(
        f'<link rel="canonical" href="{SITE}/index.php?topic=55.{(page - 1) * 3}">',
        f'<div id="display_head" class="information"><h2 class="display_title"><span id="top_subject">{TITLE}</span></h2><p>Gestart door Veldmuis, 4 maart 2019</p><span class="nextlinks floatright"><a>&laquo; vorige</a></span></div><div class="pagesection top"><div class="pagelinks floatleft"><a href="#bot" class="button">Omlaag</a>{bar}</div></div><div id="forumposts"><form id="quickModForm">{out}</form></div><footer>Simple Machines</footer>',
    )


@theme
def smf_2_0(posts: Sequence[P], page: int, of: int) -> str:
    """curve: the date between guillemets after "Antwoord #2 Gepost op", the note and the report button in the bar below."""
    out = ""
    for p in posts:
        quote = quoted(
            p,
            f'<div class="quoteheader"><div class="topslice_quote"><a href="{SITE}/index.php?topic=55.msgPOST#msgPOST">Citaat van: NAME op DATE</a></div></div><blockquote class="bbc_standard_quote">WORDS</blockquote><div class="quotefooter"><div class="botslice_quote"></div></div>',
        )
        link = f'<a href="{SITE}/index.php?action=profile;u=4" title="Bekijk profiel">{p.author}</a>'
        out += f"""<a id="msg{p.id}"></a><div class="windowbg{2 - p.n % 2}"><span class="topslice"><span></span></span><div class="post_wrapper"><div class="poster"><h4><img src="off.gif" alt="Offline" /> {link}</h4><ul class="reset smalltext" id="msg_{p.id}_extra_info"><li class="postgroup">{RANK}</li><li class="stars"><img src="star.gif" alt="*" /></li><li class="avatar"><a href="x">{AVATAR}</a></li><li class="postcount">Berichten: 12</li></ul></div>
<div class="postarea"><div class="flow_hidden"><div class="keyinfo"><div class="messageicon"><img src="xx.gif" alt="" /></div><h5 id="subject_{p.id}"><a href="{SITE}/index.php?topic=55.msg{p.id}#msg{p.id}" rel="nofollow">Re: {TITLE}</a></h5><div class="smalltext">&#171; <strong>{f"Antwoord #{p.n - 1} Gepost op:" if p.n > 1 else " Gepost op:"}</strong> {dutch(p.when, "%H:%M:%S")} &#187;</div><div id="msg_{p.id}_quick_mod"></div></div><ul class="reset smalltext quickbuttons"><li class="quote_button"><a>{BUTTON}</a></li></ul></div><div class="post"><div class="inner" id="msg_{p.id}">{quote}{p.html}</div></div></div><div class="moderatorbar"><div class="smalltext modified" id="modified_{p.id}">{note(p, "&#171; <em>NOTE: 5 maart 2019, 10:00:00</em> &#187;")}</div><div class="smalltext reportlinks"><a>{BUTTON}</a> &nbsp; <img src="ip.gif" alt="" /> Gelogd</div>{signed(p, f'<div class="signature" id="msg_{p.id}_signature">SIGN</div>')}</div></div><span class="botslice"><span></span></span></div><hr class="post_separator" />"""
    other = 2 if page == 1 else 1
    there = f'<a class="navPages" href="{SITE}/index.php?topic=55.{(other - 1) * 3}">{other}</a>'
    here = f"[<strong>{page}</strong>]"
    bar = f'<div class="pagesection"><div class="pagelinks floatleft">Pagina\'s: {here + " " + there if page == 1 else there + " " + here} &nbsp;&nbsp;<a href="#lastPost"><strong>Omlaag</strong></a></div></div>'
    return shell(
        f'<link rel="canonical" href="{SITE}/index.php?topic=55.0" />',
        f'<div id="forumposts"><div class="cat_bar"><h3 class="catbg"><img src="t.gif" align="bottom" alt="" /><span id="author">Auteur</span> Topic: {TITLE} &nbsp;(gelezen 900 keer)</h3></div>{bar}<form id="quickModForm">{out}</form></div><div id="footer_section">Simple Machines</div>',
    )


@theme
def mybb_1_8(posts: Sequence[P], page: int, of: int) -> str:
    """Dates of these days in words with the day in a title, the number behind a menu, the quotation's own date before the name."""
    out = ""
    for p in posts:
        name = p.author if p.guest else f'<a href="{SITE}/user-9.html">{p.author}</a>'
        quote = quoted(
            p,
            f'<blockquote class="mycode_quote"><cite><span> (DATE)</span>NAME schreef:  <a href="{SITE}/showthread.php?pid=POST#pidPOST" class="quick_jump"></a></cite>WORDS</blockquote>',
        )
        out += f"""<a name="pid{p.id}" id="pid{p.id}"></a><div class="post classic " style="" id="post_{p.id}"><div class="post_author scaleimages"><div class="author_avatar"><a href="x">{AVATAR}</a></div><div class="author_information"><strong><span class="largetext">{name}</span></strong> <img src="off.png" class="buddy_status" alt="Offline" /><br /><span class="smalltext">{RANK}<br /><img src="star.png" border="0" alt="*" /></span></div><div class="author_statistics">Berichten: 12<br />Lid sinds: Jan 2002<br />Reputatie: <strong class="reputation_neutral">0</strong></div></div>
<div class="post_content"><div class="post_head"><div class="float_right" style="vertical-align: top"><strong><a href="{SITE}/thread-55-post-{p.id}.html#pid{p.id}" title="Re: {TITLE}">#{p.n}</a></strong></div><span class="post_date"><span title="{p.when:%d-%m-%Y}">Gisteren</span>, {p.when:%H:%M} <span class="post_edit" id="edited_by_{p.id}">{note(p, '<span class="edited_post">(NOTE: 05-03-2019, 10:00 door <a href="x">Beheer</a>.)</span>')}</span></span></div><div class="post_body scaleimages" id="pid_{p.id}">{quote}{p.html}</div>{signed(p, '<div class="signature scaleimages">SIGN</div>')}<div class="post_meta" id="post_meta_{p.id}"></div></div><div class="post_controls"><div class="postbit_buttons author_buttons float_left"><a class="postbit_find"><span>{BUTTON}</span></a></div></div></div>"""
    here, there = (
        f'<span class="pagination_current">{page}</span>',
        '<a href="thread-55.html" class="pagination_page">1</a>',
    )
    nav = f'<div class="pagination"><span class="pages">Pagina\'s ({of}):</span> {here if page == 1 else there + here}</div>'
    return shell(
        f'<link rel="canonical" href="{SITE}/thread-55{"" if page == 1 else f"-page-{page}"}.html" />',
        f'{nav}<table border="0" class="tborder tfixed clear"><tr><td class="thead"><div class="float_right"><span class="smalltext"><strong><a href="x">Weergave</a></strong></span></div><div><strong>{TITLE}</strong></div></td></tr><tr><td id="posts_container"><div id="posts">{out}</div></td></tr></table><div id="footer"><div id="copyright">MyBB</div></div>',
    )


def _woltlab(posts: Sequence[P], page: int, of: int, five: bool) -> str:
    out = ""
    for p in posts:
        name = (
            f'<span class="username" itemprop="name">{p.author}</span>'
            if p.guest
            else f'<a href="{SITE}/user/9-x/" class="username userLink" data-object-id="9" itemprop="url"><span itemprop="name">{p.author}</span></a>'
        )
        when = (
            f'<time datetime="{p.iso}+01:00" class="datetime" data-timestamp="1" data-date="x">Gisteren, {p.when:%H:%M}</time>'
            if five
            else f'<woltlab-core-date-time date="{p.iso}+01:00" static>Gisteren</woltlab-core-date-time>'
        )
        quote = quoted(
            p,
            f'<blockquote class="quoteBox collapsibleBbcode jsCollapsibleBbcode" cite="{SITE}/thread/55-stilte/?postID=POST#postPOST"><div class="quoteBoxIcon"><a href="x" class="userLink">{AVATAR}</a></div><div class="quoteBoxTitle"><a href="{SITE}/thread/55-stilte/?postID=POST#postPOST">Citaat van NAME</a></div><div class="quoteBoxContent"><p>WORDS</p></div><span class="toggleButton" data-title-collapse="Meer">Alles weergeven</span></blockquote>',
        )
        out += f"""<li id="post{p.id}" class="anchorFixedHeader messageGroupStarter"><article class="wbbPost message messageSidebarOrientationLeft jsClipboardObject jsMessage userOnlineGroupMarking3" data-post-id="{p.id}" data-can-edit="0" data-is-done="0" data-object-id="{p.id}" data-object-type="com.woltlab.wbb.likeablePost" data-user-id="9" itemprop="comment" itemscope itemtype="http://schema.org/Comment"><meta itemprop="datePublished" content="{p.iso}+01:00"><meta itemprop="url" content="x"><div role="presentation" class="messageSidebar member" itemprop="author" itemscope itemtype="http://schema.org/Person"><div class="messageAuthor"><div class="userAvatar"><a href="x" aria-hidden="true">{AVATAR}</a></div><div class="messageAuthorContainer">{name}</div><div class="userTitle"><span class="badge userTitleBadge">{RANK}</span></div></div><div class="userCredits"><dl class="plain dataList"><dt><a href="x">Berichten</a></dt><dd>12</dd></dl></div></div>
<div class="messageContent"><header class="messageHeader"><div class="messageHeaderBox"><ul class="messageHeaderMetaData"><li><a href="{SITE}/thread/55-stilte/?postID={p.id}#post{p.id}" class="permalink messagePublicationTime" rel="nofollow">{when}</a></li></ul><ul class="messageStatus"><li><span class="badge label green">{BUTTON}</span></li></ul></div><ul class="messageQuickOptions"><li><a href="{SITE}/thread/55-stilte/?postID={p.id}#post{p.id}" class="jsTooltip jsButtonShare" title="Delen" data-link-title="{TITLE}">#{p.n}</a></li></ul></header><div class="messageBody"><div class="messageText" itemprop="text">{quote}<p>{p.html}</p></div></div><footer class="messageFooter">{signed(p, '<div class="messageSignature"><div><p>SIGN</p></div></div>')}<div class="messageFooterNotes">{note(p, '<p class="messageFooterNote wbbPostEditNote">NOTE (<time datetime="2021-01-01T10:00:00+01:00">1 jan</time>)</p>')}</div><div class="messageFooterGroup"><ul class="messageFooterButtonsExtra"><li>{BUTTON}</li></ul></div></footer></div></article></li>"""
    nav = (
        f'<nav class="pagination" data-link="x" data-pages="{of}"><ul><li class="skip"></li><li class="active"><span>{page}</span><span class="invisible">Pagina {page} van {of}</span></li></ul></nav>'
        if five
        else f'<woltlab-core-pagination page="{page}" count="{of}" url="x"></woltlab-core-pagination>'
    )
    return shell(
        f'<link rel="canonical" href="{SITE}/thread/55-stilte/{"" if page == 1 else f"?pageNo={page}"}">',
        f'<body id="tpl_wbb_thread" itemscope itemtype="http://schema.org/WebPage" data-template="thread" data-application="wbb"><header class="contentHeader wbbThread" data-thread-id="55"><div class="contentHeaderIcon">{AVATAR}</div><div class="contentHeaderTitle"><h1 class="contentTitle" itemprop="name headline">{TITLE}</h1></div></header>{nav}<div class="section"><ul class="wbbThreadPostList messageList jsClipboardContainer" data-page-no="{page}">{out}</ul></div></body>',
    )


@theme
def woltlab_5(posts: Sequence[P], page: int, of: int) -> str:
    return _woltlab(posts, page, of, True)


@theme
def woltlab_6(posts: Sequence[P], page: int, of: int) -> str:
    return _woltlab(posts, page, of, False)


@theme
def woltlab_burning_board_4(posts: Sequence[P], page: int, of: int) -> str:
    """Burning Board 4.0: the number in a counter, the date bare in the header, the author in a column beside it."""
    out = ""
    for p in posts:
        quote = quoted(
            p,
            f'<blockquote class="container containerPadding quoteBox" cite="{SITE}/index.php/Thread/55-stilte/?postID=POST#postPOST"><header><h3><a href="{SITE}/index.php/Thread/55-stilte/?postID=POST#postPOST">Citaat van NAME</a></h3></header><div>WORDS</div></blockquote>',
        )
        out += f"""<li id="post{p.id}" class="marginTop shadow wbbThreadStarter"><article class="wbbPost message messageSidebarOrientationLeft dividers" data-post-id="{p.id}" data-object-id="{p.id}"><div><aside class="messageSidebar member"><div><header><h2 class="username"><a href="{SITE}/index.php/User/9/" class="username" rel="author"><span>{p.author}</span></a></h2></header><div class="userTitle"><p class="badge userTitleBadge">{RANK}</p></div><div class="userAvatar"><a href="x" class="framed">{AVATAR}</a></div><div class="userCredits"><dl class="plain dataList"><dt>Berichten</dt><dd>12</dd></dl></div></div></aside><section class="messageContent"><div><header class="messageHeader"><p class="messageCounter"><a href="{SITE}/index.php/Thread/55-stilte/?postID={p.id}#post{p.id}" title="Permalink" class="button jsTooltip permalink">{p.n}</a></p><time datetime="{p.iso}+01:00" class="datetime" data-timestamp="1">{dutch(p.when)}</time></header><div class="messageBody"><div><div class="messageText">{quote}{p.html}</div></div>{signed(p, '<div class="messageSignature"><div>SIGN</div></div>')}<div class="messageFooter">{note(p, '<p class="wbbPostEditNote messageFooterNote">NOTE (5 maart 2019)</p>')}</div><footer class="contentOptions clearfix"><nav><ul class="smallButtons buttonGroup"><li class="toTopLink"><a class="button"><span>{BUTTON}</span></a></li></ul></nav></footer></div></div></section></div></article></li>"""
    nav = f'<nav class="pageNavigation" data-pages="{of}"><ul><li class="button active"><span>{page}</span><span class="invisible">Pagina {page} van {of}</span></li></ul></nav>'
    return shell(
        f'<link rel="canonical" href="{SITE}/index.php/Thread/55-stilte/" />',
        f'<body id="tplThread"><header id="threadHeader" class="boxHeadline marginTop wbbThread" data-thread-id="55"><h1><a href="{SITE}/index.php/Thread/55-stilte/">{TITLE}</a></h1></header>{nav}<div class="marginTop"><ul class="wbbThreadPostList messageList">{out}</ul></div><footer>Burning Board, WoltLab</footer></body>',
    )
