# ruff: noqa: E501 (markup stands on one line)
"""The article of a page by any theme: exactly its paragraphs, with comments under it or without, and what is told of the rest."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from helpers_importers import texts, tiles

from qda import importers
from qda.core.drafts import Draft, ReadOptions

TITLE = "De veerpont"
S = (
    "De veerpont vaart sinds de zomer alleen nog op afroep, en wie na acht uur belt krijgt een bandje te horen.",
    "Volgens de schipper is er geen geld meer voor een tweede man aan boord.",
    "In het café aan de kade zeggen ze dat de provincie allang iets anders van plan is met de oever.",
    "Wij nemen nu de brug bij Olst.",
    "Een lerares vertelde dat haar leerlingen een uur eerder opstaan om op tijd op school te zijn.",
)
SAID = "Dat klopt, ik heb zelf een half uur in de regen gestaan."
H = f"<h1>{TITLE}</h1>"
SITE = '<header><a href="/">Rivierkrant</a><nav><ul><li><a href="/a">Nieuws</a></li></ul></nav></header>'
BUILDER = [("aa11bb2", "heading", H), ("bb22cc3", "text-editor", "{0}"), ("cc33dd4", "image", "<img src=a.png>"), ("dd44ee5", "text-editor", "{1}"), ("ee55ff6", "share-buttons", '<a href="#">Deel</a>')]  # fmt: skip


def paragraphs(*said: str) -> str:
    """Paragraphs of HTML."""
    return "".join(f"<p>{x}</p>" for x in said)


def page(body: str, comments: int = 0) -> bytes:
    """A page of a theme of WordPress, with that many comments under it."""
    said = "".join(
        f'<li id="comment-{n}" class="comment"><article id="div-comment-{n}" class="comment-body"><footer class="comment-meta"><div class="comment-author vcard"><b class="fn">Lid {n}</b></div><div class="comment-metadata"><time datetime="2023-11-0{n}T20:14:10+01:00">november</time></div></footer><div class="comment-content"><p>{SAID} ({n})</p></div></article></li>'
        for n in range(1, comments + 1)
    )
    form = '<div id="respond"><h3>Geef een reactie</h3><form><p>Het e-mailadres wordt niet gepubliceerd, vul de velden met een ster in.</p></form></div>'
    under = f'<section id="comments"><h2>{comments} reacties</h2><ol class="comment-list">{said}</ol>{form}</section>'
    head = f'<meta charset="utf-8"><title>{TITLE} | Rivierkrant</title><link rel="stylesheet" href="/wp-content/themes/x.css">'
    return f'<!DOCTYPE html><html lang="nl"><head>{head}</head><body class="single">{body}{under if comments else ""}</body></html>'.encode()


def read(raw: bytes, tmp_path: Path) -> Draft:
    """The one draft of a page, its segments checked."""
    (tmp_path / "pagina.html").write_bytes(raw)
    [one] = importers.read([str(tmp_path / "pagina.html")], ReadOptions())
    assert one.draft is not None, one.error
    tiles(one.draft)
    return one.draft


PAGES: dict[str, tuple[str, tuple[int, ...]]] = {
    "names nobody knows": (f'<div class="qx-12"><div class="zz">{H}<div class="rr">{paragraphs(*S)}</div></div></div>', (0, 1, 2, 3, 4)),
    "german names": (f'<div id="inhalt"><div class="beitrag">{H}<div class="beitragstext">{paragraphs(*S[:2])}</div></div></div><div id="seitenleiste"><p>{S[4]}</p></div>', (0, 1)),
    "a page builder's rows": ("".join(f'<section class="elementor-section elementor-element-{id_}"><div class="elementor-widget elementor-widget-{kind}"><div class="elementor-widget-container">{x.format(paragraphs(*S[:2]), paragraphs(*S[2:]))}</div></div></section>' for id_, kind, x in BUILDER), (0, 1, 2, 3, 4)),
    "rows and columns": (f'<article><div class="et_pb_row et_pb_row_0">{H}{paragraphs(*S[:3])}</div><div class="et_pb_row et_pb_row_1"><div class="et_pb_module et_pb_text">{paragraphs(*S[3:])}</div></div></article>', (0, 1, 2, 3, 4)),
    "a layout of tables": (f'<table><tr><td>Rivierkrant</td></tr><tr><td><a href="/a">Nieuws</a><br><a href="/b">Sport</a></td><td><font>{paragraphs(*S[:3])}</font></td></tr></table>', (0, 1, 2)),
    "lines broken by br": (f'<div>{H}<div class="t">{S[0]}<br><br>{S[1]}<div class="kader"><p>{S[2]} {S[2]} {S[2]}</p></div>{S[4]}</div></div>', (0, 1, 2, 4)),
    "divs for paragraphs": (f'<div>{H}<div class="b">{"".join(f"<div>{x}</div>" for x in S)}</div></div>', (0, 1, 2, 3, 4)),
    "one short sentence": (f'<div class="k">{H}<p>{S[3]}</p></div>', (3,)),
    "a box with most of the text": (f'<div class="q">{H}<p>{S[0]}</p><div class="entry-content"><p>{S[1]} {S[1]}</p><p>{S[2]} {S[2]} {S[2]}</p></div><p>{S[3]}</p></div>', (0, 1, 2, 3)),
    "parts by different names": (f'<div>{H}<div class="intro"><p>{S[0]}</p></div><div class="deel1"><p>{S[1]}</p></div><div class="citaat">{S[3]}</div><div class="deel2"><p>{S[4]}</p></div></div>', (0, 1, 3, 4)),
    "articles in the article": (f'<article>{H}{paragraphs(*S[:2])}<article class="k"><h3><a href="/x">Brug open</a></h3><p>Na jaren van praten kan het verkeer er weer over.</p></article><article class="k"><h3><a href="/y">Meer water</a></h3><p>De vissers vroegen er in het voorjaar al om.</p></article>{paragraphs(S[2], S[4])}</article>', (0, 1, 2, 4)),
    "read also": (f'<div>{H}<p>{S[0]}</p><p><b>Lees ook:</b> <a href="/z">De brug bij Olst gaat weer open</a></p><p>{S[1]}</p><div class="x"><h4>Lees verder</h4><ul><li><a href="/1">Meer water in het voorjaar</a></li><li><a href="/2">De kade wordt hoger</a></li></ul></div><p>{S[2]}</p></div>', (0, 1, 2)),
    "a field to fill in": (f'<div>{H}<p>{S[0]}</p><div class="blk-7"><h4>Blijf op de hoogte</h4><p>Elke vrijdag het nieuws van de rivier in uw bus, voor niets.</p><input type="email"></div><p>{S[1]}</p><p>{S[2]}</p></div>', (0, 1, 2)),
    "advert, caption, tags, writer": (f'<div>{H}<p>{S[0]}</p><div class="ad-slot"><p>Koop nu een fiets met korting bij de dealer aan de dijk.</p></div><p>{S[1]}</p><figure><img src="b.png"><figcaption>De pont bij de kade, in het voorjaar.</figcaption></figure><p>{S[2]}</p><p class="tags">Tags: <a href="/t">veer</a>, <a href="/r">rivier</a></p><div class="author-box"><p>Mira schrijft over het water en kan niet zwemmen.</p></div></div>', (0, 1, 2)),
    "a column with its own heading": (f'<div class="row"><div class="col-8">{H}{paragraphs(*S[:3])}</div><div class="col-4"><h3>Deze krant</h3><p>Wij schrijven met acht vrijwilligers over de rivier, al honderd jaar.</p></div></div>', (0, 1, 2)),
    "who and when under the title": (f'<article>{H}<div><div class="x2">Mira Dool</div><span>4 min lezen</span><span>3 nov 2023</span></div><div>{paragraphs(*S[:3])}</div></article>', (0, 1, 2)),
    "tags in the classes": (f'<div class="post hentry category-newsletter tag-share tag-cookies"><h2>{TITLE}</h2><div class="s">{paragraphs(*S[:3])}</div></div>', (0, 1, 2)),
    "the text called print": (f'<div>{H}</div><div class="print">{paragraphs(*S[:2])}</div>', (0, 1)),
    "cookies asked for": (f'<div class="m"><p>Deze website gebruikt cookies om uw bezoek te meten, u kunt dat weigeren.</p></div><div>{H}{paragraphs(*S[:3])}</div>', (0, 1, 2)),
    "all in a form": (f'<form action="/"><div>{H}{paragraphs(*S[:3])}</div></form>', (0, 1, 2)),
}  # fmt: skip


@pytest.mark.parametrize("comments", [0, 3])
@pytest.mark.parametrize("name", PAGES)
def test_the_article_is_its_paragraphs_and_no_others(name: str, comments: int, tmp_path: Path) -> None:
    body, wanted = PAGES[name]
    draft = read(page(SITE + body, comments), tmp_path)
    got = texts(draft, "paragraph")
    assert len(got) == len(wanted), got
    assert [p.replace(S[n], "").strip() for n, p in zip(wanted, got, strict=True)] == [""] * len(got), got
    assert draft.kind == "article" and draft.title.startswith(TITLE)
    assert texts(draft, "comment") == [f"{SAID} ({n})" for n in range(1, comments + 1)]


def test_a_short_article_over_many_comments(tmp_path: Path) -> None:
    draft = read(page(f'{SITE}<div class="k">{H}<p>{S[3]}</p></div><p class="voet">© Rivierkrant</p>', 9), tmp_path)
    assert texts(draft, "paragraph") == [S[3]] and len(texts(draft, "comment")) == 9


def test_what_was_left_out_is_told_with_its_pieces_and_words(tmp_path: Path) -> None:
    share = '<div class="share-links"><a href="#">Deel dit</a><a href="#">Mail dit</a></div>'
    form = '<form class="x"><p>Ja, stuur mij elke week het nieuws.</p></form>'
    teasers = '<div class="gerelateerd"><h3>Meer</h3><a href="/1">De kade</a> <a href="/2">De markt</a></div>'
    body = f"<div>{H}{share}{paragraphs(*S[:2])}{form}{teasers}</div><div class='b'>Een losse regel.</div>"
    for comments, begins in ((0, "left out: "), (2, "left out around the article: ")):
        draft = read(page(SITE + body, comments), tmp_path)
        [said] = [n for n in draft.notes if n.startswith(begins)]
        assert "buttons to share (2, 4 words)" in said and "forms (7 words)" in said, said
        assert "links to other pages (2, 5 words)" in said and "page header (2 words)" in said, said
        assert "other text of the page (3 words)" in said, said
        assert ("text around the comments" in said) is bool(comments)


def test_comments_that_no_one_can_read_are_told_with_their_number(tmp_path: Path) -> None:
    said = "".join(f'<div class="reactie" id="reactie-{n}">Wat een mooi stuk was dit.</div>' for n in range(1, 8))
    draft = read(page(f'{SITE}<div>{H}{paragraphs(*S[:2])}</div><div id="reacties">{said}</div>'), tmp_path)
    assert texts(draft, "paragraph") == list(S[:2])
    assert any("comments (7, 42 words)" in n for n in draft.notes), draft.notes


def test_comments_without_an_article_say_so(tmp_path: Path) -> None:
    draft = read(page('<div class="k"></div>', 2), tmp_path)
    assert draft.kind == "forum" and len(texts(draft, "comment")) == 2
    assert any(n.startswith("no article found over the comments") for n in draft.notes), draft.notes


TALK = (("I", "Hoe lang vaart u al?"), ("B", "Sinds mijn zestiende."), ("I", "En is het mooi?"), ("B", "Elke ochtend, behalve als het mist."))  # fmt: skip


@pytest.mark.parametrize(
    "turn",
    [
        '<p><a name="ts_{n}">{who}: {said}</a></p>',
        '<p><a id="r{n}" class="seg">{who}: {said}</a></p>',
        '<p><a name="r{n}"/>{who}: {said}</p>',
        '<p class="MsoNormal"><a name="_Hlk{n}"><span>{who}: {said}</span></a></p>',
        '<p><span class="timestamp" data-timestamp="{n}">0:0{n}</span> {who}: {said}</p>',
    ],
    ids=["name", "id", "empty", "word", "timestamp"],
)
def test_an_anchor_is_no_link_and_the_words_of_a_talk_are_whole(turn: str, tmp_path: Path) -> None:
    rows = "".join(turn.format(n=n, who=who, said=said) for n, (who, said) in enumerate(TALK, 1))
    draft = read(f"<html><head><title>Gesprek</title></head><body>{rows}</body></html>".encode(), tmp_path)
    assert draft.kind == "interview" and texts(draft, "turn") == [said for _, said in TALK]
    assert not any("left out" in n for n in draft.notes)


def test_links_stay_links(tmp_path: Path) -> None:
    more = '<ul><li><a href="/1" name="een">De kade wordt hoger dan gedacht</a></li><li><a href="/2">De markt krimpt</a></li></ul>'
    draft = read(page(f"<div>{H}{paragraphs(*S[:3])}{more}</div>"), tmp_path)
    assert texts(draft, "paragraph") == list(S[:3]) and any(
        "links to other pages (2, 9 words)" in n for n in draft.notes
    )


def test_the_title_is_the_articles_where_the_h1_is_the_sites(tmp_path: Path) -> None:
    draft = read(page(f"<h1>Rivierkrant</h1><div><h2>{TITLE}</h2>{paragraphs(*S[:3])}</div>"), tmp_path)
    assert draft.title == TITLE and texts(draft, "heading") == [TITLE] and texts(draft, "paragraph") == list(S[:3])


def test_the_article_that_a_persons_own_profile_names_is_taken_as_named(tmp_path: Path) -> None:
    (tmp_path / "profielen").mkdir()
    (tmp_path / "profielen" / "kade.toml").write_text(
        'name = "Kade"\nkind = "comment"\nrecognise = [".praat"]\n[article]\nbody = [".vak"]\nleave_out = [".vak .oproep"]\n'
        '[post]\neach = [".praat"]\nbody = [".praat"]\n'
    )
    body = f'<div class="vak"><p>{S[0]}</p><div class="oproep"><p>{S[2]}</p></div><p>{S[3]}</p></div><div>{paragraphs(*S[1:3], S[4])}</div><div class="praat">{SAID}</div>'
    (tmp_path / "pagina.html").write_bytes(re.sub(rb"wp-content", b"x", page(body)))
    [one] = importers.read([str(tmp_path / "pagina.html")], ReadOptions(profiles=str(tmp_path / "profielen")))
    assert one.draft is not None and texts(one.draft, "paragraph") == [S[0], S[3]]
    assert texts(one.draft, "comment") == [SAID]
