"""Circuits, who delivers them, and where they end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cmdb_graph.ingest.readers import Item
from cmdb_graph.ingest.readers.netbox.dump import Dump, Row, shown
from cmdb_graph.ingest.readers.netbox.objects import entity, named, relationship
from cmdb_graph.ingest.readers.netbox.places import scope, within


def circuits(dump: Dump) -> Iterator[Item]:
    """Providers, their networks and their circuits. A circuit falls with the sites and networks of its ends."""
    for row in dump.all("circuits.provider"):
        yield entity(row, "Vendor", named(row), {"account_number": row.text("account")})
    for row in dump.all("circuits.providernetwork"):
        yield entity(row, "ProviderNetwork", named(row), {"service_id": row.text("service_id")})
        yield from _supplied(row)
    for row in dump.all("circuits.circuit"):
        yield _circuit(row)
        yield from _supplied(row)
    yield from _ends(dump)


def _circuit(row: Row) -> Item:
    type_, rate = row.ref("type", "circuits.circuittype"), row.number("commit_rate")
    return entity(
        row,
        "Circuit",
        named(row, "cid"),
        {
            "circuit_id": row.text("cid"),
            "circuit_type": type_.text("name") if type_ else None,
            "bandwidth": None if rate is None else rate / 1000,
            "install_date": _day(row, "install_date"),
            "termination_date": _day(row, "termination_date"),
        },
    )


def _day(row: Row, field: str) -> str | None:
    if (text := row.text(field)) is None:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return row.wrong(field, f"{field} is a day such as 2026-11-24, not {shown(text)}")


def _supplied(row: Row) -> Iterator[Item]:
    if (provider := row.ref("provider", "circuits.provider")) is not None:
        yield relationship(row, "SUPPLIED_BY", row.id, provider.id)


def _ends(dump: Dump) -> Iterator[Item]:
    """Where the ends of circuits are. Both ends may be in one place: that is one relationship."""
    told: set[tuple[str, str]] = set()
    for end in dump.all("circuits.circuittermination"):
        circuit = end.ref("circuit", "circuits.circuit")
        if circuit is None:
            continue
        network, place = _network(end), scope(end)
        if network is not None and (circuit.id, network.id) not in told:
            told.add((circuit.id, network.id))
            yield relationship(end, "CONNECTED_VIA", circuit.id, network.id)
        if place is not None and (circuit.id, place.id) not in told:
            told.add((circuit.id, place.id))
            yield from within(circuit, end)


def _network(end: Row) -> Row | None:
    """`provider_network`, from NetBox 4.2 on a termination of that type."""
    if "termination_type" in end.fields:
        target = end.generic("termination_type", "termination_id")
        return target if target is not None and target.model == "circuits.providernetwork" else None
    return end.ref("provider_network", "circuits.providernetwork")
