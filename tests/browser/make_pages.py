"""Writes the pages and pictures that are looked at in a browser: of the demo study, and of one in which all is hostile.

    PYTHONPATH=.:tests/reports python tests/browser/make_pages.py FOLDER

`FOLDER/demo` and `FOLDER/hostile` have the same files.
"""

from __future__ import annotations

import sys
from pathlib import Path

import hostile_study

from qda.cli.app import run
from qda.ops.coding import coding
from qda.store import project


def qda(*words: str) -> None:
    """Run a command; what it refuses is an end."""
    if run(list(words)) != 0:
        sys.exit(f"refused: qda {' '.join(words)}")


def pages(study: Path, out: Path, source: str, category: str) -> None:
    """Write a file of each kind that a browser opens."""
    out.mkdir(parents=True)

    def written(name: str, *words: str) -> None:
        qda("--project", str(study), *words, "-o", str(out / name))

    written("study.html", "report", "study")
    written("without-texts.html", "report", "study", "--without", "texts", "--without", "memos", "--without", "log")
    written("source.html", "source", "show", source)
    written("categories.html", "report", "categories")
    written("memos.html", "report", "memos")
    written("saturation.html", "report", "saturation")
    written("table.html", "report", "frequencies")
    wide = ("report", "frequencies", "--by", "source", "--wide")
    written("wide.html", *wide)
    every = ("report", "network", "--of", "relations", "--of", "cooccurrence", "--of", "codebook")
    for name, words in {
        "frequencies": ("report", "frequencies"), "wide": wide, "shares": (*wide, "--share", "row"),
        "cooccurrence": ("report", "cooccurrence"), "saturation": ("report", "saturation"),
        "network": ("report", "network"), "everything": every, "timeline": ("report", "timeline"),
        "portrait": ("report", "portrait", source), "paradigm": ("axial", "paradigm", category),
    }.items():  # fmt: skip
        written(f"{name}.svg", *words)


def hostile(path: Path) -> Path:
    """Return the study in which every name is hostile, by two coders with hostile names."""
    with project.create(path, name=hostile_study.NAME, coder="<u>anna</u>", language="en") as study:
        hostile_study.fill(study)
        hostile_study.fill_more(study)
    with project.open_study(path, coder="</script><script>alert(8)</script>") as study:
        coding.code(study, hostile_study.SOURCE, ["@other"], span="0:6")
    return path


def main(out: Path) -> None:
    """Write both studies' pages, and the one that the README shows."""
    qda("demo", "--quiet", str(out / "study"))
    study = out / "study" / "qda.db"
    second = ("code", "forum-publieke-meerwaarde", "trust", "--sentence", "20")
    qda("--project", str(study), "--coder", "bert", *second)  # a second coder, to choose one
    pages(study, out / "demo", "forum-publieke-meerwaarde", "public value")
    qda("--project", str(study), "settings", "report_language=en")
    qda("--project", str(study), "report", "study", "-o", str(out / "readme.html"))  # what the README's picture shows
    evil = hostile(out / "hostile.db")
    pages(evil, out / "hostile", hostile_study.BREAKING[0], hostile_study.NAME)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
