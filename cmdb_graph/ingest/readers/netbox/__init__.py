"""A dump of a NetBox database, as `manage.py dumpdata` writes it: a list of {model, pk, fields}.

Written for NetBox 3.6; what versions from 2.11 to 4.4 spell otherwise is read as well. The rows that become entities
are those of `dump.ENTITIES`, the rows read for what they say about them those of `dump.DETAILS`. All other models are
passed over: templates, cached paths, users, logs, reservations, aggregates, address ranges, route targets, services,
inventory items, virtual disks, wireless and VPN.

Ids are `netbox:<model>:<primary key>`, so they stay the same while NetBox keeps its keys. Each object's pointer is its
place in the list. Cross references need the rows in memory: without their empty fields, and without the models passed
over.

A reference to a row that the dump lacks, or a value of the wrong type, is a fault at its place; its row goes in without
it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cmdb_graph.ingest.readers import Context, Item
from cmdb_graph.ingest.readers.netbox.addresses import Addresses
from cmdb_graph.ingest.readers.netbox.cables import Cables, connections
from cmdb_graph.ingest.readers.netbox.circuits import circuits
from cmdb_graph.ingest.readers.netbox.devices import devices
from cmdb_graph.ingest.readers.netbox.dump import Dump
from cmdb_graph.ingest.readers.netbox.network import network
from cmdb_graph.ingest.readers.netbox.places import places
from cmdb_graph.ingest.readers.netbox.power import power
from cmdb_graph.ingest.readers.netbox.tenancy import tenancy
from cmdb_graph.ingest.readers.netbox.virtual import virtual


def read(path: Path, context: Context) -> Iterator[Item]:
    """Entities and relationships, concern by concern, then the faults. Invalid when the file is no such list."""
    dump = Dump.load(path, context.vocabulary)
    addresses, cables = Addresses(dump), Cables(dump)
    yield from places(dump)
    yield from devices(dump, addresses)
    yield from power(dump, cables)
    yield from connections(dump, cables)
    yield from virtual(dump, addresses)
    yield from circuits(dump)
    yield from network(dump)
    yield from tenancy(dump)
    yield from dump.faults()
