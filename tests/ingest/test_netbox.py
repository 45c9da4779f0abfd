"""The NetBox demo database: as it is, and on a copy whose cabling is completed."""

from __future__ import annotations

import json
from collections import defaultdict

import pytest

from .netbox_estates import REAL, Dump, Estate, at_risk, cable, down, items, row

SECOND_SOURCE, THIRD_CABLE = 9002, 9003


@pytest.fixture(scope="module")
def dump() -> Dump:
    if not REAL.exists():
        pytest.skip("the NetBox demo database is not there: ../shared/data/netbox")
    return json.loads(REAL.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def tables(dump: Dump) -> dict[str, dict[int, dict]]:
    """An independent reading: fields by model and key."""
    found: dict[str, dict[int, dict]] = defaultdict(dict)
    for entry in dump:
        found[entry["model"]][entry["pk"]] = entry["fields"]
    return found


@pytest.fixture(scope="module")
def estate(dump: Dump) -> Estate:
    return Estate(REAL)


def completed(dump: Dump) -> Dump:
    """PDU 27 hangs on feed 1 (panel 1), PDU 34 on feed 2 (panel 2), and the core switch 96 on both PDUs."""
    ports = [entry["pk"] for entry in dump if entry["model"] == "dcim.powerport" and entry["fields"]["device"] == 96]
    free = {
        pdu: next(
            entry["pk"]
            for entry in dump
            if entry["model"] == "dcim.poweroutlet"
            and entry["fields"]["device"] == pdu
            and entry["fields"]["cable"] is None
        )
        for pdu in (27, 34)
    }
    return [
        *dump,
        *cable(9000, ("dcim.powerport", 14), ("dcim.powerfeed", 1)),
        *cable(9001, ("dcim.powerport", 21), ("dcim.powerfeed", 2)),
        *cable(THIRD_CABLE, ("dcim.powerport", ports[0]), ("dcim.poweroutlet", free[27])),
        *cable(SECOND_SOURCE, ("dcim.powerport", ports[1]), ("dcim.poweroutlet", free[34])),
    ]


@pytest.fixture(scope="module")
def cabled(dump: Dump, tmp_path_factory: pytest.TempPathFactory) -> Estate:
    return Estate.of(tmp_path_factory.mktemp("completed"), completed(dump))


# The file as it is


def test_everything_is_there_by_name(estate: Estate, tables):
    types = tables["dcim.devicetype"]
    devices = [
        fields["name"] or f"{types[fields['device_type']]['model']} #{pk}"
        for pk, fields in tables["dcim.device"].items()
    ]
    read = [entity.name for id_, entity in estate.entities.items() if id_.startswith("netbox:device:")]
    assert sorted(read) == sorted(devices)
    assert "48-Port Patch Panel #74" in read
    assert "Flex system #106" in read
    for kind, model, field in (
        ("VirtualMachine", "virtualization.virtualmachine", "name"),
        ("Cluster", "virtualization.cluster", "name"),
        ("PowerFeed", "dcim.powerfeed", "name"),
        ("PowerPanel", "dcim.powerpanel", "name"),
        ("Site", "dcim.site", "name"),
        ("Circuit", "circuits.circuit", "cid"),
        ("Rack", "dcim.rack", "name"),
        ("Tenant", "tenancy.tenant", "name"),
        ("Vendor", "circuits.provider", "name"),
        ("Person", "tenancy.contact", "name"),
        ("Subnet", "ipam.prefix", "prefix"),
    ):
        assert estate.names(kind) == sorted(fields[field] for fields in tables[model].values()), kind
    assert estate.names("IPAddress") == sorted(
        fields["address"].split("/")[0] for fields in tables["ipam.ipaddress"].values()
    )


def test_nothing_is_faulty(estate: Estate):
    assert estate.faults == []
    assert estate.warnings == {"Tenant: the vocabulary has no attribute 'cf_cust_id'; it is kept as given."}


def test_counts(estate: Estate):
    kinds = defaultdict(int)
    for entity in estate.entities.values():
        kinds[entity.kind] += 1
    assert dict(kinds) == {
        "AutonomousSystem": 5,
        "Chassis": 1,
        "Circuit": 29,
        "Cluster": 32,
        "DeviceModule": 4,
        "IPAddress": 180,
        "NetworkResource": 4,
        "PDU": 13,
        "PatchPanel": 19,
        "Person": 3,
        "PowerFeed": 48,
        "PowerPanel": 4,
        "ProviderNetwork": 1,
        "Rack": 42,
        "Region": 70,
        "Room": 4,
        "Router": 13,
        "Site": 24,
        "Subnet": 90,
        "Switch": 26,
        "Tenant": 11,
        "VLAN": 63,
        "Vendor": 9,
        "VirtualMachine": 180,
        "VirtualNetwork": 6,
    }


def test_pointers_lead_to_the_row(estate: Estate, dump: Dump):
    del estate
    for item in items(REAL):
        if "kind" in item.raw:
            entry = dump[int(item.pointer[1:])]
            assert item.raw["id"] == f"netbox:{entry['model'].split('.')[1]}:{entry['pk']}"


def test_a_second_reading_is_the_same(estate: Estate):
    del estate
    assert items(REAL) == items(REAL)


def test_ids_do_not_depend_on_the_order_of_the_file(estate: Estate, dump: Dump, tmp_path):
    turned = Estate.of(tmp_path, list(reversed(dump)))
    assert turned.entities == estate.entities
    assert {s.identity for s in turned.relationships} == {s.identity for s in estate.relationships}


def test_attributes(estate: Estate):
    router = estate.entities["netbox:device:1"]
    assert (router.kind, router.name, router.roles) == ("Router", "dmi01-akron-rtr01", ("CI", "Asset"))
    assert router.attributes == {
        "manufacturer": "Cisco",
        "model": "ISR 1111-8P",
        "part_number": "C1111-8P",
        "role": "Router",
        "platform": "Cisco IOS",
        "operational_status": "active",
        "life_cycle_status": "deployed",
        "rack_position": 4.0,
        "rack_face": "front",
        "height": 1.0,
    }
    feed = estate.entities["netbox:powerfeed:1"].attributes
    assert (feed["voltage"], feed["amperage"], feed["power_capacity"], feed["feed_type"]) == (220, 20, 3520, "primary")
    assert estate.entities["netbox:tenant:5"].attributes["cf_cust_id"] == "DMI01"
    assert "cf_cust_id" not in estate.entities["netbox:tenant:10"].attributes


def test_tags_are_those_of_the_table(estate: Estate, tables):
    for site in tables["dcim.site"]:
        expected = sorted(
            tables["extras.tag"][tagged["tag"]]["name"]
            for tagged in tables["extras.taggeditem"].values()
            if tagged["object_id"] == site
        )
        assert estate.entities[f"netbox:site:{site}"].attributes.get("tags", []) == expected


def test_paths_end_where_netbox_itself_traced_them(estate: Estate, tables):
    """NetBox keeps its own traces, as nodes `content type:key`; the numbers are learned from known paths."""
    ports, terminations = tables["dcim.interface"], tables["circuits.circuittermination"]
    paths = {key: json.loads(fields["_nodes"]) for key, fields in tables["dcim.cablepath"].items()}
    traced = {key: paths[fields["_path"]] for key, fields in ports.items() if fields["_path"]}
    interface = {path[0].split(":")[0] for path in traced.values()}.pop()
    line = traced[1][2].split(":")[0]  # interface 1 is cabled to a circuit
    peers, uplinks = set(), set()
    for key, path in traced.items():
        device = f"netbox:device:{ports[key]['device']}"
        for node in path[1:]:
            number, target = node.split(":")
            if number == line:
                uplinks.add((device, f"netbox:circuit:{terminations[int(target)]['circuit']}"))
                break
            if number == interface:
                peers.add(tuple(sorted((device, f"netbox:device:{ports[int(target)]['device']}"))))
                break
    between_devices = {
        pair for pair in estate.joined("CONNECTED_TO") if all(end.startswith("netbox:device:") for end in pair)
    }
    assert peers
    assert uplinks
    assert between_devices == peers
    assert {pair for pair in estate.joined("CONNECTED_VIA") if pair[0].startswith("netbox:device:")} == uplinks


def test_power_as_cabled(estate: Estate, tables):
    expected = set()
    ends = defaultdict(dict)
    for fields in tables["dcim.cabletermination"].values():
        ends[fields["cable"]][tuple(fields["termination_type"])] = fields["termination_id"]
    for cabled_ends in ends.values():
        if ("dcim", "powerport") in cabled_ends:
            port = tables["dcim.powerport"][cabled_ends["dcim", "powerport"]]
            outlet = tables["dcim.poweroutlet"][cabled_ends["dcim", "poweroutlet"]]
            expected.add((f"netbox:device:{port['device']}", f"netbox:device:{outlet['device']}"))
    expected |= {
        (f"netbox:powerfeed:{key}", f"netbox:powerpanel:{fields['power_panel']}")
        for key, fields in tables["dcim.powerfeed"].items()
    }
    assert estate.joined("POWERED_BY") == expected
    assert {(s.group, s.need, s.effect) for s in estate.relationships if s.type == "POWERED_BY"} == {
        ("power", 1, "hard")
    }


def test_effects_by_type_and_kinds(estate: Estate):
    kinds = {id_: entity.kind for id_, entity in estate.entities.items()}
    effects = {(s.type, kinds[s.target], s.effect) for s in estate.relationships if s.type == "LOCATED_IN"}
    assert effects == {
        ("LOCATED_IN", "Rack", "hard"),
        ("LOCATED_IN", "Room", "hard"),
        ("LOCATED_IN", "Site", "hard"),
        ("LOCATED_IN", "Switch", "hard"),
        ("LOCATED_IN", "Region", "none"),
    }
    assert {
        s.effect for s in estate.relationships if s.type in {"CONNECTED_TO", "PART_OF", "OWNED_BY", "SUPPLIED_BY"}
    } == {"none"}


def test_a_cluster_takes_its_machines(estate: Estate, tables):
    for cluster in tables["virtualization.cluster"]:
        machines = {
            f"netbox:virtualmachine:{key}"
            for key, fields in tables["virtualization.virtualmachine"].items()
            if fields["cluster"] == cluster
        }
        assert down(estate.lose(f"netbox:cluster:{cluster}")) == machines


def test_a_pdu_takes_what_only_it_feeds(estate: Estate, tables):
    affected = estate.lose("netbox:device:27")
    assert {estate.entities[id_].name for id_ in down(affected)} == {"dmi01-akron-rtr01", "dmi01-akron-sw01"}
    assert at_risk(affected) == set()


def test_a_rack_takes_its_devices(estate: Estate, tables):
    for rack in tables["dcim.rack"]:
        devices = {f"netbox:device:{key}" for key, fields in tables["dcim.device"].items() if fields["rack"] == rack}
        assert devices <= down(estate.lose(f"netbox:rack:{rack}"))


def test_a_room_takes_its_racks(estate: Estate, tables):
    racks = {f"netbox:rack:{key}" for key, fields in tables["dcim.rack"].items() if fields["location"] == 1}
    assert len(racks) == 8
    assert racks <= down(estate.lose("netbox:location:1"))


def test_a_region_or_group_of_sites_takes_nothing(estate: Estate, tables):
    for model in ("region", "sitegroup"):
        for key in tables[f"dcim.{model}"]:
            assert estate.lose(f"netbox:{model}:{key}") == {}


def test_a_switch_takes_its_modules_and_no_peer(estate: Estate):
    affected = estate.lose("netbox:device:96")
    assert {"netbox:module:1", "netbox:module:2"} == down(affected)


def test_one_of_two_lines_leaves_the_router_at_risk(estate: Estate):
    lines = sorted(target for source, target in estate.joined("CONNECTED_VIA") if source == "netbox:device:1")
    assert len(lines) == 2
    assert at_risk(estate.lose(lines[0])) >= {"netbox:device:1"}
    assert "netbox:device:1" not in down(estate.lose(lines[0]))
    assert "netbox:device:1" in down(estate.lose(*lines))


# A copy whose cabling is completed


def test_one_of_two_sources_leaves_it_at_risk(cabled: Estate):
    for source in ("netbox:device:27", "netbox:device:34", "netbox:powerfeed:1", "netbox:powerfeed:2"):
        affected = cabled.lose(source)
        assert "netbox:device:96" in at_risk(affected), source
        assert not {"netbox:device:96", "netbox:module:1", "netbox:module:2"} & down(affected), source
    gate = cabled.lose("netbox:device:27")["netbox:device:96"].because[0]
    assert (gate.group, gate.need, gate.members, gate.standing) == ("power", 1, 2, 1)
    assert [provider for provider, _ in gate.providers] == ["netbox:device:27"]


def test_both_sources_take_it_and_what_stands_on_it(cabled: Estate):
    affected = cabled.lose("netbox:device:27", "netbox:device:34")
    assert {"netbox:device:96", "netbox:module:1", "netbox:module:2"} <= down(affected)


def test_its_only_source_takes_it_and_what_stands_on_it(dump: Dump, tmp_path):
    one_source = [entry for entry in completed(dump) if not _of_cable(entry, SECOND_SOURCE)]
    affected = Estate.of(tmp_path, one_source).lose("netbox:device:27")
    assert {"netbox:device:96", "netbox:module:1", "netbox:module:2"} <= down(affected)


def test_a_feed_takes_its_pdu_and_what_only_that_feeds(cabled: Estate):
    affected = cabled.lose("netbox:powerfeed:1")
    assert {cabled.entities[id_].name for id_ in down(affected)} == {
        "dmi01-akron-pdu01",
        "dmi01-akron-rtr01",
        "dmi01-akron-sw01",
    }
    assert affected["netbox:device:1"].path == ("netbox:powerfeed:1", "netbox:device:27", "netbox:device:1")


def test_a_panel_takes_its_feeds(cabled: Estate, tables):
    affected = cabled.lose("netbox:powerpanel:1")
    feeds = {
        f"netbox:powerfeed:{key}" for key, fields in tables["dcim.powerfeed"].items() if fields["power_panel"] == 1
    }
    assert feeds | {"netbox:device:27", "netbox:device:1"} <= down(affected)
    assert "netbox:device:96" in at_risk(affected)


def test_two_outlets_of_one_pdu_are_one_source(dump: Dump, tmp_path):
    port = [e["pk"] for e in dump if e["model"] == "dcim.powerport" and e["fields"]["device"] == 96][2]
    outlet = [
        e["pk"]
        for e in dump
        if e["model"] == "dcim.poweroutlet" and e["fields"]["device"] == 27 and e["fields"]["cable"] is None
    ][-1]
    once_more = cable(9004, ("dcim.powerport", port), ("dcim.poweroutlet", outlet))
    doubled = Estate.of(tmp_path, [*completed(dump), *once_more])
    assert doubled.joined("POWERED_BY") == Estate.of(tmp_path, completed(dump)).joined("POWERED_BY")
    assert "netbox:device:96" in at_risk(doubled.lose("netbox:device:34"))


def test_a_pdu_with_two_feeds(dump: Dump, tmp_path):
    second_inlet = row("dcim.powerport", 9000, device=27, name="Second input")
    feed = cable(9005, ("dcim.powerport", 9000), ("dcim.powerfeed", 2))
    affected = Estate.of(tmp_path, [*completed(dump), second_inlet, *feed]).lose("netbox:powerfeed:1")
    assert at_risk(affected) == {"netbox:device:27"}
    assert down(affected) == set()


def test_ids_stay_when_cabling_is_added(estate: Estate, cabled: Estate):
    assert cabled.entities == estate.entities
    assert {s.identity for s in estate.relationships} < {s.identity for s in cabled.relationships}


def _of_cable(entry: dict, number: int) -> bool:
    is_it = entry["model"] == "dcim.cable" and entry["pk"] == number
    return is_it or (entry["model"] == "dcim.cabletermination" and entry["fields"]["cable"] == number)
