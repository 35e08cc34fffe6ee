# ruff: noqa: E501 (records stand on one line)
"""Threads as programs give them: JSON, JSON lines, mailboxes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from helpers_importers import texts, tiles

from qda import importers
from qda.core.drafts import Draft, ReadOptions
from qda.core.errors import QdaError
from qda.importers.threads import disqus, json_dump, mbox

LINE = "Bij ons loopt een vrijwilliger elke zondag een ronde."


def read(told: Any, lines: bool = False) -> list[Draft]:
    """The drafts of JSON, checked."""
    raw = "\n".join(map(json.dumps, told)) if lines else json.dumps(told)
    made = json_dump.read(raw.encode(), "dump", "dump.json", ReadOptions())
    for draft in made:
        tiles(draft)
        assert draft.metadata["thread"]["software"] and draft.sha256
    return made


def seen(draft: Draft) -> list[tuple[str | None, str, int | None]]:
    """Author, day and answer of the outer segments."""
    return [(s.author, (s.date or "")[:10], s.reply_to) for s in draft.segments if s.parent is None]


def comment(
    id: str, parent: str, who: str = "veldmuis", body: str = LINE, when: int = 1551690720, link: str = "t3_q1"
) -> dict[str, Any]:
    """A comment as Reddit gives it."""
    return {
        "id": id,
        "parent_id": parent,
        "link_id": link,
        "author": who,
        "body": body,
        "created_utc": when,
        "permalink": f"/r/stilte/comments/q1/x/{id}/",
        "subreddit": "stilte",
        "replies": "",
    }


STORY = {
    "id": "q1",
    "title": "Wie bewaakt het?",
    "selftext": "Niemand kijkt &gt; naar de bordjes.",
    "author": "koos",
    "created_utc": 1551690000.0,
    "permalink": "/r/stilte/comments/q1/x/",
    "subreddit": "stilte",
}


def listing(*items: dict[str, Any], kind: str = "t1") -> dict[str, Any]:
    return {"kind": "Listing", "data": {"children": [{"kind": kind, "data": i} for i in items]}}


def test_reddit_from_its_api_and_as_a_dump() -> None:
    inner = comment("c2", "t1_c1", "koos", "&gt; loopt een vrijwilliger\n\nIedere week?", 1551690900)
    top = comment("c1", "t3_q1") | {"replies": listing(inner)}
    gone = comment("c3", "t3_q1", "[deleted]", "[removed]")
    [draft] = read([listing(STORY, kind="t3"), listing(top, gone)])
    assert draft.title == "Wie bewaakt het?" and texts(draft, "post")[0] == "Niemand kijkt > naar de bordjes."
    assert seen(draft) == [("koos", "2019-03-04", None), ("veldmuis", "2019-03-04", 0), ("koos", "2019-03-04", 1)]
    assert texts(draft, "quoted") == ["> loopt een vrijwilliger"] and "left out: 1 without text" in draft.notes[0]
    dump = [
        comment("c2", "t1_c1", "koos", "Iedere week?", 1551690900),
        comment("c1", "t3_q1"),
        STORY,
        comment("d1", "t3_q2", link="t3_q2"),
    ]
    one, two = read(dump, lines=True)
    assert seen(one) == seen(draft) and one.name == "Wie bewaakt het?" and one.sha256 != two.sha256
    assert two.metadata["thread"]["id"] == "q2" and two.name == "dump-q2"
    assert "1 post answers a post that is not here" in two.notes


def test_hacker_news_from_both_services() -> None:
    tree = {"id": 1, "type": "story", "author": "koos", "title": "Stilte", "text": None, "created_at": "2019-03-04T09:12:00.000Z", "created_at_i": 1551690720,
            "children": [{"id": 2, "type": "comment", "author": "veldmuis", "text": "<p>Goed idee.<p>&gt; nee", "created_at": "2019-03-04T10:00:00.000Z", "created_at_i": 1551693600, "parent_id": 1, "story_id": 1, "children": []}]}  # fmt: skip
    [draft] = read(tree)
    assert seen(draft) == [("koos", "2019-03-04", None), ("veldmuis", "2019-03-04", 0)] and texts(draft, "quoted") == [
        "> nee"
    ]
    flat = [
        {"by": "koos", "id": 1, "type": "story", "title": "Stilte", "time": 1551690720},
        {"by": "veldmuis", "id": 3, "parent": 2, "type": "comment", "text": "Dat klopt.", "time": 1551693700},
        {"by": "uil", "id": 2, "parent": 1, "type": "comment", "text": "Goed.", "time": 1551693600},
    ]
    [draft] = read(flat, lines=True)
    assert seen(draft) == [("koos", "2019-03-04", None), ("uil", "2019-03-04", 0), ("veldmuis", "2019-03-04", 1)]


def test_stackexchange_mastodon_comments_and_forum_dl() -> None:
    owner = {"display_name": "Veldmuis &amp; co"}
    question = {"question_id": 5, "title": "Hoe meet je stilte?", "body": "<p>Met een meter?</p>", "owner": owner, "creation_date": 1551690720, "link": "https://stilte.example/q/5",
                "comments": [{"comment_id": 8, "owner": {"display_name": "koos"}, "creation_date": 1551690800, "body": "Welke meter?"}],
                "answers": [{"answer_id": 6, "question_id": 5, "owner": {"display_name": "uil"}, "creation_date": 1551690900, "body": "<blockquote><p>meter</p></blockquote><p>Met je oren.</p>", "is_accepted": True, "score": 3}]}  # fmt: skip
    [draft] = read({"items": [question], "has_more": False})
    assert seen(draft) == [("Veldmuis & co", "2019-03-04", None), ("koos", "2019-03-04", 0), ("uil", "2019-03-04", 0)]
    assert texts(draft, "quoted") == ["meter"] and draft.title == "Hoe meet je stilte?"

    def status(id: str, above: str | None, who: str, text: str) -> dict[str, Any]:
        return {
            "id": id,
            "in_reply_to_id": above,
            "created_at": f"2019-03-04T09:1{id}:00.000Z",
            "account": {"acct": who, "display_name": who.upper()},
            "content": f"<p>{text}</p>",
            "url": f"https://toot.example/@{who}/{id}",
            "spoiler_text": "",
        }

    [draft] = read(
        {
            "ancestors": [status("1", None, "koos", "Stil hier.")],
            "descendants": [
                status(
                    "2",
                    "1",
                    "uil",
                    'Ja <a href="https://x.example"><span class="invisible">https://</span>x.example</a>',
                )
            ],
        }
    )
    assert seen(draft) == [("koos", "2019-03-04", None), ("uil", "2019-03-04", 0)] and draft.text.endswith(
        "Ja x.example"
    )
    [draft] = read(
        {
            "orderedItems": [
                {
                    "type": "Create",
                    "object": {
                        "id": "https://t.example/1",
                        "type": "Note",
                        "content": "<p>Stil.</p>",
                        "published": "2019-03-04T09:00:00Z",
                        "attributedTo": "https://t.example/users/uil",
                        "inReplyTo": None,
                    },
                }
            ]
        }
    )
    assert seen(draft) == [("uil", "2019-03-04", None)]

    [draft] = read(
        {
            "response": [
                {
                    "id": "9",
                    "thread": "4",
                    "parent": None,
                    "author": {"name": "koos"},
                    "createdAt": "2019-03-04T09:12:00",
                    "message": "<p>Eens.</p>",
                },
                {
                    "id": "10",
                    "thread": "4",
                    "parent": 9,
                    "author": {"name": "uil"},
                    "createdAt": "2019-03-04T09:13:00",
                    "raw_message": "Oneens.",
                },
            ]
        }
    )
    assert seen(draft) == [("koos", "2019-03-04", None), ("uil", "2019-03-04", 0)]
    [draft] = read(
        [
            {
                "id": 3,
                "post": 7,
                "parent": 0,
                "author_name": "koos",
                "date": "2019-03-04T09:12:00",
                "content": {"rendered": "<p>Mooi.</p>"},
                "link": "https://blog.example/a#comment-3",
            }
        ]
    )
    assert draft.metadata["site"] == "blog.example"

    posts = [
        {"type": "thread", "item": {"path": ["b", "55"], "url": "https://f.example/55", "title": "Stilte"}},
        *(
            {
                "type": "post",
                "item": {
                    "path": ["b", "55"],
                    "subpath": [str(n)],
                    "url": f"https://f.example/55#{n}",
                    "author": who,
                    "creation_date": "2019-03-04T09:12:00Z",
                    "content": f"<p>Bericht {n} over de stilte.</p>",
                },
            }
            for n, who in ((1, "koos"), (2, "uil"))
        ),
    ]
    [draft] = read(posts, lines=True)
    assert [a for a, _, _ in seen(draft)] == ["koos", "uil"] and draft.title == "Stilte"
    old = [
        {
            "path": ["b", "55", "1"],
            "url": "https://f.example/55",
            "content": "Stil.",
            "username": "koos",
            "date": 1551690720,
        }
    ]
    assert seen(read(old, lines=True)[0]) == [("koos", "2019-03-04", None)]


def test_discourse_posts_as_lines() -> None:
    rows = [
        {
            "id": n,
            "topic_id": topic,
            "topic_slug": "stille-hei",
            "post_number": n,
            "username": "koos",
            "created_at": "2019-03-04T09:12:00.000Z",
            "cooked": f"<p>Bericht {n}.</p>",
            "reply_to_post_number": 1 if n == 2 else None,
        }
        for n, topic in ((1, 4), (2, 4), (3, 5))
    ]
    one, two = read(rows, lines=True)
    assert (
        [s.reply_to for s in one.segments] == [None, 0]
        and one.title == "stille hei"
        and two.metadata["thread"]["id"] == "5"
    )


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ('{"a": 1}', "none of a forum that is known"),
        ("[1, 2]", "none of a forum that is known"),
        ('"text"', "none of a forum that is known"),
        ('{"post_stream": {"posts": [', "cut off"),
        ('{"post_stream": {"posts": []}}', "without a single post"),
        ('{"post_stream": {"posts": [1, {"cooked": [3]}, {"cooked": ""}]}}', "without a single post"),
        ("[" * 100_000, "nested too deep"),
        ('{"a": 1}\n{"b": \n', "line 2 is no JSON"),
        ("", "empty"),
        ('[{"by": null, "time": [], "type": "comment", "id": {}}]', "without a single post"),
        ('{"kind": "Listing", "data": {"children": [null, {"kind": "t1", "data": null}]}}', "without a single post"),
    ],
)
def test_json_of_other_shapes_is_refused_plainly(raw: str, says: str) -> None:
    with pytest.raises(QdaError) as e:
        json_dump.read(raw.encode(), "x", "x", ReadOptions())
    assert says in str(e.value) and "\n" not in str(e.value)


def test_json_lines_of_a_forum_need_no_word_on_their_rows(tmp_path: Path) -> None:
    (tmp_path / "dump.jsonl").write_text("\n".join(map(json.dumps, (STORY, comment("c1", "t3_q1")))))
    [reading] = importers.read([str(tmp_path / "dump.jsonl")], ReadOptions())
    assert reading.draft is not None and reading.draft.title == "Wie bewaakt het?"


MAIL = """From koos@x.example Mon Mar  4 09:12:00 2019
From: =?utf-8?q?Ko=C3=B3s_Bos?= <koos@x.example>
Subject: [stilte] Wie bewaakt het?
Date: Mon, 4 Mar 2019 09:12:00 +0100
Message-ID: <1@x.example>
List-Id: Stiltelijst <stilte.lijst.example>
Content-Type: text/plain; charset=utf-8

De bordjes staan er.
Wie kijkt ernaar?
>From hier af is het stil.

--\x20
Koos, voorzitter

From uil at x.example  Mon Mar  4 10:12:00 2019
From: uil at x.example (Uil van Dijk)
Subject: Re: [stilte] Wie bewaakt het?
Date: Mon, 4 Mar 2019 10:12:00 +0100
In-Reply-To: <1@x.example>
Message-ID: <2@x.example>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="b"

--b
Content-Type: text/html; charset=utf-8

<p>Zondag een ronde.</p>
--b
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

On Mon, Mar 4, 2019 at 9:12 AM Koos Bos <koos@x.example> wrote:
> De bordjes staan er.
> Wie kijkt ernaar?

Zondag een ronde, reg=EBlmatig.
--b--

From nel@x.example Tue Mar  5 10:12:00 2019
From: nel@x.example
Subject: Iets anders
Date: gisteren
Message-ID: <3@x.example>

Kort bericht.
"""


def test_a_mailing_list() -> None:
    one, two = mbox.read(MAIL.encode(), "lijst", "lijst.mbox", ReadOptions())
    for draft in (one, two):
        tiles(draft)
    assert (one.title, one.name, two.title) == ("Wie bewaakt het?", "Wie bewaakt het?", "Iets anders")
    assert seen(one) == [("Koós Bos", "2019-03-04", None), ("Uil van Dijk", "2019-03-04", 0)]
    assert one.segments[0].date == "2019-03-04T09:12:00+01:00" and one.metadata["site"] == "stilte.lijst.example"
    assert texts(one, "post")[0] == "De bordjes staan er.\nWie kijkt ernaar?\nFrom hier af is het stil."
    [quote] = [s for s in one.segments if s.kind == "quoted"]
    assert quote.author == "Koos Bos" and texts(one, "quoted")[0].startswith("On Mon, Mar 4")
    assert texts(one, "post")[1].endswith("Zondag een ronde, regëlmatig.") and "voorzitter" not in one.text
    assert seen(two) == [("nel", "", None)] and two.segments[0].metadata == {"post": "3@x.example", "date": "gisteren"}
    with pytest.raises(QdaError, match="no mailbox"):
        mbox.read(b"zomaar tekst", "x", "x", ReadOptions())
    for n in range(0, len(MAIL), 37):  # cut off anywhere: read, or refused in one line
        try:
            for draft in mbox.read(MAIL[:n].encode(), "x", "x", ReadOptions()):
                tiles(draft)
        except QdaError as e:
            assert "\n" not in str(e)


DISQUS = """<?xml version="1.0" encoding="utf-8"?>
<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals"><category dsq:id="1"><title>General</title></category>
<thread dsq:id="4"><id>a</id><link>https://blog.example/a</link><title>Stilte op de hei</title><isDeleted>false</isDeleted></thread>
<thread dsq:id="5"><id>b</id><link>https://blog.example/b</link><title>Leeg</title></thread>
<post dsq:id="10"><message><![CDATA[<p>Ik hoor <b>niets</b>.</p>]]></message><createdAt>2019-03-04T10:00:00Z</createdAt><isDeleted>false</isDeleted><isSpam>false</isSpam><author><name>uil</name><isAnonymous>false</isAnonymous></author><thread dsq:id="4" /><parent dsq:id="9" /></post>
<post dsq:id="9"><message><![CDATA[<p>Mooi zo.</p>]]></message><createdAt>2019-03-04T09:00:00Z</createdAt><isDeleted>false</isDeleted><isSpam>false</isSpam><author><name>koos</name></author><thread dsq:id="4" /></post>
<post dsq:id="11"><message>koop</message><createdAt>2019-03-04T11:00:00Z</createdAt><isDeleted>false</isDeleted><isSpam>true</isSpam><author><name>x</name></author><thread dsq:id="4" /></post></disqus>"""


def test_an_export_of_disqus() -> None:
    [draft] = disqus.read(DISQUS.encode(), "export", "export.xml", ReadOptions())
    tiles(draft)
    assert seen(draft) == [("koos", "2019-03-04", None), ("uil", "2019-03-04", 0)] and draft.title == "Stilte op de hei"
    assert draft.text == "Mooi zo.\n\nIk hoor niets." and "1 deleted or marked as spam" in draft.notes[-1]
    for bad, says in (
        ("<x/>", "not known"),
        ("<disqus/>", "without a single comment"),
        (DISQUS[:300], "not XML"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><disqus>&b;</disqus>", "entities"),
    ):
        with pytest.raises(QdaError, match=says):
            disqus.read(bad.encode(), "x", "x", ReadOptions())


def test_a_submission_and_its_comments_in_files_of_their_own_are_one_thread(tmp_path: Path) -> None:
    from qda.ops.sources.grown_threads import identity

    opening = {"id": "q7", "title": "De molen", "selftext": "Wie weet het?", "author": "ria", "created_utc": 1710231000, "subreddit": "x", "permalink": "/r/x/comments/q7/de_molen/"}  # fmt: skip
    answer = {
        "id": "c1",
        "body": "Ik.",
        "author": "bas",
        "created_utc": 1710231060,
        "parent_id": "t3_q7",
        "link_id": "t3_q7",
    }
    drafts = []
    for name, record in (("opening", opening), ("answers", answer)):
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps([record]), "utf-8")
        drafts += [r.draft for r in importers.read([str(path)], ReadOptions()) if r.draft]
    assert len({identity(made) for made in drafts}) == 1
