"""The difference of two snapshots put together as an answer. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from cmdb_graph.analysis.difference.changes import Changes, attribute_changes, changes
from cmdb_graph.analysis.difference.effects import Effect, effects
from cmdb_graph.analysis.difference.models import (
    AttributeChange,
    Change,
    Counts,
    DifferenceAnswer,
    EntityChange,
    RelationshipChange,
    ServiceEffect,
)
from cmdb_graph.analysis.snapshot import Links, Snapshot
from cmdb_graph.analysis.uptime import HOURS_A_YEAR
from cmdb_graph.errors import Invalid, Place
from cmdb_graph.graph.shape import Value
from cmdb_graph.impact.models import Named
from cmdb_graph.texts import in_a_sentence
from cmdb_graph.vocabulary import Vocabulary
from cmdb_graph.vocabulary.model import EFFECTS


def difference(
    before: Snapshot,
    after: Snapshot,
    vocabulary: Vocabulary,
    *,
    days: int,
    limit: int,
    time_left: Callable[[], float],
    check: Callable[[], None] = lambda: None,
) -> DifferenceAnswer:
    """Costs as `changes` and `effects` do. Invalid when the two are of different parts of the estate, or the wrong way round."""
    _same_part(before, after)
    if datetime.fromisoformat(before.taken.as_of) > datetime.fromisoformat(after.taken.as_of):
        why = f"The earlier one is as of {before.taken.as_of}, which is after {after.taken.as_of}: swap the two."
        raise Invalid(why, places=[Place(why, pointer="/since")])
    found = changes(before, after)
    done = effects(before, after, found, vocabulary, days, time_left, check)
    affected = sorted((_service(before, after, each) for each in done.items if each.any), key=_worse_first)
    entities = sorted(_entities(before, after, found), key=lambda each: vocabulary.is_a(each.kind, "Ticket"))
    relationships = sorted(_relationships(before, after, found), key=lambda each: EFFECTS.index(each.effect))
    return DifferenceAnswer(
        text=_sentence(found, affected),
        before=before.taken.as_of,
        as_of=after.taken.as_of,
        entities=_counts(found.nodes_added, found.nodes_removed, found.nodes_changed),
        relationships=_counts(found.links_added, found.links_removed, found.links_changed),
        changed_entities=entities[:limit],
        changed_entities_omitted=max(0, len(entities) - limit),
        changed_relationships=relationships[:limit],
        changed_relationships_omitted=max(0, len(relationships) - limit),
        services=affected[:limit],
        services_omitted=max(0, len(affected) - limit),
        without_availability=done.not_worked_out,
    )


def _same_part(before: Snapshot, after: Snapshot) -> None:
    parts = [(each.taken.kinds, each.taken.service, each.taken.site) for each in (before, after)]
    if parts[0] != parts[1]:
        told = " and ".join(_part(*part) for part in parts)
        raise Invalid(
            f"These snapshots are of different parts of the estate ({told}), so that most of their difference would be what "
            "the filters left out. Take both with the same --kind, --service and --site."
        )


def _part(kinds: Sequence[str], service: str | None, site: str | None) -> str:
    said = [*(["kinds " + ", ".join(kinds)] if kinds else []), *([f"service {service}"] if service else [])]
    said += [f"site {site}"] if site else []
    return ", ".join(said) or "all of it"


def _entities(before: Snapshot, after: Snapshot, found: Changes) -> Iterable[EntityChange]:
    """Changed, removed, added; each by id."""
    for one, other in found.nodes_changed:
        was, now = before.nodes, after.nodes
        of_itself = [
            AttributeChange(name=name, before=old, after=new)
            for name, old, new in (("kind", was.kind[one], now.kind[other]), ("name", was.name[one], now.name[other]))
            if old != new
        ]
        recorded = _attributes(was.attributes[one], now.attributes[other])
        yield _entity(after, other, "changed", [*of_itself, *recorded])
    yield from (_entity(before, place, "removed") for place in found.nodes_removed)
    yield from (_entity(after, place, "added") for place in found.nodes_added)


def _entity(snapshot: Snapshot, place: int, change: Change, attributes: Sequence[AttributeChange] = ()) -> EntityChange:
    return EntityChange(**snapshot.named(place).model_dump(), change=change, attributes=list(attributes))


def _attributes(before: Mapping[str, Value], after: Mapping[str, Value]) -> list[AttributeChange]:
    return [AttributeChange(name=name, before=old, after=new) for name, old, new in attribute_changes(before, after)]


def _relationships(before: Snapshot, after: Snapshot, found: Changes) -> Iterable[RelationshipChange]:
    """Changed, removed, added; each in the order of its snapshot."""
    for one, other in found.links_changed:
        was, now = before.links, after.links
        said, says = _gate(was, one), _gate(now, other)
        attributes = _attributes(was.attributes[one], now.attributes[other])
        yield _relationship(after, other, "changed", said if said != says else None, attributes)
    yield from (_relationship(before, place, "removed") for place in found.links_removed)
    yield from (_relationship(after, place, "added") for place in found.links_added)


def _gate(links: Links, place: int) -> str:
    need = f", need {links.need[place]}" if links.need[place] else ""
    return f"{links.effect[place]}{need}"


def _relationship(
    snapshot: Snapshot,
    place: int,
    change: Change,
    was: str | None = None,
    attributes: Sequence[AttributeChange] = (),
) -> RelationshipChange:
    links, ids = snapshot.links, snapshot.nodes.id
    return RelationshipChange(
        change=change,
        type=links.type[place],
        source=ids[int(links.source[place])],
        target=ids[int(links.target[place])],
        group=links.group[place] or None,
        effect=links.effect[place],
        need=int(links.need[place]) or None,
        was=was,
        attributes=list(attributes),
    )


def _service(before: Snapshot, after: Snapshot, effect: Effect) -> ServiceEffect:
    was, now = effect.down_before, effect.down_after
    return ServiceEffect(
        **after.named(after.index[effect.service]).model_dump(),
        single_points_before=len(effect.points_before),
        single_points_after=len(effect.points_after),
        gained=_all_named(after, effect.points_after - effect.points_before),
        lost=_all_named(before, effect.points_before - effect.points_after),
        availability_before=None if was is None else 1 - was,
        availability_after=None if now is None else 1 - now,
        hours_a_year=None if was is None or now is None else (now - was) * HOURS_A_YEAR,
    )


def _all_named(snapshot: Snapshot, ids: Iterable[str]) -> list[Named]:
    return [snapshot.named(snapshot.index[node]) for node in sorted(ids)]


def _worse_first(each: ServiceEffect) -> tuple[float, int, str]:
    return -(each.hours_a_year or 0.0), each.single_points_before - each.single_points_after, each.id


def _counts(added: Sequence[object], removed: Sequence[object], changed: Sequence[object]) -> Counts:
    return Counts(added=len(added), removed=len(removed), changed=len(changed))


def _sentence(found: Changes, services: Sequence[ServiceEffect]) -> str:
    if not found:
        return "Nothing is different."
    entities = _counted("entity", "entities", found.nodes_added, found.nodes_removed, found.nodes_changed)
    links = _counted("relationship", "relationships", found.links_added, found.links_removed, found.links_changed)
    text = "; ".join(part for part in (entities, links) if part) + "."
    if not services:
        return f"{text} No service has other single points of failure, or another availability."
    more = sum(bool(each.gained) for each in services)
    fewer = sum(bool(each.lost) for each in services)
    became = [
        f"{count:,} {what} single points of failure" for count, what in ((more, "gained"), (fewer, "lost")) if count
    ]
    text += f" {len(services):,} {'service is' if len(services) == 1 else 'services are'} affected"
    text += f": {', '.join(became)}" if became else ""
    first = services[0]
    if first.hours_a_year is not None and first.hours_a_year > 0:
        text += f"; {in_a_sentence(first.name)} is to be down {first.hours_a_year:,.1f} hours a year more"
    return f"{text}."


def _counted(one: str, many: str, added: Sequence[object], removed: Sequence[object], changed: Sequence[object]) -> str:
    counts = [(len(added), "added"), (len(removed), "removed"), (len(changed), "changed")]
    said = [(count, what) for count, what in counts if count]
    if not said:
        return ""
    first, *others = said
    return ", ".join(
        [
            f"{first[0]:,} {one if first[0] == 1 else many} {first[1]}",
            *(f"{count:,} {what}" for count, what in others),
        ]
    )
