"""Chats exported as web pages: Telegram's `messages.html`, and what DiscordChatExporter writes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from qda.core.drafts import Draft, ReadOptions
from qda.importers.common.assemble_thread import Thread
from qda.importers.common.parsed_page import page_text
from qda.importers.common.post_text import Quote, Quoted, Text, plain, words
from qda.importers.threads.dump_chats import MEDIA, SERVICE
from qda.importers.threads.dump_records import Found, Near, post_of
from qda.importers.threads.json_dump import draft_of, signed

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_STAMP = re.compile(r"(\d\d)\.(\d\d)\.(\d{4}) (\d\d:\d\d(?::\d\d)?)(?: UTC([+-]\d\d:\d\d))?")
_PAGE = re.compile(r"messages(\d*)$")
_TO = re.compile(r"go_to_message(-?\d+)")
_DIGITS = re.compile(r"\d{5,25}")
_KEPT_DATE = re.compile(r"(\d{1,2})-([A-Z][a-z]{2})-(\d\d|\d{4}) (\d\d:\d\d)(?: ([AP]M))?$")


def drafts(raw: bytes, name: str, origin: str, options: ReadOptions) -> list[Draft] | None:
    """The chat of a page that one of the two programs wrote; None for any other page."""
    telegram = b"message default clearfix" in raw and b"page_header" in raw
    if not telegram and not (b"chatlog__message" in raw and b"preamble" in raw):
        return None
    from selectolax.lexbor import LexborHTMLParser

    root = LexborHTMLParser(page_text(raw, options.encoding)).root
    if root is None:
        return None
    found = _telegram(root, Near(origin)) if telegram else _discord(root)
    return signed([draft_of(found, name, False, options)], raw, origin) if found.posts else None


def _telegram(root: LexborNode, near: Near) -> Found:
    title = plain(root.css_first(".page_header .text"))
    page = _PAGE.match(near.stem)
    made = Thread("Telegram", f"{title} ({near.folder})" if page else "", title=title)
    made.page = int(page[1] or 1) if page else 0
    found = Found(made)
    author = ""
    for m in root.css("div.message"):
        if "service" in _classes(m):
            if "message-" not in (m.attributes.get("id") or ""):  # those are days
                found.left[SERVICE] += 1
            continue
        author = plain(_own(m, ".from_name")) or author
        passed = m.css_first(".forwarded.body")
        body = m.css_first(".text")
        text = words(body) if body is not None else Text()
        answered = _TO.search(str((_attributes(m.css_first(".reply_to a"))).get("href")))
        when = _when(str(_attributes(m.css_first(".date")).get("title") or ""))
        id = (m.attributes.get("id") or "").removeprefix("message")
        post = post_of(text, author, when, id, answered[1] if answered else "")
        post.handle = False
        if passed is not None and post.text:
            date = plain(passed.css_first(".from_name .date"))
            who = plain(passed.css_first(".from_name")).removesuffix(date).strip()
            post.quotes, post.data["forwarded_from"] = [Quote(0, len(post.text), Quoted(who))], who
            found.aside["passed on, marked as quoted"] += 1
        if not post.text and m.css_first(".media_wrap, .media") is not None:
            found.left[MEDIA] += 1
            continue
        found.add(post)
    return found


def _own(m: LexborNode, selector: str) -> LexborNode | None:
    """The first such node of a message that is not of one passed on in it."""
    for node in m.css(selector):
        up = node.parent
        while up is not None and up.mem_id != m.mem_id and "forwarded" not in _classes(up):
            up = up.parent
        if up is not None and up.mem_id == m.mem_id:
            return node
    return None


def _when(title: str) -> str:
    """`12.03.2024 09:15:02 UTC+01:00` as ISO 8601; any other as it stands."""
    found = _STAMP.match(title)
    return f"{found[3]}-{found[2]}-{found[1]}T{found[4]}{found[5] or ''}" if found else title


def _discord(root: LexborNode) -> Found:
    named = [plain(n) for n in root.css(".preamble__entry")]
    found = Found(Thread("Discord", "", "", "discord.com", named[1] if len(named) > 1 else "".join(named[:1])))
    author = handle = ""
    for m in root.css(".chatlog__message-container"):
        if m.css_first(".chatlog__system-notification-content") is not None:
            found.left[SERVICE] += 1
            continue
        if (who := m.css_first(".chatlog__author, .chatlog__author-name")) is not None:
            author, handle = plain(who), str(who.attributes.get("title") or "")
        stamp = m.css_first(".chatlog__timestamp, .chatlog__short-timestamp")
        link = str(_attributes(m.css_first(".chatlog__reply-link, .chatlog__reference-link")).get("onclick"))
        answered = _DIGITS.search(link)
        body = m.css_first(".chatlog__content")
        id = str(m.attributes.get("data-message-id") or "")
        told = str(_attributes(stamp).get("title") or "") or plain(stamp)
        post = post_of(
            words(body) if body is not None else Text(), author, _told(told), id, answered[0] if answered else ""
        )
        post.handle = author == handle
        if handle and handle != author:
            post.data["user"] = handle
        if not post.text and m.css_first(".chatlog__attachment, .chatlog__embed, .chatlog__sticker") is not None:
            found.left[MEDIA] += 1
            continue
        found.add(post)
    return found


def _told(text: str) -> str:
    """`12-Mar-24 09:15 AM`, `Tuesday, March 12, 2024 9:15 AM` as other readers of dates know them."""
    if found := _KEPT_DATE.match(text):
        year = found[3] if len(found[3]) == 4 else "20" + found[3]
        half = f" {found[5]}" if found[5] and int(found[4][:2]) <= 12 else ""
        return f"{found[1]} {found[2]} {year} {found[4]}{half}"
    return text


def _classes(node: LexborNode) -> list[str]:
    return (node.attributes.get("class") or "").split()


def _attributes(node: LexborNode | None) -> Mapping[str, str | None]:
    return node.attributes if node is not None else {}
