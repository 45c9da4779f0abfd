"""The built-in vocabulary: what it must contain, and how joins are found."""

import json
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmdb_graph.errors import Invalid
from cmdb_graph.vocabulary import Join, Kind, RelationshipType, Vocabulary, describe, load

VOCABULARY = load()

DEPENDENCIES = "CONNECTED_VIA DEPENDS_ON HAS_MEMBER HOSTED_ON LOCATED_IN POWERED_BY RUNS_ON STORED_ON USES"
OTHERS = (
    "INSTALLED_ON INSTANCE_OF ENTITLES ALLOCATED_TO OWNED_BY USED_BY SUPPORTED_BY CONNECTED_TO COVERED_BY SUPPLIED_BY "
    "CHARGED_TO ASSIGNED_TO AFFECTS TARGETS CAUSED_BY RESOLVED_BY RAISED_BY SESSION_OF"
)


def test_the_hierarchy_of_the_design():
    kind = VOCABULARY.kind("ApplicationServer")
    assert kind.labels == ("ApplicationServer", "Server", "Computer", "Hardware", "ManagedElement")
    assert kind.ancestors == kind.labels[1:]
    assert VOCABULARY.is_a("ApplicationServer", "Hardware")
    assert VOCABULARY.is_a("Server", "Server")
    assert not VOCABULARY.is_a("Server", "ApplicationServer")


@pytest.mark.parametrize(
    ("kind", "roles"),
    [
        ("Server", ("CI", "Asset")),
        ("Laptop", ("CI", "Asset")),
        ("Rack", ("CI", "Asset")),
        ("VirtualMachine", ("CI",)),
        ("IPAddress", ("CI",)),
        ("Room", ("CI",)),
        ("DiskDrive", ("Asset",)),
        ("License", ("Asset",)),
        ("Incident", ()),
        ("Person", ()),
        ("City", ()),
    ],
)
def test_what_a_new_one_is(kind: str, roles: tuple[str, ...]):
    assert VOCABULARY.kind(kind).roles == roles


def test_the_types_of_the_design():
    assert " ".join(VOCABULARY.dependency_types) == DEPENDENCIES
    assert set(OTHERS.split()) <= set(VOCABULARY.types)
    groups = {t.name: (t.group, t.need) for t in VOCABULARY.types.values() if t.group}
    assert groups == {"HAS_MEMBER": ("members", 1), "POWERED_BY": ("power", 1), "CONNECTED_VIA": ("uplink", 1)}


def test_names_for_people_are_told_apart():
    directed = [t for t in VOCABULARY.types.values() if t.label != t.inverse]
    names = [name for t in directed for name in (t.label, t.inverse)]
    assert len(set(names)) == len(names)
    assert [t.name for t in VOCABULARY.types.values() if t.label == t.inverse] == ["CONNECTED_TO"]


@pytest.mark.parametrize(
    ("type_", "source", "target", "effect"),
    [
        ("LOCATED_IN", "Server", "Rack", "hard"),
        ("LOCATED_IN", "Switch", "Rack", "hard"),
        ("LOCATED_IN", "Rack", "Room", "hard"),
        ("LOCATED_IN", "Room", "Building", "hard"),
        ("LOCATED_IN", "Server", "Site", "hard"),
        ("LOCATED_IN", "Desktop", "Room", "hard"),
        ("LOCATED_IN", "DeviceModule", "Switch", "hard"),
        ("LOCATED_IN", "VirtualMachine", "CloudRegion", "hard"),
        ("LOCATED_IN", "Server", "City", "none"),
        ("LOCATED_IN", "Server", "Region", "none"),
        ("LOCATED_IN", "Site", "Region", "none"),
        ("LOCATED_IN", "Region", "Region", "none"),
        ("LOCATED_IN", "Laptop", "City", "none"),
        ("LOCATED_IN", "Laptop", "Room", "none"),
        ("LOCATED_IN", "Laptop", "Rack", "none"),
        ("LOCATED_IN", "Smartphone", "Building", "none"),
        ("LOCATED_IN", "Person", "Room", "none"),
        ("RUNS_ON", "Database", "DatabaseServer", "hard"),
        ("RUNS_ON", "ApplicationService", "VirtualMachine", "hard"),
        ("RUNS_ON", "Pod", "VirtualMachine", "hard"),
        ("HOSTED_ON", "VirtualMachine", "HypervisorCluster", "hard"),
        ("HAS_MEMBER", "LoadBalancer", "Application", "hard"),
        ("HAS_MEMBER", "Switch", "Switch", "hard"),
        ("POWERED_BY", "Rack", "PDU", "hard"),
        ("USES", "BusinessService", "ExternalService", "hard"),
        ("USES", "Person", "Application", "none"),
        ("DEPENDS_ON", "Room", "CoolingUnit", "hard"),
        ("OWNED_BY", "BusinessService", "Person", "none"),
    ],
)
def test_what_a_loss_takes(type_: str, source: str, target: str, effect: str):
    join = VOCABULARY.join(type_, source, target)
    assert join is not None
    assert join.effect == effect


@pytest.mark.parametrize(
    ("type_", "source", "target"),
    [
        ("HOSTED_ON", "Person", "Rack"),
        ("POWERED_BY", "Incident", "PDU"),
        ("RUNS_ON", "License", "Server"),
        ("RUNS_ON", "CostCenter", "Server"),
        ("ENTITLES", "Server", "SoftwareProduct"),
        ("AFFECTS", "Server", "Incident"),
        ("CHARGED_TO", "Server", "Rack"),
    ],
)
def test_nonsense_may_not_be_joined(type_: str, source: str, target: str):
    assert VOCABULARY.join(type_, source, target) is None


def test_whatever_can_fail_may_depend_on_whatever_can_fail():
    elements = [kind for kind in VOCABULARY.kinds if VOCABULARY.is_a(kind, "ManagedElement")]
    assert len(elements) > 100
    for type_, source, target in product(("DEPENDS_ON", "USES"), elements, elements):
        join = VOCABULARY.join(type_, source, target)
        assert join is not None
        assert join.effect == "hard"


def test_an_attribute_means_the_same_everywhere():
    # The same name with another type would make one property of two meanings; a license's days are the known exception.
    forms: dict[str, set[tuple[str, bool, str | None]]] = {}
    for kind in VOCABULARY.kinds.values():
        for attribute in kind.attributes.values():
            if kind.name != "UsageSession":
                forms.setdefault(attribute.name, set()).add((attribute.type, attribute.is_list, attribute.unit))
    assert {name: found for name, found in forms.items() if len(found) > 1} == {}


@pytest.mark.parametrize(
    ("kind", "attributes"),
    [
        ("Hypervisor", "processors cores processor_model socket_capacity hyper_threading"),
        ("Server", "processors cores processor_model socket_capacity hyper_threading serial_number warranty_end"),
        ("VirtualMachine", "vcpus cloud memory"),
        ("SoftwareProduct", "publisher edition version"),
        ("License", "metric quantity license_type start end maintenance_end unit_cost currency purchase_order"),
        ("UsageSession", "start end"),
        ("Change", "status priority impact urgency risk opened_at resolved_at closed_at planned_start planned_end"),
    ],
)
def test_facts_that_questions_read(kind: str, attributes: str):
    assert set(attributes.split()) <= set(VOCABULARY.kind(kind).attributes)


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(Invalid, match=r"There is no kind 'server'\. Did you mean Server"):
        VOCABULARY.kind("server")
    with pytest.raises(Invalid, match=r"no relationship type 'RUN_ON'\. Did you mean RUNS_ON"):
        VOCABULARY.type("RUN_ON")
    with pytest.raises(Invalid, match=r"no kind 'Qqqqqqq'\.$"):
        VOCABULARY.join("RUNS_ON", "Qqqqqqq", "Server")
    with pytest.raises(Invalid):
        VOCABULARY.kind("x" * 1_000_000)


def test_labels_are_an_allow_list():
    assert {"Entity", "CI", "Asset", "Server"} <= VOCABULARY.labels
    assert len(VOCABULARY.labels) == len(VOCABULARY.kinds) + 3


def test_describe_is_json_and_complete():
    described = json.loads(json.dumps(describe(VOCABULARY)))
    assert set(described["kinds"]) == set(VOCABULARY.kinds)
    server = described["kinds"]["Server"]
    assert (server["parent"], server["roles"]) == ("Computer", ["CI", "Asset"])
    assert server["attributes"]["cores"]["unit"] == "cores"
    power = described["types"]["POWERED_BY"]
    assert (power["label"], power["inverse"], power["group"], power["need"]) == ("Powered by", "Powers", "power", 1)
    assert {"from": "ManagedElement", "to": "City", "effect": "none"} in described["types"]["LOCATED_IN"]["joins"]


@st.composite
def vocabularies(draw: st.DrawFn) -> Vocabulary:
    """A random forest of up to 7 kinds, and one type with random joins among them."""
    kinds: dict[str, Kind] = {}
    for i in range(draw(st.integers(2, 7))):
        parent = kinds[f"K{draw(st.integers(0, i - 1))}"] if i and draw(st.booleans()) else None
        above = parent.labels if parent else ()
        kinds[f"K{i}"] = Kind(f"K{i}", parent.name if parent else None, "x", False, above, (), {}, (f"K{i}", *above))
    pairs = draw(st.sets(st.tuples(st.sampled_from(sorted(kinds)), st.sampled_from(sorted(kinds))), max_size=8))
    joins = tuple(Join(source, target, "hard") for source, target in sorted(pairs))
    return Vocabulary(kinds, {"T": RelationshipType("T", "t", "i", "x", True, None, None, joins)})


@settings(deadline=None, max_examples=300)
@given(vocabularies())
def test_join_is_the_most_specific_one(vocabulary: Vocabulary):
    for source, target in product(vocabulary.kinds, repeat=2):
        best: tuple[int, int, Join] | None = None
        for join in vocabulary.types["T"].joins:
            if vocabulary.is_a(source, join.source) and vocabulary.is_a(target, join.target):
                up = vocabulary.kinds[source].labels.index(join.source)
                steps = up + vocabulary.kinds[target].labels.index(join.target)
                if best is None or (steps, up) < best[:2]:
                    best = (steps, up, join)
        assert vocabulary.join("T", source, target) == (best[2] if best else None)
