"""One document, table and record with everything a renderer must survive; the golden files are made of them."""

from __future__ import annotations

from qda.core.document import Bullets, Document, Grid, Heading, Paragraph, Prose, Quote
from qda.core.results import Record, Report, Table

EVIL = "Hello \x1b[31mred\x1b[0m [bold]not bold[/bold] <script>alert(1)</script> \u202eevil\u202c \x9b2J \x07"
FORMULA = '=HYPERLINK("http://evil.example","click")'
MIXED = "日本語のテキスト, 👩‍👩‍👧 emoji, שלום עולם, e\u0301 combined, nai\u0308ve"
DUTCH = (
    "De secretaris is de spil tussen bestuur en organisatie; zonder die spil weet het college niet wat de organisatie "
    "kan, en weet de organisatie niet wat het college wil.\n\nDat merk je elke dag."
)


def table() -> Table:
    """Rows of codings; a generator, as reports give."""
    rows = [
        (1, "thread-1", "Jan de Vries", "public value", DUTCH, None, True, [1, 2], 0.5),
        (2, "evil [red]x[/red]", "<b>Eve</b>", "[red]code[/red]", EVIL, "a | b", False, [], 12.25),
        (3, "sheet", "@sum", "-code", FORMULA, "'=kept", True, {"a": "ü"}, None),
        (40, "mixed", "田中さん", "*star* _under_", MIXED, "tab\there\r\nnew", None, ["x"], -1.0),
    ]
    return Table(
        ("id", "source", "author", "code", "text", "note", "confirmed", "terms", "share"),
        (row for row in rows),
        title="Codings of <everyone>",
        notes=("4 codings in 4 sources; frequency is not importance.",),
        brief=("id", "source", "author", "code", "text", "confirmed", "terms", "share"),
    )


def record() -> Record:
    """A source as `source show` gives it."""
    return Record(
        {
            "source": "evil [red]x[/red]",
            "kind": "plain",
            "title": FORMULA,
            "text": EVIL + "\n" + MIXED,
            "words": 12,
            "share": 0.25,
            "language": None,
            "metadata": {"url": "https://example.org/?a=1&b=2", "pages": 3},
            "missing": ["context", "strategies"],
            "segments": [{"n": 1, "text": "a"}, {"n": 2, "text": "b"}],
            "causal_conditions": [{"category": "trust", "relation": 3, "status": "supported"}],
        },
        title="Source",
        notes=("One of two.",),
    )


PROSE = """# A memo's heading

The *secretary* holds **two** roles, says `<b>code</b>` and <script>alert(1)</script>.
See [the law](https://wetten.example/1) but not [this](javascript:alert(1)) nor ![pixel](http://evil.example/p.png).

1. first
2. second
   - nested \x1b[31m
   - deeper

> quoted <img src=x onerror=alert(1)> text

| a | b |
|---|---|
| 1 | <i>2</i> |

```
<kept> in a fence
```
"""


def document() -> Document:
    """A report of memos with every kind of block."""
    inner = Table(("code", "stretches", "note"), [("public value", 12, "a\nb"), (EVIL, 3, None)], title="Codes | all")
    return Document(
        title="Memos <of> the study",
        language="nl",
        facts=(("Study", "Gemeentesecretaris & co"), ("Coder", "[bold]me[/bold]")),
        contents=True,
        notes=("5 memos; 3 quotes.", "2 coders: \x1b]0;title\x07 counted once."),
        blocks=(
            Paragraph("What a *machine* made is marked <until> read.", "note"),
            Heading(1, "Theoretical memos #"),
            Heading(2, "public_value & [the secretary](http://x.example)"),
            Paragraph("theoretical · me · 2026-01-02", "label"),
            Prose(PROSE),
            Quote(
                DUTCH,
                "thread-1",
                "Jan de Vries",
                12,
                "2026-01-02",
                codes=("public value", "[red]code[/red]"),
                marks=("unconfirmed",),
                note="1. read *again*",
            ),
            Quote(EVIL, "evil", None, 13),
            Quote("de spil", "thread-2", "田中さん", 14, left="… zij is ", right=" van het huis …", marks=("pinned",)),
            Heading(2, "Same name"),
            Paragraph("# no heading\n- no bullet\n1. no number\n> no quote\n---\n    no code\n=1+1 | 2"),
            Heading(2, "Same name"),
            Quote(MIXED, "mixed", "שרה", 15),
            Bullets(("trust is <missing>", "no quote for [[category:core]]", FORMULA)),
            Heading(1, "Tables"),
            Grid(inner),
            Grid(Table(("category", "relations"), [])),
        ),
    )


def report() -> Report:
    """A table that is also a document."""
    return Report(table(), document(), notes=("4 codings.",))
