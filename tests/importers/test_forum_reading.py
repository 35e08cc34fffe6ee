# ruff: noqa: E501 (markup stands on one line)
"""What a piece of a page is as text, dates as pages write them, pages that are broken, large or strange, the real ones."""

from __future__ import annotations

import random
import tracemalloc
from datetime import datetime
from pathlib import Path

import pytest
from forum_pages import POSTS, THEMES, pages
from forum_pages_more import vbulletin3
from helpers_importers import texts, tiles

from qda import importers
from qda.core.drafts import Draft, ReadOptions
from qda.core.errors import QdaError
from qda.importers.common.post_text import Quoted, fragment, words
from qda.importers.common.quotations import quoted_name
from qda.importers.common.thread_dates import absolute, month_first, relative
from qda.importers.threads import json_dump
from qda.importers.web.forum_html import drafts

FORUMS = Path(__file__).resolve().parents[2].parent / "shared" / "forums"
real = pytest.mark.skipif(not FORUMS.is_dir(), reason="the folder with real forum pages is not here")


def plain(html: str) -> str:
    node = fragment(html)
    return words(node).text if node is not None else ""


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("een<br>twee<br/><br>drie", "een\ntwee\n\ndrie"),
        ("<p>een\n  twee</p><p>drie</p>", "een twee\n\ndrie"),
        ("<ul><li>een</li><li>twee</li></ul>na", "een\ntwee\n\nna"),
        ("<div>een</div><div>twee</div>", "een\ntwee"),
        ("a<script>b()</script><style>c</style><!-- d --><button>e</button>f", "af"),
        ("x <pre>\n  if a:\n      b\n</pre> y", "x\n\n  if a:\n      b\n\ny"),
        ("leuk <img class='smilie' src='x.png' alt=':)'>!", "leuk :)!"),
        ("<img src='/images/emoji/fox.png' alt='🦊'> vos", "🦊 vos"),
        ("een<img src='foto.jpg' alt='een foto van de hei'> twee", "een twee"),
        ("&lt;b&gt; &amp; &nbsp; &#8364; caf&eacute;", "<b> & € café"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><th>c</th><td>d</td></tr></table>", "a\tb\nc\td"),
        ("zicht<span style='display: none'>baar</span><span hidden>x</span><span class='sr-only'>y</span>", "zicht"),
        ("<b>vet</b><i>schuin</i> woord", "vetschuin woord"),
        ("<a href='https://x.example'>hier</a> staat het", "hier staat het"),
        ("a\u200db \ufeffc", "a\u200db \ufeffc"),
        ("", ""),
        ("<br><br> &nbsp;", ""),
    ],
)  # fmt: skip
def test_text_is_what_a_reader_sees(html: str, text: str) -> None:
    assert plain(html) == text


def test_links_keep_their_address_where_it_is_not_their_text() -> None:
    node = fragment(
        '<a href="https://x.example/a">https://x.example/a</a> <a href="/b">b</a> <a href="#c">c</a> <a href="https://x.example">x.example</a> <a href="javascript:d()">d</a>'
    )
    assert node is not None
    assert words(node, base="https://y.example/t/1").links == [{"text": "b", "url": "https://y.example/b"}]


def test_a_quotation_and_the_line_over_it_are_one() -> None:
    node = fragment(
        "<p>voor</p><div class='h'>Quote from: Anna</div><blockquote>haar <blockquote>ouder</blockquote> woorden</blockquote><p>na</p>"
    )
    assert node is not None
    heads = {n.mem_id: Quoted("Anna", "", True) for n in node.css(".h")}
    quotes = {n.mem_id: Quoted() for n in node.css("blockquote")}
    made = words(node, quotes={**heads, **quotes})
    [q] = made.quotes
    assert (
        q.said.author == "Anna"
        and made.text[q.start : q.end].startswith("Quote from: Anna\n")
        and made.text[q.end :] == "\n\nna"
    )


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2018-09-27T14:51:09+0200", "2018-09-27T14:51:09+02:00"),
        ("2026-01-08T19:23:48.342Z", "2026-01-08T19:23:48.342Z"),
        ("2012-03-04 10:11:12", "2012-03-04T10:11:12"),
        ("1538052669", "2018-09-27T12:51:09+00:00"),
        ("1538052669000", "2018-09-27T12:51:09+00:00"),
        ("Sa 26 Okt 2013 - 15:48", "2013-10-26T15:48"),
        ("on: March 03, 2012, 10:11:12 PM", "2012-03-03T22:11:12"),
        ("3 maart 2012, 10:11:12", "2012-03-03T10:11:12"),
        ("12. März 2015, 08:30 Uhr", "2015-03-12T08:30"),
        ("Le lun. 3 févr. 2020 à 10:12", "2020-02-03T10:12"),
        ("1er août 2020 à 9:05", "2020-08-01T09:05"),
        ("26.10.13, 15:48", "2013-10-26T15:48"),
        ("31/12/99", "1999-12-31"),
        ("» Mon Jan 01, 2024 10:00 am", "2024-01-01T10:00"),
        ("99-99-2012", None),
        ("gisteren", None),
        ("nooit", None),
    ],
)
def test_dates_as_pages_write_them(written: str, iso: str | None) -> None:
    assert absolute(written) == iso


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("3 dagen geleden", "2024-03-12"), ("een uur geleden", "2024-03-15T11:00"), ("gisteren om 10:15", "2024-03-14T10:15"), ("eergisteren", "2024-03-13"),
        ("2 hours ago", "2024-03-15T10:00"), ("about a month ago", "2024-02-15"), ("Yesterday at 4:05 PM", "2024-03-14T16:05"), ("Monday at 10:00", "2024-03-11T10:00"),
        ("vor 2 Stunden", "2024-03-15T10:00"), ("vor einem Jahr", "2023-03-15"), ("heute, 08:30", "2024-03-15T08:30"), ("vorgestern", "2024-03-13"),
        ("il y a 3 mois", "2023-12-15"), ("hier à 10:12", "2024-03-14T10:12"), ("avant-hier", "2024-03-13"), ("lundi", "2024-03-11"),
        ("6 years, 2 months ago", "2018-01-15"), ("5h", "2024-03-15T07:00"), ("3 banken geleden", None), ("9999 jaar geleden", None), ("", None),
    ],
)  # fmt: skip
def test_ages_in_four_languages(written: str, iso: str | None) -> None:
    assert relative(written, datetime(2024, 3, 15, 12)) == iso


def test_which_comes_first_in_figures() -> None:
    assert month_first(["03-04-2012", "03-24-2012"]) and not month_first(["03-04-2012", "24-03-2012"], True)
    assert month_first(["03-04-2012"], True) and not month_first(["03.04.2012"], True)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Anna wrote:", "Anna"), ("Anna schreef: ↑01 jan 2024, 10:00", "Anna"), ("Originally Posted by Anna", "Anna"), ("Zitat von Anna B.", "Anna B."),
        ("Quote from: Anna on March 03, 2012, 10:11:12 AM", "Anna"), ("(03-04-2012, 10:11 PM)Anna Wrote:", "Anna"), ("On 3-4-2012 at 10:11 AM, Anna said:", "Anna"),
        ("Anna a écrit :", "Anna"), ("Pepe hat gesagt.:", "Pepe"), ("Anna:", "Anna"), ("Citaat", ""),
    ],
)  # fmt: skip
def test_who_is_quoted(line: str, name: str) -> None:
    assert quoted_name(line) == name


def read(html: str | bytes) -> Draft:
    made = drafts(html if isinstance(html, bytes) else html.encode(), "p", "p.html", ReadOptions())
    assert made is not None
    tiles(made[0])
    return made[0]


def test_relative_dates_count_from_when_the_page_was_saved() -> None:
    html = vbulletin3(POSTS[:3], 1, 1).replace("03-06-2019, 07:05 AM", "Yesterday, 07:05 AM")
    newest = read(html)
    assert newest.segments[-1].date == "2019-03-03T07:05" and any("newest date" in n for n in newest.notes)
    saved = "<!--\n Page saved with SingleFile \n url: https://forum.heideveld.example/showthread.php?t=55 \n saved date: Thu Mar 07 2019 10:00:00 GMT+0100 (CET)\n-->"
    told = read(html.replace("<head>", f"{saved}<head>"))
    assert told.segments[-1].date == "2019-03-06T07:05" and told.segments[-1].metadata is not None
    assert told.segments[-1].metadata["date"] == "Yesterday, 07:05 AM"


def test_encodings() -> None:
    html = THEMES["phpbb30"](POSTS[:2], 1, 1).replace("De bordjes", "Dé börd’jes €")
    for raw in (
        html.encode(),
        b"\xef\xbb\xbf" + html.encode(),
        html.replace('charset="utf-8"', 'charset="windows-1252"').encode("cp1252"),
        html.replace(
            '<meta charset="utf-8">', '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">'
        ).encode("cp1252"),
        html.replace('charset="utf-8"', 'charset="iso-8859-1"').encode(),  # says one thing, is another
        html.encode("utf-16"),
    ):
        assert texts(read(raw), "post")[0].startswith("Dé börd’jes €")
    cut = read(html.encode().replace("é".encode(), b"\xc3", 1))
    assert "1 damaged characters" in " ".join(cut.notes) or "�" in cut.text


def test_broken_and_hostile_pages() -> None:
    html = pages(THEMES["xenforo2"])[0]
    for n in range(0, len(html), 211):
        for draft in drafts(html[:n].encode(), "p", "p", ReadOptions()) or ():
            tiles(draft)
    rng = random.Random(7)
    for _ in range(150):
        chars = list(rng.choice([pages(make)[0] for make in (THEMES["smf20"], THEMES["vbulletin3"], THEMES["ning"])]))
        for _ in range(rng.randint(1, 40)):
            at = rng.randrange(len(chars))
            chars[at : at + rng.randint(0, 30)] = rng.choice(
                ["<", ">", "</div>", "<table>", "\0", "&#xD800;", "<blockquote>", '"', "\x1b[31m", ""]
            )
        for draft in drafts("".join(chars).encode(), "p", "p", ReadOptions()) or ():
            tiles(draft)
    deep = html.replace("De bordjes", "<div>" * 100_000 + "De bordjes")
    for bad, says in (
        (deep, "nest more than"),
        ("<b>" * 30_000, "nest more than"),
        ("<i>" * 1_300_000, "half a million"),
        ("x" * 20_000_001, "more than a source"),
    ):
        with pytest.raises(QdaError, match=says):
            drafts(bad.encode(), "p", "p", ReadOptions())
    assert len(read(html.replace("De bordjes", "<div>" * 2_000 + "De bordjes", 1)).segments) > 2
    long = read(html.replace("De bordjes", "woord " * 1_600_000))
    assert len(long.text) > 9_000_000


def test_many_pages_take_little_memory(tmp_path: Path) -> None:
    for n in range(300):
        html = THEMES["smf21"](POSTS, 1, 1).replace("topic=55", f"topic={n}").replace("De bordjes", "Woord " * 3_000)
        (tmp_path / f"{n}.html").write_text(html)
    options = ReadOptions()
    tracemalloc.start()
    count = sum(r.draft is not None for r in importers.read([str(tmp_path)], options))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 300 and peak < 40_000_000


@real
def test_the_real_xenforo_page() -> None:
    draft = read((FORUMS / "katzen-forum.net-Pepe.html").read_bytes())
    posts = [s for s in draft.segments if s.kind == "post"]
    names = "Pepemaus yellowkitty Lov100 Pepemaus Pepemaus MoeC yellowkitty Lehmann Pepemaus Lehmann Pepemaus MoeC Catbert Pepemaus Pepemaus AnnaAn Pepemaus Pepemaus"
    assert [s.author for s in posts] == names.split()
    assert (posts[0].date, posts[-1].date) == ("2018-09-27T14:51:09+02:00", "2019-08-17T10:48:30+02:00")
    assert [draft.segments[s.parent or 0].metadata["number"] for s in draft.segments if s.kind == "quoted"] == [7, 13]  # type: ignore[index]


@real
def test_the_real_forumotion_page() -> None:
    draft = read((FORUMS / "wolfsrebellen-netz.forumieren.com.regeln.html").read_bytes())
    assert [(s.author, s.date) for s in draft.segments] == [
        ("lupa", "2013-10-26T15:48"),
        ("lupa", "2014-05-26T07:41"),
        ("lupa", "2014-05-30T23:17"),
    ]
    assert "1 advert" in draft.notes[0]


@real
def test_the_real_discourse_topic() -> None:
    file = FORUMS / "discourse-topic-2144.json"
    [draft] = json_dump.read(file.read_bytes(), "t", "t.json", ReadOptions())
    tiles(draft)
    posts = {s.metadata["number"]: s for s in draft.segments if s.kind == "post" and s.metadata}
    assert list(posts) == [*range(1, 7), *range(8, 22)] and posts[1].author == "Elliot"
    for n, above in ((8, 4), (9, 8), (13, 3), (21, 18)):
        assert draft.segments[posts[n].reply_to or 0] == posts[above]
    assert all(s.author for s in draft.segments if s.kind == "quoted")
