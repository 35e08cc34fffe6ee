"""Writes what is made from the program: the command reference, the man page, the picture, and what the pages' commands show.

    python docs/generate.py            # write it
    python docs/generate.py --check    # say what is out of date, what does not exist and which links are broken

It plays the commands of all pages in temporary folders (see `session.py`), so a page cannot show what qda does not do.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import api
import figures
import man
import picture
import screen
import session

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qda.core.project_things import Fate

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.append(str(ROOT))  # a checkout without an installation

PYTHON = HERE / "reference" / "python.md"
FORMATS = HERE / "reference" / "formats.md"
GLOBAL = {
    "--project": 1,
    "--coder": 1,
    "--no-pager": 0,
    "--version": 0,
    "--help": 0,
    "--install-completion": 1,
    "--show-completion": 1,
}


def command_reference() -> str:
    """The command reference: each command with its help as the terminal shows it."""
    from qda.cli.command_table import COMMANDS, GROUPS
    from qda.cli.tree import root

    kept = dict(os.environ)
    os.environ.update(COLUMNS="100", NO_COLOR="1", TERM="dumb", LANG="C.UTF-8")
    context = root().make_context("qda", ["--help-not-asked"], resilient_parsing=True)
    out = [
        "# Commands",
        "",
        "Made by `python docs/generate.py` from the program itself. [columns.md](columns.md) lists the columns of each listing,",
        "[counting.md](counting.md) says what the figures count.",
        "",
        "```text",
        root().get_help(context).rstrip(),
        "```",
    ]
    group = ""
    for words, (_, _, help) in COMMANDS.items():
        first = words.split(" ")[0]
        if first != group and first in GROUPS:
            out += ["", f"## {first}", "", GROUPS[first]]
        group = first
        out += ["", f"### qda {words}", "", help, "", "```text", help_of(words), "```"]
    os.environ.clear()
    os.environ.update(kept)
    return "\n".join(out) + "\n"


def key_reference() -> str:
    """The keys of the full-screen coder, from the table that binds them."""
    from qda.tui.actions import reference

    out = [
        "# Keys of the full-screen coder",
        "",
        "Made by `python docs/generate.py` from the table of keys of `qda read`; `?` shows the same with your own keys. Each",
        "action has a plain key. Some terminals use shift and ctrl with an arrow for themselves: then select with `v` and any",
        "motion.",
        "",
        "To change keys, edit a settings file: `$QDA_CONFIG`, or `qda/settings.toml` in the folder for settings (`~/.config` on",
        "Linux). If a key has two actions, or an action does not exist, `qda` says so in one line.",
        "",
        "```toml",
        "[keys]",
        'undo = ["u", "ctrl+z"]',
        'code = ["c", "f2"]',
        "",
        "[read]",
        'theme = "light"           # or "dark"',
        "skip_boilerplate = true   # motions skip navigation, footers, labels of turns",
        "skip_social = true        # and greetings, sign-offs and thanks that stand alone on a line",
        "side = true               # the panel at the right, from 110 columns on",
        "sources = true            # the list of sources, from 150 columns on",
        "```",
    ]
    for group, rows in reference():
        out += ["", f"## {group}", "", "| key | action | what it does |", "|---|---|---|"]
        out += [f"| {' '.join(f'`{key}`' for key in keys.split())} | {name} | {help} |" for keys, name, help in rows]
    return "\n".join(out) + "\n"


def file_reference() -> str:
    """What is read and written by file, from the tables of the families."""
    from qda.core.codebooks import CODEBOOKS
    from qda.importers.formats import FORMS, IMPORTERS, PROJECTS, TABLES
    from qda.ops.exchange.export import WRITTEN

    def suffixes(some: tuple[str, ...]) -> str:
        return ", ".join(f"`{suffix}`" for suffix in some)

    out = [
        "# Files that qda reads and writes",
        "",
        "Made by `python docs/generate.py` from the table of readers. See also",
        "[Import texts](../how-to/import-texts.md), and [formats.md](formats.md) for listings and reports.",
        "",
        "## What is read",
        "",
        "| suffix | what it is |",
        "|---|---|",
    ]
    out += [f"| {suffixes(m.suffixes)} | {m.help} |" for name, m in IMPORTERS.items() if name not in TABLES]
    out += [
        f"| {suffixes(IMPORTERS[TABLES[0]].suffixes)} | tables: say what a row is with `--as {'`, `--as '.join(TABLES)}` |",
        "",
        "## Kinds of files",
        "",
        "| `--as` | what it is | fields of `--column FIELD=COLUMN` |",
        "|---|---|---|",
    ]
    out += [
        f"| `{name}` | {help} | {', '.join(IMPORTERS[name].fields) if name in TABLES else ''} |"
        for name, help in FORMS.items()
    ]
    out += ["", "## Codebooks", "", "| suffix | what it is |", "|---|---|"]
    out += [
        f"| {suffixes(c.suffixes)}{f' (read only: {suffixes(c.read_also)})' if c.read_also else ''} | {c.help} |"
        for c in CODEBOOKS.values()
    ]
    out += [
        "",
        "## Projects",
        "",
        "A project is known by its content, and comes in alone and as a whole:",
        "[Come from another program](../how-to/come-from-another-program.md).",
        "",
        "| suffix | what is read |",
        "|---|---|",
    ]
    out += [f"| {suffixes(reader.suffixes)} | {reader.help} |" for reader in PROJECTS.values()]
    out += ["", "| suffix | what is written |", "|---|---|"]
    out += [f"| {suffixes(written.suffixes)} | {written.help} |" for written in WRITTEN.values()]
    return "\n".join(out) + "\n"


def merge_reference() -> str:
    """What a merge does with each kind of thing, and the kinds of conflict, from the tables that merges keep to."""
    from qda.store.merge.things import KINDS, ORDER, THINGS

    out = [
        "# What a merge does",
        "",
        "Made by `python docs/generate.py` from the tables that merges keep to. [Two coders](../how-to/two-coders.md) shows it "
        "at work.",
        "",
        "`qda merge` takes the net changes of the other file since the last state that both know, whatever lay between. A thing "
        "is the\nsame in both files by its uuid; one that both made, by this:",
        "",
        "| thing | the same by |",
        "|---|---|",
    ]
    by_thing = {t.thing: t for t in THINGS if t.thing}
    out += [f"| `{thing}` | {by_thing[thing].same} |" for thing in ORDER]
    out += [
        "",
        "Columns are compared one by one: what one side alone altered is taken, what both altered alike is so already. The rest "
        "is a\nconflict, which `qda conflicts` lists:",
        "",
        "| kind | when | what is done |",
        "|---|---|---|",
    ]
    out += [f"| `{kind}` | {when} | {done} |" for kind, (when, done) in KINDS.items()]
    return "\n".join(out) + "\n"


def audit_reference() -> str:
    """The classes of an audit trail with their commands, from the table that audits keep to."""
    from qda.core.audit import ASKED, CLASSES, MEMO, MEMOS, RAISING, REMOVING, by_class

    def commands(names: Iterable[str]) -> str:
        return ", ".join(f"`{name}`" for name in names)

    out = [
        "# The classes of an audit trail",
        "",
        "Made by `python docs/generate.py` from the table that audits keep to. [For the auditor]"
        "(../how-to/for-the-auditor.md) shows it at work.",
        "",
        "The classes are those of Lincoln and Guba (1985, *Naturalistic Inquiry*, appendix A), after Halpern (1983). Each "
        "command that\nchanges a study is in one of them, under the name that `qda log` has for it:",
        "",
        "| class | what is in it | commands | memos |",
        "|---|---|---|---|",
    ]
    for of, what in CLASSES.items():
        types = ", ".join(type_ for type_, held in MEMOS.items() if held == of)
        out.append(f"| `{of}` | {what} | {commands(by_class(of))} | {types} |")
    out += [
        "",
        f"{commands(by_class(MEMO))} are in the class of the memo's type.",
        "",
        "## Where a reason is asked for",
        "",
        "`qda report audit --missing-reasons` lists changes in effect that have none, of these:",
        "",
        f"- {commands(sorted(ASKED))}",
        f"- {commands(sorted(RAISING))}, where a code was raised",
        f"- {commands(sorted(REMOVING))}, where a property was removed",
    ]
    return "\n".join(out) + "\n"


def project_tables(page: str) -> str:
    """The page of formats with what becomes of a project's things, from the tables that export and import keep to."""
    from qda.core.project_things import EXPORT, IMPORT
    from qda.core.projects import THINGS

    def table(head: str, fates: dict[str, Fate]) -> str:
        rows = [f"| `{thing}` | {' | '.join(fates[thing])} |" for thing in THINGS if thing in fates]
        return "\n".join([head, "|---|---|---|---|", *rows])

    out = table("| thing | other programs see | only qda reads back | lost |", EXPORT)
    into = table("| thing | kept in the study as | carried | lost |", IMPORT)
    for name, made in (("export", out), ("import", into)):
        before, rest = page.split(f"<!-- {name}: made by docs/generate.py -->\n", 1)
        after = rest.split("<!-- end -->", 1)[1]
        page = f"{before}<!-- {name}: made by docs/generate.py -->\n\n{made}\n\n<!-- end -->{after}"
    return page


LISTINGS = (
    "import texts --dry-run", "source list", "source lines forum", "participant list", "search koers", "codings",
    "quotes trust", "compare trust", "compare trust --with 66", "codebook list", "memo list", "memo show 1 --versions",
    "summary list",
    "axial list", "axial types", "selective candidates", "selective check", "selective storyline --versions",
    "sampling list", "query trust",
    "discover", "discover terms", "suggest codes --source forum --segment 7", "suggest quotes trust", "suggest list", "language",
    "settings", "log", "check", "conflicts", "export study.qdpx --dry-run",
)  # fmt: skip
OBJECTS = (
    "info", "source show forum", "memo show 1", "axial paradigm trust", "axial show trust", "selective storyline",
)  # fmt: skip


SAMPLES = {
    "CODE": "trust",
    "SOURCE": "interview-wethouder",
    "srqr|coreq|guregt|sigsoft": "srqr",
}  # what stands in the demo study for an argument that must be given


def report_lines() -> tuple[list[str], list[str]]:
    """The command lines that show all columns which the reports declare, and those whose JSON is one object."""
    from qda import reports
    from qda.cli.commands.report import line

    rows, objects = [], []
    for name in reports.listed():
        declared = reports.declared(name)
        if declared.formats or declared.columns[-1].endswith(
            "…"
        ):  # a file to open, not rows; columns that a study makes
            continue
        first = {a.name: SAMPLES[a.metavar.strip("…")] for a in declared.arguments}
        rows += [line(declared, first | dict(more)) for more in ({}, *(also.given for also in declared.also))]
        objects += [line(declared, first)] if declared.keys else []
    return rows, objects


def made_columns() -> dict[str, str]:
    """The reports of which the study makes the columns, with what they declare."""
    from qda import reports

    every = {f"report {name}": reports.declared(name).columns for name in reports.listed()}
    return {words: ",".join(columns) for words, columns in every.items() if columns and columns[-1].endswith("…")}


def documents() -> list[str]:
    """The reports that are also read as a document or drawn: what it holds, and what is drawn in it."""
    from qda import reports

    out = ["| report | document | drawn in it |", "|---|---|---|"]
    for name in reports.listed():
        declared = reports.declared(name)
        if declared.document or declared.picture:
            out.append(f"| `qda report {name}` | {declared.document or 'its table'} | {declared.picture} |")
    return out


def columns(demo: Path) -> str:
    """The columns of each listing and the keys of each object, as they come out of the demo study."""
    out = [
        "# Columns",
        "",
        "Made by `python docs/generate.py` from what the commands write with `--format csv` and `--format json` on the study",
        "of `qda demo`. `functie`, `gemeentegrootte` and `land` are variables of that study.",
        "",
        "| command | columns, and keys of each JSON object |",
        "|---|---|",
    ]
    with tempfile.TemporaryDirectory() as folder:
        study = Path(
            shutil.copytree(demo, Path(folder) / "qda-demo")
        )  # what discover and suggest keep is no one else's matter
        rows, records = report_lines()
        headers = {words: _shown(study, words, "csv").splitlines()[0] for words in (*LISTINGS, *rows)} | made_columns()
        objects = {words: json.loads(_shown(study, words, "json")) for words in (*OBJECTS, *records)}
    out += [f"| `qda {words}` | {header.replace(',', ', ')} |" for words, header in headers.items()]
    out += ["", "These are one object:", "", "| command | keys |", "|---|---|"]
    for words, held in objects.items():
        keys = []
        for key, value in held.items():
            inner = value[0] if isinstance(value, list) and value and isinstance(value[0], dict) else None
            keys.append(f"{key} [{', '.join(inner)}]" if inner else key)
        out.append(f"| `qda {words}` | {', '.join(keys)} |")
    out += ["", "These reports are a document where a person reads (terminal, Markdown, HTML, Word):", "", *documents()]
    return "\n".join(out) + "\n"


def _shown(demo: Path, words: str, format: str) -> str:
    here = Path.cwd()
    os.chdir(demo)
    try:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / f"out.{format}"
            status, said = session.qda([*shlex.split(words), "-o", str(file)])
            if status:
                raise session.Failed(f"`qda {words}` ended with {status}: {said}")
            return file.read_text(encoding="utf-8")
    finally:
        os.chdir(here)


def help_of(words: str) -> str:
    """A command's help as the terminal shows it."""
    from qda.cli.tree import build

    command = build(words)
    with command.make_context(f"qda {words}", [], resilient_parsing=True) as inner:
        return str(command.get_help(inner).rstrip())


@cache
def options(words: str) -> frozenset[str]:
    """Every option of a command, as one writes it."""
    from qda.cli.tree import build

    return frozenset({"--help", *(o for p in build(words).params for o in (*p.opts, *p.secondary_opts) if o[0] == "-")})


def named(text: str) -> list[str]:
    """The command lines that a page names: in ```sh and ```console blocks, and in `code`."""
    out, rest = [], text
    for block in session.FENCE.finditer(text):
        rest = rest.replace(block[0], "")
        language = block[2].strip().partition(" ")[0]
        if language == "sh":
            out += [shlex.join(line.words) for line in session.commands(block[3])]
        elif language == "console":
            out += [line[2:] for line in block[3].replace("\\\n", "").splitlines() if line.startswith("$ ")]
    out += [" ".join(code.split()) for code in re.findall(r"`(qda [^`]+)`", rest)]
    return [line for line in out if line.startswith("qda ")]


def wrong_command(line: str) -> str | None:
    """What is wrong with a command line: a command or an option that does not exist; None when nothing is."""
    from qda.cli.command_table import COMMANDS, GROUPS

    try:
        words = shlex.split(line)[1:]
    except ValueError:  # a piece of a line, with a quotation mark left open
        words = line.split()[1:]
    words = words[: next((n for n, word in enumerate(words) if word in ("|", ">", "&&", ";")), None)]
    while words and words[0] in GLOBAL:
        del words[: 1 + GLOBAL[words[0]]]
    if not words or not re.fullmatch(r"[a-z]+", words[0]):
        return None
    if words[0] in GROUPS and (len(words) == 1 or not re.fullmatch(r"[a-z|]+", words[1])):
        return None
    if words[0] in GROUPS and f"{words[0]} {words[1]}" not in COMMANDS and words[0] not in COMMANDS:
        return f"there is no command `qda {words[0]} {words[1]}`"
    if words[0] not in GROUPS and words[0] not in COMMANDS:
        return f"there is no command `qda {words[0]}`"
    if words[0] == "at":  # the command that runs then
        return wrong_command(" ".join(["qda", *map(shlex.quote, words[2:])])) if len(words) > 2 else None
    two = " ".join(words[:2])
    command = two if two in COMMANDS else words[0]
    for word in words:
        option = word.split("=", 1)[0]
        if re.fullmatch(r"--?[a-zA-Z][\w-]*", option) and option not in options(command):
            return f"`qda {command}` has no option {option}"
    return None


def broken_links(page: Path) -> list[str]:
    """Relative links of a page that lead nowhere."""
    text = session.FENCE.sub("", page.read_text(encoding="utf-8"))
    targets = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text)
    return [target for target in targets if not (page.parent / target).exists()]


def pages() -> list[Path]:
    """Every page of the project."""
    return [*sorted(ROOT.glob("*.md")), *sorted(HERE.rglob("*.md")),
            *sorted((ROOT / "corpora").rglob("*.md")), *sorted((ROOT / "codebooks").glob("*.md"))]  # fmt: skip


def made() -> dict[Path, str]:
    """Every file that is made, as it should be."""
    out = {
        HERE / "reference" / "commands.md": command_reference(),
        HERE / "reference" / "keys.md": key_reference(),
        HERE / "reference" / "files.md": file_reference(),
        HERE / "reference" / "merges.md": merge_reference(),
        HERE / "reference" / "audit.md": audit_reference(),
        HERE / "qda.1": man.make(),
        PYTHON: api.page(PYTHON.read_text(encoding="utf-8")),
        FORMATS: project_tables(FORMATS.read_text(encoding="utf-8")),
        ROOT / "qda" / "__init__.pyi": api.stub(),
        ROOT / "qda" / "notebook" / "method_types.pyi": api.method_types(),
    }
    with tempfile.TemporaryDirectory() as folder, session.standing_clock():
        demo = session.make_demo(Path(folder))
        for n, page in enumerate(session.playable()):
            place = Path(folder) / str(n)
            place.mkdir()
            if gone := session.lacking(page):
                raise session.Failed(f"{page.name} cannot be played without {', '.join(gone)}: pip install '.[test]'")
            out[page] = session.play(page, session.scene(page, place, demo))
        out[HERE / "reference" / "columns.md"] = columns(demo)
        out |= {HERE / "figures" / name: text for name, text in figures.make(demo).items()}
        out[HERE / "picture.svg"] = picture.make(demo)
        out[HERE / "coder.svg"] = screen.make(demo)
    return out


def findings() -> list[str]:
    """Commands and options that do not exist, and links that lead nowhere, one line each."""
    out = []
    for page in pages():
        name = page.relative_to(ROOT).as_posix()
        text = page.read_text(encoding="utf-8")
        out += [f"{name}: {wrong}" for line in named(text) if (wrong := wrong_command(line))]
        out += [f"{name}: the link to {target} leads nowhere" for target in broken_links(page)]
    return out


def main() -> int:
    """Write, or with --check compare; 1 when something is out of date or wrong."""
    check = "--check" in sys.argv
    wrong = []
    try:
        files = made()
    except session.Failed as e:
        print(e, file=sys.stderr)
        return 1
    for path, text in files.items():
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        if check:
            wrong.append(f"{path.relative_to(ROOT).as_posix()} is out of date: run python docs/generate.py")
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    wrong += findings()
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
