# ruff: noqa: E501 (texts as people write them stand on one line)
"""Threads, comments, tweets and articles: pages written for these tests, and the user's own when they are there."""

from __future__ import annotations

import random

import pytest
from helpers_importers import ALSO, ASK, CORPUS, FOOT, LONG, authors, draft, page, texts

SEEDS = sorted(CORPUS.glob("*.txt")) if CORPUS.is_dir() else []
needs_corpus = pytest.mark.skipif(len(SEEDS) < 5, reason=f"the user's pages are not in {CORPUS}")


def seed(number: str) -> str:
    return next(p for p in SEEDS if p.name.startswith(number)).read_text(encoding="utf-8").removeprefix("\ufeff")


@needs_corpus
def test_thread_of_the_corpus() -> None:
    made = draft(seed("000"))
    assert (made.kind, made.language, made.metadata["views"]) == ("forum", "nl", 275)
    assert authors(made, "post") == ["Eric", "Alexander", "Eric", "Maureen", "Eric"]
    boiler = "\n".join(texts(made, "boilerplate"))
    for part in ("Ambtenaar 2.0", "samen werken", "Weergaven", "Hierop", "Berichten in", "RSS", "©", "Banners"):
        assert part in boiler
    posts = [n for n, s in enumerate(made.segments) if s.kind == "post"]
    assert [made.segments[n].reply_to for n in posts] == [None, posts[0], posts[1], posts[2], posts[3]]


@needs_corpus
def test_article_of_the_corpus() -> None:
    made = draft(seed("001"))
    assert made.kind == "article" and made.title.startswith("De stappen naar de gemeente") and made.date == "2019-10-04"
    assert made.metadata["author"] == "Evelien Boeije" and made.metadata["reading_time"] == "2 minuten"
    heads = texts(made, "heading")
    assert [h[:9] for h in heads[1:]] == ["1. Klantg", "2. Opgave", "3. Voorui", "Hoe dan?"]
    boiler = "\n".join(texts(made, "boilerplate"))
    for part in (
        "Actueel / Overheid",
        "Aanmelden voor",
        "Geïnteresseerd",
        "Ga de straat op",
        "Terugblik",
        "11 lessen",
        "Het juiste doen",
    ):
        assert part in boiler


@needs_corpus
@pytest.mark.parametrize(
    ("number", "views", "author", "date"),
    [("002", 324, "Lorraine de Ploeg", "2011-12-12T08:29"), ("004", 76, "Marcel Krassenburg", "2010-11-24T16:45")],
)
def test_blog_posts_of_the_corpus(number: str, views: int, author: str, date: str) -> None:
    made = draft(seed(number))
    assert made.kind == "article" and made.metadata["views"] == views
    assert [(s.author, s.date) for s in made.segments if s.kind == "comment"] == [(author, date)]
    assert made.metadata.get("author") == ("Bert Ottens" if number == "002" else None)


@needs_corpus
def test_tweets_of_the_corpus() -> None:
    made = draft(seed("003"))
    assert authors(made, "post") == ["teamsaantstuur"] * 10
    assert {s.date for s in made.segments if s.kind == "post"} == {None}
    assert all(s.metadata and s.metadata["age"].endswith("geleden") for s in made.segments if s.kind == "post")
    assert made.title == "Van ‘Wat?’ Naar ‘Waartoe?’"
    assert texts(made, "heading")[1:] == [
        "Van de Wat-vraag",
        "Naar de Waartoe-vraag",
        "Wat betekent dit voor het management?",
    ]
    assert "U bent hier" in texts(made, "boilerplate")


@needs_corpus
@pytest.mark.parametrize("path", SEEDS, ids=lambda p: p.name[:3])
def test_mutilated_pages_never_fail(path: object) -> None:
    text = seed(str(path).rsplit("/", 1)[-1][:3])
    rng = random.Random(7)
    for _ in range(60):
        i, j = sorted(rng.sample(range(len(text)), 2))
        if text[i:j].strip():
            draft(text[i:j])
        lines = text.split("\n")
        rng.shuffle(lines)
        draft("\n".join(lines))
        blocks = text.split("\n\n")
        rng.shuffle(blocks)
        draft("\n\n".join(blocks[: rng.randint(1, len(blocks))]) + "x")


OPENERS = ["Hallo allemaal,", "Beste collega's,", "Hi all,", "Geachte leden,", "Goedemorgen allemaal,", "Dear all,"]
CLOSERS = [
    ("Met vriendelijke groet,\n\nPiet Jansen", "Piet Jansen"),
    ("Groeten, Piet", "Piet"),
    ("Mvg Piet", "Piet"),
    ("Hartelijke groet,\nPiet Jansen\nGriffier in Rijndam", "Piet Jansen"),
    ("Kind regards,\n\nPiet", "Piet"),
    ("Piet", "Piet"),
    ("Alvast bedankt!\n\nGroetjes,\n\nPiet", "Piet"),
    ("Veel dank en groet,\nPiet", "Piet"),
]


@pytest.mark.parametrize("opener", OPENERS)
@pytest.mark.parametrize(("closer", "author"), CLOSERS)
def test_thread_without_author_lines(opener: str, closer: str, author: str) -> None:
    text = page(
        "Dorpsplein",
        "samen verder",
        opener,
        LONG,
        closer,
        "Weergaven: 1.031",
        "Hierop reageren",
        "Berichten in deze discussie",
        "Beste Piet,",
        ALSO,
        ASK,
        "Hartelijke groet,",
        "Noor",
        "Dag Noor,",
        ASK,
        closer,
        FOOT,
    )
    made = draft(text)
    assert made.kind == "forum" and made.metadata["views"] == 1031
    assert authors(made, "post") == [author, "Noor", author]
    posts = [s for s in made.segments if s.kind == "post"]
    assert [made.segments[p.reply_to].author if p.reply_to is not None else None for p in posts] == [
        None,
        author,
        "Noor",
    ]
    assert {"Dorpsplein", "samen verder", "RSS"} <= set(texts(made, "boilerplate"))


@pytest.mark.parametrize(
    ("greeting", "answers"),
    [
        ("Geachte heer Jansen,", True),
        ("Hoi Piet!", True),
        ("Piet,", True),
        ("@Piet", True),
        ("Beste Kees,", False),
        ("Beste buren,", False),
    ],
)
def test_whom_a_post_answers(greeting: str, answers: bool) -> None:
    made = draft(
        page("Hallo allemaal,", LONG, "Groet,", "Piet Jansen", greeting, ALSO, "Groeten, Noor", ASK, "Mvg Sjaak")
    )
    assert authors(made, "post") == ["Piet Jansen", "Noor", "Sjaak"]
    assert made.segments[1].reply_to == (0 if answers else None)


def test_a_post_without_greeting_and_one_without_signature() -> None:
    made = draft(page(LONG, "Groeten,", "Anja", ALSO, ASK, "Mvg Kees", "Hallo Kees,", ASK))
    assert authors(made, "post") == ["Anja", "Kees", None]
    assert any("not signed" in n for n in made.notes)


def test_an_unsigned_opener_is_whom_the_first_answer_greets() -> None:
    made = draft(
        page(
            "Beste allemaal,",
            LONG,
            "Hierop reageren",
            "Berichten in deze discussie",
            "Hallo Lies,",
            ALSO,
            "Groet, Bram",
        )
    )
    assert authors(made, "post") == ["Lies", "Bram"]


def test_english_thread_with_heads() -> None:
    made = draft(
        page(
            "Clerks Together",
            "what works where",
            "Hi all,",
            "Which of you has tried open budgets with the people who live there?",
            "Tom",
            "Views: 12",
            "Reply to This",
            "Replies to This Discussion",
            "Permalink Reply by Anna Smith on March 3, 2011 at 4:05pm",
            "Hi Tom,",
            "We have, and it taught us a lot about trust.",
            "Reply to This",
            "Reply by Tom Hill on March 4, 2011 at 12:15am",
            "Thanks Anna.",
            "RSS",
            "© 2016   Created by Sue Field.   Powered by",
        )
    )
    assert made.kind == "forum" and made.metadata["views"] == 12 and made.language == "en"
    posts = [s for s in made.segments if s.kind == "post"]
    assert [(p.author, p.date) for p in posts] == [
        ("Tom", None),
        ("Anna Smith", "2011-03-03T16:05"),
        ("Tom Hill", "2011-03-04T00:15"),
    ]
    assert made.segments[posts[1].reply_to or 0] is posts[0]


HEADS = [
    ("Reactie van Lena van Dam op 3 Maart 2012 op 14.05", "Lena van Dam", "2012-03-03T14:05"),
    ("Reactie van Lena op 3 maart 2012 om 14:05 uur", "Lena", "2012-03-03T14:05"),
    ("Comment by Lena Dam on March 3, 2012 at 2:05pm", "Lena Dam", "2012-03-03T14:05"),
    ("Lena Dam zegt op 03-03-2012 om 14:05:", "Lena Dam", "2012-03-03T14:05"),
    ("Reactie van L. Dam, 3 weken geleden", "L. Dam", None),
]


@pytest.mark.parametrize(("head", "author", "date"), HEADS)
@pytest.mark.parametrize("glue", ["\n", "\n\n"])
def test_comments(head: str, author: str, date: str | None, glue: str) -> None:
    made = draft(
        page(
            "Dorpsplein",
            "samen verder",
            "Een avond met de raad",
            LONG,
            ALSO,
            f"{head}{glue}{ASK}",
            f"{head}{glue}{ALSO}",
            FOOT,
        )
    )
    assert made.kind == "article" and made.title == "Een avond met de raad"
    assert [(s.author, s.date) for s in made.segments if s.kind == "comment"] == [(author, date)] * 2
    assert texts(made, "comment") == [ASK, ALSO] and head in texts(made, "boilerplate")


@pytest.mark.parametrize(
    "age",
    [
        "3 weken geleden",
        "2 dagen geleden",
        "een uur geleden",
        "1 jaar 2 maanden geleden",
        "5 days ago",
        "2 years 1 month ago",
    ],
)
def test_tweets(age: str) -> None:
    made = draft(
        f"@buurt_huis Open dag! http://t.co/x #wijk {age}\n@noor_b RT @buurt_huis: Open dag! {age}\n@buurt_huis @noor_b Dank {age}\n"
    )
    assert authors(made, "post") == ["buurt_huis", "noor_b", "buurt_huis"]
    assert texts(made, "post")[2] == "@noor_b Dank" and texts(made, "quoted") == ["Open dag!"]
    first = next(s for s in made.segments if s.kind == "post")
    assert first.date is None and first.metadata == {"handle": "@buurt_huis", "age": age}


@pytest.mark.parametrize(
    ("line", "date", "author", "time"),
    [
        ("04-10-2019 2 minutenEva Bos", "2019-10-04", "Eva Bos", "2 minuten"),
        ("4 oktober 2019", "2019-10-04", None, None),
        ("4 oktober 2019 | Door Eva Bos | 3 min. leestijd", "2019-10-04", "Eva Bos", "3 min. leestijd"),
        ("Gepubliceerd op vrijdag 4 oktober 2019 door Eva van den Bos", "2019-10-04", "Eva van den Bos", None),
        ("By Eva Bos, October 4, 2019", "2019-10-04", "Eva Bos", None),
        ("Door Eva Bos", None, "Eva Bos", None),
    ],
)
def test_bylines(line: str, date: str | None, author: str | None, time: str | None) -> None:
    made = draft(page("Waarom wij luisteren", line, LONG, "1. Begin klein", ALSO, "En dan?", ASK + " " + LONG))
    assert (made.title, made.date) == ("Waarom wij luisteren", date)
    assert made.metadata.get("author") == author and made.metadata.get("reading_time") == time
    assert line in texts(made, "boilerplate")
    assert texts(made, "heading") == ["Waarom wij luisteren", "1. Begin klein", "En dan?"]


def test_teasers_and_newsletter_are_boilerplate() -> None:
    tail = "Schrijf je in voor onze nieuwsbrief\n\nBlog\n\nWat de buurt ons leerde\n\n01-02-2023 < 1 minuten\nLees meer\nArtikel\n\nNog een verhaal\n\n02-03-2023 4 minuten\nLees meer"
    made = draft(
        page("Nieuws / Buurt", "De straat aan het woord", "01-05-2023 3 minuten", LONG, "Eerste les\n" + ALSO, tail)
    )
    assert made.title == "De straat aan het woord" and texts(made, "heading") == [
        "De straat aan het woord",
        "Eerste les",
    ]
    assert texts(made, "paragraph") == [LONG, ALSO]


def test_bullets_signatures_and_short_lines_are_no_headings() -> None:
    made = draft(
        page("Ons plan", LONG, "Wij willen drie dingen:", "  • Meer gesprek\n  • Minder papier", ALSO, "Eva van Bos")
    )
    assert texts(made, "heading") == ["Ons plan"] and made.metadata["author"] == "Eva van Bos"
    assert "• Meer gesprek\n  • Minder papier" in texts(made, "paragraph")


@pytest.mark.parametrize(
    "text",
    [
        "Een zin.",
        "melk\nbrood\nkaas\n\nappels",
        "x",
        LONG,
        page("Let op: dit.", LONG, "Let op: dat.", ALSO, "Tip: zo.", "Tip: niet zo."),
    ],
)
def test_what_fits_no_rule_is_paragraphs_with_a_note(text: str) -> None:
    made = draft(text)
    assert made.kind == "plain" and "no rule fits: came in as paragraphs" in made.notes
    assert {s.kind for s in made.segments} == {"paragraph"}


def test_header_gives_author_date_title() -> None:
    made = draft(f"Onderwerp: de brug\nAuteur: lid12\nDatum: 2015-03-01T10:00\n\n{LONG}\n\n{ALSO}\n")
    assert (made.kind, made.title, made.date, made.metadata["author"]) == (
        "article",
        "de brug",
        "2015-03-01T10:00",
        "lid12",
    )
    assert [(s.kind, s.author) for s in made.segments] == [
        ("boilerplate", None),
        ("paragraph", "lid12"),
        ("paragraph", "lid12"),
    ]


def test_the_quick_way_and_the_long_way_agree() -> None:
    text = f"Onderwerp: de brug\nAuteur: lid12\nDatum: 2015-03-01T10:00\n\n{LONG}\n\n{ALSO}\n"
    quick, slow = draft(text), draft(text, "article")
    assert quick.segments == slow.segments and quick.metadata == slow.metadata


@pytest.mark.parametrize("form", ["forum", "interview", "article", "plain"])
def test_a_form_can_be_asked_for(form: str) -> None:
    made = draft(page("Beste allemaal,", LONG, "Groet,", "Piet"), form)
    assert made.kind == form or made.notes


def test_markdown() -> None:
    made = draft("# Verslag\n\n## Begin\n\nEen zin.\n\n- a\n- b\n\n> aangehaald\n\n## Eind\n\nNog een zin.\n")
    assert made.kind == "article" and made.title == "Verslag"
    assert texts(made, "heading") == ["# Verslag", "## Begin", "## Eind"] and texts(made, "quoted") == ["> aangehaald"]
