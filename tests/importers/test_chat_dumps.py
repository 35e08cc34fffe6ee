# ruff: noqa: E501 (records stand on one line)
"""Chats and social media as programs export them: JSON, folders and ZIP archives; and what is said of what is missing."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from helpers_importers import texts, tiles

from qda import importers
from qda.core.drafts import Draft, Reading, ReadOptions

SAMPLES = Path(__file__).parent / "samples"


def read(*paths: Path, **options: Any) -> list[Reading]:
    out = list(importers.read([str(p) for p in paths], ReadOptions(**options)))
    for reading in out:
        if reading.draft is not None:
            tiles(reading.draft)
    return out


def one(path: Path) -> Draft:
    [reading] = read(path)
    assert reading.draft is not None, reading.error
    return reading.draft


def written(folder: Path, name: str, told: Any) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(told if isinstance(told, str) else json.dumps(told), encoding="utf-8")
    return path


def seen(draft: Draft) -> list[tuple[str | None, str | None, int | None]]:
    return [(s.author, s.date, s.reply_to) for s in draft.segments if s.parent is None]


def test_telegram() -> None:
    draft = one(SAMPLES / "telegram.json")
    assert seen(draft) == [("Ria Hoek", "2024-03-12T09:15:02", None), ("Bas", "2024-03-12T09:17:02", 0)]
    assert texts(draft, "post") == ["Wie heeft het hek opengezet?", "Het waait."] and texts(draft, "quoted") == [
        "Het waait."
    ]
    assert draft.notes == [
        "Telegram: 2 posts; 1 passed on, marked as quoted; left out: 1 media without words, 1 service message"
    ]


def test_a_whole_account_of_telegram_is_a_source_a_chat(tmp_path: Path) -> None:
    chat = json.loads((SAMPLES / "telegram.json").read_text())
    two = chat | {
        "id": 6,
        "name": "Mam",
        "messages": [
            {
                "id": 1,
                "type": "message",
                "date": "2024-03-12T09:15:02",
                "from": "Mam",
                "from_id": "user3",
                "text": "Dag kind",
            }
        ],
    }
    account = written(
        tmp_path, "result.json", {"about": "x", "chats": {"about": "y", "list": [chat]}, "left_chats": {"list": [two]}}
    )
    drafts = [r.draft for r in read(account)]
    assert [(d.name, len(d.segments)) for d in drafts if d] == [("Pad", 3), ("Mam", 1)]


def test_slack_takes_names_from_the_list_beside_it_and_days_are_one_source(tmp_path: Path) -> None:
    day = json.loads((SAMPLES / "slack.json").read_text())
    people = [
        {"id": "U02", "team_id": "T1", "name": "bas", "profile": {"real_name": "Bas Kok"}},
        {"id": "U01", "team_id": "T1", "name": "ria", "real_name": "Ria Hoek", "profile": {}},
    ]
    written(tmp_path, "x/users.json", people)
    written(tmp_path, "x/channels.json", [{"id": "C1", "name": "north", "created": 1, "members": []}])
    written(tmp_path, "x/north/2024-03-12.json", day[:2])
    later = written(
        tmp_path,
        "x/north/2024-03-13.json",
        [
            {**day[2], "text": "Not me, <@U01> &amp; <#C1|north> <!here>"},
            {"type": "message", "user": "U02", "ts": "1710331470.1", "text": "", "files": [{}]},
        ],
    )
    readings = read(tmp_path / "x")
    [draft] = [r.draft for r in readings if r.draft]
    assert draft.name == "north" and seen(draft) == [
        ("Ria Hoek", "2024-03-12T08:15:02+00:00", None),
        ("Bas Kok", "2024-03-12T08:17:40+00:00", 0),
    ]
    assert texts(draft, "post") == ["Who left the gate open?", "Not me, @Ria Hoek & #north @here"]
    assert draft.notes[0].endswith("; left out: 1 media without words, 1 service message")
    assert not any(r.error for r in readings) and sum("Slack's list" in r.note for r in readings) == 2
    alone = written(tmp_path, "alone.json", json.loads(later.read_text())[:1])
    assert seen(one(alone))[0][0] == "U02" and any(
        "1 person is known by number alone (U02)" in n for n in one(alone).notes
    )


def test_a_list_of_people_alone_is_no_source(tmp_path: Path) -> None:
    [reading] = read(written(tmp_path, "users.json", [{"id": "U1", "team_id": "T1", "name": "ria", "profile": {}}]))
    assert reading.draft is None and "Slack's list of people" in reading.error


def test_zip_archives_of_slack_and_whatsapp(tmp_path: Path) -> None:
    slack = one(SAMPLES / "slack.zip")
    assert slack.name == "north" and [a for a, *_ in seen(slack)] == ["Ria Hoek", "Bas"]
    chat = one(SAMPLES / "whatsapp.zip")
    assert chat.name == "whatsapp" and texts(chat, "post") == [
        "Who left the gate open?",
        "\u200eimage omitted",
        "Not me",
    ]
    assert chat.notes[-1] == "left in the archive: 1 .jpg"
    other = tmp_path / "photos.zip"
    with zipfile.ZipFile(other, "w") as z:
        z.writestr("a.jpg", "x")
        z.writestr("notes.txt", "Een gewone tekst.")
    assert read(other)[0].error.startswith("a ZIP archive without a chat or thread that is known")


def test_discord_says_how_many_messages_are_not_in_the_file() -> None:
    draft = one(SAMPLES / "discord.json")
    assert seen(draft) == [("Ria", "2024-03-12T09:15:02+00:00", None), ("bas", "2024-03-12T09:17:02+00:00", 0)]
    assert draft.title == "north" and draft.notes == [
        "Discord: 2 posts; left out: 1 service message",
        "2 of the 5 posts are not in the file",
    ]


def test_messenger_letters_are_mended(tmp_path: Path) -> None:
    told = {"participants": [{"name": "x"}], "title": "Zo\u00c3\u00ab", "thread_path": "inbox/zoe_1", "messages": [
        {"sender_name": "Jan Smit", "timestamp_ms": 1710231402000, "content": "Dag"}, {"sender_name": "Zo\u00c3\u00ab", "timestamp_ms": 1710231302000, "content": "H\u00c3\u00a9"}]}  # fmt: skip
    draft = one(written(tmp_path, "message_1.json", told))
    assert (
        seen(draft) == [("Zoë", "2024-03-12T08:15:02+00:00", None), ("Jan Smit", "2024-03-12T08:16:42+00:00", None)]
        and texts(draft, "post")[0] == "Hé"
    )


def test_youtube_by_three_programs(tmp_path: Path) -> None:
    draft = one(SAMPLES / "youtube.json")
    assert seen(draft) == [("@ria", "2024-03-12T08:15:02+00:00", None), ("@bas", "2024-03-12T08:17:40+00:00", 0)]
    assert draft.title == "The path" and "1 of the 3 posts is not in the file" in draft.notes
    said = {
        "videoId": "v9",
        "textOriginal": "Lovely",
        "authorDisplayName": "@ria",
        "publishedAt": "2024-03-12T09:15:02Z",
    }
    answer = {
        "kind": "youtube#comment",
        "id": "c.1",
        "snippet": {**said, "parentId": "c", "authorDisplayName": "@bas", "textOriginal": "No"},
    }
    item = {
        "kind": "youtube#commentThread",
        "snippet": {"videoId": "v9", "topLevelComment": {"id": "c", "snippet": said}, "totalReplyCount": 4},
        "replies": {"comments": [answer]},
    }
    draft = one(
        written(
            tmp_path, "api.json", {"kind": "youtube#commentThreadListResponse", "items": [item], "nextPageToken": "p2"}
        )
    )
    assert [(a, r) for a, _, r in seen(draft)] == [("@ria", None), ("@bas", 0)]
    assert "3 of the 5 posts are not in the file" in draft.notes and any("more follows" in n for n in draft.notes)
    lines = [{"cid": "a", "text": "Lovely", "time": "2 weeks ago", "author": "@ria", "channel": "U", "votes": "1", "time_parsed": 1710231302.0},
             {"cid": "a.b", "text": "No", "time": "2 weeks ago", "author": "@bas", "channel": "U", "votes": "0", "time_parsed": 1710231402.0}]  # fmt: skip
    draft = one(written(tmp_path, "c.jsonl", "\n".join(map(json.dumps, lines))))
    assert seen(draft) == [("@ria", "2024-03-12T08:15:02+00:00", None), ("@bas", "2024-03-12T08:16:42+00:00", 0)]


def test_an_archive_of_x(tmp_path: Path) -> None:
    tweets = (SAMPLES / "tweets.js").read_text()
    draft = one(written(tmp_path, "alone/tweets.js", tweets))
    assert seen(draft) == [(None, "2024-03-12T09:15:02+00:00", None), (None, "2024-03-12T09:17:40+00:00", None)]
    assert texts(draft, "quoted") == ["RT @bas: it was the wind"] and any(
        "no writer is named" in n for n in draft.notes
    )
    written(
        tmp_path,
        "data/account.js",
        'window.YTD.account.part0 = [ {"account": {"username": "riahoek", "accountId": "7"}} ]',
    )
    written(tmp_path, "data/tweets.js", tweets)
    written(tmp_path, "data/manifest.js", "window.__THAR_CONFIG = {};")
    readings = read(tmp_path / "data")
    [draft] = [r.draft for r in readings if r.draft]
    assert [a for a, *_ in seen(draft)] == ["riahoek", "riahoek"] and not any(r.error for r in readings)


def test_records_of_the_services_of_x(tmp_path: Path) -> None:
    told = {"data": [{"id": "2", "text": "No", "created_at": "2024-03-12T09:17:02.000Z", "author_id": "8", "conversation_id": "1", "referenced_tweets": [{"type": "replied_to", "id": "1"}]},
                     {"id": "1", "text": "Hello", "created_at": "2024-03-12T09:15:02.000Z", "author_id": "7", "conversation_id": "1"}],
            "includes": {"users": [{"id": "7", "username": "ria"}, {"id": "8", "username": "bas"}]}, "meta": {"next_token": "n"}}  # fmt: skip
    draft = one(written(tmp_path, "x.json", told))
    assert seen(draft) == [("ria", "2024-03-12T09:15:02Z", None), ("bas", "2024-03-12T09:17:02Z", 0)] and any(
        "more follows" in n for n in draft.notes
    )


def topic(*numbers: int, **more: Any) -> dict[str, Any]:
    posts = [
        {
            "id": 1000 + n,
            "username": f"lid{n}",
            "created_at": f"2023-05-14T09:{n:02d}:00Z",
            "cooked": f"<p>Bericht {n} over het hek.</p>",
            "post_number": n,
            "topic_id": 55,
        }
        for n in numbers
    ]
    return {"id": 55, "title": "Het hek", "post_stream": {"posts": posts}, **more}


def test_a_thread_that_is_not_whole_says_so(tmp_path: Path) -> None:
    part = one(written(tmp_path, "a.json", topic(1, 2, 3, posts_count=8)))
    assert "5 of the 8 posts are not in the file" in part.notes and part.metadata["thread"]["lacks"] == 5
    stream = topic(1, 2)
    stream["post_stream"]["stream"] = [1001, 1002, 1003]
    assert "1 of the 3 posts is not in the file" in one(written(tmp_path, "b.json", stream)).notes
    assert not any("not in" in n for n in one(written(tmp_path, "c.json", topic(1, 2, 3, posts_count=3))).notes)
    [both] = read(tmp_path / "a.json", written(tmp_path, "d.json", topic(4, 5, 6, posts_count=8)))
    assert both.draft is not None and "2 of the 8 posts are not in the files" in both.draft.notes
    assert [s.author for s in both.draft.segments] == [f"lid{n}" for n in range(1, 7)]


def test_reddit_says_how_many_answers_are_folded(tmp_path: Path) -> None:
    def comment(id: str, **more: Any) -> dict[str, Any]:
        return {
            "kind": "t1",
            "data": {
                "id": id,
                "link_id": "t3_q",
                "parent_id": "t3_q",
                "author": id,
                "body": "Tekst.",
                "created_utc": 1551690720,
                **more,
            },
        }

    story = {
        "kind": "t3",
        "data": {
            "id": "q",
            "title": "Het hek",
            "selftext": "Wie?",
            "author": "ria",
            "created_utc": 1551690000,
            "subreddit": "pad",
            "num_comments": 9,
        },
    }
    more = {"kind": "more", "data": {"count": 7, "children": ["x", "y"], "parent_id": "t3_q"}}
    told = [
        {"kind": "Listing", "data": {"children": [story]}},
        {"kind": "Listing", "data": {"children": [comment("a"), comment("b"), more]}},
    ]
    assert "7 of the 10 posts are not in the file" in one(written(tmp_path, "r.json", told)).notes


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("talk.otx", '{"text": "<p>Hallo</p>", "media": "x.mp3"}', "JSON, but none of a forum"),
        ("talk.txt", '{"text": "Hallo"}', "JSON, but none of a forum"),
        ("list.dat", '["een", "twee"]', "JSON, but none of a forum"),
        ("cut.txt", '{"text": "Hallo, dit bericht is afge', "it may have been cut off"),
        ("lines.log", '{"level": "info"}\n{"level": "warn"}\n', "JSON lines"),
        ("map.kml", "<kml><Placemark><name>Dorp</name></Placemark></kml>", "XML of a kind that is not known (<kml>)"),
        ("turns.txt", '<?xml version="1.0"?>\n<talk><turn>Hallo</turn></talk>', "XML of a kind that is not known (<talk>)"),
        ("page.js", "console.log(1)", "a program in JavaScript"),
        ("code.txt", "function hallo(a) {\n  return a + 1;\n}\n", "a program in JavaScript"),
        ("tag.txt", "// telt bezoekers\nwindow.dataLayer = window.dataLayer || [];\nfunction gtag(){dataLayer.push(arguments);}", "a program in JavaScript"),
    ],
)  # fmt: skip
def test_a_structured_file_never_comes_in_as_words(tmp_path: Path, name: str, text: str, said: str) -> None:
    [reading] = read(written(tmp_path, name, text))
    assert reading.draft is None and said in reading.error and "\n" not in reading.error
    [plain] = read(written(tmp_path, name, text), form="plain")
    assert plain.draft is not None and plain.draft.text == text, "--as plain takes a text as it stands"


@pytest.mark.parametrize(
    "text",
    ["[Interviewer] Hoe gaat het?\n[Ria] Goed.\n", "{lacht} Dat weet ik niet meer.\n", "<Interviewer> hoe gaat het?\n<Ria> goed hoor\n", "[1] Zie de noot.\n[2] Zie daar.\n",
     "let op: het hek staat open\nvar en moer\n", "import van graan (1900) was {niet} duur; export wel.\n", "[1, 2]\n"],
)  # fmt: skip
def test_a_text_with_brackets_is_a_text(tmp_path: Path, text: str) -> None:
    [reading] = read(written(tmp_path, "a.txt", text))
    assert reading.draft is not None and reading.draft.text == text


def test_what_is_known_is_read_whatever_its_name(tmp_path: Path) -> None:
    draft = one(written(tmp_path, "chat.dat", (SAMPLES / "telegram.json").read_text()))
    assert len(seen(draft)) == 2 and "JSON, though it is named .dat" in draft.notes
    page = one(
        written(
            tmp_path,
            "page.txt",
            "<!doctype html><html><body><p>Het hek staat open en niemand weet waarom, zegt de buurman.</p></body></html>",
        )
    )
    assert (
        texts(page, "paragraph") == ["Het hek staat open en niemand weet waarom, zegt de buurman."]
        and "<p>" not in page.text
    )


TELEGRAM = """<!DOCTYPE html><html><head><meta charset="utf-8"/><title>Exported Data</title></head><body><div class="page_wrap"><div class="page_header">
<div class="content"><div class="text bold">Pad</div></div></div><div class="page_body chat_page"><div class="history">{}</div></div></div></body></html>"""


def bubble(id: int, body: str, who: str = "", more: str = "") -> str:
    name = f'<div class="from_name">{who} </div>' if who else ""
    joined = "" if who else " joined"
    date = f'<div class="pull_right date details" title="12.03.2024 09:{id:02d}:02 UTC+01:00">09:{id:02d}</div>'
    return f'<div class="message default clearfix{joined}" id="message{id}"><div class="body">{date}{name}{more}{body}</div></div>'


def test_telegrams_pages(tmp_path: Path) -> None:
    said = '<div class="text">{}</div>'
    passed = '<div class="forwarded body"><div class="from_name">Krant <span class="date details" title="x"> 11.03.2024</span></div><div class="text">Er was storm.</div></div>'
    service = '<div class="message service" id="message-1"><div class="body details">12 March 2024</div></div><div class="message service" id="message1"><div class="body details">Ria Hoek created group</div></div>'
    first = (
        service
        + bubble(2, said.format("Wie heeft <strong>het hek</strong> open?"), "Ria Hoek")
        + bubble(3, said.format("Iemand?"))
        + bubble(4, passed, "Bas")
    )
    second = bubble(
        5,
        said.format("Ik niet."),
        "Tine",
        '<div class="reply_to details">In reply to <a href="messages.html#go_to_message2">this message</a></div>',
    )
    second += bubble(6, '<div class="media_wrap clearfix"><a class="photo_wrap" href="x.jpg"></a></div>')
    written(tmp_path, "export/messages.html", TELEGRAM.format(first))
    written(tmp_path, "export/messages2.html", TELEGRAM.format(second))
    [draft] = [r.draft for r in read(tmp_path / "export") if r.draft]
    assert [(a, r) for a, _, r in seen(draft)] == [("Ria Hoek", None), ("Ria Hoek", None), ("Bas", None), ("Tine", 0)]
    assert draft.date == "2024-03-12T09:02:02+01:00" and texts(draft, "quoted") == ["Er was storm."]
    assert draft.notes[0].endswith(
        "; 1 passed on, marked as quoted; left out: 1 media without words, 1 service message"
    )


def test_discords_page(tmp_path: Path) -> None:
    def message(id: int, body: str, head: str = "", stamp: str = "") -> str:
        return f'<div class=chatlog__message-container data-message-id={id}><div class=chatlog__message>{head}{stamp}<div class="chatlog__content chatlog__markdown">{body}</div></div></div>'

    head = '<div class=chatlog__header><span class=chatlog__author title={}>{}</span> <span class=chatlog__timestamp title="Tuesday, March 12, 2024 {}"><a>x</a></span></div>'
    reply = "<div class=chatlog__reply><span class=chatlog__reply-link onclick=\"scrollToMessage(event,'100001')\">Wie</span></div>"
    page = (
        "<!DOCTYPE html><html><body><div class=preamble><div class=preamble__entry>G</div><div class=preamble__entry>noord</div></div><div class=chatlog>"
        + message(100001, "Wie heeft het hek open?", head.format("ria_h", "Ria", "9:15 AM"))
        + message(
            100002,
            "Iemand?",
            stamp='<div class=chatlog__short-timestamp title="Tuesday, March 12, 2024 9:16 AM">x</div>',
        )
        + message(100003, "Ik niet.", reply + head.format("bas", "bas", "2:17 PM"))
        + "</div></body></html>"
    )
    draft = one(written(tmp_path, "d.html", page))
    assert seen(draft) == [
        ("Ria", "2024-03-12T09:15", None),
        ("Ria", "2024-03-12T09:16", None),
        ("bas", "2024-03-12T14:17", 0),
    ]
    assert draft.title == "noord"
