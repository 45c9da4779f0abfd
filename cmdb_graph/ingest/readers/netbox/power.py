"""Power, from the panel to the power port: traced through cables, not through what stands near.

    device -POWERED_BY-> PDU -POWERED_BY-> feed -POWERED_BY-> panel -LOCATED_IN-> location or site

A device stands while one of its sources does: PDUs, or feeds that it hangs on directly. Two outlets of one PDU are one
source. A PDU with several inlets counts as any device does; which inlet an outlet is wired to is not followed.
"""

from __future__ import annotations

from collections.abc import Iterator

from cmdb_graph.ingest.readers import Item
from cmdb_graph.ingest.readers.netbox.addresses import owner_of
from cmdb_graph.ingest.readers.netbox.cables import Cables, power_words
from cmdb_graph.ingest.readers.netbox.dump import Dump, Row
from cmdb_graph.ingest.readers.netbox.objects import entity, named, relationship


def power(dump: Dump, cables: Cables) -> Iterator[Item]:
    """Panels, feeds, and who is powered by what."""
    for row in dump.all("dcim.powerpanel"):
        yield entity(row, "PowerPanel", named(row))
        place = row.ref("location", "dcim.location") or row.ref("site", "dcim.site")
        if place is not None:
            yield relationship(row, "LOCATED_IN", row.id, place.id)
    for row in dump.all("dcim.powerfeed"):
        yield _feed(row)
        if (panel := row.ref("power_panel", "dcim.powerpanel")) is not None:
            yield relationship(row, "POWERED_BY", row.id, panel.id)
        # A feed ends at a rack: that says neither that the rack needs it, nor that it falls with the rack.
        if (rack := row.ref("rack", "dcim.rack")) is not None:
            yield relationship(row, "CONNECTED_TO", row.id, rack.id)
    yield from _sources(dump, cables)


def _feed(row: Row) -> Item:
    return entity(
        row,
        "PowerFeed",
        named(row),
        {
            "voltage": row.number("voltage"),
            "amperage": row.number("amperage"),
            "phase": row.text("phase"),
            "supply": row.text("supply"),
            "power_capacity": row.number("available_power"),
            "feed_type": row.text("type"),
            "max_utilization": row.number("max_utilization"),
        },
    )


def _sources(dump: Dump, cables: Cables) -> Iterator[Item]:
    plugs: dict[tuple[str, str], list[str]] = {}
    told_by: dict[tuple[str, str], Row] = {}
    for port in dump.all("dcim.powerport"):
        if (device := owner_of(port)) is None:
            continue
        for socket in cables.across(port):
            source = socket if socket.model == "dcim.powerfeed" else _outlet_owner(socket)
            if source is None or source is device:
                continue
            plugs.setdefault((device.id, source.id), []).append(power_words(port, socket))
            told_by.setdefault((device.id, source.id), port)
    for (device_id, source_id), words in plugs.items():
        yield relationship(told_by[device_id, source_id], "POWERED_BY", device_id, source_id, ports=sorted(words))


def _outlet_owner(socket: Row) -> Row | None:
    return owner_of(socket) if socket.model == "dcim.poweroutlet" else None
