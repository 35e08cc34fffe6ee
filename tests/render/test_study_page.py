"""The page of a whole study, and of one source: links and places, marks, quotes, what it admits, what it leaves out.

Over 400 lines: each sentence that the page promises has its case.
"""

from __future__ import annotations

import io
import re
import zipfile
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import sha256
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from qda.cli.app import run as qda
from qda.core.coded_text import CodedText, Mark, Part
from qda.core.document import Document
from qda.core.errors import UsageError
from qda.core.language import speaking
from qda.core.message import n_of
from qda.core.study_page import Link
from qda.core.text.masking import Form, Masker
from qda.ops.coding import coding
from qda.ops.sources import edit
from qda.ops.theory import categories, memos, relations, selective
from qda.ops.theory import negative_cases as negatives
from qda.render import render
from qda.render.masked import Veil
from qda.render.page.html import Places, prose
from qda.render.page.words import Words
from qda.render.safe_text import clean
from qda.reports.page import study as report
from qda.store.analysis import codes as code_rows
from qda.store.analysis import codings
from qda.store.analysis.scope import Filters, everything
from qda.store.project import Study
from qda.store.texts import sources

Tree = Any  # an element of lxml
TEXT = "Ik wachtte tot iemand het vroeg. Daarna nam ik het op mij.\n\nNiemand zag wat er gebeurde.\nDit bleef ongecodeerd staan."
LONG = "Het duurde en het duurde, en toen het eindelijk kwam was iedereen allang ergens anders mee bezig geraakt."


def written(result: object, format: str = "html") -> bytes:
    held = io.BytesIO()
    render(result, format, held)  # type: ignore[arg-type]
    return held.getvalue()


def tree(result: object) -> Tree:
    return html.document_fromstring(written(result).decode())


def page(study: Study, **given: object) -> Tree:
    return tree(report.run(study, **given))  # type: ignore[arg-type]


def squeezed(text: str) -> str:
    return "".join(text.split())


def source(study: Study, name: str, text: str, *, author: str | None = None) -> None:
    from qda.core.drafts import Draft, DraftSegment
    from qda.store.texts import intake

    parts = [DraftSegment("paragraph", 0, len(text), author)]
    with study.change("import") as c:
        writer = intake.Writer(c)
        writer.add(name, Draft(name, text, "plain", language="nl", segments=parts, sha256=f"sha-{name}"))
        writer.flush()


@pytest.fixture
def small(study: Study) -> Study:
    """Two texts, overlapping codings, two categories with all that a category may have."""
    source(study, "een", TEXT, author="Griet")
    source(study, "twee", f"{LONG} Het vertrouwen kwam later.", author="Joris")
    for name, code, quote in (
        ("een", "wachten", "Ik wachtte tot iemand het vroeg."),
        ("een", "verantwoordelijkheid", "iemand het vroeg. Daarna nam ik het op mij.\n\nNiemand zag"),
        ("twee", "wachten", LONG),
        ("twee", "vertrouwen", "Het vertrouwen kwam later."),
    ):
        coding.code(study, name, [code], quote=quote)
    categories.category(study, "wachten", definition="niet handelen, met reden")
    categories.category(study, "vertrouwen")
    categories.property(study, "vertrouwen", "tempo", low="traag", high="snel")
    categories.place(study, 4, "tempo", "low")
    relations.relate(study, "wachten", "causes", "vertrouwen", supporting=[4], opposing=[1])
    negatives.add(study, 1, "category:vertrouwen", "hier kwam niets van vertrouwen")
    memos.add(study, "Wachten is een daad: zie [[coding:3]] en [[category:vertrouwen]].", on=["code:wachten"])
    selective.core(study, "vertrouwen")
    selective.write(study, "Het [[category:wachten]] werd [[category:vertrouwen]] ([[coding:3]]).")
    return study


@pytest.fixture(params=["filled", "small"])
def either(request: pytest.FixtureRequest) -> Study:
    """One study after the other."""
    study: Study = request.getfixturevalue(request.param)
    return study


def sound(made: Tree) -> None:
    """Ids are unique, and every link inside the page has its place."""
    ids = Counter(made.xpath("//@id"))
    assert not [i for i, n in ids.items() if n > 1]
    inner = {h[1:] for h in made.xpath("//a/@href") if h.startswith("#")}
    assert inner and inner <= set(ids)


# Places, links, marks


@pytest.mark.parametrize("without", [(), ("texts",), ("memos",), ("log",), ("texts", "memos", "log")], ids=str)
def test_every_link_has_its_place_and_ids_are_unique(either: Study, without: tuple[str, ...]) -> None:
    sound(page(either, without=without))


def test_each_coding_is_marked_with_its_exact_words(either: Study) -> None:
    made = page(either)
    said: dict[int, str] = {}
    for mark in made.xpath("//mark"):
        ids = [int(i) for i in mark.get("data-coding").split(" ")]
        assert ids == sorted(ids) and not mark.xpath("ancestor::mark") and mark.getparent().tag == "p"
        assert not len(mark)
        for id in ids:
            said[id] = said.get(id, "") + mark.text
    rows = list(codings.select(either.db, everything(either.db)))
    assert {id: squeezed(text) for id, text in said.items()} == {r[0]: squeezed(clean(r[10])) for r in rows}
    for r in rows:
        (place,) = made.xpath(f"//*[@id='coding-{r[0]}']")
        assert place.xpath("ancestor::section[contains(@class, 'source')]")


def test_marks_are_cut_where_codings_begin_and_end(small: Study) -> None:
    cut = [(m.get("data-coding"), m.text) for m in page(small).xpath("//mark")][:4]
    assert cut == [
        ("1", "Ik wachtte tot "),
        ("1 2", "iemand het vroeg."),
        ("2", " Daarna nam ik het op mij."),
        ("2", "Niemand zag"),
    ]


def test_the_name_of_a_coding_stands_beside_the_line_where_it_begins(small: Study) -> None:
    made = page(small)
    (text,) = made.xpath("//section[@data-s='1']")
    (grid,) = text.xpath(".//div[starts-with(@class, 'g ')]")
    (names,) = grid.xpath("div[@class='names']")
    assert [a.text_content() for a in names.xpath("a")] == ["wachten", "verantwoordelijkheid"]
    assert names.getprevious().xpath("string()").startswith("Ik wachtte") and "grid-row:1/" in names.get("style")
    stripes = {i.get("data-c"): i.get("style") for i in grid.xpath("i")}
    assert stripes == {"1": "grid-area:1/2/2", "2": "grid-area:1/3/3"}  # over one line, over two
    assert len({a.get("class") for a in names.xpath("a")}) == 2


def test_who_coded_is_told_where_several_did(filled: Study) -> None:
    names = page(filled).xpath("//div[contains(@class, 'names')]/a/i/text()")
    assert names and {n.split(" · ")[0] for n in names} == {"anna", "ben"}


def test_text_between_and_around_segments_stays() -> None:
    text = "Kop\n\neerste\n\ntussen\n\nlaatste\n\nvoet"
    parts = tuple(
        Part(text.index(w), text.index(w) + len(w), n, "post") for n, w in enumerate(("eerste", "laatste"), 1)
    )
    mark = Mark(1, text.index("tussen"), text.index("laatste") + 3, "over", 1, "anna")
    made = tree(Document("t", [CodedText(1, "t", text, parts, (mark,))]))
    lines = [p.text_content() for p in made.xpath("//div[contains(@class, 'text')]//div[starts-with(@class, 'g')]/p")]
    assert lines == ["Kop", "eerste", "tussen", "laatste", "voet"]
    assert [m.text for m in made.xpath("//mark")] == ["tussen", "laa"]


def test_a_line_that_names_the_speaker_is_the_head_of_what_follows() -> None:
    text = "[00:01] R1:\nGoed.\n[00:05] R1:\nBeter."
    at = [text.index(w) for w in ("[00:01]", "Goed", "[00:05]", "Beter")]
    ends = [text.index("\n", a) if "\n" in text[a:] else len(text) for a in at]
    kinds = ("boilerplate", "turn", "boilerplate", "turn")
    parts = tuple(
        Part(a, e, n, kind, "R1" if kind == "turn" else None)
        for n, (a, e, kind) in enumerate(zip(at, ends, kinds, strict=True), 1)
    )
    coded = Mark(7, at[2], at[2] + 7, "tijd", 1, "anna")
    made = tree(Document("t", [CodedText(1, "t", text, parts, (coded,))]))
    assert [b.text_content() for b in made.xpath("//p[@class='who']/b")] == ["[00:01] R1:", "R1"]
    assert [m.text for m in made.xpath("//mark")] == ["[00:05]"]  # what is coded stays in the text


# Quotes


def test_a_quote_stands_in_full_once_and_always_leads_to_its_place(either: Study) -> None:
    made = page(either)
    full = Counter(made.xpath("//figure[contains(@class, 'q')]/@data-c"))
    assert full and set(full.values()) == {1}
    again = made.xpath("//p[contains(@class, 'again')]")
    for quote in [*again, *made.xpath("//figure[contains(@class, 'q')]")]:
        assert f"#coding-{quote.get('data-c')}" in quote.xpath(".//a/@href")
    for quote in again:
        assert quote.get("data-c") in full and len(quote.xpath("string(a[1])")) <= 80 + 3


def test_elsewhere_a_quote_is_its_first_eighty_characters(small: Study) -> None:
    assert [q.xpath("string(a[1])") for q in page(small).xpath("//p[contains(@class, 'again')][@data-c='3']")] == [
        f"“{LONG[:80]}…”"
    ] * 3


def test_without_texts_the_first_quote_is_the_place(small: Study) -> None:
    made = page(small, without=["texts"])
    assert "ongecodeerd" not in made.text_content() and not made.xpath("//mark")
    for id in made.xpath("//figure[contains(@class, 'q')]/@data-c"):
        (place,) = made.xpath(f"//*[@id='coding-{id}']")
        assert place.tag == "figure" and place.get("data-c") == id
    assert LONG in made.xpath("string(//*[@id='coding-3'])")


def test_a_category_has_what_a_reader_asks_of_it(small: Study) -> None:
    made = page(small)
    (told,) = made.xpath("//section[@aria-labelledby='category-3']")
    text = " ".join(told.text_content().split())
    for words in ("kerncategorie", "Nog niet gedefinieerd", "tempo", "traag – snel", "traag [4]", "snel", "veroorzaakt",
                  "1 voor, 1 tegen", "hier kwam niets van vertrouwen"):  # fmt: skip
        assert words in text
    assert told.xpath(".//svg") and told.xpath(".//a[@href='#memo-1']")
    assert made.xpath("//section[@aria-labelledby='category-1']//a[@href='#memo-1']")
    assert "niet handelen, met reden" in made.xpath("string(//section[@aria-labelledby='category-1'])")


def test_a_negative_case_against_a_code_under_no_category_is_there(small: Study) -> None:
    negatives.add(small, 3, "code:verantwoordelijkheid", "hier nam niemand iets op zich")
    made = page(small)
    sound(made)
    (told,) = made.xpath("//*[@id='negative-2']")
    assert "hier nam niemand iets op zich" in told.text_content() and told.xpath(".//a[@href='#code-2']")
    assert told.xpath("preceding-sibling::h3[text() = 'Andere negatieve gevallen']")


def test_quotes_are_cited_by_the_variable_cite_or_the_title(small: Study) -> None:
    edit.set_values(small, "een", {"cite": "Griet, 2019"})
    edit.set_values(small, "twee", {"title": "Het wachten"})
    made = page(small)
    cited = {f.get("data-c"): f.xpath("string(.//cite)") for f in made.xpath("//figure[contains(@class, 'q')]")}
    assert cited == {"1": "Griet, 2019", "2": "Griet, 2019", "3": "Het wachten", "4": "Het wachten"}
    edit.set_values(small, "twee", {"cite": "Griet, 2019"})  # cited alike, they are told apart by name
    assert made.xpath("//*[@id='source-2']/text()") == ["Het wachten"]
    assert page(small).xpath("//*[@id='source-2']/text()") == ["twee"]


def test_every_drawing_has_a_name_and_its_figures_in_a_table(small: Study) -> None:
    made = page(small)
    drawings = made.xpath("//svg")
    assert len(drawings) == 3  # a paradigm, the curve, the timeline
    for drawing in drawings:
        assert drawing.xpath("string(*[local-name() = 'title'])") and drawing.get("role") == "img"
        figure = drawing.getparent()
        assert figure.xpath("following-sibling::*[1]//table")
    cells = made.xpath("//*[@id='by-source']/following-sibling::div[1]//tbody/tr")
    assert [r.xpath("string(th)") for r in cells] == ["verantwoordelijkheid", "vertrouwen", "wachten"]
    assert [[td.text or "" for td in r.xpath("td")] for r in cells] == [["1", ""], ["", "1"], ["1", "1"]]
    pairs = made.xpath("//*[@id='together']/following-sibling::div[1]//tbody/tr")
    assert [[(td.text or "").strip() for td in r.xpath("td")] for r in pairs] == [["·", "1"], ["1", "·"]]


# What it is made of


def test_its_one_script_is_admitted_by_its_hash_and_nothing_else_is(small: Study) -> None:
    made = page(small)
    (policy,) = made.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    (script,) = made.xpath("//script")
    digest = b64encode(sha256(script.text.encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; script-src 'sha256-{digest}';") and "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.partition("style-src")[0]
    assert not made.xpath("//link|//img|//iframe|//object|//embed|//base|//@src|//@action")
    assert not [a for e in made.iter() if isinstance(e.tag, str) for a in e.attrib if a.startswith("on")]
    shown = files("qda.render") / "templates" / "study_page.css"
    assert "url(" not in shown.read_text(encoding="utf-8") and "@import" not in shown.read_text(encoding="utf-8")


def test_without_script_only_the_controls_are_hidden(small: Study) -> None:
    made = page(small)
    hidden = made.xpath("//*[@hidden]")
    assert {e.get("id") or e.tag for e in hidden} == {"tools", "button", "coders"}
    assert all(e.get("data-show") for e in hidden if e.tag == "button")


def test_landmarks_headings_and_language(small: Study) -> None:
    made = page(small)
    assert made.get("lang") == "nl" and len(made.xpath("//h1")) == len(made.xpath("//main")) == 1
    assert made.xpath("//nav[@aria-label]") and made.xpath("//a[@class='skip'][@href='#text']")
    assert made.xpath("//main[@id='text']") and made.xpath("//form[@role='search'][@aria-label]")
    levels = [int(h.tag[1]) for h in made.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
    assert all(b <= a + 1 for a, b in pairwise(levels))
    for control in made.xpath("//form//input|//form//select"):
        assert control.getparent().tag == "label" and control.getparent().xpath("string(span)")
    assert {t.get("aria-label") for t in made.xpath("//*[@tabindex='0']")} - {None, ""}


def test_the_same_study_gives_the_same_bytes(small: Study) -> None:
    assert written(report.run(small)) == written(report.run(small))
    made = edit.show(small, "een")
    assert written(made) == written(made)


def test_it_is_finished_before_it_is_shown(filled_file: Path) -> None:
    from qda.store import project

    with project.open_study(filled_file) as study:
        found = report.run(study, want="document")
        before = written(found)
    assert written(found) == before


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_can_be_read(scheme: str) -> None:
    """Contrast by WCAG 2.2, 1.4.3: 4.5 to 1 for text; 3 to 1 for stripes (1.4.11)."""
    css = (files("qda.render") / "templates" / "study_page.css").read_text(encoding="utf-8")
    roots = re.findall(r":root \{(.*?)\}", css, re.S)
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6}|#[0-9a-f]{3})\b", roots[0 if scheme == "light" else 1]))
    text = [("ink", "paper"), ("soft", "paper"), ("accent", "paper"), ("ink", "mark"), ("ink", "mark-2"), ("ink", "lit"),
            ("ink", "tint"), ("soft", "tint"), ("soft", "mark"), ("heat-ink", "accent")]  # fmt: skip
    for fore, back in text:
        assert contrast(colours[fore], colours[back]) >= 4.5, (fore, back)
    for n in range(1, 7):
        assert contrast(colours[f"c{n}"], colours["paper"]) >= 3, n


def contrast(a: str, b: str) -> float:
    def luminance(colour: str) -> float:
        digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
        parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_numbers_days_and_words_are_those_of_the_language() -> None:
    words = Words()
    with speaking("nl"):
        assert words.day("2026-11-29") == "29 november 2026" and words.number(12345) == "12.345"
        assert words("used", codings=n_of(1, "coding"), sources=n_of(2, "source")) == "1 codering in 2 bronnen"
    with speaking("fr"):
        assert words("memos") == "Memos" and words("skip") == "Skip to the content"
    assert words.day("2026-11-29 18:05") == "29 November 2026, 18:05" and words("coding", n=1234) == "coding 1234"


# Left out, refused


def test_less_of_it(small: Study) -> None:
    made = page(small, title="Een <i>titel</i>", without=["memos"])
    assert made.xpath("string(//h1)") == "Een <i>titel</i>" and "study" in made.xpath("string(//title)")
    assert "Wachten is een daad" not in html.tostring(made, encoding="unicode")  # nor does the log tell it
    assert "Wachten is een daad" in page(small, without=["log"]).text_content()
    bare = page(small, without=["log"])
    assert "axial category" not in bare.text_content() and "codeur" in bare.text_content()


def test_what_is_refused(small: Study) -> None:
    with pytest.raises(UsageError, match="everything"):
        report.run(small, without=["everything"])
    with pytest.raises(UsageError, match="whole study"):
        report.run(small, Filters(source=("een",)))
    for format in ("docx", "md"):
        with pytest.raises(UsageError, match="a page cannot be written as"):
            written(report.run(small), format)
    assert b"categories" in written(report.run(small), "table")


def test_an_empty_study_has_a_page(study: Study) -> None:
    made = page(study)
    sound(made)
    assert "Er is nog geen bron" in made.text_content() and not made.xpath("//mark|//figure[@class='q']")


# Hostile names and texts

EVIL = "<script>alert(1)</script><img src=http://example.invalid/x onerror=alert(2)>\x1b[31m\u202e\"'</style>"


def test_what_names_and_texts_bring_is_shown_and_not_run(study: Study) -> None:
    source(study, "<b>bron</b>", f"Voor {EVIL} na.", author="</mark><script>x</script>")
    coding.code(
        study, "<b>bron</b>", ["<i onclick=x>"], quote="<img src=http://example.invalid/x onerror=alert(2)>", note=EVIL
    )
    categories.category(study, "<i onclick=x>", definition=EVIL)
    memos.add(study, EVIL, title="'><svg onload=alert(3)>", on=["code:<i onclick=x>"])
    for made, raw in (
        (page(study, title=EVIL.replace("\x1b", "").replace("\u202e", "")), written(report.run(study))),
        (tree(edit.show(study, "<b>bron</b>")), written(edit.show(study, "<b>bron</b>"))),
    ):
        assert len(made.xpath("//script")) == len(made.xpath("//style[not(ancestor::svg)]")) == 1
        assert not made.xpath("//img|//*[@onerror]|//*[@onclick]|//*[@onload]")
        text = raw.decode()
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
        assert "<script>alert(1)</script>" in made.text_content() and "␛[31m\\u202e" in made.text_content()


def test_a_name_of_ten_thousand_letters_does_not_fill_the_page(study: Study) -> None:
    name = "n" * 10_000
    source(study, "lang", "Een zin met een woord. " * 20, author=name)
    for n in range(20):
        coding.code(study, "lang", [f"code {n}"], span=f"{n * 23}:{n * 23 + 8}")
    with study.change("rename") as c:  # as other programs write them: longer than a name may be here
        c.update("code", 1, name="c" * 10_000)
    raw = written(report.run(study))
    assert len(raw) < 200_000 and raw.count(b"n" * 61) <= 40
    sound(html.document_fromstring(raw.decode()))


def test_ten_thousand_codings_fit_in_five_megabytes(study: Study) -> None:
    """At most 500 bytes a coding beside the text, where a good many lie on each other."""
    source(study, "vol", "Een regel met een paar woorden erin.\n" * 100)
    with study.change("code") as c:
        made = [code_rows.make(c, f"code {n}") for n in range(20)]
    before = len(written(report.run(study)))
    coder = study.db.execute("select id from coder").fetchone()[0]
    layout = sources.layout(study.db, 1)
    spans = [(n * 9, n * 9 + 60 + n % 40) for n in range(400)]
    with study.change("code") as c:
        codings.add_many(
            c,
            [
                codings.New(1, a, b, made[n % 20], coder, "", codings.place(layout, a, b))
                for n, (a, b) in enumerate(spans)
            ],
            origin="hand",
        )
    assert (len(written(report.run(study))) - before) / len(spans) < 500


LINKS = Places(Words(), {"coding": [1], "code": [2]}, {1: "Tot <morgen> & later"})
ONE, TWO = Link("coding", 1, "1"), Link("code", 2, "wachten & <zien>")


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        (("zie ", ONE), '<p>zie <a href="#coding-1">“Tot &lt;morgen&gt; &amp; later” (coding 1)</a></p>\n'),
        (("zie ", TWO, "."), '<p>zie <a href="#code-2">‘wachten &amp; &lt;zien&gt;’</a>.</p>\n'),
        (("zie ", Link("code", 9, "elders")), "<p>zie ‘elders’</p>\n"),
        (("zie ", Link("code", 0, "oud", gone=True)), "<p>zie ‘oud’ (removed)</p>\n"),
        (("[web](https://a.nl/x)",), '<p><a href="https://a.nl/x" rel="noopener noreferrer nofollow">web</a></p>\n'),
        (("[post](mailto:a@b.nl)",), '<p><a href="mailto:a@b.nl" rel="noopener noreferrer nofollow">post</a></p>\n'),
        (("[js](javascript:alert(1))",), "<p>[js](javascript:alert(1))</p>\n"),
        (("[data](data:text/html,x)",), "<p>[data](data:text/html,x)</p>\n"),
        (("[file](file:///etc/passwd)",), "<p>[file](file:///etc/passwd)</p>\n"),
        (("[own](#coding-9) [rel](x.html) [net](//x.nl)",), "<p>own rel [net](//x.nl)</p>\n"),
        (("![beeld](http://x.nl/x.png)",),
         '<p>!<a href="http://x.nl/x.png" rel="noopener noreferrer nofollow">beeld</a></p>\n'),
        (("[a](http://x.nl '", ONE, "')",), '<p><a href="http://x.nl" rel="noopener noreferrer nofollow">a</a></p>\n'),
        (("[a](<http://x.nl/", ONE, ">)"), "<p>a</p>\n"),
        (("[in ", TWO, "](http://x.nl)"),
         '<p><a href="http://x.nl" rel="noopener noreferrer nofollow">in ‘wachten &amp; &lt;zien&gt;’</a></p>\n'),
        (("```", ONE, "\nx\n```"), "<pre><code>x\n</code></pre>\n"),
        (("<b>vet</b> &#2; \x02", "1\x03"), "<p>&lt;b&gt;vet&lt;/b&gt; � ␂1␃</p>\n"),
        (("# Kop",), "<h4>Kop</h4>\n"),
    ],
)  # fmt: skip
def test_the_markdown_of_a_memo(parts: tuple[str | Link, ...], shown: str) -> None:
    assert prose(parts, LINKS, 3) == shown


# Pseudonyms


def test_places_move_along_with_pseudonyms() -> None:
    text = "Anna Jansen sprak met Bob. Anna zweeg."
    marks = tuple(
        Mark(n, text.index(q), text.index(q) + len(q), "over Bob", n, "Bob")
        for n, q in enumerate(("Jansen sprak met Bob", "Anna zweeg"), 1)
    )
    masker = Masker([Form("Anna Jansen", "P01"), Form("Anna", "P01"), Form("Jansen", "P01"), Form("Bob", "P02")])
    coded = CodedText(1, "Bob", text, (Part(0, len(text), 1, "post", "Anna Jansen"),), marks, called="Bob")
    shown = Veil(masker, frozenset({"bob"})).block(coded)
    assert "Jansen" not in repr(shown) and "Anna" not in repr(shown)
    assert [shown.text[m.start : m.end] for m in shown.marks] == ["P01 sprak met P02", "P01 zweeg"]
    assert {(m.code, m.coder) for m in shown.marks} == {("over P02", "Bob")}  # a coder's name stays
    assert shown.parts[0].end == len(shown.text) and shown.source == "P02"


def names_of(folder: Path) -> Iterator[str]:
    for file in sorted(folder.glob("*.html")):
        yield file.read_text(encoding="utf-8")


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    folder = tmp_path / "study"
    folder.mkdir()
    monkeypatch.chdir(folder)
    (folder / "gesprek.txt").write_text(
        "Interviewer: Hoe ging dat?\nWillemijn Teststra: Dat ging vanzelf, zei Willemijn.\n", encoding="utf-8"
    )

    def call(*args: str) -> int:
        return qda([str(a) for a in args])

    assert call("init", "--name", "Proef", "--language", "nl") == 0
    assert call("import", "gesprek.txt", "--as", "interview") == 0
    assert call("code", "gesprek", "gaan", "--quote", "Dat ging vanzelf, zei Willemijn.") == 0
    return call


def test_no_real_name_is_on_a_page_with_pseudonyms(cli: Callable[..., int], tmp_path: Path) -> None:
    assert cli("participant", "pseudonymise", "--key", str(tmp_path / "key.csv")) == 0
    assert cli("source", "rename", "gesprek", "Willemijn Teststra") == 0
    assert cli("report", "study", "-o", "masked.html", "--title", "Over Willemijn") == 0
    assert cli("source", "show", "Willemijn Teststra", "-o", "text.html") == 0
    for raw in names_of(Path.cwd()):
        assert not re.search("willemijn|teststra", raw, re.I) and re.search(r"<mark[^>]*>Dat ging vanzelf, zei P", raw)
        sound(html.document_fromstring(raw)) if "<nav" in raw else None
    assert cli("--reveal", "report", "study", "-o", "shown.html") == 0
    assert "Willemijn Teststra" in Path("shown.html").read_text(encoding="utf-8")


def test_from_the_command_line(cli: Callable[..., int]) -> None:
    assert cli("report", "study", "-o", "x.svg") == 2
    assert cli("report", "study", "-o", "x.html", "--without", "everything") == 2 and not Path("x.html").exists()
    assert cli("report", "study", "-o", "x.html", "--without", "texts", "--without", "log") == 0


# One text


def test_a_text_with_its_codings_as_a_page(small: Study) -> None:
    made = tree(edit.show(small, "een"))
    assert made.xpath("string(//h1)") == "een" and made.xpath("//main")
    said = [(m.get("data-coding"), m.text) for m in made.xpath("//mark")]
    assert (
        ("1 2", "iemand het vroeg.") in said and made.xpath("//*[@id='coding-1']") and made.xpath("//*[@id='coding-2']")
    )
    assert [s.text_content() for s in made.xpath("//div[@class='names']/span")] == ["wachten", "verantwoordelijkheid"]
    assert "ongecodeerd" in made.text_content()


def test_a_text_with_its_codings_as_a_word_file(small: Study) -> None:
    packed = zipfile.ZipFile(io.BytesIO(written(edit.show(small, "een"), "docx"))).read("word/document.xml").decode()
    rows = re.findall(r"<w:tr>.*?</w:tr>", packed)
    cells = [[re.sub("<[^>]*>", "", c) for c in re.findall(r"<w:tc>.*?</w:tc>", row)] for row in rows]
    assert [c[1] for c in cells] == ["1 wachten (anna)2 verantwoordelijkheid (anna)", "", ""]
    assert cells[0][0] == "1 Ik wachtte tot 2 iemand het vroeg. Daarna nam ik het op mij."
    shaded = re.findall(r'<w:shd [^>]*w:fill="(\w+)"/></w:rPr><w:t[^>]*>([^<]*)', packed)
    assert shaded == [
        ("FBF0CD", "Ik wachtte tot "), ("F7E3A6", "iemand het vroeg."), ("FBF0CD", " Daarna nam ik het op mij."),
        ("FBF0CD", "Niemand zag"),
    ]  # fmt: skip
