"""`report` in a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

ESTATE = {
    "entities": [
        {"id": "shop", "kind": "BusinessService", "name": "Shop <b>"},
        {"id": "web", "kind": "Server", "name": "Web"},
        {"id": "loose", "kind": "Switch", "name": "Loose"},
    ],
    "relationships": [{"type": "DEPENDS_ON", "from": "shop", "to": "web"}],
}


@pytest.fixture(scope="module", autouse=True)
def estate(cli: Cli, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("report") / "estate.json"
    file.write_text(json.dumps(ESTATE))
    cli("import", str(file), "--source", "tests")


def test_a_report_as_a_page_and_as_json_are_of_the_same(cli: Cli, tmp_path: Path) -> None:
    page, data, kept = tmp_path / "report.html", tmp_path / "report.json", tmp_path / "estate.parquet"
    cli("analyze", "snapshot", "-o", str(kept))
    assert "Wrote the report of the whole estate as of " in cli("report", "-o", str(page)).stdout
    done = json.loads(cli("report", "-o", str(data), "--from", str(kept), "--json").stdout)
    report = json.loads(data.read_text(encoding="utf-8"))
    assert done["as_of"] == report["as_of"]
    assert [each["service"]["id"] for each in report["services"]] == ["shop"]
    assert report["fragility"]["items"][0]["id"] == "web"
    text = page.read_text(encoding="utf-8")
    assert "Shop &lt;b&gt;" in text
    assert "<b>" not in text
    assert report["fragility"]["text"] in text
    assert page.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("end", ["pdf", "HTM", ""])
def test_a_report_of_no_known_form(cli: Cli, tmp_path: Path, end: str) -> None:
    file = tmp_path / f"report.{end}"
    assert "a report's name ends in .html or .json" in cli("report", "-o", str(file), code=2).output
    assert not file.exists()
