"""Who reported an entity, and when: told as it was known at a time, without a version for every report."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from neo4j import GraphDatabase

from cmdb_graph import times
from cmdb_graph.deadline import Deadline
from cmdb_graph.entities import fetch
from cmdb_graph.graph.server import Endpoint
from cmdb_graph.graph.shape import Seen
from cmdb_graph.ingest.run import import_file
from cmdb_graph.instance import Instance

FIRST = times.parse("2020-01-01T00:00:00Z")
DAY = 24 * 60 * 60 * 1_000_000


def report(instance: Instance, folder: Path, source: str, day: int, name: str = "one") -> None:
    """The source tells of srv, which depends on sw."""
    bundle = {
        "entities": [{"id": "srv", "kind": "Server", "name": name}, {"id": "sw", "kind": "Switch"}],
        "relationships": [{"type": "DEPENDS_ON", "from": "srv", "to": "sw"}],
    }
    (folder / "bundle.json").write_text(json.dumps(bundle))
    at = FIRST + day * DAY
    answer = import_file(instance.store, instance.vocabulary, folder / "bundle.json", source=source, who="tests", at=at)
    assert answer.rejected == []


def known(instance: Instance, day: float | None) -> tuple[str, int]:
    """The sources of srv, and on which day it was last seen, as of a day; the same in a list and in a neighborhood."""
    at = None if day is None else FIRST + round(day * DAY)
    one = fetch.get(instance.store, instance.vocabulary, "srv", at, Deadline(60))
    listed = fetch.page(instance.store, instance.vocabulary, Deadline(60), part="srv", at=at)
    near = fetch.neighborhood(instance.store, instance.vocabulary, "srv", Deadline(60), at=at)
    assert [one] == listed.items == near.nodes[:1]
    (joined,) = near.relationships
    seen = times.parse(one.last_seen)
    assert at is None or (seen <= at and times.parse(joined.last_seen) <= at)
    return "".join(one.sources), (seen - FIRST) // DAY


def test_reports_are_known_from_their_time_on(
    empty_instance: Instance, neo4j_endpoint: Endpoint, tmp_path: Path
) -> None:
    for source, day in (("b", 0), ("a", 2), ("b", 4), ("c", 6)):
        report(empty_instance, tmp_path, source, day)
    so_far = {0.5: ("b", 0), 2.5: ("ab", 2), 4.5: ("ab", 4), 6.5: ("abc", 6), 999_999: ("abc", 6), None: ("abc", 6)}
    assert {day: known(empty_instance, day) for day in so_far} == so_far

    # b tells of it again, and of the reports between the first and the latest nothing is kept: last seen is a lower bound.
    report(empty_instance, tmp_path, "b", 8)
    so_far |= {4.5: ("ab", 2), 8.5: ("abc", 8), None: ("abc", 8), 999_999: ("abc", 8)}
    assert {day: known(empty_instance, day) for day in so_far} == so_far

    report(empty_instance, tmp_path, "d", 10, name="two")
    so_far |= {10.5: ("abcd", 10), None: ("abcd", 10), 999_999: ("abcd", 10)}
    assert {day: known(empty_instance, day) for day in so_far} == so_far, "its earlier state is a version by now"

    # An estate recorded before the first reports were kept: what is there counts from the first day.
    auth = (neo4j_endpoint.username, neo4j_endpoint.password)
    with GraphDatabase.driver(neo4j_endpoint.uri, auth=auth) as driver:
        driver.execute_query("MATCH (n:Entity|EntityVersion) REMOVE n._sources_since")
    assert (known(empty_instance, 0.5), known(empty_instance, 10.5)) == (("abc", 0), ("abcd", 10))
    report(empty_instance, tmp_path, "b", 12, name="two")
    report(empty_instance, tmp_path, "e", 14, name="two")
    assert (known(empty_instance, 10.5), known(empty_instance, 14)) == (("abcd", 10), ("abcde", 14))


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(1, 5)), max_size=8))
def test_again_is_what_a_list_of_all_reports_says(reports: list[tuple[str, int]]) -> None:
    seen, now, told = Seen(0, 0, ["m"], [0], [0]), 0, [("m", 0)]
    for source, later in reports:
        now += later
        told.append((source, now))
        before, seen = seen, seen.again(source, now)
        assert before is not seen
    sources = sorted({source for source, _ in told})
    assert seen == Seen(
        first=0,
        last=now,
        sources=sources,
        by_source=[max(at for source, at in told if source == one) for one in sources],
        since=[min(at for source, at in told if source == one) for one in sources],
    )
    for at in range(now + 1):
        by_then = seen.known_at(at, 0)
        assert by_then.sources == sorted({source for source, when in told if when <= at})
        assert by_then.last <= max(when for _, when in told if when <= at)
    assert seen.known_at(now, 0) == seen
