"""Snipe-IT's lists in a real database: what others told of the same things is joined, and a second import changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cmdb_graph.errors import Invalid
from cmdb_graph.ingest.models import ImportAnswer
from cmdb_graph.ingest.run import import_file
from cmdb_graph.instance import Instance
from tests.ingest.loaded import bundle, changes, entity, joined, taken

ASSETS = """\
Asset Name,Asset Tag,Serial,Model,Category,Manufacturer,Status,Checked Out,Type,Username,Email,Location,Company,Supplier,Cost
,A-1,SRV-9,R650,Servers,Dell,Ready to Deploy (deployed),,,,,Bridge,Tern Ferries,Softline,"9,000.00"
Ole's,A-2,PF-1,T14,Laptops,Lenovo,Ready to Deploy (deployed),Ole Hansen,user,ole,ole@tern.example,Bridge,Tern Ferries,,
,A-3,,M27,Monitors,Eizo,Ready to Deploy (deployable),,,,,Storeroom,,,
"""
USERS = """\
Username,First Name,Last Name,Email,Manager Username,Location
eva,Eva,Lund,eva@tern.example,ditte,Bridge
ditte,Ditte,Friis,ditte@tern.example,,Bridge
"""


@pytest.fixture(scope="module")
def estate(empty_instance: Instance, tmp_path_factory: pytest.TempPathFactory) -> Instance:
    """What others told before: a server by its serial number, a person by mail, a bridge that is a building, two of one name."""
    folder = tmp_path_factory.mktemp("estate")
    bundle(
        empty_instance,
        folder,
        {"id": "netbox:device:17", "kind": "Hypervisor", "name": "esx-1", "attributes": {"serial_number": "srv-9"}},
        {"id": "hr:4", "kind": "Person", "name": "Hansen, Ole", "attributes": {"email": "OLE@tern.example"}},
        {"id": "hr:5", "kind": "Person", "name": "Friis, Ditte", "attributes": {"email": "ditte@tern.example"}},
        {"id": "site:bridge", "kind": "Building", "name": "Bridge"},
        {"id": "org:tern", "kind": "Organization", "name": "Tern Ferries"},
        {"id": "store:1", "kind": "Room", "name": "Storeroom"},
        {"id": "store:2", "kind": "Room", "name": "storeroom"},
    )
    answer = taken(empty_instance, folder, ASSETS, currency="EUR")
    (ambiguous,) = answer.rejected
    assert (ambiguous.line, ambiguous.detail) == (
        4,
        "location: Storeroom may be several that are recorded: store:1, store:2. The row is taken without it",
    )
    assert answer.entities.created == 3, "two assets, and the supplier"
    return empty_instance


def test_what_is_recorded_is_joined_by_what_identifies_it(estate: Instance) -> None:
    server = entity(estate, "netbox:device:17")
    assert (server.kind, server.name) == ("Hypervisor", "esx-1"), "a Server is told; the finer kind and the name stay"
    assert server.attributes["asset_tag"] == "A-1"
    assert server.attributes["serial_number"] == "SRV-9"
    assert server.attributes["purchase_cost"] == 9000
    assert sorted(server.sources) == ["bundle", "snipe-it"]
    assert joined(estate, "netbox:device:17", "LOCATED_IN") == ["site:bridge"]
    assert entity(estate, "site:bridge").kind == "Building"
    assert joined(estate, "netbox:device:17", "OWNED_BY") == ["org:tern"]
    assert joined(estate, "netbox:device:17", "SUPPLIED_BY") == ["snipe-it:supplier:softline"]
    assert joined(estate, "snipe-it:asset:a-2", "ASSIGNED_TO") == ["hr:4"]
    ole = entity(estate, "hr:4")
    assert (ole.name, ole.attributes["username"]) == ("Hansen, Ole", "ole"), "who is mentioned keeps the name"


def test_a_deployed_asset_is_a_ci_and_one_in_stock_is_none(estate: Instance) -> None:
    assert {"CI", "Asset"} <= set(entity(estate, "snipe-it:asset:a-2").labels)
    monitor = entity(estate, "snipe-it:asset:a-3")
    assert "CI" not in monitor.labels
    assert monitor.attributes["life_cycle_status"] == "in_stock"
    assert monitor.name == "M27 A-3"


def test_the_same_file_again_changes_nothing(estate: Instance, tmp_path: Path) -> None:
    again = taken(estate, tmp_path, ASSETS, currency="EUR")
    assert changes(again) == (0, 0, 0, 0)
    assert len(again.rejected) == 1


def test_users_come_with_their_managers_in_whatever_order(estate: Instance, tmp_path: Path) -> None:
    first = taken(estate, tmp_path, USERS)
    assert first.rejected == []
    assert joined(estate, "snipe-it:user:eva", "REPORTS_TO") == ["hr:5"], "her row comes later, and is found by mail"
    assert entity(estate, "hr:5").name == "Ditte Friis"
    assert changes(taken(estate, tmp_path, USERS)) == (0, 0, 0, 0)


def test_a_table_joins_who_is_recorded(estate: Instance, tmp_path: Path) -> None:
    header = "Asset Tag,Model,Category,Status,Checked Out To\n"
    answer = taken(estate, tmp_path, header + "T-1,T14,Laptop,Ready to Deploy Deployed,Ole Hansen (ole)\n")
    assert answer.rejected == []
    assert joined(estate, "snipe-it:asset:t-1", "ASSIGNED_TO") == ["hr:4"]


def test_a_name_that_people_gave_stays(estate: Instance, tmp_path: Path) -> None:
    bundle(estate, tmp_path, {"id": "snipe-it:asset:a-3", "kind": "Monitor", "name": "Left screen"})
    taken(estate, tmp_path, ASSETS.replace("M27", "M28"), currency="EUR")
    monitor = entity(estate, "snipe-it:asset:a-3")
    assert (monitor.name, monitor.attributes["model"]) == ("Left screen", "M28")


def test_tag_and_serial_number_of_two_things_are_refused(estate: Instance, tmp_path: Path) -> None:
    bundle(
        estate,
        tmp_path,
        {"id": "x:1", "kind": "Laptop", "attributes": {"asset_tag": "X-1"}},
        {"id": "x:2", "kind": "Laptop", "attributes": {"serial_number": "S-X"}},
        {"id": "x:3", "kind": "StockItem", "attributes": {"serial_number": "S-Y"}},
    )
    answer = taken(estate, tmp_path, "Asset Tag,Serial,Model\nX-1,S-X,T14\nX-9,S-Y,T14\nX-1,,T15\n")
    assert [(each.line, each.detail) for each in answer.rejected] == [
        (2, "T14 X-1 may be several that are recorded: x:1, x:2")
    ]
    assert entity(estate, "snipe-it:asset:x-9").kind == "Hardware", "a serial number of no hardware is another's"
    assert entity(estate, "x:1").attributes["model"] == "T15"


def test_what_is_recorded_as_something_else_stays_that(estate: Instance, tmp_path: Path) -> None:
    bundle(estate, tmp_path, {"id": "sw:1", "kind": "Switch", "attributes": {"serial_number": "SW-1"}})
    answer = taken(estate, tmp_path, "Asset Tag,Serial,Model,Category\nSW,SW-1,C9200,Printers\n")
    assert "sw:1 is recorded as Switch and told as Printer: it stays Switch." in answer.warnings
    assert entity(estate, "sw:1").kind == "Switch"


def test_a_finer_kind_is_taken(estate: Instance, tmp_path: Path) -> None:
    rows = "Asset Tag,Model,Category\nF-1,X,{}\n"
    taken(estate, tmp_path, rows.format("Gadgets"))
    assert entity(estate, "snipe-it:asset:f-1").kind == "Hardware"
    taken(estate, tmp_path, rows.format("Tablets"))
    assert entity(estate, "snipe-it:asset:f-1").kind == "Tablet"
    taken(estate, tmp_path, rows.format("Gadgets"))
    assert entity(estate, "snipe-it:asset:f-1").kind == "Tablet"


def test_a_plan_says_what_the_import_does(estate: Instance, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("Asset Tag,Serial,Model,Location\nP-1,,T14,Bridge\nP-2,srv-9,R650,Nowhere\n")

    def run(mode: Any) -> ImportAnswer:
        return import_file(
            estate.store, estate.vocabulary, file, source="plan", who="tests", format="snipe-it", mode=mode
        )

    planned, applied = run("plan"), run("apply")
    assert changes(planned) == changes(applied)
    assert planned.rejected == applied.rejected
    assert entity(estate, "netbox:device:17").attributes["asset_tag"] == "P-2"


def test_many_rows_ask_few_questions_and_are_joined(estate: Instance, tmp_path: Path) -> None:
    """More rows than are looked for together; the place is told in the first and joined in the last."""
    rows = "".join(f"M-{at},S-{at},T14,Laptops,Warehouse\n" for at in range(1_200))
    answer = taken(estate, tmp_path, "Asset Tag,Serial,Model,Category,Location\n" + rows)
    assert answer.rejected == []
    assert answer.entities.created == 1_201
    assert joined(estate, "snipe-it:asset:m-1199", "LOCATED_IN") == ["snipe-it:location:warehouse"]
    assert changes(taken(estate, tmp_path, "Asset Tag,Serial,Model,Category,Location\n" + rows)) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("format_name", "options", "pointer", "why"),
    [
        ("csv", {"dates": "dmy"}, "/dates", "dates says nothing of the format csv; it is for snipe-it and licenses"),
        ("licenses", {"metric": "device"}, "/metric", "it is for snipe-it"),
        ("snipe-it", {"metric": "seat"}, "/metric", "metric is one of oracle-processor"),
        ("snipe-it", {"currency": "euro"}, "/currency", "ISO 4217"),
    ],
)
def test_an_option_that_says_nothing_is_refused(
    estate: Instance, tmp_path: Path, format_name: str, options: dict[str, str], pointer: str, why: str
) -> None:
    with pytest.raises(Invalid, match=why) as raised:
        taken(estate, tmp_path, ASSETS, format_name, **options)
    assert raised.value.places[0].pointer == pointer
