# ruff: noqa: E501 (markup stands on one line)
"""Articles whose lead stands outside the element with the text, and pages of software that nobody prepared for."""

from __future__ import annotations

from pathlib import Path

import pytest
from forum_pages import POSTS, TITLE, P, shell
from forum_templates import dutch
from helpers_documents import LONG, OTHER
from helpers_importers import texts, tiles

from qda import importers
from qda.core.drafts import Draft, ReadOptions

LEAD = "In het kort: het dorp legde planken over het water en vroeg daarna pas of dat wel mocht van de gemeente."
BESIDE = "Wie dit las, las ook dit verhaal over vijf gemeenten die het anders deden en daar geen spijt van hebben."
BODY = "".join(f"<p>{n}. {LONG}</p><p>{OTHER} ({n})</p>" for n in range(4))


def read(html: str, tmp_path: Path) -> Draft:
    """The one draft of a page, its segments checked."""
    (tmp_path / "pagina.html").write_text(html)
    [one] = importers.read([str(tmp_path / "pagina.html")], ReadOptions())
    assert one.draft is not None, one.error
    tiles(one.draft)
    return one.draft


@pytest.mark.parametrize(
    ("around", "kept"),
    [
        (f"<h1>{TITLE}</h1><p>{LEAD}</p><div class='x'>{BODY}</div>", True),
        (f"<header><h1>{TITLE}</h1><div class='standfirst'>{LEAD}</div></header><section class='y'>{BODY}</section>", True),
        (f"<div class='kop'><h3>{TITLE}</h3></div><div class='row'><div class='teaser-text'><p>{LEAD}</p></div></div><div class='row'><div itemprop='articleBody'>{BODY}</div></div>", True),
        (f"<h1>{TITLE}</h1><div class='foto'><p class='caption'>{LEAD}</p></div><div class='x'>{BODY}</div>", False),
        (f"<h1>{TITLE}</h1><figure><figcaption>{LEAD}</figcaption></figure><div class='x'>{BODY}</div>", False),
        (f"<div class='melding'><p>{LEAD}</p></div><h1>{TITLE}</h1><div class='x'>{BODY}</div>", False),
        (f"<h1>{TITLE}</h1><div class='related'><p><a href='/a'>{LEAD}</a> {LEAD}</p></div><div class='x'>{BODY}</div>", False),
    ],
    ids=["paragraph", "standfirst", "teaser-text", "caption", "figcaption", "over-the-title", "related"],
)  # fmt: skip
def test_a_lead_over_the_text_belongs_to_the_article(around: str, kept: bool, tmp_path: Path) -> None:
    draft = read(
        shell("", f"<main><div id='a'>{around}</div><div id='b'><h2>Meer</h2><p>{BESIDE}</p></div></main>"), tmp_path
    )
    shown = texts(draft, "paragraph")
    assert draft.kind == "article" and (LEAD in shown) is kept
    assert f"0. {LONG}" in shown and f"{OTHER} (3)" in shown and BESIDE not in draft.text


def _list(p: P) -> str:
    return f'<li class="bijdrage" id="b{p.id}"><p class="wie"><a href="/leden/{p.author}">{p.author}</a> <small>{dutch(p.when)}</small></p><p>{p.html}</p><p class="knoppen"><a>Citeer</a></p></li>'


def _rows(p: P) -> str:
    return f'<tr class="regel{p.n % 2}"><td class="links"><b class="naam">{p.author}</b><br><img src="a.png" alt="foto"></td><td class="rechts"><div class="wanneer">{p.when:%d-%m-%Y %H:%M}</div><div class="bericht">{p.html}</div></td></tr>'


def _articles(p: P) -> str:
    return f'<article><header><h3><a rel="author" href="/profiel/{p.n}">{p.author}</a></h3><time datetime="{p.iso}">{dutch(p.when)}</time></header><p>{p.html}</p><footer><button>Reageer</button></footer></article>'


def _nested(p: P) -> str:
    return f'<div class="box"><div class="top"><span class="user-link">{p.author}</span><span class="stamp" title="{p.iso}">{dutch(p.when)}</span></div><div class="inner"><div class="markdown"><p>{p.html}</p></div></div><div class="votes">+{p.n}</div></div>'


UNKNOWN = {"list": ("<ul>{}</ul>", _list), "table": ("<table>{}</table>", _rows), "article": ("<main>{}</main>", _articles), "div": ("<div class='draad'>{}</div>", _nested)}  # fmt: skip


@pytest.mark.parametrize("name", UNKNOWN)
def test_posts_of_software_that_nobody_prepared_for(name: str, tmp_path: Path) -> None:
    frame, post = UNKNOWN[name]
    menu = '<div class="menu"><a href="/">Begin</a> <a href="/leden">Leden</a></div>'
    draft = read(
        shell("", f"{menu}<h1>{TITLE}</h1>{frame.format(''.join(map(post, POSTS)))}<div>© 2020</div>"), tmp_path
    )
    found = [s for s in draft.segments if s.kind == "post"]
    assert [(s.author, (s.date or "")[:16]) for s in found] == [(p.author, p.iso[:16]) for p in POSTS]
    assert texts(draft, "post") == [p.text for p in POSTS] and "Begin" not in draft.text
    assert draft.notes[0].startswith("software not known: 5 posts told by a structure")


@pytest.mark.parametrize("name", UNKNOWN)
def test_without_dates_such_a_page_is_an_article_and_says_so(name: str, tmp_path: Path) -> None:
    frame, post = UNKNOWN[name]
    made = "".join(
        post(p).replace(dutch(p.when), "").replace(f"{p.when:%d-%m-%Y %H:%M}", "").replace(p.iso, "") for p in POSTS
    )
    draft = read(shell("", f"<h1>{TITLE}</h1>{frame.format(made)}"), tmp_path)
    assert draft.kind == "article" and not texts(draft, "post")
    assert any("article" in n for n in draft.notes), draft.notes


SHORT = "De bakker is dicht en wie brood wil, rijdt nu met de auto naar het dorp verderop. Dat kost een half uur."


def test_short_text_in_one_box_with_its_comments_is_their_article(tmp_path: Path) -> None:
    """What holds all the comments holds the article too: it is not taken for what stands around them."""
    said = "".join(
        f'<div class="comment" id="comment-{n}"><span class="author">{who}</span> <time datetime="2022-05-0{n}T10:00">'
        f"{n} mei</time><p>{text}</p></div>"
        for n, who, text in ((1, "Wout", "Bij ons ook."), (2, "Mia (gast)", "Wie bakt er zelf?"))
    )
    page = f"<main><div class='wrap'><h1>{TITLE}</h1><div class='zz'><p>{SHORT}</p></div><section><h2>2 reacties</h2>{said}</section></div></main>"
    draft = read(shell("", page), tmp_path)
    assert draft.kind == "article" and texts(draft, "paragraph") == [SHORT]
    assert [(s.author, (s.date or "")[:10]) for s in draft.segments if s.kind == "comment"] == [
        ("Wout", "2022-05-01"), ("Mia (gast)", "2022-05-02"),
    ]  # fmt: skip


def test_comments_without_an_article_say_so(tmp_path: Path) -> None:
    said = "".join(
        f'<div class="comment" id="comment-{n}"><cite>{who}</cite> <time datetime="2022-05-0{n}">{n} mei</time><p>{SHORT} {n}</p></div>'
        for n, who in ((1, "Wout"), (2, "Mia"))
    )
    draft = read(shell("", f"<section><h2>2 reacties</h2>{said}</section>"), tmp_path)
    assert len(texts(draft, "comment")) == 2
    assert any(note.startswith("no article found over the comments") for note in draft.notes)


def test_announcements_of_other_pages_are_no_posts(tmp_path: Path) -> None:
    """They repeat with names and dates, but their headings lead elsewhere; nor is their date that of the article."""
    cards = "".join(
        f'<div class="kaart"><span>Door {who}</span> <time datetime="2021-0{n}-01">1-{n}-2021</time><h3><a href="/stuk-{n}">Stuk {n}</a></h3>'
        f"<p>Over stuk {n} en wat ervan kwam.</p></div>"
        for n, who in ((1, "Wout Vos"), (2, "Mia Dam"), (3, "Bo Prins"))
    )
    draft = read(
        shell("", f"<main><h1>{TITLE}</h1><p>{SHORT}</p><p>{SHORT} Vandaag.</p><section>{cards}</section></main>"),
        tmp_path,
    )
    assert draft.kind == "article" and not texts(draft, "post") and f"{SHORT} Vandaag." in texts(draft, "paragraph")
    assert draft.date is None
