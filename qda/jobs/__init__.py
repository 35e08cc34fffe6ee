"""Who does work that divides (`qda.core.spread`): this process, several on this machine, or a cluster that was named.

Knows no study. joblib and Dask are imported only where they are asked for. A kind of worker is a module here and a line in
`spread`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from qda.core.errors import Refused
from qda.core.spread import ONE, Spread

MOST = 60  # processes: as many as Windows can wait for


@contextmanager
def spread(
    jobs: int = 1, cluster: str = "", *, keeps: Callable[[str], bool] | None = None, notes: list[str] | None = None
) -> Iterator[Spread]:
    """Give what does the work: `jobs` processes (1: this one, 0: one for each core), or the Dask cluster at an address.

    keeps: says of a text that it may not leave this machine. notes: gets the line that says what was sent. Whoever was
    started for it is gone at the end. Errors: a number below 0; both are given; the cluster cannot be had; a worker died.
    """
    if jobs < 0:
        raise Refused(
            "jobs-how-many", "{jobs} is no number of processes: give 1 or more, or 0 for all cores", jobs=jobs
        )
    if cluster:
        if jobs != 1:
            raise Refused("jobs-or-cluster", "give a number of processes here or the address of a cluster, not both")
        from qda.jobs.cluster import Cluster

        with Cluster(cluster, keeps) as there:
            yield there
            if notes is not None:
                notes += there.notes()
        return
    many = min(jobs or os.cpu_count() or 1, MOST)
    if many == 1:
        yield ONE
        return
    from qda.jobs.processes import Processes

    with Processes(many) as started:
        yield started
