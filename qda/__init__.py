"""qda: a grounded-theory workbench for the terminal, and the same operations for a notebook.

`study = qda.open("qda.db")` opens a study; the operations take it as their first argument. Names are loaded when they
are first used, so that `import qda` costs nothing.
"""

from __future__ import annotations

__version__ = "0.1.0"
