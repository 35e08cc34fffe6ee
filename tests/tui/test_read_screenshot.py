"""`qda read --screenshot`: a picture of the screen without a terminal, offline, the same again, and nothing changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import named_study
import pytest
from read_study import make

from qda.cli.app import run
from qda.core.errors import QdaError, UsageError
from qda.ops.coding import coding
from qda.ops.study import study
from qda.tui import app, screenshot
from qda.tui.session import reading_positions
from qda.tui.session.settings import Settings

Qda = Callable[..., tuple[int, str, str]]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def qda(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Qda:
    """Runs a command in the folder of a study."""
    make(tmp_path / "study")
    monkeypatch.chdir(tmp_path / "study")
    capfd.readouterr()

    def call(*words: str) -> tuple[int, str, str]:
        status = run(list(words))
        return (status, *capfd.readouterr())

    return call


def words(file: str) -> str:
    """The text of a picture, its lines one after the other."""
    root = ElementTree.parse(file).getroot()
    return "\n".join("".join(t.itertext()) for t in root.iter(f"{SVG}text")).replace("\u00a0", " ")


def test_a_picture_is_a_file_that_needs_nothing_and_is_the_same_again(qda: Qda) -> None:
    before = Path("qda.db").read_bytes()
    assert qda("read", "interview", "--screenshot", "a.svg", "--size", "90x24") == (0, "", "")
    assert qda("read", "interview", "--screenshot", "b.SVG", "--size", "90×24")[0] == 0
    made = Path("a.svg").read_text(encoding="utf-8")
    assert made == Path("b.SVG").read_text(encoding="utf-8")
    assert re.findall(r"https?:[^\"]*", made) == ["http://www.w3.org/2000/svg"]
    assert "@font-face" not in made and "url(" not in made.replace("url(#", "") and "<script" not in made
    root = ElementTree.fromstring(made)
    assert [child.tag for child in root][:2] == [f"{SVG}title", f"{SVG}desc"]
    assert root[0].text == "interview in qda read" and "trust, answering" in str(root[1].text)
    assert "answer the phone" in words("a.svg") and "2 codings" in words("a.svg")
    assert Path("qda.db").read_bytes() == before and sorted(p.name for p in Path().glob("qda.db*")) == ["qda.db"]
    assert reading_positions.last(Path("qda.db")) is None, "where one reads is not a picture's affair"


def test_where_it_begins_and_how_large_it_is(qda: Qda) -> None:
    with study.open_study(Path()) as s:
        number = s.db.execute("select uuid from source where name = 'note'").fetchone()[0]
    reading_positions.remember(Path("qda.db"), number, 30)
    assert qda("read", "--screenshot", "last.svg")[0] == 0
    assert "note" in words("last.svg") and "at 0%" not in words("last.svg"), "the source read last, at its place"
    assert qda("read", "note", "--screenshot", "named.svg")[0] == 0
    assert "at 0%" in words("named.svg"), "a source that is named, from its beginning"
    for n, at in enumerate(("we SAY  so", "214")):
        assert qda("read", "interview", "--at", at, "--screenshot", f"at{n}.svg")[0] == 0
        assert re.search(r"at [5-7]\d%", words(f"at{n}.svg")), at
    for size in ("40x10", "200x50"):
        assert qda("read", "interview", "--screenshot", "s.svg", "--size", size)[0] == 0
    assert qda("read", "interview", "--screenshot", "light.svg", "--theme", "LIGHT")[0] == 0
    assert Path("light.svg").read_text() != Path("named.svg").read_text() and "#e0e0e0" in Path("light.svg").read_text()


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        (("--screenshot", "a.png"), 2, "ends in .svg"),
        (("--screenshot", "-"), 2, "ends in .svg"),
        (("--screenshot", "a.svg", "--size", "100"), 2, "such as 100x30"),
        (("--screenshot", "a.svg", "--size", "9x9"), 2, "from 40 to 400"),
        (("--screenshot", "a.svg", "--size", "9999x9999"), 2, "from 40 to 400"),
        (("--size", "100x30"), 2, "--screenshot"),
        (("--screenshot", "a.svg", "--theme", "blue"), 2, "dark, light"),
        (("--screenshot", "a.svg", "--at", " "), 2, "--at is empty"),
        (("--screenshot", "a.svg", "--at", "no such words"), 1, "nowhere in interview"),
        (("--screenshot", "a.svg", "--at", "9" * 30), 1, "behind the end"),
        (("--screenshot", "no/a.svg"), 1, "there is no folder"),
    ],
)
def test_what_is_wrong_is_one_line_and_keeps_the_old_file(
    qda: Qda, given: tuple[str, ...], status: int, said: str
) -> None:
    Path("a.svg").write_text("the old one")
    got, out, err = qda("read", "interview", *given)
    assert (got, out) == (status, "") and said in err and len(err.strip().split("\n")) == 1
    assert Path("a.svg").read_text() == "the old one" and sorted(p.name for p in Path().glob(".qda-*")) == []


def test_a_source_that_is_not_there(qda: Qda) -> None:
    status, _, err = qda("read", "nobody", "--screenshot", "a.svg")
    assert status == 1 and "nobody" in err and not Path("a.svg").exists()


def test_a_file_is_replaced_only_when_the_picture_is_whole(qda: Qda, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.svg").write_text("the old one")

    def broken(_: object) -> str:
        raise QdaError("the pen broke")

    monkeypatch.setattr(screenshot, "taken", broken)
    status, _, err = qda("read", "interview", "--screenshot", "a.svg")
    assert status == 1 and err == "error: the pen broke\n" and Path("a.svg").read_text() == "the old one"


def test_hostile_names_and_texts_are_text(qda: Qda) -> None:
    hostile = "</title><script>alert(1)</script>&\"'"
    Path("bad.txt").write_text("Eerst <b>dit</b> &amp; \ufffe\u202eom\u202c ]]> einde.\n", encoding="utf-8")
    assert qda("import", "bad.txt")[0] == 0
    with study.open_study(Path()) as s:
        coding.code(s, "bad", [hostile], quote="Eerst")
    assert qda("read", "bad", "--screenshot", "a.svg", "--size", "200x20")[0] == 0
    root = ElementTree.parse("a.svg").getroot()
    assert hostile in str(root[1].text) and not list(root.iter(f"{SVG}script"))
    assert "<b>dit</b> &amp; " in words("a.svg") and "\u202e" not in words("a.svg")


def test_people_are_shown_by_pseudonym(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qda: Qda) -> None:
    named_study.make(tmp_path / "named", tmp_path / "key.csv")
    monkeypatch.chdir(tmp_path / "named")
    for n, source in enumerate((named_study.TALKED, named_study.THREAD)):
        for size in ("80x24", "200x50"):
            status, _, err = qda("read", source, "--screenshot", f"{n}.svg", "--size", size)
            assert status == 0 and named_study.leaks(err) == []
            made = Path(f"{n}.svg").read_text(encoding="utf-8")
            assert named_study.leaks(made) == [] and named_study.leaks(words(f"{n}.svg")) == []
    assert qda("read", named_study.TALKED, "--at", "sprak P02", "--screenshot", "p.svg")[0] == 0
    assert qda("--reveal", "read", named_study.TALKED, "--screenshot", "real.svg")[0] == 0
    assert "Fenna Zandbergen" in words("real.svg")


def test_without_colour_signs_carry_what_is_meant(qda: Qda, monkeypatch: pytest.MonkeyPatch) -> None:
    assert qda("read", "interview", "--screenshot", "a.svg")[0] == 0
    monkeypatch.setenv("NO_COLOR", "1")
    assert qda("read", "interview", "--screenshot", "b.svg")[0] == 0
    grey = re.findall(r"fill(?:=\"|: )#([0-9a-f]{6})", Path("b.svg").read_text().split("</circle>")[-1])
    plain = {c for c in grey if c not in ("ff5f57", "febc2e", "28c840")}
    assert plain and all(max(int(c[i : i + 2], 16) for i in (0, 2, 4)) - min(int(c[i : i + 2], 16) for i in (0, 2, 4)) < 6
                         for c in plain)  # fmt: skip
    assert "answer the phone" in words("b.svg") and "trust" in words("b.svg")


@pytest.mark.parametrize("text", ["", "x", "100", "100x", "100x30x2", "-100x30", "１００x30", "100 x 30"])
def test_what_is_no_size(text: str) -> None:
    with pytest.raises(UsageError, match="100x30"):
        screenshot.size_of(text)


def test_a_picture_is_of_one_moment(tmp_path: Path) -> None:
    file = make(tmp_path / "study")
    with study.open_study(file) as s, s.moment():
        made = app.picture(s, "zlast", Settings(), at="two sentences", size=(80, 24))
    assert "zlast in qda read" in made
