"""`license` in a terminal."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

ESTATE = {
    "entities": [
        {"id": "db", "kind": "SoftwareProduct", "name": "Big Database", "attributes": {"edition": "Enterprise"}},
        {"id": "lic", "kind": "License", "attributes": {
            "metric": "oracle-processor", "quantity": 10, "license_type": "perpetual", "unit_cost": 1000, "currency": "EUR",
        }},
        {"id": "srv", "kind": "Server", "attributes": {"processors": 2, "cores": 32, "processor_model": "AMD EPYC 7543"}},
        {"id": "inst", "kind": "SoftwareInstallation"},
    ],
    "relationships": [
        {"type": "ENTITLES", "from": "lic", "to": "db"},
        {"type": "INSTANCE_OF", "from": "inst", "to": "db"},
        {"type": "INSTALLED_ON", "from": "inst", "to": "srv"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def estate(cli: Cli, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("licenses") / "estate.json"
    file.write_text(json.dumps(ESTATE))
    cli("import", str(file), "--source", "tests")


def test_lacking_units_are_said_with_their_evidence_and_the_exit_code(cli: Cli) -> None:
    out = cli("license", "db", code=1).output
    assert "1 of 1 position lacks units, worth 6,000.00 EUR: Big Database Enterprise (6 processors)." in out
    assert "32 cores x 0.5 (AMD EPYC 7543)" in out


def test_json_is_the_answer_of_the_api(cli: Cli) -> None:
    (item,) = json.loads(cli("license", "--json", code=1).stdout)["items"]
    assert (item["owned"], item["required"], item["delta"]) == (10, 16, -6)


def test_a_change_that_is_not_made(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "change.json"
    file.write_text(json.dumps({"modify": [{"id": "srv", "set": {"processors": 1, "cores": 16}}]}))
    assert (
        "Big Database needs 8 processors fewer, 6,000.00 EUR less exposed"
        in cli("license", "--what-if", str(file)).output
    )
    cli("license", "db", code=1)


def test_the_workbook_is_written(cli: Cli, tmp_path: Path) -> None:
    cli("license", "--xlsx", str(tmp_path / "positions.xlsx"), code=1)
    assert zipfile.is_zipfile(tmp_path / "positions.xlsx")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nothing"], "There is no software product 'nothing'."),
        (["Big Database"], "Did you mean: db"),
        (["--on", "soon"], "'--on': a day such as 2026-12-31, not 'soon'."),
        (["--what-if", "/nowhere.json"], "/nowhere.json cannot be read"),
        (["db", "--what-if", "x.json"], "leave PRODUCT and --xlsx out"),
    ],
)
def test_wrong_input(cli: Cli, words: list[str], says: str) -> None:
    assert says in cli("license", *words, code=2).output


def test_what_could_be_given_back(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "idle.json"
    file.write_text(
        json.dumps(
            {"entities": [{"id": "inst", "kind": "SoftwareInstallation", "attributes": {"last_used": "2026-01-01"}}]}
        )
    )
    cli("import", str(file), "--source", "tests")
    out = cli("reclaim", "--on", "2026-11-26").output
    assert "1 installation could be given back, which would free 16 units, worth 16,000.00 EUR." in out
    assert "unused: last used on 2026-01-01, 329 days ago" in out
    assert (
        "leave --as-of and --on out"
        in cli("reclaim", "--since", "2026-01-01T00:00:00Z", "--on", "2026-01-01", code=2).output
    )
    assert "nothing is gone since" in cli("reclaim", "--since", "2026-01-01T00:00:00Z").output


def test_a_fact_that_is_misspelled_is_said(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "change.json"
    file.write_text(json.dumps({"modify": [{"id": "srv", "set": {"procesors": 1}}]}))
    out = cli("license", "--what-if", str(file)).output
    assert "srv: a Server has no 'procesors', so nothing is counted by it." in out


def test_cores_below_zero_are_refused(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "change.json"
    file.write_text(json.dumps({"modify": [{"id": "srv", "set": {"cores": -8}}]}))
    assert "cores" in cli("license", "--what-if", str(file), code=2).output
