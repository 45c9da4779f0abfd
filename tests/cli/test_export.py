"""`export` in a terminal: from the database, and from a snapshot in a file without it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import networkx as nx
import pytest

from tests.cli.conftest import Cli

ESTATE = {
    "entities": [
        {"id": "hq", "kind": "Site", "name": "HQ"},
        {"id": "web", "kind": "Server", "name": "Web", "attributes": {"cores": 4}},
        {"id": "shop", "kind": "BusinessService", "name": "Shop"},
        {"id": "spare", "kind": "Server", "name": "Spare"},
    ],
    "relationships": [
        {"type": "DEPENDS_ON", "from": "shop", "to": "web"},
        {"type": "LOCATED_IN", "from": "web", "to": "hq"},
    ],
}
PARTS = [
    ([], {"hq", "web", "shop", "spare"}),
    (["--kind", "Server"], {"web", "spare"}),
    (["--service", "shop"], {"hq", "web", "shop"}),
    (["--site", "hq"], {"hq", "web"}),
    (["--around", "hq"], {"hq", "web"}),
    (["--around", "hq", "--depth", "2"], {"hq", "web", "shop"}),
    (["--impact", "web"], {"web", "shop"}),
    (["--impact", "web", "--impact", "spare", "--state", "degraded"], {"web", "shop", "spare"}),
    (["--impact", "web", "--assuming", "hq", "--least-state", "down"], {"web", "hq"}),
    (["--dependencies", "shop"], {"hq", "web", "shop"}),
    (["--dependencies", "shop", "--depth", "1"], {"web", "shop"}),
]


@pytest.fixture(scope="module", autouse=True)
def kept(cli: Cli, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    (folder / "estate.json").write_text(json.dumps(ESTATE))
    cli("import", str(folder / "estate.json"), "--source", "tests")
    cli("analyze", "snapshot", "-o", str(folder / "kept.parquet"))
    return folder / "kept.parquet"


@pytest.mark.parametrize(("words", "ids"), PARTS)
def test_a_snapshot_gives_the_same_as_the_database(
    cli: Cli, kept: Path, tmp_path: Path, words: list[str], ids: set[str]
) -> None:
    live, later = tmp_path / "live.json", tmp_path / "later.json"
    cli("export", "-o", str(live), "--format", "node-link", *words)
    cli("export", "-o", str(later), "--format", "node-link", "--from", str(kept), *words)
    assert set(nx.node_link_graph(json.loads(live.read_bytes()))) == ids
    assert live.read_bytes() == later.read_bytes()


@pytest.mark.parametrize("end", [".graphml", ".gexf", ".cyjs", ".jgf", ".dot", ".gv", ".mmd", ".mermaid"])
def test_the_name_tells_the_format(cli: Cli, tmp_path: Path, end: str) -> None:
    file = tmp_path / f"estate{end}"
    out = cli("export", "-o", str(file)).stdout
    assert out.startswith("Wrote 4 nodes and 2 relationships as of ")
    assert f" to {file}, in " in out
    begins = {
        ".graphml": "<?xml", ".gexf": "<?xml", ".cyjs": '{"format_version"', ".jgf": '{"graph"',
        ".dot": "// 4 nodes", ".gv": "// 4 nodes", ".mmd": "%% 4 nodes", ".mermaid": "%% 4 nodes",
    }  # fmt: skip
    assert file.read_text().startswith(begins[end])
    assert file.stat().st_mode & 0o777 == 0o600


def test_csv_is_two_files(cli: Cli, tmp_path: Path) -> None:
    told = json.loads(cli("export", "-o", str(tmp_path / "estate.csv"), "--json").stdout)
    nodes, relationships = tmp_path / "estate-nodes.csv", tmp_path / "estate-relationships.csv"
    assert told["files"] == [str(nodes), str(relationships)]
    assert (told["format"], told["nodes"], told["relationships"]) == ("csv", 4, 2)
    assert sorted(tmp_path.iterdir()) == [nodes, relationships]
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(nodes.read_text()))}
    assert (rows["web"]["cores"], rows["hq"]["cores"]) == ("4", "")
    assert {row["from"] for row in csv.DictReader(io.StringIO(relationships.read_text()))} == {"shop", "web"}


def test_to_standard_output(cli: Cli) -> None:
    done = cli("export", "-o", "-", "--format", "node-link", "--impact", "web")
    assert set(nx.node_link_graph(json.loads(done.stdout))) == {"web", "shop"}
    assert done.stderr.startswith("Wrote 2 nodes and 1 relationship as of ")


def test_what_mermaid_does_not_draw_is_said(cli: Cli, tmp_path: Path) -> None:
    many = {"entities": [{"id": f"long-{at}", "kind": "Printer", "name": "x" * 900} for at in range(60)]}
    (tmp_path / "many.json").write_text(json.dumps(many))
    cli("import", str(tmp_path / "many.json"), "--source", "tests")
    said = cli("export", "-o", str(tmp_path / "all.mmd"), "--kind", "Printer").stderr
    assert "50,000 characters (maxTextSize)" in said
    assert said.strip() in (tmp_path / "all.mmd").read_text()
    assert cli("export", "-o", str(tmp_path / "few.mmd"), "--service", "shop").stderr == ""


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["-o", "estate.json"], "'estate.json' does not tell the format: say --format"),
        (["-o", "none/e.dot"], "'none/e.dot' cannot be written: No such file or directory."),
        (["-o", "e.dot", "--around", "web", "--impact", "web"], "One part at a time: around and impact"),
        (["-o", "e.dot", "--kind", "Server", "--site", "hq", "--around", "web"], "kind with site and around are each"),
        (["-o", "e.dot", "--depth", "2"], "depth goes with around, or with dependencies."),
        (["-o", "e.dot", "--around", "web", "--depth", "6"], "at most 5, not 6"),
        (["-o", "e.dot", "--around", "webb"], "There is no entity 'webb'. Did you mean: web?"),
        (["-o", "e.dot", "--impact", "webb"], "There is no entity 'webb'."),
        (["-o", "-", "--format", "csv"], "Standard output takes one file"),
        (["-o", "-", "--format", "dot", "--json"], "Standard output takes one file"),
        (["-o", "e.dot", "--from", "none.parquet"], "'none.parquet' cannot be read"),
    ],
)
def test_wrong_input(cli: Cli, words: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert says in cli("export", *words, code=2).output
    assert list(tmp_path.iterdir()) == []


def test_what_a_snapshot_does_not_have(cli: Cli, kept: Path, tmp_path: Path) -> None:
    out = ["export", "-o", str(tmp_path / "e.dot"), "--from", str(kept)]
    assert "holds no 'webb'. Did you mean: web?" in cli(*out, "--around", "webb", code=2).output
    assert "is of one time" in cli(*out, "--as-of", "2026-01-01T00:00:00Z", code=2).output
