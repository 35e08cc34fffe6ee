"""Every forum software's own markup, of today and of some years ago: posts, quotations, answers, pages joined."""

from __future__ import annotations

import forum_pages_more
import forum_templates_boards
import forum_templates_more
import pytest
from forum_pages import ADVERT, POSTS, SIGNATURE, THEMES, TITLE, pages, words
from forum_templates import AVATAR, BUTTON, EDITED, RANK
from helpers_importers import tiles

from qda.core.drafts import Draft, DraftSegment, Reading, ReadOptions
from qda.importers.threads.join_pages import Held, join
from qda.importers.web.forum_html import drafts

assert forum_pages_more and forum_templates_boards and forum_templates_more  # they enter their themes

# What a software's own pages do not tell.
NO_NUMBER = {
    "phpbb3", "phpbb30", "phpbb2", "phpbb_3_1", "subsilver2", "forumotion_phpbb3", "forumotion_phpbb2",
    "forumotion_prosilver", "invision4", "invision_4_7", "invision_5", "bbpress", "bbpress_2_6", "ning", "ning_topic",
    "vanilla_2",
}  # fmt: skip
REPLY_NUMBER = {"smf_2_0", "smf_2_1"}  # which count answers: the second post is #1
NO_PAGES = {
    "discourse_browser", "discourse_served", "discourse_2018", "discourse_dom", "ning", "bbpress", "forumotion_phpbb3",
    "ning_topic", "flarum_dom",
}  # fmt: skip
NO_SIGNATURE = {
    "discourse_served",
    "discourse_browser",
    "discourse_2018",
    "discourse_dom",
    "ning",
    "ning_topic",
    "flarum_dom",
}
NO_LINK = {"ning", "ning_topic", "forumotion_phpbb2", "discourse_2018", "flarum_dom"}
NO_ANSWERS = {"discourse_served", "discourse_2018"}


def read(html: str, name: str = "page-1") -> Draft:
    """The one draft of a page, its segments checked."""
    made = drafts(html.encode(), name, f"map/{name}.html", ReadOptions())
    assert made is not None and len(made) == 1
    tiles(made[0])
    return made[0]


def posts(draft: Draft) -> list[DraftSegment]:
    """The posts of a draft."""
    return [s for s in draft.segments if s.kind == "post"]


def text(draft: Draft, s: DraftSegment) -> str:
    """A segment's text."""
    return draft.text[s.start : s.end]


@pytest.mark.parametrize("name", sorted(THEMES))
def test_a_page_comes_in_as_its_posts(name: str) -> None:
    draft = read(pages(THEMES[name])[0])
    found = posts(draft)
    assert draft.kind == "forum" and draft.title == TITLE and draft.language == "nl"
    assert [s.author for s in found] == [p.author for p in POSTS[:3]]
    assert [(s.date or "")[:16] for s in found] == [p.iso[:16] for p in POSTS[:3]], [s.metadata for s in found]
    assert text(draft, found[0]) == POSTS[0].text
    assert text(draft, found[1]).endswith(POSTS[1].text)
    assert text(draft, found[2]) == POSTS[2].text
    for gone in (ADVERT, SIGNATURE, "Berichten", "Citeer", "Reageren", "Posts:", AVATAR[20:35], BUTTON, EDITED, RANK):
        assert gone not in draft.text
    if name not in NO_SIGNATURE:
        assert "1 signature" in draft.notes[0], draft.notes


@pytest.mark.parametrize("name", sorted(THEMES))
def test_a_quotation_is_not_its_posters_own(name: str) -> None:
    draft = read(pages(THEMES[name])[0])
    quoted = [s for s in draft.segments if s.kind == "quoted"]
    assert len(quoted) == 1
    [quote] = quoted
    assert draft.segments[quote.parent or 0].author == "Koos57"
    assert quote.author == "Veldmuis" and quote.role == "participant"
    assert words(POSTS[0]) in text(draft, quote) and POSTS[1].text not in text(draft, quote)
    answered = posts(draft)[1].reply_to
    assert answered == (None if name in NO_ANSWERS else 0)  # which does not say who answers whom


@pytest.mark.parametrize("name", sorted(THEMES))
def test_numbers_ids_and_links_are_kept(name: str) -> None:
    for s, p in zip(posts(read(pages(THEMES[name])[0])), POSTS, strict=False):
        data = s.metadata or {}
        if name in REPLY_NUMBER:
            assert data.get("number", 0) == p.n - 1
        elif name not in NO_NUMBER:
            assert data["number"] == p.n
        if name not in ("discourse_served", "discourse_2018", "ning", "ning_topic"):
            assert data["post"] == str(p.id)
        if name not in NO_LINK:
            assert data["link"].startswith("https://forum.heideveld.example/")


@pytest.mark.parametrize("name", sorted(THEMES))
def test_two_pages_become_one_thread_and_each_post_stands_once(name: str) -> None:
    one, two = (read(html, f"page-{n}") for n, html in enumerate(pages(THEMES[name]), 1))
    assert one.metadata["thread"]["id"] == two.metadata["thread"]["id"] != ""
    whole = join([two, one], ReadOptions())
    tiles(whole)
    assert [s.author for s in posts(whole)] == [p.author for p in POSTS]
    assert [text(whole, s).split("\n")[-1] for s in posts(whole)] == [p.text.split("\n")[-1] for p in POSTS]
    assert [s.author for s in whole.segments if s.kind == "quoted"] == ["Veldmuis", "Koos57"]
    software = one.metadata["thread"]["software"]
    assert whole.notes[0].startswith(
        f"{software}: 5 posts, 2 pages of one thread: page-1.html, page-2.html; 1 post stood"
    )
    assert whole.notes[1:] == []
    if name not in NO_SIGNATURE:
        assert "2 signatures" in whole.notes[0]
    if name not in NO_PAGES:
        assert whole.metadata["thread"]["pages"] == [1, 2]
    if name not in {*NO_ANSWERS, "ning", "ning_topic"}:
        assert whole.segments[posts(whole)[3].reply_to or 0].author == "Koos57"


@pytest.mark.parametrize(
    "name", ["xenforo2", "phpbb3", "vbulletin4", "smf21", "mybb18", "woltlab6", "bbpress", "invision4"]
)
def test_a_guest_has_no_handle(name: str) -> None:
    found = posts(read(pages(THEMES[name])[0]))
    assert [bool((s.metadata or {}).get("handle")) for s in found] == [True, True, False]


def test_threads_are_held_back_and_joined_in_flat_memory() -> None:
    held = Held(ReadOptions())
    held.MEMORY = 100  # everything goes through the file
    one, two = (read(html, f"page-{n}") for n, html in enumerate(pages(THEMES["smf21"]), 1))
    other = read(pages(THEMES["mybb18"])[0], "other")
    for draft in (two, other, one):
        assert held.take(Reading(draft.origin, draft))
    whole, single = held.readings()
    assert whole.draft is not None and whole.path == "map/page-2.html" and len(posts(whole.draft)) == 5
    assert whole.draft.origin == "map/page-1.html" and single.draft is not None and single.draft.name == "other"
    assert not held.take(Reading("x", Draft("x", "text")))
