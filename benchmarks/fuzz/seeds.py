# ruff: noqa: E501 (records stand on one line)
"""Seeds that are made, not found: the pages, documents, dumps and mailboxes that the tests of the readers make."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests" / "importers"))

import forum_pages
import forum_pages_more
import forum_templates_boards
import forum_templates_more
import helpers_documents as documents
from helpers_transcripts import TALKS, VTT

assert forum_pages_more and forum_templates_boards and forum_templates_more  # they enter their themes
_TURNS = "".join(documents.p(f"{who}: {documents.LONG}") for who in ("Interviewer", "Anna", "Interviewer", "Anna"))


@cache
def made(suffix: str) -> tuple[bytes, ...]:
    """The seeds of a suffix, the same each time; none for most."""
    return tuple(_made(suffix))


def _made(suffix: str) -> Iterator[bytes]:
    if suffix == ".html":
        for _, theme in sorted(forum_pages.THEMES.items()):
            yield from (page.encode() for page in forum_pages.pages(theme))
    elif suffix == ".docx":
        yield documents.docx(_TURNS)
        yield documents.docx(documents.p("Kop", "Heading1") + "<w:tbl><w:tr><w:tc>" + _TURNS + "</w:tc></w:tr></w:tbl>")
        yield documents.docx(
            '<w:p><w:ins w:id="1"><w:r><w:t>erbij</w:t></w:r></w:ins><w:del w:id="2"><w:r><w:delText>eruit</w:delText></w:r></w:del></w:p>'
            + _TURNS
        )
    elif suffix == ".odt":
        yield documents.odt(
            f"<text:h>Kop</text:h><text:p>{documents.LONG}<text:s text:c='3'/>{documents.OTHER}</text:p>"
        )
        yield documents.odt("".join(f"<text:p>{who}: {documents.LONG}</text:p>" for who in ("Anna", "Bert", "Anna")))
        yield documents.odt(
            f"<table:table><table:table-row><table:table-cell><text:p>{documents.LONG}</text:p></table:table-cell></table:table-row></table:table>"
        )
    elif suffix == ".doc":
        yield from made(".rtf")
        yield f"<html><body><p>{documents.LONG}</p><p>{documents.OTHER}</p></body></html>".encode()
    elif suffix == ".rtf":
        yield rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}\f0 Anna: Caf\'e9 \u8364? {\b vet}\par Bert: Ja.{\footnote noot}\par}"
        yield rb"{\rtf1\mac{\*\deleted x}\trowd\cellx100 cel\cell tweede\cell\row\pard \uc2\u233\'8e\'8e einde\par}"
    elif suffix == ".epub":
        yield documents.epub(f"<h1>Een</h1><p>{documents.LONG}</p>", f"<h1>Twee</h1><p>{documents.OTHER}</p>")
    elif suffix == ".pdf":
        yield documents.pdf([documents.printed(documents.TALK), documents.printed([documents.LONG, documents.OTHER])])
    elif suffix in (".vtt", ".srt"):
        for talk in TALKS.values():
            said = dict(zip("abqrmt", talk, strict=True))
            yield from (
                cues.format(**said).encode() for cues in VTT.values() if ("WEBVTT" in cues) == (suffix == ".vtt")
            )
    elif suffix == ".json":
        yield from (json.dumps(told).encode() for told in _dumps())
    elif suffix == ".mbox":
        head = "From a@x.example Mon Mar  4 09:12:00 2019\n"
        mail = "From: =?utf-8?q?Ren=C3=A9?= <a@x.example>\nDate: Mon, 4 Mar 2019 09:12:00 +0100\nSubject: Stil\nMessage-ID: <{n}@x>\n{more}\nAnna wrote:\n> stil\n\nJa, {n}.\n-- \nAnna\n\n"
        yield (head + mail.format(n=1, more="") + head + mail.format(n=2, more="In-Reply-To: <1@x>\n")).encode()
        yield (
            head
            + mail.format(
                n=1,
                more='Content-Type: multipart/alternative; boundary="b"\nMIME-Version: 1.0\n\n--b\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n<p>Ja =3D <b>nee</b></p>\n--b--\n',
            )
        ).encode()
    elif suffix == ".xml":
        post = '<post dsq:id="{n}"><id>x</id><message><![CDATA[<p>Ja &amp; {n}</p>]]></message><createdAt>2019-03-04T09:12:00Z</createdAt><author><name>Anna</name></author><thread dsq:id="9"/>{parent}</post>'
        yield (
            '<?xml version="1.0"?><disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals"><thread dsq:id="9"><title>Stil</title><link>https://x.example/a</link></thread>'
            + post.format(n=1, parent="")
            + post.format(n=2, parent='<parent dsq:id="1"/>')
            + "</disqus>"
        ).encode()


def _dumps() -> Iterator[object]:
    """A thread in the shapes that sites' programs give."""
    comment = {
        "id": "c1",
        "parent_id": "t3_q1",
        "link_id": "t3_q1",
        "author": "koos",
        "body": "> stil\n\nJa",
        "created_utc": 1551690720,
        "replies": "",
    }
    story = {
        "id": "q1",
        "title": "Stil?",
        "selftext": "Niemand",
        "author": "anna",
        "created_utc": 1551690000.0,
        "permalink": "/r/x/comments/q1/x/",
    }
    listing = [
        {"kind": "Listing", "data": {"children": [{"kind": kind, "data": one}]}}
        for kind, one in (("t3", story), ("t1", comment))
    ]
    yield listing
    yield {
        "id": 9,
        "title": "Stil",
        "author": "anna",
        "text": "<p>Ja</p>",
        "created_at_i": 1551690000,
        "children": [{"id": 10, "author": "koos", "text": "Nee", "created_at_i": 1551690001, "children": []}],
    }
    yield {
        "items": [
            {
                "question_id": 1,
                "title": "Stil",
                "body": "<p>Ja</p>",
                "owner": {"display_name": "anna"},
                "creation_date": 1551690000,
                "answers": [
                    {
                        "answer_id": 2,
                        "body": "<p>Nee</p>",
                        "owner": {"display_name": "koos"},
                        "creation_date": 1551690001,
                    }
                ],
            }
        ]
    }
    yield {
        "ancestors": [],
        "descendants": [
            {
                "id": "2",
                "in_reply_to_id": "1",
                "content": "<p>Ja</p>",
                "created_at": "2019-03-04T09:12:00.000Z",
                "account": {"acct": "anna@x.example", "username": "anna"},
                "url": "https://x.example/2",
            }
        ],
    }
