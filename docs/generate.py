"""Writes the pages that are made from the program: the command reference and the picture in the README.

    python docs/generate.py            # write them
    python docs/generate.py --check    # say what is out of date, and check that all docs name every command
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
os.environ.update(COLUMNS="100", NO_COLOR="1", TERM="dumb", LANG="C.UTF-8")


def commands() -> str:
    """The command reference: each command with its help as the terminal shows it."""
    from qda.cli.app import build, root
    from qda.cli.table import COMMANDS, GROUPS

    context = root().make_context("qda", ["--help-not-asked"], resilient_parsing=True)
    out = [
        "# Commands",
        "",
        "Made by `python docs/generate.py` from the program itself. What the columns of each listing are, and what the",
        "figures count, stands in [counting.md](counting.md) and [formats.md](formats.md).",
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
        command = build(words)
        with command.make_context(f"qda {words}", [], resilient_parsing=True) as inner:
            text = command.get_help(inner).rstrip()
        out += ["", f"### qda {words}", "", help, "", "```text", text, "```"]
    return "\n".join(out) + "\n"


def missing(text: str) -> list[str]:
    """Commands named in a page as `qda …` that do not exist."""
    from qda.cli.table import COMMANDS, GROUPS

    out = []
    for match in re.finditer(r"(?:^|[`$] ?)qda ((?:[a-z]+ ?){1,2})", text, re.M):
        words = match[1].split()
        if not words or words[0] in COMMANDS or (words[0] in GROUPS and (len(words) < 2 or " ".join(words[:2]) in COMMANDS)):
            continue
        out.append(" ".join(words))
    return out


def broken_links(page: Path) -> list[str]:
    """Relative links of a page that lead nowhere."""
    text = page.read_text(encoding="utf-8")
    return [
        target
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text)
        if not (page.parent / target).exists()
    ]


def main() -> int:
    """Write, or with --check compare; 1 when something is out of date."""
    check = "--check" in sys.argv
    wrong = []
    made = {HERE / "reference" / "commands.md": commands()}
    for path, text in made.items():
        if check and (not path.exists() or path.read_text(encoding="utf-8") != text):
            wrong.append(f"{path.relative_to(ROOT)} is out of date: run python docs/generate.py")
        if not check:
            path.write_text(text, encoding="utf-8", newline="\n")
    pages = [*ROOT.glob("*.md"), *HERE.rglob("*.md"), *(ROOT / "corpora").rglob("*.md"), *(ROOT / "codebooks").glob("*.md")]
    for page in pages:
        text = page.read_text(encoding="utf-8")
        name = page.relative_to(ROOT)
        wrong += [f"{name}: there is no command `qda {words}`" for words in missing(text)]
        wrong += [f"{name}: the link to {target} leads nowhere" for target in broken_links(page)]
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong and check else 0


if __name__ == "__main__":
    sys.exit(main())
