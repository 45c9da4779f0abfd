"""Tickets against what was promised: service hours, and clocks that run within them."""

from cmdb_graph.tickets.calendar import Calendar, Hours
from cmdb_graph.tickets.clock import Reading, Step, Word, read

__all__ = ["Calendar", "Hours", "Reading", "Step", "Word", "read"]
