"""`context` in a terminal: a clerk with a laptop, whose mail stands on a host that is under change."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Cli

ESTATE = {
    "entities": [
        {"id": "ada", "kind": "Person", "name": "Ada"},
        {"id": "bob", "kind": "Person", "name": "Bob"},
        {"id": "laptop", "kind": "Laptop", "name": "Laptop 7", "attributes": {"warranty_end": "2020-12-31"}},
        {"id": "mail", "kind": "Application", "name": "Mail"},
        {"id": "host", "kind": "Server", "name": "Mail host"},
        {"id": "chg", "kind": "Change", "name": "New disks", "attributes": {"status": "in_progress", "priority": 2}},
    ],
    "relationships": [
        {"type": "USED_BY", "from": "laptop", "to": "ada"},
        {"type": "USED_BY", "from": "mail", "to": "ada"},
        {"type": "RUNS_ON", "from": "mail", "to": "host"},
        {"type": "TARGETS", "from": "chg", "to": "host"},
    ],
}


@pytest.fixture(scope="module", autouse=True)
def estate(cli: Cli, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("context") / "estate.json"
    file.write_text(json.dumps(ESTATE))
    cli("import", str(file), "--source", "tests")


def rows(out: str) -> list[str]:
    return [" ".join(line.split()) for line in out.splitlines()]


def test_what_is_wrong_comes_with_the_way_there(cli: Cli) -> None:
    found = rows(cli("context", "ada").output)
    assert found[0].startswith("Ada: 2 things, 0 pieces of software. Known there now: 1 open ticket and 0 alarms")
    assert "New disks [chg] Change in_progress 2 - - mail -> host" in found
    assert "Laptop 7 [laptop] Laptop used - 2020-12-31 (over) -" in found
    assert "Mail host [host] Server" in found
    assert "Software" not in found, "an empty list has no table"


def test_the_same_as_json(cli: Cli) -> None:
    answer = json.loads(cli("context", "ada", "--json").stdout)
    assert [each["id"] for each in answer["things"]] == ["laptop", "mail"]
    assert answer["trouble"][0]["path"] == ["mail", "host"]
    assert answer["text"] == cli("context", "ada").output.splitlines()[0]


def test_what_the_limit_leaves_out_is_counted(cli: Cli) -> None:
    assert "And 1 more: raise --limit to see them." in rows(cli("context", "ada", "--limit", "1").output)


def test_somebody_with_nothing(cli: Cli) -> None:
    assert rows(cli("context", "bob").output) == [
        "Bob: 0 things, 0 pieces of software. Nothing is known to be wrong there."
    ]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("host",), "is a Server: the context is that of a Person or a Ticket"),
        (("nobody",), "There is no entity 'nobody'"),
        (("ada", "--as-of", "noon"), "not an ISO 8601 time"),
    ],
)
def test_what_has_no_context_is_told(cli: Cli, words: tuple[str, ...], says: str) -> None:
    assert says in " ".join(cli("context", *words, code=2).output.split())
