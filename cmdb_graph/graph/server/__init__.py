"""A real Neo4j that the package starts by itself: see `ManagedServer`."""

from cmdb_graph.graph.server.layout import Memory
from cmdb_graph.graph.server.managed import ManagedServer, Status
from cmdb_graph.graph.server.readiness import Endpoint

__all__ = ["Endpoint", "ManagedServer", "Memory", "Status"]
