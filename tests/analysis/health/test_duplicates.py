"""Duplicates: what is alike and what is not, and that nothing is missed for not comparing every two."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmdb_graph.analysis.health.names import form, slip_keys, slipped, words
from cmdb_graph.graph.shape import Value
from tests.analysis.health.build import WORDS, Thing, health

MAC = "00:1A:2b:3c:4d:5e"


def groups(*things: Thing) -> set[tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for row in health(things).items:
        if row.check == "duplicates":
            assert row.group is not None
            found.setdefault(row.group, []).append(row.id)
    assert all(first == its[0] for first, its in found.items())
    return {tuple(its) for its in found.values()}


def are_two(kind: str, *said: str | Mapping[str, Value], other: str | None = None) -> bool:
    """Whether two are taken for one: by a name, or by attributes under names that have nothing in common."""
    one, two = (
        Thing(id_, its, {}, each) if isinstance(each, str) else Thing(id_, its, each, name)
        for id_, its, each, name in zip("ab", (kind, other or kind), said, ("quartz", "flint"), strict=True)
    )
    return bool(groups(one, two))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("web01", "WEB01"),
        ("web01", "web-01"),
        ("web01", "web01.example.com"),
        ("web01", "WEB_01.Example.Com."),
        ("web01.example.com", "Web01.EXAMPLE.com"),
        ("ﬁle01", "file01"),
        ("database-server-01", "databse-server-01"),
        ("database-server-01", "datbaase-server-01"),
    ],
)
def test_names_of_one_server(one: str, other: str) -> None:
    assert are_two("Server", one, other)
    assert are_two("Server", other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("web-01", "web-02"),
        ("web-1", "web-01"),
        ("web-1-1", "web-11"),
        ("rack A12", "rack A13"),
        ("web-a", "web-b"),
        ("dbhosta", "dbhostb"),
        ("server", "servera"),
        ("web01.eu.example.com", "web01.us.example.com"),
        ("10.0.0.1", "10.0.0.2"),
        ("north", "south"),
        ("east-gateway", "west-gateway"),
        ("reader", "leader"),
        ("database-server-01", "databse-server-02"),
        ("第一営業部サーバー", "第二営業部サーバー"),
        ("कि", "का"),
        ("-", "_"),
    ],
)
def test_names_of_two(one: str, other: str) -> None:
    assert not are_two("Server", one, other)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Payment Gateway", "payment-gateway", True),
        ("PaymentGateway", "Payment Gateway", True),
        ("Payment Gateway", "Payment Gatway", True),
        ("Payment Service", "Payments Service", True),
        ("billing.core", "billing.web", False),  # an application is no host: what follows a dot is a part of its name
        ("C++ Runtime", "C# Runtime", False),
    ],
)
def test_names_of_applications(one: str, other: str, same: bool) -> None:
    assert are_two("Application", one, other) is same


@pytest.mark.parametrize(
    ("kind", "other", "same"),
    [("Server", "WebServer", True), ("WebServer", "Server", True), ("WebServer", "MailServer", False),
     ("Server", "Laptop", False), ("Server", "VirtualMachine", False), ("Rack", "Rack", False),
     ("NetworkInterface", "NetworkInterface", False), ("Person", "Person", False), ("Incident", "Incident", False)],
)  # fmt: skip
def test_likeness_is_within_a_kind_that_goes_by_its_name(kind: str, other: str, same: bool) -> None:
    assert are_two(kind, "alpha-7", "Alpha 7", other=other) is same


@pytest.mark.parametrize(
    ("kind", "one", "other", "same"),
    [
        ("Server", {"serial_number": "ab 12"}, {"serial_number": "AB  12"}, True),
        ("Server", {"serial_number": "To be filled by O.E.M."}, {"serial_number": "To Be Filled By O.E.M."}, False),
        ("Server", {"serial_number": "N/A"}, {"serial_number": "N/A"}, False),
        ("Server", {"serial_number": "0"}, {"serial_number": "0"}, False),
        ("Server", {"serial_number": "0000-0000"}, {"serial_number": "0000-0000"}, False),
        ("Server", {"serial_number": "x"}, {"asset_tag": "x"}, False),
        ("Server", {"mac_addresses": ["aa", MAC]}, {"mac_addresses": [MAC.replace(":", "-").lower()]}, True),
        ("Server", {"mac_addresses": [MAC]}, {"mac_addresses": ["001a.2b3c.4d5e"]}, True),
        ("Server", {"mac_addresses": ["00:00:00:00:00:00"]}, {"mac_addresses": ["00-00-00-00-00-00"]}, False),
        ("Server", {"mac_addresses": ["ff:ff:ff:ff:ff:ff"]}, {"mac_addresses": ["ff:ff:ff:ff:ff:ff"]}, False),
        ("Server", {"fqdn": "a.example.com"}, {"fqdn": "A.example.com"}, True),
        ("Server", {"ip_addresses": ["10.0.0.1"]}, {"ip_addresses": ["10.0.0.1"]}, False),
        ("Server", {"hostname": "web01"}, {"hostname": "WEB01"}, True),
        ("Server", {"hostname": "n/a"}, {"hostname": "n/a"}, False),
        ("Smartphone", {"imei": "35"}, {"imei": "35"}, True),
        ("DiskDrive", {"serial_number": "d"}, {"serial_number": "d"}, True),
        ("Person", {"email": "a@b"}, {"email": "a@b"}, False),
        ("Contract", {"contract_number": "7"}, {"contract_number": "7"}, True),
        ("Server", {"serial_number": "s", "life_cycle_status": "disposed"}, {"serial_number": "s"}, False),
        ("Server", {"serial_number": "s", "life_cycle_status": "in_stock"}, {"serial_number": "s"}, True),
    ],
)
def test_identifiers(kind: str, one: dict[str, Value], other: dict[str, Value], same: bool) -> None:
    assert are_two(kind, one, other) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"serial_number": "1"}, {"serial_number": "2"}, False),
        ({"serial_number": "1"}, {"serial_number": "n/a"}, True),
        ({"serial_number": "1"}, {"asset_tag": "2"}, True),
        ({"environment": "production"}, {"environment": "test"}, False),
        ({"environment": "production"}, {"environment": "Production"}, True),
        ({"fqdn": "web01.a.example"}, {"fqdn": "web01.b.example"}, False),
        ({"life_cycle_status": "in_stock"}, {}, False),
        ({"mac_addresses": ["00:1a:2b:3c:4d:5e"]}, {"mac_addresses": ["00:1a:2b:3c:4d:5f"]}, True),
    ],
)
def test_what_speaks_against_likeness(one: dict[str, Value], other: dict[str, Value], same: bool) -> None:
    found = groups(Thing("a", "Server", one, "web01"), Thing("b", "Server", other, "WEB01"))
    assert found == ({("a", "b")} if same else set())


def test_why_they_are_one() -> None:
    rows = health(
        [
            Thing("a", "Server", {"serial_number": "S9"}, "quartz"),
            Thing("b", "Server", {"serial_number": "s9"}, "flint"),
            Thing("c", "Server", {}, "Flint"),
        ]
    ).items
    said = {row.id: (row.why, [other.id for other in row.others]) for row in rows if row.check == "duplicates"}
    assert said == {
        "a": ("The same serial_number 's9' as flint [b].", ["b", "c"]),
        "b": ("The same serial_number 's9' as quartz [a]; a name like it: Flint [c].", ["a", "c"]),
        "c": ("A name like it: flint [b].", ["b", "a"]),
    }


# Against every two, compared by other means

BASES = [
    "web-01",
    "Web 02",
    "database",
    "databse",
    "datbaase",
    "databases",
    "databaze",
    "Payment Gateway",
    "PaymentGatway",
]
TURNS = [
    str,
    str.upper,
    lambda name: name + ".example.com",
    lambda name: name + ".b.org",
    lambda name: name.replace("-", ""),
]
VALUES = st.sampled_from(["A", "a ", "B", "N/A", None])


@st.composite
def estates(draw: st.DrawFn) -> list[Thing]:
    found: list[Thing] = []
    for at in range(draw(st.integers(2, 12))):
        names = ("serial_number", "uuid", "environment")
        said = {name: value for name in names if (value := draw(VALUES)) is not None}
        if draw(st.booleans()):
            said["life_cycle_status"] = draw(st.sampled_from(["deployed", "in_stock", "retired"]))
        name = draw(st.sampled_from(TURNS))(draw(st.sampled_from(BASES)))
        found.append(Thing(f"n{at:02}", draw(st.sampled_from(["Server", "WebServer", "Kiosk"])), said, name))
    return found


def distance(one: str, other: str) -> int:
    """Optimal string alignment, by the table."""
    table = (
        {(-1, -1): 0} | {(at, -1): at + 1 for at in range(len(one))} | {(-1, at): at + 1 for at in range(len(other))}
    )
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            table[i, j] = min(table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + (a != b))
            if i and j and a == other[j - 1] and one[i - 1] == b:
                table[i, j] = min(table[i, j], table[i - 2, j - 2] + 1)
    return table[len(one) - 1, len(other) - 1]


def a_slip(one: str, other: str) -> bool:
    if min(len(one), len(other)) < 5 or distance(one, other) != 1 or one[0] != other[0]:
        return False
    plural = one + "s" == other or other + "s" == one
    at_the_end = one[:-1] == other[:-1] or one[:-1] == other or other[:-1] == one
    return plural or not at_the_end


def split(name: str) -> tuple[list[str], str]:
    label, _, domain = (name, "", "") if " " in name else name.lower().partition(".")
    spaced = re.sub(r"([a-z])([A-Z])", r"\1 \2", name[: len(label)])
    return re.findall(r"[a-z]+|[0-9]+", spaced.lower()), domain


def same(one: Thing, other: Thing) -> bool:
    def said(thing: Thing, attribute: str) -> str | None:
        value = thing.attributes.get(attribute)
        return None if value in (None, "N/A") else str(value).strip().casefold()

    def status(thing: Thing) -> object:
        return thing.attributes.get("life_cycle_status", "deployed")

    if "retired" in (status(one), status(other)):
        return False
    told = [(said(one, name), said(other, name)) for name in ("serial_number", "uuid", "environment")]
    if any(a is not None and a == b for a, b in told[:2]):
        return True
    if any(a is not None and b is not None and a != b for a, b in told):
        return False
    (first, domain), (second, other_domain) = split(one.name or ""), split(other.name or "")
    if (domain and other_domain and domain != other_domain) or "in_stock" in (status(one), status(other)):
        return False
    if len({one.kind, other.kind}) == 2 and "Kiosk" in (one.kind, other.kind):
        return False
    differing = [pair for pair in zip(first, second, strict=False) if pair[0] != pair[1]]
    slip = len(first) == len(second) and len(differing) == 1 and a_slip(*differing[0])
    return "".join(first) == "".join(second) or slip


@settings(max_examples=400, deadline=None)
@given(estates())
def test_none_is_missed_and_none_is_made_up(things: list[Thing]) -> None:
    graph = nx.Graph()
    graph.add_edges_from((a.id, b.id) for a, b in combinations(things, 2) if same(a, b))
    assert groups(*things) == {tuple(sorted(each)) for each in nx.connected_components(graph)}


LETTERS = st.text("abs", min_size=3, max_size=8)


@settings(max_examples=1_000, deadline=None)
@given(st.lists(LETTERS, min_size=1, max_size=2), st.integers(0, 20), st.sampled_from("abs"), st.integers(0, 3))
def test_a_slip_is_told_and_shares_a_key(name: list[str], at: int, sign: str, how: int) -> None:
    word = name[0]
    at %= len(word)
    turned = [word[:at] + word[at + 1 :], word[:at] + sign + word[at:], word[:at] + sign + word[at + 1 :],
              word[:at] + word[at : at + 2][::-1] + word[at + 2 :]][how]  # fmt: skip
    one, other = tuple(name), (turned, *name[1:])
    assert slipped(one, other) == slipped(other, one) == a_slip(word, turned)
    if slipped(one, other):
        assert set(slip_keys(one)) & set(slip_keys(other))


@given(st.text(max_size=20))
def test_any_text_has_words(text: str) -> None:
    assert all(words(text))
    assert form(words(text)) == form(words(f" {text}_"))


def test_very_many_of_one_name() -> None:
    """Each with another serial number: comparing every two would take half a billion steps."""
    many = [Thing(f"n{at}", "Server", {"serial_number": f"s{at}"}, "localhost") for at in range(30_000)]
    assert groups(*many) == set()
    assert "Server" in WORDS.kinds
