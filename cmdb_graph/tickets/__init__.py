"""Tickets: how they are worked on, step by step, and what is promised for them, by clocks that run within service hours."""

from cmdb_graph.tickets.ask import check_priorities, clocks_of, steps_of
from cmdb_graph.tickets.models import ClocksAnswer, PrioritiesAnswer, StepRequest, StepsAnswer
from cmdb_graph.tickets.process import Process
from cmdb_graph.tickets.records import step

__all__ = [
    "ClocksAnswer",
    "PrioritiesAnswer",
    "Process",
    "StepRequest",
    "StepsAnswer",
    "check_priorities",
    "clocks_of",
    "step",
    "steps_of",
]
