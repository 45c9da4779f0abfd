"""Cables: what is at their other end, and what a path through patch panels ends at."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator

from cmdb_graph.ingest.readers import Item
from cmdb_graph.ingest.readers.netbox.addresses import owner_of
from cmdb_graph.ingest.readers.netbox.dump import Dump, Pk, Row, shown
from cmdb_graph.ingest.readers.netbox.objects import named, relationship

_ENDPOINTS = ("dcim.interface", "dcim.consoleport", "dcim.consoleserverport", "circuits.circuittermination")
_CABLED = (*_ENDPOINTS, "dcim.frontport", "dcim.rearport", "dcim.powerport", "dcim.poweroutlet", "dcim.powerfeed")


class Cables:
    """Which terminations each cable joins. A cable that is only planned, or being taken away, joins nothing."""

    def __init__(self, dump: Dump) -> None:
        self._ends: defaultdict[Pk, dict[str, dict[str, Row]]] = defaultdict(lambda: {"A": {}, "B": {}})
        self._cables: defaultdict[str, dict[Pk, str]] = defaultdict(dict)
        self._fronts: dict[tuple[str, int], Row] = {}
        self._idle = {row.pk for row in dump.all("dcim.cable") if row.text("status") not in (None, "connected")}
        self._read_terminations(dump)
        for row in dump.all("dcim.frontport"):
            if (rear := row.ref("rear_port", "dcim.rearport")) is not None:
                self._fronts[rear.id, row.whole("rear_port_position") or 1] = row

    def across(self, port: Row) -> list[Row]:
        """The terminations at the other ends of a port's cables, in the order of their ids."""
        found: dict[str, Row] = {}
        for cable, end in self._cables.get(port.id, {}).items():
            found.update(self._ends[cable]["B" if end == "A" else "A"])
        return [found[key] for key in sorted(found)]

    def far_ends(self, port: Row) -> list[Row]:
        """Where the paths from a port end: ports of no panel, or the last port of a panel that goes no further.

        A path enters a panel at one side and leaves it at the other. Several front ports may share one rear port: the
        position taken there is the one to leave by at the next such panel. Each port is passed once, so that a loop
        ends.
        """
        ends: dict[str, Row] = {}
        passed = {port.id}
        ways: deque[tuple[Row, tuple[int, ...]]] = deque([(port, ())])
        while ways:
            at, positions = ways.popleft()
            across = [far for far in self.across(at) if far.id not in passed]
            if not across and at is not port:
                ends[at.id] = at
            for far in across:
                passed.add(far.id)
                onward = self._through(far, positions)
                if onward is None or onward[0].id in passed:
                    ends[far.id] = far
                else:
                    passed.add(onward[0].id)
                    ways.append(onward)
        return [ends[key] for key in sorted(ends)]

    def _through(self, port: Row, positions: tuple[int, ...]) -> tuple[Row, tuple[int, ...]] | None:
        """The port at the other side of a panel; None at an end, or where the position is not known."""
        if port.model == "dcim.frontport":
            if (rear := port.ref("rear_port", "dcim.rearport")) is None:
                return None
            shared = (rear.whole("positions") or 1) > 1
            return rear, (*positions, port.whole("rear_port_position") or 1) if shared else positions
        if port.model == "dcim.rearport":
            shared = (port.whole("positions") or 1) > 1
            if shared and not positions:
                return None
            front = self._fronts.get((port.id, positions[-1] if shared else 1))
            return None if front is None else (front, positions[:-1] if shared else positions)
        return None

    def _read_terminations(self, dump: Dump) -> None:
        """From the table of terminations; before NetBox 3.3 from the cable; else from what the ports themselves say."""
        for row in dump.all("dcim.cabletermination"):
            if (port := row.generic("termination_type", "termination_id")) is not None:
                self._join(row.fields.get("cable"), row.text("cable_end"), port, row)
        for row in dump.all("dcim.cable"):
            for end in ("A", "B"):
                low = end.lower()
                if (port := row.generic(f"termination_{low}_type", f"termination_{low}_id")) is not None:
                    self._join(row.pk, end, port, row)
        for model in _CABLED:
            for row in dump.all(model):
                if "cable" in row.fields and "cable_end" in row.fields:
                    self._join(row.fields["cable"], row.text("cable_end"), row, row)

    def _join(self, cable: object, end: str | None, port: Row, said_by: Row) -> None:
        """Put a port at one end of a cable. The key of the cable is enough: its row only adds whether it is in use."""
        if isinstance(cable, bool) or not isinstance(cable, int | str):
            said_by.wrong("cable", f"cable is the key of a cable, not {shown(cable)}")
        elif end not in ("A", "B"):
            said_by.wrong("cable_end", f"the end of a cable is A or B, not {end!r}")
        elif cable not in self._idle and cable not in self._cables[port.id]:
            self._ends[cable][end][port.id] = port
            self._cables[port.id][cable] = end


def connections(dump: Dump, cables: Cables) -> Iterator[Item]:
    """Devices that cables join are peers. A device whose path ends at a circuit reaches the network through it.

    That is its uplink, and all its uplinks are one gate: without one of two it is at risk, without the last it is cut
    off.
    """
    joined: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    told_by: dict[tuple[str, str, str], Row] = {}
    for model in _ENDPOINTS:
        for port in dump.all(model):
            if (near := _element(port)) is None:
                continue
            for far_port in cables.far_ends(port):
                if (far := _element(far_port)) is None or far.id == near.id:
                    continue
                key, words = _joint(near, port, far, far_port)
                joined[key].add(words)
                told_by.setdefault(key, port)
    for (type_, source, target), ports in joined.items():
        yield relationship(told_by[type_, source, target], type_, source, target, ports=sorted(ports))


def _element(port: Row) -> Row | None:
    """The device of a port, the circuit of a termination."""
    return port.ref("circuit", "circuits.circuit") if port.model == "circuits.circuittermination" else owner_of(port)


def _joint(near: Row, port: Row, far: Row, far_port: Row) -> tuple[tuple[str, str, str], str]:
    """The relationship that a path makes (type, from, to), each pair in one direction, and its two ports in words."""
    line = "circuits.circuit"
    if near.model == line or (far.model != line and near.id > far.id):
        near, port, far, far_port = far, far_port, near, port
    # Only what sends traffic has an uplink: a panel, where nothing is known to go on, is a mere neighbor of the line.
    uplink = near.model != line and far.model == line and port.model == "dcim.interface"
    return ("CONNECTED_VIA" if uplink else "CONNECTED_TO", near.id, far.id), f"{_words(port)} - {_words(far_port)}"


def _words(port: Row) -> str:
    if port.model == "circuits.circuittermination":
        return f"side {port.text('term_side') or '?'}"
    return port.text("name") or f"#{port.pk}"


def power_words(port: Row, source: Row) -> str:
    """A power port and what it is plugged into."""
    return f"{_words(port)} - {named(source) if source.model == 'dcim.powerfeed' else _words(source)}"
