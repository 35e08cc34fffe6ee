"""Researchers' words count in `info` and `source list` when they are asked for, and never without."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qda.cli.app import run
from qda.core.drafts import Draft, DraftSegment
from qda.store import project
from qda.store.texts.intake import Writer

TEXT = "Interviewer: Wat dan?\nR1: Rust en vertrouwen.\n> een ander zei dit"


@pytest.fixture
def interview(tmp_path: Path) -> Path:
    """A study with two words of a researcher, three of a participant, four that are quoted, and labels."""
    spans = [
        DraftSegment("boilerplate", 0, 12),
        DraftSegment("turn", 13, 21, "Interviewer", role="researcher"),
        DraftSegment("boilerplate", 22, 25),
        DraftSegment("turn", 26, len(TEXT), "R1"),
        DraftSegment("quoted", 46, len(TEXT), parent=3),
    ]
    path = tmp_path / project.FILE
    with project.create(path, name="s", coder="anna", language="nl") as made, made.change("import") as c:
        writer = Writer(c)
        writer.add("one", Draft("one", TEXT, "interview", segments=spans, sha256="1"))
        writer.flush()
    return path


@pytest.mark.parametrize(("option", "words", "people"), [([], 3, 1), (["--include-researcher"], 5, 2)])
def test_researchers_count_when_asked_for(
    interview: Path, capsys: pytest.CaptureFixture[str], option: list[str], words: int, people: int
) -> None:
    def ask(*command: str) -> tuple[object, str]:
        assert run(["--project", str(interview), *command, *option, "--format", "json"]) == 0
        out, err = capsys.readouterr()
        return json.loads(out), err

    info, said = ask("info")
    assert isinstance(info, dict) and info["words"] == words
    assert ("2 words of researchers are not counted" in said) == (not option)
    sources, said = ask("source", "list")
    assert isinstance(sources, list) and [(r["words"], r["participants"]) for r in sources] == [(words, people)]
    assert ("2 words of researchers are not counted" in said) == (not option)
    theirs, _ = ask("participant", "list")
    assert isinstance(theirs, list) and sum(r["words"] for r in theirs) == words  # one figure, three commands
