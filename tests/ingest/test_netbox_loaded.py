"""NetBox's demo database, as it is, in a real database: it imports, it answers, and it stays the same the second time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cmdb_graph import impact
from cmdb_graph.deadline import Deadline
from cmdb_graph.entities import fetch
from cmdb_graph.impact import ImpactQuestion
from cmdb_graph.ingest.models import ImportAnswer
from cmdb_graph.ingest.run import import_file
from cmdb_graph.instance import Instance

DUMP = Path(__file__).parents[2].parent / "shared/data/netbox/netbox-demo-v3.6.json"


@pytest.fixture(scope="module")
def netbox(empty_instance: Instance) -> Instance:
    if not DUMP.exists():
        pytest.skip(f"{DUMP} is not here: the NetBox demo database is needed")
    first = load(empty_instance)
    assert first.rejected == []
    assert first.entities.updated == first.entities.unchanged == 0
    return empty_instance


def load(instance: Instance) -> ImportAnswer:
    return import_file(instance.store, instance.vocabulary, DUMP, source="netbox", who="test", format="netbox")


def ask(netbox: Instance, target: str) -> impact.ImpactAnswer:
    question = ImpactQuestion.model_validate({"targets": [{"id": target}], "limit": 100_000})
    return impact.impact(netbox.store, netbox.vocabulary, question, Deadline(60))


def objects(model: str) -> list[dict]:
    return [row for row in json.loads(DUMP.read_text()) if row["model"] == model]


@pytest.mark.parametrize(
    ("model", "field"),
    [
        ("dcim.site", "name"),
        ("virtualization.virtualmachine", "name"),
        ("virtualization.cluster", "name"),
        ("dcim.powerfeed", "name"),
        ("circuits.circuit", "cid"),
        ("dcim.device", "name"),
    ],
)
def test_everything_is_there_by_name(netbox: Instance, model: str, field: str) -> None:
    for row in objects(model):
        entity = fetch.get(
            netbox.store, netbox.vocabulary, f"netbox:{model.split('.')[1]}:{row['pk']}", None, Deadline(60)
        )
        named = row["fields"][field]
        if named:
            assert entity.name == named
            found = fetch.page(netbox.store, netbox.vocabulary, Deadline(60), part=named.upper(), limit=1000)
            assert entity.id in {item.id for item in found.items}
        else:
            assert entity.name.endswith(f"#{row['pk']}")


def test_a_second_import_changes_nothing(netbox: Instance) -> None:
    again = load(netbox)
    assert again.rejected == []
    assert again.entities.created == again.entities.updated == again.entities.ended == 0
    assert again.relationships.created == again.relationships.updated == 0
    assert again.entities.unchanged > 500


def test_a_lost_cluster_takes_its_machines(netbox: Instance) -> None:
    machines = objects("virtualization.virtualmachine")
    cluster = machines[0]["fields"]["cluster"]
    down = {node.id for node in ask(netbox, f"netbox:cluster:{cluster}").affected if node.state == "down"}
    assert {f"netbox:virtualmachine:{row['pk']}" for row in machines if row["fields"]["cluster"] == cluster} <= down


def test_a_lost_pdu_takes_what_only_it_feeds(netbox: Instance) -> None:
    """Read from the cables of the dump itself: who has a power port cabled to an outlet of the PDU, and to no other's."""
    outlets = {row["pk"]: row["fields"]["device"] for row in objects("dcim.poweroutlet")}
    ports = {row["pk"]: row["fields"]["device"] for row in objects("dcim.powerport")}
    ends: dict[int, dict[str, int]] = {}
    for row in objects("dcim.cabletermination"):
        kind = row["fields"]["termination_type"]
        ends.setdefault(row["fields"]["cable"], {})[kind[-1] if isinstance(kind, list) else kind] = row["fields"][
            "termination_id"
        ]
    fed: dict[int, set[int]] = {}
    for pair in ends.values():
        if {"powerport", "poweroutlet"} <= pair.keys():
            fed.setdefault(ports[pair["powerport"]], set()).add(outlets[pair["poweroutlet"]])
    only = {device: next(iter(pdus)) for device, pdus in fed.items() if len(pdus) == 1}
    assert only
    for device, pdu in only.items():
        states = {node.id: node.state for node in ask(netbox, f"netbox:device:{pdu}").affected}
        assert states[f"netbox:device:{device}"] == "down"


def test_regions_take_nothing_and_racks_what_stands_in_them(netbox: Instance) -> None:
    region = objects("dcim.region")[0]["pk"]
    assert ask(netbox, f"netbox:region:{region}").affected == []
    device = next(row for row in objects("dcim.device") if row["fields"]["rack"])
    states = {node.id: node.state for node in ask(netbox, f"netbox:rack:{device['fields']['rack']}").affected}
    assert states[f"netbox:device:{device['pk']}"] == "down"
