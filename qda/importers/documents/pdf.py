"""PDF: printed lines joined to paragraphs, hyphens at line ends, running heads and page numbers as boilerplate.

The file is opened in a process of its own (`pdf_worker`), which this module starts once and asks again and again.
"""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
from pathlib import Path
from threading import Lock, Timer
from typing import Any

from qda.core.drafts import Draft, ReadOptions
from qda.core.errors import QdaError
from qda.importers.common.text_builder import Extract
from qda.importers.documents.pdf_columns import PdfLine
from qda.importers.documents.pdf_layout import layout
from qda.importers.plain.text_file import extracted

SECONDS = 50


def read(raw: bytes, name: str, origin: str, options: ReadOptions) -> Draft:
    """The draft of a PDF's text; QdaError when it is damaged, encrypted, or scanned and without text."""
    if b"%PDF-" not in raw[:1024]:
        raise QdaError(
            "not a PDF: it does not begin with %PDF; get it again, or give it the suffix that it should have"
        )
    got = _worker.ask(raw)
    if error := got.get("error"):
        if error == "password":
            raise QdaError("encrypted with a password: open it, take the password off and save it again")
        if error == "damaged":
            raise QdaError("damaged or cut off: get it again, or open it and print it to a new PDF")
        raise QdaError(error)
    pages = [[PdfLine(*line) for line in page] for page in got["pages"]]
    out = Extract()
    words = layout(out, pages, got["heights"])
    if not words and any(got["pictures"]):
        raise QdaError("scanned: its pages are pictures without text, so it needs OCR first (ocrmypdf, for one)")
    if n := sum(drawn and not page for drawn, page in zip(got["pictures"], pages, strict=True)):
        out.notes.append(
            f"{n} of {len(pages)} pages {'are pictures' if n > 1 else 'is a picture'} without text: needs OCR"
        )
    if got["broken"]:
        out.notes.append(f"{got['broken']} of {len(pages)} pages are damaged and were left out")
    out.metadata["pages"] = len(pages)
    draft = extracted(out, raw, name, origin, options)
    if not draft.title and got["title"] and got["title"] in draft.text:
        draft.title = got["title"]
    return draft


class _Worker:
    """The process that opens PDFs, started when first asked; one that breaks or takes too long is started anew."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.lock = Lock()
        self.asked = 0

    def ask(self, raw: bytes) -> dict[str, Any]:
        """Return the reply of the process about a file; QdaError if the process failed."""
        with self.lock:
            if self.asked >= 100:  # what pdfium keeps in memory does not grow with the number of files
                self.close()
            process = self.process or self._start()
            self.asked += 1
            late: list[bool] = []

            def stop() -> None:
                late.append(True)
                process.kill()

            timer = Timer(SECONDS, stop)
            timer.daemon = True
            timer.start()
            answer = b""
            try:
                assert process.stdin is not None and process.stdout is not None
                process.stdin.write(len(raw).to_bytes(8, "big"))
                process.stdin.write(raw)
                process.stdin.flush()
                size = int.from_bytes(process.stdout.read(8), "big")
                answer = process.stdout.read(size) if size else b""
            except OSError:  # it ended before it had read all
                size = 0
            finally:
                timer.cancel()
            if not size or len(answer) < size:
                self.close()
                why = f"it takes longer than {SECONDS} seconds" if late else "it takes too much memory, or is damaged"
                raise QdaError(f"cannot be read: {why}; print it to a new PDF, or save its text as .txt")
        got: dict[str, Any] = json.loads(answer)
        return got

    def _start(self) -> subprocess.Popen[bytes]:
        self.process = subprocess.Popen(
            [sys.executable, "-P", str(Path(__file__).with_name("pdf_worker.py"))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.asked = 0
        return self.process

    def close(self) -> None:
        """Ends the process, if there is one."""
        process, self.process = self.process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # what it did not read is still in the pipe
                    continue


_worker = _Worker()
atexit.register(_worker.close)
