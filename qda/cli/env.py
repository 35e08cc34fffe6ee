"""The environment of a command: global options, the streams, the exit status. One module owns stderr."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

from qda.cli.messages import sentence
from qda.cli.progress import Progress

if TYPE_CHECKING:
    from qda.core.results import Result, Stamp
    from qda.ops.sources.masking import Veiled
    from qda.store.project import Study


class Env:
    """The global options and the two streams: stdout for data, stderr for narration."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Back to the start (tests run many commands in one process)."""
        self.project = ""
        self.coder = ""
        self.status = 0
        self.reveal = False
        self.veiled: Veiled | None = None
        self.working = Progress()
        self.file = ""  # the study that was opened last
        self.opened: Study | None = None  # while a command has it open
        self.command = ""  # the words of the command that runs
        self.shown = False  # the result was shown, all of it
        self.over = False  # all is said: a signal that comes now changes nothing
        self.paging = True  # a listing that is longer than the terminal goes through the pager
        self.kept: tuple[bytes, list[str], Sequence[str]] | None = None  # it, the pager, and the notes on it
        self.cut = False  # output was cut short: what is left of it goes nowhere
        self.moment = ""  # the change or day as of which the study is read; "" is today

    def masked(self, text: str) -> str:
        """The text as it may leave the program: names by pseudonym where the study asks for it."""
        return text if self.veiled is None else self.veiled.text(text)

    def stored(self, text: str, command: str) -> str:
        """A text that is opened to be changed, so that it cannot be masked: refused where it holds a name."""
        if self.masked(text) != text:
            from qda.core.errors import QdaError

            raise QdaError(
                "the text holds names that are shown by pseudonym, and an editor would save the pseudonyms: "
                f"`qda --reveal {command}` opens it as it is stored"
            )
        return text

    def say(self, text: str) -> None:
        """Write a line of narration to stderr, a message in our words; control characters of a text are shown, not obeyed."""
        text = self.masked(sentence(text))
        self.working.clear()
        with suppress(
            OSError
        ):  # a stderr that is full or closed: nobody is there to be told, and what was done is done
            sys.stderr.write(
                "".join(ch if ch == "\n" or ch.isprintable() else f"\\x{ord(ch):02x}" for ch in text) + "\n"
            )

    def error(self, text: str) -> None:
        """Write the one line that says why a command was refused."""
        self.say("error: " + " ".join(sentence(text).split()))

    def notes(self, notes: Sequence[str]) -> None:
        """Lines of narration, one a note."""
        for note in notes:
            self.say("note: " + sentence(note))

    def progress(self, what: str) -> Callable[..., None]:
        """Return the function that an operation calls to report progress: `tick()` for one more, or `tick(done, total)`."""
        self.working.what, self.working.done, self.working.total = what, 0, 0
        return self.working.tick

    def interactive(self) -> None:
        """From here on a person has the terminal, such as in an editor: no progress is shown."""
        self.working.end()

    @contextmanager
    def reading(self) -> Iterator[Study]:
        """The study, opened for reading at one moment; rows that stream are of it too, so show them inside."""
        with self.study(changes=False) as study, study.moment():
            yield study

    @contextmanager
    def study(self, because: str = "", *, reveal: bool = False, changes: bool = True) -> Iterator[Study]:
        """The study, opened for a command that may change it; `reveal` shows real names whatever the study says.

        One that `changes` nothing may be given the study as of an earlier change.
        """
        from qda.core.names import clean, text
        from qda.store import project

        if changes:
            self.refuse_then()
        coder = clean(self.coder, "coder") if self.coder else None
        because = text(because, "reason")
        path = project.find(self.project or None)
        self.file = str(path)
        with ExitStack() as opened:
            study = opened.enter_context(project.open_study(path, coder=coder, because=because, waiting=self._waits))
            self.working.begin()
            try:
                if self.moment:
                    from qda.store import replay

                    study = opened.enter_context(replay.study_then(study, self.moment))
                self.opened = study
                if not self.reveal and not reveal and study.naming.setting("pseudonyms"):
                    self._veil(study)
                yield study
                self._acts_for_another(study)
            finally:  # what goes wrong is told, and notes are written, when the study is closed
                self.working.end()
                self.opened = None
                if self.veiled is not None:
                    self.veiled.close()
        if self.veiled is not None and self.veiled.new:
            n = self.veiled.new
            self.say(f"note: {n} participant{'s have' if n != 1 else ' has'} no pseudonym yet: "
                     "run `qda participant pseudonymise`")  # fmt: skip

    def refuse_then(self) -> None:
        """Refuse the command that runs where the study is read as of an earlier change."""
        if self.moment:
            from qda.core.errors import QdaError

            raise QdaError(f"`qda {self.command}` does not go after `qda at`: there the study is only read, as it was")

    def _acts_for_another(self, study: Study) -> None:
        """Tell who acted in a copy that was handed to somebody else."""
        from qda.core.names import key

        if study.named and study.wrote and (owner := study.setting("handed_to")) and key(owner) != key(study.coder):
            self.say(f"note: this copy was handed out to {owner}; it was {study.coder} who acted")

    def _waits(self, seconds: float) -> None:
        self.say(f"note: another program is writing to {self.file}: waiting for it, at most {seconds:.0f} seconds")

    def _veil(self, study: Study) -> None:
        from qda.ops.sources.masking import Veiled

        self.veiled = Veiled(study)

    def look(self, format: str, output: str, *, drawn: bool = False, only: Sequence[str] = (), lang: str = "") -> None:
        """Before any work: refuse a format that there is not, and a file that could not be written.

        A format of drawings is refused too, unless something of the result is `drawn`, and any but `only` where these are
        named, and what is no code of a language.
        """
        if lang:
            from qda.core.errors import UsageError
            from qda.core.language import is_language

            if not is_language(lang):
                raise UsageError(f"--lang {lang}: give the code of a language, such as nl, en or nl-BE")
        if not format and not output and not only:
            return
        from qda.core.errors import UsageError
        from qda.render import FORMATS, format_for, undrawn, unwritten

        chosen = format_for(output, format or None)
        if FORMATS[chosen].drawn and not drawn:
            raise UsageError(undrawn(chosen))
        if only and chosen not in only:
            raise UsageError(unwritten(chosen, only))
        self.writable(output)

    def writable(self, output: str) -> None:
        """Before any work: refuse a file that could not be written."""
        from qda.core.errors import QdaError
        from qda.core.files import place

        folder = place(output)
        if output and output != "-" and not os.access(folder, os.W_OK):
            raise QdaError(f"the folder {folder} cannot be written; name a file elsewhere")

    def show(
        self,
        result: Result,
        format: str = "",
        output: str = "",
        raw: bool = False,
        *,
        lang: str = "",
        paged: bool = False,
    ) -> None:
        """Write a result to stdout, or to the file named by -o, and its notes to stderr.

        A document is in the language `lang`, else in that of the study's reports. `paged`: one that is longer than the
        terminal is kept for `page`.
        """
        from qda.core.results import Table
        from qda.render import FORMATS, format_for, render, translated
        from qda.render.worded import in_words

        format = format_for(output, format or None)
        if format == "table" and not output and self.opened is not None:
            from qda.ops.agreement.blind import blind

            result = blind(self.opened, result)
        notes = getattr(result, "notes", ())
        language = self._language(lang) if translated(result, format) else ""
        if language and isinstance(result, Table) and not notes:
            result.rows = list(result.rows)  # what is said of rows that stream comes with the last of them
        result = in_words(result, _document_words(language) if language else sentence)
        if self.veiled is not None:
            result = self.veiled.result(result)
        stamp = self._stamp() if FORMATS[format].page or format == "xlsx" else None
        if output and output != "-":
            from qda.core.files import replacing

            with replacing(output) as out:
                render(result, format, out, raw=raw, stamp=stamp, language=language)
        else:
            terminal = sys.stdout.isatty()
            width = None
            if terminal or format == "table":
                width = _columns() if terminal else None
            self.working.end()  # rows come from here on
            sys.stdout.flush()
            pager = self._pager() if paged and terminal and FORMATS[format].plain else []
            held = io.BytesIO() if pager else None
            render(
                result, format, sys.stdout.buffer if held is None else held, raw=raw, width=width,
                colour=terminal and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb",
                footer=format != "table", stamp=stamp, language=language,
            )  # fmt: skip
            if held is not None:
                if self.kept is not None or self._longer(held.getvalue()):
                    before, _, said = self.kept or (b"", pager, ())
                    self.kept = before + held.getvalue(), pager, [*said, *notes]
                    return
                sys.stdout.buffer.write(held.getvalue())
            sys.stdout.buffer.flush()
        self.shown = True
        self.notes(notes)

    def _pager(self) -> list[str]:
        from qda.cli import pager

        return pager.command() if self.paging else []

    def _longer(self, text: bytes) -> bool:
        import shutil

        from qda.cli import pager

        return pager.longer(text, *shutil.get_terminal_size())

    def page(self) -> None:
        """Show what was kept for the pager: now that the study is closed, nobody waits for a person who reads on."""
        if self.kept is None:
            return
        (text, words, notes), self.kept = self.kept, None
        from qda.cli import pager

        sys.stdout.flush()
        if not pager.run(words, text):
            sys.stdout.buffer.write(text)
            sys.stdout.buffer.flush()
            notes = [*notes, f"the pager {words[0]!r} cannot be run: name another in $PAGER"]
        self.shown = True
        self.notes(notes)

    def _language(self, lang: str) -> str:
        """Return the language of a document: the one asked for, else that of the reports of the study that is open.

        It names the school in whose words the study has its documents, if it has one.
        """
        if self.opened is None:
            return lang or "en"
        from qda.core.language import said_as
        from qda.store.texts.settings import report_words

        said = report_words(self.opened)
        return said_as(lang, said) if lang else said

    def _stamp(self) -> Stamp | None:
        """Return which study is open, and its last change; None when none is open."""
        if self.opened is None:
            return None
        from qda.core.results import Stamp
        from qda.store.history import log

        name, last = self.masked(str(self.opened.setting("name"))), log.last(self.opened.db)
        title = self.command.removeprefix("report ").capitalize()
        return Stamp(name, last.n if last else 0, last.at if last else "", title)


def _document_words(language: str) -> Callable[[str], str]:
    """Return what says a message in the words of the command line, in a language."""
    from qda.core.language import spoken

    tongue = spoken(language)
    return lambda text: sentence(text, tongue)


def _columns() -> int:
    import shutil

    return shutil.get_terminal_size().columns


ENV = Env()
