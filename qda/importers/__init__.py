"""Files in: each path becomes drafts of sources, or the reason why it was left out. Never touches a study.

`formats.py` has the family's table; `read_files.py` finds the reader of each file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qda.importers.formats import FORMS as FORMS
from qda.importers.formats import IMPORTERS as IMPORTERS
from qda.importers.formats import TABLES as TABLES
from qda.importers.formats import Importer as Importer

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Sequence
    from typing import BinaryIO

    from qda.core.drafts import Reading, ReadOptions
    from qda.core.spread import Spread


def read(
    paths: Sequence[str | os.PathLike[str]],
    options: ReadOptions,
    stdin: BinaryIO | None = None,
    spread: Spread | None = None,
) -> Iterator[Reading]:
    """Yield a Reading a file, in the order given, or with a form of `TABLES` one a source; threads of forums come last.

    Folders are walked in sorted order: files with a suffix that `options.form` reads, not hidden ones. `-` is `stdin`.
    One file is read at a time; the saved pages of one thread come as one source. A bad file yields a Reading without a
    draft whose `error` says what is wrong and what to do; nothing is raised for it. spread: has files read by others, some at
    a time; tables and archives are read here all the same.
    """
    from qda.importers import read_files

    return read_files.read(paths, options, stdin, spread)
