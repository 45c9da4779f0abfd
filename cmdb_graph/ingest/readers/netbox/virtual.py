"""Clusters with their members, and the virtual machines that they host."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cmdb_graph.ingest.readers import Item
from cmdb_graph.ingest.readers.netbox.addresses import Addresses
from cmdb_graph.ingest.readers.netbox.device_kinds import device_role
from cmdb_graph.ingest.readers.netbox.dump import Dump, Row
from cmdb_graph.ingest.readers.netbox.objects import entity, named, relationship
from cmdb_graph.ingest.readers.netbox.places import within

_CLUSTER_KINDS = tuple(
    (re.compile(words, re.IGNORECASE), kind)
    for words, kind in (
        (r"kubernetes|\bk8s\b|openshift|rancher", "KubernetesCluster"),
        (
            r"vmware|vsphere|esxi?\b|\bkvm\b|hyper-?v\b|proxmox|\bxen|nutanix|ovirt|openstack|libvirt",
            "HypervisorCluster",
        ),
        (r"ceph|gluster|vsan|storage", "StorageCluster"),
        (r"database|postgres|patroni|mysql|galera|oracle rac|sql server", "DatabaseCluster"),
        (r"pacemaker|failover", "FailoverCluster"),
    )
)
"""By the words of the cluster's type; one that none of them fits is a Cluster."""

_CLOUD = re.compile(
    r"amazon|\baws\b|google|\bgcp\b|azure|digital.?ocean|oracle cloud|alibaba|hetzner|linode|ovh|cloud", re.IGNORECASE
)


def virtual(dump: Dump, addresses: Addresses) -> Iterator[Item]:
    """Clusters and virtual machines. A machine stands on its cluster, and on its host where it is pinned to one."""
    for row in dump.all("virtualization.cluster"):
        yield _cluster(row)
        yield from within(row, row)
    for row in dump.all("dcim.device"):
        if (cluster := row.ref("cluster", "virtualization.cluster")) is not None:
            yield relationship(row, "HAS_MEMBER", cluster.id, row.id)
    for row in dump.all("virtualization.virtualmachine"):
        cluster, host = row.ref("cluster", "virtualization.cluster"), row.ref("device", "dcim.device")
        yield _machine(row, cluster, addresses)
        for platform in (cluster, host):
            if platform is not None:
                yield relationship(row, "HOSTED_ON", row.id, platform.id)
        # With a cluster or host, the place is theirs: a machine may move.
        if cluster is None and host is None:
            yield from within(row, row)


def _cluster(row: Row) -> Item:
    group = row.ref("group", "virtualization.clustergroup")
    technology = _technology(row) or ""
    kind = next((kind for words, kind in _CLUSTER_KINDS if words.search(technology)), "Cluster")
    return entity(
        row,
        kind,
        named(row),
        {"technology": technology, "group": group.text("name") if group else None, "cloud": _cloud(row)},
    )


def _technology(cluster: Row) -> str | None:
    type_ = cluster.ref("type", "virtualization.clustertype")
    return type_.text("name") if type_ else None


def _cloud(cluster: Row | None) -> str | None:
    """The cloud that a cluster's type names."""
    technology = _technology(cluster) if cluster else None
    return technology if technology and _CLOUD.search(technology) else None


def _machine(row: Row, cluster: Row | None, addresses: Addresses) -> Item:
    role, platform = device_role(row), row.ref("platform", "dcim.platform")
    memory, disk = row.number("memory"), row.number("disk")
    return entity(
        row,
        "VirtualMachine",
        named(row),
        {
            "vcpus": row.number("vcpus"),
            "memory": None if memory is None else memory / 1024,
            # A gigabyte of NetBox is what the hypervisor calls one; from 4.1 on a thousand of its megabytes.
            "disk": None if disk is None else disk / 1000 if row.dump.disk_in_megabytes else disk,
            "role": role.text("name") if role else None,
            "platform": platform.text("name") if platform else None,
            "cloud": _cloud(cluster),
            "ip_addresses": addresses.of(row),
            "mac_addresses": addresses.macs(row),
        },
    )
