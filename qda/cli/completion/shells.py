"""Talk to each shell: read the line that it completes, write the reply in its form, make its script.

A reply comes back as one word: bash gets it quoted in the style of the word that is being typed, zsh as code that hands it
to `compadd`, fish and PowerShell as lines. bash replaces only what stands after the last character at which it breaks
words (`:` and `=` among them), so it gets only that part. Without what our script says (`_QDA_BREAKS`), bash gets plain words.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qda.cli.completion.offers import FOLDERS, Offer
from qda.core.errors import QdaError

SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")


@dataclass(slots=True)
class Word:
    """A word of a line: what it means, how it stands there, and the quote in it that is still open."""

    text: str
    raw: str = ""
    quote: str = ""


def line(env: Mapping[str, str], *, fish: bool = False) -> list[Word]:
    """The words of the line up to the cursor, the one being typed last; it is empty after a space."""
    if "_QDA_LINE" in env:
        return split(env["_QDA_LINE"], fish=fish)
    if "_TYPER_COMPLETE_ARGS" in env:
        return split(env["_TYPER_COMPLETE_ARGS"], fish=fish)
    words = split(env.get("COMP_WORDS", ""))
    at = env.get("COMP_CWORD", "")
    return words[: int(at) + 1] if at.isdecimal() and 0 < int(at) + 1 < len(words) else words


def split(text: str, *, fish: bool = False) -> list[Word]:
    """A line as a shell cuts it, whose last quote may be open; of several commands on it the last. At least one word."""
    words = [Word("")]
    i, quote, begun = 0, "", False
    while i < len(text):
        c, word = text[i], words[-1]
        i += 1
        if not quote and c.isspace() and c in " \t\n\r":
            if begun:
                words.append(Word(""))
            begun = False
            continue
        if not quote and c in ";|&":
            words, begun = [Word("")], False
            continue
        begun = True
        word.raw += c
        if c == "\\" and (quote != "'" or (fish and text[i : i + 1] in ("'", "\\"))):
            held = text[i : i + 1]
            if quote == '"' and held not in ('"', "\\", "$", "`", ""):
                word.text += c
            word.text += held
            word.raw += held
            i += 1
        elif quote:
            if c == quote:
                quote = ""
            else:
                word.text += c
        elif c in "\"'":
            quote = c
        elif not (c == "$" and text[i : i + 1] in ('"', "'")):
            word.text += c
    words[-1].quote = quote
    return words


def written(shell: str, offers: Sequence[Offer], action: str, head: str, word: Word, env: Mapping[str, str]) -> str:
    """The reply in the form that a shell's script reads."""
    whole = [o._replace(value=head + o.value, said=_line(o.said)) for o in offers]
    if shell == "zsh":
        return _zsh(whole, action, head)
    if shell == "fish":
        lines = [f"{o.value}\t{o.said}" if o.said else o.value for o in whole]
        if "_QDA_LINE" in env:
            lines[:0] = [action, head]
        return "\n".join(lines)
    if shell in ("powershell", "pwsh"):
        return "\n".join(f"{_powershell(o.value)}:::{o.said or ' '}" for o in whole)
    if "_QDA_BREAKS" not in env:
        return "\n".join(o.value for o in whole)
    more = "more" if any(o.more for o in whole) else ""
    return "\n".join([action or more, *_bash([o.value for o in whole], word, env["_QDA_BREAKS"]), ""])


def _line(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)


def _bash(values: Sequence[str], word: Word, breaks: str) -> list[str]:
    start = _start(word, breaks)
    before = split(word.raw[:start])[-1].text if start else ""
    replies = []
    for value in _joined(values, word.text):
        if value[: len(before)].casefold() == before.casefold():
            replies.append(quoted(value[len(before) :], word.quote))
    return replies


def _start(word: Word, breaks: str) -> int:
    """Return where in the word readline begins to replace: after an open quote, or after the last break outside quotes."""
    at = opened = i = 0
    quote = ""
    while i < len(word.raw):
        c = word.raw[i]
        i += 1
        if c == "\\" and quote != "'":
            i += 1
        elif quote:
            quote = "" if c == quote else quote
        elif c in "\"'":
            quote, opened = c, i
        elif c in breaks:
            at = i
    return opened if quote else at


def _joined(values: Sequence[str], typed: str) -> list[str]:
    """The values, with the letters as typed where else bash would take back what they do not share."""
    if len({v[: len(typed)] for v in values}) > 1:
        return [typed + v[len(typed) :] if v[: len(typed)].casefold() == typed.casefold() else v for v in values]
    return list(values)


_SPECIAL = re.compile(r"""([\s"'\\$`&|;<>()*?\[\]{}!#~^])""")


def quoted(text: str, quote: str = "") -> str:
    """A text as bash reads it back as part of one word, inside the quote that is open.

    readline closes the quote, but not after a text that ends in the same sign: there it is closed here.
    """
    if quote == "'":
        out = text.replace("'", "'\\''")
    elif quote == '"':  # an exclamation mark calls the history inside double quotes, whatever stands before it
        out = re.sub(r'(["\\$`])', r"\\\1", text).replace("!", "\"'!'\"")
    else:
        return _SPECIAL.sub(r"\\\1", text)
    return out + quote if out.endswith(quote) else out


def _single(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _zsh(offers: Sequence[Offer], action: str, head: str) -> str:
    if action:
        files = "_files -/" if action == FOLDERS else "_files"
        return f"compset -P '*='; {files}" if head else files
    parts = []
    for more in (False, True):
        some = [o for o in offers if o.more is more]
        if not some:
            continue
        ends = "-S '' " if more else ""
        values = " ".join(_single(o.value) for o in some)
        if any(o.said for o in some):
            width = max(len(o.value) for o in some)
            shown = " ".join(_single(f"{o.value:{min(width, 40)}}  {o.said}".rstrip()) for o in some)
            parts.append(f"() {{ local -a v d; v=({values}); d=({shown}); compadd -U {ends}-l -d d -a v }}")
        else:
            parts.append(f"compadd -U {ends}-- {values}")
    return "; ".join(parts) or "false"


def _powershell(value: str) -> str:
    return value if re.fullmatch(r"[\w:=./-]+", value) else "'" + re.sub("(['‘’‚‛])", r"\1\1", value) + "'"


BASH = """\
# qda: completion for bash
_qda_completion() {
    local line reply action=
    if [ -n "${COMP_LINE-}" ]; then
        line=${COMP_LINE:0:COMP_POINT}
    else
        local IFS=' '
        line="${COMP_WORDS[*]:0:COMP_CWORD+1}"
    fi
    COMPREPLY=()
    {
        IFS= read -r action
        while IFS= read -r reply; do COMPREPLY+=("$reply"); done
    } < <(_QDA_COMPLETE=complete_bash _QDA_LINE="$line" _QDA_BREAKS="$COMP_WORDBREAKS" "${1:-qda}" 2>/dev/null)
    case $action in
        more) compopt -o nospace 2>/dev/null ;;
        files) compopt -o default 2>/dev/null || COMPREPLY=($(compgen -f -- "${2-}")) ;;
        folders) compopt -o dirnames 2>/dev/null || COMPREPLY=($(compgen -d -- "${2-}")) ;;
    esac
}
complete -F _qda_completion qda
"""

ZSH = """\
#compdef qda
# qda: completion for zsh
_qda_completion() {
    eval "$(_QDA_COMPLETE=complete_zsh _QDA_LINE="${words[1,$CURRENT]}" ${(Q)words[1]:-qda} 2>/dev/null)"
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _qda_completion "$@"
else
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
    compdef _qda_completion qda
fi
"""

FISH = """\
# qda: completion for fish
function __qda_complete
    set -l line (commandline -cp | string collect)
    set -l command (commandline -opc)[1]
    set -l lines (env _QDA_COMPLETE=complete_fish _QDA_LINE="$line" $command 2>/dev/null)
    set -l word (commandline -ct | string replace -r '^--[^=]*=' '')
    switch "$lines[1]"
        case files
            for path in (__fish_complete_path $word)
                echo "$lines[2]$path"
            end
        case folders
            for path in (__fish_complete_directories $word)
                echo "$lines[2]$path"
            end
        case '*'
            string join \\n -- $lines[3..]
    end
end
complete --command qda --no-files --arguments '(__qda_complete)'
"""


def script(shell: str) -> str:
    """The script that turns completion on in a shell."""
    own = {"bash": BASH, "zsh": ZSH, "fish": FISH}
    if shell in own:
        return own[shell]
    from typer._completion_shared import get_completion_script

    return get_completion_script(prog_name="qda", complete_var="_QDA_COMPLETE", shell=shell) + "\n"


def this_shell() -> str:
    """The shell that the command was typed in; refused, saying how to name one, where that cannot be told."""
    from importlib import import_module

    try:
        name = import_module("shellingham").detect_shell()[0]
    except (ImportError, RuntimeError, OSError):
        name = Path(os.environ.get("SHELL", "")).name
    if name not in SHELLS:
        raise QdaError(f"which shell this is cannot be told; name it: {', '.join(SHELLS)}")
    return str(name)


def install(shell: str) -> list[Path]:
    """Write the script where the shell finds it, and the lines in its settings that it needs; the files that were written.

    What is there already is not written twice. Raises OSError for a file that cannot be written.
    """
    home = Path.home()
    if shell == "bash":
        place = home / ".bash_completions" / "qda.sh"
        return [*_write(place, BASH), *_add(home / ".bashrc", [f"source {_single(str(place))}"])]
    if shell == "zsh":
        lines = ["fpath+=~/.zfunc; autoload -Uz compinit; compinit"]
        settings = Path(os.environ.get("ZDOTDIR") or home) / ".zshrc"
        return [*_write(home / ".zfunc" / "_qda", ZSH), *_add(settings, lines)]
    if shell == "fish":
        settings = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
        return _write(settings / "fish" / "completions" / "qda.fish", FISH)
    from subprocess import CalledProcessError

    from typer._completion_shared import install_powershell

    try:
        return [install_powershell(prog_name="qda", complete_var="_QDA_COMPLETE", shell=shell)]
    except CalledProcessError as e:
        raise QdaError(f"{shell} did not say where its profile is (status {e.returncode})") from None


def _write(path: Path, text: str) -> list[Path]:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return [path]


def _add(path: Path, lines: Iterable[str]) -> list[Path]:
    old = path.read_text(encoding="utf-8", errors="surrogateescape") if path.exists() else ""
    new = [x for x in lines if x not in old.splitlines()]
    if not new:
        return []
    gap = "" if not old or old.endswith("\n") else "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(old + gap + "\n".join(new) + "\n", encoding="utf-8", errors="surrogateescape")
    return [path]
