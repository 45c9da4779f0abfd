"""`find` and `show`, and what an id that is not there is answered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cmdb_graph.deadline import Deadline
from cmdb_graph.entities.records import Precondition, retire
from cmdb_graph.ingest.write import Author
from cmdb_graph.instance import Instance
from tests.cli.conftest import Cli

ESTATE = {
    "entities": [
        {"id": "ups-e-a", "kind": "UPS", "name": "Battery room A"},
        {"id": "ups-e-b", "kind": "UPS", "name": "Battery room B"},
        {"id": "u-17", "kind": "UPS", "name": "UPS E-A"},
        {"id": "srv-1", "kind": "Server", "name": "Bosun", "attributes": {"memory": 64, "comments": "a\u001b[0mb"}},
        {"id": "shop", "kind": "BusinessService", "name": "Web shop"},
        {"id": "team", "kind": "Team", "name": "Night crew", "attributes": {"email": "night@crew.example"}},
        {
            "id": "CHG-1",
            "kind": "Change",
            "name": "Patch Bosun",
            "attributes": {
                "status": "in_progress",
                "planned_start": "2026-12-01T20:00:00Z",
                "planned_end": "2026-12-01T21:30:00Z",
            },
        },
        {"id": "INC-1", "kind": "Incident", "name": "Bosun is slow", "attributes": {"planned_start": 7}},
    ],
    "relationships": [
        {"type": "POWERED_BY", "from": "srv-1", "to": "ups-e-a"},
        {"type": "POWERED_BY", "from": "srv-1", "to": "ups-e-b"},
        {"type": "RUNS_ON", "from": "shop", "to": "srv-1", "effect": "soft"},
        {"type": "OWNED_BY", "from": "shop", "to": "team"},
        {"type": "SUPPORTED_BY", "from": "srv-1", "to": "team"},
        {"type": "TARGETS", "from": "CHG-1", "to": "srv-1"},
        {"type": "AFFECTS", "from": "INC-1", "to": "srv-1"},
    ],
}


@pytest.fixture(scope="module", autouse=True)
def estate(cli: Cli, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The estate, and a time before it was there."""
    folder = tmp_path_factory.mktemp("estate")
    (folder / "first.json").write_text(json.dumps({"entities": [{"id": "early", "kind": "Server"}]}))
    (folder / "estate.json").write_text(json.dumps(ESTATE))
    cli("import", str(folder / "first.json"), "--source", "tests", "--at", "2026-01-01T00:00:00Z")
    cli("import", str(folder / "estate.json"), "--source", "tests", "--at", "2026-02-01T00:00:00Z")
    return "2026-01-15T00:00:00Z"


def rows(text: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines()]


def test_find_shows_id_kind_and_name(cli: Cli) -> None:
    assert rows(cli("find", "BATTERY").stdout) == [
        ["Id", "Kind", "Name"],
        ["ups-e-a", "UPS", "Battery", "room", "A"],
        ["ups-e-b", "UPS", "Battery", "room", "B"],
    ]
    assert "There are more" in cli("find", "battery", "--limit", "1").stdout
    assert "Nothing is found" in cli("find", "battery", "--kind", "Server").stdout
    found = json.loads(cli("find", "bosun", "--kind", "Hardware", "--json").stdout)
    assert [entity["id"] for entity in found["items"]] == ["srv-1"]


def test_find_looks_in_what_identifies_and_says_where(cli: Cli) -> None:
    assert rows(cli("find", "night@crew").stdout) == [
        ["Id", "Kind", "Name", "Found", "in"],
        ["team", "Team", "Night", "crew", "email:", "night@crew.example"],
        ["shop", "BusinessService", "Web", "shop", "owner:", "Night", "crew"],
    ]


def test_find_as_of_a_time(cli: Cli, estate: str) -> None:
    assert [row[0] for row in rows(cli("find", "r", "--as-of", estate).stdout)] == ["Id", "early"]


def test_show_tells_attributes_with_units_and_relationships_both_ways(cli: Cli) -> None:
    told = rows(cli("show", "srv-1").stdout)
    assert told[0] == ["Bosun", "[srv-1]", "Server"]
    assert ["memory", "64", "GiB"] in told
    assert ["Sources", "tests"] in told
    assert ["Powered", "by", "Battery", "room", "A", "[ups-e-a]", "UPS", "in", "power,", "need", "1"] in told
    assert ["Runs", "Web", "shop", "[shop]", "BusinessService", "soft"] in told
    assert any(row[:3] == ["version", "1", "2026-02-01T00:00:00.000000Z"] for row in told)
    assert "\u001b" not in cli("show", "srv-1").stdout


def test_show_as_json_and_as_of(cli: Cli, estate: str) -> None:
    card = json.loads(cli("show", "shop", "--json").stdout)
    assert card["entity"]["name"] == "Web shop"
    assert {(joined["reads"], joined["id"]) for joined in card["relationships"]} == {
        ("Runs on", "srv-1"),
        ("Owned by", "team"),
    }
    assert [state["version"] for state in card["history"]] == [1]
    cli("show", "early", "--as-of", estate)
    missing = cli("show", "shop", "--as-of", estate, code=2).stderr
    assert missing.startswith("Error: There was no entity 'shop' at 2026-01-15T00:00:00.000000Z. `cmdb-graph find`")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("UPS-E-A", "ups-e-a"),
        ("ups e-a", "u-17"),
        ("battery", "ups-e-a, ups-e-b"),
        ("ups-e", "ups-e-a, ups-e-b"),
        ("CHG-1 ", "CHG-1"),
        ("usp-e-a", "ups-e-a"),
        ("upse-a", "u-17, ups-e-a"),
        ("sr-1", "srv-1"),
        ("srv-11", "srv-1"),
        ("sev-1", "srv-1"),
        ("INC1", "INC-1"),
        ("Batery roon A", "ups-e-a, ups-e-b"),
        ("web shpo", "shop"),
    ],
)
@pytest.mark.parametrize("command", ["impact", "dependencies", "path", "show"])
def test_what_may_have_been_meant(cli: Cli, command: str, typed: str, meant: str) -> None:
    words = [command, typed] + (["shop"] if command == "path" else [])
    said = cli(*words, code=2).stderr
    assert said == f"Error: There is no entity {typed!r}. Did you mean: {meant}?\n"


@pytest.mark.parametrize("typed", ["s", "nothing like it", "%", "' OR 1=1", "a\nb"])
def test_nothing_is_guessed(cli: Cli, typed: str) -> None:
    find = "`cmdb-graph find` looks for parts of names."
    assert cli("show", typed, code=2).stderr == f"Error: There is no entity {typed!r}. {find}\n"


def test_ids_that_were_joined_are_told_apart(cli: Cli) -> None:
    said = cli("impact", "ups-e-a,srv-1", code=2).stderr
    assert said == "Error: There is no entity 'ups-e-a,srv-1'. These are 2 ids in one. Separate ids by blanks.\n"
    assert "ids in one" not in cli("impact", "ups-e-a,srv-77777", code=2).stderr


def test_what_was_retired_can_be_asked_about_before(cli: Cli, empty_instance: Instance) -> None:
    cli("import", "-", "--source", "tests", input='{"id": "gone", "kind": "Server"}')
    author = Author("tests", "tests")
    retire(empty_instance.store, "gone", Precondition("*"), author, Deadline(30))
    for command in ("impact", "show"):
        said = cli(command, "gone", code=2).stderr
        assert "was retired at" in said
        assert "--as-of" in said
        assert "/v1" not in said


def test_of_a_past_time_only_what_was_there_is_meant(cli: Cli, estate: str) -> None:
    assert "Did you mean: early?" in cli("impact", "earl", "--as-of", estate, code=2).stderr
    assert "Did you mean" not in cli("impact", "battery", "--as-of", estate, code=2).stderr


def test_impact_tells_when_changes_are_planned_and_why_somebody_is_told(cli: Cli) -> None:
    told = rows(cli("impact", "ups-e-a", "srv-1").stdout)
    window = ["2026-12-01", "20:00", "UTC", "to", "2026-12-01", "21:30", "UTC"]
    assert ["CHG-1", "Patch", "Bosun", "in", "progress", *window, "srv-1"] in told
    assert ["INC-1", "Bosun", "is", "slow", "no", "status", "srv-1"] in told
    assert ["Night", "crew", "<night@crew.example>", "owns", "shop;", "supports", "srv-1"] in told
    for then in ([], ["--as-of", "2026-03-01T00:00:00Z"]):
        answer = json.loads(cli("impact", "srv-1", "--json", *then).stdout)
        change, incident = answer["tickets"]
        assert (change["starts"], change["ends"]) == ("2026-12-01T20:00:00Z", "2026-12-01T21:30:00Z")
        assert (incident["starts"], incident["ends"]) == (None, None)
        (team,) = answer["notify"]
        assert team["about"] == ["shop", "srv-1"]
        assert team["duties"] == [{"relation": "owns", "id": "shop"}, {"relation": "supports", "id": "srv-1"}]


def test_the_schema_reads_as_text(cli: Cli, tmp_path: Path) -> None:
    told = cli("schema", "Server").stdout
    assert "Server < Computer < Hardware < ManagedElement" in told
    assert any(row[:3] == ["memory", "number", "GiB"] or row[:3] == ["memory", "integer", "GiB"] for row in rows(told))
    assert any(row[:3] == ["Runs", "<-RUNS_ON-", "Hardware,"] for row in rows(told))
    assert "Powers" in cli("schema", "POWERED_BY").stdout
    assert json.loads(cli("schema", "Server", "--json").stdout)["Server"]["parent"] == "Computer"
    assert "Did you mean Server" in cli("schema", "Servr", code=2).stderr


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["impact", "srv-1", "--kind", "Servr"], "Server"),
        (["find", "srv", "--kind", "servr"], "Server"),
        (["schema", "servr"], "Server"),
        (["schema", "powered_by"], "POWERED_BY"),
    ],
)
def test_a_name_of_the_vocabulary_is_put_right(cli: Cli, words: list[str], meant: str) -> None:
    said = cli(*words, code=2).stderr
    assert f"Did you mean {meant}" in said
    assert said.endswith("? `cmdb-graph schema` lists them.\n")


def test_several_words_are_one_text(cli: Cli) -> None:
    assert cli("find", "battery", "room", "a").stdout == cli("find", "battery room a").stdout
    assert "ups-e-a" in cli("find", "battery", "room", "a").stdout


def test_a_path_to_itself(cli: Cli) -> None:
    assert cli("path", "srv-1", "srv-1").stdout == "Bosun [srv-1] is asked about twice: that is the same entity.\n"


def test_what_stands_alone_ends_without_blank_lines(cli: Cli) -> None:
    assert not cli("impact", "u-17").stdout.endswith("\n\n")
    tree = cli("dependencies", "shop").stdout.splitlines()
    assert tree[2] == "Web shop  [shop]"
