"""Names by pseudonym, for as long as a command runs. Loaded only where a study shows its names so."""

from __future__ import annotations

from qda.core.results import Result
from qda.render.masked import Veil
from qda.store import pseudonyms
from qda.store.project import Study


class Veiled:
    """What is shown of one study. It reads the names again after a change, so that those who came with it are masked too.

    Refused, when it is made, where the key is not at hand.
    """

    def __init__(self, study: Study) -> None:
        self._study: Study | None = study
        self._rows = pseudonyms.rows(study)
        self._read()

    def _read(self) -> None:
        study = self._study
        if study is None:
            return
        names = pseudonyms.masker(study, self._rows)
        self._veil, self.new = Veil(names.masker, names.coders), names.new
        self._seen = study.db.total_changes
        self._on = bool(study.setting(pseudonyms.SETTING))
        study.db.shown = self._veil.text if self._on else None  # type: ignore[attr-defined]

    def _fresh(self) -> Veil | None:
        if self._study is not None and self._study.db.total_changes != self._seen:
            self._read()
        return self._veil if self._on else None

    def text(self, text: str) -> str:
        """A text as it may be shown."""
        veil = self._fresh()
        return text if veil is None else veil.text(text)

    def result(self, result: Result) -> Result:
        """A result as it may be shown."""
        veil = self._fresh()
        return result if veil is None else veil.result(result)

    def close(self) -> None:
        """The study closes: what is said after this goes by the names of now."""
        self._fresh()
        self._study = None
