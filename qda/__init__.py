"""qda: a grounded-theory workbench for the terminal, and the same operations for a notebook.

`study = qda.open("qda.db")` opens a study; the operations take it as their first argument and return results with rows.
Names are loaded when they are first used, so that `import qda` costs nothing. What `__all__` names changes by SemVer.
"""

from __future__ import annotations

from typing import Any

__version__ = "0.1.0"

# name -> (module, name there). One line a name; docs/reference/python.md has them all.
_PUBLIC = {
    "open": ("qda.ops.study.study", "open_study"),
    "init": ("qda.ops.study.study", "init"),
    "info": ("qda.ops.study.study", "info"),
    "log": ("qda.ops.study.study", "log"),
    "undo": ("qda.ops.study.study", "undo"),
    "redo": ("qda.ops.study.study", "redo"),
    "check": ("qda.ops.study.study", "check"),
    "backup": ("qda.ops.study.study", "backup"),
    "import_texts": ("qda.ops.sources.import_list", "import_texts"),
    "sources": ("qda.ops.sources.import_list", "listing"),
    "code": ("qda.ops.coding.coding", "code"),
    "uncode": ("qda.ops.coding.coding", "uncode"),
    "confirm": ("qda.ops.coding.coding", "confirm"),
    "set_coding": ("qda.ops.coding.coding", "set_coding"),
    "autocode": ("qda.ops.coding.autocode", "autocode"),
    "codings": ("qda.ops.coding.coding", "listing"),
    "quotes": ("qda.reports.common.quotes", "run"),
    "compare": ("qda.reports.theory.compare", "run"),
    "record_comparison": ("qda.ops.theory.comparisons", "record"),
    "comparisons": ("qda.reports.theory.comparisons", "run"),
    "add_negative": ("qda.ops.theory.negative_cases", "add"),
    "resolve_negative": ("qda.ops.theory.negative_cases", "resolve"),
    "reopen_negatives": ("qda.ops.theory.negative_cases", "reopen"),
    "remove_negatives": ("qda.ops.theory.negative_cases", "remove"),
    "negative_cases": ("qda.reports.theory.negative_cases", "run"),
    "add_sampling": ("qda.ops.theory.sampling", "add"),
    "close_sampling": ("qda.ops.theory.sampling", "close"),
    "remove_sampling": ("qda.ops.theory.sampling", "remove"),
    "sampling": ("qda.ops.theory.sampling", "listing"),
    "sampling_questions": ("qda.reports.theory.sampling", "run"),
    "saturation": ("qda.reports.saturation.saturation", "run"),
    "discover": ("qda.ops.discovery.discovering", "run"),
    "discover_terms": ("qda.ops.discovery.discovering", "terms"),
    "accept_candidates": ("qda.ops.discovery.candidates", "accept"),
    "reject_candidates": ("qda.ops.discovery.candidates", "reject"),
    "rename_candidate": ("qda.ops.discovery.candidates", "rename"),
    "merge_candidates": ("qda.ops.discovery.candidates", "merge"),
    "suggest_codes": ("qda.ops.discovery.suggestions", "codes"),
    "suggest_quotes": ("qda.ops.discovery.suggestions", "quotes"),
    "accept_suggestions": ("qda.ops.discovery.suggestions", "accept"),
    "reject_suggestions": ("qda.ops.discovery.suggestions", "reject"),
    "suggestions": ("qda.ops.discovery.suggestions", "listing"),
    "languages": ("qda.ops.discovery.languages", "table"),
    "frequencies": ("qda.reports.counts.frequencies", "run"),
    "cooccurrence": ("qda.reports.counts.cooccurrence", "run"),
    "categories": ("qda.reports.theory.categories", "run"),
    "memos": ("qda.reports.common.memos", "run"),
    "evidence": ("qda.reports.theory.evidence", "run"),
    "Filters": ("qda.store.analysis.scope", "Filters"),
    "ReadOptions": ("qda.core.drafts", "ReadOptions"),
    "Study": ("qda.store.project", "Study"),
    "QdaError": ("qda.core.errors", "QdaError"),
    "render": ("qda.render", "render"),
}

__all__ = sorted(_PUBLIC)


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'qda' has no attribute {name!r}")
    from importlib import import_module

    module, attribute = _PUBLIC[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
