"""`analyze health` in a terminal, on an estate with a past."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Cli


def server(id_: str, **attributes: str) -> dict[str, Any]:
    return {"id": id_, "kind": "Server", "attributes": attributes}


# Each: when, what of it, from whom. The third is reported again and again and never changes; the first not after May.
PAST: list[tuple[str, str, list[dict[str, Any]]]] = [
    ("2026-01-01T00:00:00Z", "discovery", [server("a", serial_number="1"), server("steady", serial_number="2")]),
    ("2026-01-01T00:00:00Z", "manual", [server("by-hand", serial_number="3")]),
    ("2026-03-01T00:00:00Z", "discovery", [server("a", serial_number="1"), server("steady", serial_number="2")]),
    ("2026-05-01T00:00:00Z", "discovery", [server("a", serial_number="1"), server("steady", serial_number="2")]),
    ("2026-08-01T00:00:00Z", "discovery", [server("steady", serial_number="2"), server("b", serial_number="1")]),
]


@pytest.fixture(scope="module", autouse=True)
def estate(cli: Cli, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("health") / "estate.json"
    for at, source, entities in PAST:
        file.write_text(json.dumps({"entities": entities, "relationships": []}))
        cli("import", str(file), "--source", source, "--at", at)


def ask(cli: Cli, *words: str) -> dict[str, Any]:
    return json.loads(cli("analyze", "health", "--json", *words).stdout)


def rows(answer: dict[str, Any], check: str) -> list[str]:
    return [row["id"] for row in answer["items"] if row["check"] == check]


def test_what_is_stale_at_a_time(cli: Cli) -> None:
    def at(time: str, *words: str) -> list[str]:
        return rows(ask(cli, "--as-of", time, *words), "stale")

    assert at("2026-06-01T00:00:00Z") == []
    assert at("2026-08-02T00:00:00Z") == ["a"]
    assert at("2026-08-02T00:00:00Z", "--stale-days", "100") == []
    # Of what has been reported since, reports in between are not kept: it was not lost.
    assert at("2026-07-15T00:00:00Z") == ["a"]
    # Nothing was recorded since, and nothing reported: as of later, all of it is.
    assert at("2026-11-01T00:00:00Z") == ["a", "b", "steady"]


def test_what_is_wrong_from_the_database_and_from_a_file(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "estate.parquet"
    cli("analyze", "snapshot", "-o", str(file))
    database, from_file = ask(cli, "--as-of", "2026-08-01T00:00:00Z"), ask(cli, "--from", str(file))
    assert database == from_file
    assert rows(database, "duplicates") == ["a", "b"]
    assert rows(database, "orphans") == ["a", "b", "by-hand", "steady"]
    assert ask(cli, "--from", str(file), "--source", "manual")["total"]["entities"] == 1
    assert rows(ask(cli, "--from", str(file), "--check", "duplicates"), "orphans") == []


def test_over_time(cli: Cli) -> None:
    times = [word for month in ("03", "06", "09") for word in ("--as-of", f"2026-{month}-02T00:00:00Z")]
    answer = ask(cli, "--trend", *times)
    figures = [
        {each["check"]: (each["of"], each["failing"]) for each in p["total"]["checks"]} for p in answer["points"]
    ]
    assert [each["stale"] for each in figures] == [(2, 0), (2, 0), (3, 1)]
    assert [each["duplicates"] for each in figures] == [(3, 0), (3, 0), (4, 2)]
    scores = [point["total"]["score"] for point in answer["points"]]
    assert scores == [ask(cli, "--as-of", at)["total"]["score"] for at in times[1::2]]
    assert answer["text"].startswith("Health fell by ")
    every = ask(cli, "--trend", "--every", "month", "--since", "2026-01-15", "--as-of", "2026-03-20T00:00:00Z")
    assert [point["at"][:10] for point in every["points"]] == ["2026-01-15", "2026-02-15", "2026-03-15", "2026-03-20"]


def test_it_reads_well(cli: Cli) -> None:
    out = cli("analyze", "health", "--as-of", "2026-08-02T00:00:00Z", "--limit", "4").stdout
    line = next(line for line in out.splitlines() if line.startswith("duplicates"))
    assert line.split() == ["duplicates", "4", "2", "50.0%", "20%", "10.0"]
    assert "Server  " in out
    assert "Nothing is found." not in out
    assert "Nothing is found." in cli("analyze", "health", "--check", "dead_ends").stdout
    assert "more: raise --limit to see them." in out
    trend = cli("analyze", "health", "--trend", "--as-of", "2026-08-02T00:00:00Z").stdout
    assert "Health was " in trend
    assert "50.0%" in trend


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--kind", "Serverr"], "Did you mean Server"),
        (["--service", "none"], "There is no entity 'none'"),
        (["--service", "a"], "'a' is no service"),
        (["--service", ""], "--service"),
        (["--source", "nobody"], "has the source 'nobody'. There are "),
        (["--check", "orphan"], "orphans"),
        (["--every", "day"], "go with --trend"),
        (["--as-of", "2026-01-01T00:00:00Z", "--as-of", "2026-02-01T00:00:00Z"], "go with --trend"),
        (["--trend"], "A trend needs its times"),
        (["--trend", "--every", "day"], "--every and --since go together"),
        (["--trend", "--every", "day", "--since", "2001-01-01"], "at most 400 times"),
        (["--trend", "--every", "day", "--since", "yesterday"], "'yesterday' is not an ISO 8601 time"),
        (["--trend", "--from", "x.json", "--as-of", "2026-01-01T00:00:00Z"], "leave --from and --check away"),
        (["--from", "none.parquet"], "'none.parquet' cannot be read"),
        (["--from", "none.parquet", "--as-of", "2026-01-01T00:00:00Z"], "Leave them away, or leave --from away"),
    ],
)
def test_wrong_input(cli: Cli, words: list[str], says: str) -> None:
    assert says in " ".join(cli("analyze", "health", *words, code=2).output.split())
