"""The kinds of segments and sources."""

from __future__ import annotations

SEGMENT_KINDS = ("post", "comment", "turn", "answer", "paragraph", "heading", "quoted", "note", "boilerplate")
INNER_KINDS = frozenset({"quoted", "note", "boilerplate"})  # these may lie inside the outer ones
OUTER_KINDS = frozenset({"post", "comment", "turn", "answer"})
SOURCE_KINDS = ("forum", "interview", "article", "plain", "posts", "table")
