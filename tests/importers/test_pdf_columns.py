"""PDFs as programs lay them out: columns, raised figures of footnotes, heads that differ by chapter."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from textwrap import wrap

import pytest
from helpers_documents import LONG, OTHER, TALK, Printed, draft, pdf
from helpers_importers import texts

WORDS = (
    "De brug lag er al toen de oude haven nog schepen had en niemand wist wie haar betaalde of wie haar moest schilderen",
    "Toen het dorp een vereniging oprichtte kwamen er twaalf mensen naar de eerste avond en drie van hen zijn gebleven",
    "Wat zij samen deden stond nergens in een plan maar iedereen kon op dinsdag zien wie er die week met de verf bezig was",
    "Het bestuur schreef brieven aan de provincie en kreeg na een jaar een antwoord waarin alleen de datum anders was",
    "Later zei de voorzitter dat zij nooit om geld had gevraagd en altijd om een sleutel van de kast onder de brug zelf",
    "De jongste schilder was veertien en de oudste had de brug nog als houten vlonder over het natte weiland gekend",
)
PARAGRAPHS = [f"{a}, want {b.lower()}." for a in WORDS for b in WORDS if a is not b][:24]
HIGH, LEADING, LINES = 760.0, 14.0, 40


def set_(paragraphs: list[str], width: int) -> list[str]:
    """The lines of paragraphs set in so many characters, a blank line between them."""
    return [line for p in paragraphs for line in [*wrap(p, width), ""]]


def printed_columns(paragraphs: list[str], lefts: list[float], width: int, by_row: bool = False) -> list[list[Printed]]:
    """Pages of columns that begin at `lefts`; `by_row` draws the lines across the columns, as some programs do."""
    lines = set_(paragraphs, width)
    pages = []
    for at in range(0, len(lines), LINES * len(lefts)):
        drawn = []
        for n, line in enumerate(lines[at : at + LINES * len(lefts)]):
            column, row = divmod(n, LINES)
            drawn.append((row if by_row else 0, (lefts[column], HIGH - LEADING * row, 9.0, line)))
        pages.append([line for _, line in sorted(drawn, key=lambda d: d[0]) if line[3]])
    return pages


@pytest.mark.parametrize("by_row", [False, True], ids=["column by column", "row by row"])
@pytest.mark.parametrize(
    ("lefts", "width"), [([60.0, 310.0], 48), ([50.0, 220.0, 390.0], 32)], ids=["two columns", "three columns"]
)
def test_columns_are_read_one_after_the_other(lefts: list[float], width: int, by_row: bool, tmp_path: Path) -> None:
    made = draft(pdf(printed_columns(PARAGRAPHS, lefts, width, by_row)), "a.pdf", tmp_path)
    assert texts(made, "paragraph") == PARAGRAPHS


def test_what_stands_over_both_columns_comes_between(tmp_path: Path) -> None:
    page = printed_columns(PARAGRAPHS[:6], [60.0, 310.0], 48, by_row=True)[0]
    top = [(60.0, 810.0, 9.0, PARAGRAPHS[6][:95]), (60.0, 796.0, 9.0, PARAGRAPHS[6][95:190])]
    made = draft(pdf([[*top, *page]]), "a.pdf", tmp_path)
    found = texts(made, "paragraph")
    assert " ".join(found[0].split()) == " ".join(
        f"{PARAGRAPHS[6][:95].strip()} {PARAGRAPHS[6][95:190].strip()}".split()
    )
    assert found[1:] == PARAGRAPHS[:6]


def test_a_few_lines_on_the_last_page_are_columns_as_well(tmp_path: Path) -> None:
    pages = printed_columns(PARAGRAPHS[:12], [60.0, 310.0], 48)
    last = [
        (x, 760.0 - 14 * n, 9.0, line)
        for n in range(3)
        for x, line in ((60.0, "links staat dit"), (310.0, "rechts dat"))
    ]
    made = draft(pdf([*pages, last]), "a.pdf", tmp_path)
    assert "links staat dit links staat dit links staat dit rechts dat rechts dat rechts dat" in made.text.replace(
        "\n\n", " "
    )


def test_footnotes_of_each_column_stand_behind_the_paragraph(tmp_path: Path) -> None:
    lines = set_(PARAGRAPHS, 48)
    page: list[Printed] = []
    for x, some, n in ((60.0, lines[:36], 1), (310.0, lines[36:72], 2)):
        page += [(x, HIGH - LEADING * k, 9.0, line) for k, line in enumerate(some) if line]
        page.append((x, 200.0, 7.0, f"{n} Zie de brief van het bestuur uit dat jaar."))
    made = draft(pdf([page]), "a.pdf", tmp_path)
    notes = texts(made, "note")
    assert notes == [f"{n} Zie de brief van het bestuur uit dat jaar." for n in (1, 2)]
    whole = [p for p in texts(made, "paragraph") if p in PARAGRAPHS]
    assert whole == PARAGRAPHS[: len(whole)] and len(whole) > 9


def test_the_mark_of_a_footnote_is_no_part_of_the_word(tmp_path: Path) -> None:
    lines: list[Printed] = [
        (72.0, 700.0, 10.0, "De brug"), (107.8, 704.0, 6.0, "1"), (115.0, 700.0, 10.0, "heeft 25 m"), (162.4, 704.0, 6.0, "2"),
        (169.0, 700.0, 10.0, "hout, zei men, en dat bleef lang zo."),
        *((72.0, 686.0 - 12 * n, 10.0, line) for n, line in enumerate(wrap(f"{LONG} {OTHER}", 80))),
        (72.0, 80.0, 7.0, "1 Zie het verslag van de raad."),
    ]  # fmt: skip
    made = draft(pdf([lines]), "a.pdf", tmp_path)
    assert "De brug heeft 25 m2 hout, zei men" in made.text
    assert texts(made, "note") == ["1 Zie het verslag van de raad."]


def test_labels_beside_a_talk_are_no_column(tmp_path: Path) -> None:
    page: list[Printed] = []
    y = 780.0
    for n in range(10):
        page.append((60.0, y, 10.0, ("Interviewer:", "Anneke:")[n % 2]))
        for line in wrap(TALK[n % len(TALK)].partition(":")[2] + " " + LONG, 70):
            page.append((150.0, y, 10.0, line))
            y -= 12
    made = draft(pdf([page]), "a.pdf", tmp_path)
    assert [s.author for s in made.segments if s.kind == "turn"] == ["Interviewer", "Anneke"] * 5


def test_heads_of_chapters_differ_and_are_heads(tmp_path: Path) -> None:
    pages = []
    for n in range(8):
        body = [(72.0, 740.0 - 14 * k, 10.0, line) for k, line in enumerate(wrap(" ".join(PARAGRAPHS[n : n + 4]), 80))]
        pages.append([(72.0, 800.0, 9.0, f"Chapter {n // 2 + 1}: of bridges and who keeps them {n + 3}"), *body])
    made = draft(pdf(pages), "a.pdf", tmp_path)
    heads = texts(made, "boilerplate")
    assert len(heads) == 8 and all(h.startswith("Chapter") for h in heads)
    assert not any(s.author for s in made.segments)


def test_a_page_that_a_browser_prints(tmp_path: Path) -> None:
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no Chromium here to print a page with")
    style = "@page{size:A4;margin:2cm} div{column-count:2;text-align:justify;font:11pt serif;hyphens:auto} p{margin:0 0 8pt}"
    body = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    page = tmp_path / "a.html"
    page.write_text(f"<html lang=nl><meta charset=utf-8><style>{style}</style><div>{body}</div>", encoding="utf-8")
    out = tmp_path / "a.pdf"
    try:
        subprocess.run(
            [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}",
             "--no-pdf-header-footer", f"--print-to-pdf={out}", page.as_uri()],
            capture_output=True, timeout=60, check=True,
        )  # fmt: skip
    except (subprocess.SubprocessError, OSError) as e:
        pytest.skip(f"Chromium does not print here: {type(e).__name__}")
    assert texts(draft(out.read_bytes(), "a.pdf", tmp_path), "paragraph") == PARAGRAPHS
