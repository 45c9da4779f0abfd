"""What kind of device it is, by the words of its role, else of its type."""

from __future__ import annotations

import re

from cmdb_graph.ingest.readers.netbox.dump import Row

_KINDS: tuple[tuple[str, str], ...] = (
    (r"\bpdu\b|power distribution|power strip", "PDU"),
    (r"\bups\b|uninterruptible", "UPS"),
    (r"transfer switch|\b(ats|sts)\b", "TransferSwitch"),
    (r"generator|genset", "Generator"),
    (r"patch.?panel|fib(er|re).?panel|\bodf\b|cassette", "PatchPanel"),
    (r"console.?(server|switch)|terminal.?server", "ConsoleServer"),
    (r"fire.?wall|\b(fw|ngfw|utm)\b", "Firewall"),
    (r"(wireless|wlan|wi-?fi).?controller|\bwlc\b", "WirelessController"),
    (r"access.?point|\b(ap|wap)\b", "WirelessAccessPoint"),
    (r"(fc|fib(er|re).?channel|san|storage).?switch", "StorageSwitch"),
    (r"switch|\b(tor|leaf|spine)\b", "Switch"),
    (r"router|\b(cpe|rtr)\b", "Router"),
    (r"load.?balancer|\b(vpn|proxy|appliance)\b", "NetworkAppliance"),
    (r"modem|media.?converter", "Modem"),
    (r"hyper-?visor|\besxi?\b|proxmox|virtuali[sz]ation|\bvm.?host", "Hypervisor"),
    (r"data.?base|\bdb\b", "DatabaseServer"),
    (r"application.?server|\bapp.?server", "ApplicationServer"),
    (r"web.?server", "WebServer"),
    (r"file.?server", "FileServer"),
    (r"mail.?server", "MailServer"),
    (r"mainframe", "Mainframe"),
    (r"(storage|disk).?array|\bsan\b", "StorageArray"),
    (r"\bnas\b|\bfiler\b", "NAS"),
    (r"tape", "TapeLibrary"),
    (r"storage", "StorageDevice"),
    (r"chassis|enclosure", "Chassis"),
    (r"server|blade|compute|\b(node|host)\b", "Server"),
    (r"desktop|workstation", "Workstation"),
    (r"printer", "Printer"),
    (r"phone", "Telephone"),
    (r"camera", "Camera"),
    (r"sensor|probe|meter\b", "Sensor"),
    (r"cooling|\b(crac|hvac)\b|air.?condition", "CoolingUnit"),
    (r"network", "NetworkDevice"),
)
"""The first whose words are found. All are hardware, so that anything that joins hardware joins a device."""

_PATTERNS = tuple((re.compile(words, re.IGNORECASE), kind) for words, kind in _KINDS)
UNKNOWN = "Hardware"


def kind_by_words(words: str) -> str:
    """The kind that some words tell; Hardware when they tell none."""
    return next((kind for pattern, kind in _PATTERNS if pattern.search(words)), UNKNOWN)


def device_kind(row: Row, has_outlets: bool) -> str:
    """The kind of a device. One with power outlets is a PDU, unless its role or type names another power device.

    One with bays for blades is a Chassis, unless it is a network, storage or power device: the role is the blades'.
    """
    role, type_ = device_role(row), row.ref("device_type", "dcim.devicetype")
    kind = kind_by_words(_words(role, "name"))
    if kind == UNKNOWN:
        kind = kind_by_words(_words(type_, "model"))
    is_a = row.dump.vocabulary.is_a
    if has_outlets and not is_a(kind, "PowerDevice"):
        return "PDU"
    holds_blades = type_ is not None and type_.text("subdevice_role") == "parent"
    return "Chassis" if holds_blades and (kind == UNKNOWN or is_a(kind, "Computer")) else kind


def device_role(row: Row) -> Row | None:
    """Its role: `role`, before NetBox 3.6 `device_role`."""
    return row.ref("role", "dcim.devicerole") or row.ref("device_role", "dcim.devicerole")


def _words(row: Row | None, field: str) -> str:
    return f"{row.text(field) or ''} {(row.text('slug') or '').replace('-', ' ')}" if row else ""
