"""Each check on small estates, worked by hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from cmdb_graph import vocabulary
from cmdb_graph.analysis.health.ask import health_of
from cmdb_graph.analysis.health.models import HealthQuestion
from cmdb_graph.analysis.snapshot import Taken
from tests.analysis.health.build import Link, Thing, failing, figures, health, snapshot, standard

SERVER = {"serial_number": "S-1", "manufacturer": "x", "model": "x", "operating_system": "x"}


# Orphans


@pytest.mark.parametrize(
    ("kind", "link", "is_orphan"),
    [
        ("Server", Link("OWNED_BY", "it", "person", "none"), True),
        ("Server", Link("USED_BY", "it", "person", "none"), True),
        ("Server", Link("COVERED_BY", "it", "contract", "none"), True),
        ("Server", Link("AFFECTS", "ticket", "it", "none"), True),
        ("Server", Link("LOCATED_IN", "it", "room"), False),
        ("Server", Link("DEPENDS_ON", "it", "other"), False),
        ("Server", Link("DEPENDS_ON", "other", "it"), False),
        ("Server", Link("CONNECTED_TO", "it", "other", "none"), False),
        ("Server", Link("CONNECTED_TO", "other", "it", "none"), False),
        ("Server", Link("CONNECTED_TO", "it", "it", "none"), True),
        ("Server", Link("REPLACES", "it", "other", "none"), True),
        ("Laptop", Link("USED_BY", "it", "person", "none"), False),
        ("IPAddress", Link("ASSIGNED_TO", "it", "other", "none"), False),
        ("Room", None, False),
        ("DiskDrive", None, False),
        ("Person", None, False),
        ("Incident", None, False),
        ("Contract", None, False),
        ("City", None, False),
        ("Nonsense", None, False),
    ],
)
def test_what_is_an_orphan(kind: str, link: Link | None, is_orphan: bool) -> None:
    others = [("person", "Person"), ("contract", "Contract"), ("ticket", "Incident"), ("room", "Room")]
    things = [Thing("it", kind), Thing("other", "Application"), *(Thing(*each) for each in others)]
    assert ("it" in failing(health(things, [link] if link else []), "orphans")) is is_orphan


@pytest.mark.parametrize("status", ["in_stock", "reserved", "retired", "disposed", "planned", "ordered"])
def test_what_is_not_in_use_is_neither_orphan_nor_stale(status: str) -> None:
    answer = health([Thing("it", "Server", {"life_cycle_status": status}, days=900)])
    assert (figures(answer)["orphans"], figures(answer)["stale"]) == ((0, 0), (0, 0))
    answer = health([Thing("it", "Server", {"life_cycle_status": "deployed"}, days=900)])
    assert (figures(answer)["orphans"], figures(answer)["stale"]) == ((1, 1), (1, 1))


def test_the_word_of_a_status_in_any_spelling() -> None:
    answer = health([Thing("it", "Server", {"operational_status": "In Stock"})])
    assert figures(answer)["orphans"] == (0, 0)


# Stale


@pytest.mark.parametrize(
    ("thing", "days", "is_stale"),
    [
        (Thing("it", "Server", days=60), None, False),
        (Thing("it", "Server", days=61), None, True),
        (Thing("it", "Server", days=61), 90, False),
        (Thing("it", "Server", days=8), 7, True),
        (Thing("it", "Server", days=900, sources=("manual",)), None, None),
        (Thing("it", "Server", days=900, sources=("discovery", "manual")), None, True),
        (Thing("it", "BusinessService", days=900), 7, None),
        (Thing("it", "Site", days=900), 7, None),
        (Thing("it", "License", days=900), 7, None),
        (Thing("it", "Server", days=900, sources=()), None, None),
    ],
)
def test_what_is_stale(thing: Thing, days: int | None, is_stale: bool | None) -> None:
    answer = health([thing, Thing("fresh", "Person")], stale_days=days)
    assert figures(answer)["stale"] == ((0, 0) if is_stale is None else (1, int(is_stale)))
    if is_stale:
        assert f", {thing.days} days before." in failing(answer, "stale")["it"]


def test_it_is_counted_from_the_last_report_where_nothing_was_recorded_since() -> None:
    taken = Taken("2026-01-01T00:00:00.000000Z")  # a report that changes nothing moves no clock
    estate = snapshot([Thing("seen", "Server"), Thing("gone", "Server", days=100)], taken=taken)
    answer = health_of(estate, standard(), HealthQuestion(), lambda: None)
    assert list(failing(answer, "stale")) == ["gone"]
    assert answer.judged_at == "2026-06-01T00:00:00.000000Z"


def test_what_was_reported_again_after_a_past_time_was_not_lost_then() -> None:
    estate = snapshot([Thing("a", "Server", days=100), Thing("b", "Server", days=100)])
    later = replace(estate, seen_later=np.array([False, True]))
    assert list(failing(health_of(later, standard(), HealthQuestion(), lambda: None), "stale")) == ["a"]


# Attributes


def test_what_lacks_what() -> None:
    answer = health(
        [
            Thing("none", "Server"),
            Thing("some", "Server", SERVER | {"serial_number": "To be filled by O.E.M.", "model": " "}),
            Thing("all", "Server", SERVER),
            Thing("room", "Room"),
            Thing("team", "Team"),
        ],
        [
            Link("LOCATED_IN", "all", "room"),
            Link("OWNED_BY", "all", "team", "none"),
            Link("LOCATED_IN", "some", "room"),
        ],
    )
    lacks = {(row.check, row.id): row.lacks for row in answer.items if row.lacks}
    owner, place = "OWNED_BY or SUPPORTED_BY", "LOCATED_IN or HOSTED_ON or RUNS_ON"
    assert lacks == {
        ("required", "none"): ["serial_number"],
        ("required", "some"): ["serial_number"],
        ("recommended", "none"): ["manufacturer", "model", "operating_system or platform", place, owner],
        ("recommended", "some"): ["model", owner],
    }
    assert figures(answer)["required"] == (3, 2)


@pytest.mark.parametrize("value", ["", "  ", "N/A", "unknown", "TBD", "-", "???", "0000", "xxx", "None", [], ["n/a"]])
def test_what_says_nothing_is_missing(value: object) -> None:
    assert "it" in failing(health([Thing("it", "Server", {"serial_number": value})]), "required")  # type: ignore[dict-item]


@pytest.mark.parametrize("value", ["X0", "F", "7", "ÄÖ", 0, False, ["n/a", "X"]])
def test_what_says_something_is_not(value: object) -> None:
    assert "it" not in failing(health([Thing("it", "Server", {"serial_number": value})]), "required")  # type: ignore[dict-item]


def test_stock_must_be_told_apart_and_need_not_have_an_owner() -> None:
    idle = [Thing("it", "Server", {"life_cycle_status": "in_stock"})]
    gone = [Thing("it", "Server", {"life_cycle_status": "disposed"})]
    assert (figures(health(idle))["required"], figures(health(idle))["recommended"]) == ((1, 1), (0, 0))
    assert (figures(health(gone))["required"], figures(health(gone))["recommended"]) == ((0, 0), (0, 0))


# Dead ends


def test_the_chain_from_a_service_stops_at_an_application_that_runs_on_nothing() -> None:
    things = [Thing("shop", "BusinessService"), *(Thing(each, "Application") for each in ("web", "mail"))]
    links = [Link("DEPENDS_ON", "shop", "web"), Link("DEPENDS_ON", "web", "mail"), Link("RUNS_ON", "web", "srv")]
    found = failing(health([*things, Thing("srv", "Server")], links), "dead_ends")
    assert list(found) == ["mail"]
    assert found["mail"].startswith("A chain stops here: it has nothing to stand on (RUNS_ON or HOSTED_ON")
    assert "mail" not in failing(
        health([*things, Thing("srv", "Server")], [*links, Link("DEPENDS_ON", "mail", "srv")]), "dead_ends"
    )


@pytest.mark.parametrize(
    ("kind", "attributes", "stops"),
    [
        ("BusinessService", {}, True),
        ("ExternalService", {}, False),
        ("VirtualMachine", {}, True),
        ("VirtualMachine", {"cloud": "AWS"}, False),
        ("VirtualMachine", {"cloud": "n/a"}, True),
        ("Library", {}, False),
        ("Server", {}, False),
        ("Application", {"operational_status": "planned"}, False),
    ],
)
def test_what_needs_something_to_stand_on(kind: str, attributes: dict[str, str], stops: bool) -> None:
    assert ("it" in failing(health([Thing("it", kind, attributes)]), "dead_ends")) is stops  # type: ignore[arg-type]


@pytest.mark.parametrize(("status", "standing"), [("retired", "no longer in use"), ("in_stock", "not in use")])
def test_in_use_and_depends_on_what_is_not(status: str, standing: str) -> None:
    things = [
        Thing("a", "Application"),
        Thing("b", "Application", {"operational_status": "retired"}),
        Thing("old", "Server", {"life_cycle_status": status}, name="Old one"),
    ]
    answer = health(things, [Link("RUNS_ON", "a", "old"), Link("RUNS_ON", "b", "old")])
    assert failing(answer, "dead_ends") == {"a": f"It runs on Old one, which is {standing}."}
    assert [other.id for row in answer.items if row.check == "dead_ends" for other in row.others] == ["old"]


def test_what_the_vocabulary_does_not_have_or_allow() -> None:
    things = [
        Thing("a", "Server"),
        Thing("b", "Server"),
        Thing("c", "Nonsense"),
        Thing("d", "Nonsense"),
        Thing("r", "Room"),
    ]
    links = [
        Link("RUNS_ON", "a", "r"), Link("HUMS_TO", "b", "a"), Link("DEPENDS_ON", "c", "r"), Link("DEPENDS_ON", "c", "d")
    ]  # fmt: skip
    answer = health(things, links)
    assert failing(answer, "dead_ends") == {
        "a": "RUNS_ON from a to r may not join Server to Room.",
        "b": "HUMS_TO is a type that the vocabulary lacks.",
        "r": "DEPENDS_ON joins it to c, of kind Nonsense, which the vocabulary lacks.",
    }
    assert answer.warnings == ["2 of the entities are of kinds that the vocabulary lacks, and not judged: Nonsense."]


def test_a_gate_that_needs_more_than_it_has() -> None:
    things = [Thing("c", "Cluster"), *(Thing(each, "Server") for each in "xyz")]

    def found(*links: Link) -> dict[str, str]:
        return failing(health(things, links), "dead_ends")

    def member(of: str, need: int, effect: str = "hard", type_: str = "HAS_MEMBER") -> Link:
        return Link(type_, "c", of, effect, "members", need)

    assert found(member("x", 2), member("y", 2)) == {}
    assert found(member("x", 3), member("y", 0)) == {"c": "Its gate 'members' needs 3 members and has 2."}
    # Two types to one provider are one member; another effect is another gate.
    assert "needs 2 members and has 1" in found(member("x", 2), member("x", 0, type_="DEPENDS_ON"))["c"]
    assert "needs 2 members and has 1" in found(member("x", 2), member("y", 0, effect="soft"))["c"]
    assert found(Link("DEPENDS_ON", "c", "x", need=2), member("y", 1)) == {
        "c": "Its gate by DEPENDS_ON needs 2 members and has 1."
    }


def test_what_is_more_than_can_be_told_is_counted() -> None:
    things = [
        Thing("a", "Application"),
        *(Thing(f"o{at}", "Server", {"life_cycle_status": "retired"}) for at in range(8)),
    ]
    (row,) = [
        row
        for row in health(things, [Link("RUNS_ON", "a", f"o{at}") for at in range(8)]).items
        if row.check == "dead_ends"
    ]
    assert row.why.endswith("; and 3 more.")
    assert (len(row.others), row.others_omitted) == (5, 3)


# Kinds of one's own, and none at all


def test_kinds_of_an_organization_are_held_to_what_it_says(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text("""
[kinds.Robot]
parent = "Hardware"
about = "A robot."
[kinds.Robot.attributes]
axes = { type = "integer", about = "Its axes." }
[kinds.Robot.health]
required = ["axes"]
stale_days = 5
stand_alone = true
""")
    words = vocabulary.load(tmp_path)
    answer = health([Thing("a", "Robot", days=6), Thing("b", "Robot", {"axes": 0})], words=words)
    assert list(failing(answer, "required")) == ["a"]
    assert list(failing(answer, "stale")) == ["a"]
    assert figures(answer)["orphans"] == (0, 0)
    # Without that vocabulary they are not judged, and nothing breaks.
    answer = health([Thing("a", "Robot", days=6)])
    assert (answer.total.score, answer.total.entities) == (None, 0)


def test_an_empty_estate_has_no_score() -> None:
    answer = health([])
    assert answer.total.score is None
    assert (answer.items, answer.kinds, answer.services, answer.sources, answer.omitted) == ([], [], [], [], 0)
    assert answer.text == "Nothing is there that could be judged: 0 entities of kinds that are CIs or assets."


def test_any_signs_in_ids_and_names() -> None:
    odd = ["\u202egnp", "a\nb", "'\"`$", "ﷺ", "\U0001f600", " ", "%2F/..", "ß"]
    things = [Thing(each, "Server", {"serial_number": each, "status": ["x"], each: 1}) for each in odd]
    answer = health(things, [Link("DEPENDS_ON", one, other) for one, other in pairwise(odd)])
    assert answer.total.entities == len(odd)
