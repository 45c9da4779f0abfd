"""License positions of a large organization: 50,000 hosts, 400,000 installations, 2,000 products."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from pathlib import Path
from random import Random

from benchmarks.estate import Record
from benchmarks.load import load
from benchmarks.table import Row, milliseconds, timed
from cmdb_graph.deadline import Deadline
from cmdb_graph.ingest.records import EntityRecord, RelationshipRecord
from cmdb_graph.licensing import PositionsQuestion, license_positions, load_policies
from cmdb_graph.vocabulary import Vocabulary

_SEED = 20_261_126
_SERVERS, _HYPERVISORS, _MACHINES = 15_000, 5_000, 30_000
_CLUSTER = 8
_INSTALLATIONS, _PRODUCTS, _PEOPLE = 400_000, 2_000, 20_000
_ALL_BAR_SECONDS, _ONE_BAR_SECONDS = 30, 1
_MODELS = ("Intel(R) Xeon(R) Gold 6326", "AMD EPYC 7543", "IBM POWER10", "Loongson 3A6000")
_METRICS = (
    *("device",) * 6, *("named-user",) * 4, "concurrent", "site", "oracle-processor", "oracle-named-user-plus",
    "oracle-se2-socket", "sql-server-core", "sql-server-core", "windows-server-standard-core",
    "windows-server-datacenter-core", "ibm-pvu",
)  # fmt: skip


def measure(vocabulary: Vocabulary, home: Path, *, again: bool = False) -> list[Row]:
    """The whole position, and one product of each of several metrics."""
    loaded = load(home, vocabulary, _estate(), again=again)
    policies = load_policies()
    try:

        def ask(product: str | None) -> int:
            question = PositionsQuestion(product=product)
            return len(license_positions(loaded.store, vocabulary, policies, question, Deadline(300)).items)

        count = ask(None)
        rows = [
            Row(
                f"all {count:,} positions: {_INSTALLATIONS:,} installations on {_SERVERS + _HYPERVISORS + _MACHINES:,} hosts",
                "",
                "",
                timed(lambda: ask(None)),
                _ALL_BAR_SECONDS,
                unit="s",
            )
        ]
        for at in (12, 15, 17, 0):
            product = f"product-{at}"
            ask(product)
            took = statistics.median(timed(lambda product=product: ask(product)) for _ in range(5))
            rows.append(Row(f"one product, {_METRICS[at]}", milliseconds(took), "", took, _ONE_BAR_SECONDS, unit="s"))
        return rows
    finally:
        loaded.close()


def _estate() -> Iterator[Record]:
    chance = Random(_SEED)
    for at in range(40):
        yield EntityRecord(f"site-{at}", "Site", f"Site {at}", None, {})
    for at in range(_PEOPLE):
        yield EntityRecord(f"person-{at}", "Person", f"Person {at}", None, {})
    hosts = [f"server-{at}" for at in range(_SERVERS)] + [f"hypervisor-{at}" for at in range(_HYPERVISORS)]
    for host in hosts:
        processors = chance.choice((1, 2, 2, 4))
        facts = {
            "processors": processors,
            "cores": processors * chance.choice((8, 16, 32)),
            "processor_model": chance.choice(_MODELS),
            "socket_capacity": processors,
        }
        yield EntityRecord(host, "Hypervisor" if host.startswith("hyper") else "Server", host, None, dict(facts))
        yield _join("LOCATED_IN", host, f"site-{chance.randrange(40)}")
    clusters = _HYPERVISORS // _CLUSTER
    for at in range(clusters):
        yield EntityRecord(f"cluster-{at}", "HypervisorCluster", f"Cluster {at}", None, {})
        for member in range(at * _CLUSTER, (at + 1) * _CLUSTER):
            yield _join("HAS_MEMBER", f"cluster-{at}", f"hypervisor-{member}", group="members", need=1)
    for at in range(_MACHINES):
        yield EntityRecord(f"vm-{at}", "VirtualMachine", f"vm-{at}", None, {"vcpus": float(chance.choice((2, 4, 8)))})
        yield _join("HOSTED_ON", f"vm-{at}", f"cluster-{chance.randrange(clusters)}")
    yield from _software(chance)


def _software(chance: Random) -> Iterator[Record]:
    for at in range(_PRODUCTS):
        # Four versions of each, the same metric for all of them.
        metric = _METRICS[at % (_PRODUCTS // 4) % len(_METRICS)]
        family, version = at % (_PRODUCTS // 4), at // (_PRODUCTS // 4) + 1
        facts = {
            "publisher": f"Publisher {family % 90}",
            "version": str(version),
            "released_at": f"{2018 + version}-01-01",
        }
        yield EntityRecord(f"product-{at}", "SoftwareProduct", f"Product {family}", None, dict(facts))
        for number in range(2):
            right = {
                "metric": metric,
                "quantity": float(chance.randrange(200)),
                "license_type": "perpetual",
                "start": "2020-01-01",
                "unit_cost": float(chance.randrange(10, 900)),
                "currency": "EUR",
            }
            if number:
                right |= {"maintenance_end": "2027-12-31", "rights": ["downgrade"]}
            yield EntityRecord(f"license-{at}-{number}", "License", f"License {at}/{number}", None, dict(right))
            yield _join("ENTITLES", f"license-{at}-{number}", f"product-{at}")
    for at in range(_INSTALLATIONS):
        yield EntityRecord(f"installation-{at}", "SoftwareInstallation", f"Installation {at}", None, {})
        yield _join("INSTANCE_OF", f"installation-{at}", f"product-{chance.randrange(_PRODUCTS)}")
        machine = chance.randrange(_SERVERS + _MACHINES)
        host = f"server-{machine}" if machine < _SERVERS else f"vm-{machine - _SERVERS}"
        yield _join("INSTALLED_ON", f"installation-{at}", host)
        if at % 4 == 0:
            yield _join("USED_BY", f"installation-{at}", f"person-{chance.randrange(_PEOPLE)}")


def _join(kind: str, source: str, target: str, *, group: str = "", need: int | None = None) -> Record:
    return RelationshipRecord(kind, source, target, None, group, need, {})
