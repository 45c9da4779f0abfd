"""Which tickets are over is what the vocabulary says of their kind, an organization's own too."""

from __future__ import annotations

import json
from pathlib import Path

from cmdb_graph.deadline import Deadline
from cmdb_graph.impact import ImpactQuestion, impact
from cmdb_graph.ingest.run import import_file
from cmdb_graph.instance import Instance
from cmdb_graph.vocabulary import load

ERRANDS = """
[kinds.Errand]
parent = "Ticket"
about = "Somebody goes and does it."

[kinds.Errand.attributes]
status = { type = "string", values = ["asked", "review", "closed"], over = ["review"], about = "Where it stands." }
"""
TICKETS = [
    ("Errand", "asked"),
    ("Errand", "review"),
    ("Errand", "closed"),
    ("Change", "review"),
    ("Change", "closed"),
    ("Incident", None),
]


def test_a_ticket_that_is_over_is_not_told(empty_instance: Instance, tmp_path: Path) -> None:
    (tmp_path / "errands.toml").write_text(ERRANDS)
    store, vocabulary = empty_instance.store, load(tmp_path)

    def record(changed: dict[str | None, str]) -> None:
        tickets = [
            {"id": f"{kind} {status}", "kind": kind, "attributes": {"status": changed.get(status, status)}}
            for kind, status in TICKETS
        ]
        about = [{"type": "AFFECTS", "from": ticket["id"], "to": "srv"} for ticket in tickets]
        body = {"entities": [{"id": "srv", "kind": "Server"}, *tickets], "relationships": about}
        file = tmp_path / "bundle.json"
        file.write_text(json.dumps(body))
        assert import_file(store, vocabulary, file, source="tests", who="tests").rejected == []

    def told(as_of: str | None = None) -> tuple[str, set[str]]:
        question = ImpactQuestion.model_validate({"targets": [{"id": "srv"}], "as_of": as_of})
        answer = impact(store, vocabulary, question, Deadline(60))
        return answer.as_of, {ticket.id for ticket in answer.tickets}

    record({})
    then, tickets_then = told()
    assert tickets_then == {"Errand asked", "Change review", "Incident None"}

    # What was over is not any more, and the other way round: from now on `then` is the past, which other queries tell.
    record({"asked": "closed", "review": "closed", "closed": "review", None: "closed"})
    assert told()[1] == {"Change closed"}
    assert told(then) == (then, tickets_then)
