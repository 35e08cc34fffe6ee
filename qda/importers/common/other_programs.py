"""Recognise projects of other programs by their content and suffix, so that none is read as plain files.

Those of `formats.PROJECTS` come in whole and alone; all others are refused by name, with the way out of their program.
"""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import IO, NamedTuple
from zipfile import BadZipFile, ZipFile

from qda.core.message import Message
from qda.importers.formats import PROJECTS

_HEAD = 4096
_SCANNED = 32_000_000  # bytes of a database in which its tables are looked for: they stand near its beginning
_SQLITE = b"SQLite format 3\0"
_OURS = b"qda1"  # application_id, at byte 68 of the file's header

# A program's project by the suffix of a file, or of a folder that its system shows as a file.
_SUFFIXES: tuple[tuple[str, str], ...] = (
    (r"qda", "QualCoder"),
    (r"rqda", "RQDA"),
    (r"mx\d+(?:bac)?|mex\d*|mc\d+|mxd|m2k|mqd|mqda|mqbac|mqtc|mqex|mqmtr", "MAXQDA"),
    (r"nvpx?|nvb|nvpb", "NVivo"),
    (r"atlproj\d*|atlasproj\d*|atlcb\d*|atlpac", "ATLAS.ti"),
    (r"hpr\d+", "ATLAS.ti or HyperRESEARCH"),  # both have used it
    (r"ppj|pprj|ppz|qlt", "QDA Miner"),
    (r"f4p|f4a", "f4analyse"),
    (r"qpd|qrk", "Quirkos"),
    (r"tra|tns", "Transana"),
    (r"hs\d|hprx?|hrproj", "HyperRESEARCH"),
    (r"ddx|ddsx|dedoose", "Dedoose"),
)
_KNOWN = tuple((re.compile(rf"\.(?:{suffixes})\Z", re.I), program) for suffixes, program in _SUFFIXES)
_EXCHANGE = ("qdpx", "qde")
# The menu of a program that is not read, which makes a file that is.
_MENUS = {
    "MAXQDA": "Home > Export Project > REFI-QDA (.qdpx), or Reports > Overview of Coded Segments > Export (.xlsx)",
    "NVivo": "Share > Export Project > REFI-QDA Project (.qdpx; on a Mac File > Export Project)",
    "ATLAS.ti": "File > Export > REFI-QDA project (.qdpx), or Quotation Manager > Export to Excel (.xlsx)",
    "ATLAS.ti or HyperRESEARCH": "the export of a REFI-QDA project (.qdpx) in ATLAS.ti, or of a report as a table (.xlsx) in "
    "HyperRESEARCH",
    "QDA Miner": "Project > Export > REFI-QDA Project (.qdpx), or Analyze > Coding Retrieval saved as a table (.xlsx)",
    "f4analyse": "File > Export > REFI-QDA project (.qdpx)",
    "Quirkos": "Export > REFI-QDA project (.qdpx)",
    "Transana": "the export of its codings as a spreadsheet (.xlsx or .csv) from a report",
    "HyperRESEARCH": "Reports > Report Builder, exported as a table (.xlsx or .csv)",
    "Dedoose": "Export > Excerpts (.xlsx)",
}
_READ = frozenset(reader.program for reader in PROJECTS.values())
# A program's database by tables that it has together.
_TABLES: tuple[tuple[frozenset[bytes], str], ...] = (
    (frozenset((b"code_name", b"code_text", b"code_cat")), "QualCoder"),
    (frozenset((b"coded_line", b"document_index")), "qualitative-coding"),
    (frozenset((b"highlights", b"highlight_tags", b"documents")), "Taguette"),
    (frozenset((b"freecode", b"coding", b"codecat")), "RQDA"),
    (frozenset((b"Episodes2", b"Clips2", b"Collections2")), "Transana"),
)
_TABLE = re.compile(rb"""create\s+table\s+(?:if\s+not\s+exists\s+)?["'`\[]?(\w+)""", re.I)
_REFI = re.compile(rb"<(?:\w+:)?Project\b[^>]*urn:QDA-XML:project", re.I | re.S)
_QC = re.compile(rb"^(?:qc_version|corpus_dir)\s*:", re.M)
_LOOKED = (".zip", ".xml", ".db", ".sqlite", ".sqlite3", ".db3")  # what is looked into on a walk, whatever it is called
_PLAIN = frozenset(
    ".txt .text .md .markdown .docx .html .htm .pdf .csv .tsv .xlsx .odt .rtf .json .jsonl .vtt .srt .epub".split()  # noqa: SIM905
)  # what most files are: not opened twice


class Project(NamedTuple):
    """A project that was found: the program's name ("" for the exchange format), and whether it is a study of our own.

    `packed` says that it lies in a ZIP in which its program does not keep it, `unpacked` that its ZIP was unpacked.
    """

    program: str
    ours: bool = False
    packed: bool = False
    unpacked: bool = False

    @property
    def read(self) -> bool:
        """True if it comes in as it is, alone."""
        return self.program in _READ and not (self.ours or self.packed or self.unpacked)

    @property
    def what(self) -> str:
        """The project in words, with an article."""
        if self.ours:
            return "a study of qda"
        article = "an" if self.program.startswith(("ATLAS.ti", "f4analyse", "NVivo", "RQDA")) else "a"
        return f"{article} {self.program} project" if self.program else "a REFI-QDA exchange project"

    def why(self) -> Message:
        """Return why it does not come in as a file among others, and how it can come in, on one line."""
        if self.ours:
            return Message(
                "import-of-a-study",
                "a study of qda, not a text: open it as the study; what is coded in it comes here as a codebook and as a table "
                "of its codings, after its texts",
            )
        if self.read:
            return Message("import-project-alone", "{project}: it comes in alone, as a whole", project=self.what)
        if self.packed and self.program in _READ:
            return Message(
                "import-project-packed", "{project} in a ZIP: unpack it, and import it alone", project=self.what
            )
        if self.unpacked:
            return Message(
                "import-project-unpacked",
                "{project} that was unpacked: pack what lies beside its .qde file, and that, as a ZIP named .qdpx, and import it "
                "alone",
                project=self.what,
            )
        return Message(
            "import-of-a-project",
            "{project}, which {program} alone can read: there, {menu} makes a file that comes in",
            project=self.what,
            program=self.program,
            menu=_MENUS[self.program],
        )


def of_folder(path: str) -> Project | None:
    """Return the project that a folder is, or None. A folder that holds one beside other files is not a project itself."""
    named = _by_suffix(path)
    if named is not None and named.program != "QualCoder":  # a study's own folder may be called so too
        return named
    try:
        with os.scandir(path) as it:
            names = {e.name.casefold(): e.name for e in it if e.name[:1] != "."}
    except (OSError, ValueError):  # told when it is walked
        return None
    if "data.qda" in names:
        return Project("QualCoder")
    if any(n.endswith(".qde") for n in names):
        return Project("", unpacked=True)
    if "qualitative_coding.sqlite3" in names:
        return Project("qualitative-coding")
    if "settings.yaml" in names and _QC.search(_head(os.path.join(path, names["settings.yaml"]))):
        return Project("qualitative-coding")
    return None


def notes(paths: Iterable[str]) -> Iterator[str]:
    """Yield notes on paths inside a project: their texts come in, but none of its codings."""
    folders: dict[str, Project | None] = {}
    told: set[Project] = set()
    for path in paths:
        with suppress(OSError, ValueError):
            above = os.path.dirname(os.path.abspath(path))
            for folder in (above, os.path.dirname(above)):
                if folder not in folders:
                    folders[folder] = of_folder(folder)
                project = folders[folder]
                if project is not None and project not in told and of_file(path) is None:
                    told.add(project)
                    yield f"{path} lies in {project.what}: none of its codings come in"


def of_file(path: str) -> Project | None:
    """Return the project that a file is, by its first bytes and its tables or parts, else by its suffix; None for other files."""
    suffix = os.path.splitext(path)[1].casefold()
    if suffix in _PLAIN:
        return None
    head = _head(path)
    if head.startswith(_SQLITE):
        return _of_database(path, head) or _by_suffix(path)
    if head.startswith(b"PK\x03\x04"):
        return _of_archive(path) or _by_suffix(path)
    if suffix in (".xml", ".qde", ".zip", "") and _REFI.search(head.replace(b"\0", b"")):
        return Project("", unpacked=True)
    return _by_suffix(path)


def met(path: str, folder: bool) -> str:
    """Return why a file or folder inside a folder is left out as a project; "" for others, and for a study of our own.

    The study that texts are imported into often lies among them.
    """
    if not folder and os.path.splitext(path)[1].casefold() not in _LOOKED and _by_suffix(path) is None:
        return ""
    project = of_folder(path) if folder else of_file(path)
    return project.why() if project is not None and not project.ours else ""


def _by_suffix(path: str) -> Project | None:
    name = os.path.basename(os.path.normpath(path))
    suffix = os.path.splitext(name)[1].casefold().lstrip(".")
    if suffix in _EXCHANGE:
        return Project("", unpacked=suffix == "qde")
    return next((Project(program) for known, program in _KNOWN if known.search(name)), None)


def _head(path: str) -> bytes:
    """The first bytes of a plain file; b"" for what is none or cannot be read, which is told when it is."""
    with suppress(OSError, ValueError):
        if os.path.isfile(path):
            with open(path, "rb") as f:
                return f.read(_HEAD)
    return b""


def _of_database(path: str, head: bytes) -> Project | None:
    """Whose database a file is, by the statements that made its tables: they stand in it as text."""
    if head[68:72] == _OURS:
        return Project("qda", ours=True)
    try:
        with open(path, "rb") as f:
            return _by_tables(f)
    except OSError:
        return None


def _by_tables(f: IO[bytes]) -> Project | None:
    tables: set[bytes] = set()
    rest = b""
    for _ in range(_SCANNED >> 20):
        piece = f.read(1 << 20)
        if not piece:
            break
        tables.update(_TABLE.findall(rest + piece))
        rest = piece[-200:]
    return next((Project(program) for wanted, program in _TABLES if wanted <= tables), None)


def _of_archive(path: str) -> Project | None:
    try:
        with ZipFile(path) as z:
            names = [n.replace("\\", "/").casefold() for n in z.namelist()]
    except (BadZipFile, OSError, ValueError, NotImplementedError):  # told when it is read
        return None
    if any(n.endswith(".qde") and n.count("/") <= 1 for n in names):
        return Project("")
    if any(n.rpartition("/")[2] == "data.qda" for n in names):
        return Project("QualCoder", packed=True)
    if any(n.endswith("qualitative_coding.sqlite3") for n in names):
        return Project("qualitative-coding", packed=True)
    inner = next((p for n in names if not n.startswith("__macosx/") and (p := _by_suffix(n.rstrip("/")))), None)
    inner = inner or _in_archive(path)
    return None if inner is None else inner._replace(packed=True, unpacked=False)


def _in_archive(path: str) -> Project | None:
    """The project whose database lies in an archive, packed by its researcher."""
    with suppress(BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, zlib.error), ZipFile(path) as z:
        for member in z.infolist():
            if os.path.splitext(member.filename)[1].casefold() not in (".db", ".sqlite", ".sqlite3", ".db3"):
                continue
            with z.open(member) as f:
                if f.read(len(_SQLITE)) == _SQLITE and (project := _by_tables(f)) is not None:
                    return project
    return None
