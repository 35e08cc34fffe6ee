# Made by `python docs/generate.py`: where the names of `import qda` come from, for type checkers and editors.

from qda.core.drafts import ReadOptions as ReadOptions
from qda.core.errors import QdaError as QdaError
from qda.notebook.result import Result as Result
from qda.notebook.study import Study as Study
from qda.notebook.study import open_study as open
from qda.ops.agreement.done import done as source_done
from qda.ops.agreement.done import listing as sources_done
from qda.ops.agreement.resolve import agreed as resolve_agreed
from qda.ops.agreement.resolve import reopen as reopen_disagreements
from qda.ops.agreement.resolve import resolve as resolve
from qda.ops.agreement.stability import code as code_drawn
from qda.ops.agreement.stability import draw as draw_stability
from qda.ops.agreement.stability import drop as drop_stability
from qda.ops.agreement.stability import upcoming as next_drawn
from qda.ops.coding.autocode import autocode as autocode
from qda.ops.coding.coding import code as code
from qda.ops.coding.coding import confirm as confirm
from qda.ops.coding.coding import listing as codings
from qda.ops.coding.coding import set_coding as set_coding
from qda.ops.coding.coding import uncode as uncode
from qda.ops.discovery.candidates import accept as accept_candidates
from qda.ops.discovery.candidates import merge as merge_candidates
from qda.ops.discovery.candidates import reject as reject_candidates
from qda.ops.discovery.candidates import rename as rename_candidate
from qda.ops.discovery.discovering import run as discover
from qda.ops.discovery.families import terms as discover_terms
from qda.ops.discovery.languages import table as languages
from qda.ops.discovery.suggestions import accept as accept_suggestions
from qda.ops.discovery.suggestions import codes as suggest_codes
from qda.ops.discovery.suggestions import listing as suggestions
from qda.ops.discovery.suggestions import quotes as suggest_quotes
from qda.ops.discovery.suggestions import reject as reject_suggestions
from qda.ops.exchange.export import export as export_project
from qda.ops.exchange.taking_in import import_project as import_project
from qda.ops.exchange.text_export import export_text as export_text
from qda.ops.query.query import query as query
from qda.ops.sources.import_list import import_texts as import_texts
from qda.ops.sources.import_list import listing as sources
from qda.ops.study.settings import listing as settings
from qda.ops.study.settings import set_values as change_settings
from qda.ops.study.study import backup as backup
from qda.ops.study.study import check as check
from qda.ops.study.study import info as info
from qda.ops.study.study import init as init
from qda.ops.study.study import log as log
from qda.ops.study.study import redo as redo
from qda.ops.study.study import undo as undo
from qda.ops.teams.conflicts import listing as conflicts
from qda.ops.teams.conflicts import reopen as reopen_conflicts
from qda.ops.teams.conflicts import settle as settle_conflicts
from qda.ops.teams.handout import handout as handout
from qda.ops.teams.handout import listing as handouts
from qda.ops.teams.merge import merge as merge
from qda.ops.theory.comparisons import record as record_comparison
from qda.ops.theory.negative_cases import add as add_negative
from qda.ops.theory.negative_cases import remove as remove_negatives
from qda.ops.theory.negative_cases import reopen as reopen_negatives
from qda.ops.theory.negative_cases import resolve as resolve_negative
from qda.ops.theory.sampling import add as add_sampling
from qda.ops.theory.sampling import close as close_sampling
from qda.ops.theory.sampling import listing as sampling
from qda.ops.theory.sampling import remove as remove_sampling
from qda.ops.theory.sorting import history as sort_history
from qda.ops.theory.sorting import listing as sorted_memos
from qda.ops.theory.sorting import pile as sort_pile
from qda.ops.theory.sorting import put as sort_put
from qda.ops.theory.sorting import take as sort_take
from qda.ops.theory.summaries import listing as summaries
from qda.ops.theory.summaries import put as set_summary
from qda.ops.theory.summaries import remove as remove_summaries
from qda.render import render as render
from qda.reports.account.audit import run as audit
from qda.reports.account.changes import run as changes
from qda.reports.account.checklist import run as checklist
from qda.reports.account.codebook_history import run as codebook_history
from qda.reports.agreement.agreement import run as compare_coders
from qda.reports.agreement.disagreements import run as disagreements
from qda.reports.agreement.stability import run as stability
from qda.reports.common.codebook import run as codebook
from qda.reports.common.memos import run as memos
from qda.reports.common.quotes import run as quotes
from qda.reports.counts.cooccurrence import run as cooccurrence
from qda.reports.counts.frequencies import run as frequencies
from qda.reports.counts.matrix import run as matrix
from qda.reports.counts.portrait import run as portrait
from qda.reports.counts.timeline import run as timeline
from qda.reports.page.study import run as study_page
from qda.reports.saturation.saturation import run as saturation
from qda.reports.theory.categories import run as categories
from qda.reports.theory.compare import run as compare
from qda.reports.theory.comparisons import either as comparisons
from qda.reports.theory.conditional_matrix import run as conditional_matrix
from qda.reports.theory.draft import run as draft
from qda.reports.theory.evidence import run as evidence
from qda.reports.theory.negative_cases import run as negative_cases
from qda.reports.theory.network import run as network
from qda.reports.theory.placements import run as placements
from qda.reports.theory.sampling import run as sampling_questions
from qda.reports.whole.workbook import run as workbook
from qda.store.analysis.scope import Filters as Filters

_PUBLIC: dict[str, tuple[str, str]]
__version__: str
__all__ = [
    "Filters",
    "QdaError",
    "ReadOptions",
    "Result",
    "Study",
    "accept_candidates",
    "accept_suggestions",
    "add_negative",
    "add_sampling",
    "audit",
    "autocode",
    "backup",
    "categories",
    "change_settings",
    "changes",
    "check",
    "checklist",
    "close_sampling",
    "code",
    "code_drawn",
    "codebook",
    "codebook_history",
    "codings",
    "compare",
    "compare_coders",
    "comparisons",
    "conditional_matrix",
    "confirm",
    "conflicts",
    "cooccurrence",
    "disagreements",
    "discover",
    "discover_terms",
    "draft",
    "draw_stability",
    "drop_stability",
    "evidence",
    "export_project",
    "export_text",
    "frequencies",
    "handout",
    "handouts",
    "import_project",
    "import_texts",
    "info",
    "init",
    "languages",
    "log",
    "matrix",
    "memos",
    "merge",
    "merge_candidates",
    "negative_cases",
    "network",
    "next_drawn",
    "open",
    "placements",
    "portrait",
    "query",
    "quotes",
    "record_comparison",
    "redo",
    "reject_candidates",
    "reject_suggestions",
    "remove_negatives",
    "remove_sampling",
    "remove_summaries",
    "rename_candidate",
    "render",
    "reopen_conflicts",
    "reopen_disagreements",
    "reopen_negatives",
    "resolve",
    "resolve_agreed",
    "resolve_negative",
    "sampling",
    "sampling_questions",
    "saturation",
    "set_coding",
    "set_summary",
    "settings",
    "settle_conflicts",
    "sort_history",
    "sort_pile",
    "sort_put",
    "sort_take",
    "sorted_memos",
    "source_done",
    "sources",
    "sources_done",
    "stability",
    "study_page",
    "suggest_codes",
    "suggest_quotes",
    "suggestions",
    "summaries",
    "timeline",
    "uncode",
    "undo",
    "workbook",
]
