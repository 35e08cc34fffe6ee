"""Schools of grounded theory change what documents and the list of commands say, and nothing else."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from qda import reports
from qda.cli import school as listed
from qda.cli.command_table import GROUPS, SECTIONS
from qda.core import schools
from qda.core.errors import QdaError
from qda.core.language import said_as, speak, speaking, spoken
from qda.ops.study import settings
from qda.render import render
from qda.reports.theory import axial
from qda.store.project import Study
from qda.store.texts.settings import report_words

sys.path.insert(0, str(Path(__file__).parents[2] / "docs"))

import message_catalogue as catalogue

ROOT = Path(__file__).parents[2]
OWN = [name for name in schools.NAMES if name != schools.NONE]


def written(study: Study, form: str = "md") -> str:
    out = io.BytesIO()
    render(axial.paradigm(study, "publieke meerwaarde"), form, out, language=report_words(study))
    return out.getvalue().decode()


@pytest.mark.parametrize("name", schools.NAMES)
def test_a_school_is_whole(name: str) -> None:
    """What it says otherwise is said somewhere, with the same fields, and is translated with all else."""
    found = schools.school(name)
    assert found.name == name and set(found.stages) == {"open", "axial", "selective"}
    assert (ROOT / found.tutorial).is_file()
    said = {m.id for m in catalogue.extracted() if m.id}
    for sentence, own in found.words.items():
        assert sentence in said, f"{sentence!r} is said nowhere"
        assert own in said and own != sentence
        assert catalogue._fields(sentence) == catalogue._fields(own)
    assert not (set(listed.LINES.get(name, ())) - set(GROUPS))


@pytest.mark.parametrize("name", schools.NAMES)
def test_the_list_of_commands_has_all_of_them_in_its_order(name: str) -> None:
    found = listed.ordered(name, SECTIONS)
    assert {k: sorted(v) for k, v in found.items()} == {k: sorted(v) for k, v in SECTIONS.items()}
    assert next(iter(found)) == "study"
    assert (list(found).index("memos") < list(found).index("theory")) == (name in ("glaserian", "charmaz"))
    assert [*listed.ordered(name, {"theory": ["new", "axial"], "also": []})] == ["theory", "also"]


def test_words_of_documents_and_their_translation() -> None:
    assert spoken("en@charmaz").text("Codes") == "Initial and focused codes"
    assert spoken("en").text("Codes") == "Codes" and spoken("en@straussian").text("Codes") == "Codes"
    assert (spoken("nl@charmaz").code, spoken("nl@charmaz").own, spoken("nl@charmaz").school) == ("nl", "nl", "charmaz")
    assert said_as("nl", "en@charmaz") == "nl@charmaz" and said_as("nl", "en") == "nl"
    with speaking("en@glaserian"):
        assert speak("Causal conditions") == "Causes"


def test_a_document_is_in_the_words_of_the_school_and_data_stay(filled: Study) -> None:
    def data() -> list[str]:
        out = []
        for name in ("frequencies", "categories", "evidence", "conditional-matrix"):
            for form in ("csv", "json"):
                held = io.BytesIO()
                render(reports.declared(name).run(filled), form, held, language=report_words(filled))
                out.append(held.getvalue().decode())
        return out

    settings.set_values(filled, {"report_language": "en"})
    before = data()
    assert ": the paradigm" in written(filled)
    texts = set()
    for name in OWN:
        said = settings.set_values(filled, {"school": name.upper()})
        assert [str(n) for n in said.notes] == [
            f"words after {schools.school(name).after}: {', '.join(s.lower() for s in schools.school(name).stages.values())}; "
            f"tutorial: {schools.school(name).tutorial}"
        ]  # fmt: skip
        texts.add(written(filled))
        assert data() == before
        assert 'lang="en"' in written(filled, "html")
    assert len(texts) == 3 and not any("@" in t.split("\n")[0] for t in texts)
    settings.set_values(filled, {"school": "glaserian"})
    assert "## Contingencies" in written(filled) and ": its theoretical codes" in written(filled)
    settings.set_values(filled, {"school": "none"})
    assert filled.setting("school") is None and settings.set_values(filled, {"school": ""}).notes == []


def test_another_school_is_refused(filled: Study) -> None:
    with pytest.raises(QdaError, match="school=martian: it is one of straussian, glaserian, charmaz, none"):
        settings.set_values(filled, {"school": "martian"})


def test_a_school_that_a_newer_program_wrote_is_none(filled: Study) -> None:
    with filled.change("settings") as c:
        c.insert("setting", name="school", value="clarkean")
    assert report_words(filled) == "nl"


def test_the_page_lists_every_word_of_every_school() -> None:
    text = (ROOT / "docs" / "how-to" / "schools.md").read_text(encoding="utf-8")
    rows = {
        tuple(cell.strip() for cell in line.strip("|").split("|"))
        for line in text.splitlines()
        if line.startswith("| ")
    }
    tables = [schools.school(name).words for name in OWN]
    for sentence in {s for words in tables for s in words}:
        assert (sentence.strip(), *(words.get(sentence, "").strip() for words in tables)) in rows, sentence
    for name in schools.NAMES:
        found = schools.school(name)
        assert any(row[:3] == (f"`{name}`", found.after, ", ".join(found.stages.values()).lower()) for row in rows)
