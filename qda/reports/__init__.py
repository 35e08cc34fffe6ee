"""Read-only: an open study and parameters -> results. One module a report, one line here; all narrate what they counted."""

from __future__ import annotations

# name -> (module, one line of help)
REPORTS: dict[str, tuple[str, str]] = {
    "frequencies": ("frequencies", "How often each code is used, where and by whom."),
    "cooccurrence": ("cooccurrence", "Which codes go together, on the same words, segments or sources."),
    "categories": ("categories", "The emerging categories: how each is grounded, how it grows, its quotes."),
    "memos": ("memos", "Memos by type and by what they are about, with the quotes they rest on."),
    "quotes": ("quotes", "The quotes of codes, with those of the codes under them."),
    "evidence": ("evidence", "The chain of evidence: quote, code, category, core."),
    "saturation": ("saturation", "How new codes turned up, and how far each category is developed."),
    "codebook": ("codebook", "The codebook: definitions, counts, and a quote or two for each code."),
}
