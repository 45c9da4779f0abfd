"""A made-up estate of any size, shaped like a real one: the same numbers make the same estate.

A fifth of it is software that depends on itself: applications call each other (softly as a rule), share databases whose
popularity follows Zipf's law, and services stand on them, so that nearly all of it is above any of it. Below is the iron,
every piece with two power sources and two uplinks as gates; beside it what no failure reaches: laptops, spare parts,
people, tickets.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from cmdb_graph.ingest.records import EntityRecord, RelationshipRecord
from cmdb_graph.vocabulary import Vocabulary

SEED = 20_261_124
SERVERS_A_RACK = 20
HYPERVISORS_A_CLUSTER = 8

_SERVER_KINDS = ("Hypervisor", "DatabaseServer", "ApplicationServer", "FileServer")
_MODELS = ("PowerEdge R760", "ProLiant DL380", "ThinkSystem SR650", "UCS C240")
_SYSTEMS = ("Debian 12", "RHEL 9.4", "Windows Server 2022", "SLES 15")
_STATUSES = ("new", "in_progress", "pending", "resolved", "closed", "closed", "closed", "closed")

Record = EntityRecord | RelationshipRecord


@dataclass(frozen=True, slots=True)
class Size:
    """How many of each there are in an estate of about `nodes` nodes and 2.2 times as many relationships."""

    nodes: int

    def share(self, of_a_million: int) -> int:
        """What is `of_a_million` in an estate of a million, at least one."""
        return max(1, self.nodes * of_a_million // 1_000_000)

    @property
    def sites(self) -> int:
        return self.share(60)

    @property
    def rooms(self) -> int:
        return self.share(240)

    @property
    def racks(self) -> int:
        return self.share(7_600)

    @property
    def servers(self) -> int:
        return self.racks * SERVERS_A_RACK

    @property
    def hypervisor_clusters(self) -> int:
        # Every fourth server is a hypervisor.
        return max(1, self.servers // 4 // HYPERVISORS_A_CLUSTER)

    @property
    def machines(self) -> int:
        return self.share(170_000)

    @property
    def databases(self) -> int:
        return self.share(20_000)

    @property
    def queues(self) -> int:
        return self.share(3_000)

    @property
    def applications(self) -> int:
        return self.share(170_000)

    @property
    def application_services(self) -> int:
        return self.share(45_000)

    @property
    def business_services(self) -> int:
        return self.share(9_000)

    @property
    def teams(self) -> int:
        return self.share(2_500)

    @property
    def people(self) -> int:
        return self.share(60_000)

    @property
    def laptops(self) -> int:
        return self.share(70_000)

    @property
    def components(self) -> int:
        return self.share(84_000)

    @property
    def installations(self) -> int:
        return self.share(90_000)

    @property
    def tickets(self) -> int:
        return self.share(25_000)


def database_host(size: Size, database: int) -> int:
    """The database server that a database with one server of its own runs on: every fourth server is one."""
    # A prime step spreads neighbors in popularity over the racks.
    return (database * 7_919) % (size.servers // 4) * 4 + 1


def clustered(database: int) -> bool:
    """Whether a database stands on a cluster of three instances, two of them needed: every third does."""
    return database % 3 == 2


class Estate:
    """The records of one estate, entities before the relationships that join them. Iterating streams it, in a fixed order."""

    def __init__(self, vocabulary: Vocabulary, nodes: int, seed: int = SEED) -> None:
        self.vocabulary = vocabulary
        self.size = Size(nodes)
        self.seed = seed

    def __iter__(self) -> Iterator[Record]:
        self._random = Random(self.seed)
        self._log_databases = math.log(self.size.databases + 1)
        yield from self._places()
        yield from self._racks()
        yield from self._machines()
        yield from self._databases()
        yield from self._applications()
        yield from self._services()
        yield from self._people_and_things()

    def _places(self) -> Iterator[Record]:
        size = self.size
        for i in range(size.share(12)):
            yield _entity("Region", "region", i, f"Region {i}")
        for i in range(size.sites):
            yield _entity("Site", "site", i, f"Site {i}", latitude=50.0 + i / 100, longitude=8.0 + i / 100)
            yield self._join("LOCATED_IN", f"site-{i}", f"region-{i % size.share(12)}", effect="none")
        for i in range(size.rooms):
            yield _entity("Room", "room", i, f"Room {i}")
            yield self._join("LOCATED_IN", f"room-{i}", f"site-{i % size.sites}")
            for feed in (2 * i, 2 * i + 1):
                yield _entity(
                    "PowerFeed", "feed", feed, f"Feed {'AB'[feed % 2]} of room {i}", voltage=400.0, amperage=630.0
                )
                yield self._join("LOCATED_IN", f"feed-{feed}", f"site-{i % size.sites}")
            for core in (2 * i, 2 * i + 1):
                yield self._switch("core", core, f"room-{i}")
                yield from self._gates(f"core-{core}", [f"feed-{2 * i}", f"feed-{2 * i + 1}"], [])

    def _racks(self) -> Iterator[Record]:
        size, random = self.size, self._random
        for rack in range(size.racks):
            room = rack % size.rooms
            yield _entity("Rack", "rack", rack, f"Rack {rack}", units=42, serial_number=f"RK{rack:08d}")
            yield self._join("LOCATED_IN", f"rack-{rack}", f"room-{room}")
            pair = (2 * rack, 2 * rack + 1)
            power, uplinks = [f"pdu-{i}" for i in pair], [f"switch-{i}" for i in pair]
            for i in pair:
                yield _entity(
                    "PDU", "pdu", i, f"PDU {'AB'[i % 2]} of rack {rack}", outlets=24, serial_number=f"PD{i:08d}"
                )
                yield self._join("LOCATED_IN", f"pdu-{i}", f"rack-{rack}")
                yield from self._gates(f"pdu-{i}", [f"feed-{2 * room + i % 2}"], [])
            for i in pair:
                yield self._switch("switch", i, f"rack-{rack}")
                yield from self._gates(f"switch-{i}", power, [f"core-{2 * room}", f"core-{2 * room + 1}"])
            for server in range(rack * SERVERS_A_RACK, (rack + 1) * SERVERS_A_RACK):
                kind = _SERVER_KINDS[server % 4]
                yield _entity(
                    kind,
                    "server",
                    server,
                    f"srv{server:06d}.dc{room}",
                    serial_number=f"SN{random.getrandbits(40):010X}",
                    model=_MODELS[random.randrange(4)],
                    processors=2,
                    cores=random.choice((16, 32, 48, 64)),
                    memory=float(random.choice((128, 256, 512, 1024))),
                    operating_system=_SYSTEMS[random.randrange(4)],
                    ip_addresses=[f"10.{server >> 16}.{server >> 8 & 255}.{server & 255}"],
                )
                yield self._join("LOCATED_IN", f"server-{server}", f"rack-{rack}")
                yield from self._gates(f"server-{server}", power, uplinks)

    def _machines(self) -> Iterator[Record]:
        size, random = self.size, self._random
        for cluster in range(size.hypervisor_clusters):
            yield _entity("HypervisorCluster", "hvcluster", cluster, f"Cluster {cluster}")
            # Striding over the racks: no rack holds two members of a cluster.
            for member in range(HYPERVISORS_A_CLUSTER):
                server = 4 * (cluster + member * size.hypervisor_clusters)
                yield self._join("HAS_MEMBER", f"hvcluster-{cluster}", f"server-{server}", need=6)
        for machine in range(size.machines):
            yield _entity(
                "VirtualMachine",
                "vm",
                machine,
                f"vm{machine:06d}",
                vcpus=float(random.choice((2, 4, 8))),
                memory=float(random.choice((4, 8, 16, 32))),
                operating_system=_SYSTEMS[random.randrange(4)],
                ip_addresses=[f"172.{16 + (machine >> 16)}.{machine >> 8 & 255}.{machine & 255}"],
            )
            yield self._join("HOSTED_ON", f"vm-{machine}", f"hvcluster-{random.randrange(size.hypervisor_clusters)}")

    def _databases(self) -> Iterator[Record]:
        size = self.size
        for i in range(size.databases):
            yield _entity("Database", "database", i, f"Database {i}", engine="PostgreSQL 17", size=float(2 ** (i % 12)))
            if not clustered(i):
                yield self._join("RUNS_ON", f"database-{i}", f"server-{database_host(size, i)}")
                continue
            yield _entity("DatabaseCluster", "dbcluster", i, f"Database cluster {i}")
            yield self._join("RUNS_ON", f"database-{i}", f"dbcluster-{i}")
            for instance in range(3 * i, 3 * i + 3):
                yield _entity("DatabaseInstance", "instance", instance, f"Instance {instance}")
                yield self._join("HAS_MEMBER", f"dbcluster-{i}", f"instance-{instance}", need=2)
                yield self._join("RUNS_ON", f"instance-{instance}", f"server-{database_host(size, instance)}")
        for i in range(size.queues):
            yield _entity("Queue", "queue", i, f"orders.{i}")
            for vm in self._distinct(2, size.machines):
                yield self._join("RUNS_ON", f"queue-{i}", f"vm-{vm}", group="brokers", need=1)

    def _applications(self) -> Iterator[Record]:
        size, random = self.size, self._random
        kinds = ("Application", "WebApplication", "SoftwareService", "SoftwareService")
        for i in range(size.applications):
            yield _entity(kinds[i % 4], "app", i, f"Application {i}", version=f"{i % 9}.{i % 23}")
        for i in range(size.applications):
            app = f"app-{i}"
            if random.random() < 0.2:
                for vm in self._distinct(2, size.machines):
                    yield self._join("RUNS_ON", app, f"vm-{vm}", group="nodes", need=1)
            else:
                # Skewed: some machines carry a dozen applications, many carry none.
                yield self._join("RUNS_ON", app, f"vm-{int(random.random() ** 1.5 * size.machines)}")
            if random.random() < 0.7:
                yield self._join("DEPENDS_ON", app, f"database-{self._popular_database()}")
            calls = self._distinct(random.choice((0, 1, 1, 2, 2, 3)), size.applications, but=i)
            for other in calls:
                hard = random.random() < 0.42
                yield self._join("DEPENDS_ON", app, f"app-{other}", effect="hard" if hard else "soft")
            if random.random() < 0.05:
                for other in set(self._distinct(3, size.applications, but=i)) - set(calls):
                    yield self._join("DEPENDS_ON", app, f"app-{other}", group="replicas", need=2)
            if random.random() < 0.3:
                yield self._join("USES", app, f"queue-{random.randrange(size.queues)}", effect="soft")

    def _services(self) -> Iterator[Record]:
        size, random = self.size, self._random
        for i in range(size.teams):
            yield _entity("Team", "team", i, f"Team {i}", email=f"team{i}@example.com")
        for i in range(size.application_services):
            yield _entity("ApplicationService", "service", i, f"Service {i}")
            redundant = random.random() < 0.5
            for app in self._distinct(2, size.applications):
                group = "instances" if redundant else ""
                yield self._join("DEPENDS_ON", f"service-{i}", f"app-{app}", group=group, need=1 if redundant else None)
            yield self._join("OWNED_BY", f"service-{i}", f"team-{random.randrange(size.teams)}")
        for i in range(size.business_services):
            yield _entity(
                "BusinessService", "business", i, f"Business service {i}", criticality=("low", "medium", "high")[i % 3]
            )
            for position, service in enumerate(self._distinct(3, size.application_services)):
                effect = "soft" if position == 2 else "hard"
                yield self._join("DEPENDS_ON", f"business-{i}", f"service-{service}", effect=effect)
            yield self._join("OWNED_BY", f"business-{i}", f"team-{random.randrange(size.teams)}")

    def _people_and_things(self) -> Iterator[Record]:
        size, random = self.size, self._random
        for i in range(size.people):
            yield _entity("Person", "person", i, f"Person {i}", email=f"person{i}@example.com")
            yield self._join("MEMBER_OF", f"person-{i}", f"team-{random.randrange(size.teams)}")
        for i in range(size.laptops):
            yield _entity("Laptop", "laptop", i, f"lt{i:06d}", serial_number=f"LT{i:08d}", memory=16.0)
            yield self._join("USED_BY", f"laptop-{i}", f"person-{random.randrange(size.people)}")
        for i in range(size.components):
            yield _entity("DiskDrive", "drive", i, f"Drive {i}", serial_number=f"DD{i:08d}", capacity=1920.0)
            if i % 2:
                yield self._join("PART_OF", f"drive-{i}", f"server-{random.randrange(size.servers)}")
        for i in range(size.installations):
            yield _entity("SoftwareInstallation", "installation", i, f"Installation {i}", version=f"{i % 20}.0")
            yield self._join("INSTALLED_ON", f"installation-{i}", f"vm-{random.randrange(size.machines)}")
        for i in range(size.tickets):
            status = random.choice(_STATUSES)
            yield _entity("Incident", "incident", i, f"Incident {i}", status=status, priority=1 + i % 5)
            yield self._join("AFFECTS", f"incident-{i}", f"app-{random.randrange(size.applications)}")

    def _switch(self, prefix: str, number: int, where: str) -> Record:
        return _entity(
            "Switch",
            prefix,
            number,
            f"{prefix}-{number} in {where}",
            serial_number=f"SW{prefix[0]}{number:07d}",
            ports=48,
        )

    def _gates(self, device: str, power: list[str], uplinks: list[str]) -> Iterator[Record]:
        for source in power:
            yield self._join("POWERED_BY", device, source)
        for uplink in uplinks:
            yield self._join("CONNECTED_VIA", device, uplink)

    def _join(
        self,
        kind: str,
        source: str,
        target: str,
        *,
        effect: str | None = None,
        group: str = "",
        need: int | None = None,
    ) -> Record:
        found = self.vocabulary.type(kind)
        return RelationshipRecord(kind, source, target, effect, group or found.group or "", need or found.need, {})

    def _popular_database(self) -> int:
        """Zipf's law with exponent 1: number 0 takes 7 percent of twenty thousand's dependents."""
        return int(math.exp(self._random.random() * self._log_databases)) - 1

    def _distinct(self, count: int, below: int, *, but: int = -1) -> list[int]:
        chosen: list[int] = []
        while len(chosen) < min(count, below - 1):
            candidate = self._random.randrange(below)
            if candidate != but and candidate not in chosen:
                chosen.append(candidate)
        return chosen


def _entity(kind: str, prefix: str, number: int, name: str, **attributes: Any) -> EntityRecord:
    return EntityRecord(f"{prefix}-{number}", kind, name, None, attributes)
