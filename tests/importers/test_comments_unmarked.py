# ruff: noqa: E501 (markup stands on one line)
"""Comments on pages of software without a profile, writers and dates that a skin puts elsewhere, and what is no comment."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import comment_pages as pages
import pytest
from comment_pages import ALL, ARTICLE, ONE, PAGES, THREE, TWO, C, page, told
from helpers_importers import texts, tiles

from qda import importers
from qda.core.drafts import Draft, ReadOptions
from qda.importers.common.thread_dates import absolute, is_relative
from qda.importers.posts import post_words


def read(html: str, tmp_path: Path) -> Draft:
    """The one draft of a page, its segments checked."""
    (tmp_path / "pagina.html").write_text(html)
    [one] = importers.read([str(tmp_path / "pagina.html")], ReadOptions())
    assert one.draft is not None, one.error
    tiles(one.draft)
    return one.draft


def said(draft: Draft) -> list[tuple[str | None, str, str | None, str]]:
    """Of each comment or post: whose, when, whose it answers, its words."""
    return [
        (s.author, (s.date or "")[:16], None if s.reply_to is None else draft.segments[s.reply_to].author, draft.text[s.start : s.end])
        for s in draft.segments
        if s.kind in ("comment", "post") and s.parent is None
    ]  # fmt: skip


def right(answers: bool = False) -> list[tuple[str | None, str, str | None, str]]:
    """The three comments as they should come in."""
    return [(c.who, c.iso[:16], ONE.who if c.to and answers else None, c.words) for c in ALL]


@pytest.mark.parametrize("name", PAGES)
def test_comments_under_an_article_whatever_the_software(name: str, tmp_path: Path) -> None:
    made, answers = PAGES[name]
    draft = read(made(), tmp_path)
    assert said(draft) == right(answers)
    assert draft.kind == "article" and texts(draft, "paragraph") == list(ARTICLE)
    assert any("3 comments" in n for n in draft.notes), draft.notes


@pytest.mark.parametrize("name", [n for n in PAGES if n not in ("drupal7", "drupal9", "facebook", "lines")])
def test_one_comment_alone_is_one(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "ALL", (THREE,))
    monkeypatch.setattr(pages, "nested", lambda one: one(THREE, ""))
    draft = read(PAGES[name][0](), tmp_path)
    assert said(draft) == right()[2:] and texts(draft, "paragraph") == list(ARTICLE)


def _cards(n: int) -> str:
    return "".join(
        f'<article class="teaser"><h3><a href="/artikel/{i}">Kop nummer {i} over iets anders</a></h3><span class="author">Jan Vries</span> <time datetime="2024-0{i}-01">1 januari 2024</time><p>Een korte samenvatting van verhaal {i} met wat woorden.</p></article>'
        for i in range(1, n)
    )


NO_COMMENTS = {
    "teasers": f"<section><h2>Meer nieuws</h2>{_cards(7)}</section>",
    "newest": '<div class="block block-comment"><h2>Laatste reacties</h2><ul><li class="comment-item"><a href="/node/1#comment-1">Wat een goed idee</a><span class="date">2 dagen geleden</span> door <b>Piet</b></li><li class="comment-item"><a href="/node/2#comment-2">Niet mee eens</a><span class="date">3 dagen geleden</span> door <b>Klaas</b></li></ul></div>',
    "widget": '<aside class="widget widget_recent_comments"><ul id="recentcomments"><li class="recentcomments"><span class="comment-author-link">Piet</span> op <a href="/a">De markt gaat dicht</a></li><li class="recentcomments"><span class="comment-author-link">Klaas</span> op <a href="/b">Nieuwe school</a></li></ul></aside>',
    "form": '<div id="comments"><h3>Laat een reactie achter</h3><form class="comment-form"><p class="comment-form-author"><label>Naam</label><input></p><p class="comment-form-comment"><label>Reactie</label><textarea></textarea></p></form></div>',
    "none": '<div id="comments" class="comments-area"><h2>Reacties</h2><p class="no-comments">Er zijn nog geen reacties.</p></div>',
    "products": "".join(f'<div class="product"><h4><a href="/p/{i}">Boek over varen {i}</a></h4><span class="author">A. Schrijver {i}</span><span class="date">2020</span><p class="price">€ {i}0,00</p><p class="description">Een mooi boek over water en boten.</p></div>' for i in range(1, 5)),
    "links": "<ul>" + "".join(f'<li><a href="/x{i}">Een ander artikel van {i} mei 2020 door Piet</a></li>' for i in range(1, 9)) + "</ul>",
    "captions": "".join(f'<figure><img src="{i}.jpg"><figcaption>De pont op {i} mei 2019. Foto: <span class="photographer">Els Kamp</span></figcaption></figure>' for i in range(1, 5)),
    "menu": '<ul class="menu">' + "".join(f'<li class="menu-item"><a href="/{i}">Onderdeel {i}</a></li>' for i in range(9)) + "</ul>",
    "agenda": '<div class="agenda"><h2>Agenda</h2>' + "".join(f'<div class="event"><span class="date">{i} juni 2024</span> <a href="/e/{i}">Open dag</a> <span class="location">Dorpshuis</span></div>' for i in range(1, 6)) + "</div>",
    "topics": '<div class="forum"><h2>Onderwerpen</h2>' + "".join(f'<div class="topic-item"><a href="/t/{i}">Onderwerp {i} over de pont</a><span class="author">Piet {i}</span><span class="date">{i} mei 2019</span><span class="replies">{i} reacties</span></div>' for i in range(1, 7)) + "</div>",
    "discussed": '<div class="meest"><h3>Meest besproken</h3>' + "".join(f'<div class="item comment-item"><a href="/a/{i}">Nieuwsbericht nummer {i} met een lange kop</a><span class="comment-count">{i}2 reacties</span><time datetime="2019-05-0{i}">x</time></div>' for i in range(1, 6)) + "</div>",
    "revisions": '<ul class="versies">' + "".join(f'<li class="revision"><span class="user">Els</span> <time datetime="2020-0{i}-01">1-{i}-2020</time> spelfout verbeterd in alinea {i}</li>' for i in range(1, 4)) + "</ul>",
    "testimonials": "".join(f'<blockquote class="testimonial"><p>Een fijne krant, ik lees hem van voor tot achter.</p><cite>Lezer {x}</cite></blockquote>' for x in "ABC"),
}  # fmt: skip


@pytest.mark.parametrize("name", NO_COMMENTS)
def test_no_comments_are_made_of_what_repeats_beside_an_article(name: str, tmp_path: Path) -> None:
    draft = read(page(NO_COMMENTS[name]), tmp_path)
    assert said(draft) == [] and list(ARTICLE) == [t for t in texts(draft, "paragraph") if t in ARTICLE]


def test_a_heading_in_an_article_makes_no_comments_of_its_paragraphs(tmp_path: Path) -> None:
    body = f'<div class="stuk"><h1>Brug</h1><p>{ARTICLE[0]}</p><h2>Reacties</h2><p>Wethouder <b>Jan de Boer</b> zei op 3 mei 2019 dat het anders moet.</p><p>Raadslid <b>Els Kamp</b> zei op 4 mei 2019 dat zij het daar niet mee eens was.</p><p>{ARTICLE[1]}</p></div>'
    assert said(read(page("", article=body), tmp_path)) == []


def _comment(c: C, head: str = "", foot: str = "", words: str = "", kind: str = "comment") -> str:
    return f'<li class="{kind}" id="comment-{c.n}"><div class="comment-content">{head}<p>{words or c.words}</p>{foot}</div></li>'


def _wordpress(items: str) -> str:
    return page(f'<ol class="commentlist">{items}</ol>', '<meta name="generator" content="WordPress 6.2">')


@pytest.mark.parametrize(
    "head",
    [
        '<div class="comment-author">{who} <span><a href="#"><time datetime="{day}">{day} // {clock}</time></a></span></div>',
        '<div class="comment-author vcard"><strong>{who}</strong></div><div class="comment-time">{dutch}</div>',
        '<p class="kop"><b>{who}</b> schreef op {dutch}:</p>',
        '<div class="hoofd"><a href="https://w.example" class="url" rel="external nofollow ugc">{who}</a><a href="#c" title="{iso}">6 jaar geleden</a></div>',
        '<ul class="comment-meta"><li class="comment-author">{who}</li><li class="comment-time"><a href="#c">{dutch}</a></li></ul>',
        '<p class="meta"><strong>{who}</strong> – <time datetime="{iso}">{dutch}</time></p>',
    ],
    ids=["bare text", "strong", "sentence", "link's title", "list", "no class"],
)
def test_writers_and_dates_where_a_theme_puts_them(head: str, tmp_path: Path) -> None:
    made = "".join(
        _comment(c, head.format(who=c.who, day=f"{c.when:%Y-%m-%d}", clock=f"{c.when:%H:%M}", dutch=told(c.when, "nl"), iso=c.iso))
        for c in ALL
    )  # fmt: skip
    draft = read(_wordpress(made), tmp_path)
    assert said(draft) == right() and not any(" have no " in n for n in draft.notes)


def test_pingbacks_are_left_out_and_counted_likes_are_no_words(tmp_path: Path) -> None:
    head = '<b class="fn">{}</b> <time datetime="{}">x</time>'
    made = _comment(ONE, head.format(ONE.who, ONE.iso), '<div class="comment-likes">12 likes</div>')
    made += '<li class="pingback even" id="comment-8"><div class="comment-body">Pingback: <a href="https://x.example">Elders</a></div></li><li class="trackback" id="comment-9"><div class="comment-body">Trackback: <a href="https://y.example">Ook</a></div></li>'
    draft = read(_wordpress(made + _comment(THREE, head.format(THREE.who, THREE.iso))), tmp_path)
    assert [s[3] for s in said(draft)] == [ONE.words, THREE.words]
    assert "2 comments; left out: 1 pingback, 1 trackback" in draft.notes[0]
    other = read(page(f'<div class="reacties"><div class="reactie"><b class="naam">{ONE.who}</b> <i>{told(ONE.when, "nl")}</i><p>{ONE.words}</p></div><div class="reactie pingback"><b class="naam">Elders</b> <i>{told(TWO.when, "nl")}</i><p>…</p></div></div>'), tmp_path)  # fmt: skip
    assert [s[0] for s in said(other)] == [ONE.who] and "left out: 1 pingback" in other.notes[0]


def test_what_is_not_told_of_posts_is_said_with_numbers(tmp_path: Path) -> None:
    head = '<b class="fn">{}</b> <time datetime="{}">x</time>'
    draft = read(_wordpress(_comment(ONE, head.format(ONE.who, ONE.iso)) + _comment(TWO) + _comment(THREE)), tmp_path)
    assert [s[0] for s in said(draft)] == [ONE.who, None, None]
    assert "2 of 3 comments have no writer" in draft.notes and "2 of 3 comments have no date" in draft.notes
    empty = '<div class="comment" id="comment-9"><b class="fn">Jo</b> <time datetime="2020-01-01T10:00">x</time><div class="comment-content"></div></div>'
    full = "".join(
        f'<div class="comment" id="comment-{c.n}"><b class="fn">{c.who}</b> <time datetime="{c.iso}">x</time><div class="comment-content"><p>{c.words}</p></div></div>'
        for c in ALL
    )
    draft = read(page(f'<div id="comments">{full}{empty}</div>'), tmp_path)
    assert said(draft) == right() and "left out: 1 empty comment" in draft.notes[0]


def test_replies_of_a_class_of_their_own_have_their_words_and_whom_they_answer(tmp_path: Path) -> None:
    def one(c: C, kind: str, under: str = "") -> str:
        return f'<div class="{kind}"><div class="kop"><span class="naam">{c.who}</span><span class="datum">{told(c.when, "nl")}</span></div><div class="tekst">{c.words}</div>{under}</div>'

    made = one(ONE, "reactie", f'<div class="antwoorden">{one(TWO, "antwoord")}</div>') + one(THREE, "reactie")
    assert said(read(page(f'<div id="reacties"><h2>Reacties</h2>{made}</div>'), tmp_path)) == right(True)


@pytest.mark.parametrize(
    "edit", ["edited {}", "Laatst bewerkt: {}", "Zuletzt bearbeitet am {}", "<i class='last-edit'>{}</i>"]
)
def test_the_date_of_an_edit_is_not_that_of_writing(edit: str, tmp_path: Path) -> None:
    def one(k: int, c: C) -> str:
        later = edit.format('<span title="2021-02-18 20:05:54Z" class="relativetime">x</span>')
        changed = f'<div class="post-signature"><div class="user-action-time">{later}</div><div class="user-details"><a href="/users/9">redacteur</a></div></div>'
        return f'<div id="answer-{c.n}" class="answer" data-answerid="{c.n}"><div class="js-post-body"><p>{c.words}</p></div>{changed if k == 1 else ""}<div class="post-signature"><div class="user-action-time">answered <span title="{c.iso}Z" class="relativetime">x</span></div><div class="user-details"><a href="/users/1">{c.who}</a></div></div></div>'

    html = page("".join(one(k, c) for k, c in enumerate(ALL)), article="<h1>Vraag</h1>")
    assert [s[:2] for s in said(read(html, tmp_path))] == [s[:2] for s in right()]


def test_the_date_of_a_post_among_the_figures_of_its_writer(tmp_path: Path) -> None:
    posts = "".join(
        f'<li class="postbit postcontainer" id="post_{c.n}"><div class="postdetails"><div class="userinfo"><a class="username" href="m"><strong>{c.who}</strong></a><dl class="userstats"><dd>Registriert seit: 12.03.2011</dd><dd>{c.when:%d.%m.%Y},&nbsp;{c.when:%H:%M}</dd><dd>Beiträge: 1.204</dd></dl></div><div class="postbody"><div class="content"><div id="post_message_{c.n}"><blockquote class="postcontent restore">{c.words}</blockquote></div></div></div></div></li>'
        for c in ALL
    )
    html = page(
        f'<ol id="posts">{posts}</ol>', '<meta name="generator" content="vBulletin 4.2">', "<h1>Ponten</h1>", "de"
    )
    assert said(read(html, tmp_path)) == right()


def test_a_live_ticker_is_posts_that_nobody_signs(tmp_path: Path) -> None:
    rows = "".join(
        f'<article class="ticker-item"><span class="uhrzeit">{c.when:%H:%M} Uhr</span><h3>Meldung {c.n}</h3><p>{c.words}</p></article>'
        for c in ALL
    )
    head = '<meta property="article:published_time" content="2019-05-03T07:00:00+02:00">'
    draft = read(page(f'<section id="ticker">{rows}</section>', head, language="de"), tmp_path)
    assert [s[:2] for s in said(draft)] == [(None, f"2019-05-03T{c.when:%H:%M}") for c in ALL]
    assert {s.kind for s in draft.segments} == {"paragraph", "post"} and texts(draft, "post") == [c.words for c in ALL]
    assert "3 of 3 posts have no writer" in draft.notes and any("taken to be of 2019-05-03" in n for n in draft.notes)
    again = read(page(f'<section id="ticker">{rows}</section>', language="de"), tmp_path)
    assert any("kept as written" in n for n in again.notes) and not any(s[1] for s in said(again))


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("26 abril 2022 a las 14:02", "2022-04-26T14:02"), ("26 de abril de 2022, 14:02 h", "2022-04-26T14:02"), ("4 giugno 2019 alle ore 19:10", "2019-06-04T19:10"),
        ("4 de maio de 2020 às 14h02", "2020-05-04T14:02"), ("Le 12 mars 2019 à 14h02", "2019-03-12T14:02"), ("3. Mai 2020 um 14:02 Uhr", "2020-05-03T14:02"), ("3 mei 2020 om 14.02", "2020-05-03T14:02"),
    ],
)  # fmt: skip
def test_dates_in_six_languages(written: str, iso: str) -> None:
    assert absolute(written) == iso


@pytest.mark.parametrize(
    "written", ["hace 3 días", "3 giorni fa", "há 2 horas", "2 semanas atrás", "ieri alle 14:02", "ayer", "ontem"]
)
def test_ages_in_spanish_italian_and_portuguese(written: str) -> None:
    assert is_relative(written)


def test_reddit_as_it_was_from_2018_to_2023(tmp_path: Path) -> None:
    def one(id: str, level: int, who: str, text: str) -> str:
        return f'<div style="padding-left:{16 * level}px"><div class="Comment t1_{id} P8" id="t1_{id}"><span class="_2j">level {level}</span><a data-testid="comment_author_link" href="/user/{who}/">{who}</a><span>12 points</span><a data-testid="comment_timestamp" href="https://www.reddit.com/r/dorpen/comments/k2x9ab/x/{id}/">3 years ago</a><span> · edited 2 years ago</span><div data-testid="comment"><div class="RichTextJSON-root"><p>{text}</p></div></div><button>Reply</button></div></div>'

    top = '<div data-test-id="post-content"><a data-testid="post_author_link" href="/user/dijk/">u/dijk</a> <span data-testid="post_timestamp">3 years ago</span><h1>Ferry?</h1><div data-click-id="text"><div class="RichTextJSON-root"><p>It has been still since Monday.</p></div></div></div>'
    rows = (
        one("g1", 1, "anna_k", "The skipper is ill.")
        + one("h1", 2, "joost", "Not any more.")
        + one("k1", 1, "mies", "Thanks!")
    )
    draft = read(
        page(rows, '<link rel="canonical" href="https://www.reddit.com/r/dorpen/comments/k2x9ab/x/">', top, "en"),
        tmp_path,
    )
    assert [(a, to, t) for a, _, to, t in said(draft)] == [
        ("dijk", None, "It has been still since Monday."),
        ("anna_k", "dijk", "The skipper is ill."),
        ("joost", "anna_k", "Not any more."),
        ("mies", "dijk", "Thanks!"),
    ]
    assert draft.kind == "forum" and draft.title == "Ferry?" and draft.notes[0].startswith("Reddit: 4 posts")


WORDS = {
    "Wietske Bron": ("<p>Eerste alinea hier.</p><p>Op 3 mei 2018 was ik er zelf bij, toen reed Jan nog.</p><ul><li>een</li><li>twee</li></ul>", "Eerste alinea hier.\n\nOp 3 mei 2018 was ik er zelf bij, toen reed Jan nog.\n\neen\ntwee"),
    "harm74": ("<p>+1</p>", "+1"),
    "Piet": ("<p>👍</p>", "👍"),
    "Van den Berg, J.": ("<p>5</p>", "5"),
    "Анна Петрова": ("<p>Antwoorden op Wietske Bron: dat klopt niet.</p>", "Antwoorden op Wietske Bron: dat klopt niet."),
    "Dr. O'Neill": ('<blockquote><cite>Wietske Bron schreef:</cite><p>Eerste alinea hier.</p></blockquote><p>Mee eens, <a href="https://a.example/x">zie hier</a>.</p>', "Wietske Bron schreef:\n\nEerste alinea hier.\n\nMee eens, zie hier."),
    "x": ("<p>Ja.</p>", "Ja."),
    "Gast": ("<p>Beste Harm,<br>dank voor je reactie.<br>Groet,<br>Wietske</p>", "Beste Harm,\ndank voor je reactie.\nGroet,\nWietske"),
    "María José": ("<p>@harm74 nee</p>", "@harm74 nee"),
    "de_uil": ("<p><strong>Let op:</strong> de pont vaart zaterdag niet.</p>", "Let op: de pont vaart zaterdag niet."),
}  # fmt: skip


@pytest.mark.parametrize("name", [n for n in PAGES if n not in ("drupal7", "drupal9", "lines", "json_ld")])
def test_comments_of_every_kind_keep_their_words_and_no_others(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = [C(4200 + n, who, datetime(2019, 5, 1 + n, 9, n), html) for n, (who, (html, _)) in enumerate(WORDS.items())]
    monkeypatch.setattr(pages, "ALL", tuple(some))
    monkeypatch.setattr(pages, "nested", lambda one: "".join(one(c, "") for c in some))
    draft = read(PAGES[name][0]().replace("<p><p>", "<p>").replace("</p></p>", "</p>"), tmp_path)
    assert [(a, d, t) for a, d, _, t in said(draft)] == [
        (c.who, c.iso[:16], words) for c, (_, words) in zip(some, WORDS.values(), strict=True)
    ]


FIRST = (
    "De bakker in de Kerkstraat stopt er in het najaar mee, want zijn knieën laten het vroege opstaan niet meer toe."
)
NEXT = "Wie vers brood wil, rijdt voortaan naar de molen aan de andere kant van het kanaal."
BODY = f"<p>{FIRST}</p><p>{NEXT}</p>"


def under(comments: str, tmp_path: Path) -> Draft:
    """A short article with what is given under it."""
    return read(f"<html><head><title>De bakker</title></head><body><main><h1>De bakker</h1>{BODY}</main>{comments}</body></html>", tmp_path)  # fmt: skip


def test_a_name_in_the_element_of_the_date_and_an_answer_in_a_list_of_the_same_item(tmp_path: Path) -> None:
    def one(n: int, who: str, cls: str, words: str) -> str:
        return f'<div class="comment" id="comment{n}"><div class="comment-meta"><small><a href="#f{n}"{cls}>Le {n} mai 2014 à 07:5{n}</a>, par <span class="vcard"><span class="fn n">{who}</span></span></small></div><div class="comment-content"><p>{words}</p></div></div>'

    draft = under(
        f'<ul class="forum"><li>{one(3, "Ghislaine", " class=lien", "Le pain du moulin est bon.")}<ul><li>{one(4, "Firmin", "", "Mais cher.")}</li></ul></li></ul>',
        tmp_path,
    )
    assert said(draft) == [
        ("Ghislaine", "2014-05-03T07:53", None, "Le pain du moulin est bon."),
        ("Firmin", "2014-05-04T07:54", "Ghislaine", "Mais cher."),
    ]
    assert texts(draft, "paragraph") == [FIRST, NEXT]


def test_a_profile_that_fits_some_of_the_comments_leaves_none_out(tmp_path: Path) -> None:
    def one(n: int, who: str, words: str, frame: str) -> str:
        inner = f'<div class="name">{who}</div><span class="comment-date">3 mei 2020 10:1{n}</span><div class="comment-body"><p>{words}</p></div>'
        return f'<div class="comment" id="comment-{n}">{frame.format(inner)}</div>'

    draft = under(
        f'<div class="comment-list">{one(1, "Aaltje", "Dat wordt fietsen.", "{}")}{one(2, "Krelis", "Met tegenwind.", "<div class=wrap>{}</div>")}</div>',
        tmp_path,
    )
    assert [(a, t) for a, _, _, t in said(draft)] == [("Aaltje", "Dat wordt fietsen."), ("Krelis", "Met tegenwind.")]


def test_an_article_in_the_cell_of_its_comments_stays_without_their_heading(tmp_path: Path) -> None:
    rows = "".join(
        f'<table class="comment" id="c{n}"><tr><td><b>{who}</b> wrote on 0{n}/14/2005 10:20 PM</td></tr><tr><td>{words}</td></tr></table>'
        for n, who, words in ((1, "Dorcas", "I bake my own now."), (2, "Amos", "Mine comes out like a brick."))
    )
    draft = read(
        f"<html lang=en><head><title>The baker</title></head><body><table><tr><td><b>The baker</b><br><br>{FIRST}<br><br>{NEXT}<br><br><b>Comments</b><br>{rows}</td></tr></table></body></html>",
        tmp_path,
    )
    assert [(a, d) for a, d, *_ in said(draft)] == [("Dorcas", "2005-01-14T22:20"), ("Amos", "2005-02-14T22:20")]
    assert texts(draft, "paragraph") == [FIRST, NEXT] and draft.kind == "article"


def test_a_day_of_the_week_in_a_sentence_is_no_date(tmp_path: Path) -> None:
    rows = "".join(
        f'<div class="rij{n % 2 + 1}"><h4>{who}</h4><div><div class="smalltext">op: 0{n} april 2013, 07:52</div><div class="inner">{words}</div></div></div>'
        for n, who, words in ((1, "Aaltje", "Bakt hij vandaag nog?"), (2, "Krelis", "Nee, niet meer sinds maandag."), (3, "Aaltje", "Dan eet ik pap."))
    )  # fmt: skip
    draft = read(f"<html><head><title>Brood</title></head><body><div id=berichten>{rows}</div></body></html>", tmp_path)
    assert said(draft) == [
        ("Aaltje", "2013-04-01T07:52", None, "Bakt hij vandaag nog?"),
        ("Krelis", "2013-04-02T07:52", None, "Nee, niet meer sinds maandag."),
        ("Aaltje", "2013-04-03T07:52", None, "Dan eet ik pap."),
    ]


def test_a_link_to_the_comment_itself_is_no_word_of_it(tmp_path: Path) -> None:
    rows = "".join(
        f'<li><span><a href="#comment{n}" id="comment{n}">Enlace directo</a></span><span class="commentDate">Lunes, 0{n} Mayo 2015 12:31</span><span class="commentAuthorName">publicado por {who}</span><p>{words}</p></li>'
        for n, who, words in ((4, "Remedios", "El pan era bueno."), (5, "Fermín", "Y barato también."))
    )
    draft = under(f'<div class="itemComments"><h3>2 comentarios</h3><ul>{rows}</ul></div>', tmp_path)
    assert said(draft) == [
        ("Remedios", "2015-05-04T12:31", None, "El pan era bueno."),
        ("Fermín", "2015-05-05T12:31", None, "Y barato también."),
    ]


def test_answers_in_one_another_whose_names_tell_nothing(tmp_path: Path) -> None:
    def one(who: str, hour: int, words: str, more: str) -> str:
        return f'<div class="k9"><div class="k1"><span class="k2">{who}</span><time class="k3" datetime="2021-03-04T{hour}:15:00Z">x</time></div><div class="k4"><p>{words}</p></div><div class="k5">{more}</div></div>'

    chain = one("Aaltje", 10, "Dat wordt fietsen.", one("Krelis", 11, "Met tegenwind.", one("Sijtje", 12, "En in de regen.", "")))  # fmt: skip
    draft = under(f'<section id="comments"><h2>3 reacties</h2>{chain}</section>', tmp_path)
    assert [(a, to, t) for a, _, to, t in said(draft)] == [
        ("Aaltje", None, "Dat wordt fietsen."),
        ("Krelis", "Aaltje", "Met tegenwind."),
        ("Sijtje", "Krelis", "En in de regen."),
    ]


def test_pingbacks_in_a_list_of_their_own_are_counted(tmp_path: Path) -> None:
    draft = under(
        '<ol class="commentlist"><li class="comment" id="comment-4"><div class="comment-body"><cite class="fn">Aaltje</cite><div class="comment-meta"><a href="#comment-4">3 mei 2012 om 10:15</a></div><p>Dat wordt fietsen.</p></div></li></ol>'
        '<h3>Pings</h3><ol class="pinglist"><li class="post pingback"><p>Ping: <a href="https://a.example">Dorpskrant</a></p></li><li class="post pingback"><p>Ping: <a href="https://b.example">Brood</a></p></li></ol>',
        tmp_path,
    )
    assert said(draft) == [("Aaltje", "2012-05-03T10:15", None, "Dat wordt fietsen.")]
    assert "left out: 2 pingbacks" in draft.notes[0]


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("4 marca 2017 o 18:20", "2017-03-04T18:20"),
        ("5 мая 2017 в 07:11", "2017-05-05T07:11"),
        ("2. toukokuuta 2018", "2018-05-02"),
        ("7. září 2016 v 9:05", "2016-09-07T09:05"),
        ("12 maj 2019 kl. 08:40", "2019-05-12T08:40"),
    ],
)
def test_months_of_languages_of_which_nothing_else_is_read(written: str, iso: str) -> None:
    assert absolute(written) == iso


def test_announcements_in_the_article_are_left_out_and_a_page_of_announcements_comes_whole(tmp_path: Path) -> None:
    more = '<p><strong>À lire aussi :</strong> <a href="/x">Le moulin tourne encore</a></p>'
    draft = read(f"<html><head><title>Le pain</title></head><body><main><h1>Le pain</h1><p>{FIRST}</p>{more}<p>{NEXT}</p></main></body></html>", tmp_path)  # fmt: skip
    assert texts(draft, "paragraph") == [FIRST, NEXT]
    both = "".join(
        f'<article class="post"><h2><a href="/{n}">Dag {n}</a></h2><p>{p}</p></article>'
        for n, p in enumerate((FIRST, NEXT))
    )
    draft = read(
        f"<html><head><title>Dorpsblad</title></head><body><div id=content>{both}</div></body></html>", tmp_path
    )
    assert texts(draft, "paragraph") == [FIRST, NEXT]


def test_words_that_go_on_after_the_date_are_the_comment(tmp_path: Path) -> None:
    assert post_words.date_in("Nee, niet meer sinds maandag.", 40) == ""
    draft = under(
        '<div class="reacties"><h3>Reacties</h3><p class="reactie"><b>Aaltje</b> (3 mei 2011, 10:15): Dat wordt fietsen.</p><p class="reactie"><b>Krelis</b> schreef op 4 mei 2011 om 08:40: Met tegenwind, en dat elke dag, want op zaterdag staat daar sinds jaar en dag een rij tot aan de sluis.</p></div>',
        tmp_path,
    )
    long = "Met tegenwind, en dat elke dag, want op zaterdag staat daar sinds jaar en dag een rij tot aan de sluis."
    assert said(draft) == [("Aaltje", "2011-05-03T10:15", None, "Dat wordt fietsen."), ("Krelis", "2011-05-04T08:40", None, long)]  # fmt: skip
