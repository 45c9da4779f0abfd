"""Exports of Snipe-IT and tables of licenses through HTTP: options in the address, and the template."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from xml.etree import ElementTree as ET

import httpx
import pytest

from api.imports import CSV
from cmdb_graph.present.workbook import XLSX
from tests.api.serving import entity, imported, problem, sent

Name = Callable[[str], str]
TEMPLATE = "/imports/templates/licenses"
NAMES = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def test_an_export_of_snipe_it(editor: httpx.Client, name: Name) -> None:
    tag = name("1")
    content = f'Asset Tag,Model,Category,Purchased,Cost\n{tag},T14,Laptops,3/4/2024,"1,499"\n'
    given = {"format": "snipe-it", "source": "snipe-it", "dates": "dmy", "decimals": "point", "currency": "EUR"}
    assert imported(editor, content, **given)["rejected"] == []
    read = editor.get(entity(f"snipe-it:asset:{tag}")).json()
    assert read["kind"] == "Laptop"
    bought = {key: read["attributes"][key] for key in ("purchase_date", "purchase_cost", "currency")}
    assert bought == {"purchase_date": "2024-04-03", "purchase_cost": 1499, "currency": "EUR"}
    again = imported(editor, content, **given)
    assert again["entities"]["created"] == again["entities"]["updated"] == 0
    refused = imported(editor, content, format="snipe-it", source="snipe-it")
    (rejection,) = refused["rejected"]
    assert rejection["line"] == 2
    assert "dates=dmy or dates=mdy" in rejection["detail"]


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"format": "snipe-it", "dates": "day first"}, "/dates"),
        ({"format": "snipe-it", "decimals": ","}, "/decimals"),
        ({"format": "snipe-it", "currency": "euro"}, "/currency"),
        ({"format": "snipe-it", "metric": "seat"}, "/metric"),
        ({"format": "licenses", "metric": "device"}, "/metric"),
        ({"format": "ndjson", "currency": "EUR"}, "/currency"),
    ],
)
def test_an_option_that_cannot_be_is_refused_by_its_name(
    editor: httpx.Client, given: dict[str, str], pointer: str
) -> None:
    (error,) = problem(sent(editor, "Asset Tag\nA\n", **given), 422)["errors"]
    assert error["pointer"] == pointer


def test_a_file_of_no_list_says_what_was_expected(editor: httpx.Client) -> None:
    said = problem(sent(editor, "a,b\n1,2\n", format="snipe-it"), 422)
    assert said["type"] == "urn:cmdb-graph:unreadable"
    assert "assets have Asset Tag" in said["detail"]
    assert "Nothing was changed" in said["detail"]


def test_the_template_as_it_is_downloaded_imports(reader: httpx.Client, editor: httpx.Client) -> None:
    answer = reader.get(TEMPLATE)
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == CSV
    assert answer.headers["content-disposition"] == 'attachment; filename="licenses.csv"'
    empty = imported(editor, answer.content, format="licenses", source="licenses")
    assert (empty["rejected"], empty["entities"]["created"]) == ([], 0)
    filled = answer.content.replace(b"# Example LIC-0002", b"LIC-0002").replace(b"# Example", b"")
    done = imported(editor, filled, format="licenses", source="licenses")
    assert (done["rejected"], done["warnings"]) == ([], [])
    assert done["entities"]["created"] + done["entities"]["unchanged"] >= 6
    again = imported(editor, filled, format="licenses", source="licenses")
    assert again["entities"]["created"] == again["entities"]["updated"] == 0


def test_the_template_as_a_workbook_offers_what_a_column_may_hold(reader: httpx.Client) -> None:
    answer = reader.get(TEMPLATE, headers={"Accept": XLSX})
    assert answer.headers["content-type"] == XLSX
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        parts = {file: ET.fromstring(book.read(file)) for file in book.namelist() if file.endswith(".xml")}
    names = [sheet.attrib["name"] for sheet in parts["xl/workbook.xml"].iterfind(".//x:sheet", NAMES)]
    assert names == ["Licenses", "Columns", "Values"]
    lists = [node.text for node in parts["xl/worksheets/sheet1.xml"].iterfind(".//x:dataValidation/x:formula1", NAMES)]
    header = next(csv.reader(io.StringIO(reader.get(TEMPLATE).text.removeprefix("\ufeff"))))
    metric, license_type = (chr(ord("A") + header.index(column)) for column in ("metric", "license_type"))
    policies = reader.get("/license-policies").json()["items"]
    assert lists == [
        f"Values!${metric}$2:${metric}${len(policies) + 1}",
        f"Values!${license_type}$2:${license_type}$3",
    ]
    words = {node.text for node in parts["xl/sharedStrings.xml"].iterfind(".//x:t", NAMES)}
    assert {policy["name"] for policy in policies} | set(header) <= words


def test_the_template_in_another_form_is_refused(reader: httpx.Client) -> None:
    problem(reader.get(TEMPLATE, headers={"Accept": "image/png"}), 406)
    problem(reader.get("/imports/templates/people"), 404)
