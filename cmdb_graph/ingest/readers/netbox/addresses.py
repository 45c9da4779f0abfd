"""Which addresses devices and virtual machines answer on."""

from __future__ import annotations

from collections import defaultdict

from cmdb_graph.ingest.readers.netbox.dump import Dump, Row


class Addresses:
    """The addresses of each device and virtual machine, found through its interfaces, once for all."""

    def __init__(self, dump: Dump) -> None:
        self._by_owner: defaultdict[str, set[str]] = defaultdict(set)
        self._macs: defaultdict[str, set[str]] = defaultdict(set)
        for row in dump.all("ipam.ipaddress"):
            assigned, text = row.generic("assigned_object_type", "assigned_object_id"), bare_address(row)
            if (owner := owner_of(assigned)) is not None and text:
                self._by_owner[owner.id].add(text)
        for model in ("dcim.interface", "virtualization.vminterface"):
            for row in dump.all(model):
                if (mac := row.text("mac_address")) and (owner := owner_of(row)) is not None:
                    self._macs[owner.id].add(mac)
        for row in dump.all("dcim.macaddress"):
            assigned = row.generic("assigned_object_type", "assigned_object_id")
            if (mac := row.text("mac_address")) and (owner := owner_of(assigned)) is not None:
                self._macs[owner.id].add(mac)

    def of(self, row: Row) -> list[str]:
        """All its addresses, the primary one first."""
        primary = self.primary(row)
        others = sorted(self._by_owner[row.id] - {primary})
        return others if primary is None else [primary, *others]

    def primary(self, row: Row) -> str | None:
        """The address that it is managed by, IPv4 before IPv6."""
        for field in ("primary_ip4", "primary_ip6"):
            if (address := row.ref(field, "ipam.ipaddress")) is not None:
                return bare_address(address)
        return min(self._by_owner[row.id], default=None)

    def macs(self, row: Row) -> list[str]:
        """Its hardware addresses."""
        return sorted(self._macs[row.id])


def owner_of(row: Row | None) -> Row | None:
    """The device or virtual machine that an interface, port or outlet is a part of."""
    if row is None:
        return None
    if row.model == "virtualization.vminterface":
        return row.ref("virtual_machine", "virtualization.virtualmachine")
    return row.ref("device", "dcim.device") if row.model.startswith("dcim.") else None


def bare_address(row: Row) -> str | None:
    """An address without the length of its network."""
    text = row.text("address")
    return text.partition("/")[0] or None if text else None
