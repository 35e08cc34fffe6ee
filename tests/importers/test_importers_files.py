# ruff: noqa: E501 (texts as people write them stand on one line)
"""Files, folders, encodings: what comes in, and what is refused in one line."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from helpers_importers import tiles
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qda.cli.messages import sentence
from qda.core.drafts import Reading, ReadOptions
from qda.core.errors import QdaError
from qda.importers import FORMS, IMPORTERS, TABLES, read
from qda.importers.common.dates import parse_date
from qda.importers.formats import SIGNS
from qda.importers.plain.text_file import recognise

TEXT = "Eén coördinator zei: ‘dat kost € 5’ – en geïrriteerd was hij niet."


def one(path: Path | str, **options: object) -> Reading:
    readings = list(read([path], ReadOptions(**options)))  # type: ignore[arg-type]
    assert len(readings) == 1
    return readings[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_encodings_that_are_sure(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT.encode(encoding))
    draft = one(tmp_path / "a.txt").draft
    assert draft is not None and draft.text == TEXT
    assert any("--encoding" in sentence(n) for n in draft.notes) == (encoding in ("utf-16-le", "utf-16-be", "cp1252"))


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("koi8-r", "Я думаю, что секретарь играет важную роль в жизни города, и это надо ценить."),
        ("cp1251", "Я думаю, что секретарь играет важную роль в жизни города, и это надо ценить."),
        ("iso-8859-2", "Myślę, że sekretarz gminy odgrywa ważną rolę w życiu całego miasta i państwa."),
    ],
)
def test_other_encodings_are_guessed_with_a_note_or_given(tmp_path: Path, encoding: str, text: str) -> None:
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    guessed, given_ = one(tmp_path / "a.txt").draft, one(tmp_path / "a.txt", encoding=encoding).draft
    assert guessed is not None and any("a guess; --encoding sets it" in sentence(n) for n in guessed.notes)
    assert given_ is not None and given_.text == text


def test_line_ends_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("\ufeff  a\r\nb\rc\u0301 \u00a0\n\n".encode())
    draft = one(tmp_path / "a.txt").draft
    assert draft is not None and draft.text == "  a\nb\nc\u0301 \u00a0\n\n"


REFUSED = {
    "empty.txt": (b"", "empty"),
    "blank.txt": (" \n\u00a0\n".encode(), "empty"),
    "all.txt": (bytes(range(256)) * 40, "binary"),
    "nul.txt": (b"een\0twee", "binary"),
    "control.txt": (b"\x01\x02\x03\x04\x05\x06 woord" * 9, "binary"),
    "half.txt": (b"een \xed\xa0\x80 twee", "surrogate"),
    "cut.txt": (b"\xff\xfea\0b", "not valid utf-16"),
    "a.docx": (b"PK\x03\x04", "damaged or cut off"),
    "a.PDF": (b"%PDF", "not a PDF"),
    "a.csv": (b"a,b\n1,2\n", "--as posts"),
    "big.txt": (b"x" * 20_000_001, "--large"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_in_one_line(tmp_path: Path, name: str) -> None:
    content, why = REFUSED[name]
    (tmp_path / name).write_bytes(content)
    reading = one(tmp_path / name)
    assert reading.draft is None and why in sentence(reading.error) and "\n" not in reading.error


def test_large_lifts_the_cap(tmp_path: Path) -> None:
    (tmp_path / "big.txt").write_bytes(b"x" * 20_000_001)
    assert one(tmp_path / "big.txt", large=True).draft is not None


@pytest.mark.parametrize("path", ["nowhere.txt", "a\0b.txt", "nowhere/else.txt"])
def test_missing(tmp_path: Path, path: str) -> None:
    assert "no such file" in one(os.path.join(str(tmp_path), path)).error


@pytest.mark.parametrize("name", ["nope", "hex", "idna", "unicode_escape", "ascii"])
def test_an_encoding_that_is_none(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    assert one(tmp_path / "a.txt", encoding=name).draft is None


def test_folders(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "x.csv", ".hidden.txt", "sub/c.text", "sub/.git/d.txt", "none/x.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_text("Een zin.\n")
    found = list(read([tmp_path], ReadOptions()))
    assert [r.draft.name for r in found if r.draft] == ["a", "b", "c"]
    assert [r.draft.origin.rsplit("/", 2)[1:] for r in found if r.draft][-1] == ["sub", "c.text"]
    assert "nothing to import" in one(tmp_path / "none").error


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\0\1\2")
    (tmp_path / "b.txt").write_text("Een zin.")
    assert [
        bool(r.draft) for r in read([tmp_path / "a.txt", tmp_path / "no.txt", tmp_path / "b.txt"], ReadOptions())
    ] == [False, False, True]


def test_standard_input() -> None:
    (reading,) = read(["-"], ReadOptions(), io.BytesIO(b"Een zin."))
    assert reading.draft is not None and reading.draft.name == "stdin"
    assert not next(iter(read(["-"], ReadOptions()))).draft


@pytest.mark.parametrize(
    "piece", ["woord en ", "A: ", "@a ", "**", "# ", "1", "Groet, ", "> ", "[0:00] ", "Jan Piet ", "http://x.y/ "]
)
def test_a_gigantic_line_is_one_paragraph(tmp_path: Path, piece: str) -> None:
    (tmp_path / "a.txt").write_text(piece * (10_000_000 // len(piece)))
    draft = one(tmp_path / "a.txt").draft
    assert draft is not None and len(draft.segments) <= 2


@pytest.mark.parametrize("name", IMPORTERS)
def test_the_table_of_importers_is_true(name: str) -> None:
    import importlib

    member = IMPORTERS[name]
    module = importlib.import_module(member.module)
    assert hasattr(module, "read_codings" if name == "codings" else "read") and member.help and member.suffixes


def test_the_table_of_formats_is_one_with_what_a_file_may_begin_with() -> None:
    for name, member in IMPORTERS.items():
        assert set(member.signs) <= set(SIGNS) and (name in TABLES) == bool(member.fields), name
    assert {name for name, member in IMPORTERS.items() if member.called} == {"html", "forum_json", "disqus"}
    assert set(TABLES) < set(FORMS) and all(FORMS.values())


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.odt", b"%PDF-1.4", "a PDF, though it is named .odt: give it the suffix .pdf"),
        ("a.docx", b"{\\rtf1 Een brug.}", "rich text, though it is named .docx: give it the suffix .rtf or .doc"),
        ("a.doc", b"PK\x03\x04", "a ZIP archive, as .docx, .odt and .epub are, though it is named .doc"),
        ("a.txt", b"%PDF-1.4", "a PDF: give it the suffix .pdf"),
    ],
)
def test_a_file_that_begins_as_another_format_is_refused_by_name(
    tmp_path: Path, name: str, content: bytes, why: str
) -> None:
    (tmp_path / name).write_bytes(content)
    assert one(tmp_path / name).error.startswith(why)


def test_a_table_of_codings_brings_no_source(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("source,code,start,end\na,moed,0,3\n")
    assert "no text in it" in one(tmp_path / "a.csv", form="codings").error


def test_importing_the_family_loads_nothing_heavy() -> None:
    import subprocess
    import sys

    code = "import sys, qda.importers; print([m for m in ('chardet', 'tomllib', 'csv', 'spacy', 'sqlite3', 'qda.store') if m in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2019-10-04", "2019-10-04"),
        ("2019-10-04 10:20", "2019-10-04T10:20"),
        ("2019-10-04T10:20:30+02:00", "2019-10-04T10:20:30+02:00"),
        ("04-10-2019", "2019-10-04"),
        ("4/10/2019 8.05", "2019-10-04T08:05"),
        ("10/24/2019", "2019-10-24"),
        ("vrijdag 4 oktober 2019 om 16.05 uur", "2019-10-04T16:05"),
        ("4 okt. 2019", "2019-10-04"),
        ("October 4th, 2019 at 12:00am", "2019-10-04T00:00"),
        ("1570184400", "2019-10-04T10:20:00+00:00"),
        ("31-02-2019", None),
        ("zomaar", None),
        ("in 2019", None),
        ("", None),
    ],
)
def test_dates(text: str, iso: str | None) -> None:
    assert parse_date(text) == iso


WORDS = st.sampled_from(
    [
        "Beste",
        "Eric,",
        "Hallo",
        "allemaal,",
        "Groeten,",
        "Anja",
        "Mvg",
        "Kees",
        "Interviewer:",
        "R1:",
        "**I:**",
        "###",
        "[00:01:02]",
        "@jan",
        "geleden",
        "3",
        "weken",
        "2019",
        "Weergaven:",
        "275",
        "RSS",
        "©",
        "Hierop",
        "reageren",
        "Lees",
        "meer",
        "Reactie",
        "van",
        "op",
        "4",
        "oktober",
        "2019",
        "8.29",
        "---",
        "-",
        "•",
        ">",
        "#",
        "1.",
        "Datum:",
        "Titel:",
        "tekst.",
        "Vraag?",
        "Hoe",
        "\xa0",
        "\u200b",
        "\u2028",
        "\x1c",
        "É",
        "’",
        "(",
        ")",
        ":",
        ",",
        ".",
    ]
)
LINES = st.lists(st.lists(WORDS, max_size=7).map(" ".join) | st.text(max_size=12), max_size=30)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    lines=LINES,
    gap=st.sampled_from(["\n", "\n\n"]),
    form=st.sampled_from(["auto", "auto", "forum", "interview", "article", "plain"]),
)
def test_segments_tile_any_text(lines: list[str], gap: str, form: str) -> None:
    text = gap.join(lines)
    try:
        draft = recognise(text, "x", ReadOptions(form=form))
    except QdaError:
        assert not text.strip()
        return
    assert draft.text == text
    tiles(draft)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_make_it_raise(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.txt"
    path.write_bytes(raw)
    reading = one(path)
    assert (reading.draft is None) == bool(reading.error)
