"""`import`: which format a file is taken for, and a dry run of several files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cmdb_graph.ingest.readers import guessed
from tests.cli.conftest import Cli

DUMP = '[\n {"model": "dcim.site", "pk": 1, "fields": {"name": "Kiel"}}]'


@pytest.mark.parametrize(
    ("name", "content", "format_name"),
    [
        ("a.csv", '{"id": 1}', "csv"),
        ("a.CSV", "", "csv"),
        ("a.ndjson", "[", "ndjson"),
        ("a.jsonl", "", "ndjson"),
        ("a.json", '{"id": "a"}', "bundle"),
        ("a.json", DUMP, "netbox"),
        ("a.json", "\ufeff \n" + DUMP, "netbox"),
        ("a.json", '[{"model": "x"}]', "bundle"),
        ("a.json", "[", "bundle"),
        ("a.json", "", "bundle"),
        ("a.json", "id,kind", "bundle"),
        ("-", DUMP, "netbox"),
        ("-", "\n\n" + '{"id": "a", "kind": "Server"}\n{"id": "b"}', "ndjson"),
        ("-", '{"entities": []}', "bundle"),
        ("-", '{\n "entities": []\n}', "bundle"),
        ("-", "\ufeffid,kind\na,Server", "csv"),
        ("-", "", "bundle"),
        ("-", "[" * 5000, "bundle"),
        ("-", "{" * 5000, "bundle"),
    ],
)
def test_the_format_is_guessed(tmp_path: Path, name: str, content: str, format_name: str) -> None:
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")
    assert guessed(file) == format_name


def test_a_file_that_cannot_be_read_says_as_what_it_was_taken(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "servers.json"
    file.write_text("id,kind\na,Server\n")
    said = cli("import", str(file), "--source", "tests", code=2).stderr
    assert str(file) in said
    others = "bundle, csv, licenses, ndjson, netbox, servicenow-incidents, snipe-it"
    assert f"It was read as bundle; if it is another format, name it with --format ({others})." in said
    assert "was read as" not in cli("import", str(file), "--source", "tests", "--format", "bundle", code=2).stderr
    file.with_suffix(".ndjson").write_text("id,kind\n")
    said = cli("import", str(file.with_suffix(".ndjson")), "--source", "tests", code=1).stderr
    assert "was read as ndjson" in said
    assert "was read as" not in cli("import", str(file), "--source", "s" * 101, code=2).stderr


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--at", "tomorrow"], "--at 'tomorrow' is not an ISO 8601 time"),
        (["--at", "2999-01-01T00:00:00Z"], "lies ahead"),
        (["--kind", "Servr"], "Did you mean Server"),
    ],
)
def test_another_error_says_nothing_of_the_format(cli: Cli, tmp_path: Path, words: list[str], why: str) -> None:
    file = tmp_path / "servers.csv"
    file.write_text("id,kind\na,Server\n")
    said = cli("import", str(file), "--source", "tests", *words, code=2).stderr
    assert why in said
    assert "format" not in said


def test_a_folder_is_no_file(cli: Cli, tmp_path: Path) -> None:
    assert f"'{tmp_path}' is a folder" in cli("import", str(tmp_path), "--source", "tests", code=2).stderr


def test_a_csv_of_no_kind_is_told_how_to_say_it(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "servers.csv"
    file.write_text("id,name\na,b\n")
    said = cli("import", str(file), "--source", "tests", code=2).stderr
    assert "--kind Server" in said
    assert "kind=Server" not in said


def test_standard_input_needs_no_format(cli: Cli) -> None:
    cli("import", "-", "--source", "tests", input="id,kind,name\npiped,Server,Piped\n")
    assert "Piped" in cli("show", "piped").stdout


def test_a_dry_run_of_several_files_plans_each_as_if_those_before_were_in(cli: Cli, tmp_path: Path) -> None:
    nodes, ties, lost = tmp_path / "nodes.csv", tmp_path / "ties.csv", tmp_path / "lost.csv"
    nodes.write_text("id,kind\ndry-a,BusinessService\ndry-b,Server\n")
    ties.write_text("type,from,to\nRUNS_ON,dry-a,dry-b\n")
    lost.write_text("type,from,to\nRUNS_ON,dry-a,dry-c\n")
    files = [str(nodes), str(ties)]
    planned = json.loads(cli("import", *files, "--source", "tests", "--dry-run", "--json").stdout)
    assert [answer["relationships"]["created"] for answer in planned] == [0, 1]
    assert [answer["rejected"] for answer in planned] == [[], []]
    assert "dry-c" in cli("import", *files, str(lost), "--source", "tests", "--dry-run", code=1).stdout
    assert "There is no entity 'dry-a'" in cli("show", "dry-a", code=2).stderr, "nothing was written"
    cli("import", str(ties), "--source", "tests", "--dry-run", code=1)
    applied = json.loads(cli("import", *files, "--source", "tests", "--json").stdout)
    assert [answer["relationships"]["created"] for answer in applied] == [0, 1]


def test_the_columns_of_a_spreadsheet(cli: Cli, tmp_path: Path) -> None:
    nodes, ties = tmp_path / "nodes.csv", tmp_path / "ties.csv"
    nodes.write_text("ID, Kind ,Name,Cores\nsheet-a,Server,Bosun,4\nsheet-b,Server,Mate,8\n")
    ties.write_text("Type,From,TO\nRUNS_ON,sheet-a,sheet-b\n")
    first, second = json.loads(cli("import", str(nodes), str(ties), "--source", "tests", "--json").stdout)
    assert (first["entities"]["created"], second["relationships"]["created"]) == (2, 1)
    (said,) = first["warnings"]
    assert "no attribute 'Cores'" in said
    assert "Did you mean cores" in said
    assert "Bosun" in cli("show", "sheet-a").stdout


def test_the_license_table_is_printed_filled_in_and_imported(cli: Cli, tmp_path: Path) -> None:
    text = cli("import", "--template", "licenses").stdout
    assert text.startswith("\ufeffid,publisher,product,")
    file = tmp_path / "licenses.csv"
    file.write_text(text.replace("# Example LIC-0002", "LIC-0002"), encoding="utf-8")
    done = json.loads(cli("import", str(file), "--format", "licenses", "--source", "licenses", "--json").stdout)
    assert done["rejected"] == []
    assert "Adobe Acrobat Pro, named-user" in cli("show", "LIC-0002").stdout
    assert "licenses" in cli("import", "--template", "people", code=2).stderr


def test_an_export_of_snipe_it_needs_its_name_and_takes_its_options(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "assets.csv"
    file.write_text('Asset Tag,Model,Category,Purchased,Cost\ncli-1,T14,Laptops,3/4/2024,"1.499,00"\n')
    said = cli("import", str(file), "--source", "snipe-it", code=2).stderr
    assert "It was read as csv" in said
    assert "snipe-it" in said
    words = ["import", str(file), "--source", "snipe-it", "--format", "snipe-it"]
    assert "dates=dmy or dates=mdy" in cli(*words, code=1).stdout
    cli(*words, "--dates", "dmy", "--decimals", "comma", "--currency", "EUR")
    shown = cli("show", "snipe-it:asset:cli-1").stdout
    assert "2024-04-03" in shown
    assert "1499" in shown
    assert "euro" in cli(*words, "--currency", "euro", code=2).stderr
    cli(*words, "--dates", "whenever", code=2)
