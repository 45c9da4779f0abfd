"""Devices with their place, the blades in their bays, their modules, and stacks of switches."""

from __future__ import annotations

from collections.abc import Iterator

from cmdb_graph.ingest.readers import Item
from cmdb_graph.ingest.readers.netbox.addresses import Addresses, owner_of
from cmdb_graph.ingest.readers.netbox.device_kinds import device_kind, device_role
from cmdb_graph.ingest.readers.netbox.dump import Dump, Row
from cmdb_graph.ingest.readers.netbox.objects import entity, named, relationship

_LIFE_CYCLE = {"planned": "planned", "inventory": "in_stock", "active": "deployed"}


def devices(dump: Dump, addresses: Addresses) -> Iterator[Item]:
    """Devices, modules and virtual chassis."""
    with_outlets = {owner.id for row in dump.all("dcim.poweroutlet") if (owner := owner_of(row)) is not None}
    bays = _bays(dump)
    for row in dump.all("dcim.device"):
        yield _device(row, device_kind(row, row.id in with_outlets), addresses)
        yield from _place(row, bays.get(row.id))
        if (stack := row.ref("virtual_chassis", "dcim.virtualchassis")) is not None:
            position, master = row.whole("vc_position"), stack.ref("master", "dcim.device")
            yield relationship(
                row, "HAS_MEMBER", stack.id, row.id, position=position, master=True if master is row else None
            )
    for row in dump.all("dcim.module"):
        yield from _module(row)
    for row in dump.all("dcim.virtualchassis"):
        yield entity(row, "NetworkResource", named(row))


def device_name(row: Row) -> str:
    """Its name; a nameless device is called after type and number: `C9200-48P #103`."""
    type_ = row.ref("device_type", "dcim.devicetype")
    return row.text("name") or f"{(type_.text('model') if type_ else None) or 'device'} #{row.pk}"


def _device(row: Row, kind: str, addresses: Addresses) -> Item:
    type_, role = row.ref("device_type", "dcim.devicetype"), device_role(row)
    maker = type_.ref("manufacturer", "dcim.manufacturer") if type_ else None
    platform = row.ref("platform", "dcim.platform")
    declared = row.dump.vocabulary.kind(kind).attributes
    own, status = addresses.of(row), row.text("status")
    attributes: dict[str, object] = {
        "serial_number": row.text("serial"),
        "asset_tag": row.text("asset_tag"),
        "manufacturer": maker.text("name") if maker else None,
        "model": type_.text("model") if type_ else None,
        "part_number": type_.text("part_number") if type_ else None,
        "height": type_.number("u_height") if type_ else None,
        "weight": _kilograms(type_) if type_ else None,
        "role": role.text("name") if role else None,
        "platform": platform.text("name") if platform else None,
        "rack_position": row.number("position"),
        "rack_face": row.text("face"),
        "airflow": row.text("airflow") or (type_.text("airflow") if type_ else None),
        "life_cycle_status": _LIFE_CYCLE.get(status or ""),
    }
    if "ip_addresses" in declared:
        attributes["ip_addresses"] = own
    elif own:
        attributes["management_address"] = addresses.primary(row)
    if "mac_addresses" in declared:
        attributes["mac_addresses"] = addresses.macs(row)
    # A device in stock has value, but nothing is delivered with it.
    return entity(
        row, kind, device_name(row), attributes, roles=["Asset"] if status == "inventory" else ["CI", "Asset"]
    )


_GRAMS = {"kg": 1000.0, "g": 1.0, "lb": 453.592, "oz": 28.3495}


def _kilograms(type_: Row) -> float | None:
    weight, unit = type_.number("weight"), type_.text("weight_unit")
    return None if weight is None or unit not in _GRAMS else round(weight * _GRAMS[unit] / 1000, 3)


def _bays(dump: Dump) -> dict[str, Row]:
    """The bay that each blade is in, by the blade's id."""
    found: dict[str, Row] = {}
    for bay in dump.all("dcim.devicebay"):
        blade, chassis = bay.ref("installed_device", "dcim.device"), bay.ref("device", "dcim.device")
        if blade is not None and chassis is not None and blade is not chassis:
            found[blade.id] = bay
    return found


def _place(row: Row, bay: Row | None) -> Iterator[Item]:
    """A blade stands in its chassis, anything else in its rack, location or site: the smallest place that is known."""
    if bay is not None and (chassis := bay.ref("device", "dcim.device")) is not None:
        yield relationship(bay, "LOCATED_IN", row.id, chassis.id, bay=bay.text("name"))
        return
    place = row.ref("rack", "dcim.rack") or row.ref("location", "dcim.location") or row.ref("site", "dcim.site")
    if place is not None:
        yield relationship(row, "LOCATED_IN", row.id, place.id)


def _module(row: Row) -> Iterator[Item]:
    type_ = row.ref("module_type", "dcim.moduletype")
    maker = type_.ref("manufacturer", "dcim.manufacturer") if type_ else None
    model = type_.text("model") if type_ else None
    attributes = {
        "serial_number": row.text("serial"),
        "asset_tag": row.text("asset_tag"),
        "manufacturer": maker.text("name") if maker else None,
        "model": model,
        "part_number": type_.text("part_number") if type_ else None,
    }
    device, bay = row.ref("device", "dcim.device"), row.ref("module_bay", "dcim.modulebay")
    # In its device a module is managed; its kind alone would make it an asset only, as a spare is.
    yield entity(row, "DeviceModule", f"{model or 'module'} #{row.pk}", attributes, roles=["CI", "Asset"])
    if device is not None:
        yield relationship(row, "LOCATED_IN", row.id, device.id, bay=bay.text("name") if bay else None)
