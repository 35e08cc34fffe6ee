"""Names by pseudonym, for as long as a study is open. Loaded only where a study shows its names so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qda.core.errors import QdaError
from qda.core.results import Result
from qda.core.text.masking import Found
from qda.core.text.shown import Shown, names_in
from qda.render.masked import Veil
from qda.store.project import Study
from qda.store.texts import pseudonyms


class Veiled:
    """Shows one study's people by pseudonym. It reads the names again after a change, so that new people are masked too.

    `text` and `result` look at the study first, as a command line needs. A screen shows far more often than anything
    changes: it calls `look` after a change, and else `shown`, `beside` and `page`, which don't look. `version` counts how
    often the names were read. Making one is refused where the key is not found. If the key goes later, or can't be used,
    `trouble` says so and the names known before go on being masked.
    """

    def __init__(self, study: Study) -> None:
        self._study: Study | None = study.naming
        self._shown_in = study.db  # as of an earlier change it is not the study that says the names
        self._rows = pseudonyms.rows(study.naming)
        self.version, self.trouble = 0, ""
        self._read()

    def _read(self) -> None:
        study = self._study
        if study is None:
            return
        names = pseudonyms.masker(study, self._rows)
        self._veil, self.new = Veil(names.masker, names.coders), names.new
        self._seen = study.db.total_changes
        self._line = pseudonyms.last_row_of_history(study.db)
        self._on = bool(study.setting(pseudonyms.SETTING))
        self.version += 1
        self._shown_in.shown = self._veil.text if self._on else None
        self._shown_in.called = names.masker.called if self._on else None

    def _fresh(self) -> Veil | None:
        if self._study is not None and self._study.db.total_changes != self._seen:
            self._read()
        return self._veil if self._on else None

    def look(self) -> bool:
        """Read the names again if the history says that they may have changed, whoever wrote it; True if it did so."""
        study = self._study
        if study is None:
            return False
        line = pseudonyms.last_row_of_history(study.db)
        if line == self._line and study.db.total_changes == self._seen:
            return False
        tables = pseudonyms.naming_changed(study.db, min(self._line, line))
        if not tables:
            self._line, self._seen = line, study.db.total_changes
            return False
        self.trouble = ""
        try:
            if "setting" in tables and study.setting(pseudonyms.SETTING):
                self._rows = pseudonyms.rows(study)  # the key has more rows, or is another file
        except QdaError as e:
            self.trouble = e.message
        self._read()
        return True

    def text(self, text: str) -> str:
        """Return a text with pseudonyms for names."""
        veil = self._fresh()
        return text if veil is None else veil.text(text)

    def result(self, result: Result) -> Result:
        """Return a result with pseudonyms for names."""
        veil = self._fresh()
        return result if veil is None else veil.result(result)

    def shown(self, text: str, source: str = "") -> str:
        """Return a text with pseudonyms for the names of the last look; `source` names the source that it is from."""
        return self._veil.text(text, source) if self._on else text

    def beside(self, parts: Sequence[str], source: str = "") -> list[str]:
        """Return texts that follow one another with pseudonyms: a name may begin in one and end in the next."""
        return self._veil.beside(parts, source) if self._on else list(parts)

    def page(self, text: str, source: str = "", borders: Iterable[int] = ()) -> Shown | None:
        """Return a text with pseudonyms and the way back to its offsets, or None where it has no name.

        No pseudonym goes over one of the `borders` (offsets).
        """
        if not self._on:
            return None
        find = self._veil.masker.find

        def names(part: str) -> list[Found]:
            return find(part, source)

        return Shown(text, names_in(text, names, borders)) or None

    def close(self) -> None:
        """Read the names for the last time, before the study closes: what is said later is masked by them."""
        self._fresh()
        self._study = None
