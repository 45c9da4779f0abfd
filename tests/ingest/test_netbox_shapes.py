"""Small dumps: cable paths, what other versions spell otherwise, and damage of every sort."""

from __future__ import annotations

import copy
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cmdb_graph.errors import Invalid
from cmdb_graph.ingest import records

from .netbox_estates import VOCABULARY, Dump, Estate, at_risk, cable, down, items, row

SMALL: Dump = [
    row("dcim.region", 1, name="Europe", parent=None),
    row("dcim.region", 2, name="Austria", parent=1),
    row("dcim.sitegroup", 1, name="Branches", parent=None),
    row("dcim.site", 1, name="Vienna", region=2, group=1, status="active", latitude="48.21", longitude="16.37"),
    row("dcim.location", 1, name="2nd floor", site=1, parent=None),
    row("dcim.location", 2, name="Server room", site=1, parent=1),
    row("dcim.rack", 1, name="R1", site=1, location=2, u_height=42, tenant=1, role=1),
    row("dcim.rackrole", 1, name="Compute"),
    row("dcim.manufacturer", 1, name="Acme"),
    row("dcim.platform", 1, name="Linux"),
    row("dcim.devicetype", 1, model="Box", slug="box", manufacturer=1, u_height="1.0", weight="2.5", weight_unit="kg"),
    row("dcim.devicetype", 2, model="Bladebox", slug="bladebox", manufacturer=1, subdevice_role="parent"),
    row("dcim.devicetype", 3, model="Blade", slug="blade", manufacturer=1, subdevice_role="child"),
    row("dcim.devicerole", 1, name="Server", slug="server"),
    row("dcim.devicerole", 2, name="PDU", slug="pdu"),
    row("dcim.devicerole", 3, name="Patch panel", slug="patch-panel"),
    row("dcim.device", 1, name="web", device_type=1, role=1, site=1, rack=1, position="4.0", face="front", cluster=1),
    row("dcim.device", 2, name="pdu-a", device_type=1, role=2, site=1, rack=1),
    row("dcim.device", 3, name="pdu-b", device_type=1, role=2, site=1, rack=1),
    row("dcim.device", 4, name=None, device_type=2, role=1, site=1, rack=1, status="active"),
    row("dcim.device", 5, name="blade", device_type=3, role=1, site=1, rack=1, primary_ip4=1, status="inventory"),
    row("dcim.device", 6, name="panel-1", device_type=1, role=3, site=1, location=2),
    row("dcim.device", 7, name="panel-2", device_type=1, role=3, site=1),
    row("dcim.devicebay", 1, device=4, name="Bay 1", installed_device=5),
    row("dcim.powerport", 1, device=1, name="PSU0"),
    row("dcim.powerport", 2, device=1, name="PSU1"),
    row("dcim.powerport", 3, device=2, name="In"),
    row("dcim.powerport", 4, device=3, name="In"),
    row("dcim.poweroutlet", 1, device=2, name="Out 1", power_port=3),
    row("dcim.poweroutlet", 2, device=3, name="Out 1", power_port=4),
    row("dcim.powerpanel", 1, name="Panel", site=1, location=2),
    row("dcim.powerfeed", 1, name="A", power_panel=1, rack=1, phase="single-phase", supply="ac", voltage=230),
    row("dcim.powerfeed", 2, name="B", power_panel=1, rack=1, phase="three-phase", supply="ac", voltage=230),
    *cable(1, ("dcim.powerport", 1), ("dcim.poweroutlet", 1)),
    *cable(2, ("dcim.powerport", 2), ("dcim.poweroutlet", 2)),
    *cable(3, ("dcim.powerport", 3), ("dcim.powerfeed", 1)),
    *cable(4, ("dcim.powerport", 4), ("dcim.powerfeed", 2)),
    row("dcim.interface", 1, device=1, name="eth0", mac_address="00:00:5E:00:53:01"),
    row("dcim.interface", 2, device=5, name="eth0"),
    row("dcim.rearport", 1, device=6, name="trunk", positions=2),
    row("dcim.rearport", 2, device=7, name="trunk", positions=2),
    row("dcim.frontport", 1, device=6, name="1", rear_port=1, rear_port_position=1),
    row("dcim.frontport", 2, device=6, name="2", rear_port=1, rear_port_position=2),
    row("dcim.frontport", 3, device=7, name="1", rear_port=2, rear_port_position=1),
    row("dcim.frontport", 4, device=7, name="2", rear_port=2, rear_port_position=2),
    *cable(5, ("dcim.interface", 1), ("dcim.frontport", 2)),
    *cable(6, ("dcim.rearport", 1), ("dcim.rearport", 2)),
    *cable(7, ("dcim.frontport", 4), ("dcim.interface", 2)),
    row("virtualization.clustertype", 1, name="VMware vSphere"),
    row("virtualization.clustergroup", 1, name="Production"),
    row("virtualization.cluster", 1, name="vs1", type=1, group=1, site=1, status="active"),
    row(
        "virtualization.virtualmachine", 1, name="vm1", cluster=1, device=1, vcpus="2.00", memory=2048, disk=20, role=1
    ),
    row("virtualization.vminterface", 1, virtual_machine=1, name="eth0"),
    row("ipam.vrf", 1, name="blue", rd="65000:1"),
    row("ipam.prefix", 1, prefix="10.0.0.0/8", status="container"),
    row("ipam.prefix", 2, prefix="10.1.0.0/24", status="active", vlan=1, site=1),
    row("ipam.prefix", 3, prefix="10.1.0.0/24", status="active", vrf=1),
    row("ipam.vlan", 1, vid=100, name="Data", site=1, status="active"),
    row("ipam.ipaddress", 1, address="10.1.0.5/24", assigned_object_type=["dcim", "interface"], assigned_object_id=2),
    row(
        "ipam.ipaddress",
        2,
        address="10.1.0.6/24",
        vrf=1,
        assigned_object_type=["virtualization", "vminterface"],
        assigned_object_id=1,
    ),
    row("ipam.asn", 1, asn=65001),
    row("circuits.provider", 1, name="Telco"),
    row("circuits.providernetwork", 1, name="MPLS", provider=1),
    row("circuits.circuittype", 1, name="Internet"),
    row("circuits.circuit", 1, cid="C-1", provider=1, type=1, commit_rate=100000, install_date="2024-02-01"),
    row("circuits.circuittermination", 1, circuit=1, term_side="A", provider_network=1),
    row("circuits.circuittermination", 2, circuit=1, term_side="Z", site=1),
    row("tenancy.tenantgroup", 1, name="Customers"),
    row(
        "tenancy.tenant", 1, name="Initech", group=1, custom_field_data={"code": "INI", "list": [1, 2], "map": {"a": 1}}
    ),
    row("tenancy.contact", 1, name="Ada", email="ada@example.com"),
    row("tenancy.contactrole", 1, name="Operations"),
    row(
        "tenancy.contactassignment",
        1,
        content_type=["dcim", "site"],
        object_id=1,
        contact=1,
        role=1,
        priority="primary",
    ),
    row("extras.tag", 1, name="gold"),
    row("extras.taggeditem", 1, content_type=["dcim", "device"], object_id=1, tag=1),
]


@pytest.fixture
def estate(tmp_path) -> Estate:
    return Estate.of(tmp_path, SMALL)


def changed(model: str, pk: int, **fields: Any) -> Dump:
    """The small dump with other fields in one row; a field that is ... is taken away."""
    dump = copy.deepcopy(SMALL)
    for entry in dump:
        if (entry["model"], entry["pk"]) == (model, pk):
            entry["fields"].update(fields)
            entry["fields"] = {name: value for name, value in entry["fields"].items() if value is not ...}
    return dump


def place(model: str, pk: int) -> int:
    return next(at for at, entry in enumerate(SMALL) if (entry["model"], entry["pk"]) == (model, pk))


# What a dump says


def test_it_is_read_without_fault(estate: Estate):
    assert estate.faults == []
    assert len(estate.entities) == 32


def test_kinds(estate: Estate):
    kinds = {entity.name: entity.kind for entity in estate.entities.values()}
    assert kinds["web"] == "Server"
    assert kinds["pdu-a"] == "PDU"
    assert kinds["panel-1"] == "PatchPanel"
    assert kinds["Bladebox #4"] == "Chassis"
    assert kinds["vs1"] == "HypervisorCluster"
    assert kinds["2nd floor"] == "Floor"
    assert kinds["Server room"] == "Room"


def test_attributes_have_the_vocabularys_units(estate: Estate):
    machine = estate.entities["netbox:virtualmachine:1"].attributes
    assert (machine["vcpus"], machine["memory"], machine["disk"]) == (2.0, 2.0, 20.0)
    assert machine["ip_addresses"] == ["10.1.0.6"]
    assert estate.entities["netbox:circuit:1"].attributes["bandwidth"] == 100.0
    web = estate.entities["netbox:device:1"]
    assert web.attributes["weight"] == 2.5
    assert web.attributes["mac_addresses"] == ["00:00:5E:00:53:01"]
    assert web.attributes["tags"] == ["gold"]


def test_a_spare_is_an_asset_and_no_ci(estate: Estate):
    blade = estate.entities["netbox:device:5"]
    assert (blade.roles, blade.attributes["life_cycle_status"]) == (("Asset",), "in_stock")


def test_custom_fields_are_kept(estate: Estate):
    attributes = estate.entities["netbox:tenant:1"].attributes
    assert attributes["cf_code"] == "INI"
    assert attributes["cf_list"] == [1, 2]
    assert attributes["cf_map"] == '{"a": 1}'


def test_numbers_in_custom_fields(tmp_path):
    numbers = {"half": 0.5, "halves": [0.5, 1.5], "big": 2**63, "deep": {"half": 0.5}}
    attributes = (
        Estate.of(tmp_path, changed("tenancy.tenant", 1, custom_field_data=numbers))
        .entities["netbox:tenant:1"]
        .attributes
    )
    assert attributes["cf_half"] == 0.5
    assert attributes["cf_halves"] == [0.5, 1.5]
    assert attributes["cf_big"] == "9223372036854775808"
    assert attributes["cf_deep"] == '{"half": 0.5}'


def test_each_in_the_smallest_place_known(estate: Estate):
    located = estate.joined("LOCATED_IN")
    for inner, outer in (
        ("device:1", "rack:1"),
        ("device:5", "device:4"),
        ("device:6", "location:2"),
        ("device:7", "site:1"),
        ("rack:1", "location:2"),
        ("location:2", "location:1"),
        ("location:1", "site:1"),
        ("site:1", "region:2"),
    ):
        assert [to for source, to in located if source == f"netbox:{inner}"] == [f"netbox:{outer}"]


def test_a_path_leaves_the_trunk_where_it_entered(estate: Estate):
    [found] = [s for s in estate.relationships if s.type == "CONNECTED_TO" and "device" in s.target]
    assert (found.source, found.target) == ("netbox:device:1", "netbox:device:5")
    assert found.attributes == {"ports": ["eth0 - eth0"]}


def test_a_path_that_ends_in_a_panel_joins_the_panel(tmp_path):
    dump = [entry for entry in SMALL if entry["fields"].get("cable") != 7]
    pairs = Estate.of(tmp_path, dump).joined("CONNECTED_TO")
    assert ("netbox:device:1", "netbox:device:7") in pairs
    assert ("netbox:device:1", "netbox:device:5") not in pairs


def test_a_planned_cable_feeds_nothing(tmp_path):
    affected = Estate.of(tmp_path, changed("dcim.cable", 2, status="planned")).lose("netbox:device:2")
    assert "netbox:device:1" in down(affected)


def test_addresses_and_prefixes(estate: Estate):
    part_of = estate.joined("PART_OF")
    assert ("netbox:prefix:2", "netbox:prefix:1") in part_of
    assert ("netbox:ipaddress:1", "netbox:prefix:2") in part_of
    assert ("netbox:ipaddress:2", "netbox:prefix:3") in part_of  # its own VRF, not the global one
    assert ("netbox:prefix:3", "netbox:vrf:1") in part_of
    assert ("netbox:ipaddress:1", "netbox:device:5") in estate.joined("HOSTED_ON")
    assert ("netbox:ipaddress:2", "netbox:virtualmachine:1") in estate.joined("HOSTED_ON")


def test_losses(estate: Estate):
    assert at_risk(estate.lose("netbox:device:2")) == {"netbox:device:1"}
    assert down(estate.lose("netbox:device:2")) == set()
    both = down(estate.lose("netbox:powerfeed:1", "netbox:powerfeed:2"))
    assert {"netbox:device:1", "netbox:virtualmachine:1", "netbox:cluster:1"} <= both
    assert "netbox:device:5" in down(estate.lose("netbox:device:4"))
    assert "netbox:circuit:1" in down(estate.lose("netbox:providernetwork:1"))
    assert down(estate.lose("netbox:location:1")) >= {"netbox:rack:1", "netbox:device:1", "netbox:device:6"}
    assert estate.lose("netbox:region:1") == {}
    assert estate.lose("netbox:sitegroup:1") == {}


def test_people(estate: Estate):
    [found] = [s for s in estate.relationships if s.type == "SUPPORTED_BY"]
    assert (found.source, found.target) == ("netbox:site:1", "netbox:contact:1")
    assert found.attributes == {"roles": ["Operations"], "priorities": ["primary"]}
    assert estate.joined("OWNED_BY") == {("netbox:rack:1", "netbox:tenant:1")}


# Other versions


def test_cables_before_3_3_name_their_ends(estate: Estate, tmp_path):
    dump = []
    for entry in SMALL:
        if entry["model"] == "dcim.cable":
            ends = [
                e["fields"] for e in SMALL if e["fields"].get("cable") == entry["pk"] and "cable_end" in e["fields"]
            ]
            fields = {
                f"termination_{end['cable_end'].lower()}_{part}": end[f"termination_{part}"]
                for end in ends
                for part in ("type", "id")
            }
            dump.append(row("dcim.cable", entry["pk"], status="connected", **fields))
        elif entry["model"] != "dcim.cabletermination":
            dump.append(entry)
    old = Estate.of(tmp_path, dump)
    assert {s.identity for s in old.relationships} == {s.identity for s in estate.relationships}


def test_ports_that_name_cable_and_end_are_enough(estate: Estate, tmp_path):
    ends = {
        (".".join(e["fields"]["termination_type"]), e["fields"]["termination_id"]): e["fields"]
        for e in SMALL
        if e["model"] == "dcim.cabletermination"
    }
    dump = [copy.deepcopy(entry) for entry in SMALL if entry["model"] != "dcim.cabletermination"]
    for entry in dump:
        if (end := ends.get((entry["model"], entry["pk"]))) is not None:
            entry["fields"] |= {"cable": end["cable"], "cable_end": end["cable_end"]}
    plain = Estate.of(tmp_path, dump)
    assert {s.identity for s in plain.relationships} == {s.identity for s in estate.relationships}


def test_content_types_as_numbers(estate: Estate, tmp_path):
    text = json.dumps(SMALL)
    names = [
        ["dcim", m] for m in ("powerport", "poweroutlet", "powerfeed", "interface", "frontport", "rearport", "site")
    ]
    names += [["dcim", "device"], ["virtualization", "vminterface"]]
    for number, name in enumerate(names, start=1):
        text = text.replace(json.dumps(name), str(number))
    table = [
        row("contenttypes.contenttype", n, app_label=name[0], model=name[1]) for n, name in enumerate(names, start=1)
    ]
    numbered = Estate.of(tmp_path, [*json.loads(text), *table])
    assert numbered.faults == []
    assert {s.identity for s in numbered.relationships} == {s.identity for s in estate.relationships}


def test_the_role_before_3_6(tmp_path):
    dump = changed("dcim.device", 1, role=..., device_role=1)
    assert Estate.of(tmp_path, dump).entities["netbox:device:1"].kind == "Server"


def test_scopes_from_4_2_on(estate: Estate, tmp_path):
    scoped = changed("virtualization.cluster", 1, site=..., scope_type=["dcim", "site"], scope_id=1)
    for entry in scoped:
        if (entry["model"], entry["pk"]) == ("circuits.circuittermination", 1):
            entry["fields"] = {"circuit": 1, "termination_type": ["circuits", "providernetwork"], "termination_id": 1}
        if (entry["model"], entry["pk"]) == ("circuits.circuittermination", 2):
            entry["fields"] = {"circuit": 1, "termination_type": ["dcim", "site"], "termination_id": 1}
    assert {s.identity for s in Estate.of(tmp_path, scoped).relationships} == {s.identity for s in estate.relationships}


def test_disks_are_megabytes_from_4_1_on(tmp_path):
    dump = [*changed("virtualization.virtualmachine", 1, disk=20000), row("dcim.racktype", 1, model="Tall")]
    assert Estate.of(tmp_path, dump).entities["netbox:virtualmachine:1"].attributes["disk"] == 20.0


# Damage


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not JSON"),
        ("{}", "is a list"),
        ('{"entities": []}', "is a list"),
        ('"text"', "is a list"),
        ("[1, 2]", "list of objects"),
        ('[{"id": "a", "kind": "Server"}]', "list of objects"),
        ('[{"model": "dcim.site", "pk": 1, "fields": {}}', "not JSON"),
        ('[{"model": "dcim.site", "pk": 1, "fields": {}}] x', "not JSON"),
    ],
)
def test_what_is_no_dump_cannot_be_read(tmp_path, text, said):
    path = tmp_path / "dump.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Invalid, match=said) as caught:
        items(path)
    assert "Nothing was changed" in caught.value.detail


def test_utf_16_is_told(tmp_path):
    path = tmp_path / "dump.json"
    path.write_text(json.dumps(SMALL), encoding="utf-16")
    with pytest.raises(Invalid, match="UTF-8"):
        items(path)


def test_an_empty_dump_and_a_byte_order_mark_are_fine(tmp_path):
    path = tmp_path / "dump.json"
    path.write_text("[]", encoding="utf-8-sig")
    assert items(path) == []


@pytest.mark.parametrize(
    ("model", "pk", "fields", "pointer", "said"),
    [
        ("dcim.device", 1, {"rack": 99}, "/fields/rack", "rack 99, which the dump lacks"),
        ("dcim.device", 1, {"rack": [1]}, "/fields/rack", "key of a rack"),
        ("dcim.device", 1, {"device_type": 99}, "/fields/device_type", "device type 99"),
        ("dcim.device", 1, {"position": "high"}, "/fields/position", "is a number"),
        ("dcim.device", 1, {"serial": 5}, "/fields/serial", "is a text"),
        ("dcim.device", 1, {"face": "left"}, "/fields", "rack_face is one of front, rear"),
        ("dcim.device", 1, {"name": {"a": 1}}, "/fields/name", "is a text"),
        ("dcim.powerfeed", 1, {"power_panel": 7}, "/fields/power_panel", "power panel 7"),
        ("dcim.powerfeed", 1, {"voltage": True}, "/fields/voltage", "is a number"),
        ("dcim.poweroutlet", 1, {"device": 77}, "/fields/device", "device 77"),
        ("dcim.cabletermination", 10, {"termination_id": 77}, "/fields/termination_id", "power port 77"),
        ("dcim.cabletermination", 10, {"termination_type": 4}, "/fields/termination_type", "content type"),
        ("dcim.cabletermination", 10, {"cable_end": "C"}, "/fields/cable_end", "A or B"),
        ("dcim.cabletermination", 10, {"cable": [1]}, "/fields/cable", "key of a cable"),
        ("dcim.region", 1, {"parent": 1}, "/fields/parent", "its own parent"),
        ("circuits.circuit", 1, {"install_date": "soon"}, "/fields/install_date", "is a day"),
        ("ipam.prefix", 1, {"prefix": "ten"}, "/fields/prefix", "length of its network"),
        ("ipam.vlan", 1, {"vid": 1.5}, "/fields/vid", "whole number"),
        ("ipam.vlan", 1, {"vid": 10**400}, "/fields/vid", "is a number"),
        ("dcim.powerfeed", 1, {"voltage": "1e999"}, "/fields/voltage", "is a number"),
        ("tenancy.tenant", 1, {"custom_field_data": [1]}, "/fields/custom_field_data", "are an object"),
    ],
)
def test_a_damaged_field_is_told_and_the_row_goes_in(tmp_path, estate, model, pk, fields, pointer, said):
    damaged = Estate.of(tmp_path, changed(model, pk, **fields))
    assert set(damaged.entities) == set(estate.entities)
    told = {fault.pointer: fault.fault or "" for fault in damaged.faults}
    assert f"/{place(model, pk)}{pointer}" in told
    assert said in told[f"/{place(model, pk)}{pointer}"]


def test_missing_fields_are_no_faults(tmp_path, estate: Estate):
    bare = Estate.of(tmp_path, [row(entry["model"], entry["pk"]) for entry in SMALL])
    assert set(bare.entities) == set(estate.entities)
    assert bare.entities["netbox:device:1"].name == "device #1"
    assert bare.entities["netbox:circuit:1"].name == "circuit #1"
    assert all(entity.name for entity in bare.entities.values())


def test_unknown_models_are_passed_over(tmp_path, estate: Estate):
    plugin = Estate.of(tmp_path, [*SMALL, row("plugin.thing", 1, anything=[{"deep": None}])])
    assert (plugin.faults, set(plugin.entities)) == ([], set(estate.entities))


def test_a_bad_object_among_good_ones_is_told(tmp_path, estate: Estate):
    bad: list[Any] = [*SMALL, 5, {"model": "dcim.site"}, {"model": "dcim.site", "pk": None, "fields": {}}, SMALL[3]]
    damaged = Estate.of(tmp_path, bad)
    first = len(SMALL)
    assert [fault.pointer for fault in damaged.faults] == [
        f"/{first}",
        f"/{first + 1}",
        f"/{first + 2}/pk",
        f"/{first + 3}",
    ]
    assert set(damaged.entities) == set(estate.entities)


def test_loops_end(tmp_path):
    panels = [
        row("dcim.rearport", 11, device=6, name="r", positions=1),
        row("dcim.frontport", 11, device=6, name="f", rear_port=11, rear_port_position=1),
        *cable(11, ("dcim.frontport", 11), ("dcim.rearport", 11)),
        row("dcim.interface", 11, device=1, name="eth1"),
        *cable(12, ("dcim.interface", 11), ("dcim.interface", 11)),
        row("dcim.powerport", 11, device=2, name="In 2"),
        *cable(13, ("dcim.powerport", 11), ("dcim.poweroutlet", 1)),
    ]
    looped = Estate.of(tmp_path, [*changed("dcim.location", 1, parent=2), *panels])
    assert "netbox:device:1" in looped.entities


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_damage_makes_it_fail(data: st.DataObject):
    """Whatever stands in a field: what is read is a record, or refused with its place."""
    dump = copy.deepcopy(SMALL)
    for _ in range(data.draw(st.integers(1, 4))):
        entry = dump[data.draw(st.integers(0, len(dump) - 1))]
        part = data.draw(st.sampled_from(["field", "field", "field", "pk", "model", "gone"]))
        if part == "field":
            names = [*entry["fields"], "custom_field_data", "status"]
            entry["fields"][data.draw(st.sampled_from(names))] = data.draw(JSON)
        elif part == "gone":
            entry["fields"] = {}
        else:
            entry[part] = data.draw(JSON)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dump.json"
        path.write_text(json.dumps(dump), encoding="utf-8")
        found = items(path)
    for item in found:
        assert item.pointer is not None
        assert int(item.pointer.split("/")[1]) < len(dump)
        if item.fault is not None:
            continue
        try:
            if records.is_relationship(item.raw):
                records.relationship_record(item.raw, VOCABULARY)
            else:
                records.entity_record(item.raw, VOCABULARY)
        except Invalid as error:
            assert error.places
