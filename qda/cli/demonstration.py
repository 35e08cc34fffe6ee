"""List the commands of the demonstration: the whole cycle of grounded theory on the shipped corpus, as one would type it.

The researcher's work is in `corpora/publieke-meerwaarde/demo.yaml`; what comes out of the commands is not stored anywhere.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from qda.core import outcome
from qda.core.errors import QdaError
from qda.store import project
from qda.store.analysis import codings
from qda.store.texts import sources

CORPUS = "publieke-meerwaarde"
PLACEHOLDER = re.compile(r"\{\{quote: ([^|}]+) \| ([^|}]+) \| ([^}]+)\}\}")


class Step(NamedTuple):
    """A command to be run in the demo's folder: its words, the stage it opens, and whether its output is worth showing."""

    words: list[str]
    stage: str = ""
    show: bool = False


def data() -> Path:
    """Return the folder of corpora and codebooks: inside the installed package, or at the top of a checkout."""
    package = Path(__file__).resolve().parent.parent
    for place in (package / "_data", package.parent):
        if (place / "corpora" / CORPUS / "demo.yaml").is_file():
            return place
    raise QdaError("the shipped corpora are missing from this installation: install qda again")


def prepare(folder: Path) -> dict[str, Any]:
    """Copy texts and codebook into a folder and return the researcher's work; refused where there is a study already."""
    import yaml

    if (folder / project.FILE).exists():
        raise QdaError(f"{folder / project.FILE} exists already; `qda demo DIR` takes another folder")
    source = data() / "corpora" / CORPUS
    work = yaml.safe_load((source / "demo.yaml").read_text(encoding="utf-8"))
    (folder / "texts").mkdir(parents=True, exist_ok=True)
    (folder / "memos").mkdir(exist_ok=True)
    for text in sorted(source.iterdir()):
        if text.suffix in (".txt", ".md") and text.name != "README.md":
            shutil.copyfile(text, folder / "texts" / text.name)
    shutil.copyfile(data() / "codebooks" / f"{CORPUS}.yaml", folder / "codebook.yaml")
    return dict(work)


@contextmanager
def whole(folder: Path) -> Iterator[dict[str, Any]]:
    """Prepare a folder for the demonstration and yield the researcher's work, to be done in it.

    When it is stopped midway, a folder that was new or empty is cleared again. In a folder with other files nothing is taken
    away: what is there of the demonstration is reported as written.
    """
    made = not folder.exists()
    empty = made or not any(folder.iterdir())
    work = None
    try:
        work = prepare(folder)
        yield work
    except BaseException:
        if empty:
            for path in [folder] if made else list(folder.iterdir()):
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
        elif work is not None:
            outcome.wrote(f"a part of the demonstration in {folder}")
        raise


def steps(folder: Path, work: dict[str, Any]) -> Iterator[Step]:
    """Yield the commands in order. Run each before asking for the next: later ones name codings by their numbers."""
    study = work["study"]
    yield Step(["init", "--name", study["name"], "--language", study["language"], "--coder", study["coder"]],
               "Begin: a study is one file; texts come in as threads, interviews and articles")  # fmt: skip
    yield Step(["settings", "report_language=en"])  # the codes and memos are English, so that all can read the reports
    yield Step(["import", *(f"texts/{p.name}" for p in sorted((folder / "texts").iterdir()))], show=True)
    for person in work["participants"]:
        yield Step(["participant", "set", person["name"], *(f"{k}={v}" for k, v in person["set"].items())])
    thread = work["open"][0]["source"]
    sheet = ["source", "lines", thread, "--segment", str(_first_post(folder, thread))]
    yield Step(sheet, "Read: the sheet that one codes from, line by line", True)
    yield Step(["codebook", "import", "codebook.yaml"])
    stage = "Open coding: naming what is seen, often in the participants' own words"
    for item in work["open"]:
        words = ["code", item["source"], *item["codes"], "--quote", item["quote"]]
        words += ["--in-vivo"] if item.get("in_vivo") else []
        words += ["--note", item["note"]] if item.get("note") else []
        yield Step(words, stage, show=bool(stage))
        stage = ""
    for item in work["autocode"]:
        how = ["--match", item["match"]] if "match" in item else ["--regex", item["regex"]]
        yield Step(["autocode", item["code"], *how, "--unit", item["unit"]])
    yield from _axial(folder, work)
    yield from _comparisons(folder, work)
    stage = "Memos: what the analyst makes of it, written all along, tied to what they are about"
    yield from _memos(folder, work, stage, lambda item: item["type"] != "journal")
    yield from _selective(folder, work)
    stage = "The journal: why this core and not another"
    yield from _memos(folder, work, stage, lambda item: item["type"] == "journal")
    yield from _reports()


def _first_post(folder: Path, source: str) -> int:
    with project.open_study(folder / project.FILE) as study:
        layout = sources.layout(study.db, sources.find(study.db, source))
        return next((s.n for s in layout.segments if s.kind == "post"), 1)


def _many(option: str, values: list[Any]) -> list[str]:
    return [word for value in values for word in (option, str(value))]


def _axial(folder: Path, work: dict[str, Any]) -> Iterator[Step]:
    stage = "Focused codes gather initial ones, categories gather both; every coding stays where it is"
    for item in work["focused"]:
        yield Step(["axial", "category", item["code"], "--focused", *_many("--from", item["gathers"])], stage)
        stage = ""
    for item in work["categories"]:
        words = ["axial", "category", item["name"], *_many("--from", item.get("from", []))]
        yield Step([*words, "--definition", item["definition"].strip()] if item.get("definition") else words)
    stage = "Axial coding: properties with their range, and what relates to what, with the quotes for and against"
    for item in work["properties"]:
        words = ["axial", "property", item["category"], item["property"]]
        if "kinds" in item:
            words += _many("--kinds", item["kinds"])
        else:
            words += ["--low", item["low"], *_many("--point", item.get("points", [])), "--high", item["high"]]
        yield Step(words, stage)
        stage = ""
    ids = Codings(folder)
    for item in work["placements"]:
        note = ["--note", item["note"]] if item.get("note") else []
        yield Step(["axial", "place", ids.of(item), item["property"], str(item["value"]), *note])
    for item in work["relations"]:
        words = ["axial", "relate", item["a"], item["type"], item["b"]]
        words += _many("--for", [ids.of(e) for e in item.get("for", [])])
        words += _many("--against", [ids.of(e) for e in item.get("against", [])])
        words += ["--status", item["status"]] if item.get("status") else []
        yield Step([*words, "--note", item["note"].strip()] if item.get("note") else words)
    yield Step(
        ["axial", "paradigm", work["core"]["category"]], "The paradigm around a phenomenon, and what is missing", True
    )


def _comparisons(folder: Path, work: dict[str, Any]) -> Iterator[Step]:
    stage = "Constant comparison: incident beside incident, and what came of it"
    ids = Codings(folder)
    for item in work["comparisons"]:
        a, b = (ids.of(item[side]) for side in ("a", "b"))
        if stage:
            yield Step(["compare", a, "--with", b], stage, True)
            stage = ""
        words = ["compare", "record", a, b, "--outcome", item["outcome"], "--note", item["note"]]
        yield Step([*words, "--property", item["property"]] if item.get("property") else words)


def _selective(folder: Path, work: dict[str, Any]) -> Iterator[Step]:
    ids = Codings(folder)
    yield Step(["selective", "candidates"], "Selective coding: what could be the core? Counts cannot choose it", True)
    for item in work["judgements"]:
        words = ["selective", "judge", item["category"]]
        for key in ("explains_variation", "abstract"):
            words += [f"--{key.replace('_', '-')}", item[key]] if item.get(key) else []
        yield Step([*words, "--note", item["note"]] if item.get("note") else words)
    yield Step(["selective", "core", work["core"]["category"], "--because", work["core"]["because"].strip()])

    def link(match: re.Match[str]) -> str:
        source, beginning, code = (part.strip() for part in match.groups())
        whole = next(
            item for item in work["open"]
            if item["source"] == source and item["quote"].startswith(beginning) and code in item["codes"]
        )  # fmt: skip
        return f"[[coding:{ids.of({'source': source, 'quote': whole['quote'], 'code': code})}]]"

    (folder / "storyline.md").write_text(PLACEHOLDER.sub(link, work["storyline"]), encoding="utf-8", newline="\n")
    yield Step(["selective", "storyline", "--file", "storyline.md"])
    yield Step(["selective", "check"], "The storyline, held against the quotes", True)


def _memos(
    folder: Path, work: dict[str, Any], stage: str, wanted: Callable[[dict[str, Any]], bool]
) -> Iterator[Step]:  # fmt: skip
    ids = Codings(folder)
    for n, item in enumerate(work["memos"], 1):
        if not wanted(item):
            continue
        file = f"memos/{n:02d}.md"
        (folder / file).write_text(item["text"], encoding="utf-8", newline="\n")
        on = [f"coding:{ids.of(o)}" if isinstance(o, dict) else o for o in item["on"]]
        words = ["memo", "add", "--file", file, "--title", item["title"], "--type", item["type"]]
        yield Step([*words, *_many("--on", on)], stage)
        stage = ""


def _reports() -> Iterator[Step]:
    yield Step(["report", "memos", "-o", "memo-report.html"], "Reports to hand in, and figures for a spreadsheet")
    yield Step(["report", "memos", "-o", "memo-report.docx"])
    yield Step(["report", "categories", "-o", "categories.html"])
    yield Step(["report", "frequencies", "-o", "frequencies.csv"])
    yield Step(["report", "frequencies", "--by", "source", "--wide", "-o", "code-by-source.csv"])
    yield Step(["log", "--limit", "3"], "Every decision can be traced, and taken back", True)
    yield Step(["undo"])
    yield Step(["redo"])
    yield Step(["check"])
    yield Step(["report", "frequencies"], "How often each code is used", True)
    yield Step(
        ["report", "categories", "--code", "public value", "--code", "the secretary's role"],
        "The categories that are emerging, with the quotes behind them", True,
    )  # fmt: skip


WRITTEN = ("memo-report.html", "memo-report.docx", "categories.html", "frequencies.csv", "code-by-source.csv")


class Codings:
    """The codings that are in the study now, found by source, quote and code."""

    def __init__(self, folder: Path) -> None:
        with project.open_study(folder / project.FILE) as study:
            at = [codings.COLUMNS.index(name) for name in ("source", "text", "code", "id")]
            rows = ([row[i] for i in at] for row in codings.select(study.db))
            self.ids = {(source, quote, code): str(id) for source, quote, code, id in rows}

    def of(self, item: dict[str, str]) -> str:
        """Return the number of the coding that an entry of the script means."""
        try:
            return self.ids[(item["source"], item["quote"], item["code"])]
        except KeyError:
            raise QdaError(f"demo: {item['code']!r} is not on {item['quote']!r} in {item['source']}") from None
