"""`metrics` in a terminal."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Cli

LOG = """\
number,state,sys_updated_on,opened_at,resolved_at,cmdb_ci
INC1,New,2011-03-07 09:00,2011-03-07 09:00,?,erp-db
INC1,Resolved,2011-03-07 12:00,2011-03-07 09:00,2011-03-07 12:00,erp-db
INC2,New,2011-03-31 23:30,2011-03-31 23:00,?,erp-db
"""
MARCH = ("--from", "2011-03-01", "--to", "2011-04-01")


@pytest.fixture(scope="module", autouse=True)
def log(cli: Cli, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("metrics") / "log.csv"
    file.write_text(LOG)
    said = cli("import", str(file), "--source", "tests", "--format", "servicenow-incidents", "--zone", "UTC").output
    assert "Steps of tickets" in said


def test_figures_and_what_they_mean(cli: Cli) -> None:
    out = " ".join(cli("metrics", *MARCH).output.split())
    assert "2 tickets were looked at." in out
    assert "2011-03-01 2011-04-01 0 d 03:00 0 d 03:00 0 d 03:00" in out
    assert "Of the tickets that came to be resolved in the period" in out
    assert "100.0% 1 of 1" in out, "first contact"
    assert "erp-db" in out


def test_a_day_begins_at_midnight_of_the_zone(cli: Cli) -> None:
    answer = json.loads(cli("metrics", *MARCH, "--zone", "Europe/Vienna", "--metric", "backlog_age", "--json").output)
    assert (answer["from"], answer["to"]) == ("2011-02-28T23:00:00Z", "2011-03-31T22:00:00Z")
    (metric,) = answer["metrics"]
    assert metric["periods"][0]["records"] == {"count": 0, "ids": [], "omitted": 0}


def test_what_is_no_zone_is_said(cli: Cli) -> None:
    assert "There is no time zone 'Atlantis'" in cli("metrics", *MARCH, "--zone", "Atlantis", code=2).output


def test_groups_are_rows_after_those_of_all(cli: Cli) -> None:
    out = cli("metrics", *MARCH, "--metric", "backlog_age", "--group", "priority").output
    rows = [line.split()[0] for line in out.splitlines() if "2011-04-01" in line and "looked at" not in line]
    assert rows == ["all", "without"]
    answer = json.loads(cli("metrics", *MARCH, "--metric", "backlog_age", "--group", "kind", "--json").output)
    (group,) = answer["metrics"][0]["groups"]
    assert (group["group"], group["tickets"]) == ({"id": "Incident", "name": "Incident"}, 2)
