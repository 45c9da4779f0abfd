"""The logical network: autonomous systems, VRFs, VLANs, prefixes and addresses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_interface, ip_network

from cmdb_graph.ingest.readers import Item
from cmdb_graph.ingest.readers.netbox.addresses import bare_address, owner_of
from cmdb_graph.ingest.readers.netbox.dump import Dump, Row, shown
from cmdb_graph.ingest.readers.netbox.objects import entity, named, relationship
from cmdb_graph.ingest.readers.netbox.places import within

Network = IPv4Network | IPv6Network


def network(dump: Dump) -> Iterator[Item]:
    """An address lives on the device or machine of its interface, in the narrowest prefix of its VRF that holds it."""
    for row in dump.all("ipam.asn"):
        asn = row.whole("asn")
        yield entity(row, "AutonomousSystem", f"AS{row.pk if asn is None else asn}", {"asn": asn})
    for row in dump.all("ipam.vrf"):
        yield entity(row, "VirtualNetwork", named(row), {"route_distinguisher": row.text("rd")})
    for row in dump.all("ipam.vlan"):
        yield _vlan(row)
        yield from within(row, row)
    prefixes = _Prefixes(dump)
    for row in dump.all("ipam.prefix"):
        yield entity(row, "Subnet", named(row, "prefix"), {"prefix": row.text("prefix"), "role": _role(row)})
        yield from within(row, row)
        if (vlan := row.ref("vlan", "ipam.vlan")) is not None:
            yield relationship(row, "DEPENDS_ON", row.id, vlan.id)
        yield from _part_of(row, prefixes.around(row, _network(row, "prefix"), itself=False))
    for row in dump.all("ipam.ipaddress"):
        yield from _address(row, prefixes)


def _vlan(row: Row) -> Item:
    number, group = row.whole("vid"), row.ref("group", "ipam.vlangroup")
    name = named(row) if number is None else f"{named(row)} ({number})"
    attributes = {"vlan_id": number, "group": group.text("name") if group else None, "role": _role(row)}
    return entity(row, "VLAN", name, attributes)


def _role(row: Row) -> str | None:
    role = row.ref("role", "ipam.role")
    return role.text("name") if role else None


def _address(row: Row, prefixes: _Prefixes) -> Iterator[Item]:
    within_network = _network(row, "address")
    yield entity(
        row,
        "IPAddress",
        bare_address(row) or named(row),
        {
            "address": bare_address(row),
            "prefix_length": within_network.prefixlen if within_network else None,
            "dns_name": row.text("dns_name"),
            "role": row.text("role"),
        },
    )
    assigned = row.generic("assigned_object_type", "assigned_object_id")
    if (owner := owner_of(assigned)) is not None and assigned is not None:
        yield relationship(row, "HOSTED_ON", row.id, owner.id, interface=assigned.text("name"))
    host = _host(row)
    yield from _part_of(row, prefixes.around(row, host, itself=True))


def _part_of(row: Row, prefix: Row | None) -> Iterator[Item]:
    """Part of the prefix around it, else of its VRF."""
    whole = prefix or row.ref("vrf", "ipam.vrf")
    if whole is not None:
        yield relationship(row, "PART_OF", row.id, whole.id)


def _network(row: Row, field: str) -> Network | None:
    if (text := row.text(field)) is None:
        return None
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return row.wrong(field, f"{field} is an address with the length of its network, not {shown(text)}")


def _host(row: Row) -> Network | None:
    """An address as the smallest network there is."""
    if _network(row, "address") is None:
        return None
    return ip_network(ip_interface(row.text("address") or "").ip)


def _vrf(row: Row) -> str | None:
    vrf = row.ref("vrf", "ipam.vrf")
    return vrf.id if vrf else None


class _Prefixes:
    """Prefixes by VRF, length and first address, so that the one around a network is found in at most 128 looks."""

    def __init__(self, dump: Dump) -> None:
        self._known: dict[tuple[str | None, Network], Row] = {}
        lengths: defaultdict[tuple[str | None, int], set[int]] = defaultdict(set)
        for row in dump.all("ipam.prefix"):
            if (net := _network(row, "prefix")) is not None:
                self._known.setdefault((_vrf(row), net), row)
                lengths[_vrf(row), net.version].add(net.prefixlen)
        self._lengths = {key: sorted(found, reverse=True) for key, found in lengths.items()}

    def around(self, row: Row, net: Network | None, *, itself: bool) -> Row | None:
        """The narrowest prefix of the row's VRF that holds the network; `itself`: one of the same extent counts."""
        if net is None:
            return None
        vrf = _vrf(row)
        for length in self._lengths.get((vrf, net.version), ()):
            if length < net.prefixlen or (itself and length == net.prefixlen):
                found = self._known.get((vrf, net.supernet(new_prefix=length)))
                if found is not None:
                    return found
        return None
