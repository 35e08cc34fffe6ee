"""`Study`: an open study with a method for each command."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from qda.core.errors import QdaError, UsageError, database_error
from qda.core.language import said_as
from qda.notebook import methods
from qda.notebook.call import Call
from qda.notebook.result import Result, finished, language_of, unreadable
from qda.store import project

if TYPE_CHECKING:
    from qda.core.results import Stamp
    from qda.notebook.method_types import Methods
    from qda.ops.sources.masking import Veiled
else:
    Methods = object


class Study(project.Study, Methods):
    """An open study, with a method for each command of the program: `study.report_frequencies(by="source")`.

    A method is a command's words joined by `_` (`memo_add`, `import_`): arguments in their order, options by name, repeated
    ones as lists. It returns a `Result`. What is refused raises `QdaError`, and nothing has changed. Where the study shows
    pseudonyms, results and refusals do too, unless `reveal` is given here or to the method. Close it, or use it in a
    `with`. The functions of this package take it as their first argument.
    """

    reveal = False

    def __getattr__(self, name: str) -> Any:
        words = None if name.startswith("_") else methods.names().get(name)
        if words is None:
            why = methods.ABSENT.get(name)
            raise AttributeError(f"a study has no {name!r}{f', which {why}' if why else ''}")
        return _method(self, name, words)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *methods.names()})

    def at(self, when: int | str) -> Study:
        """Return the study as it was: as change `when` of the log left it, or at the end of a day or time (local).

        Its methods are those that only read; what would change it is refused. It is a copy that nobody else sees: close it, or
        use it in a `with`. Where names are shown by pseudonym now, they are so in it.
        """
        from qda.store import replay

        if self.today is not None:
            raise QdaError("this is the study as of an earlier change: ask the study itself for another")
        own = project.open_study(self.path, coder=self.named, because=self.because)
        try:
            opened = replay.study_then(own, str(when))
        except BaseException:
            own.close()
            raise
        then = Study(opened.db, opened.path, coder=opened.named, because=opened.because)
        then.today, then.reveal = own, self.reveal
        return then

    def __repr__(self) -> str:
        return f"<study {str(self.path)!r}{' (closed)' if self.db.closed else ''}>"


def open_study(
    path: str | os.PathLike[str] = ".", *, coder: str = "", because: str = "", reveal: bool = False
) -> Study:
    """Open a study: its file, or the folder that it is in. Close it, or use it in a `with`.

    coder: who acts in it (else the study's own coder); undo keeps to that coder's changes. because: the reason kept with
    every change made through it. reveal: its methods show real names, also while the study shows pseudonyms. Refused for a
    file that is no study of this or an earlier qda.
    """
    from qda.ops.study.study import open_study

    opened = open_study(path, coder=coder, because=because)
    study = Study(opened.db, opened.path, coder=opened.named, because=opened.because)
    study.reveal = reveal
    return study


def _method(study: Study, name: str, words: str) -> Callable[..., Result]:
    """Return the method of a command, bound to a study, with its signature and help."""
    call = methods.call(words)

    def method(*given: Any, **named: Any) -> Result:
        try:
            values = call.read(given, named)
        except TypeError as e:
            raise TypeError(f"{name}(): {e}") from None
        return _called(study, words, call, values)

    method.__name__, method.__qualname__ = name, f"Study.{name}"
    method.__doc__ = call.help()
    method.__signature__ = call.signature()  # type: ignore[attr-defined]
    return method


def _called(study: Study, words: str, call: Call, values: dict[str, Any]) -> Result:
    """Do what a method is asked for: refused as a whole, or done and returned as it may be shown."""
    if study.db.closed:
        raise QdaError("the study is closed: open it again")
    output, lang = values.pop("output", ""), language_of(values.pop("lang", ""))
    _writable(call, output)
    veiled: Veiled | None = None
    before = study.db.shown, study.db.called  # those of whoever else shows this study
    refused: QdaError | None = None
    try:
        revealed = values.pop("reveal", False) or study.reveal or call.shows_names
        if not revealed and study.naming.setting("pseudonyms"):
            from qda.ops.sources.masking import Veiled

            veiled = Veiled(study)
        else:
            study.db.shown = study.db.called = None
        result = _done(study, words, call, values, veiled)
    except QdaError as e:
        if veiled is None or (said := veiled.text(str(e.message))) == e.message:
            raise
        refused = UsageError(said) if isinstance(e, UsageError) else QdaError(said)
    except OSError as e:
        said = unreadable(e)
        refused = QdaError(said if veiled is None else veiled.text(said))
    except Exception as e:
        if (text := database_error(e, str(study.path))) is None:
            raise
        refused = QdaError(text)
    finally:
        if not study.db.closed:
            study.db.shown, study.db.called = before
    if refused is not None:  # out here, so that the refusal with the names is not told along with it
        raise refused
    result.language = said_as(lang, result.language) if lang else result.language
    if output:
        result.save(output)
    return result


def _done(study: Study, words: str, call: Call, values: dict[str, Any], veiled: Veiled | None) -> Result:
    from qda.core.names import text
    from qda.store.analysis import theory

    given = call.given(values, veiled)
    if call.does == "changes":
        reason = study.because
        study.because = text(values.get("because", ""), "reason") or reason
        resting = theory.resting(study.db)
        try:
            found = call.function(study, **given)
        finally:
            study.because = reason
        told = theory.came_to_rest(resting, theory.resting(study.db))
        return _shown(study, words, found, told, veiled)
    one = call.does == "looks" or study.db.in_transaction
    with nullcontext() if one else study.moment():  # all of it is of one moment, and is read to its end here
        return _shown(study, words, call.function(study, **given), [], veiled)


def _shown(study: Study, words: str, found: Any, told: list[str], veiled: Veiled | None) -> Result:
    from qda.store.analysis import stability
    from qda.store.texts.settings import report_words

    notes = [str(note) for note in told]
    if veiled is not None:
        found = veiled.result(finished(found))  # what is said of rows comes with the last of them
        notes = [veiled.text(note) for note in notes]
        if veiled.new:
            notes.append(f"{veiled.new} participant{'s have' if veiled.new != 1 else ' has'} no pseudonym yet")
    read = None
    if stability.hidden(study.db, study.coder):
        from qda.ops.agreement.blind import blind

        found = finished(found)
        read = blind(study, found)
    return Result(found, _stamp(study, words, veiled), notes, report_words(study), read)


def _stamp(study: Study, words: str, veiled: Veiled | None) -> Stamp:
    from qda.core.results import Stamp
    from qda.store.history import log

    name, last = str(study.setting("name")), log.last(study.db)
    title = words.removeprefix("report ").capitalize()
    return Stamp(name if veiled is None else veiled.text(name), last.n if last else 0, last.at if last else "", title)


def _writable(call: Call, output: str) -> None:
    """Before any work: refuse a file that could not be written, or not with this result."""
    if not output:
        return
    if output == "-":
        raise UsageError("output: a file is named here; the text of a result is its to_string()")
    from qda.core.files import place
    from qda.render import FORMATS, format_for, undrawn, unwritten

    chosen = format_for(output, None)
    if FORMATS[chosen].drawn and not call.drawn:
        raise UsageError(undrawn(chosen))
    if call.formats and chosen not in call.formats:
        raise UsageError(unwritten(chosen, call.formats))
    if not os.access(folder := place(output), os.W_OK):
        raise QdaError(f"the folder {folder} cannot be written; name a file elsewhere")
