"""What goes out with the program agrees with it: versions, the lock file, the man page, the workflows, the site."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

import qda

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def locked() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return {
        name.lower().replace("_", "-"): version for name, _, version in (x.partition("==") for x in lines if "==" in x)
    }


def test_one_version_everywhere() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    meta = json.loads((ROOT / "codemeta.json").read_text(encoding="utf-8"))
    assert citation["version"] == meta["version"] == qda.__version__
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert meta["description"] == PROJECT["description"]


def test_every_dependency_is_locked_within_its_bounds() -> None:
    from packaging.requirements import Requirement  # pytest stands on it

    extras = PROJECT["optional-dependencies"]
    wanted = [Requirement(line) for lines in (PROJECT["dependencies"], *extras.values()) for line in lines]
    lock = locked()
    for one in wanted:
        if one.name == "qda":
            continue
        version = lock.get(one.name.lower().replace("_", "-"))
        assert version, f"{one.name} is not in constraints.txt: run bash .ci/lock"
        assert one.specifier.contains(version), (
            f"constraints.txt has {one.name} {version}, pyproject.toml wants {one.specifier}"
        )


def test_the_lock_file_names_versions_alone() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert all(line.startswith("#") or re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", line) for line in lines)


@pytest.mark.parametrize("file", sorted(ROOT.glob(".github/**/*.yml")), ids=lambda f: f.name)
def test_github_files_are_yaml(file: Path) -> None:
    held = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert isinstance(held, dict) and held


def test_the_workflow_has_every_python_that_is_promised() -> None:
    work = yaml.safe_load((ROOT / ".github/workflows/tests.yml").read_text(encoding="utf-8"))
    pythons = work["jobs"]["tests"]["strategy"]["matrix"]["python"]
    promised = [c.rpartition(" ")[2] for c in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", c)]
    assert pythons == promised


def test_every_page_is_in_the_site() -> None:
    site = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))

    def pages(part: object) -> list[str]:
        if isinstance(part, str):
            return [part]
        return [page for x in (part if isinstance(part, list) else part.values()) for page in pages(x)]  # type: ignore[attr-defined]

    there = {p.relative_to(ROOT / "docs").as_posix() for p in (ROOT / "docs").rglob("*.md")}
    assert set(pages(site["nav"])) == there


def test_the_man_page_is_fresh_and_plain() -> None:
    sys.path.insert(0, str(ROOT / "docs"))
    import man

    from qda.cli.command_table import COMMANDS, GROUPS, SECTIONS

    kept = (ROOT / "docs" / "qda.1").read_text(encoding="utf-8")
    assert kept == man.make(), "run python docs/generate.py"
    kept = kept.replace("\\-", "-")  # a hyphen that can be copied
    assert all(f"\\fBqda {words}\\fR" in kept for words in COMMANDS)
    headings = re.findall(r"^\.SS (.+)$", kept, re.M)
    assert headings == [title.capitalize() for title, names in SECTIONS.items() if names], "those of the help"
    for title, names in SECTIONS.items():
        part = kept.partition(f".SS {title.capitalize()}\n")[2].partition("\n.S")[0]
        listed = re.findall(r"^\\fBqda ([^\\]+?)( \.\.\.)?\\fR$", part, re.M)
        assert list(dict.fromkeys(words.split()[0] for words, _ in listed)) == list(names)
        assert [words for words, group in listed if not group] == [
            w for n in names for w in COMMANDS if w.split()[0] == n
        ]
        assert {words for words, group in listed if group} == {n for n in names if n in GROUPS}
    macros = {line.split()[0] for line in kept.splitlines() if line.startswith((".", "'"))}
    assert macros <= {".TH", ".SH", ".SS", ".TP", ".B", ".PP"}
