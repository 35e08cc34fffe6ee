"""Choose the reader for a saved page of a forum or of comments."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256

from qda.core.drafts import Draft, ReadOptions
from qda.importers.common.parsed_page import WebPage, parse
from qda.importers.web import profiles, unknown_software
from qda.importers.web.by_profile import by_profile


def drafts(raw: bytes, name: str, origin: str, options: ReadOptions) -> list[Draft] | None:
    """Return the threads on a saved page, nearly always one; None for a page without one.

    Tried in turn: the person's own profiles, those that come along, what the page marks up for search engines, and
    any structure that repeats with a name and a date. Raises QdaError for a page that cannot be read.
    """
    if options.form not in ("auto", "forum"):
        return None
    page = parse(raw, options.encoding, options.large)
    made = _read(page, name, options)
    for draft in made:
        draft.origin, draft.sha256 = origin, sha256(raw).hexdigest()
        if page.note:
            draft.notes.append(page.note)
    return made or None


def _read(page: WebPage, name: str, options: ReadOptions) -> list[Draft]:
    for profile in (*profiles.of_folder(options.profiles), *profiles.built_in()):
        if profile.fits(page.raw, page.tree) and (draft := by_profile(page, profile, name, options)) is not None:
            if profile.kind != "comment" or profile not in profiles.built_in():
                return [draft]
            more = unknown_software.draft(
                page, name, options
            )  # themes differ: some of the comments may be marked otherwise
            return [more if more is not None and _all_and_more(more, draft) else draft]
    made = unknown_software.draft(page, name, options)
    return [] if made is None else [made]


def _all_and_more(one: Draft, other: Draft) -> bool:
    """True if a draft has every comment of another, and more."""
    mine, its = ([d.text[s.start : s.end] for s in d.segments if s.kind in ("post", "comment")] for d in (one, other))
    return len(mine) > len(its) and not Counter(its) - Counter(mine)
