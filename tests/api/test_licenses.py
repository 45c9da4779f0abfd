"""License positions through HTTP: what a record must be, what is counted, as of when, and what a change would do."""

from __future__ import annotations

import io
import zipfile
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest

from api.licenses import XLSX
from cmdb_graph.licensing.models import MOST_WARNINGS
from tests.api.serving import problem

P = "lic-"
XEON = "Intel(R) Xeon(R) Gold 6326 CPU @ 2.90GHz"


def entity(node: str, kind: str, **attributes: Any) -> dict[str, Any]:
    return {"id": P + node, "kind": kind, "attributes": attributes}


def join(type_: str, source: str, target: str) -> dict[str, Any]:
    return {"type": type_, "from": P + source, "to": P + target}


def load(client: httpx.Client, entities: list[dict[str, Any]], relationships: list[dict[str, Any]]) -> None:
    body = {"entities": entities, "relationships": relationships}
    answer = client.post("/imports", params={"source": "lic", "format": "bundle"}, json=body)
    assert answer.json()["rejected"] == []


def positions(client: httpx.Client, product: str, **more: str) -> dict[str, dict[str, Any]]:
    answer = client.get("/license-positions", params={"product": P + product, **more})
    assert answer.status_code == 200, answer.text
    return {item["metric"]: item for item in answer.json()["items"]}


@pytest.fixture(scope="module")
def article(editor: httpx.Client) -> None:
    """The case of the article: a host of 2 x 16 cores that may get two more processors, licensed in two ways."""
    load(
        editor,
        [
            entity("db", "SoftwareProduct", publisher="Oracle", edition="Enterprise Edition", version="19c"),
            entity("host", "Server", processors=2, cores=32, processor_model=XEON),
            entity("host2", "Server", processors=2, cores=32, processor_model=XEON),
            entity("vm-host", "Server", processors=2, cores=32, processor_model=XEON),
            entity("vm-host2", "Server", processors=2, cores=32, processor_model=XEON),
            entity("cluster", "HypervisorCluster"),
            entity("vm", "VirtualMachine", vcpus=4),
            entity("cloud", "SoftwareProduct", publisher="Oracle", version="21c"),
            entity("by-processor", "License", metric="oracle-processor", quantity=16, license_type="perpetual",
                   start="2024-01-01", unit_cost=47500, currency="USD"),
            entity("by-user", "License", metric="oracle-named-user-plus", quantity=400, license_type="perpetual",
                   start="2024-01-01", unit_cost=950, currency="USD"),
            entity("virtual", "License", metric="oracle-processor", quantity=16, license_type="subscription",
                   start="2024-01-01", end="2099-12-31", unit_cost=100, currency="USD"),
            entity("contract", "SupportContract", start="2024-01-01"),
            {"id": P + "i", "kind": "SoftwareInstallation"},
            {"id": P + "j", "kind": "SoftwareInstallation"},
        ],
        [
            join("ENTITLES", "by-processor", "db"), join("ENTITLES", "by-user", "db"), join("ENTITLES", "virtual", "cloud"),
            join("INSTANCE_OF", "i", "db"), join("INSTALLED_ON", "i", "host"),
            join("INSTANCE_OF", "j", "cloud"), join("INSTALLED_ON", "j", "vm"),
            join("HOSTED_ON", "vm", "vm-host"), join("HAS_MEMBER", "cluster", "vm-host"),
            join("COVERED_BY", "by-processor", "contract"), join("PART_OF", "virtual", "contract"),
        ],
    )  # fmt: skip


@pytest.mark.usefixtures("article")
def test_positions_tell_owned_required_money_and_evidence(reader: httpx.Client) -> None:
    found = positions(reader, "db")
    by_processor = found["oracle-processor"]
    assert {key: by_processor[key] for key in ("owned", "required", "delta", "exposure", "unit", "policy", "edition")} == {
        "owned": 16, "required": 16, "delta": 0, "exposure": None, "unit": "processor", "policy": "oracle-processor",
        "edition": "Enterprise Edition",
    }  # fmt: skip
    assert by_processor["evidence"] == [
        {
            "id": P + "host",
            "required": 16,
            "rule": "oracle-processor: cores x core factor",
            "why": f"32 cores x 0.5 ({XEON})",
        }
    ]
    assert found["oracle-named-user-plus"]["required"] == 400


def what_if(client: httpx.Client, **change: Any) -> dict[str, Any]:
    answer = client.post("/license-positions/what-if", json=change)
    assert answer.status_code == 200, answer.text
    return answer.json()


def required(items: list[dict[str, Any]], metric: str, product: str = "db") -> int:
    return next(item["required"] for item in items if item["metric"] == metric and item["product"] == P + product)


@pytest.mark.usefixtures("article")
def test_two_more_processors_in_the_host(reader: httpx.Client) -> None:
    answer = what_if(reader, modify=[{"id": P + "host", "set": {"processors": 4, "cores": 64}}])
    assert (required(answer["before"], "oracle-processor"), required(answer["after"], "oracle-processor")) == (16, 32)
    assert required(answer["before"], "oracle-named-user-plus") == 400
    assert required(answer["after"], "oracle-named-user-plus") == 800
    money = {change["metric"]: change["exposure"]["amount"] for change in answer["changed"]}
    assert money == {"oracle-processor": 16 * 47500, "oracle-named-user-plus": 400 * 950}
    assert positions(reader, "db")["oracle-processor"]["required"] == 16, "nothing was written"


@pytest.mark.usefixtures("article")
@pytest.mark.parametrize(
    ("change", "after"),
    [
        ({"relationships": [join("HOSTED_ON", "vm", "vm-host2")]}, 32),
        ({"relationships": [join("HAS_MEMBER", "cluster", "vm-host2")]}, 32),
        ({"entities": [entity("new", "Server", processors=2, cores=32, processor_model=XEON)],
          "relationships": [join("HAS_MEMBER", "cluster", "new")]}, 32),
        ({"modify": [{"id": P + "vm", "set": {"partitioning": "hard"}}]}, 2),
        ({"end": [P + "j"]}, 0),
        ({"end": [{"type": "INSTALLED_ON", "from": P + "j", "to": P + "vm"}],
          "relationships": [join("INSTALLED_ON", "j", "host2")]}, 16),
    ],
)  # fmt: skip
def test_what_a_change_of_the_estate_would_do(reader: httpx.Client, change: dict[str, Any], after: int) -> None:
    answer = what_if(reader, **change)
    assert required(answer["before"], "oracle-processor", "cloud") == 16
    found = {item["product"]: item for item in answer["after"] if item["metric"] == "oracle-processor"}
    assert found[P + "cloud"]["required"] == after


@pytest.mark.usefixtures("article")
@pytest.mark.parametrize("ended", ["contract", "virtual"])
def test_ending_a_contract_ends_the_licenses_that_are_part_of_it(reader: httpx.Client, ended: str) -> None:
    answer = what_if(reader, end=[P + ended])
    (change,) = answer["changed"]
    assert (change["product"], change["owned"], change["exposure"]) == (
        P + "cloud", -16, {"amount": 1600.0, "currency": "USD"},
    )  # fmt: skip
    assert answer["text"].startswith("1 position changes: lic-cloud has 16 processors fewer")


@pytest.mark.usefixtures("article")
@pytest.mark.parametrize(
    ("change", "status", "pointer"),
    [
        ({}, 422, None),
        ({"modify": [{"id": P + "nobody", "set": {}}]}, 404, "/modify/0/id"),
        ({"modify": [{"id": P + "host", "set": {"cores": "many"}}]}, 422, "/modify/0/set/cores"),
        ({"modify": [{"id": P + "by-user", "set": {"quantity": -1}}]}, 422, "/modify/0/set/quantity"),
        ({"entities": [{"kind": "Server"}]}, 422, "/entities/0/id"),
        ({"relationships": [join("HOSTED_ON", "vm", "nobody")]}, 422, "/relationships/0/to"),
        ({"relationships": [join("ENTITLES", "vm", "db")]}, 422, "/relationships/0/type"),
        ({"end": [{"type": "HOSTED_ON", "from": P + "vm", "to": P + "host"}]}, 404, "/end/0"),
        ({"end": [""]}, 422, "/end/0/"),
    ],
)
def test_a_change_that_could_not_be_made_is_refused_with_its_place(
    reader: httpx.Client, change: dict[str, Any], status: int, pointer: str | None
) -> None:
    told = problem(reader.post("/license-positions/what-if", json=change), status)
    if pointer is not None:
        assert told["errors"][0]["pointer"].startswith(pointer)


def test_a_product_that_is_not_there_is_404(reader: httpx.Client) -> None:
    assert "no software product" in problem(reader.get("/license-positions", params={"product": "none"}), 404)["detail"]


@pytest.mark.parametrize(
    ("attributes", "pointer", "says"),
    [
        ({"metric": "per-toe"}, "/attributes/metric", "metric is one of"),
        ({"quantity": -1}, "/attributes/quantity", "at least 0"),
        ({"start": "2026-02-01", "end": "2026-01-31"}, "/attributes/end", "end 2026-01-31 is before start 2026-02-01"),
    ],
)
def test_a_license_that_cannot_count_is_refused_with_its_place(
    editor: httpx.Client, attributes: dict[str, Any], pointer: str, says: str
) -> None:
    good = {"metric": "device", "quantity": 5, "start": "2026-01-01"}
    record = {"kind": "License", "attributes": {**good, **attributes}}
    told = problem(editor.put("/entities/lic-wrong", json=record), 422)
    assert told["errors"][0]["pointer"] == pointer
    assert says in told["errors"][0]["detail"]
    bundle = {"entities": [{"id": "lic-wrong", **record}, entity("beside", "License", **good)], "relationships": []}
    answer = editor.post("/imports", params={"source": "lic", "format": "bundle"}, json=bundle).json()
    assert [each["pointer"] for each in answer["rejected"]] == [f"/entities/0{pointer}"]
    assert answer["entities"]["created"] + answer["entities"]["unchanged"] == 1


def test_a_patch_cannot_turn_a_license_around(editor: httpx.Client) -> None:
    made = editor.put(
        "/entities/lic-dates", json={"kind": "License", "attributes": {"start": "2026-01-01", "end": "2026-12-31"}}
    )
    patched = editor.patch(
        "/entities/lic-dates",
        json={"attributes": {"start": "2027-01-01"}},
        headers={"If-Match": made.headers["ETag"], "Content-Type": "application/merge-patch+json"},
    )
    assert problem(patched, 422)["errors"][0]["pointer"] == "/attributes/end"


def test_a_position_of_a_past_time_does_not_change_when_today_does(editor: httpx.Client, reader: httpx.Client) -> None:
    def parts(cores: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        return (
            [
                entity("past", "SoftwareProduct"),
                entity("past-host", "Server", processors=2, cores=cores, processor_model=XEON),
                entity("past-vm", "VirtualMachine", vcpus=2),
                entity("past-license", "License", metric="oracle-processor", quantity=cores, license_type="perpetual"),
                entity("past-cluster", "HypervisorCluster"),
                {"id": P + "past-i", "kind": "SoftwareInstallation"},
            ],
            [
                join("ENTITLES", "past-license", "past"), join("INSTANCE_OF", "past-i", "past"),
                join("INSTALLED_ON", "past-i", "past-vm"), join("HOSTED_ON", "past-vm", "past-host"),
                join("HAS_MEMBER", "past-cluster", "past-host"),
            ],
        )  # fmt: skip

    load(editor, *parts(32))
    then = reader.get("/license-positions", params={"product": P + "past"}).json()
    load(editor, *parts(64))
    version = editor.get(f"/entities/{P}past-i").headers["ETag"]
    editor.delete(f"/entities/{P}past-i", headers={"If-Match": version})
    now = positions(reader, "past")["oracle-processor"]
    assert (now["owned"], now["required"]) == (64, 0)
    again = reader.get("/license-positions", params={"product": P + "past", "as_of": then["as_of"]}).json()
    assert again["items"] == then["items"]
    assert (then["items"][0]["owned"], then["items"][0]["required"]) == (32, 16)
    assert problem(
        reader.get("/license-positions", params={"product": P + "past", "as_of": "2020-01-01T00:00:00Z"}), 404
    )


@pytest.mark.usefixtures("article")
def test_positions_on_another_day(reader: httpx.Client) -> None:
    assert positions(reader, "db", on="2023-12-31")["oracle-processor"]["owned"] == 0
    assert positions(reader, "db", on="2024-01-01")["oracle-processor"]["owned"] == 16


def sheets(content: bytes) -> dict[str, list[list[str]]]:
    """The texts of every sheet of a workbook, read with nothing but the standard library."""
    space = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        names = [
            node.attrib["name"] for node in ET.fromstring(file.read("xl/workbook.xml")).iterfind(".//m:sheet", space)
        ]
        found: dict[str, list[list[str]]] = {}
        for at, name in enumerate(names, start=1):
            sheet = ET.fromstring(file.read(f"xl/worksheets/sheet{at}.xml"))
            assert sheet.find(".//m:f", space) is None, "no formula"
            found[name] = [["".join(cell.itertext()) for cell in row] for row in sheet.iterfind(".//m:row", space)]
    return found


@pytest.mark.usefixtures("article")
def test_the_workbook_holds_positions_and_every_row_of_evidence(editor: httpx.Client, reader: httpx.Client) -> None:
    load(editor, [{"id": P + "formula", "kind": "SoftwareProduct", "name": "=1+1", "attributes": {}},
                  {"id": P + "=formula", "kind": "SoftwareInstallation"}],
         [join("INSTANCE_OF", "=formula", "formula")])  # fmt: skip
    answer = reader.get("/license-positions", headers={"Accept": XLSX})
    assert answer.headers["Content-Type"] == XLSX
    assert "license-positions-" in answer.headers["Content-Disposition"]
    book = sheets(answer.content)
    assert list(book) == ["Positions", "Evidence", "Licenses", "Warnings", "About"]
    assert [P + "db", "oracle-processor", P + "host", "16"] in [row[:4] for row in book["Evidence"]]
    assert any(row[:2] == [P + "formula", "=1+1"] for row in book["Positions"])
    items = reader.get("/license-positions").json()["items"]
    assert len(book["Positions"]) == len(items) + 1
    assert len(book["Evidence"]) == sum(len(item["evidence"]) for item in items) + 1


def test_the_policies_are_told(reader: httpx.Client) -> None:
    items = reader.get("/license-policies").json()["items"]
    oracle = next(item for item in items if item["name"] == "oracle-processor")
    assert oracle["version"] and oracle["source"] and oracle["factors"][0]["factor"] in (0.5, "1/2")


def test_installations_are_recognized_and_what_is_not_is_listed(editor: httpx.Client, reader: httpx.Client) -> None:
    sql = {"publisher": "Microsoft Corporation", "product": "Microsoft SQL Server 2022 Standard (64-bit)"}
    odd = {"publisher": "Nobody", "product": "Lic Odd Thing"}
    load(
        editor,
        [
            entity("sql", "SoftwareProduct", publisher="Microsoft", edition="Standard", version="2022"),
            *({"id": f"{P}found-{at}", "kind": "SoftwareInstallation", "attributes": sql} for at in range(3)),
            *({"id": f"{P}odd-{at}", "kind": "SoftwareInstallation", "attributes": odd} for at in range(2)),
        ],
        [],
    )
    editor.put("/entities/lic-sql", json={"kind": "SoftwareProduct", "name": "SQL Server", "attributes": {
        "publisher": "Microsoft", "edition": "Standard", "version": "2022"}}, headers={"If-Match": '"1"'})  # fmt: skip
    for mode in ("plan", "apply"):
        told = editor.post("/software-recognition", params={"mode": mode}).json()
        assert {"product": P + "sql", "name": "SQL Server", "installations": 3} in told["products"]
        (unknown,) = [item for item in told["items"] if item["product"] == "Lic Odd Thing"]
        assert (unknown["installations"], unknown["examples"]) == (2, [P + "odd-0", P + "odd-1"])
    again = editor.post("/software-recognition", params={"mode": "apply"}).json()
    assert P + "sql" not in {each["product"] for each in again["products"]}
    assert positions(reader, "sql")[None]["required"] == 3
    problem(reader.post("/software-recognition"), 403)


@pytest.fixture(scope="module")
def used(editor: httpx.Client) -> None:
    """A product that a team of two uses, on two hosts, by a license for devices."""
    facts = {"processors": 2, "cores": 32, "processor_model": XEON}
    load(
        editor,
        [
            entity("used", "SoftwareProduct"), entity("used-license", "License", metric="device", quantity=5),
            entity("used-team", "Team"), entity("ann", "Person"), entity("bob", "Person"), entity("rack", "Rack"),
            entity("used-a", "Server", **facts), entity("used-b", "Server", **facts),
            {"id": P + "used-i", "kind": "SoftwareInstallation"}, {"id": P + "used-j", "kind": "SoftwareInstallation"},
            entity("idle", "License", metric="device", quantity=1),
        ],
        [
            join("ENTITLES", "used-license", "used"), join("USED_BY", "used", "used-team"),
            join("MEMBER_OF", "ann", "used-team"), join("MEMBER_OF", "bob", "used-team"),
            join("INSTANCE_OF", "used-i", "used"), join("INSTALLED_ON", "used-i", "used-a"),
            join("INSTANCE_OF", "used-j", "used"), join("INSTALLED_ON", "used-j", "used-b"),
            join("LOCATED_IN", "used-a", "rack"),
        ],
    )  # fmt: skip


@pytest.mark.usefixtures("used")
@pytest.mark.parametrize(
    ("change", "metric", "before", "after"),
    [
        ({"end": [P + "used-a"]}, "device", 2, 1),
        ({"modify": [{"id": P + "used-license", "set": {"metric": "named-user"}}]}, "named-user", None, 2),
        ({"modify": [{"id": P + "used-license", "set": {"metric": "oracle-processor"}}], "end": [P + "used-a"]},
         "oracle-processor", None, 16),
        ({"modify": [{"id": P + "used-license", "set": {"metric": "named-user"}}], "end": [P + "ann"]}, "named-user", None, 1),
    ],
)  # fmt: skip
def test_a_change_brings_what_it_needs_to_be_counted(
    reader: httpx.Client, change: dict[str, Any], metric: str, before: int | None, after: int
) -> None:
    answer = what_if(reader, **change)
    then = {item["metric"]: item["required"] for item in answer["before"] if item["product"] == P + "used"}
    now = {item["metric"]: item["required"] for item in answer["after"] if item["product"] == P + "used"}
    assert then.get(metric) == before
    assert now[metric] == after


@pytest.mark.usefixtures("used")
def test_a_relationship_that_no_position_needs_may_be_ended_too(reader: httpx.Client) -> None:
    answer = what_if(reader, end=[{"type": "LOCATED_IN", "from": P + "used-a", "to": P + "rack"}])
    assert answer["text"] == "No position changes."


@pytest.mark.usefixtures("used")
def test_a_license_for_no_product_is_named(reader: httpx.Client) -> None:
    warnings = reader.get("/license-positions").json()["warnings"]
    assert f"{P}idle: this license entitles to no product, so it counts nowhere." in warnings


def test_warnings_beyond_the_limit_are_counted_and_the_workbook_has_all(editor: httpx.Client) -> None:
    load(
        editor, [entity(f"nowhere-{at:03}", "License", metric="device", quantity=1) for at in range(MOST_WARNINGS)], []
    )
    book = sheets(editor.get("/license-positions", headers={"Accept": XLSX}).content)
    every = [row[-1] for row in book["Warnings"] if row[-1].endswith("it counts nowhere.")]
    assert f"{P}nowhere-000: this license entitles to no product, so it counts nowhere." in every
    warnings = editor.get("/license-positions").json()["warnings"]
    assert len(warnings) == MOST_WARNINGS + 1
    assert warnings[-1] == f"And {len(every) - MOST_WARNINGS:,} more warnings; the XLSX has all."


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "soon"])
def test_a_day_beyond_all_reason_is_refused(reader: httpx.Client, day: str) -> None:
    problem(reader.get("/license-positions", params={"on": day}), 422)
    problem(reader.post("/license-positions/what-if", json={"end": ["x"], "on": day}), 422)
