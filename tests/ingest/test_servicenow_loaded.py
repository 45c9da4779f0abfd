"""ServiceNow's audit log in a real database: every row a step, and a second import adds nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from cmdb_graph.deadline import Deadline
from cmdb_graph.ingest.run import import_file
from cmdb_graph.instance import Instance
from cmdb_graph.tickets import steps
from tests.ingest.loaded import bundle, changes, entity, joined, taken
from tests.tickets.servicenow import FORMAT, LOG

ROWS = """\
number,incident_state,sys_updated_at,opened_at,cmdb_ci,assignment_group,assigned_to
INC7,New,2026-03-02 09:00,2026-03-02 08:55,erp-db,Desk,?
INC7,Active,2026-03-02 10:00,2026-03-02 08:55,ERP-DB,Databases,Ole
INC8,Sleeping,2026-03-02 10:00,?,?,?,?
"""


def test_the_whole_log_goes_in_once(empty_instance: Instance) -> None:
    if not LOG.is_file():
        pytest.skip("the audit log is not there: ../shared/data/servicenow-incidents")

    def load(mode: str = "apply") -> tuple[int, int, int]:
        answer = import_file(
            empty_instance.store,
            empty_instance.vocabulary,
            LOG,
            source="servicenow",
            who="tests",
            format=FORMAT,
            mode=mode,  # pyright: ignore[reportArgumentType]  one of the two
        )
        assert answer.rejected_count == 0
        assert sum(changes(answer)) == (
            0 if answer.steps.unchanged else answer.entities.created + answer.relationships.created
        )
        return answer.steps.created, answer.steps.unchanged, answer.entities.created

    assert load("plan") == load() == (5_998, 0, 1_962)
    assert load("plan") == load() == (0, 5_998, 0)
    found = empty_instance.store.read(
        lambda reader: steps.read(reader, ["servicenow:incident:inc0000045"]), Deadline(60)
    )
    ((ticket, its),) = found.items()
    assert [step.changes.get("status") for step in its] == ["new", "resolved", None, "closed"]
    assert entity(empty_instance, ticket).attributes["status"] == "closed"


def test_what_is_recorded_already_is_what_the_log_speaks_of(empty_instance: Instance, tmp_path: Path) -> None:
    bundle(
        empty_instance,
        tmp_path,
        {"id": "netbox:vm:3", "kind": "VirtualMachine", "name": "ERP-DB"},
        {"id": "hr:team:9", "kind": "Team", "name": "Databases"},
        {"id": "desk:42", "kind": "Incident", "name": "The ERP is slow", "attributes": {"number": "INC7"}},
    )
    answer = taken(empty_instance, tmp_path, ROWS, FORMAT, zone="UTC")
    assert [(fault.line, fault.detail.partition(":")[0]) for fault in answer.rejected] == [(4, "state")]
    assert joined(empty_instance, "desk:42", "AFFECTS") == ["netbox:vm:3"]
    assert joined(empty_instance, "desk:42", "ASSIGNED_TO") == ["hr:team:9", "servicenow:user:ole"]
    found = empty_instance.store.read(lambda reader: steps.read(reader, ["desk:42"]), Deadline(60))
    assert [step.changes.get("team") for step in found["desk:42"]] == ["servicenow:group:desk", "hr:team:9"]
