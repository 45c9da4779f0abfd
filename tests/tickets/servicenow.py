"""The audit log of ServiceNow's incidents as histories, by the product's own reader."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from cmdb_graph.ingest.readers import reader
from cmdb_graph.ingest.records import StepRecord, step_changes
from cmdb_graph.tickets.history import History, TicketStep, in_order
from tests.ingest.alone import VOCABULARY, alone

LOG = Path(__file__).parents[2].parent / "shared/data/servicenow-incidents/incident_event_log.csv"
FORMAT = "servicenow-incidents"


def histories(path: Path, **options: str) -> list[History]:
    steps: defaultdict[str, list[TicketStep]] = defaultdict(list)
    for item in reader(FORMAT)(path, alone(**options)):
        assert item.fault is None
        if isinstance(raw := item.raw, StepRecord):
            changes = step_changes(raw, VOCABULARY)
            steps[raw.ticket].append(TicketStep(raw.at, raw.who, changes))
    return [History(ticket, "Incident", in_order(its)) for ticket, its in steps.items()]
