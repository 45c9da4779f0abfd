"""The availability of one service, and what would raise it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cmdb_graph.analysis.availability import NO_IMPORTANCE, Importance, Unavailability, down_by_itself, unavailability
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
    # What an exact answer has no importance of makes no difference to it.
    without = NO_IMPORTANCE if found.interval is None else None
    names = closure.names(closure.ids[at] for at in below)
    components = [
        _component(names[closure.ids[at]], known[at], fails[at], found.importance.get(at, without))
        for at in below
        if at in known
    ]
    components.sort(key=lambda each: (-(each.doubled_saves_hours or 0.0), -each.hours_a_year, each.id))
    hours = found.value * HOURS_A_YEAR if components else None
    currency = attributes.get("currency")
    service = closure.told()
    return AvailabilityAnswer(
        text=_sentence(service, found, components, len(below)),
        as_of=closure.as_of,
        service=service,
        stands_on=closure.stands_on,
        availability=1 - found.value if components else None,
        interval=None if found.interval is None else (1 - found.interval[1], 1 - found.interval[0]),
        hours_a_year=hours,
        cost_a_year=_cost(hours, attributes.get("cost_of_downtime")),
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


def _cost(hours: float | None, an_hour: Value | None) -> float | None:
    if hours is None or not isinstance(an_hour, int | float) or isinstance(an_hour, bool):
        return None
    return hours * an_hour


def _sentence(service: Named, found: Unavailability, components: list[Component], things: int) -> str:
    name = in_a_sentence(service.name)
    if not components:
        return f"How much of the time {name} stands is not known: nothing tells how often {_it_all(things)} fails."
    hours = found.value * HOURS_A_YEAR
    text = f"{name} stands {1 - found.value:.4%} of the time: {hours:,.1f} hours of downtime a year are to be expected"
    if found.interval is not None:
        low, high = (each * HOURS_A_YEAR for each in found.interval)
        text += f" (by trial, {low:,.1f} to {high:,.1f})"
    own = next((each for each in components if each.id == service.id), None)
    if own is not None:
        text += f", {own.hours_a_year:,.1f} of them its own, whatever it stands on"
    best = next((each for each in components if each.id != service.id), None)
    if best is not None and (saves := best.doubled_saves_hours):
        text += f"; a second {in_a_sentence(best.name)} would save {saves:,.1f} of them"
    if without := things - len(components):
        text += (
            ". Of one thing nothing tells how often it fails: it is taken never to"
            if without == 1
            else f". Of {without:,} things nothing tells how often they fail: they are taken never to"
        )
    return f"{text}."


def _it_all(things: int) -> str:
    """What a service hangs on, itself among it."""
    if things <= 2:
        return "it" if things == 1 else "it or the one thing that it stands on"
    return f"it or any of the {things - 1:,} things that it stands on"
