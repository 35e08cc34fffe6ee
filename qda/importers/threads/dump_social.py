"""The shapes in which social media are exported: YouTube's comments, X, Mastodon."""

from __future__ import annotations

import re
from typing import Any

from qda.importers.common.assemble_thread import Thread
from qda.importers.common.parsed_page import host
from qda.importers.threads.dump_chats import FRACTION, wholly_quoted
from qda.importers.threads.dump_records import (
    Found,
    Near,
    Record,
    Shape,
    counted,
    grouped,
    listed,
    mapping,
    marked,
    post_of,
    rich,
    scalar,
    seconds,
    top_of,
    unescaped,
)

# YouTube: yt-dlp, its data service, the comment downloader


def _is_youtube(r: Record) -> bool:
    if str(r.get("kind")).startswith("youtube#comment") and "snippet" in r:
        return True
    if "cid" in r and "text" in r and "author" in r and ("votes" in r or "channel" in r):
        return True
    comments = r.get("comments")
    if "webpage_url" in r or "extractor" in r:  # yt-dlp's, with comments or without
        return "id" in r and "title" in r
    first = mapping(next(iter(listed(comments)), None))
    return "id" in r and "text" in first and "author" in first and "parent" in first


def _youtube(items: list[Record], told: Any) -> list[Found]:
    out: dict[str, Found] = {}

    def of(video: str, title: str = "", url: str = "", software: str = "YouTube") -> Found:
        url = url or (f"https://www.youtube.com/watch?v={video}" if video else "")
        return out.setdefault(video, Found(Thread(software, video, url, host(url) or "youtube.com", title)))

    def add(found: Found, text: Any, who: Any, when: Any, id: Any, reply: Any, likes: Any) -> None:
        post = post_of(marked(unescaped(text)), who, when, id, reply)
        post.kind = "comment"
        post.handle = "@" in scalar(who)[:1] or " " not in scalar(who)
        if scalar(likes):
            post.data["likes"] = likes
        found.given += 1
        found.add(post)

    lines = [i for i in items if "cid" in i]
    for i in lines:
        cid = scalar(i.get("cid"))
        when = i.get("time_parsed") or i.get("time")
        add(of(""), i.get("text"), i.get("author"), seconds(when) if i.get("time_parsed") else when, cid,
            cid.rpartition(".")[0], i.get("votes"))  # fmt: skip
    for i in items:
        if str(i.get("kind")).startswith("youtube#comment"):
            snippet = mapping(i.get("snippet"))
            top = mapping(snippet.get("topLevelComment")) or i
            said = mapping(top.get("snippet"))
            found = of(scalar(snippet.get("videoId") or said.get("videoId")))
            answers = [mapping(c) for c in listed(mapping(i.get("replies")).get("comments"))]
            for c in (top, *answers):
                s = mapping(c.get("snippet"))
                reply = s.get("parentId") or ("" if c is top else top.get("id"))
                text = s.get("textOriginal") or _without_tags(s.get("textDisplay"))
                add(
                    found,
                    text,
                    s.get("authorDisplayName"),
                    s.get("publishedAt"),
                    c.get("id"),
                    reply,
                    s.get("likeCount"),
                )
            found.missing += max(counted(snippet.get("totalReplyCount")) - len(answers), 0)
        elif "cid" not in i:
            software = scalar(i.get("extractor_key")) or "YouTube"
            found = of(scalar(i.get("id")), scalar(i.get("title")), scalar(i.get("webpage_url")), software)
            for c in listed(i.get("comments")):
                c = mapping(c)
                parent = scalar(c.get("parent"))
                text, when = c.get("text") or _without_tags(c.get("html")), seconds(c.get("timestamp"))
                reply = "" if parent == "root" else parent
                add(found, text, c.get("author"), when, c.get("id"), reply, c.get("like_count"))
            found.total = counted(i.get("comment_count"))
    for page in listed(told) or [told]:
        if mapping(page).get("nextPageToken") and page is (listed(told) or [told])[-1]:
            next(iter(out.values())).more = True
    return list(out.values())


def _without_tags(value: Any) -> str:
    """HTML's line breaks and links as text."""
    return re.sub(r"<[^<>]{0,2000}>", "", re.sub(r"<br\s*/?>", "\n", scalar(value)))


# X: the archive of one's own account, the services' records

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905
_CREATED = re.compile(r"\w{3} (\w{3}) (\d\d) (\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d) (\d{4})$")
_PASSED_ON = re.compile(r"RT @(\w{1,30}): ")


def _is_x(r: Record) -> bool:
    r = mapping(r.get("tweet")) or r
    one = ("full_text" in r or "text" in r) and "created_at" in r and ("id_str" in r or "id" in r)
    told = any(k in r for k in ("id_str", "conversation_id", "author_id"))
    return (one and told) or ("full_text" in r and "created_at" in r)


def _x(items: list[Record], told: Any, near: Near) -> list[Found]:
    flat = [mapping(i.get("tweet")) or i for i in items]
    people: dict[str, str] = {}
    for page in listed(told) or [told]:
        for u in listed(mapping(mapping(page).get("includes")).get("users")):
            people[scalar(mapping(u).get("id"))] = scalar(mapping(u).get("username"))
    account = mapping(mapping(next(iter(listed(near.told("account.js"))), None)).get("account"))
    own = scalar(account.get("username"))
    archive = any("tweet" in i for i in items) or not any("user" in t or "author_id" in t for t in flat)
    parents = {_x_id(t): _x_answered(t) for t in flat}

    def root(t: Record) -> str:
        if archive:
            return scalar(account.get("accountId"))
        if conversation := scalar(t.get("conversation_id") or t.get("conversation_id_str")):
            return conversation
        return top_of(_x_id(t), parents)

    out = grouped(
        flat, root, lambda id: Thread("X", id, site="x.com", title=f"Posts of @{own}" if archive and own else "")
    )
    for t in sorted(flat, key=lambda t: (_x_date(t.get("created_at")), _x_id(t).zfill(25))):
        found = out[root(t)]
        user = mapping(t.get("user"))
        who = (
            scalar(user.get("screen_name"))
            or people.get(scalar(t.get("author_id")), "")
            or own
            or scalar(t.get("author_id"))
        )
        text = marked(unescaped(t.get("full_text") or t.get("text")))
        post = post_of(text, who, _x_date(t.get("created_at")), _x_id(t), _x_answered(t))
        if name := scalar(user.get("name")):
            post.data["name"] = name
        if to := scalar(t.get("in_reply_to_screen_name")):
            post.data["answers"] = "@" + to
        if passed := _PASSED_ON.match(post.text):
            post.data["forwarded_from"] = "@" + passed[1]
            wholly_quoted(post, passed[1])
            found.aside["passed on, marked as quoted"] += 1
        found.add(post)
    if mapping(mapping(told).get("meta")).get("next_token"):
        next(iter(out.values())).more = True
    if archive and not own:
        for found in out.values():
            found.notes.append(
                "no writer is named in the file, and account.js is not beside it: posts without an author"
            )
    return list(out.values())


def _x_id(t: Record) -> str:
    return scalar(t.get("id_str")) or scalar(t.get("id"))


def _x_answered(t: Record) -> str:
    replied = (
        scalar(mapping(r).get("id"))
        for r in listed(t.get("referenced_tweets"))
        if mapping(r).get("type") == "replied_to"
    )
    return scalar(t.get("in_reply_to_status_id_str")) or scalar(t.get("in_reply_to_status_id")) or next(replied, "")


def _x_date(value: Any) -> str:
    """`Tue Mar 12 09:15:02 +0000 2024` as ISO 8601; any other as it stands."""
    text = scalar(value)
    if (found := _CREATED.match(text)) and found[1] in _MONTHS:
        return f"{found[6]}-{_MONTHS.index(found[1]) + 1:02d}-{found[2]}T{found[3]}{found[4]}:{found[5]}"
    return FRACTION.sub(r"\1", text)


# Mastodon: statuses, contexts, archives


def _mastodon(items: list[Record], told: Any) -> list[Found]:
    flat: list[Record] = []
    for i in items:
        note = mapping(i.get("object"))
        flat.append(note if note.get("content") else i)
    parents = {scalar(i.get("id")): scalar(i.get("in_reply_to_id") or i.get("inReplyTo")) for i in flat}

    def root(i: Record) -> str:
        return top_of(scalar(i.get("id")), parents)

    def thread(id: str) -> Thread:
        url = next((scalar(i.get("url")) for i in flat if scalar(i.get("id")) == id), "")
        return Thread(
            "Mastodon", id, url, host(url) or host(id) or next((host(scalar(i.get("url"))) for i in flat), "")
        )

    flat.sort(key=lambda i: scalar(i.get("created_at") or i.get("published")))
    out = grouped(flat, root, thread)
    for i in flat:
        account = mapping(i.get("account"))
        who = account.get("acct") or account.get("username") or scalar(i.get("attributedTo")).rpartition("/")[2]
        text = rich(i.get("content"), ".invisible, .quote-inline")
        when = i.get("created_at") or i.get("published")
        post = post_of(text, who, when, i.get("id"), i.get("in_reply_to_id") or i.get("inReplyTo"), i.get("url"))
        if name := scalar(account.get("display_name")):
            post.data["name"] = name
        if warning := scalar(i.get("spoiler_text") or i.get("summary")):
            post.data["warning"] = warning
        out[root(i)].add(post)
    return list(out.values())


def _is_mastodon(r: Record) -> bool:
    note = mapping(r.get("object"))
    return ("content" in r and ("account" in r or "attributedTo" in r) and ("created_at" in r or "published" in r)) or (
        r.get("type") == "Create" and "content" in note
    )


SOCIAL = (
    Shape("YouTube", _is_youtube, _youtube),
    Shape("X", _is_x, _x, near=True),
    Shape("Mastodon", _is_mastodon, _mastodon),
)
