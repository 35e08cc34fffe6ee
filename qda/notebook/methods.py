"""The table of methods: the words of a command -> the operation that does it, and how its options are called there.

Reports are not in it: each declares itself (`qda.reports`). What is not said of a method is as its operation has it.
`tests/notebook/test_methods.py` walks all commands of the command line and compares them with this table.
"""

from __future__ import annotations

from functools import cache
from types import MappingProxyType

from qda.notebook.call import Call, python_name

# Commands that are no method, and why.
ABSENT = {
    "init": "makes a study, so there is none yet: qda.init(folder) does",
    "demo": "makes a study of its own and plays it on the terminal",
    "read": "is the full-screen coder",
    "completion": "prints a script for a shell",
    "at": "is no command there: study.at(60) is the study as it was",
    "help": "shows what a command takes; `help(study.codings)` is Python's own",
    "hub join": "makes a study's file; qda.open(file) opens it then",
}
# Options of the terminal alone, and why a method has none of them. A name of a command narrows it.
TERMINAL = {
    "format": "asked of the result, to_string(format), or the suffix of the file to write",
    "raw": "asked of the result: to_string(format, raw=True)",
    "selective storyline edit": "opens an editor",
    "hub init sql": "prints statements for the administrator of a database",
}
# Arguments that are only a way of typing several values after one option.
TYPED = {"axial property more": "kinds", "codebook split more": "coding"}
# Parameters that a method has besides those of its command.
BESIDES = {"selective storyline text": "the text itself, which a terminal gives on standard input"}

_ALL = "source participant code coder where"
_TEXTS = "source participant where"
_NUMBER = MappingProxyType({"context": 0})
_OWN = "notebook.composed"
_FILES = "notebook.files"

METHODS: dict[str, Call] = {
    "info": Call("ops.study.study:info"),
    "settings": Call(f"{_OWN}:settings", "changes", "values"),
    "log": Call("ops.study.study:log", least={"limit": 1}),
    "log because": Call("ops.study.reasons:give", "changes", "n text"),
    "undo": Call("ops.study.study:undo", "changes", "n", named={"any": "anyone"}),
    "redo": Call("ops.study.study:redo", "changes", "n", named={"any": "anyone"}),
    "check": Call("ops.study.study:check"),
    "backup": Call(f"{_FILES}:backup", "reads", "file", shows_names=True, shows=False),
    "import": Call(f"{_FILES}:import_", "changes", "paths"),
    "export": Call(f"{_FILES}:export", "reads", "file"),
    "source list": Call("ops.sources.import_list:listing", filters=_TEXTS),
    "source show": Call("ops.sources.edit:show", "reads", "name"),
    "source done": Call(f"{_OWN}:source_done", "changes", "names", named={"not_": "taken_back"}),
    "source lines": Call("ops.sources.sentences:sheet", "reads", "name", "participant code coder"),
    "source set": Call("ops.sources.edit:set_values", "changes", "name values"),
    "source update": Call(f"{_FILES}:source_update", "changes", "name file"),
    "source rename": Call("ops.sources.edit:rename", "changes", "old new"),
    "source remove": Call("ops.sources.edit:remove", "changes", "name"),
    "segment set": Call(f"{_OWN}:segment_set", "changes", "place fields"),
    "segment split": Call("ops.sources.segments:split", "changes", "place"),
    "segment join": Call("ops.sources.segments:join", "changes", "first second"),
    "participant list": Call("ops.sources.participants:listing", filters=_TEXTS, without="ids"),
    "participant set": Call("ops.sources.participants:set_values", "changes", "name values"),
    "participant import": Call(f"{_FILES}:participant_import", "changes", "file"),
    "participant merge": Call("ops.sources.participants:merge", "changes", "names"),
    "participant split": Call("ops.sources.participants:split", "changes", "name", named={"source": "where"}),
    "participant pseudonymise": Call(f"{_FILES}:participant_pseudonymise", "changes", shows_names=True),
    "search": Call(
        "ops.sources.search:search", "reads", "query", _TEXTS, {"query": "words"}, {"limit": 1, "context": 0}, "query"
    ),
    "code": Call(
        "ops.coding.coding:code", "changes", "source codes", named={"codes": "names"}, without="origin suggested",
        lacking="codes",
    ),
    "coding set": Call("ops.coding.coding:set_coding", "changes", "ids", without="make"),
    "uncode": Call("ops.coding.coding:uncode", "changes", "ids"),
    "confirm": Call("ops.coding.coding:confirm", "changes", "ids"),
    "autocode": Call("ops.coding.autocode:autocode", "changes", "code", _TEXTS),
    "codings": Call(f"{_OWN}:codings", filters=_ALL),
    "quotes": Call(
        "reports.common.quotes:run", "reads", "codes", "source participant coder where", {"codes": "names"}, _NUMBER
    ),
    "query": Call("ops.query.query:query", "reads", "expression", _ALL, least=_NUMBER, joined="expression"),
    "discover": Call("ops.discovery.discovering:run", "looks", filters=_TEXTS, named={"all": "every"}),
    "discover terms": Call("ops.discovery.families:terms", "looks", filters=_TEXTS),
    "discover accept": Call("ops.discovery.candidates:accept", "changes", "ids", named={"as_": "name"}),
    "discover reject": Call("ops.discovery.candidates:reject", "changes", "ids"),
    "discover rename": Call("ops.discovery.candidates:rename", "changes", "id name"),
    "discover merge": Call("ops.discovery.candidates:merge", "changes", "ids"),
    "language": Call("ops.discovery.languages:table"),
    "agreement": Call(
        "reports.agreement.agreement:run", "reads", filters="coder code source participant where",
        named={"coefficient": "coefficients"},
    ),
    "disagreements": Call(
        "reports.agreement.disagreements:run", "reads", filters="coder code source participant where",
        named={"all": "every"},
    ),
    "resolve": Call(f"{_OWN}:resolve", "changes", "ids"),
    "stability draw": Call("ops.agreement.stability:draw", "changes", filters="code source", least={"n": 1, "older_than": 0}),
    "stability next": Call("ops.agreement.stability:upcoming", least={"context": 0}),
    "stability code": Call(
        "ops.agreement.stability:code", "changes", "item names", named={"names": "names"}, lacking="names"
    ),
    "stability drop": Call("ops.agreement.stability:drop", "changes"),
    "handout": Call(f"{_FILES}:handout", "changes", "file", named={"list": "listed"}),
    "merge": Call("ops.teams.merge:merge", "changes", "file", named={"as_": "as_coder"}),
    "conflicts": Call("ops.teams.conflicts:listing", named={"all": "every"}),
    "conflicts settle": Call("ops.teams.conflicts:settle", "changes", "ids"),
    "conflicts reopen": Call("ops.teams.conflicts:reopen", "changes", "ids"),
    "hub init": Call("ops.teams.hub:init", "changes", "url"),
    "hub member": Call("ops.teams.hub:member", "changes", "login", named={"as_": "as_coder"}),
    "hub blind": Call("ops.teams.hub:blind", "changes", "value"),
    "hub skip": Call("ops.teams.hub:skip", "changes", "n"),
    "hub status": Call("ops.teams.hub:status"),
    "pull": Call("ops.teams.pull:pull", "changes"),
    "push": Call("ops.teams.push:push", "changes"),
    "compare": Call(
        "reports.theory.compare:run", "reads", "what", "source participant coder where", {"with_": "beside"}
    ),
    "compare record": Call("ops.theory.comparisons:record", "changes", "coding against", without="make"),
    "compare remove": Call("ops.theory.comparisons:remove", "changes", "ids"),
    "codebook list": Call("ops.coding.codebook:listing", filters=_ALL),
    "codebook add": Call(f"{_OWN}:codebook_add", "changes", "name"),
    "codebook define": Call(f"{_OWN}:codebook_define", "changes", "name"),
    "codebook rename": Call("ops.coding.codebook:rename", "changes", "old new"),
    "codebook move": Call("ops.coding.codebook:move", "changes", "name"),
    "codebook remove": Call("ops.coding.codebook:remove", "changes", "name"),
    "codebook merge": Call("ops.coding.codebook_merge:merge", "changes", "names"),
    "codebook split": Call("ops.coding.codebook_split:split", "changes", "name", named={"coding": "codings"}),
    "codebook import": Call("ops.coding.codebook_files:read", "changes", "file", named={"file": "path"}),
    "codebook export": Call("ops.coding.codebook_files:export", "reads", "file", named={"file": "path"}, shows=False),
    "suggest codes": Call("ops.discovery.suggestions:codes", "looks", least={"top": 1}),
    "suggest quotes": Call("ops.discovery.suggestions:quotes", "looks", "code", _TEXTS, least={"top": 1}),
    "suggest list": Call("ops.discovery.suggestions:listing", filters="source code coder", without="ids"),
    "suggest accept": Call("ops.discovery.suggestions:accept", "changes", "ids"),
    "suggest reject": Call("ops.discovery.suggestions:reject", "changes", "ids"),
    "memo add": Call(f"{_OWN}:memo_add", "changes", "text"),
    "memo list": Call("ops.theory.memos:listing", filters="coder", named={"type": "types"}),
    "memo show": Call(f"{_OWN}:memo_show", "reads", "id"),
    "memo edit": Call(f"{_OWN}:memo_edit", "changes", "id"),
    "memo remove": Call("ops.theory.memos:remove", "changes", "ids"),
    "memo link": Call("ops.theory.memos:link", "changes", "id things", named={"things": "items"}),
    "memo unlink": Call("ops.theory.memos:unlink", "changes", "id things", named={"things": "items"}),
    "summary set": Call(f"{_OWN}:summary_set", "changes", "row code text"),
    "summary list": Call(f"{_OWN}:summary_list", filters="source code coder"),
    "summary remove": Call("ops.theory.summaries:remove", "changes", "ids"),
    "sort pile": Call("ops.theory.sorting:pile", "changes", "name"),
    "sort put": Call("ops.theory.sorting:put", "changes", "memo pile"),
    "sort take": Call("ops.theory.sorting:take", "changes", "memo"),
    "sort list": Call(f"{_OWN}:sort_list", filters="coder"),
    "sort history": Call("ops.theory.sorting:history", "reads", "memo", "coder"),
    "checklist set": Call("ops.study.checklists:answer", "changes", "standard item"),
    "axial category": Call("ops.theory.categories:category", "changes", "name", named={"from_": "gather"}),
    "axial property": Call("ops.theory.categories:property", "changes", "category name", named={"point": "points"}),
    "axial place": Call("ops.theory.categories:place", "changes", "coding property value"),
    "axial relate": Call(
        "ops.theory.relations:relate", "changes", "a type b", named={"for_": "supporting", "against": "opposing"}
    ),
    "axial unrelate": Call("ops.theory.relations:unrelate", "changes", "ids"),
    "axial status": Call("ops.theory.relations:status", "changes", "id status"),
    "axial list": Call("reports.theory.axial:listing", filters="code coder"),
    "axial types": Call(f"{_OWN}:axial_types", "changes", "words"),
    "axial paradigm": Call("reports.theory.axial:paradigm", "reads", "phenomenon", drawn=True),
    "axial show": Call("reports.theory.axial:show", "reads", "category", "source participant coder where"),
    "selective candidates": Call("reports.theory.selective:candidates", filters=_ALL),
    "selective judge": Call("ops.theory.selective:judge", "changes", "category"),
    "selective core": Call("ops.theory.selective:core", "changes", "category"),
    "selective storyline": Call(f"{_OWN}:selective_storyline", "changes"),
    "selective check": Call("reports.theory.selective:check"),
    "condition add": Call(
        "ops.theory.conditions:add", "changes", "category", named={"as_": "role", "for_": "codings"}
    ),
    "condition remove": Call("ops.theory.conditions:remove", "changes", "ids"),
    "condition levels": Call(f"{_OWN}:condition_levels", "changes", named={"set": "names"}),
    "negative add": Call("ops.theory.negative_cases:add", "changes", "coding"),
    "negative resolve": Call("ops.theory.negative_cases:resolve", "changes", "id"),
    "negative reopen": Call("ops.theory.negative_cases:reopen", "changes", "ids"),
    "negative remove": Call("ops.theory.negative_cases:remove", "changes", "ids"),
    "sampling add": Call(
        "ops.theory.sampling:add", "changes", "text", named={"for_": "about", "from_row": "row"}, least={"from_row": 1}
    ),
    "sampling close": Call("ops.theory.sampling:close", "changes", "id", named={"source": "names"}),
    "sampling list": Call("ops.theory.sampling:listing", filters="code coder"),
    "sampling remove": Call("ops.theory.sampling:remove", "changes", "ids"),
}  # fmt: skip


def names() -> dict[str, str]:
    """Return every method by its name in Python -> the words of its command, in the order of the table, reports last."""
    from qda import reports

    return {python_name(words): words for words in (*METHODS, *(f"report {name}" for name in reports.listed()))}


@cache
def call(words: str) -> Call:
    """Return the line of a command's words: of the table, or made of what a report declares. KeyError for other words."""
    group, _, name = words.partition(" ")
    return _report(name) if group == "report" else METHODS[words]


def _report(name: str) -> Call:
    import inspect

    from qda import reports

    declared, listed = reports.declared(name), reports.listed()[name]
    arguments = [a.name for a in declared.arguments]
    known = {*arguments, *(o.name for o in declared.options)}
    of_run = [p for p in inspect.signature(declared.run).parameters if p != "study"]
    about = declared.worded(declared.about, lambda option: f"`{python_name(option.one or option.name)}`", str)
    return Call(
        f"{listed.module.removeprefix('qda.')}:REPORT",
        arguments=" ".join(arguments),
        filters=" ".join(f for f in declared.filters if f not in known),
        named={
            python_name(o.one or o.name): o.name for o in declared.options if python_name(o.one or o.name) != o.name
        },
        least={python_name(o.one or o.name): o.least for o in declared.options if o.least is not None},
        without=" ".join(p for p in of_run if p not in known),
        drawn=bool(declared.picture),
        formats=tuple(declared.formats),
        about=about,
    )
