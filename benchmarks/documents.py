"""What a document costs in each format, by its length: Word, a page, Markdown, a workbook.

    python benchmarks/documents.py            # 2,000 and 20,000 quotes; linear when the last column is about 1

The same quotes are rendered in memory; CPU seconds of this process, and how much more a quote costs in the longer one.
"""

from __future__ import annotations

import io
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the checkout's qda, installed or not

from qda.core.document import Document, Heading, Quote
from qda.render import render

SHORT, LONG = 2_000, 20_000


def seconds(form: str, n: int) -> float:
    """CPU seconds for a document of n quotes."""
    quotes = [Quote("some words " * 12, "source", "Eva", i, codes=("trust",)) for i in range(n)]
    begun = time.process_time()
    render(Document("t", [Heading(1, "h"), *quotes]), form, io.BytesIO())
    return time.process_time() - begun


def main() -> None:
    """Print the table."""
    print(f"{'':8}{SHORT:>10}{LONG:>10}{'a quote':>10}")
    for form in ("docx", "html", "md"):
        seconds(form, 10)  # what is imported once
        short, long = seconds(form, SHORT), seconds(form, LONG)
        print(f"{form:8}{short:10.2f}{long:10.2f}{long / short * SHORT / LONG:9.1f}x")


if __name__ == "__main__":
    main()
