"""The man page qda.1, from the table of commands."""

from __future__ import annotations

import re

import qda


def make() -> str:
    """The page in the macros of man(7)."""
    from qda.cli.command_table import COMMANDS, GROUPS, SECTIONS
    from qda.cli.tree import HELP, root

    out = [
        f'.TH QDA 1 "" "qda {qda.__version__}" "User Commands"',
        ".SH NAME",
        "qda \\- a grounded-theory workbench for the terminal",
        ".SH SYNOPSIS",
        ".B qda",
        "[\\fB\\-\\-project\\fR \\fIFILE\\fR] [\\fB\\-\\-coder\\fR \\fINAME\\fR] \\fICOMMAND\\fR ...",
        ".SH DESCRIPTION",
        _text(HELP),
        "One study is one SQLite file.",
        ".PP",
        _text("`qda COMMAND --help` shows the arguments, the options and an example of a command."),
        ".SH OPTIONS",
    ]
    for p in root().params:
        names = ", ".join(f"\\fB{_text(name)}\\fR" for name in p.opts)
        value = "" if getattr(p, "is_flag", False) else f" \\fI{_text(p.metavar or 'VALUE')}\\fR"
        out += [".TP", names + value, _text(getattr(p, "help", "") or "")]
    out.append(".SH COMMANDS")
    for title, first_words in SECTIONS.items():  # as `qda --help` groups them
        out += [f".SS {title.capitalize()}"] if first_words else []
        for name in first_words:
            if name in GROUPS:
                out += _pairs((f"qda {name} ...", GROUPS[name]))
            mine = {words: help for words, (_, _, help) in COMMANDS.items() if words.split(" ")[0] == name}
            out += _pairs(*((f"qda {words}", help) for words, help in mine.items()))
    out += [
        ".SH ENVIRONMENT",
        *_pairs(("QDA_PROJECT", "The study file."), ("QDA_CODER", "Who acts."), ("QDA_CONFIG", "The settings file."),
                ("QDA_KEY", "The key of a study that shows people by pseudonym."), ("NO_COLOR", "Show no colours."),
                ("QDA_PAGER, PAGER", "The program through which long listings go (else less); empty for none.")),
        ".SH EXIT STATUS",
        *_pairs(("0", "Done."), ("1", "Refused: one line on standard error says what is wrong and what to do."),
                ("2", "Wrong usage."), ("130", "Interrupted; nothing changed.")),
    ]  # fmt: skip
    return "\n".join(out) + "\n"


def _pairs(*pairs: tuple[str, str]) -> list[str]:
    return [line for name, what in pairs for line in (".TP", f"\\fB{_text(name)}\\fR", _text(what))]


def _text(text: str) -> str:
    """Plain text as roff shows it; what would be a macro at the beginning of a line is none."""
    plain = " ".join(text.split()).replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"^(?=[.'])", r"\\&", plain)
