"""Names by pseudonym, for as long as a study is open. Loaded only where a study shows its names so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qda.core.errors import QdaError
from qda.core.masking import Found
from qda.core.results import Result
from qda.core.shown import Shown, names_in
from qda.render.masked import Veil
from qda.store.project import Study
from qda.store.texts import pseudonyms

NAMED = "('participant', 'segment', 'source', 'setting', 'coder')"  # tables that say who there is


class Veiled:
    """What is shown of one study. It reads the names again after a change, so that those who came with it are masked too.

    `text` and `result` look at the study first, as a command line asks for; a screen, which shows far more often than
    anything changes, calls `look` after a change, and for the rest `shown`, `beside` and `page`, which do not. `version`
    counts the readings. Refused, when it is made, where the key is not at hand; when it goes later, or can't be used, `trouble`
    says so and the names that were known go on.
    """

    def __init__(self, study: Study) -> None:
        self._study: Study | None = study
        self._rows = pseudonyms.rows(study)
        self.version, self.trouble = 0, ""
        self._read()

    def _read(self) -> None:
        study = self._study
        if study is None:
            return
        names = pseudonyms.masker(study, self._rows)
        self._veil, self.new = Veil(names.masker, names.coders), names.new
        self._seen = study.db.total_changes
        self._line = _last_line(study)
        self._on = bool(study.setting(pseudonyms.SETTING))
        self.version += 1
        study.db.shown = self._veil.text if self._on else None
        study.db.called = names.masker.called if self._on else None

    def _fresh(self) -> Veil | None:
        if self._study is not None and self._study.db.total_changes != self._seen:
            self._read()
        return self._veil if self._on else None

    def look(self) -> bool:
        """Read the names again if the history says that they may be others, whoever wrote it; whether that was so."""
        study = self._study
        if study is None:
            return False
        line = _last_line(study)
        if line == self._line and study.db.total_changes == self._seen:
            return False
        tables = {
            table
            for (table,) in study.db.execute(
                f"select distinct tbl from change_row where id > ? and tbl in {NAMED}", (min(self._line, line),)
            )
        }
        if not tables:
            self._line, self._seen = line, study.db.total_changes
            return False
        self.trouble = ""
        try:
            if "setting" in tables and study.setting(pseudonyms.SETTING):
                self._rows = pseudonyms.rows(study)  # the key has grown, or is another
        except QdaError as e:
            self.trouble = str(e)
        self._read()
        return True

    def text(self, text: str) -> str:
        """A text as it may be shown."""
        veil = self._fresh()
        return text if veil is None else veil.text(text)

    def result(self, result: Result) -> Result:
        """A result as it may be shown."""
        veil = self._fresh()
        return result if veil is None else veil.result(result)

    def shown(self, text: str, source: str = "") -> str:
        """A text as it may be shown, by the names of the last look; `source` names the source that it is of."""
        return self._veil.text(text, source) if self._on else text

    def beside(self, parts: Sequence[str], source: str = "") -> list[str]:
        """Texts that follow one another as they may be shown: a name may begin in one and end in the next."""
        return self._veil.beside(parts, source) if self._on else list(parts)

    def page(self, text: str, source: str = "", borders: Iterable[int] = ()) -> Shown | None:
        """A text as it may be shown with the way back; no pseudonym goes over a border. None where no name is in it."""
        if not self._on:
            return None
        find = self._veil.masker.find

        def names(part: str) -> list[Found]:
            return find(part, source)

        return Shown(text, names_in(text, names, borders)) or None

    def close(self) -> None:
        """The study closes: what is said after this goes by the names of now."""
        self._fresh()
        self._study = None


def _last_line(study: Study) -> int:
    return int(study.db.execute("select coalesce(max(id), 0) from change_row").fetchone()[0])
