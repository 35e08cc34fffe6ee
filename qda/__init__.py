"""qda: a grounded-theory workbench for the terminal, and the same operations for a notebook.

`study = qda.open("qda.db")` opens a study, which has a method for each command: `study.report_frequencies(by="source")`.
The operations take it as their first argument and return results with rows.
Names are loaded when they are first used, so that `import qda` costs nothing. What `__all__` names changes by SemVer.
"""

from __future__ import annotations

from typing import Any

__version__ = "0.1.0"

# name -> (module, name there). One line a name; reports are found by themselves. docs/reference/python.md has them all.
_PUBLIC = {
    "open": ("qda.notebook.study", "open_study"),
    "init": ("qda.ops.study.study", "init"),
    "info": ("qda.ops.study.study", "info"),
    "settings": ("qda.ops.study.settings", "listing"),
    "change_settings": ("qda.ops.study.settings", "set_values"),
    "log": ("qda.ops.study.study", "log"),
    "undo": ("qda.ops.study.study", "undo"),
    "redo": ("qda.ops.study.study", "redo"),
    "check": ("qda.ops.study.study", "check"),
    "backup": ("qda.ops.study.study", "backup"),
    "import_texts": ("qda.ops.sources.import_list", "import_texts"),
    "export_project": ("qda.ops.exchange.export", "export"),
    "export_text": ("qda.ops.exchange.text_export", "export_text"),
    "import_project": ("qda.ops.exchange.taking_in", "import_project"),
    "handout": ("qda.ops.teams.handout", "handout"),
    "handouts": ("qda.ops.teams.handout", "listing"),
    "merge": ("qda.ops.teams.merge", "merge"),
    "conflicts": ("qda.ops.teams.conflicts", "listing"),
    "settle_conflicts": ("qda.ops.teams.conflicts", "settle"),
    "reopen_conflicts": ("qda.ops.teams.conflicts", "reopen"),
    "sources": ("qda.ops.sources.import_list", "listing"),
    "code": ("qda.ops.coding.coding", "code"),
    "uncode": ("qda.ops.coding.coding", "uncode"),
    "confirm": ("qda.ops.coding.coding", "confirm"),
    "set_coding": ("qda.ops.coding.coding", "set_coding"),
    "autocode": ("qda.ops.coding.autocode", "autocode"),
    "codings": ("qda.ops.coding.coding", "listing"),
    "query": ("qda.ops.query.query", "query"),
    "disagreements": ("qda.reports.agreement.disagreements", "run"),
    "resolve": ("qda.ops.agreement.resolve", "resolve"),
    "resolve_agreed": ("qda.ops.agreement.resolve", "agreed"),
    "reopen_disagreements": ("qda.ops.agreement.resolve", "reopen"),
    "source_done": ("qda.ops.agreement.done", "done"),
    "sources_done": ("qda.ops.agreement.done", "listing"),
    "draw_stability": ("qda.ops.agreement.stability", "draw"),
    "next_drawn": ("qda.ops.agreement.stability", "upcoming"),
    "code_drawn": ("qda.ops.agreement.stability", "code"),
    "drop_stability": ("qda.ops.agreement.stability", "drop"),
    "compare_coders": ("qda.reports.agreement.agreement", "run"),
    "compare": ("qda.reports.theory.compare", "run"),
    "record_comparison": ("qda.ops.theory.comparisons", "record"),
    "add_negative": ("qda.ops.theory.negative_cases", "add"),
    "resolve_negative": ("qda.ops.theory.negative_cases", "resolve"),
    "reopen_negatives": ("qda.ops.theory.negative_cases", "reopen"),
    "remove_negatives": ("qda.ops.theory.negative_cases", "remove"),
    "add_sampling": ("qda.ops.theory.sampling", "add"),
    "close_sampling": ("qda.ops.theory.sampling", "close"),
    "remove_sampling": ("qda.ops.theory.sampling", "remove"),
    "sampling": ("qda.ops.theory.sampling", "listing"),
    "set_summary": ("qda.ops.theory.summaries", "put"),
    "summaries": ("qda.ops.theory.summaries", "listing"),
    "remove_summaries": ("qda.ops.theory.summaries", "remove"),
    "sort_pile": ("qda.ops.theory.sorting", "pile"),
    "sort_put": ("qda.ops.theory.sorting", "put"),
    "sort_take": ("qda.ops.theory.sorting", "take"),
    "sorted_memos": ("qda.ops.theory.sorting", "listing"),
    "sort_history": ("qda.ops.theory.sorting", "history"),
    "discover": ("qda.ops.discovery.discovering", "run"),
    "discover_terms": ("qda.ops.discovery.families", "terms"),
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
    "Filters": ("qda.store.analysis.scope", "Filters"),
    "ReadOptions": ("qda.core.drafts", "ReadOptions"),
    "Study": ("qda.notebook.study", "Study"),
    "Result": ("qda.notebook.result", "Result"),
    "QdaError": ("qda.core.errors", "QdaError"),
    "render": ("qda.render", "render"),
}


def __getattr__(name: str) -> Any:
    if name == "__all__":
        return sorted([*_PUBLIC, *_reports()])
    where = _PUBLIC.get(name) or (_reports().get(name) if _may_be_a_report(name) else None)
    if where is None:
        raise AttributeError(f"module 'qda' has no attribute {name!r}")
    from importlib import import_module

    module, attribute = where
    found = getattr(import_module(module), attribute)
    return found.run if attribute == "REPORT" else found


def _may_be_a_report(name: str) -> bool:
    """False for the rooms of the program, which `from qda import reports` asks for here before it imports them."""
    import os

    return not name.startswith("_") and not os.path.isdir(os.path.join(__path__[0], name))


def _reports() -> dict[str, tuple[str, str]]:
    """The reports by their names in Python, as each declares it in its own file."""
    from qda.reports import listed

    return {report.python: (report.module, "REPORT") for report in listed().values()}


def __dir__() -> list[str]:
    return [*__getattr__("__all__"), "__version__"]
