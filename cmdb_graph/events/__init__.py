"""Alarms of monitoring systems: taken in as they send them, matched to entities, each recorded once."""

from cmdb_graph.events.models import Intake
from cmdb_graph.events.record import events_on, take_in

__all__ = ["Intake", "events_on", "take_in"]
