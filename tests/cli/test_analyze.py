"""`analyze` in a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cmdb_graph import times
from cmdb_graph.analysis import files
from cmdb_graph.cli.analyze.source import snapshot_of
from cmdb_graph.errors import Invalid
from tests.cli.conftest import Cli

ESTATE = {
    "entities": [
        {"id": "hq", "kind": "Site", "name": "HQ"},
        {"id": "web", "kind": "Server", "name": "Web"},
        {"id": "shop", "kind": "BusinessService", "name": "Shop"},
        {"id": "spare", "kind": "Server", "name": "Spare"},
    ],
    "relationships": [
        {"type": "DEPENDS_ON", "from": "shop", "to": "web"},
        {"type": "LOCATED_IN", "from": "web", "to": "hq"},
    ],
}


@pytest.fixture(scope="module", autouse=True)
def estate(cli: Cli, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("analyze") / "estate.json"
    file.write_text(json.dumps(ESTATE))
    cli("import", str(file), "--source", "tests")


@pytest.mark.parametrize("end", [".parquet", ".graphml", ".json"])
def test_a_snapshot_into_a_file(cli: Cli, tmp_path: Path, end: str) -> None:
    file = tmp_path / f"estate{end}"
    out = cli("analyze", "snapshot", "-o", str(file)).stdout
    found = files.read(file)
    assert f"Wrote 4 nodes and 2 relationships as of {found.taken.as_of} to {file}, in " in out
    assert list(found.nodes.id) == ["hq", "shop", "spare", "web"]
    assert list(found.nodes.sources) == [("tests",)] * 4
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (["--kind", "Server"], ["spare", "web"]),
        (["--kind", "Server", "--kind", "Service"], ["shop", "spare", "web"]),
        (["--service", "shop"], ["hq", "shop", "web"]),
        (["--site", "hq"], ["hq", "web"]),
        (["--site", "hq", "--service", "shop"], ["hq", "web"]),
        (["--as-of", "2020-01-01T00:00:00Z"], []),
    ],
)
def test_a_part_of_it(cli: Cli, tmp_path: Path, words: list[str], ids: list[str]) -> None:
    file = tmp_path / "estate.json"
    told = json.loads(cli("analyze", "snapshot", "--json", "-o", str(file), *words).stdout)
    found = files.read(file)
    assert list(found.nodes.id) == ids
    assert (told["nodes"], told["relationships"]) == (len(found.nodes), len(found.links))
    assert (told["file"], told["as_of"]) == (str(file), found.taken.as_of)
    assert told["seconds"] > 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["-o", "estate.csv"], "Error: 'estate.csv': a snapshot's name ends in .parquet, .graphml, .json."),
        (["-o", "none/estate.json"], "Error: 'none/estate.json' cannot be written: No such file or directory."),
        (["-o", "estate.json", "--kind", "Serverr"], "There is no kind 'Serverr'. Did you mean Server or WebServer?"),
        (["-o", "estate.json", "--service", "nothing"], "There is no entity 'nothing'."),
        (["-o", "estate.json", "--service", "web"], "'web' is no service: its kind is Server."),
        (["-o", "estate.json", "--site", "web"], "'web' is no site: its kind is Server."),
        (["-o", "estate.json", "--as-of", "yesterday"], "'yesterday' is not an ISO 8601 time"),
        ([], "Missing option '-o'"),
    ],
)
def test_wrong_input(cli: Cli, words: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert says in cli("analyze", "snapshot", *words, code=2).output
    assert list(tmp_path.iterdir()) == []


def test_an_analysis_takes_a_file_in_place_of_the_database(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "estate.parquet"
    cli("analyze", "snapshot", "-o", str(file))
    assert list(snapshot_of(file, None).nodes.id) == ["hq", "shop", "spare", "web"]
    with pytest.raises(Invalid, match="Leave them away, or leave --from away"):
        snapshot_of(file, times.from_micros(0))
    with pytest.raises(Invalid, match="one time and one part"):
        snapshot_of(file, None, kinds=["Server"])


def test_what_a_service_hangs_on_from_the_database_and_from_a_file(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "estate.json"
    cli("analyze", "snapshot", "-o", str(file))
    for source in ((), ("--from", str(file))):
        points = json.loads(cli("analyze", "single-points", "shop", *source, "--json").stdout)
        assert {each["id"] for each in points["items"]} == {"web", "hq"}
        assert {each["id"]: each["takes_down"] for each in points["items"]}["hq"] == ["shop", "web"]
        cuts = json.loads(cli("analyze", "cut-sets", "shop", *source, "--json").stdout)
        assert (cuts["items"], cuts["complete"]) == ([["hq"], ["web"]], True)
        worst = json.loads(cli("analyze", "single-points", *source, "--json").stdout)
        assert [(each["id"], each["services"], each["takes_down"]) for each in worst["items"]] == [
            ("hq", 1, 2), ("web", 1, 1)
        ]  # fmt: skip


def test_what_it_hangs_on_reads_well(cli: Cli) -> None:
    out = " ".join(cli("analyze", "single-points", "shop").stdout.split())
    assert "2 things take Shop down alone, of 2 that it stands on; HQ takes most along, 2 with Shop." in out
    assert "2 of 4 things take a service down alone, of 1 service." in " ".join(
        cli("analyze", "single-points").stdout.split()
    )
    assert "Minimal cut sets of Shop: 2 of 1, 0 of 2." in cli("analyze", "cut-sets", "shop").stdout


def test_a_service_that_is_not_there(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "estate.json"
    cli("analyze", "snapshot", "-o", str(file))
    for command in ("single-points", "cut-sets", "availability"):
        there = cli("analyze", command, "shopp", "--from", str(file), code=2).output
        assert "holds no 'shopp'. Did you mean: shop?" in there
        assert "There is no entity 'shopp'. Did you mean: shop?" in cli("analyze", command, "shopp", code=2).output


@pytest.mark.parametrize("command", ["single-points", "cut-sets", "availability"])
def test_an_id_that_is_empty(cli: Cli, command: str) -> None:
    assert cli("analyze", command, "", code=2).output.startswith("Error: ID has 0 characters")


def test_an_id_that_cannot_be_one(cli: Cli, tmp_path: Path) -> None:
    out = cli("analyze", "snapshot", "-o", str(tmp_path / "x.json"), "--service", "\udcff", code=2).output
    assert "Error" in out
    assert "Traceback" not in out


def test_how_much_of_the_time_it_stands(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "estate.json"
    cli("analyze", "snapshot", "-o", str(file))
    answer = json.loads(cli("analyze", "availability", "shop", "--from", str(file), "--json").stdout)
    assert (answer["availability"], answer["hours_a_year"], answer["without_figures"]) == (None, None, 3)
    shown = " ".join(cli("analyze", "availability", "shop").stdout.split())
    assert "nothing tells how often it or any of the 2 things that it stands on fails" in shown


def test_what_is_different_between_two_snapshots(cli: Cli, tmp_path: Path) -> None:
    before = tmp_path / "before.json"
    cli("analyze", "snapshot", "-o", str(before))
    more = {
        "entities": [{"id": "web-2", "kind": "Server", "name": "Second web"}],
        "relationships": [
            {"type": "DEPENDS_ON", "from": "shop", "to": "web-2", "group": "web"},
            {"type": "DEPENDS_ON", "from": "shop", "to": "web", "group": "web"},
        ],
    }
    bundle = tmp_path / "more.json"
    bundle.write_text(json.dumps(more))
    cli("import", str(bundle), "--source", "tests-more")
    answer = json.loads(cli("analyze", "difference", "--from", str(before), "--json").stdout)
    assert answer["entities"] == {"added": 1, "removed": 0, "changed": 0}
    assert [(each["from"], each["to"], each["change"]) for each in answer["changed_relationships"]] == [
        ("shop", "web", "added"),
        ("shop", "web-2", "added"),
    ]
    assert answer["services"] == []  # the plain dependency on the first one is still there
    since = cli("analyze", "difference", "--since", files.read(before).taken.as_of).stdout
    assert "1 entity added; 2 relationships added. No service has other single points" in since
    assert "Second web" in since
    same = cli("analyze", "difference", "--from", str(before), "--to", str(before)).stdout
    assert "Nothing is different." in same
    part = cli("analyze", "difference", "--since", "2020-01-01T00:00:00Z", "--kind", "Site", "--json").stdout
    assert [each["id"] for each in json.loads(part)["changed_entities"]] == ["hq"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "Say which is the earlier one"),
        (["--from", "a.json", "--since", "2026-01-01T00:00:00Z"], "--since: not both"),
        (["--from", "a.json", "--kind", "Server"], "--kind, --service and --site go with --since. Leave them away."),
        (["--since", "2026-01-01T00:00:00Z", "--to", "a.json", "--as-of", "2026-02-01T00:00:00Z"], "not both"),
    ],
)
def test_which_two_times_must_be_said(cli: Cli, words: list[str], said: str) -> None:
    assert said in cli("analyze", "difference", *words, code=2).output
