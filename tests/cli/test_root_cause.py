"""`root-cause` in a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

ESTATE = {
    "entities": [
        {"id": "shop", "kind": "BusinessService", "name": "Shop"},
        {"id": "app", "kind": "Application", "name": "App"},
        {"id": "db", "kind": "Server", "name": "Database host"},
    ],
    "relationships": [
        {"type": "DEPENDS_ON", "from": "shop", "to": "app"},
        {"type": "RUNS_ON", "from": "app", "to": "db"},
    ],
}
EVENTS = [{"id": "db", "at": "2026-11-26T02:09:00Z", "signal": "cpu", "score": 30, "direction": "up"}]


@pytest.fixture(scope="module", autouse=True)
def estate(cli: Cli, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("causes") / "estate.json"
    file.write_text(json.dumps(ESTATE))
    cli("import", str(file), "--source", "tests")


def test_the_likeliest_cause_and_the_way_from_it(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "events.json"
    file.write_text(json.dumps(EVENTS))
    asked = ("root-cause", "shop", "--at", "2026-11-26T02:10:00Z", "--events", str(file))
    out = " ".join(cli(*asked).output.split())
    assert "Database host is the likeliest cause" in out
    answer = json.loads(cli(*asked, "--json").stdout)
    assert answer["candidates"][0]["path"] == ["db", "app", "shop"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--lookback", "yesterday"), "lookback: no duration: 'yesterday'"),
        (("--at", "noon"), "not an ISO 8601 time"),
    ],
)
def test_wrong_words_are_told(cli: Cli, words: tuple[str, ...], says: str) -> None:
    answer = cli("root-cause", "shop", *words, code=2)
    assert says in " ".join(answer.output.split())


def test_a_file_that_holds_no_events(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "events.json"
    file.write_text("{}")
    assert "holds no list of events" in cli("root-cause", "shop", "--events", str(file), code=2).output
