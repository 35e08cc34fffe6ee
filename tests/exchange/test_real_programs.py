"""Other programs open what is written: Datasette the study, NetworkX and Graphviz the networks, LibreOffice Word files.

Datasette and NetworkX stand in the environment of `nox -s peers`, whose Python `QDA_PEERS` names; `dot` and `soffice`
are taken where they are installed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from qda.cli.app import run
from qda.store.project import Study

PYTHON = os.environ.get("QDA_PEERS", "")
peers = pytest.mark.skipif(not PYTHON, reason="QDA_PEERS names no Python that has the peers: run `nox -s peers`")

DATASETTE = """
import asyncio, json, sys
from pathlib import Path
from datasette.app import Datasette

async def look(file):
    served, base = Datasette([file]), "/" + Path(file).stem
    names = (await served.client.get(base + ".json")).json()
    found = {}
    for one in [held["name"] for held in names["tables"] + names["views"]]:
        found[one] = (await served.client.get(f"{base}/{one}")).status_code
        rows = (await served.client.get(f"{base}/{one}.json?_shape=objects&_size=3"))
        if one in ("source", "coding", "memo", "code"):  # a row has a page of its own, with links to what it names
            found[one + " row"] = (await served.client.get(f"{base}/{one}/{rows.json()['rows'][0]['id']}")).status_code
    print(json.dumps(found))

asyncio.run(look(sys.argv[1]))
"""

NETWORKX = """
import json, sys
import networkx
read = networkx.read_graphml if sys.argv[1].endswith("graphml") else networkx.read_gexf
made = read(sys.argv[1])
label = dict(made.nodes(data="label"))
edges = [(label[a], d["type"], label[b], d["weight"]) for a, b, d in made.edges(data=True)]
print(json.dumps([sorted(label.values()), sorted(edges)]))
"""


@peers
def test_datasette_opens_every_table_and_view(filled: Study) -> None:
    done = subprocess.run([PYTHON, "-c", DATASETTE, str(filled.path)], capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert {"codings_named", "memos_named", "relations_named", "participants_wide", "coding row"} <= set(found)
    assert len(found) > 30 and set(found.values()) == {200}, {k: v for k, v in found.items() if v != 200}


def _network(study: Study, tmp_path: Path, suffix: str) -> Path:
    file = tmp_path / f"network.{suffix}"
    assert run(["--project", str(study.path), "report", "network", "-o", str(file)]) == 0
    return file


@peers
@pytest.mark.parametrize("suffix", ["graphml", "gexf"])
def test_networkx_reads_the_network(suffix: str, filled: Study, tmp_path: Path) -> None:
    relations = _rows(filled, tmp_path)
    done = subprocess.run(
        [PYTHON, "-c", NETWORKX, str(_network(filled, tmp_path, suffix))], capture_output=True, text=True, check=True
    )
    nodes, edges = json.loads(done.stdout)
    assert nodes == sorted({name for row in relations for name in (row["a"], row["b"])})
    assert edges == sorted([row["a"], row["type"], row["b"], row["weight"]] for row in relations) and edges


def _rows(study: Study, tmp_path: Path) -> list[dict[str, Any]]:
    file = tmp_path / "network.json"
    assert run(["--project", str(study.path), "report", "network", "-o", str(file)]) == 0
    return list(json.loads(file.read_text(encoding="utf-8")))


@pytest.mark.skipif(not shutil.which("dot"), reason="Graphviz is not installed")
def test_graphviz_draws_the_network(filled: Study, tmp_path: Path) -> None:
    rows = _rows(filled, tmp_path)
    done = subprocess.run(
        ["dot", "-Tplain", str(_network(filled, tmp_path, "dot"))], capture_output=True, text=True, check=True
    )
    lines = [line.split()[0] for line in done.stdout.splitlines()]
    assert lines.count("edge") == len(rows) > 0 and not done.stderr
    assert lines.count("node") == len({name for row in rows for name in (row["a"], row["b"])})


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_opens_word_files(filled: Study, tmp_path: Path) -> None:
    """Every kind of Word file is opened and written anew: with the same words in it."""
    wanted = {
        "memos": ["report", "memos"], "categories": ["report", "categories"], "source": ["source", "show", "thread-1"],
        "wide": ["report", "frequencies", "--by", "source", "--wide"],
    }  # fmt: skip
    files = []
    for name, words in wanted.items():
        files.append(tmp_path / f"{name}.docx")
        assert run(["--project", str(filled.path), *words, "-o", str(files[-1])]) == 0
    home = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", home, "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(tmp_path), *map(str, files)],
        capture_output=True, check=True, timeout=300,
    )  # fmt: skip
    for file in files:
        shown = "".join(file.with_suffix(".txt").read_text(encoding="utf-8-sig").split())
        made = docx.Document(str(file)).element.body
        lines = ["".join("".join(p.xpath(".//w:t/text()")).split()) for p in made.iter(qn("w:p"))]
        assert len(lines) > 20 and [line for line in lines if line not in shown] == []
