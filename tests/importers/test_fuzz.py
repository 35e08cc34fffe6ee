"""Every reader of the family on inputs that are nearly right, and on those that broke one before.

`benchmarks/fuzz/run.py` does the same with as many inputs as one likes; readers come from the table of the family.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from qda.importers import IMPORTERS

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benchmarks" / "fuzz"))

import check  # noqa: E402
import mutate  # noqa: E402

BROKE = sorted(
    p for p in (Path(__file__).parent / "samples" / "broke").glob("*/*") if p.parent.name in IMPORTERS and p.is_file()
)


@pytest.mark.parametrize("reader", IMPORTERS)
def test_a_reader_reads_or_refuses_whatever_it_gets(reader: str, tmp_path: Path) -> None:
    if reader == "pandoc" and not shutil.which("pandoc"):
        pytest.skip("pandoc is not installed")
    given = mutate.seeds(check.suffixes(reader))
    assert given, f"put a small file with {check.suffixes(reader)[0]} into tests/importers/samples"
    runs = 30 if reader == "pandoc" else 200  # each is a process of another program: a second
    for n, (suffix, raw) in enumerate(mutate.inputs(given, runs, seed=4)):
        path = tmp_path / f"input{suffix}"
        path.write_bytes(raw)
        assert not (wrong := check.try_one(reader, str(path))), f"input {n}: {wrong}"


@pytest.mark.parametrize("path", BROKE, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_what_broke_a_reader_does_so_no_more(path: Path) -> None:
    assert not check.try_one(path.parent.name, str(path))
