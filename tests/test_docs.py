"""The documentation says what the program does: commands and options exist, links lead somewhere, made pages are fresh."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "docs"))

import figures  # noqa: E402
import generate  # noqa: E402
import picture  # noqa: E402
import session  # noqa: E402

from qda import reports  # noqa: E402
from qda.cli.command_table import COMMANDS  # noqa: E402
from qda.core import audit  # noqa: E402
from qda.nlp import extra  # noqa: E402

PAGES = [page.relative_to(ROOT).as_posix() for page in generate.pages()]


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_is_in_the_reference(words: str) -> None:
    text = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    assert f"\n### qda {words}\n" in text


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_has_an_example_that_could_be_run(words: str) -> None:
    text = " ".join(generate.help_of(words).split())
    examples = re.findall(r"Example: (qda .*?)(?= Example: | Arguments: | Options: |$)", text)
    assert examples, f"`qda {words} --help` has no example"
    for line in examples:
        assert line.startswith(f"qda {words}") and generate.wrong_command(line) is None


def test_the_command_reference_is_fresh() -> None:
    kept = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    assert kept == generate.command_reference(), "run python docs/generate.py"


def test_the_key_reference_is_fresh() -> None:
    kept = (ROOT / "docs" / "reference" / "keys.md").read_text(encoding="utf-8")
    assert kept == generate.key_reference(), "run python docs/generate.py"


def test_the_reference_of_files_is_fresh() -> None:
    kept = (ROOT / "docs" / "reference" / "files.md").read_text(encoding="utf-8")
    assert kept == generate.file_reference(), "run python docs/generate.py"


def test_the_reference_of_merges_is_fresh() -> None:
    kept = (ROOT / "docs" / "reference" / "merges.md").read_text(encoding="utf-8")
    assert kept == generate.merge_reference(), "run python docs/generate.py"


def test_the_reference_of_the_audit_is_fresh() -> None:
    kept = (ROOT / "docs" / "reference" / "audit.md").read_text(encoding="utf-8")
    assert kept == generate.audit_reference(), "run python docs/generate.py"


def test_the_reference_of_the_audit_has_every_command_once() -> None:
    page = generate.audit_reference()
    table = page[: page.index("## Where")]
    for command in audit.COMMANDS:
        assert table.count(f"`{command}`") == 1, command
    rows = {row.split("|")[1].strip(): row.split("|")[4].strip() for row in table.splitlines() if row.startswith("| `")}
    assert list(rows) == [f"`{of}`" for of in audit.CLASSES]
    for memo, of in audit.MEMOS.items():
        assert memo in rows[f"`{of}`"].split(", "), memo


def test_the_tables_of_projects_are_fresh() -> None:
    kept = (ROOT / "docs" / "reference" / "formats.md").read_text(encoding="utf-8")
    assert kept == generate.project_tables(kept), "run python docs/generate.py"


@pytest.mark.skipif(bool(extra.missing()), reason="the extra `discover` is not installed")
def test_columns_are_fresh(tmp_path: Path) -> None:
    with session.standing_clock():
        columns = generate.columns(session.make_demo(tmp_path))
    assert (ROOT / "docs" / "reference" / "columns.md").read_text(encoding="utf-8") == columns, (
        "run python docs/generate.py"
    )


def test_the_picture_is_fresh(tmp_path: Path) -> None:
    with session.standing_clock():
        svg = picture.make(session.make_demo(tmp_path))
    assert (ROOT / "docs" / "picture.svg").read_text(encoding="utf-8") == svg, "run python docs/generate.py"


def test_the_figures_of_the_how_to_are_fresh(tmp_path: Path) -> None:
    with session.standing_clock():
        made = figures.make(session.make_demo(tmp_path))
    kept = {f.name: f.read_text(encoding="utf-8") for f in (ROOT / "docs" / "figures").iterdir()}
    assert kept == made, "run python docs/generate.py"


def test_the_how_to_shows_every_report_that_can_be_drawn() -> None:
    shown = {" ".join(words) for words in figures.drawn(figures.PAGE.read_text(encoding="utf-8")).values()}
    drawn = [f"qda report {name}" for name in reports.listed() if reports.declared(name).picture]
    assert len(drawn) >= 6
    for command in (*drawn, "qda axial paradigm"):
        assert any(line.startswith(command) for line in shown), f"{figures.PAGE.name} has no picture of `{command}`"


def test_the_readme_shows_the_page_in_a_light_picture() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    picture = (ROOT / "docs" / "study-page.png").read_bytes()
    assert "](docs/study-page.png)" in text
    assert picture.startswith(b"\x89PNG") and len(picture) <= 200_000


def test_the_picture_fetches_nothing_and_tells_nothing_of_the_machine() -> None:
    svg = (ROOT / "docs" / "picture.svg").read_text(encoding="utf-8")
    links = [u for u in re.findall(r"https?://[^\s\"'<)]+", svg) if not u.startswith("http://www.w3.org/")]
    assert links in ([], ["https://www.textualize.io"])  # rich's comment
    assert "url(http" not in svg and "@font-face" not in svg and "<script" not in svg
    assert not re.search(r"\d\d:\d\d:\d\d", svg)


@pytest.mark.parametrize("page", PAGES)
def test_commands_options_and_links_of_a_page_exist(page: str) -> None:
    found = [line for line in generate.findings() if line.startswith(f"{page}: ")]
    assert found == []


def test_every_module_that_architecture_names_is_there() -> None:
    """A path, or the end of one, such as `store/history/door.py` or `undo.py`."""
    files = [f.as_posix() for top in ("qda", "docs", "tests", "benchmarks") for f in (ROOT / top).rglob("*.py")]
    files += [f.as_posix() for f in ROOT.glob("*.py")]
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([\w/.]+\.py)`", text))
    assert len(named) > 50
    assert [name for name in sorted(named) if not any(f.endswith(f"/{name}") for f in files)] == []


def test_wrong_commands_and_options_are_seen() -> None:
    for line in ("qda discovery", "qda code x y --quotation z", "qda codebook lst", "qda --coder ben undo --everyone"):
        assert generate.wrong_command(line), line
    for line in ("qda --coder ben undo --any", "qda code S C --sentence 3", "qda axial", "qda codings --raw | head"):
        assert generate.wrong_command(line) is None, line


@pytest.mark.parametrize("page", PAGES)
def test_no_page_names_a_place_on_somebodys_machine(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert not re.search(r"(?<![\w.])/(?:work|home|root|tmp|Users)/|[A-Z]:\\\\", text)


def test_the_readme_has_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = [b[3] for b in session.FENCE.finditer(text) if b[2].strip() == "sh"]
    assert len(blocks) == len(re.findall(r"^```sh", text, re.M)) == 2
    assert blocks[0].rstrip().endswith("qda demo") and blocks[1].rstrip().endswith("pytest")
    assert all(block.startswith("python3 -m venv") and len(block.splitlines()) == 1 for block in blocks)


PLAYED = [p.relative_to(ROOT).as_posix() for p in session.playable() if p.stem != "tutorial"]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with session.standing_clock():
        return session.make_demo(tmp_path_factory.mktemp("docs"))


@pytest.mark.parametrize("page", PLAYED)
def test_the_commands_of_a_page_do_what_it_shows(page: str, demo: Path, tmp_path: Path) -> None:
    if gone := session.lacking(ROOT / page):
        pytest.skip(f"not installed: {', '.join(gone)} (the extra `discover`)")
    here = os.getcwd()
    with session.standing_clock():
        shown = session.play(ROOT / page, session.scene(ROOT / page, tmp_path, demo))
    assert os.getcwd() == here
    assert (ROOT / page).read_text(encoding="utf-8") == shown, "run python docs/generate.py"


def test_the_queries_for_datasette_find_something(demo: Path) -> None:
    import sqlite3

    import yaml

    page = (ROOT / "docs" / "how-to" / "datasette.md").read_text(encoding="utf-8")
    written = next(line.stdin for block in session.FENCE.finditer(page) if block[2].strip() == "sh"
                   for line in session.commands(block[3]) if line.into == "datasette.yaml")  # fmt: skip
    queries = yaml.safe_load(written)["databases"]["qda"]["queries"]
    db = sqlite3.connect(f"file:{demo / 'qda.db'}?mode=ro", uri=True)
    given = {"path": "trust", "quotes": "3", "name": "steering by timing"}
    found = {name: db.execute(query["sql"], given).fetchall() for name, query in queries.items()}
    assert len(found) == 6 and all(found.values()), {name: len(rows) for name, rows in found.items()}
    texts = dict(db.execute("select name, text from source"))
    assert all(quote in texts[source] for _, _, source, _, _, quote in found["quotes_of_a_code"])
    assert len({path for _, path, *_ in found["quotes_of_a_code"]}) > 1, "of the codes under it too"
    assert all(query["title"] for query in queries.values())
    db.close()


def test_the_candidates_that_the_page_speaks_of_are_those_that_it_means() -> None:
    """What the page shows is played above; here, that the words around it, which nobody plays, still fit."""
    shown = (ROOT / "docs" / "how-to" / "discover.md").read_text(encoding="utf-8")
    before, after = shown.split("## A check afterwards")
    first, later = before.split("Without them:")
    for n, label in enumerate(
        ("wethouder", "besluit", "secretaris", "brug", "college", "meerwaarde", "lopen", "verhaal", "council", "nota",
         "driver's story", "raad"), 1
    ):  # fmt: skip
        assert f"\n{n}. {label} (candidate {n})\n" in first
    assert "brug 10, vertellen 6" in first and "in 4 sources, 6 participants\n\n│ Je legde de brug eerst" in first
    assert "\n3. publieke meerwaarde\n" in first and "│ Wie maakt er dan publieke meerwaarde, u of zij?" in first
    listed = later[: later.index("It is gone from the twelve")]
    assert "meerwaarde (candidate" not in listed and "in 1 source, 2 participants\n\n│ Dus ja, de brug" in listed
    assert "\n3. secretaris (candidate 3)\n" in listed and "in 4 sources, 7 participants\n" in listed
    assert "\nrol van de gemeentesecretaris\nspeelruimte van een secretaris\n```" in later
    for id, words in ((10, "Joost schetst"), (9, "In het najaar"), (8, "Kan het besluit"), (7, "Het moest zijn"),
                      (6, "En inhoudelijk"), (5, "“U vraagt"), (4, "Er is nog nooit"), (3, "Of het dan"), (2, "Het besluit"),
                      (1, "Als niemand")):  # fmt: skip
        assert re.search(rf"^ ?{id}  .*  whose decision it is  {words}", later, re.M), words
    for said in ("rejected 7 'lopen'", "merged 5 'college', 9 'council' into 1 'wethouder'"):
        assert f"\nnote: {said}\n" in later
    for n, label in ((1, "wethouder"), (2, "besluit"), (3, "secretaris"), (4, "volgende ochtend"), (6, "driver's story"),
                     (7, "brug"), (10, "brief"), (11, "aankomen")):  # fmt: skip
        assert f"\n{n}. {label} (candidate {n})\n" in after
    assert "4 participants; resembles 'closeness to politics/a decision that does not" in after
    assert "7 participants; resembles 'public value'" in after and after.count("resembles '") == 2


def test_the_examples_in_python_run(
    demo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (ROOT / "docs" / "reference" / "python.md").read_text(encoding="utf-8")
    monkeypatch.chdir(demo.parent)
    for block in session.FENCE.finditer(text):
        if block[2].strip() == "python":
            exec(compile(block[3], "python.md", "exec"), {})
    assert "public value/what arrives 2" in capsys.readouterr().out
