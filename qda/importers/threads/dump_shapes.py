"""The shapes in which programs give threads: Discourse, Reddit, Hacker News, StackExchange, Disqus, forum-dl.

A shape says which records are its own, and makes threads of them.
"""

from __future__ import annotations

from typing import Any

from qda.importers.common.assemble_thread import Thread
from qda.importers.common.parsed_page import host
from qda.importers.common.post_text import Text
from qda.importers.common.thread_order import GONE
from qda.importers.threads.dump_chats import CHATS
from qda.importers.threads.dump_records import (
    DEEPEST,
    Found,
    Record,
    Shape,
    counted,
    grouped,
    listed,
    mapping,
    marked,
    post_of,
    records,
    rich,
    scalar,
    seconds,
    top_of,
    unescaped,
)  # fmt: skip
from qda.importers.threads.dump_social import SOCIAL

# Discourse: a topic, or posts one by one


def _discourse(items: list[Record], told: Any) -> list[Found]:
    topics: dict[str, Record] = {}
    for record in records(told):
        if "post_stream" in record:
            topics[scalar(record.get("id"))] = record
            items = items + [p for p in listed(mapping(record["post_stream"]).get("posts")) if isinstance(p, dict)]
    posts = [i for i in items if "cooked" in i or "raw" in i]
    default = next(iter(topics), "")

    def thread(id: str) -> Thread:
        topic = topics.get(id, {})
        slug = next((scalar(p.get("topic_slug")) for p in posts if scalar(p.get("topic_id")) == id), "")
        title = scalar(topic.get("title")) or next(
            (scalar(p.get("topic_title")) for p in posts if scalar(p.get("topic_id")) == id and p.get("topic_title")),
            "",
        )
        made = Thread("Discourse", id, title=title or slug.replace("-", " "))
        avatar = next((scalar(p.get("avatar_template")) for p in posts), "")
        made.site = host(avatar) or (avatar.split("/")[2] if avatar.startswith("/user_avatar/") else "")
        if made.site and slug:
            made.url = f"https://{made.site}/t/{slug}/{id}"
        return made

    out = grouped(posts, lambda p: scalar(p.get("topic_id")) or default, thread)
    for p in posts:
        found = out[scalar(p.get("topic_id")) or default]
        text = rich(p.get("cooked"), ".quote-controls, .meta, .lightbox-wrapper .informations", "aside.quote")
        if not p.get("cooked"):
            text = marked(p.get("raw"))
        reply = scalar(p.get("reply_to_post_number"))
        post = post_of(text, p.get("username"), p.get("created_at"), p.get("id"), f"#{reply}" if reply else "")
        post.number, link = scalar(p.get("post_number")), scalar(p.get("post_url"))
        post.link = f"https://{found.thread.site}{link}" if found.thread.site and link.startswith("/") else ""
        if name := scalar(p.get("name")):
            post.data["name"] = name
        found.given += 1
        if p.get("action_code") and not text.text:
            continue
        found.add(post)
    for id, topic in topics.items():
        if id in out:
            out[id].total = counted(topic.get("posts_count"))
            if stream := listed(mapping(topic["post_stream"]).get("stream")):
                here = {scalar(p.get("id")) for p in posts}
                out[id].missing = sum(scalar(n) not in here for n in stream)
                out[id].total = out[id].given + out[id].missing
    return list(out.values())


# Reddit: listings of its API, dumps with a record a comment or a submission


def _reddit(items: list[Record], told: Any) -> list[Found]:
    flat: list[Record] = []
    folded: list[Record] = []  # "12 more replies"
    stack: list[tuple[Any, int]] = [(told, 0)]
    while stack:
        item, depth = stack.pop()
        if isinstance(item, list):
            stack += [(x, depth) for x in reversed(item)]
        elif isinstance(item, dict) and depth < DEEPEST:
            if item.get("kind") in ("Listing", "t1", "t3") and isinstance(item.get("data"), dict):
                stack.append((item["data"], depth + 1))
                continue
            if item.get("kind") == "more" and isinstance(item.get("data"), dict):
                folded.append(item["data"])
                continue
            if _is_reddit(item):
                flat.append(item)
                stack.append((item.get("replies"), depth + 1))
            stack += [(x, depth + 1) for x in reversed(listed(item.get("children")))]
            if "children" not in item and not _is_reddit(item):
                stack += [(x, depth + 1) for x in listed(item.get("data"))]
    titles = {scalar(i.get("id")): i for i in flat if "title" in i}

    def thread(id: str) -> Thread:
        first_ = titles.get(id, {})
        made = Thread("Reddit", id, title=unescaped(first_.get("title")), site="reddit.com")
        link = scalar(first_.get("permalink"))
        link = link if link.startswith("/") else f"/comments/{id}" if id else ""  # a file of comments alone has no link
        made.url = f"https://www.reddit.com{link}" if link else ""
        return made

    def key(i: Record) -> str:
        return scalar(i.get("id")) if "title" in i else scalar(i.get("link_id")).removeprefix("t3_")

    out = grouped(flat, key, thread)
    for i in flat:
        top = "title" in i
        body = unescaped(i.get("selftext") if top else i.get("body"))
        body = (unescaped(i.get("title")) if not body or body in GONE else body) if top else body
        id = ("t3_" if top else "t1_") + scalar(i.get("id"))
        post = post_of(
            marked(body), i.get("author"), seconds(i.get("created_utc")), id, "" if top else i.get("parent_id")
        )
        link = scalar(i.get("permalink"))
        post.link = f"https://www.reddit.com{link}" if link.startswith("/") else ""
        for name in ("subreddit", "score"):
            if name in i:
                post.data[name] = i[name]
        out[key(i)].add(post)
    place = {("t3_" if "title" in i else "t1_") + scalar(i.get("id")): key(i) for i in flat}
    for more in folded:
        found = out.get(place.get(scalar(more.get("parent_id")), "")) or next(iter(out.values()), None)
        if found is not None:
            found.missing += max(counted(more.get("count")), len(listed(more.get("children"))))
            found.more = found.more or not (more.get("count") or more.get("children"))
    for id, opening in titles.items():
        out[id].total = counted(opening.get("num_comments")) + 1
    return list(out.values())


def _is_reddit(r: Record) -> bool:
    comment = "body" in r and "link_id" in r and "parent_id" in r
    return comment or ("title" in r and "selftext" in r and ("subreddit" in r or "permalink" in r))


# Hacker News: Algolia's items and hits, Firebase's items


def _news(items: list[Record], told: Any) -> list[Found]:
    flat: list[tuple[Record, str]] = []
    root_of: dict[str, str] = {}
    stack: list[tuple[Record, str, int]] = [(i, "", 0) for i in reversed(items)]
    seen: set[str] = set()
    while stack:
        item, root, depth = stack.pop()
        id = scalar(item.get("id")) or scalar(item.get("objectID"))
        if id in seen or depth > DEEPEST:
            continue
        seen.add(id)
        parent = scalar(item.get("parent")) or scalar(item.get("parent_id"))
        root = root or scalar(item.get("story_id")) or root_of.get(parent, "") or id
        root_of[id] = root
        flat.append((item, root))
        stack += [(c, root, depth + 1) for c in reversed(listed(item.get("children"))) if isinstance(c, dict)]
    parents = {scalar(i.get("id")): scalar(i.get("parent")) for i, _ in flat if i.get("parent")}
    titles = {scalar(i.get("id") or i.get("objectID")): unescaped(i.get("title")) for i, _ in flat if i.get("title")}
    stories = {scalar(i.get("story_id")): unescaped(i.get("story_title")) for i, _ in flat if i.get("story_title")}

    def top(item: Record, root: str) -> str:
        at = top_of(scalar(item.get("id")), parents)
        return at if at and item.get("parent") else root

    def thread(id: str) -> Thread:
        url = f"https://news.ycombinator.com/item?id={id}"
        return Thread("Hacker News", id, url, "news.ycombinator.com", titles.get(id) or stories.get(id, ""))

    keys = {scalar(i.get("id") or i.get("objectID")): top(i, r) for i, r in flat}
    out = grouped([i for i, _ in flat], lambda i: keys[scalar(i.get("id") or i.get("objectID"))], thread)
    for item, _ in flat:
        id = scalar(item.get("id") or item.get("objectID"))
        body = rich(item.get("text") or item.get("comment_text") or item.get("story_text"))
        if not body.text and item.get("title"):
            body = Text(unescaped(item["title"]))
        body.quotes = body.quotes or marked(body.text).quotes
        when = item.get("created_at") or seconds(item.get("created_at_i") or item.get("time"))
        reply = item.get("parent") or item.get("parent_id")
        link = f"https://news.ycombinator.com/item?id={id}"
        out[keys[id]].add(post_of(body, item.get("author") or item.get("by"), when, id, reply, link))
        if item.get("type") == "story" and "descendants" in item:
            out[keys[id]].total = counted(item.get("descendants")) + 1
    return list(out.values())


def _is_news(r: Record) -> bool:
    algolia = ("author" in r and "children" in r and "created_at_i" in r) or (
        "objectID" in r and ("comment_text" in r or "story_text" in r or "num_comments" in r)
    )
    return algolia or ("by" in r and "time" in r and r.get("type") in ("story", "comment", "poll", "job", "pollopt"))


# StackExchange's API


def _exchange(items: list[Record], told: Any) -> list[Found]:
    out = []
    answers = {scalar(i.get("answer_id")): i for i in items if "answer_id" in i and "comment_id" not in i}
    questions = [i for i in items if "title" in i and "answer_id" not in i]
    for q in questions:
        id, link = scalar(q.get("question_id")), scalar(q.get("link"))
        found = Found(Thread("StackExchange", id, link, host(link) or "stackexchange.com", unescaped(q.get("title"))))
        _answer(found, q, "", id)
        own = [a for a in answers.values() if scalar(a.get("question_id")) == id]
        nested = [a for a in listed(q.get("answers")) if isinstance(a, dict)]
        answered = {scalar(a.get("answer_id")): a for a in (*own, *nested)}
        for a in answered.values():
            _answer(found, a, id, scalar(a.get("answer_id")))
        found.missing = max(counted(q.get("answer_count")) - len(answered), 0)
        out.append(found)
    asked = {scalar(q.get("question_id")) for q in questions}
    loose = [a for a in answers.values() if scalar(a.get("question_id")) not in asked]
    for id in dict.fromkeys(scalar(a.get("question_id")) for a in loose):
        link = next((scalar(a.get("link")) for a in loose), "")
        found = Found(Thread("StackExchange", id, site=host(link) or "stackexchange.com"))
        for a in loose:
            if scalar(a.get("question_id")) == id:
                _answer(found, a, "", scalar(a.get("answer_id")))
        out.append(found)
    if out and mapping(told).get("has_more") is True:
        out[-1].more = True
    return out


def _answer(found: Found, item: Record, reply: str, id: str) -> None:
    body = rich(item.get("body")) if item.get("body") else marked(unescaped(item.get("body_markdown")))
    if not body.text:
        body = Text(unescaped(item.get("title")))
    owner = mapping(item.get("owner"))
    post = post_of(body, unescaped(owner.get("display_name")), item.get("creation_date"), id, reply, item.get("link"))
    for name in ("score", "is_accepted"):
        if name in item:
            post.data[name] = item[name]
    found.add(post)
    for c in listed(item.get("comments")):
        c = mapping(c)
        text = rich(c.get("body")) if c.get("body") else marked(unescaped(c.get("body_markdown")))
        who = unescaped(mapping(c.get("owner")).get("display_name"))
        found.add(post_of(text, who, c.get("creation_date"), "c" + scalar(c.get("comment_id")), id, c.get("link")))


# Disqus's API, WordPress's comments


def _comments(items: list[Record], told: Any) -> list[Found]:
    def key(i: Record) -> str:
        return scalar(i.get("thread")) or scalar(mapping(i.get("thread")).get("id")) or scalar(i.get("post"))

    software = "WordPress" if "author_name" in items[0] else "Disqus"

    def thread(id: str) -> Thread:
        link = next((scalar(i.get("link") or i.get("url")) for i in items if key(i) == id), "")
        title = next((scalar(mapping(i.get("thread")).get("title")) for i in items if key(i) == id), "")
        return Thread(software, id, link.partition("#")[0], host(link), title)

    out = grouped(items, key, thread)
    for i in items:
        content = mapping(i.get("content")).get("rendered")
        text = rich(content or i.get("message")) if content or i.get("message") else marked(i.get("raw_message"))
        who = i.get("author_name") or mapping(i.get("author")).get("name") or mapping(i.get("author")).get("username")
        when = i.get("date_gmt") or i.get("date") or i.get("createdAt")
        reply = scalar(i.get("parent"))
        post = post_of(text, who, when, i.get("id"), "" if reply == "0" else reply, i.get("link") or i.get("url"))
        post.kind = "comment"
        if i.get("isDeleted"):
            post.text = ""
        out[key(i)].add(post)
    if mapping(mapping(told).get("cursor")).get("hasNext") is True:
        next(iter(out.values())).more = True
    return list(out.values())


def _is_comment(r: Record) -> bool:
    disqus = ("raw_message" in r or "message" in r) and "createdAt" in r and "author" in r
    return disqus or ("author_name" in r and isinstance(r.get("content"), dict) and "post" in r)


# forum-dl


def _forum_dl(items: list[Record], told: Any) -> list[Found]:
    flat = []
    titles: dict[str, str] = {}
    for i in items:
        item = {**mapping(i.get("item") or i), **mapping(mapping(i.get("item") or i).get("data"))}
        path = [scalar(x) for x in listed(item.get("path"))]
        kind = i.get("type") or ("post" if item.get("content") or item.get("body") else "thread")
        if kind == "thread":
            titles["/".join(path)] = scalar(item.get("title"))
        elif kind == "post":
            flat.append((item, path, [scalar(x) for x in listed(item.get("subpath"))]))
    posts: dict[str, Found] = {}
    for item, path, sub in flat:
        tops = sub or (path[-1:] if "/".join(path) not in titles else [])
        key = "/".join(path if sub or not tops else path[:-1])
        if key not in posts:
            url = scalar(item.get("url")).partition("#")[0]
            posts[key] = Found(Thread("forum-dl", key, url, host(url), titles.get(key) or scalar(item.get("title"))))
        raw = item.get("content") or item.get("body")
        text = rich(raw) if "<" in scalar(raw) else marked(raw)
        who = item.get("author") or item.get("username")
        when = item.get("creation_date") or item.get("date")
        reply = sub[-2] if len(sub) > 1 else ""
        post = post_of(text, who, when, (tops or [""])[-1], reply, item.get("url"))
        posts[key].add(post)
    return list(posts.values())


def _is_forum_dl(r: Record) -> bool:
    item = mapping(r.get("item")) if "item" in r else r
    body = item if "data" not in item else {**item, **mapping(item.get("data"))}
    told = ("content" in body or "body" in body or "title" in body) and (
        "author" in body or "username" in body or "title" in body
    )
    return isinstance(item.get("path"), list) and told and ("url" in item or "origin" in item)


SHAPES = (
    *CHATS,
    *SOCIAL,
    Shape(
        "Discourse",
        lambda r: isinstance(r.get("post_stream"), dict) or ("cooked" in r and "post_number" in r),
        _discourse,
    ),
    Shape(
        "Reddit",
        lambda r: (
            _is_reddit(r) or (r.get("kind") == "Listing" and isinstance(mapping(r.get("data")).get("children"), list))
        ),
        _reddit,
    ),
    Shape("Hacker News", _is_news, _news),
    Shape("StackExchange", lambda r: ("question_id" in r or "answer_id" in r) and "owner" in r, _exchange),
    Shape("forum-dl", _is_forum_dl, _forum_dl),
    Shape("Disqus or WordPress", _is_comment, _comments),
)
KNOWN = ", ".join(s.name for s in SHAPES)
