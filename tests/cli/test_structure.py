"""`analyze cycles`, `communities` and `centrality` in a terminal, from the database and from a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

ESTATE = {
    "entities": [
        {"id": "shop", "kind": "BusinessService", "name": "Shop"},
        {"id": "web", "kind": "Application", "name": "Web"},
        {"id": "db", "kind": "Application", "name": "Database"},
        {"id": "old", "kind": "Server", "name": "Old one"},
        {"id": "older", "kind": "Server", "name": "Older one"},
    ],
    "relationships": [
        {"type": "DEPENDS_ON", "from": "shop", "to": "web"},
        {"type": "USES", "from": "web", "to": "db"},
        {"type": "DEPENDS_ON", "from": "db", "to": "web"},
        {"type": "DEPENDS_ON", "from": "db", "to": "web", "group": "callbacks"},
        {"type": "DEPENDS_ON", "from": "old", "to": "older"},
    ],
}


@pytest.fixture(scope="module", autouse=True)
def estate(cli: Cli, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("structure") / "estate.json"
    file.write_text(json.dumps(ESTATE))
    cli("import", str(file), "--source", "tests")


@pytest.fixture(scope="module")
def file(cli: Cli, estate: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("structure") / "estate.parquet"
    cli("analyze", "snapshot", "-o", str(file))
    return file


@pytest.mark.parametrize("what", ["cycles", "communities", "centrality"])
def test_the_database_and_a_file_give_the_same(cli: Cli, file: Path, what: str) -> None:
    out = cli("analyze", what, "--json").stdout
    assert out == cli("analyze", what, "--from", str(file), "--json").stdout
    assert json.loads(out)["nodes"] == 5
    assert json.loads(cli("analyze", what, "--as-of", "2020-01-01T00:00:00Z", "--json").stdout)["items"] == []
    assert json.loads(cli("analyze", what, "--service", "shop", "--json").stdout)["nodes"] == 3


def test_cycles_read_well(cli: Cli) -> None:
    out = " ".join(cli("analyze", "cycles").stdout.split())
    assert "1 group of things depends on each other round a cycle, 2 of 5 things in all; the largest is of 2" in out
    assert "2 hard Database [db] -> Web [web] -> Database [db] web USES db" in out
    # Without the other two that lead back, the cycle would still stand.
    (cycle,) = json.loads(cli("analyze", "cycles", "--kind", "Application", "--json").stdout)["items"]
    assert [(each["type"], each["from"]) for each in cycle["breaking"]] == [("USES", "web")]


def test_communities_read_well(cli: Cli) -> None:
    out = " ".join(cli("analyze", "communities", "--resolution", "1", "--seed", "4").stdout.split())
    assert "2 communities of 5 things that are tied to others; the largest is of 3. 1 of 1 service lies in one" in out
    assert "of what it is declared to stand on" in out
    assert "Shop [shop] 3 shared: 100% of it, 100% of the service 0" in out
    assert "2 2 Old one [old], Older one [older] no service 2" in out
    assert "Shop [shop] 2 1 (100%) 0" in out


def test_centrality_reads_well(cli: Cli) -> None:
    out = " ".join(cli("analyze", "centrality", "--kind", "Application", "--limit", "1").stdout.split())
    assert "Most chains of dependencies go through Web, of 5 things: 8.3333% of all pairs of others." in out
    assert "1 Web [web] Application 8.3333% 2 1" in out
    assert "And 1 more: raise --limit to see them." in out
    sampled = cli("analyze", "centrality", "--samples", "2").stdout
    assert "±" in sampled
    assert "from 2 of 4 things" in sampled


def test_networkx_can_do_it_instead(cli: Cli, file: Path) -> None:
    ours, theirs = (
        json.loads(cli("analyze", "centrality", "--from", str(file), *backend, "--json").stdout)
        for backend in ((), ("--backend", "networkx"))
    )
    assert (ours.pop("backend"), theirs.pop("backend")) == (None, "networkx")
    assert [each["id"] for each in ours["items"]] == [each["id"] for each in theirs["items"]]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["centrality", "--backend", "gpu"], "There is no networkx backend 'gpu' here. Installed: networkx"),
        (["communities", "--backend", "gpu"], "There is no networkx backend 'gpu' here. Installed: networkx"),
        (["communities", "--resolution", "0"], "Invalid value for '--resolution': 0.0 is not in the range 0<x<=10."),
        (["communities", "--resolution", "nan"], "resolution"),
        (["centrality", "--samples", "0"], "Invalid value for '--samples': 0 is not in the range 1<=x<=4000000."),
        (["centrality", "--kind", "Serverr"], "There is no kind 'Serverr'. Did you mean Server or WebServer?"),
        (["centrality", "--by", "beauty"], "'beauty' is not one of"),
        (["cycles", "--kind", "Serverr"], "There is no kind 'Serverr'. Did you mean Server or WebServer?"),
        (["cycles", "--service", "web"], "'web' is no service: its kind is Application."),
        (["cycles", "--site", "nowhere"], "There is no entity 'nowhere'."),
    ],
)
def test_wrong_input(cli: Cli, words: list[str], says: str) -> None:
    assert says in cli("analyze", *words, code=2).output


def test_a_file_is_of_one_part(cli: Cli, file: Path) -> None:
    assert "Leave them away" in cli("analyze", "cycles", "--from", str(file), "--service", "shop", code=2).output
    # Kinds choose what centrality lists, which a file allows.
    listed = json.loads(cli("analyze", "centrality", "--from", str(file), "--kind", "Server", "--json").stdout)
    assert [each["id"] for each in listed["items"]] == ["old", "older"]
