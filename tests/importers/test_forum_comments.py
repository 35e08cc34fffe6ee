# ruff: noqa: E501 (markup stands on one line)
"""Comments under articles, marked-up pages, software that nobody prepared for, and a person's own profiles."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from forum_pages import ADVERT, POSTS, TITLE, said, shell, words
from helpers_importers import texts, tiles

from qda.core.drafts import Draft, ReadOptions
from qda.core.errors import QdaError
from qda.importers.web.forum_html import drafts

ARTICLE = "".join(
    f"<p>In het stiltegebied meet de gemeente sinds {year} hoe vaak het er echt stil is, en dat valt zelfs op zondag tegen.</p>"
    for year in (2015, 2016, 2017, 2018)
)


def read(html: str, profiles: str = "") -> Draft:
    """The one draft of a page, its segments checked."""
    made = drafts(html.encode(), "pagina", "pagina.html", ReadOptions(profiles=profiles))
    assert made is not None
    [draft] = made
    tiles(draft)
    return draft


def outer(draft: Draft, kind: str) -> list[tuple[str | None, str, int | None]]:
    """Author, day and what is answered of a draft's segments of a kind."""
    return [(s.author, (s.date or "")[:10], s.reply_to) for s in draft.segments if s.kind == kind]


def _wordpress(new: bool) -> str:
    def comment(n: int, under: str = "") -> str:
        p = POSTS[n]
        if new:
            meta = f'<footer class="comment-meta"><div class="comment-author vcard"><img alt="" src="a.png" class="avatar"><b class="fn">{p.author}</b> <span class="says">schreef:</span></div><div class="comment-metadata"><a href="https://blog.example/a#comment-{p.id}"><time datetime="{p.iso}+01:00">{p.when:%d %b}</time></a></div></footer>'
            body = f'<article id="div-comment-{p.id}" class="comment-body">{meta}<div class="comment-content"><p>{p.html}</p></div><div class="reply"><a class="comment-reply-link">Beantwoorden</a></div></article>'
        else:
            meta = f'<div class="comment-author vcard"><cite class="fn">{p.author}</cite> <span class="says">schreef:</span></div><div class="comment-meta commentmetadata"><a href="https://blog.example/a#comment-{p.id}">{p.when:%d/%m/%Y} om {p.when:%H:%M}</a></div>'
            body = f'<div id="div-comment-{p.id}" class="comment-body">{meta}<p>{p.html}</p><div class="reply"><a>Beantwoorden</a></div></div>'
        return f'<li class="comment even depth-1" id="comment-{p.id}">{body}<ul class="children">{under}</ul></li>'

    listed = comment(
        0, comment(1) + '<li class="comment" id="comment-1"><div class="comment-body"></div></li>'
    ) + comment(4)
    return shell(
        '<meta name="generator" content="WordPress 6.4"><link rel="canonical" href="https://blog.example/a">',
        f'<body class="single postid-77"><article id="post-77" class="post"><h1 class="entry-title">{TITLE}</h1><div class="entry-meta"><span class="author vcard"><a class="fn">Nel Kok</a></span> <time class="entry-date" datetime="2019-03-01T08:00:00+01:00">1 maart</time></div><div class="entry-content">{ARTICLE}<div class="sharedaddy">Deel dit</div></div></article><div class="ad">{ADVERT}</div><ol class="comment-list">{listed}</ol></body>',
    )


@pytest.mark.parametrize("new", [True, False])
def test_wordpress_comments_under_their_article(new: bool) -> None:
    draft = read(_wordpress(new))
    assert draft.kind == "article" and draft.title == TITLE
    assert len(texts(draft, "paragraph")) == 4 and {s.author for s in draft.segments if s.kind == "paragraph"} == {
        "Nel Kok"
    }
    assert outer(draft, "comment") == [
        ("Veldmuis", "2019-03-04", None),
        ("Koos57", "2019-03-04", 4),
        ("de_uil", "2020-11-23", None),
    ]
    assert texts(draft, "comment")[0] == POSTS[0].text
    assert "Beantwoorden" not in draft.text and "Deel dit" not in draft.text and ADVERT not in draft.text
    assert "3 comments; left out: 1 post without text" in draft.notes[0]


def test_disqus_and_hacker_news_pages() -> None:
    rows = ""
    for p, above in ((POSTS[0], ""), (POSTS[1], "")):
        rows += f'<li class="post" id="post-{p.id}"><div class="post-content"><header class="comment__header"><span class="post-byline"><span class="author publisher-anchor-color"><a href="https://disqus.com/by/x/">{p.author}</a></span></span><span class="post-meta"><a href="https://blog.example/a#comment-{p.id}" class="time-ago" title="{p.when:%A, %B %d, %Y %I:%M %p}">6 jaar geleden</a></span></header><div class="post-body-inner"><div class="post-message" data-role="message"><p>{p.html}</p></div></div></div><ul data-role="children">{above}</ul></li>'
    draft = read(
        shell(
            '<link rel="canonical" href="https://disqus.com/embed/comments/9/">',
            f'<ul id="post-list" class="post-list">{rows}</ul>',
            "en",
        )
    )
    assert outer(draft, "comment") == [("Veldmuis", "2019-03-04", None), ("Koos57", "2019-03-04", None)]
    rows = "".join(
        f'<tr class="athing comtr" id="{p.id}"><td><table><tr><td class="ind" indent="{level}"><img src="s.gif" width="{level * 40}"></td><td class="default"><span class="comhead"><a href="user?id=x" class="hnuser">{p.author}</a> <span class="age" title="{p.iso} 1551690720"><a href="item?id={p.id}">6 years ago</a></span></span><div class="comment"><div class="commtext c00">{p.html}<p>tweede</p></div><div class="reply"><u><a>reply</a></u></div></div></td></tr></table></td></tr>'
        for p, level in ((POSTS[0], 0), (POSTS[1], 1), (POSTS[3], 2), (POSTS[4], 1))
    )
    draft = read(
        shell(
            "",
            f'<table class="fatitem"><tr class="athing" id="9"><td><span class="titleline"><a href="https://x.example">{TITLE}</a></span></td></tr></table><table class="comment-tree">{rows}</table>',
        )
    )
    assert [s.reply_to for s in draft.segments] == [None, 0, 1, 0]
    assert draft.title == TITLE and texts(draft, "post")[1].endswith("\n\ntweede")


def test_schema_org_in_json_and_in_the_markup() -> None:
    told = {
        "@context": "https://schema.org", "@type": "DiscussionForumPosting", "headline": TITLE, "text": POSTS[0].text,
        "author": {"@type": "Person", "name": "Veldmuis"}, "datePublished": POSTS[0].iso, "url": "https://x.example/1",
        "comment": [{"@type": "Comment", "text": f"<p>{p.html}</p>", "author": [{"name": p.author}], "datePublished": p.iso} for p in POSTS[1:3]],
    }  # fmt: skip
    draft = read(
        shell(
            f'<script type="application/ld+json">{json.dumps(told)}</script><script type="application/ld+json">{{broken</script>',
            "<p>Leeg</p>",
        )
    )
    assert outer(draft, "post") == [
        ("Veldmuis", "2019-03-04", None),
        ("Koos57", "2019-03-04", 0),
        ("Oud lid", "2019-03-06", 0),
    ]
    assert "schema.org" in draft.notes[0] and texts(draft, "post")[1] == POSTS[1].text
    marked = "".join(
        f'<div itemscope itemtype="https://schema.org/{"Question" if p.n == 1 else "Answer"}" id="a{p.id}"><span itemprop="author" itemscope><a itemprop="name">{p.author}</a></span><time itemprop="dateCreated" datetime="{p.iso}"></time><div itemprop="text"><p>{p.html}</p></div></div>'
        for p in POSTS[:3]
    )
    draft = read(shell("", f"<div>{marked}</div>"))
    assert [a for a, _, _ in outer(draft, "post")] == ["Veldmuis", "Koos57", "Oud lid"] and texts(draft, "post")[
        0
    ] == POSTS[0].text


def _unknown(posts: int = 5, date: bool = True) -> str:
    rows = "".join(
        f'<div class="rij rij{p.n % 2}"><div class="kop"><span class="auteur">{p.author}</span>{f"<span>{p.when:%d-%m-%Y %H:%M}</span>" if date else ""}</div><div class="tekst">{f"<blockquote>{words(said(p))}</blockquote>" if p.quote else ""}{p.html}</div><div class="knoppen"><a>Reageer</a></div></div>'
        for p in POSTS[:posts]
    )
    return shell("", f'<div class="menu"><a>Home</a><a>Leden</a></div><h1>{TITLE}</h1><div id="lijst">{rows}</div>')


def test_software_that_nobody_prepared_for() -> None:
    draft = read(_unknown())
    assert [(a, d) for a, d, _ in outer(draft, "post")] == [(p.author, p.iso[:10]) for p in POSTS]
    assert texts(draft, "post")[0] == POSTS[0].text and "Reageer" not in draft.text
    assert len(texts(draft, "quoted")) == 2
    assert draft.notes[0].startswith("software not known: 5 posts")
    assert drafts(_unknown(date=False).encode(), "x", "x", ReadOptions()) is None
    assert drafts(shell("", f"<article>{ARTICLE}</article>").encode(), "x", "x", ReadOptions()) is None
    assert drafts(_unknown().encode(), "x", "x", ReadOptions(form="article")) is None


OWN = """
name = "Prikbord"
recognise = ["#lijst .rij"]
[thread]
title = ["h1"]
[post]
each = [".rij"]
author = [".auteur"]
date = [".kop span:last-child"]
body = [".tekst"]
[quote]
each = ["blockquote"]
"""


def test_a_profile_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "prikbord.toml").write_text(OWN)
    draft = read(_unknown(2), profiles=str(tmp_path))
    assert draft.notes[0] == "Prikbord: 2 posts" and draft.metadata["thread"]["software"] == "Prikbord"
    assert outer(draft, "post")[1][0] == "Koos57"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("[quote]", "[quotation]"), "[quotation] is no table"),
        (("author =", "auther ="), "post.auther is no key"),
        (('[".rij"]', '["div >"]'), "post.each is no CSS selector"),
        (('body = [".tekst"]', ""), "has no post.body"),
        (("recognise =", "kind = 'thing'\nrecognise ="), "kind is 'thing'"),
        (('[".auteur"]', '[".auteur ~ (x"]'), "pattern that cannot be read"),
        (('[".auteur"]', "3"), "post.author must be a text or a list"),
        (("[post]", "[post"), "cannot be read"),
        (('recognise = ["#lijst .rij"]', ""), "has no recognise"),
    ],
)
def test_a_profile_that_cannot_be_used_is_named(tmp_path: Path, change: tuple[str, str], says: str) -> None:
    (tmp_path / "prikbord.toml").write_text(OWN.replace(*change, 1))
    with pytest.raises(QdaError) as e:
        drafts(_unknown().encode(), "x", "x", ReadOptions(profiles=str(tmp_path)))
    assert says in str(e.value) and "prikbord.toml" in str(e.value)
