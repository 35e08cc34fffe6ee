"""The process that opens PDFs: pdfium gets a memory limit of its own there, and a file that breaks it breaks no import.

Run as a script, and on purpose without anything else of qda. In: the size of a file as eight bytes, and its bytes; out:
the same of a JSON object with `pages` (lists of lines: text, left, bottom, right, top, height, wide gaps,
raised figures) or `error`. Ends when its
input does.
"""

from __future__ import annotations

import json
import re
import sys
from typing import Any, BinaryIO

MEMORY = 230 << 20  # bytes that a file may take beside its own; the whole stays under 300 MiB
PAGES = 5000
CHARACTERS = 20_000_000
FEW = 3  # lines: a page with a picture and no more than these may be scanned, under a stamp
WIDE = 5.0  # points: so wide a gap may part columns
LINE_MAX = 2000  # characters: no line that columns have is longer
PASSWORD = 4  # pdfium's code for a file that wants one


_HYPHEN = "\ufffe\x02"  # one at a printed line's end: pdfium leaves the line's end out after it
_SPACE = re.compile(r"\s+")
_FIGURE = re.compile(r"(?<=[^\s\d])\d{1,3}(?!\w)")
_END = re.compile(r"[\r\n\ufffe\x02]")


def main(stdin: BinaryIO, stdout: BinaryIO) -> None:
    """Answers each file on standard input."""
    while len(head := stdin.read(8)) == 8:
        size = int.from_bytes(head, "big")
        raw = stdin.read(size)
        _limit(MEMORY + 2 * size)
        answer = json.dumps(lines_of(raw)).encode("ascii", "replace")
        stdout.write(len(answer).to_bytes(8, "big") + answer)
        stdout.flush()


def lines_of(raw: bytes) -> dict[str, Any]:
    """The lines of a PDF's pages, or what is wrong with it."""
    import pypdfium2 as pdfium

    try:
        pdf = pdfium.PdfDocument(raw)
    except pdfium.PdfiumError as e:
        locked = getattr(e, "err_code", 0) == PASSWORD or "password" in str(e).lower()
        return {"error": "password" if locked else "damaged"}
    pages: list[Any] = []
    sizes: list[float] = []
    pictures: list[bool] = []
    broken, left = 0, CHARACTERS
    if len(pdf) > PAGES:
        return {"error": f"{len(pdf)} pages, more than {PAGES}: split it"}
    for n in range(len(pdf)):
        try:
            page = pdf[n]
        except pdfium.PdfiumError:
            broken += 1
            pages.append([])
            pictures.append(False)
            sizes.append(0)
            continue
        try:
            lines = _lines(page, pdfium.raw, left)
            left -= sum(len(line[0]) for line in lines)
            drawn = len(lines) <= FEW and any(True for _ in page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE]))
            pictures.append(drawn)
            pages.append(lines)
            sizes.append(page.get_height())
        except pdfium.PdfiumError:
            broken += 1
            pages.append([])
            sizes.append(0)
            pictures += [False] * (len(pages) - len(pictures))
        finally:
            page.close()
        if left <= 0:
            return {"error": "more than 20 million characters of text: split it"}
    title = str(pdf.get_metadata_dict().get("Title", ""))
    return {"pages": pages, "heights": sizes, "pictures": pictures, "broken": broken, "title": title[:300]}


def _lines(page: Any, api: Any, left: int) -> list[list[Any]]:
    """The lines of a page in the order of its content: text, left, bottom, right, top, height, wide gaps, raised figures."""
    import ctypes

    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        if count > left:
            return [["x" * count, 0, 0, 0, 0, 0, [], []]]
        text = textpage.get_text_range(0, count) if count else ""
        if len(text) != count:  # half characters and others that are no text: one by one, so that places fit
            got = [api.FPDFText_GetUnicode(textpage, i) for i in range(count)]
            text = "".join(chr(c) if 0 < c < 0x110000 and not 0xD800 <= c < 0xE000 else "\ufffd" for c in got)
        out: list[list[Any]] = []
        box = api.FS_RECTF()
        ask, handle, ref = api.FPDFText_GetLooseCharBox, textpage.raw, ctypes.byref(box)

        def sides(i: int) -> tuple[float, float, float, float]:
            ask(handle, i, ref)
            return box.left, box.bottom, box.right, box.top

        narrow = page.get_width() * 0.25  # no line over two columns
        start = 0
        while start < count:
            found = _END.search(text, start)
            stop = found.start() + (found[0] in _HYPHEN) if found else count
            first, last = start, stop - 1
            while first < stop and text[first].isspace():
                first += 1
            while last > first and text[last].isspace():
                last -= 1
            if first <= last and first < stop:
                a, b = sides(first), sides(last)
                high = round(_type(textpage, text, first, last, api) or abs(a[3] - a[1]), 1)
                where = [a[0], min(a[1], b[1]), b[2], max(a[3], b[3])]
                gaps = _gaps(text, first, last, sides, max(WIDE, high * 0.6)) if b[2] - a[0] > narrow else []
                raised = _raised(textpage, text, first, last, api)
                out.append([text[first : last + 1], *(round(x, 1) for x in where), high, gaps, raised])
            start = found.end() if found else count
        return out
    finally:
        textpage.close()


def _type(textpage: Any, text: str, first: int, last: int, api: Any) -> float:
    """The size of a line's type in points, by three of its characters; 0 where the file does not tell."""
    import ctypes

    middle = (first + last) // 2
    while middle < last and text[middle].isspace():
        middle += 1
    matrix = api.FS_MATRIX()
    sizes = []
    for i in (first, middle, last):
        scale = 1.0
        if api.FPDFText_GetMatrix(textpage, i, ctypes.byref(matrix)):
            scale = (matrix.c**2 + matrix.d**2) ** 0.5
        sizes.append(api.FPDFText_GetFontSize(textpage, i) * scale)
    return float(sorted(sizes)[1])


def _gaps(text: str, first: int, last: int, sides: Any, wide: float) -> list[list[Any]]:
    """The wide gaps of a line: where its text goes on after one, where that begins and where it ends on the page."""
    if last - first > LINE_MAX:
        return []
    out: list[list[Any]] = []
    for found in _SPACE.finditer(text, first, last):
        left, right = sides(found.start() - 1)[2], sides(found.end())[0]
        if right - left > wide:
            out.append([found.end() - first, round(left, 1), round(right, 1)])
    return out


def _raised(textpage: Any, text: str, first: int, last: int, api: Any) -> list[list[int]]:
    """Find raised figures behind a word of a line, such as the marks of footnotes: (start, end)."""
    import ctypes

    if last - first > LINE_MAX:
        return []
    out = []
    x, y, left, right, bottom, top = (ctypes.c_double() for _ in range(6))
    for found in _FIGURE.finditer(text, first, last + 1):
        i = found.start()
        if not api.FPDFText_GetCharOrigin(textpage, i - 1, ctypes.byref(x), ctypes.byref(y)):
            continue
        edges = (ctypes.byref(e) for e in (left, right, bottom, top))
        if api.FPDFText_GetCharBox(textpage, i, *edges) and bottom.value - y.value > 0.25 * (top.value - bottom.value):
            out.append([i - first, found.end() - first])
    return out


def _limit(size: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has none: the time limit is left
        return
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (size if hard < 0 else min(size, hard), hard))


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
