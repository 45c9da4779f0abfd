"""Regions, groups of sites, sites, locations and racks: each in the next larger place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cmdb_graph.ingest.readers import Item
from cmdb_graph.ingest.readers.netbox.dump import Dump, Row
from cmdb_graph.ingest.readers.netbox.objects import entity, named, relationship

_LOCATION_KINDS = (
    (re.compile(r"\b(building|bldg|house)\b", re.IGNORECASE), "Building"),
    (re.compile(r"\b(floor|storey|story)\b", re.IGNORECASE), "Floor"),
)
"""A location is any part of a site. What is neither building nor floor is a room: it takes what stands in it."""

_SCOPES = frozenset({"dcim.region", "dcim.sitegroup", "dcim.site", "dcim.location"})


def places(dump: Dump) -> Iterator[Item]:
    """Every place. The vocabulary has a region or group take nothing, and any other what stands in it."""
    for row in dump.all("dcim.region"):
        yield entity(row, "Region", named(row))
        yield from _inside(row, row.ref("parent", "dcim.region"))
    for row in dump.all("dcim.sitegroup"):
        yield entity(row, "Region", named(row))
        yield from _inside(row, row.ref("parent", "dcim.sitegroup"))
    for row in dump.all("dcim.site"):
        yield _site(row)
        yield from _inside(row, row.ref("region", "dcim.region"))
        yield from _inside(row, row.ref("group", "dcim.sitegroup"))
    for row in dump.all("dcim.location"):
        yield entity(row, _location_kind(row), named(row))
        yield from _inside(row, row.ref("parent", "dcim.location") or row.ref("site", "dcim.site"))
    for row in dump.all("dcim.rack"):
        yield _rack(row)
        yield from _inside(row, row.ref("location", "dcim.location") or row.ref("site", "dcim.site"))


def _inside(row: Row, place: Row | None) -> Iterator[Item]:
    if place is None:
        return
    if place is row:
        row.wrong("parent", "it is its own parent")
        return
    # A group of sites gathers, it is nowhere on the map.
    yield relationship(row, "PART_OF" if place.model == "dcim.sitegroup" else "LOCATED_IN", row.id, place.id)


def scope(row: Row) -> Row | None:
    """The place that a cluster, prefix or end of a circuit belongs to: `site`, from NetBox 4.2 on any place."""
    for prefix in ("scope", "termination"):
        if f"{prefix}_type" in row.fields:
            place = row.generic(f"{prefix}_type", f"{prefix}_id")
            return place if place is not None and place.model in _SCOPES else None
    return row.ref("site", "dcim.site")


def within(row: Row, inner: Row) -> Iterator[Item]:
    """The place of an entity, where `inner` (itself, or an end of it) names one."""
    if (place := scope(inner)) is not None:
        yield relationship(inner, "PART_OF" if place.model == "dcim.sitegroup" else "LOCATED_IN", row.id, place.id)


def _site(row: Row) -> Item:
    return entity(
        row,
        "Site",
        named(row),
        {
            "address": row.text("physical_address"),
            "latitude": row.number("latitude"),
            "longitude": row.number("longitude"),
            "time_zone": row.text("time_zone"),
            "facility": row.text("facility"),
        },
    )


def _location_kind(row: Row) -> str:
    name = named(row)
    return next((kind for pattern, kind in _LOCATION_KINDS if pattern.search(name)), "Room")


def _rack(row: Row) -> Item:
    role, model = row.ref("role", "dcim.rackrole"), row.ref("rack_type", "dcim.racktype")
    maker = model.ref("manufacturer", "dcim.manufacturer") if model else None
    return entity(
        row,
        "Rack",
        named(row),
        {
            "serial_number": row.text("serial"),
            "asset_tag": row.text("asset_tag"),
            "role": role.text("name") if role else None,
            "model": model.text("model") if model else None,
            "manufacturer": maker.text("name") if maker else None,
            "units": row.whole("u_height") or (model.whole("u_height") if model else None),
            "form_factor": row.text("form_factor") or row.text("type"),
            "facility": row.text("facility_id"),
        },
    )
