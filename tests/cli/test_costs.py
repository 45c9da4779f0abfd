"""`cost` in a terminal."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Cli

ESTATE = {
    "entities": [
        {"id": "line", "kind": "Circuit", "name": "Line", "attributes": {"annual_cost": 1000, "currency": "EUR"}},
        {"id": "spare", "kind": "Circuit", "name": "Spare", "attributes": {"annual_cost": 10, "currency": "EUR"}},
        {"id": "shop", "kind": "BusinessService", "name": "Shop"},
    ],
    "relationships": [{"type": "DEPENDS_ON", "from": "shop", "to": "line"}],
}
YEAR = ("--from", "2026-01-01", "--to", "2026-12-31")


@pytest.fixture(scope="module", autouse=True)
def estate(cli: Cli, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("costs") / "estate.json"
    file.write_text(json.dumps(ESTATE))
    cli("import", str(file), "--source", "tests")


def test_the_estate_and_who_bears_it(cli: Cli) -> None:
    out = cli("cost", *YEAR).output
    said = "the estate costs 1,010.00 EUR: 1 service bears 1,000.00 EUR, and 10.00 EUR reaches none."
    assert f"From 2026-01-01 to 2026-12-31, {said}" in out
    assert "Spare" in out


def test_one_entity_and_where_its_cost_comes_from(cli: Cli) -> None:
    out = cli("cost", "shop", *YEAR).output
    assert "Shop costs 1,000.00 EUR, all of it from what it stands on." in out
    assert "Line" in out
    assert "1,000.00 a year" in cli("cost", "line", *YEAR).output


def test_json_is_the_answer_of_the_api(cli: Cli) -> None:
    answer = json.loads(cli("cost", "--json", *YEAR).stdout)
    assert answer["totals"] == [{"currency": "EUR", "total": 1010, "services": 1000, "unallocated": 10}]
    assert (answer["from"], answer["to"]) == ("2026-01-01", "2026-12-31")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nothing"], "There is no entity 'nothing'."),
        (["--from", "soon"], "'--from': a day such as 2026-12-31, not 'soon'."),
        (["--from", "2026-02-01", "--to", "2026-01-01"], "before it begins on 2026-02-01"),
        (["--keeps", "Server"], "Server is no kind of service"),
    ],
)
def test_wrong_input(cli: Cli, words: list[str], says: str) -> None:
    assert says in cli("cost", *words, code=2).output
