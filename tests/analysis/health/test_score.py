"""Scores: figures are those of sets, rows are what the figures count, and nothing is lost by putting something right."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmdb_graph.analysis.health.ask import health_of
from cmdb_graph.analysis.health.models import CHECKS, HealthAnswer, HealthQuestion, Score
from cmdb_graph.analysis.health.rules import load as load_rules
from cmdb_graph.analysis.part import part
from cmdb_graph.errors import BadHealth, Invalid, NotFound
from tests.analysis.health.build import WORDS, Link, Thing, figures, health, snapshot, standard

KINDS = [
    "Server",
    "WebServer",
    "VirtualMachine",
    "Application",
    "BusinessService",
    "Laptop",
    "Person",
    "Room",
    "Nonsense",
]
VALUES: dict[str, list[str]] = {
    "serial_number": ["A", "B", "C", "n/a"],
    "environment": ["test", "production"],
    "criticality": ["critical", "low"],
    "operational_status": ["active", "retired", "planned", "in_stock"],
    "model": ["m"],
    "cloud": ["c"],
}
TYPES = ["DEPENDS_ON", "RUNS_ON", "LOCATED_IN", "OWNED_BY", "USED_BY", "CONNECTED_TO", "HUMS_TO"]


@st.composite
def estates(draw: st.DrawFn) -> tuple[list[Thing], list[Link]]:
    things = [
        Thing(
            f"n{at}",
            draw(st.sampled_from(KINDS)),
            {name: draw(st.sampled_from(values)) for name, values in VALUES.items() if draw(st.booleans())},
            draw(st.sampled_from(["web-01", "WEB01", "Payments", "Payment", "alpha"])),
            tuple(sorted(draw(st.sets(st.sampled_from(["discovery", "manual", "netbox"]), max_size=2)))),
            draw(st.sampled_from([0, 30, 90])),
        )
        for at in range(draw(st.integers(1, 9)))
    ]
    places = st.sampled_from([thing.id for thing in things])
    link = st.builds(Link, st.sampled_from(TYPES), places, places, st.sampled_from(["hard", "none"]),
                     st.sampled_from(["", "g"]), st.integers(0, 3))  # fmt: skip
    return things, draw(st.lists(link, max_size=12))


def failing(answer: HealthAnswer) -> set[tuple[str, str]]:
    return {(row.check, row.id) for row in answer.items}


def holds(score: Score) -> None:
    """The score is what its own figures say."""
    counting = [each for each in score.checks if each.of]
    weights = load_rules().weights
    whole = sum(weights[each.check] for each in counting)
    if not counting:
        assert score.score is None
        return
    expected = sum(weights[each.check] * (each.of - each.failing) / each.of for each in counting) * 100 / whole
    assert score.score == pytest.approx(expected)
    assert score.score == pytest.approx(100 - sum(each.costs for each in score.checks))
    assert 0 <= score.score <= 100
    assert (score.score == 100) == (not any(each.failing for each in counting))


@settings(max_examples=200, deadline=None)
@given(estates())
def test_figures_are_those_of_the_rows(estate: tuple[list[Thing], list[Link]]) -> None:
    things, _ = estate
    answer = health(*estate)
    rows = failing(answer)
    assert (len(rows), answer.omitted) == (len(answer.items), 0)
    assert {each: figures(answer)[each][1] for each in CHECKS} == {
        each: sum(check == each for check, _ in rows) for each in CHECKS
    }
    by_kind = {thing.id: thing.kind for thing in things}
    for kind in answer.kinds:
        for figure in kind.checks:
            assert figure.failing == sum(c == figure.check and by_kind[node] == kind.kind for c, node in rows)
    for check in CHECKS:
        of = [next(f.of for f in kind.checks if f.check == check) for kind in answer.kinds]
        assert sum(of) == figures(answer)[check][0]
    by_source = {thing.id: thing.sources for thing in things}
    assert {each.source for each in answer.sources} == {
        source for thing in things for source in thing.sources if thing.kind not in ("Person", "Nonsense")
    }
    for source in answer.sources:
        for figure in source.checks:
            assert figure.failing == sum(c == figure.check and source.source in by_source[node] for c, node in rows)
    for score in (answer.total, *answer.kinds, *answer.services, *answer.sources):
        holds(score)


@settings(max_examples=100, deadline=None)
@given(estates(), st.integers(1, 4))
def test_what_narrows_takes_rows_and_changes_none(estate: tuple[list[Thing], list[Link]], limit: int) -> None:
    whole, taken = health(*estate), snapshot(*estate)
    things = {thing.id: thing for thing in estate[0]}
    for row in whole.items:
        (again,) = [each for each in health(*estate, check=row.check).items if each.id == row.id]
        assert again == row
    if any("netbox" in thing.sources for thing in things.values()):
        narrowed = health(*estate, kinds=["Server"], sources=["netbox"])
        assert failing(narrowed) == {
            (check, node)
            for check, node in failing(whole)
            if WORDS.is_a(things[node].kind, "Server") and "netbox" in things[node].sources
        }
    for service in whole.services:
        kept = set(part(taken, WORDS, service=service.id).nodes.id)
        its = health(*estate, service=service.id)
        assert failing(its) == {(check, node) for check, node in failing(whole) if node in kept}
        assert (its.total.score, its.total.checks) == (service.score, service.checks)
    cut = health(*estate, limit=limit)
    assert cut.items == whole.items[:limit]
    assert len(cut.items) + cut.omitted == len(whole.items)
    assert len(cut.services) + cut.services_omitted == len(whole.services)
    assert len(cut.sources) + cut.sources_omitted == len(whole.sources)


@settings(max_examples=200, deadline=None)
@given(estates(), st.data())
def test_putting_something_right_never_lowers_the_score(
    estate: tuple[list[Thing], list[Link]], data: st.DataObject
) -> None:
    things, links = estate
    before = health(things, links)
    fixable = [row for row in before.items if row.check in ("required", "recommended", "stale", "orphans")]
    if not fixable:
        return
    row = data.draw(st.sampled_from(fixable))
    at = next(at for at, thing in enumerate(things) if thing.id == row.id)
    match row.check:
        case "stale":
            things[at] = things[at]._replace(days=0)
        case "orphans":
            things = [*things, Thing("zz room", "Room")]
            links = [*links, Link("LOCATED_IN", row.id, "zz room")]
        case _:
            kind = WORDS.kind(row.kind)
            words = [lacking.split(" or ")[0] for lacking in row.lacks]
            told = {word: f"of {row.id}" for word in words if word in kind.attributes}
            things[at] = things[at]._replace(attributes={**things[at].attributes, **told})
            things = [*things, Thing("zz room", "Room"), Thing("zz team", "Team")]
            links += [
                Link(word, row.id, "zz room" if word == "LOCATED_IN" else "zz team", "none")
                for word in words
                if word not in kind.attributes
            ]
    after = health(things, links)
    assert (row.check, row.id) not in failing(after)
    assert after.total.score is not None
    assert before.total.score is not None
    assert after.total.score >= before.total.score - 1e-9


def test_a_figure_tells_itself() -> None:
    things = [Thing(f"s{at}", "Server", {"serial_number": "" if at < 17 else f"x{at}"}) for at in range(20)]
    answer = health(things, check="required", limit=5)
    assert "17 of 20 lack what is required (-21.2)" in answer.text
    assert [row.id for row in answer.items] == ["s0", "s1", "s10", "s11", "s12"]
    assert answer.omitted == 12


def test_one_of_very_many_is_not_rounded_away() -> None:
    things = [Thing(f"r{at:04}", "WirelessAccessPoint", {"serial_number": f"x{at}"}) for at in range(3_000)]
    things[7] = things[7]._replace(attributes={})
    links = [Link("LOCATED_IN", thing.id, "room") for thing in things]
    answer = health([*things, Thing("room", "Room")], links, check="required")
    assert "1 of 3,000 lacks what is required" in answer.text
    assert "100 of 100" not in answer.text


def test_the_most_critical_services_are_told() -> None:
    things = [Thing("a", "BusinessService", {"criticality": "low"}), Thing("z", "Service", {"criticality": "critical"})]
    answer = health([*things, Thing("old", "Service", {"status": "retired", "criticality": "critical"})], limit=1)
    assert ([each.id for each in answer.services], answer.services_omitted) == (["z"], 1)


def test_a_part_of_an_estate_says_so() -> None:
    whole = snapshot([Thing("shop", "BusinessService"), Thing("web", "Server")], [Link("DEPENDS_ON", "shop", "web")])
    answer = health_of(part(whole, WORDS, kinds=["Server"]), standard(), HealthQuestion(), lambda: None)
    assert answer.warnings[0].startswith("The snapshot is a part of an estate")


def test_what_is_not_there_to_narrow_by() -> None:
    things = [Thing("web", "Server")]
    with pytest.raises(Invalid, match="Did you mean Server"):
        health(things, kinds=["Serverr"])
    with pytest.raises(Invalid, match="'web' is no service"):
        health(things, service="web")
    with pytest.raises(NotFound):
        health(things, service="shop")
    with pytest.raises(NotFound, match=r"has the source 'discovry'\. Did you mean discovery\?"):
        health(things, sources=["discovery", "discovry"])
    with pytest.raises(NotFound, match=r"has the source 'none'\. There are discovery\."):
        health(things, sources=["none"])


def test_one_is_told_as_one() -> None:
    told = health([Thing("web", "Server", days=900)])
    assert told.text.startswith("Health is ")
    assert "of 100, of 1 entity: " in told.text
    for fault in ("1 of 1 lacks what is required", "1 of 1 is an orphan", "1 of 1 is stale"):
        assert fault in told.text


# The rules


def test_a_table_of_an_organization_replaces_that_table_alone(tmp_path: Path) -> None:
    (file := tmp_path / "own.toml").write_text("[stale]\nkept_by_hand = ['excel']\n")
    assert load_rules(file).stale.kept_by_hand == ("excel",)
    assert load_rules(file).weights == load_rules().weights


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[weights]\norphans = 1\n", "no weight for required, duplicates"),
        ("[weights]\norphans = -1\n", "weights.orphans"),
        ("[weights]\norphan = 1\n", "weights.orphan"),
        ("[weights]\n" + "".join(f"{check} = 0\n" for check in CHECKS), "all weights are 0"),
        ("[stale]\n", "stale.kept_by_hand"),
        ("[x]\n", "x: Extra inputs"),
        ("nonsense", "own.toml: "),
    ],
)
def test_a_mistake_says_where_it_is(tmp_path: Path, text: str, says: str) -> None:
    (file := tmp_path / "own.toml").write_text(text)
    with pytest.raises(BadHealth, match=r"own\.toml") as raised:
        load_rules(file)
    assert says in raised.value.detail


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadHealth, match="CMDB_HEALTH must name a TOML file"):
        load_rules(tmp_path / "none.toml")
