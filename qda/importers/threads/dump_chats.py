"""The shapes in which chats are exported: Telegram, Slack, Discord, Messenger.

What is no one's words (who joined, media without a word) is counted in `Found.left`, what the file says is missing in
`Found.total`. Chats that tell local time stay without an offset.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from math import isfinite
from typing import Any

from qda.importers.common.assemble_thread import Post, Thread
from qda.importers.common.post_text import Quote, Quoted
from qda.importers.threads.dump_records import (
    Found,
    Near,
    Record,
    Shape,
    counted,
    listed,
    mapping,
    marked,
    post_of,
    scalar,
    seconds,
    unescaped,
)

SERVICE = "service message"
MEDIA = "media without words"
FRACTION = re.compile(r"(T\d\d:\d\d:\d\d)\.\d+")


def _taken(found: Found, post: Post, media: bool) -> None:
    """Takes a message, or counts it as a medium without words."""
    if post.text or not media:
        found.add(post)
    else:
        found.left[MEDIA] += 1


def wholly_quoted(post: Post, author: str) -> None:
    """Marks all words of a message that was passed on: they are another's."""
    if post.text:
        post.quotes = [Quote(0, len(post.text), Quoted(author))]


# Telegram: one chat, or an account with its chats


def _is_telegram(r: Record) -> bool:
    if isinstance(mapping(r.get("chats")).get("list"), list):
        return True
    first = mapping(next(iter(listed(r.get("messages"))), None))
    return first.get("type") in ("message", "service") and "date" in first and "id" in first


def _telegram(items: list[Record], told: Any) -> list[Found]:
    chats: list[Record] = []
    for item in items:
        inner = [c for key in ("chats", "left_chats") for c in listed(mapping(item.get(key)).get("list"))]
        chats += [c for c in (inner or [item]) if isinstance(c, dict)]
    out = []
    for chat in chats:
        title = scalar(chat.get("name")) or ("Saved messages" if chat.get("type") == "saved_messages" else "")
        id = scalar(chat.get("id"))
        found = Found(Thread("Telegram", id, title=title))
        for m in listed(chat.get("messages")):
            m = mapping(m)
            if m.get("type") != "message":
                found.left[SERVICE] += 1
                continue
            poll = mapping(m.get("poll"))
            text = marked(_telegram_text(m.get("text")) or scalar(poll.get("question")))
            who = m.get("from") or ("deleted account" if m.get("from_id") else chat.get("name"))
            answered = "" if m.get("reply_to_peer_id") else m.get("reply_to_message_id")
            post = post_of(text, who, m.get("date"), m.get("id"), answered)
            post.handle = False
            if m.get("edited"):
                post.data["edited"] = scalar(m["edited"])
            if passed := scalar(m.get("forwarded_from")):
                post.data["forwarded_from"] = passed
                wholly_quoted(post, passed)
                found.aside["passed on, marked as quoted"] += bool(post.text)
            _taken(
                found,
                post,
                any(
                    k in m
                    for k in ("photo", "file", "media_type", "location_information", "contact_information", "poll")
                ),
            )
        out.append(found)
    return out


def _telegram_text(value: Any) -> str:
    """A text, or a list of texts and of objects with one (bold words, links)."""
    if isinstance(value, list):
        return "".join(scalar(p) or scalar(mapping(p).get("text")) for p in value)
    return scalar(value)


# Slack: a day of a channel, a channel, an answer of its API

_DAY = re.compile(r"\d{4}-\d\d-\d\d$")
_SIGN = re.compile(r"<([@#!]?)([^<>|]{1,2000})(?:\|([^<>]{0,2000}))?>")
_SPOKEN = ("", "bot_message", "file_share", "me_message", "thread_broadcast", "file_comment", "reply_broadcast")


def _is_slack(r: Record) -> bool:
    return (
        r.get("type") == "message" and "ts" in r and ("user" in r or "bot_id" in r or "subtype" in r or "username" in r)
    )


def _slack(items: list[Record], told: Any, near: Near) -> list[Found]:
    users = {scalar(mapping(u).get("id")): mapping(u) for u in listed(near.told("users.json"))}
    teams = Counter(scalar(x.get("team_id") or x.get("team")) for x in (*users.values(), *items))
    del teams[""]
    names = {id: _slack_name(mapping(u.get("profile")) | u) for id, u in users.items()}
    for m in items:
        if (profile := mapping(m.get("user_profile"))) and not names.get(scalar(m.get("user"))):
            names[scalar(m.get("user"))] = _slack_name(profile)
    day = bool(_DAY.match(near.stem))
    channel = near.folder if day else ""
    team = teams.most_common(1)[0][0] if teams else ""
    made = Thread("Slack", f"{team}/{channel}" if channel else "", title=channel)
    found = Found(made, name=channel)
    unknown: set[str] = set()
    for m in sorted(items, key=lambda m: _number(m.get("ts"))):
        if scalar(m.get("subtype")) not in _SPOKEN or m.get("hidden"):
            found.left[SERVICE] += 1
            continue
        user = scalar(m.get("user")) or scalar(m.get("bot_id"))
        bot = scalar(m.get("username")) or scalar(mapping(m.get("bot_profile")).get("name"))
        who = names.get(user) or bot or user
        if user and who == user:
            unknown.add(user)
        text = marked(_slack_text(scalar(m.get("text")), names))
        ts, root = scalar(m.get("ts")), scalar(m.get("thread_ts"))
        post = post_of(text, who, seconds(ts), ts, "" if root == ts else root)
        post.handle = False
        if m.get("subtype") == "bot_message" or "bot_id" in m:
            post.data["bot"] = True
        if m.get("edited"):
            post.data["edited"] = True
        _taken(found, post, bool(m.get("files") or m.get("file") or m.get("attachments") or m.get("blocks")))
    if unknown:
        are = "people are" if len(unknown) > 1 else "person is"
        found.notes.append(
            f"{len(unknown)} {are} known by number alone ({', '.join(sorted(unknown)[:3])}): users.json is not beside the file"
        )
    found.more = any(mapping(x).get("has_more") is True for x in (listed(told) or [told]))
    return [found]


def _slack_name(profile: Record) -> str:
    return next((n for k in ("real_name", "display_name", "name") if (n := scalar(profile.get(k)).strip())), "")


def _slack_text(text: str, names: dict[str, str]) -> str:
    """A text of Slack as it is shown: people, channels and links by name."""

    def shown(found: re.Match[str]) -> str:
        sign, what, label = found[1], found[2], found[3] or ""
        if sign == "@":
            return "@" + (names.get(what) or label or what)
        if sign == "#":
            return "#" + (label or what)
        if sign == "!":
            return label if label.startswith("@") or "^" in what else "@" + (label or what.partition("^")[0])
        return label or what

    return unescaped(_SIGN.sub(shown, text))


def _number(value: Any) -> float:
    try:
        moment = float(scalar(value) or 0)
    except ValueError:
        return 0.0
    return moment if isfinite(moment) else 0.0


# Discord, as DiscordChatExporter writes it

_DISCORD_SAID = ("Default", "Reply", "0", "19", "ChatInputCommand", "ContextMenuCommand", "ThreadStarterMessage")


def _is_discord(r: Record) -> bool:
    return (
        isinstance(r.get("messages"), list) and isinstance(r.get("channel"), dict) and isinstance(r.get("guild"), dict)
    )


def _discord(items: list[Record], told: Any) -> list[Found]:
    out = []
    for item in items:
        channel, guild = mapping(item["channel"]), mapping(item["guild"])
        id = scalar(channel.get("id"))
        url = f"https://discord.com/channels/{scalar(guild.get('id')) or '@me'}/{id}" if id else ""
        found = Found(Thread("Discord", id, url, "discord.com", scalar(channel.get("name"))))
        for m in listed(item["messages"]):
            m = mapping(m)
            found.given += 1
            if scalar(m.get("type")) not in ("", *_DISCORD_SAID):
                found.left[SERVICE] += 1
                continue
            author = mapping(m.get("author"))
            name = scalar(author.get("name"))
            who = scalar(author.get("nickname")) or name
            answered = scalar(mapping(m.get("reference")).get("messageId"))
            when = FRACTION.sub(r"\1", scalar(m.get("timestamp")))
            post = post_of(marked(m.get("content")), who, when, m.get("id"), answered)
            post.handle = who == name
            if who != name and name:
                post.data["user"] = name
            if author.get("isBot") is True:
                post.data["bot"] = True
            if m.get("timestampEdited"):
                post.data["edited"] = True
            _taken(found, post, bool(m.get("attachments") or m.get("embeds") or m.get("stickers")))
        found.total = counted(item.get("messageCount"))
        out.append(found)
    return out


# Messenger and Instagram: the download of one's own data


def _is_messenger(r: Record) -> bool:
    first = mapping(next(iter(listed(r.get("messages"))), None))
    return "participants" in r and "sender_name" in first and "timestamp_ms" in first


def _messenger(items: list[Record], told: Any) -> list[Found]:
    out = []
    for item in items:
        path = scalar(item.get("thread_path"))
        found = Found(Thread("Messenger", path, title=_mended(item.get("title"))))
        for m in reversed(listed(item.get("messages"))):
            m = mapping(m)
            if scalar(m.get("type")) in ("Subscribe", "Unsubscribe", "Call") or "call_duration" in m:
                found.left[SERVICE] += 1
                continue
            text = "" if m.get("is_unsent") else _mended(m.get("content"))
            media = any(k in m for k in ("photos", "videos", "audio_files", "gifs", "sticker", "files", "share"))
            post = post_of(marked(text), _mended(m.get("sender_name")), seconds(m.get("timestamp_ms")))
            post.handle = False
            _taken(found, post, media)
        out.append(found)
    return out


def _mended(value: Any) -> str:
    """A text of Meta's exports, whose letters are written as the bytes of UTF-8, one by one."""
    text = scalar(value)
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


CHATS = (
    Shape("Telegram", _is_telegram, _telegram),
    Shape("Discord", _is_discord, _discord),
    Shape("Messenger", _is_messenger, _messenger),
    Shape("Slack", _is_slack, _slack, near=True),
)


def beside(name: str, told: Any) -> str:
    """Name a file of an export that has no messages itself but belongs to some that do; "" for any other."""
    first = mapping(next(iter(listed(told)), None))
    base = os.path.basename(name).casefold()
    if "profile" in first and ("team_id" in first or "real_name" in first) and "name" in first:
        return "Slack's list of people, used for the names in its channels"
    if base in ("channels", "groups", "dms", "mpims") and "id" in first and ("members" in first or "created" in first):
        return "Slack's list of channels"
    if base in ("integration_logs", "canvases", "lists", "org_users", "file_conversations", "huddle_transcripts"):
        return "a file of Slack's export without messages"
    if "account" in first and "username" in mapping(first.get("account")):
        return "the account of an archive of X, used for the name in its posts"
    return ""
