"""A report holds what the analyses say, as a page that needs nothing from elsewhere and runs nothing that a name holds."""

from __future__ import annotations

from html.parser import HTMLParser

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmdb_graph.analysis.models import CutSetsAnswer, Fragile, Loss, LossesAnswer
from cmdb_graph.analysis.snapshot import Links, Nodes, Snapshot, Taken
from cmdb_graph.cli.analyze.health import standard
from cmdb_graph.impact.models import Named
from cmdb_graph.report.gather import Choice, report_of
from cmdb_graph.report.html import html
from cmdb_graph.report.models import Report
from cmdb_graph.report.pictures import MOST_DRAWN, bars, cut_map, fragility_map

STANDARD = standard()
VOID = {"meta", "line", "rect", "circle"}
KINDS = ("BusinessService", "BusinessService", "Server", "Server", "Switch")
# Two services; the first by either of two servers, the second by one; all on one switch.
LINKS = [(0, 2, "web"), (0, 3, "web"), (1, 2, ""), (2, 4, ""), (3, 4, "")]


def estate(names: list[str]) -> Snapshot:
    ids = [f"n{at}" for at in range(len(KINDS))]
    count = len(ids)
    attributes = [{"criticality": "high", "mtbf_hours": 1_000, "mttr_hours": 10}] * count
    return Snapshot(
        Taken("2026-01-31T00:00:00+00:00"),
        Nodes(ids, KINDS, names, attributes, [("tests",)] * count, [0] * count),
        Links(
            ["DEPENDS_ON"] * len(LINKS),
            np.array([source for source, _, _ in LINKS], np.int32),
            np.array([target for _, target, _ in LINKS], np.int32),
            ["hard"] * len(LINKS),
            [group for *_, group in LINKS],
            np.array([1 if group else 0 for *_, group in LINKS], np.int32),
            [{}] * len(LINKS),
        ),
    )


def told(names: list[str], services: int = 10, seconds: float = 60) -> Report:
    return report_of(estate(names), STANDARD, Choice(services, 2, 365, 100), lambda: seconds, lambda: None)


class Page(HTMLParser):
    """Tags, and the text outside of them; what is not closed as it was opened is an error."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(page)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID or self.get_starttag_text() is None:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


PLAIN = ["Shop", "Mail", "Web 1", "Web 2", "Switch"]


def test_it_tells_what_each_analysis_tells() -> None:
    report = told(PLAIN)
    page = Page("".join(html(report)))
    for answer in (report.fragility, report.cycles, report.communities, report.centrality, report.health):
        assert answer.text in page.text
    mail, shop = report.services
    assert [each.id for each in shop.single_points.items] == ["n4"]
    assert {each.id for each in mail.single_points.items} == {"n2", "n4"}
    assert shop.cut_sets is not None
    assert shop.cut_sets.items == [["n4"], ["n2", "n3"]]
    assert shop.availability is not None
    assert shop.availability.text in page.text
    marks = [attributes for tag, attributes in page.tags if tag == "circle"]
    # The map: the switch under both, a server under one; and of the shop the pair of servers, that fall together.
    assert len(marks) == 3 + 2
    assert (report.entities, report.relationships, report.part) == (5, 5, "the whole estate")
    assert [(each.kind, each.count) for each in report.kinds] == [("BusinessService", 2), ("Server", 2), ("Switch", 1)]


NASTY = st.sampled_from(["<script>alert(1)</script>", '" onload="x', "</title>", "{{ 7 * 7 }}", "https://example.com"])
names = st.lists(st.text(max_size=20) | NASTY, min_size=5, max_size=5)


@given(names)
@settings(max_examples=25, deadline=None)
def test_a_name_is_text_whatever_it_holds(texts: list[str]) -> None:
    plain, page = Page("".join(html(told(PLAIN)))), Page("".join(html(told(texts))))
    names_of = {name for tag, attributes in page.tags for name in attributes}
    assert {tag for tag, _ in page.tags} == {tag for tag, _ in plain.tags}
    assert names_of == {name for _, attributes in plain.tags for name in attributes}
    for text in texts:
        assert " ".join(text.split()) in " ".join(page.text.split())
    for tag, attributes in page.tags:
        assert tag != "script"
        assert all(not (value or "").startswith(("http:", "https:", "//")) for value in attributes.values())


def test_the_most_critical_services_come_first_and_the_rest_is_counted() -> None:
    report = told(PLAIN, services=1)
    # Both are as critical, and more takes this one down.
    assert [each.service.id for each in report.services] == ["n1"]
    assert report.services_omitted == 1
    assert "--services" in "".join(html(report))


def test_what_the_time_was_over_for_is_said() -> None:
    report = told(PLAIN, seconds=0)
    assert report.services[0].cut_sets is report.services[0].availability is None
    assert report.not_worked_out[:2] == ["All cut sets of Mail", "The availability of Mail"]
    assert "The time was over" in "".join(html(report))


def test_an_empty_estate_has_a_report() -> None:
    none = np.zeros(0, np.int32)
    taken = Taken("2026-01-31T00:00:00+00:00")
    empty = Snapshot(taken, Nodes([], [], [], [], [], []), Links([], none, none, [], [], none, []))
    report = report_of(empty, STANDARD, Choice(10, 2, 365, 100), lambda: 60, lambda: None)
    assert "There is no service." in "".join(html(report))


def named(name: str) -> Named:
    return Named(id=name, kind="Server", name=name)


def test_what_is_not_drawn_is_counted() -> None:
    many = [f"s{at:02}" for at in range(MOST_DRAWN + 5)]
    answer = LossesAnswer(
        text="",
        as_of="",
        items=[Loss(id=each, kind="", name=each, takes_down=1, services=1, weight=1, takes_services=[each]) for each in many],
        omitted=7,
        services=[Fragile(id=each, kind="", name=each, criticality=None, single_points=1) for each in many],
        services_omitted=3,
    )  # fmt: skip
    drawn = fragility_map(answer)
    assert drawn.marked == [(at, at) for at in range(MOST_DRAWN)]
    assert (drawn.rows_omitted, drawn.columns_omitted) == (5 + 3, 5 + 7)


def test_a_row_and_a_column_tell_how_much_of_them_is_not_drawn() -> None:
    many = [f"s{at:02}" for at in range(MOST_DRAWN + 2)]
    # Each thing takes its own service down; the last thing, which has no column, the first service too.
    takes = {each: [each] for each in many} | {many[-1]: [many[-1], many[0]]}
    points = {each: sum(each in taken for taken in takes.values()) for each in many}
    answer = LossesAnswer(
        text="",
        as_of="",
        items=[
            Loss(id=f"t{each}", kind="", name=each, takes_down=1, services=len(taken), weight=1, takes_services=taken)
            for each, taken in takes.items()
        ],
        omitted=0,
        services=[Fragile(id=each, kind="", name=each, criticality=None, single_points=points[each]) for each in many],
        services_omitted=0,
    )
    assert list(fragility_map(answer).further_of_rows) == [1] + [0] * (MOST_DRAWN - 1)
    turned = answer.model_copy(update={"items": answer.items[::-1]})
    assert list(fragility_map(turned).further_of_columns) == [1, 1] + [0] * (MOST_DRAWN - 2)
    page = Page("".join(html(told(PLAIN).model_copy(update={"fragility": answer}))))
    texts = [attributes for tag, attributes in page.tags if tag == "text" and attributes.get("class") == "further"]
    assert len(texts) == 1
    assert "Not drawn: 2 more services, 2 more things. +1, +2" in page.text


def test_sections_have_the_order_of_the_map() -> None:
    report = told(PLAIN)
    assert [each.service.id for each in report.services] == [each.id for each in report.fragility.services]


def test_the_time_has_no_fraction_that_is_none() -> None:
    report = told(PLAIN)
    for written, read in (("08:00:00.000000Z", "08:00:00Z"), ("08:00:00.500000Z", "08:00:00.500000Z")):
        page = "".join(html(report.model_copy(update={"as_of": f"2026-11-16T{written}"})))
        assert f"<title>The estate as of 2026-11-16T{read}</title>" in page


def test_an_availability_that_nobody_knows_is_called_unknown() -> None:
    report = told(PLAIN)
    assert "unknown" not in "".join(html(report))
    first = report.services[0]
    assert first.availability is not None
    unknown = first.availability.model_copy(update={"availability": None, "hours_a_year": None, "items": []})
    first.availability = unknown
    assert "Availability: unknown." in "".join(html(report))


def test_of_one_it_speaks_as_of_one() -> None:
    report = told(PLAIN).model_copy(update={"entities": 1, "relationships": 1})
    assert "1 entity, 1 relationship." in "".join(html(report))


def test_cut_sets_are_drawn_by_what_they_share() -> None:
    items = [["alone"], ["a", "x"], ["b", "x"], ["c", "x"]]
    answer = CutSetsAnswer(
        text="",
        as_of="",
        service=named("s"),
        stands_on=4,
        order=2,
        items=items,
        omitted=2,
        complete=True,
        complete_to=2,
        named=[named(each) for each in ("alone", "a", "b", "c", "x")],
    )
    drawn = cut_map(answer)
    assert [each.id for each in drawn.columns] == ["x", "a", "b", "c"]
    assert {frozenset((row, drawn.columns[column].id)) for row, column in drawn.marked} == {
        frozenset((row, member)) for row, cut in enumerate(items[1:]) for member in cut
    }
    assert (drawn.rows_omitted, drawn.columns_omitted) == (2, 0)


def test_bars_are_shares_of_the_longest() -> None:
    assert [each.share for each in bars([("a", 4, ""), ("b", 1, ""), ("c", 0, "")])] == [1, 0.25, 0]
    assert bars([("a", 0, "")])[0].share == 0


@pytest.mark.parametrize("count", [0, MOST_DRAWN + 1])
def test_so_many_bars_at_most(count: int) -> None:
    assert len(bars([(str(at), 1.0, "") for at in range(count)])) == min(count, MOST_DRAWN)
