"""The vocabulary as plain data, for `GET /schema`."""

from __future__ import annotations

from typing import Any

from cmdb_graph.vocabulary.model import Attribute, Health, Kind, RelationshipType, Vocabulary


def describe(vocabulary: Vocabulary) -> dict[str, Any]:
    """Kinds and types by name, JSON-able. Attributes include the inherited ones; joins name the kinds as declared."""
    return {
        "kinds": {kind.name: _kind(kind) for kind in vocabulary.kinds.values()},
        "types": {type_.name: _type(type_) for type_ in vocabulary.types.values()},
    }


def _kind(kind: Kind) -> dict[str, Any]:
    return {
        "name": kind.name,
        "parent": kind.parent,
        "ancestors": list(kind.ancestors),
        "about": kind.about,
        "abstract": kind.abstract,
        "roles": list(kind.roles),
        "attributes": {attribute.name: _attribute(attribute) for attribute in kind.attributes.values()},
        "health": _health(kind.health),
    }


def _health(health: Health) -> dict[str, Any]:
    return {
        "required": [list(alternatives) for alternatives in health.required],
        "recommended": [list(alternatives) for alternatives in health.recommended],
        "stands_on": list(health.stands_on),
        "placed_by": list(health.placed_by),
        "stand_alone": health.stand_alone,
        "stale_days": health.stale_days,
        "identifiers": sorted(health.identifiers),
        "known_by_name": health.known_by_name,
        "tells_apart": list(health.tells_apart),
        "phases": {attribute: dict(phases) for attribute, phases in health.phases.items()},
    }


def _attribute(attribute: Attribute) -> dict[str, Any]:
    return {
        "type": attribute.type,
        "list": attribute.is_list,
        "unit": attribute.unit,
        "about": attribute.about,
        "values": list(attribute.values),
        "over": list(attribute.over),
        "findable": attribute.findable,
        "minimum": attribute.minimum,
        "maximum": attribute.maximum,
        "not_before": attribute.not_before,
    }


def _type(type_: RelationshipType) -> dict[str, Any]:
    return {
        "name": type_.name,
        "label": type_.label,
        "inverse": type_.inverse,
        "about": type_.about,
        "dependency": type_.dependency,
        "group": type_.group,
        "need": type_.need,
        "places": type_.places,
        "joins": [{"from": join.source, "to": join.target, "effect": join.effect} for join in type_.joins],
    }
