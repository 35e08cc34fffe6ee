"""Have what divides by texts done by more than one process, or by a cluster; what may not leave the machine stays."""

from __future__ import annotations

from contextlib import AbstractContextManager

from qda import jobs as workers
from qda.core.spread import Spread
from qda.store.project import Study


def spread(study: Study, jobs: int, cluster: str, notes: list[str]) -> AbstractContextManager[Spread]:
    """Give what does the work: `jobs` processes (0: one for each core), or the Dask cluster at an address; as `jobs.spread`.

    Where the study shows people by pseudonym, a text in which one of their names stands is not sent. notes: gets the line
    that says what was sent.
    """
    keeps = None
    if cluster and study.naming.setting("pseudonyms"):
        from qda.store.texts import pseudonyms

        masker = pseudonyms.masker(study.naming, pseudonyms.rows(study.naming)).masker

        def keeps(text: str) -> bool:
            return bool(masker.find(text))

    return workers.spread(jobs, cluster, keeps=keeps, notes=notes)
