"""The availability of one service, and what would raise it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cmdb_graph.analysis.availability import Importance, Unavailability, down_by_itself, unavailability
from cmdb_graph.analysis.fragility import Closure
from cmdb_graph.analysis.models import AvailabilityAnswer, Component
from cmdb_graph.analysis.reliability import Rate
from cmdb_graph.graph.shape import Value
from cmdb_graph.impact.models import Named
from cmdb_graph.texts import in_a_sentence

HOURS_A_YEAR = 365.25 * 24


def availability_of(
    closure: Closure,
    known: Mapping[int, Rate],
    attributes: Mapping[str, Value],
    limit: int,
    check: Callable[[], None],
) -> AvailabilityAnswer:
    """By what is known of how often things fail, by index; `attributes` of the service. For its cost see `unavailability`."""
    below = closure.below()
    fails = [0.0] * len(closure.gates)
    for at in below:
        if (rate := known.get(at)) is not None:
            fails[at] = down_by_itself(rate.mtbf, rate.mttr)
    found = unavailability(closure.gates, closure.node, fails, check=check)
    names = closure.names(closure.ids[at] for at in below)
    components = [
        _component(names[closure.ids[at]], known[at], fails[at], found.importance.get(at))
        for at in below
        if at in known
    ]
    components.sort(key=lambda each: (-(each.doubled_saves_hours or 0.0), -each.hours_a_year, each.id))
    hours = found.value * HOURS_A_YEAR
    cost, currency = attributes.get("cost_of_downtime"), attributes.get("currency")
    service = closure.told()
    return AvailabilityAnswer(
        text=_sentence(service.name, found, hours, components, len(below) - len(components)),
        as_of=closure.as_of,
        service=service,
        stands_on=closure.stands_on,
        availability=1 - found.value,
        interval=None if found.interval is None else (1 - found.interval[1], 1 - found.interval[0]),
        hours_a_year=hours,
        cost_a_year=hours * cost if isinstance(cost, int | float) and not isinstance(cost, bool) else None,
        currency=currency if isinstance(currency, str) else None,
        items=components[:limit],
        omitted=max(0, len(components) - limit),
        without_figures=len(below) - len(components),
    )


def _component(named: Named, rate: Rate, share: float, importance: Importance | None) -> Component:
    return Component(
        **named.model_dump(),
        mtbf_hours=rate.mtbf,
        mttr_hours=rate.mttr,
        source=rate.source,
        hours_a_year=share * HOURS_A_YEAR,
        birnbaum=None if importance is None else importance.birnbaum,
        fussell_vesely=None if importance is None else importance.fussell_vesely,
        doubled_saves_hours=None if importance is None else importance.doubled * HOURS_A_YEAR,
    )


def _sentence(name: str, found: Unavailability, hours: float, components: list[Component], without_figures: int) -> str:
    service = in_a_sentence(name)
    text = (
        f"{service} stands {1 - found.value:.4%} of the time: {hours:,.1f} hours of downtime a year are to be expected"
    )
    if found.interval is not None:
        low, high = (each * HOURS_A_YEAR for each in found.interval)
        text += f" (by trial, {low:,.1f} to {high:,.1f})"
    if components and (saves := components[0].doubled_saves_hours):
        text += f"; a second {in_a_sentence(components[0].name)} would save {saves:,.1f} of them"
    if without_figures:
        things = "thing" if without_figures == 1 else "things"
        text += f". Of {without_figures:,} {things} nothing tells how often they fail: they are taken never to"
    return f"{text}."
