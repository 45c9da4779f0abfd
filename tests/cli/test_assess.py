"""`assess` in a terminal: exit code 1 says that a check failed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

HIGH = {"impact": "high", "urgency": "high", "status": "new"}
TICKETS = {
    "entities": [
        {"id": "inc-1", "kind": "Incident", "name": "Shop is slow", "attributes": {**HIGH, "priority": 4}},
        {"id": "inc-2", "kind": "Incident", "attributes": {**HIGH, "priority": 3}},
        {"id": "prb-1", "kind": "Problem", "attributes": {**HIGH, "priority": 1}},
        {"id": "chg-1", "kind": "Change", "attributes": {"priority": 1}},
    ]
}


@pytest.fixture(scope="module", autouse=True)
def tickets(cli: Cli, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("assess") / "tickets.json"
    file.write_text(json.dumps(TICKETS))
    cli("import", str(file), "--source", "tests")


def test_priorities_that_disagree_fail_the_check(cli: Cli) -> None:
    out = cli("assess", "priorities", code=1).output
    assert "2 of 4 tickets disagree with the matrix, 1 lacks impact or urgency." in out
    assert "Shop is slow" in out
    assert "And 1 more: raise --limit" in cli("assess", "priorities", "--limit", "1", code=1).output


def test_a_check_that_finds_nothing_is_passed(cli: Cli) -> None:
    assert "0 of 1 ticket disagree" in cli("assess", "priorities", "--kind", "Problem").output


def test_json_is_the_answer_of_the_api(cli: Cli) -> None:
    answer = json.loads(cli("assess", "priorities", "--json", code=1).stdout)
    assert [each["id"] for each in answer["items"]] == ["inc-1", "inc-2"]
    assert answer["counts"] == {"agree": 1, "disagree": 2, "without_priority": 0, "unrated": 1}
    past = json.loads(cli("assess", "priorities", "--json", "--as-of", "2020-01-01T00:00:00Z").stdout)
    assert past["items"] == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--kind", "Server"], "Server is no kind of Ticket"),
        (["--kind", "Incidnet"], "Did you mean Incident"),
        (["--as-of", "soon"], "is not an ISO 8601 time"),
    ],
)
def test_wrong_input(cli: Cli, words: list[str], says: str) -> None:
    assert says in cli("assess", "priorities", *words, code=2).output


def test_problems_to_propose_fail_the_check(cli: Cli, tmp_path: Path) -> None:
    period = ("--from", "2011-03-01", "--to", "2011-04-01")
    assert "0 problems proposed." in cli("assess", "problems", *period).output
    opened = {"status": "closed", "opened_at": "2011-03-07T09:00:00Z"}
    bundle = {
        "entities": [
            {"id": "leaky-db", "kind": "DatabaseInstance", "name": "Leaky"},
            *({"id": f"slow-{place}", "kind": "Incident", "attributes": opened} for place in range(3)),
        ],
        "relationships": [{"type": "CAUSED_BY", "from": f"slow-{place}", "to": "leaky-db"} for place in range(3)],
    }
    file = tmp_path / "problems.json"
    file.write_text(json.dumps(bundle))
    cli("import", str(file), "--source", "tests")
    out = " ".join(cli("assess", "problems", *period, code=1).output.split())
    assert "1 problem proposed." in out
    assert "Recurring incidents: Leaky" in out
    answer = json.loads(cli("assess", "problems", *period, "--json", code=1).stdout)
    assert [each["id"] for each in answer["proposals"]] == ["leaky-db"]
    assert "0 problems proposed." in cli("assess", "problems", *period, "--least", "4").output
