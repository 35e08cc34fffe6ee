# ruff: noqa: E501 (markup stands on one line)
"""Pages as the software's own templates make them: days in words, a thread saved again, comments of WordPress's themes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import forum_pages_more
import forum_templates_boards
import forum_templates_more
import pytest
from forum_pages import POSTS, SITE, THEMES, TITLE, P, pages, shell
from forum_templates import AVATAR, BUTTON, EDITED, RANK, dutch
from helpers_importers import texts, tiles

from qda.core.drafts import Draft, ReadOptions
from qda.importers.web.forum_html import drafts
from qda.ops.sources import edit
from qda.ops.sources.import_list import import_texts
from qda.store.project import Study

assert forum_pages_more and forum_templates_boards and forum_templates_more  # they enter their themes

SAVED = "<!--\n Page saved with SingleFile\n url: {url}\n saved date: Wed Jun 10 2020 12:00:00 GMT+0200 (CEST)\n-->"
LONG = dutch(POSTS[2].when, "%H:%M:%S")
SHORT = dutch(POSTS[2].when, short=True)


def read(html: str) -> Draft:
    """The one draft of a page, its segments checked."""
    made = drafts(html.encode(), "pagina", "pagina.html", ReadOptions())
    assert made is not None
    [draft] = made
    tiles(draft)
    return draft


@pytest.mark.parametrize(
    ("name", "written", "shown", "day"),
    [
        ("phpbb_3_1", SHORT, "Gisteren, 07:05", "2020-06-09T07:05"),
        ("phpbb_3_1", SHORT, "Vandaag, 07:05", "2020-06-10T07:05"),
        ("phpbb_3_1", SHORT, "5 minuten geleden", "2020-06-10T11:55"),
        ("phpbb_3_1", SHORT, "minder dan een minuut geleden", "2020-06-10T11:59"),
        ("subsilver2", SHORT, "Gestern, 07:05", "2020-06-09T07:05"),
        ("smf_2_1", LONG, "<strong>Vandaag</strong> om 07:05:12", "2020-06-10T07:05"),
        ("smf_2_0", LONG, "<strong>Yesterday</strong> at 07:05:12 AM", "2020-06-09T07:05"),
        ("vbulletin_3_8", "06-03-2019, 07:05", "Hier, 07h05", "2020-06-09T07:05"),
        ("vbulletin_4_2", "March 6th, 2019", "Yesterday", "2020-06-09T07:05"),
        ("mybb_1_8", '<span title="06-03-2019">Gisteren</span>, 07:05', '<span title="06-03-2019, 07:05">2 uur geleden</span>', "2019-03-06T07:05"),
        ("mybb_1_8", '<span title="06-03-2019">Gisteren</span>, 07:05', "Gisteren, 07:05", "2020-06-09T07:05"),
        ("forumotion_prosilver", dutch(POSTS[2].when, short=True, join=" - "), "Gisteren om 7:05 am", "2020-06-09T07:05"),
        ("forumotion_invision", dutch(POSTS[2].when, short=True, join=" - "), "Aujourd'hui à 7:05", "2020-06-10T07:05"),
        ("forumotion_punbb", dutch(POSTS[2].when, short=True, join=" - "), "Gestern um 7:05", "2020-06-09T07:05"),
        ("forumotion_phpbb2", dutch(POSTS[2].when, short=True, join=" - "), "Today at 7:05 am", "2020-06-10T07:05"),
        ("fluxbb_1_5", "2019-03-06 07:05:00", "Yesterday 07:05:00", "2020-06-09T07:05"),
        ("bbpress_2_6", dutch(POSTS[2].when, join=" om "), "1 jaar, 3 maanden geleden", "2019-03-10"),
        ("bbpress_2_6", dutch(POSTS[2].when, join=" om "), "vor 1 Jahr, 3 Monaten", "2019-03-10"),
        ("bbpress_2_6", dutch(POSTS[2].when, join=" om "), "il y a 1 an et 3 mois", "2019-03-10"),
        ("ning_topic", "March 6, 2019 at 7:05am", "2 hours ago", "2020-06-10T10:00"),
    ],
)  # fmt: skip
def test_days_in_words_count_from_when_the_page_was_saved(name: str, written: str, shown: str, day: str) -> None:
    html = pages(THEMES[name])[0]
    assert written in html
    html = html.replace(written, shown).replace("<html", SAVED.format(url=f"{SITE}/x") + "<html", 1)
    third = [s for s in read(html).segments if s.kind == "post"][2]
    assert (third.date or "")[: len(day)] == day, third.metadata


@pytest.mark.parametrize("name", sorted(THEMES))
def test_a_thread_saved_again_brings_its_new_posts_alone(name: str, study: Study, tmp_path: Path) -> None:
    for n, html in ((1, THEMES[name](POSTS[:3], 1, 1)), (2, THEMES[name](POSTS[:4], 1, 1))):
        (tmp_path / f"{n}.html").write_text(html)
    import_texts(study, [str(tmp_path / "1.html")])
    again = import_texts(study, [str(tmp_path / "2.html")])
    [name_] = {r[1] for r in again.rows}
    posts = [s for s in edit.show(study, str(name_)).fields["segments"] if s["kind"] == "post"]
    assert [s["author"] for s in posts] == [p.author for p in POSTS[:4]], again.rows
    assert "1 new post added" in str(again.rows[0][6]) and POSTS[3].text in posts[3]["text"]


ARTICLE = "".join(
    f"<p>Sinds {year} meet de gemeente in het stiltegebied hoe vaak het er stil is.</p>" for year in (2015, 2016, 2017)
)


def _says(p: P) -> str:
    return f'{AVATAR}<{{tag}} class="fn"><a href="https://x.example" rel="external nofollow ugc" class="url">{p.author}</a></{{tag}}> <span class="says">schreef:</span>'


def _ten(p: P, under: str) -> str:
    return f"""<li class="comment even thread-even depth-1" id="li-comment-{p.id}"><div id="comment-{p.id}"><div class="comment-author vcard">{_says(p).format(tag="cite")}</div><div class="comment-meta commentmetadata"><a href="{SITE}/a#comment-{p.id}">{dutch(p.when, join=" om ")}</a> <a class="comment-edit-link">({BUTTON})</a></div><div class="comment-body"><p>{p.html}</p></div><div class="reply"><a rel="nofollow" class="comment-reply-link">{BUTTON}</a></div></div><ul class="children">{under}</ul></li>"""


def _eleven(p: P, under: str) -> str:
    return f"""<li class="comment byuser depth-1" id="li-comment-{p.id}"><article id="comment-{p.id}" class="comment"><footer class="comment-meta"><div class="comment-author vcard">{AVATAR}<span class="fn">{p.author}</span> op <a href="{SITE}/a#comment-{p.id}"><time datetime="{p.iso}+01:00">{dutch(p.when)}</time></a> <span class="says">schreef:</span> <span class="edit-link"><a>{BUTTON}</a></span></div></footer><div class="comment-content"><p>{p.html}</p></div><div class="reply"><a class="comment-reply-link">{BUTTON} <span>&darr;</span></a></div></article><ul class="children">{under}</ul></li>"""


def _twelve(p: P, under: str) -> str:
    return f"""<li class="comment bypostauthor depth-1" id="li-comment-{p.id}"><article id="comment-{p.id}" class="comment"><header class="comment-meta comment-author vcard">{AVATAR}<cite><b class="fn">{p.author}</b> <span>{RANK}</span></cite><a href="{SITE}/a#comment-{p.id}"><time datetime="{p.iso}+01:00">{dutch(p.when)}</time></a></header><section class="comment-content comment"><p>{p.html}</p><p class="edit-link"><a class="comment-edit-link">{BUTTON}</a></p></section><div class="reply"><a class="comment-reply-link">{BUTTON}</a></div></article><ul class="children">{under}</ul></li>"""


def _walker(p: P, under: str) -> str:
    return f"""<li id="comment-{p.id}" class="comment odd alt depth-2 parent"><article id="div-comment-{p.id}" class="comment-body"><footer class="comment-meta"><div class="comment-author vcard">{_says(p).format(tag="b")}</div><div class="comment-metadata"><a href="{SITE}/a#comment-{p.id}"><time datetime="{p.iso}+01:00">{dutch(p.when)}</time></a> <span class="edit-link"><a>{BUTTON}</a></span></div><em class="comment-awaiting-moderation">{EDITED}</em></footer><div class="comment-content"><p>{p.html}</p></div><div class="reply"><a class="comment-reply-link">{BUTTON}</a></div></article><ol class="children">{under}</ol></li>"""


def _twenty(p: P, under: str) -> str:
    return f"""<div id="comment-{p.id}" class="comment depth-1"><article id="div-comment-{p.id}" class="comment-body"><footer class="comment-meta"><div class="comment-author vcard"><a href="https://x.example" rel="external nofollow" class="url">{AVATAR}<span class="fn">{p.author}</span><span class="screen-reader-text says">schreef:</span></a></div><div class="comment-metadata"><a href="{SITE}/a#comment-{p.id}"><time datetime="{p.iso}+01:00" title="x">{dutch(p.when)}</time></a></div></footer><div class="comment-content entry-content"><p>{p.html}</p></div><footer class="comment-footer-meta"><span class="comment-reply"><a class="comment-reply-link">{BUTTON}</a></span><span class="by-post-author">{RANK}</span></footer></article>{under}</div>"""


def _blocks(p: P, under: str) -> str:
    return f"""<li id="comment-{p.id}" class="comment even thread-even depth-1"><div class="wp-block-group is-layout-flex"><div class="wp-block-avatar">{AVATAR}</div><div class="wp-block-group"><div class="has-small-font-size wp-block-comment-date"><a href="{SITE}/a#comment-{p.id}"><time datetime="{p.iso}+01:00">{dutch(p.when)}</time></a></div><div class="has-small-font-size wp-block-comment-author-name"><a rel="external nofollow ugc" href="x" target="_self">{p.author}</a></div><div class="wp-block-comment-content"><p>{p.html}</p></div><div class="wp-block-comment-reply-link"><a class="comment-reply-link">{BUTTON}</a></div></div></div><ol>{under}</ol></li>"""


@pytest.mark.parametrize("comment", [_ten, _eleven, _twelve, _walker, _twenty, _blocks])
def test_comments_of_wordpress_themes(comment: Callable[[P, str], str]) -> None:
    wrap: dict[Callable[[P, str], str], str] = {
        _twenty: '<div class="comments-inner">{}</div>',
        _blocks: '<div class="wp-block-comments"><h2>Reacties</h2><ol class="wp-block-comment-template">{}</ol></div>',
    }
    listed = comment(POSTS[0], comment(POSTS[1], "")) + comment(POSTS[4], "")
    listed = wrap.get(comment, '<ol class="commentlist comment-list">{}</ol>').format(listed)
    body = f'<article id="post-77" class="post"><header class="entry-header"><h1 class="entry-title wp-block-post-title">{TITLE}</h1></header><div class="entry-content wp-block-post-content">{ARTICLE}</div></article><div id="comments" class="comments-area">{listed}<div id="respond" class="comment-respond"><h3 id="reply-title">{BUTTON}</h3></div></div>'
    draft = read(
        shell(
            f'<meta name="generator" content="WordPress 6.4"><link rel="canonical" href="{SITE}/a">',
            f'<body class="single postid-77">{body}</body>',
        )
    )
    found = [s for s in draft.segments if s.kind == "comment"]
    assert draft.kind == "article" and draft.title == TITLE and len(texts(draft, "paragraph")) == 3
    assert [(s.author, (s.date or "")[:16], s.reply_to) for s in found] == [
        ("Veldmuis", "2019-03-04T09:12", None), ("Koos57", "2019-03-04T20:45", 3), ("de_uil", "2020-11-23T16:01", None)
    ]  # fmt: skip
    assert texts(draft, "comment") == [POSTS[n].text for n in (0, 1, 4)]
    assert (found[1].metadata or {})["post"] == str(POSTS[1].id) and (found[1].metadata or {})[
        "link"
    ] == f"{SITE}/a#comment-{POSTS[1].id}"


def _old_reddit(p: P, under: str) -> str:
    return f"""<div class="thing id-t1_c{p.n} noncollapsed comment" id="thing_t1_c{p.n}" data-fullname="t1_c{p.n}" data-type="comment" data-author="{p.author}" data-permalink="/r/stilte/comments/ab55/x/c{p.n}/"><p class="parent"><a name="c{p.n}"></a></p><div class="midcol unvoted"><div class="arrow up"></div></div><div class="entry unvoted"><p class="tagline"><a href="javascript:void(0)" class="expand">[–]</a><a href="x" class="author may-blank id-t2_9">{p.author}</a><span class="userattrs"></span> <span class="score unvoted" title="3">3 points</span> <time title="x" datetime="{p.iso}+00:00" class="live-timestamp">5 years ago</time></p><form action="#" class="usertext"><div class="usertext-body may-blank-within md-container "><div class="md"><p>{p.html}</p></div></div></form><ul class="flat-list buttons"><li class="first"><a class="bylink">{BUTTON}</a></li></ul></div><div class="child"><div id="siteTable_t1_c{p.n}" class="sitetable listing">{under}</div></div></div>"""


def _new_reddit(p: P, under: str) -> str:
    return f"""<shreddit-comment author="{p.author}" thingid="t1_c{p.n}" depth="0" permalink="/r/stilte/comments/ab55/comment/c{p.n}/" created="{p.iso}.000000+0000"><div slot="commentMeta"><a href="/user/x">{p.author}</a><time datetime="{p.iso}.123Z">5y ago</time></div><div id="t1_c{p.n}-comment-rtjson-content" class="md" slot="comment"><div class="py-0"><p>{p.html}</p></div></div><shreddit-comment-action-row slot="actionRow">{BUTTON}</shreddit-comment-action-row>{under}</shreddit-comment>"""


@pytest.mark.parametrize("comment", [_old_reddit, _new_reddit])
def test_reddit_as_it_is_saved(comment: Callable[[P, str], str]) -> None:
    first = POSTS[0]
    leads: dict[Callable[[P, str], str], str] = {
        _old_reddit: f'<div id="siteTable" class="sitetable linklisting"><div class="thing id-t3_ab55 self link" id="thing_t3_ab55" data-fullname="t3_ab55" data-author="{first.author}" data-permalink="/r/stilte/comments/ab55/x/"><div class="entry"><div class="top-matter"><p class="title"><a class="title may-blank">{TITLE}</a></p><p class="tagline">submitted <time datetime="{first.iso}+00:00">5 years ago</time> by <a class="author">{first.author}</a></p></div><div class="expando"><form class="usertext"><div class="usertext-body"><div class="md"><p>{first.html}</p></div></div></form></div></div></div></div>',
        _new_reddit: f'<shreddit-post id="t3_ab55" post-title="{TITLE}" author="{first.author}" created-timestamp="{first.iso}.000000+0000" permalink="/r/stilte/comments/ab55/x/"><h1 slot="title">{TITLE}</h1><div class="text-neutral-content" slot="text-body"><div class="md"><p>{first.html}</p></div></div></shreddit-post>',
    }
    html = shell(
        '<link rel="canonical" href="https://www.reddit.com/r/stilte/comments/ab55/x/">',
        leads[comment] + comment(POSTS[1], comment(POSTS[2], "")) + comment(POSTS[4], ""),
    )
    draft = read(html)
    found = [s for s in draft.segments if s.kind == "post"]
    assert draft.title == TITLE and draft.metadata["thread"]["id"] == "ab55"
    assert [(s.author, (s.date or "")[:16], s.reply_to) for s in found] == [
        ("Veldmuis", "2019-03-04T09:12", None), ("Koos57", "2019-03-04T20:45", None), ("Oud lid", "2019-03-06T07:05", 1), ("de_uil", "2020-11-23T16:01", None)
    ]  # fmt: skip
    assert texts(draft, "post") == [POSTS[n].text for n in (0, 1, 2, 4)] and BUTTON not in draft.text


def test_stack_exchange_questions_answers_and_comments() -> None:
    def post(p: P, asked: bool) -> str:
        attrs = (
            f'class="question js-question" data-questionid="{p.id}" id="question"'
            if asked
            else f'id="answer-{p.id}" class="answer js-answer" data-answerid="{p.id}"'
        )
        comment = f'<div class="comments js-comments-container"><ul class="comments-list"><li id="comment-9{p.id}" class="comment js-comment" data-comment-id="9{p.id}"><div class="comment-text"><div class="comment-body"><span class="comment-copy">{POSTS[2].html}</span> &ndash;&nbsp;<a href="/users/2/x" class="comment-user">{POSTS[2].author}</a> <span class="comment-date"><a class="comment-link" href="#comment9{p.id}"><span title="{POSTS[2].when:%Y-%m-%d %H:%M:%S}Z, License: CC BY-SA 4.0" class="relativetime-clean">6 mrt</span></a></span></div></div></li></ul></div>'
        return f"""<div {attrs} itemscope><div class="post-layout"><div class="votecell"><div class="js-vote-count">3</div></div><div class="postcell answercell"><div class="s-prose js-post-body" itemprop="text"><p>{p.html}</p></div><div class="mt24 d-flex"><div class="js-post-menu"><a href="/q/{p.id}" class="js-share-link">{BUTTON}</a></div><div class="post-signature"><div class="user-info"><div class="user-action-time"><a>bewerkt</a></div><div class="user-details"><a href="/users/5/y">{RANK}</a></div></div></div><div class="post-signature owner"><div class="user-info"><div class="user-action-time">gevraagd <span title="{p.when:%Y-%m-%d %H:%M:%S}Z" class="relativetime">4 mrt</span></div><div class="user-details" itemprop="author"><a href="/users/1/x">{p.author}</a><span class="d-none" itemprop="name">{p.author}</span></div></div></div></div></div>{comment if asked else ""}</div></div>"""

    draft = read(
        shell(
            f'<link rel="canonical" href="{SITE}/questions/7003/stilte">',
            f'<div id="question-header"><h1 class="fs-headline1"><a class="question-hyperlink">{TITLE}</a></h1></div>{post(POSTS[0], True)}<div id="answers">{post(POSTS[4], False)}</div>',
        )
    )
    found = [s for s in draft.segments if s.kind == "post"]
    assert [(s.author, (s.date or "")[:16], s.reply_to) for s in found] == [
        ("Veldmuis", "2019-03-04T09:12", None), ("Oud lid", "2019-03-06T07:05", 0), ("de_uil", "2020-11-23T16:01", None)
    ]  # fmt: skip
    assert texts(draft, "post") == [POSTS[n].text for n in (0, 2, 4)]
