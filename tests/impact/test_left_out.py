"""The terminal says what a limit left out, of each list."""

from __future__ import annotations

from typing import Any

from rich.console import Console

from cmdb_graph.impact.models import Contact, Counts, DependenciesAnswer, ImpactAnswer, Named, TicketAbout
from cmdb_graph.present.terminal import MOST_ROWS, dependencies_view, impact_view


def shown(view: Any) -> list[str]:
    console = Console(width=200)
    with console.capture() as capture:
        console.print(view)
    return [line.strip() for line in capture.get().splitlines() if line.startswith("Not listed")]


def impact_answer(tickets: int = 0, notify: int = 0, exposed: int = 0) -> ImpactAnswer:
    return ImpactAnswer(
        text="If a goes down, nothing else is affected.",
        as_of="2026-11-24T15:00:00.000000Z",
        targets=[],
        counts=Counts(down=0, degraded=0, at_risk=0),
        affected=[],
        omitted=0,
        tickets=[
            TicketAbout(
                id="t", kind="Incident", name="t", status=None, priority=None, starts=None, ends=None, about=["a"]
            )
        ],
        tickets_omitted=tickets,
        notify=[Contact(id="c", kind="Team", name="c", email=None, about=["a"], duties=[])],
        notify_omitted=notify,
        warnings=[],
        exposed=[Named(id="s", kind="BusinessService", name="s")],
        exposed_omitted=exposed,
    )


def test_impact() -> None:
    assert shown(impact_view(impact_answer())) == []
    assert shown(impact_view(impact_answer(tickets=1_200, notify=2, exposed=3))) == [
        "Not listed: 3 more services that stand on something at risk. --json tells more.",
        "Not listed: 1,200 more tickets. --json tells more.",
        "Not listed: 2 more to be told. --json tells more.",
    ]
    many = impact_answer(tickets=1)
    many.tickets *= MOST_ROWS + 2
    assert shown(impact_view(many)) == ["Not listed: 3 more tickets. --json tells more."]


def test_dependencies() -> None:
    def answer(omitted: int, edges: int) -> DependenciesAnswer:
        return DependenciesAnswer(
            text="a stands on 4 others, the farthest 2 steps away.",
            as_of="2026-11-24T15:00:00.000000Z",
            id="a",
            name="a",
            providers=[],
            omitted=omitted,
            edges=[],
            edges_omitted=edges,
        )

    assert shown(dependencies_view(answer(0, 0))) == []
    assert shown(dependencies_view(answer(4, 5))) == [
        "Not listed: 4 more that it stands on. Raise --limit to see them.",
        "Not listed: 5 more relationships with what is not listed. Raise --limit to see them.",
    ]
